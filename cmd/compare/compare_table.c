/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both sides, stage by stage: rates, what they differ by, tests. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/compare/compare.h"
#include "cmd/results/compare_columns.h"
#include "io/text/words.h"

static void
put_row(struct table *t, const struct comparison_row *row)
{
	const struct count *sides = row->sides;
	const struct comparison *r = &row->of;
	const struct {
		enum compare_column column;
		double number;
	} numbers[] = {
		{ COMPARE_RATE1, sides[0].n ? count_rate(sides[0]) : NAN },
		{ COMPARE_RATE2, sides[1].n ? count_rate(sides[1]) : NAN },
		{ COMPARE_DIFF, r->difference.estimate },
		{ COMPARE_DIFF_LOW, r->difference.low },
		{ COMPARE_DIFF_HIGH, r->difference.high },
		{ COMPARE_RATIO, r->ratio.estimate },
		{ COMPARE_RATIO_LOW, r->ratio.low },
		{ COMPARE_RATIO_HIGH, r->ratio.high },
		{ COMPARE_MDD, r->detectable },
	};

	table_count(t, COMPARE_N1, sides[0].n);
	table_count(t, COMPARE_K1, sides[0].k);
	table_count(t, COMPARE_N2, sides[1].n);
	table_count(t, COMPARE_K2, sides[1].k);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		table_number(t, numbers[i].column, numbers[i].number);
	statistic_p(t, COMPARE_P, row->p);
	statistic_p(t, COMPARE_Q, row->q);
}

static void
define_tests(struct table *t, size_t ntests, enum adjust method)
{
	char text[80];

	snprintf(text, sizeof text, "%zu, q by %s", ntests,
	    adjust_name(method));
	table_define(t, "tests", text);
}

struct table *
compare_rates(const struct compared *c, struct fault *fault)
{
	size_t n = c->of.fold->nsteps, ntests;
	enum adjust method = c->settings->adjust ? (enum adjust)
	    (c->settings->adjust - 1) : ADJUST_BH;
	struct comparison_row *rows = memory_array(n, sizeof *rows);
	struct table *t = compare_table_new(c, &compare_columns);
	enum status status = comparison_finish(&c->of,
	    scope_level(c->scope), method, rows, &ntests);

	define_tests(t, ntests, method);
	if (c->settings->variant) {
		table_column(t, COMPARE_RATE1)->head = N_("control");
		table_column(t, COMPARE_RATE2)->head = N_("variant");
	}
	for (size_t i = 0; i < n && status == STATUS_OK; i++) {
		table_add_row(t);
		compare_put_stage(c, t, COMPARE_STAGE, i);
		put_row(t, &rows[i]);
	}
	if (c->settings->variant)
		compare_put_split(c, t);
	free(rows);
	if (status == STATUS_OK)
		return t;
	table_free(t);
	fault_set(fault, FAULT_INPUT, "%s", message(status_sentence(status)));
	return NULL;
}
