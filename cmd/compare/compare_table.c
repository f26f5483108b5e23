/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both sides, stage by stage: rates, what they differ by, tests. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/rates/adjust.h"
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

const char *
compare_stage(const struct compared *c, size_t row)
{
	if (row + 1 == c->fold->nsteps)
		return COMPARE_OVERALL;
	return c->scope->funnel.stages[matcher_stage(c->fold->matcher,
	    row + 1)].name;
}

struct aged_pair
compare_count(const struct compared *c, size_t step)
{
	struct comparison_sides all = c->sides;
	struct aged_pair pair;
	all.groups = NULL;
	all.ngroups = 1;
	comparison_count(c->fold, &all, &c->age, step, &pair);
	return pair;
}

void
compare_row(const struct compared *c, size_t row, struct count sides[2])
{
	bool overall = row + 1 == c->fold->nsteps;
	bool touch = c->fold->definition->rules.order == MATCH_TOUCH;
	struct aged_pair of = compare_count(c, overall || touch ? 0 : row);
	struct aged_pair to = compare_count(c, overall ? c->goal : row + 1);
	sides[0] = (struct count){ to.before.within, of.before.within };
	sides[1] = (struct count){ to.after.within, of.after.within };
}

/* The whole way is a step already: one test, not two. */
static bool
is_twice(const struct compared *c)
{
	return c->goal == 1 ||
	    c->fold->definition->rules.order == MATCH_TOUCH;
}

/* Where sides were watched for unlike times, a test would tell of that. */
static bool
can_test(const struct compared *c)
{
	return outcomes_aged(&c->fold->definition->rules) ||
	    compare_mode(c->settings) != COMPARE_VARIANT ||
	    (c->open[0] == 0 && c->open[1] == 0);
}

static int
adjust(const struct compared *c, const double *p, size_t n, double *q)
{
	int method = c->settings->adjust;
	bool twice = is_twice(c);
	if (adjust_p(method ? (enum adjust)(method - 1) : ADJUST_BH, p,
	    n - twice, q) != STATUS_OK)
		return -1;
	if (twice)
		q[n - 1] = q[c->goal - 1];
	return 0;
}

static int
define_tests(struct table *t, const struct compared *c, const double *p,
    size_t n)
{
	char text[80];
	int method = c->settings->adjust;
	snprintf(text, sizeof text, "%zu, q by %s",
	    adjust_tests(p, n - is_twice(c)),
	    adjust_name(method ? (enum adjust)(method - 1) : ADJUST_BH));
	return table_define(t, "tests", text);
}

static int
put_row(struct table *t, const char *stage, const struct count sides[2],
    const struct comparison *r)
{
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
	return 0;
}

static int
fill(struct table *t, const struct compared *c, double *p, double *q,
    struct comparison *rows)
{
	size_t n = c->fold->nsteps;
	struct count sides[2];
	double level = scope_level(c->scope);
	for (size_t i = 0; i < n; i++) {
		compare_row(c, i, sides);
		if (comparison(sides[0], sides[1], level, &rows[i]) !=
		    STATUS_OK)
			return -1;
		p[i] = can_test(c) ? rows[i].p : NAN;
	}
	if (adjust(c, p, n, q) != 0 || define_tests(t, c, p, n) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		compare_row(c, i, sides);
		if (put_row(t, compare_stage(c, i), sides, &rows[i]) != 0)
			return -1;
		statistic_p(t, P, p[i]);
		statistic_p(t, Q, q[i]);
	}
	return 0;
}

struct table *
compare_rates(const struct compared *c, struct fault *fault)
{
	size_t n = c->fold->nsteps;
	struct table *t = compare_table_new(c, names, COLUMNS);
	double *p = calloc(2 * n, sizeof *p);
	struct comparison *rows = calloc(n, sizeof *rows);
	int failed = !t || !p || !rows || fill(t, c, p, p + n, rows) != 0;
	free(p);
	free(rows);
	if (!failed)
		return t;
	table_free(t);
	fault_set(fault, FAULT_INPUT, "out of memory");
	return NULL;
}
