/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row a customer: what it did, and what is expected of it. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/results/value_columns.h"
#include "cmd/run/folding.h"
#include "cmd/run/input.h"
#include "cmd/run/result.h"
#include "cmd/run/statistic.h"
#include "cmd/run/verdict.h"
#include "cmd/value/value.h"

struct customer {
	char *id;
	size_t id_len;
	struct purchaser was;
	const struct customer_future *future;
};

/* What a worker found; ids are its own. */
struct finder {
	const struct purchases_definition *definition;
	struct customer *customers;
	size_t n, room;
};

static int
visit(void *context, const struct timeline *t, struct fault *fault)
{
	struct finder *f = context;
	struct purchaser p;

	(void)fault;
	if (!purchases_of(f->definition, t, &p))
		return 0;
	f->customers = memory_reserve(f->customers, &f->room, f->n + 1,
	    sizeof *f->customers);
	f->customers[f->n++] = (struct customer){ memory_copy(t->id,
	    t->id_len), t->id_len, p, NULL };
	return 0;
}

static int
compare_ids(const void *a, const void *b)
{
	const struct customer *x = a, *y = b;
	size_t len = x->id_len < y->id_len ? x->id_len : y->id_len;
	int order = memcmp(x->id, y->id, len);

	return order ? order : (x->id_len > y->id_len) -
	    (x->id_len < y->id_len);
}

static int
compare_histories(const void *a, const void *b)
{
	const struct buying_history *x =
	    &((const struct customer *)a)->was.history;
	const struct buying_history *y =
	    &((const struct customer *)b)->was.history;

	if (x->repeats != y->repeats)
		return x->repeats < y->repeats ? -1 : 1;
	if (x->last != y->last)
		return x->last < y->last ? -1 : 1;
	return (x->age > y->age) - (x->age < y->age);
}

/* All that the workers found; in the first. */
static void
gather(struct finder *finders, size_t n)
{
	struct finder *all = &finders[0];

	for (size_t w = 1; w < n; w++) {
		all->customers = memory_reserve(all->customers, &all->room,
		    all->n + finders[w].n, sizeof *all->customers);
		if (finders[w].n)
			memcpy(all->customers + all->n, finders[w].customers,
			    finders[w].n * sizeof *all->customers);
		all->n += finders[w].n;
		finders[w].n = 0;
	}
}

static int
find(struct input *in, const struct purchases_definition *d,
    struct finder *finders, struct fault *fault)
{
	size_t n = in->options.threads;
	void **contexts = memory_array(n, sizeof *contexts);
	int failed;

	for (size_t w = 0; w < n; w++) {
		finders[w].definition = d;
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
		for (size_t i = 0; i < finders[w].n; i++)
			free(finders[w].customers[i].id);
		free(finders[w].customers);
	}
	free(finders);
}

/* Customers of one history have one future; answers all of them. */
static struct customer_future *
put_futures(const struct purchases_fit *fit, const struct customer_ask *ask,
    struct customer *customers, size_t n)
{
	struct customer_future *futures = memory_array(n, sizeof *futures);
	size_t last = 0;

	qsort(customers, n, sizeof *customers, compare_histories);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || compare_histories(&customers[i - 1],
		    &customers[i]) != 0) {
			last = i;
			customer_future(fit, ask, &customers[i].was.history,
			    &futures[i]);
		}
		customers[i].future = &futures[last];
	}
	return futures;
}

/* People read both ends at once. */
static void
put_likely(struct table *t, const struct buying_likely *likely)
{
	char text[64];

	if (!table_has(t, CUSTOMER_LIKELY)) {
		table_count(t, CUSTOMER_LIKELY_LOW, likely->low);
		table_count(t, CUSTOMER_LIKELY_HIGH, likely->high);
		return;
	}
	snprintf(text, sizeof text, "%" PRIu64 "\u2013%" PRIu64, likely->low,
	    likely->high);
	table_text(t, CUSTOMER_LIKELY, text, strlen(text));
}

static void
put_customer(struct table *t, const struct purchases_fit *fit,
    const struct customer_ask *ask, const struct customer *c)
{
	const struct buying_history *h = &c->was.history;
	double sum = decimal_double(c->was.repeat_sum);
	struct estimate spend, value;

	table_add_row(t);
	table_text(t, CUSTOMER_ENTITY, c->id, c->id_len);
	table_count(t, CUSTOMER_PURCHASES, h->repeats + (uint64_t)1);
	table_count(t, CUSTOMER_LAST, h->age - h->last);
	table_count(t, CUSTOMER_AGE, h->age);
	value_put(t, CUSTOMER_ALIVE, &c->future->alive);
	value_put(t, CUSTOMER_EXPECTED, &c->future->expected);
	put_likely(t, &c->future->likely);
	if (!table_has(t, CUSTOMER_SPEND))
		return;
	table_number(t, CUSTOMER_MEAN, (decimal_double(c->was.first_sum) +
	    sum) / (h->repeats + 1.));
	customer_value(fit, ask, c->future, h->repeats, sum, &spend, &value);
	value_put(t, CUSTOMER_SPEND, &spend);
	value_put(t, CUSTOMER_VALUE, &value);
}

static struct table *
make_table(const struct scope *scope, const struct purchases_fit *fit,
    const struct customer_ask *ask, const struct finder *found)
{
	struct table *t = table_new(&customer_columns);

	scope_define(scope, t);
	table_define(t, "model", buying_models[fit->buying.model]);
	table_has_columns(t, CUSTOMER_ENTITY, CUSTOMER_AGE);
	if (scope->values)
		table_has_column(t, CUSTOMER_MEAN);
	table_has_columns(t, CUSTOMER_ALIVE, CUSTOMER_EXPECTED_HIGH);
	if (result_for_people(scope->settings))
		table_has_column(t, CUSTOMER_LIKELY);
	else
		table_has_columns(t, CUSTOMER_LIKELY_LOW,
		    CUSTOMER_LIKELY_HIGH);
	if (scope->values)
		table_has_columns(t, CUSTOMER_SPEND, CUSTOMER_VALUE_HIGH);
	for (size_t i = 0; i < found->n; i++)
		put_customer(t, fit, ask, &found->customers[i]);
	return t;
}

static void
say_fit(const struct scope *scope, const struct purchases_fit *fit)
{
	const struct run *run = scope->run;

	if (scope->settings->quiet)
		return;
	if (fit->no_dropout && value_model(value_settings(scope)) !=
	    BUYING_NBD)
		run_say(run, "no dropout seen: as far as the log goes, "
		    "nobody left for good, and no chance to be alive is "
		    "told");
	else if (fit->buying.model == BUYING_BG_NBD)
		run_say(run, "by this model who bought once is alive for "
		    "ever; --model mbg-nbd lets them leave");
	if (isnan(fit->buying.at.covariance[0]))
		run_say(run, "the likelihood has no peak: no intervals");
	if (scope->values && !fit->spends)
		run_say(run, "amounts of too few customers, or that no model "
		    "fits: no spend, no value");
	else if (scope->values && fit->spending.at.logs[1] <= 0)
		run_say(run, "what all customers spend has no mean (q <= 1): "
		    "no spend of those who bought once");
}

static int
write_customers(struct input *in, const struct purchases *fold,
    const struct customer_ask *ask, struct finder *found,
    struct fault *fault)
{
	const struct scope *scope = &in->scope;
	struct purchases_fit fit;
	enum status fitted = purchases_fit(fold,
	    value_model(value_settings(scope)), &fit);
	struct customer_future *futures;
	struct table *table;
	int status = 0, failed;

	if (fitted != STATUS_OK)
		return value_fault(fitted, fault);
	value_say(scope, fold);
	say_fit(scope, &fit);
	futures = put_futures(&fit, ask, found->customers, found->n);
	qsort(found->customers, found->n, sizeof *found->customers,
	    compare_ids);
	table = make_table(scope, &fit, ask, found);
	failed = result_check(table, fault);
	if (!failed)
		failed = result_fails(scope->run, table, &status, fault);
	if (!failed)
		failed = result_write(scope->run, table, fault);
	table_free(table);
	free(futures);
	return failed ? failed : status;
}

static int
list_customers(struct input *in, struct fault *fault)
{
	const struct scope *scope = &in->scope;
	const struct purchases_definition *d = value_define(scope, fault);
	struct folding folding = { &purchases_class, d, NULL };
	const struct purchases *fold;
	struct customer_ask ask;
	struct finder *finders;
	int failed;

	if (!d || value_ask(scope, &ask, fault) != 0)
		return -1;
	failed = fold_log(in, &folding, 1, fault);
	if (failed)
		return failed;
	fold = folding.fold;
	finders = memory_zeroed(in->options.threads, sizeof *finders);
	failed = find(in, d, finders, fault);
	if (!failed)
		failed = input_finish(in, fault);
	if (!failed && fold->fold.overflowed)
		failed = statistic_fault(STATUS_LIMIT, fault);
	if (!failed)
		failed = write_customers(in, fold, &ask, &finders[0], fault);
	fold_free(folding.fold);
	finders_free(finders, in->options.threads);
	return failed;
}

int
value_customers(struct run *run)
{
	const struct input_needs needs = { .ids = true, .values = true,
	    .each_row = true, .stageless = statistic_stageless(
	    &value_statistic, run->settings) };
	struct settings *s = run->settings;
	struct fault fault = { 0 };
	struct input in;
	int failed;

	if (verdict_check(&s->fail_if, &fault) != 0 ||
	    value_check(run, &fault) != 0 ||
	    input_open(run, &needs, &in, &fault) != 0)
		return run_fault(run, &fault);
	failed = list_customers(&in, &fault);
	input_free(&in);
	return failed < 0 ? run_fault(run, &fault) : failed;
}
