/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --length: are the customers who stay long the profitable ones? */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analytics/fold/purchases_relations.h"
#include "cmd/results/value_columns.h"
#include "cmd/run/folding.h"
#include "cmd/run/result.h"
#include "cmd/value/value.h"
#include "io/text/words.h"

static void
define_number(struct table *t, const char *key, double number)
{
	char text[40];

	snprintf(text, sizeof text, "%.12g", number);
	table_define(t, key, isnan(number) ? "NA" : text);
}

static void
put_row(const struct scope *scope, struct table *t, size_t quadrant,
    const struct relations_quadrant *q)
{
	const char *name = result_for_people(scope->settings) ?
	    _(relation_heads[quadrant]) : relation_names[quadrant];

	table_add_row(t);
	table_word(t, RELATION_QUADRANT, name);
	table_count(t, RELATION_N, q->n);
	table_number(t, RELATION_SHARE, q->share);
	table_decimal(t, RELATION_PROFIT, q->profit);
	table_number(t, RELATION_PROFIT_SHARE, q->profit_share);
	table_number(t, RELATION_MEAN_PROFIT, q->mean_profit);
	table_number(t, RELATION_MEAN_LENGTH, q->mean_length_days);
}

static void
say(const struct scope *scope, const struct purchases *fold)
{
	uint64_t young = purchases_young(fold);

	value_say(scope, fold);
	if (scope->settings->quiet)
		return;
	if (young)
		run_say(scope->run, "%" PRIu64 " %s too young to be compared",
		    young, run_n(young, "customer is", "customers are"));
	run_say(scope->run, "who bought once has no length: that long "
	    "relations bring more is so in part by construction");
}

struct table *
value_relations_table(const struct scope *scope,
    const struct purchases *fold, struct fault *fault)
{
	struct relations r;
	enum status status;
	decimal margin, cost;
	struct table *t;

	if (value_profit(value_settings(scope), &margin, &cost, fault) != 0)
		return NULL;
	status = purchases_relations(fold, margin, cost, &r);
	if (status == STATUS_TOO_FEW)
		fault_set(fault, FAULT_NO_DATA, "nobody bought first so long "
		    "ago");
	else if (status != STATUS_OK)
		statistic_fault(status, fault);
	if (status != STATUS_OK)
		return NULL;
	say(scope, fold);
	t = table_new(&relation_columns);
	scope_define(scope, t);
	define_number(t, "median_length_days", r.median_length_days);
	define_number(t, "median_profit", r.median_profit);
	define_number(t, "pearson", r.pearson);
	define_number(t, "spearman", r.spearman);
	define_number(t, "kendall_tau_b", r.kendall);
	table_has_all(t);
	for (size_t q = 0; q < RELATION_QUADRANTS; q++)
		put_row(scope, t, q, &r.quadrants[q]);
	return t;
}
