/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --deals: the open ones, one by one, the most that is expected first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "cmd/forecast/forecast.h"
#include "cmd/results/forecast_columns.h"
#include "cmd/run/folding.h"
#include "cmd/run/input.h"
#include "cmd/run/result.h"
#include "cmd/run/verdict.h"

struct deal {
	char *id;
	size_t id_len;
	struct forecast_standing standing;
	double amount;				/* NaN: none */
	struct forecast_chance *chances;	/* by date */
};

/* What a worker found; ids are its own. */
struct finder {
	struct forecast *fold;	/* for its matcher */
	struct forecast_standing *standings;
	size_t room_standings;
	struct deal *deals;
	size_t n, room;
};

static int
visit(void *context, const struct timeline *t, struct fault *fault)
{
	struct finder *f = context;
	size_t n;

	(void)fault;
	f->standings = memory_reserve(f->standings, &f->room_standings, t->n,
	    sizeof *f->standings);
	n = forecast_open(f->fold, t, f->standings);
	f->deals = memory_reserve(f->deals, &f->room, f->n + n,
	    sizeof *f->deals);
	for (size_t i = 0; i < n; i++) {
		decimal amount = f->standings[i].amount;

		f->deals[f->n++] = (struct deal){ memory_copy(t->id,
		    t->id_len), t->id_len, f->standings[i], amount ==
		    DECIMAL_NONE ? NAN : decimal_double(amount), NULL };
	}
	return 0;
}

static int
compare_ids(const struct deal *a, const struct deal *b)
{
	return compare_bytes(a->id, a->id_len, b->id, b->id_len);
}

/* As the curves are asked: a stage and age after the other. */
static int
compare_standings(const void *a, const void *b)
{
	const struct forecast_standing *x = &((const struct deal *)a)->
	    standing, *y = &((const struct deal *)b)->standing;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->stage != y->stage)
		return x->stage < y->stage ? -1 : 1;
	return (x->age > y->age) - (x->age < y->age);
}

/* What is expected of it by the last date; deals without an amount by
   their chance alone, behind the others. */
static int
compare_worth(const void *a, const void *b, void *context)
{
	const struct deal *x = a, *y = b;
	size_t last = *(const size_t *)context;
	double p = x->chances[last].chance, q = y->chances[last].chance;
	double v = isnan(x->amount) ? 0 : p * x->amount;
	double w = isnan(y->amount) ? 0 : q * y->amount;

	if (isnan(p) != isnan(q))
		return isnan(p) - isnan(q);
	if (!isnan(p) && (v < w || v > w))
		return v < w ? 1 : -1;
	if (!isnan(p) && (p < q || p > q))
		return p < q ? 1 : -1;
	return compare_ids(x, y);
}

static void
put_chances(const struct forecast *fold, const struct forecast_ask *ask,
    struct deal *deals, size_t n)
{
	struct forecaster *f = NULL;

	qsort(deals, n, sizeof *deals, compare_standings);
	for (size_t i = 0; i < n; i++) {
		const struct forecast_standing *s = &deals[i].standing;

		if (i == 0 || s->group != deals[i - 1].standing.group) {
			forecaster_free(f);
			f = forecaster_new(fold, ask, s->group, false);
		}
		deals[i].chances = memory_array(ask->n,
		    sizeof *deals[i].chances);
		for (size_t u = 0; u < ask->n; u++)
			deals[i].chances[u] = forecaster_chance(f, u,
			    s->stage, s->age);
	}
	forecaster_free(f);
}

static void
put_deal(const struct scope *scope, struct table *t, const struct deal *d,
    const struct forecast_ask *ask, size_t u)
{
	const struct funnel *f = &scope->funnel;
	const struct forecast_chance *c = &d->chances[u];
	const double chances[] = { c->chance, c->low, c->high };
	size_t stage = 0;
	char until[16];

	while (funnel_step(f, stage) < d->standing.stage ||
	    f->optional >> stage & 1)
		stage++;
	day_format(ask->until[u], until);
	table_add_row(t);
	scope_keys(scope, t, d->standing.group, false);
	table_text(t, DEAL_ENTITY, d->id, d->id_len);
	table_word(t, DEAL_STAGE, f->stages[stage].name);
	table_count(t, DEAL_AGE, d->standing.age);
	if (d->standing.amount != DECIMAL_NONE)
		table_decimal(t, DEAL_AMOUNT, d->standing.amount);
	table_word(t, DEAL_UNTIL, until);
	for (size_t i = 0; i < 3; i++)
		if (isnan(chances[i]))
			table_na(t, DEAL_CHANCE + i);
		else
			table_number(t, DEAL_CHANCE + i, chances[i]);
}

static struct table *
make_table(const struct scope *scope, const struct forecast_ask *ask,
    const struct deal *deals, size_t n)
{
	struct table *t = table_new(&deal_columns);

	scope_define(scope, t);
	scope_has_groups(scope, t);
	table_has_columns(t, DEAL_ENTITY, DEAL_AGE);
	if (scope->values)
		table_has_column(t, DEAL_AMOUNT);
	table_has_columns(t, DEAL_UNTIL, DEAL_CHANCE_HIGH);
	for (size_t i = 0; i < n; i++)
		for (size_t u = 0; u < ask->n; u++)
			put_deal(scope, t, &deals[i], ask, u);
	return t;
}

/* All that the workers found; in the first. */
static void
gather(struct finder *finders, size_t n)
{
	struct finder *all = &finders[0];

	for (size_t w = 1; w < n; w++) {
		all->deals = memory_reserve(all->deals, &all->room, all->n +
		    finders[w].n, sizeof *all->deals);
		if (finders[w].n)
			memcpy(all->deals + all->n, finders[w].deals,
			    finders[w].n * sizeof *all->deals);
		all->n += finders[w].n;
		finders[w].n = 0;
	}
}

static int
find(struct input *in, const struct forecast_definition *d,
    struct finder *finders, struct fault *fault)
{
	size_t n = in->options.threads;
	void **contexts = memory_array(n, sizeof *contexts);
	int failed;

	for (size_t w = 0; w < n; w++) {
		finders[w].fold = fold_new(&forecast_class, d);
		contexts[w] = &finders[w];
	}
	failed = event_log_visit(in->log, in->scope.as_of, visit, contexts,
	    fault);
	free(contexts);
	gather(finders, n);
	return failed;
}

static void
finders_free(struct finder *finders, size_t n)
{
	for (size_t w = 0; w < n; w++) {
		for (size_t i = 0; i < finders[w].n; i++) {
			free(finders[w].deals[i].id);
			free(finders[w].deals[i].chances);
		}
		fold_free(finders[w].fold);
		free(finders[w].deals);
		free(finders[w].standings);
	}
	free(finders);
}

static int
write_table(const struct scope *scope, struct table *table,
    struct fault *fault)
{
	int status = 0;
	int failed = result_check(table, fault);

	if (!failed)
		failed = result_fails(scope->run, table, &status, fault);
	if (!failed)
		failed = result_write(scope->run, table, fault);
	if (!failed)
		failed = result_draw(scope->run, table, fault);
	table_free(table);
	return failed ? failed : status;
}

static int
list_deals(struct input *in, struct fault *fault)
{
	const struct scope *scope = &in->scope;
	struct folding folding = { &forecast_class,
	    forecast_define(scope, fault), NULL };
	struct finder *finders;
	struct forecast_ask ask;
	size_t last;
	int failed;

	if (!folding.definition || forecast_ask(scope, &ask, fault) != 0)
		return -1;
	failed = fold_log(in, &folding, 1, false, fault);
	if (failed)
		return failed;
	finders = memory_zeroed(in->options.threads, sizeof *finders);
	failed = find(in, folding.definition, finders, fault);
	if (!failed)
		failed = input_finish(in, fault);
	if (!failed) {
		last = ask.n - 1;
		put_chances(folding.fold, &ask, finders->deals, finders->n);
		qsort_r(finders->deals, finders->n, sizeof *finders->deals,
		    compare_worth, &last);
		failed = write_table(scope, make_table(scope, &ask,
		    finders->deals, finders->n), fault);
	}
	fold_free(folding.fold);
	finders_free(finders, in->options.threads);
	return failed;
}

int
forecast_deals(struct run *run)
{
	const struct input_needs needs = { .ids = true, .values = true,
	    .groups = true };
	struct settings *s = run->settings;
	struct fault fault = { 0 };
	struct input in;
	int failed;

	if (verdict_check(&s->fail_if, &fault) != 0 ||
	    forecast_check(run, &fault) != 0 ||
	    input_open(run, &needs, &in, &fault) != 0)
		return run_fault(run, &fault);
	failed = list_deals(&in, &fault);
	input_free(&in);
	return failed < 0 ? run_fault(run, &fault) : failed;
}
