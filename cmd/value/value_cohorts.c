/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --every: what cohorts have brought by each age, and will bring. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/fold/purchases_cohorts.h"
#include "cmd/results/value_columns.h"
#include "cmd/run/result.h"
#include "cmd/value/value.h"

/* No model was fitted: all digits stand. */
static void
put_row(const struct scope *scope, struct table *t,
    const struct cohort_value *row)
{
	char cohort[EVERY_TEXT];

	every_format((enum every)scope->settings->every, row->cohort, cohort);
	table_add_row(t);
	if (row->pooled)
		table_marker(t, COHORT_COHORT, "(all)");
	else
		table_word(t, COHORT_COHORT, cohort);
	table_count(t, COHORT_AGE, row->age);
	table_count(t, COHORT_N, row->n);
	table_bool(t, COHORT_COMPLETE, row->complete);
	table_number(t, COHORT_INCREMENT, row->increment);
	table_range(t, COHORT_VALUE, row->value.value, row->value.low,
	    row->value.high);
	table_range(t, COHORT_PROJECTED, row->projected.value,
	    row->projected.low, row->projected.high);
}

struct table *
value_cohorts_table(const struct scope *scope, const struct purchases *fold,
    struct fault *fault)
{
	struct cohort_value *rows;
	struct table *t;
	char text[24];
	size_t n;

	rows = purchases_cohorts(fold, scope_level(scope), &n);
	if (n == 0) {
		free(rows);
		fault_set(fault, FAULT_NO_DATA, "no period is over for "
		    "anybody");
		return NULL;
	}
	value_say(scope, fold);
	t = table_new(&cohort_columns);
	scope_define(scope, t);
	span_format((struct span){ fold->definition->period_days, UNIT_DAY },
	    text);
	table_define(t, "period", text);
	if (purchases_begin_at_once(fold))
		table_define(t, "first_customers",
		    "may be older than the log");
	table_has_columns(t, COHORT_COHORT, COHORT_PROJECTED_HIGH);
	for (size_t i = 0; i < n; i++)
		put_row(scope, t, &rows[i]);
	free(rows);
	return t;
}
