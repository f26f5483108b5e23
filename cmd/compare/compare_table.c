/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both sides, stage by stage: rates, what they differ by, tests. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/compare/compare.h"
#include "io/text/words.h"

enum column { STAGE, N1, K1, RATE1, N2, K2, RATE2, DIFF, DIFF_LOW, DIFF_HIGH,
	RATIO, RATIO_LOW, RATIO_HIGH, P, Q, MDD, COLUMNS };

static const char *const names[COLUMNS] = { "stage", "n1", "k1", "rate1",
	"n2", "k2", "rate2", "diff", "diff_low", "diff_high", "ratio",
	"ratio_low", "ratio_high", "p", "q", "mdd" };

#define COLUMNS_BESIDE(first, second) \
	{ N_("stage"), "stage", 0, 0, LOOK_TEXT, 0 }, \
	{ first, "rate1", 0, 0, LOOK_PERCENT, 0 }, \
	{ N_("of"), "n1", 0, 0, LOOK_COUNT, 1 }, \
	{ second, "rate2", 0, 0, LOOK_PERCENT, 0 }, \
	{ N_("of"), "n2", 0, 0, LOOK_COUNT, 1 }, \
	{ N_("difference"), "diff", "diff_low", "diff_high", LOOK_POINTS, 0 }, \
	{ N_("ratio"), "ratio", "ratio_low", "ratio_high", LOOK_NUMBER, 4 }, \
	{ "p", "p", 0, 0, LOOK_P, 0 }, \
	{ "q", "q", 0, 0, LOOK_P, 2 }, \
	{ N_("could see"), "mdd", 0, 0, LOOK_POINTS, 3 }, \
	{ 0 }

static const struct view periods_view[] = {
	COLUMNS_BESIDE(N_("before"), N_("after"))
};
static const struct view variant_view[] = {
	COLUMNS_BESIDE(N_("control"), N_("variant"))
};

static const struct view parts_view[] = {
	{ N_("group"), "group", 0, 0, LOOK_TEXT, 0 },
	{ N_("change in points"), "value", "low", "high", LOOK_POINTS, 0 },
	{ 0 }
};

static const struct view power_view[] = {
	{ N_("stage"), "stage", 0, 0, LOOK_TEXT, 0 },
	{ N_("rate"), "rate1", 0, 0, LOOK_PERCENT, 0 },
	{ N_("wanted"), "rate2", 0, 0, LOOK_PERCENT, 0 },
	{ N_("each side needs"), "n_needed", 0, 0, LOOK_COUNT, 0 },
	{ N_("first has"), "n1", 0, 0, LOOK_COUNT, 1 },
	{ N_("second has"), "n2", 0, 0, LOOK_COUNT, 1 },
	{ N_("power of these"), "power", 0, 0, LOOK_PERCENT, 0 },
	{ 0 }
};

const struct view *
compare_view(const struct scope *scope, const struct table *table)
{
	const struct compare_settings *s =
	    (const struct compare_settings *)scope->settings;
	if (table_find(table, "term") != (size_t)-1)
		return parts_view;
	if (table_find(table, "power") != (size_t)-1)
		return power_view;
	return s->variant ? variant_view : periods_view;
}

static int
put_row(struct table *t, const char *stage, const struct comparison_row *row)
{
	const struct count *sides = row->sides;
	const struct comparison *r = &row->of;
	const struct {
		enum column column;
		double number;
	} numbers[] = {
		{ RATE1, sides[0].n ? count_rate(sides[0]) : NAN },
		{ RATE2, sides[1].n ? count_rate(sides[1]) : NAN },
		{ DIFF, r->difference.estimate },
		{ DIFF_LOW, r->difference.low },
		{ DIFF_HIGH, r->difference.high },
		{ RATIO, r->ratio.estimate },
		{ RATIO_LOW, r->ratio.low },
		{ RATIO_HIGH, r->ratio.high },
		{ MDD, r->detectable },
	};
	if (table_add_row(t) != 0 ||
	    table_text(t, STAGE, stage, strlen(stage)) != 0)
		return -1;
	table_count(t, N1, sides[0].n);
	table_count(t, K1, sides[0].k);
	table_count(t, N2, sides[1].n);
	table_count(t, K2, sides[1].k);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		table_number(t, numbers[i].column, numbers[i].number);
	statistic_p(t, P, row->p);
	statistic_p(t, Q, row->q);
	return 0;
}

static int
define_tests(struct table *t, size_t ntests, enum adjust method)
{
	char text[80];

	snprintf(text, sizeof text, "%zu, q by %s", ntests,
	    adjust_name(method));
	return table_define(t, "tests", text);
}

struct table *
compare_rates(const struct compared *c, struct fault *fault)
{
	size_t n = c->of.fold->nsteps, ntests;
	enum adjust method = c->settings->adjust ? (enum adjust)
	    (c->settings->adjust - 1) : ADJUST_BH;
	struct comparison_row *rows = memory_array(n, sizeof *rows);
	struct table *t = compare_table_new(c, names, COLUMNS);
	enum status status = comparison_finish(&c->of,
	    scope_level(c->scope), method, rows, &ntests);
	int failed = !t || status != STATUS_OK ||
	    define_tests(t, ntests, method) != 0;

	for (size_t i = 0; i < n && !failed; i++)
		failed = put_row(t, compare_stage(c, i), &rows[i]);
	free(rows);
	if (!failed)
		return t;
	table_free(t);
	fault_set(fault, FAULT_INPUT, "%s", status_sentence(status ==
	    STATUS_OK ? STATUS_NO_MEMORY : status));
	return NULL;
}
