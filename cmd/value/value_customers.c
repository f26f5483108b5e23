/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row a customer: what it did, and what is expected of it. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/results/value_columns.h"
#include "cmd/run/folding.h"
#include "cmd/run/input.h"
#include "cmd/run/result.h"
#include "cmd/run/statistic.h"
#include "cmd/run/verdict.h"
#include "cmd/value/value.h"

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
	table_word(t, CUSTOMER_LIKELY, text);
}

/* Of who bought once BG/NBD knows nothing: its 1 is what it takes for
   granted, which people would read as a finding. */
static void
put_alive(struct table *t, const struct purchases_fit *fit,
    const struct value_customer *c)
{
	bool granted = fit->buying.model == BUYING_BG_NBD &&
	    c->was.history.repeats == 0;

	if (granted && table_has(t, CUSTOMER_LIKELY))
		table_na(t, CUSTOMER_ALIVE);
	else
		value_put(t, CUSTOMER_ALIVE, &c->future->alive);
}

static void
put_customer(struct table *t, const struct purchases_fit *fit,
    const struct customer_ask *ask, const struct value_customer *c)
{
	const struct buying_history *h = &c->was.history;
	double sum = decimal_double(c->was.repeat_sum);
	struct estimate spend, value;

	table_add_row(t);
	table_text(t, CUSTOMER_ENTITY, c->id, c->id_len);
	table_count(t, CUSTOMER_PURCHASES, h->repeats + (uint64_t)1);
	table_count(t, CUSTOMER_LAST, h->age - h->last);
	table_count(t, CUSTOMER_AGE, h->age);
	put_alive(t, fit, c);
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
    const struct customer_ask *ask, const struct value_customers *found)
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
		put_customer(t, fit, ask, &found->all[i]);
	return t;
}

static void
say_fit(const struct scope *scope, const struct purchases_fit *fit)
{
	const struct run *run = scope->run;

	if (scope->settings->quiet)
		return;
	if (fit->no_peak)
		run_say(run, "the likelihood of the model has no peak: its "
		    "parameters run away, and customers are those of nbd, "
		    "who never leave; see --fit");
	else if (fit->no_dropout && value_model(value_settings(scope)) !=
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
    const struct customer_ask *ask, struct value_customers *found,
    struct fault *fault)
{
	const struct scope *scope = &in->scope;
	struct purchases_fit fit;
	enum status fitted = purchases_fit(fold,
	    value_model(value_settings(scope)), &fit);
	struct customer_future *futures;
	int status;

	if (fitted != STATUS_OK)
		return value_fault(fitted, fault);
	value_say(scope, fold);
	say_fit(scope, &fit);
	futures = value_futures(scope, &fit, ask, found);
	qsort(found->all, found->n, sizeof *found->all,
	    value_compare_ids);
	status = value_write(scope, make_table(scope, &fit, ask, found),
	    fault);
	free(futures);
	return status;
}

static int
list_customers(struct input *in, const struct purchases_definition *d,
    struct value_customers *found, struct fault *fault)
{
	struct folding folding = { &purchases_class, d, NULL };
	const struct purchases *fold;
	struct customer_ask ask;
	int failed;

	if (value_ask(&in->scope, &ask, fault) != 0)
		return -1;
	failed = fold_log(in, &folding, 1, false, fault);
	if (failed)
		return failed;
	fold = folding.fold;
	failed = value_find(in, d, found, fault);
	if (!failed)
		failed = input_finish(in, fault);
	if (!failed && fold->fold.overflowed)
		failed = statistic_fault(STATUS_LIMIT, fault);
	if (!failed)
		failed = write_customers(in, fold, &ask, found, fault);
	fold_free(folding.fold);
	return failed;
}

/* Scores want no model, and so no fold. */
static int
list_scores(struct input *in, const struct purchases_definition *d,
    struct value_customers *found, struct fault *fault)
{
	int failed = value_find(in, d, found, fault);

	if (!failed)
		failed = input_finish(in, fault);
	return failed ? failed : value_write_rfm(&in->scope, found, fault);
}

static int
list(struct input *in, struct fault *fault)
{
	const struct purchases_definition *d = value_define(&in->scope,
	    fault);
	struct value_customers found = { 0 };
	int failed;

	if (!d)
		return -1;
	failed = value_settings(&in->scope)->rfm ?
	    list_scores(in, d, &found, fault) :
	    list_customers(in, d, &found, fault);
	value_customers_free(&found);
	return failed;
}

int
value_list(struct run *run)
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
	failed = list(&in, &fault);
	input_free(&in);
	return failed < 0 ? run_fault(run, &fault) : failed;
}
