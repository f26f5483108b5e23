/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From settings to what is folded and asked. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/value/value.h"

#define YEAR_DAYS 365.25
#define HORIZON_DAYS 364

static int
set_cut(const struct scope *scope, struct purchases_definition *d,
    struct fault *fault)
{
	int64_t end;

	if (scope_bound(scope, "holdout", value_settings(scope)->holdout,
	    true, &end, fault) != 0)
		return -1;
	d->holdout = true;
	d->cut = scope_day(scope, end) - 1;
	return 0;
}

/* What of customers is kept. */
static void
set_view(const struct value_settings *s, struct purchases_definition *d)
{
	enum every every = (enum every)s->shared.every;
	int64_t days = every == EVERY_DAY ? 1 : every == EVERY_WEEK ? 7 : 30;

	if (s->period.given)
		days = span_end_day(s->period.span, 0);
	d->view = every ? PURCHASES_COHORTS : s->length.given ?
	    PURCHASES_RELATIONS : s->summary ? PURCHASES_SCORES :
	    PURCHASES_MODEL;
	d->every = every;
	d->week_start = s->shared.week_start ? s->shared.week_start - 1 : 0;
	d->period_days = (uint32_t)days;
	d->within_days = (uint32_t)span_end_day(s->length.span, 0);
}

const void *
value_define(const struct scope *scope, struct fault *fault)
{
	const struct value_settings *s = value_settings(scope);
	const struct funnel *f = &scope->funnel;
	struct purchases_definition *d = arena_alloc(&scope->run->arena,
	    sizeof *d);
	size_t stage;

	*d = (struct purchases_definition){
		.values = scope->values,
		.dates = scope->dates,
		.zone = &scope->zone,
		.as_of = scope->as_of,
		.from = scope->from,
		.to = scope->to,
	};
	d->buys[0] = true;
	set_view(s, d);
	if (s->holdout && set_cut(scope, d, fault) != 0)
		return NULL;
	if (!s->purchase)
		return d;
	if (funnel_find_stage(f, "purchase", s->purchase, &stage, fault) != 0)
		return NULL;
	for (size_t c = 0; c < CLASSES_MAX; c++)
		d->buys[c] = c < f->nclasses &&
		    (f->classes[c].stages >> stage & 1);
	return d;
}

int
value_ask(const struct scope *scope, struct customer_ask *out,
    struct fault *fault)
{
	const struct value_settings *s = value_settings(scope);
	int64_t day = scope_day(scope, scope->as_of);
	double discount, margin;

	if (value_shares(s, &discount, &margin, fault) != 0)
		return -1;
	*out = (struct customer_ask){
		.days = s->horizon.given ? (double)(span_end_day(
		    s->horizon.span, day) - day) : HORIZON_DAYS,
		.rate = log1p(discount) / YEAR_DAYS,
		.margin = margin,
		.level = scope_level(scope),
	};
	return 0;
}

double
value_number(double number)
{
	char text[40];

	if (!isfinite(number))
		return number;
	snprintf(text, sizeof text, "%.8g", number);
	return strtod(text, NULL);
}

void
value_put(struct table *t, size_t column, const struct estimate *e)
{
	table_range(t, column, value_number(e->value), value_number(e->low),
	    value_number(e->high));
}

int
value_fault(enum status status, struct fault *fault)
{
	if (status == STATUS_TOO_FEW)
		return fault_set(fault, FAULT_NO_DATA, "fewer than %d "
		    "customers came back: no model of those who do",
		    BUYING_REPEAT_BUYERS_LEAST);
	return fault_set(fault, FAULT_NO_DATA, "%s",
	    message(status_sentence(status)));
}

/* Amounts that models of spending cannot take. */
static void
say_amounts(const struct scope *scope, const struct purchases *fold)
{
	const struct run *run = scope->run;
	size_t out = fold->spenders.n - purchases_spenders(fold, NULL);

	if (fold->returns)
		run_say(run, "%" PRIu64 " %s a return, and no purchase: its "
		    "amounts come to less than nothing, or to nothing by a "
		    "return", fold->returns, run_n(fold->returns, "day was",
		    "days were"));
	if (out)
		run_say(run, "%zu %s came back and spent nothing: not in the "
		    "model of spending", out, run_n(out, "customer",
		    "customers"));
}

void
value_say(const struct scope *scope, const struct purchases *fold)
{
	if (scope->settings->quiet)
		return;
	say_amounts(scope, fold);
	if (purchases_begin_at_once(fold))
		run_say(scope->run, "over a fifth of all customers bought "
		    "first in the first tenth of the time: some may be older "
		    "than the log; --from DATE leaves out who came before");
}
