/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stages of compare: from one side's rate to the other's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/chart/chart.h"
#include "cmd/results/compare_columns.h"
#include "io/text/text.h"

static const int columns[] = { COMPARE_STAGE, COMPARE_N1, COMPARE_K1,
	COMPARE_RATE1, COMPARE_N2, COMPARE_K2, COMPARE_RATE2, COMPARE_DIFF,
	COMPARE_DIFF_LOW, COMPARE_DIFF_HIGH, COMPARE_P, COMPARE_Q, -1 };

/* How the sides are called. */
struct sides {
	const char *first, *second;
	const char *heads[2];
};

static struct sides
sides_of(const struct table *table)
{
	return chart_definition(table, "variant") ?
	    (struct sides){ _("control"), _("variant"),
	    { _("Control"), _("Variant") } } :
	    (struct sides){ _("before"), _("after"),
	    { _("Before"), _("After") } };
}

static const char *
side_words(const struct chart_source *s, size_t row, enum compare_column rate,
    enum compare_column n)
{
	double share = number_at(s->table, row, rate);

	return isnan(share) ? "" : chart_words(s->arena, _("%s of %s"),
	    chart_rate(s->arena, share, NAN, NAN),
	    chart_n(s->arena, count_at(s->table, row, n)));
}

static enum row_sign
sign_of(const struct table *t, size_t row)
{
	if (!(number_at(t, row, COMPARE_Q) < 1 - chart_level(t)))
		return ROW_PLAIN;
	return number_at(t, row, COMPARE_DIFF) < 0 ? ROW_WORST : ROW_CLEAR;
}

static struct chart_row
row_of(const struct chart_source *s, size_t row)
{
	const struct table *t = s->table;
	char q[TEXT_NUMBER];

	text_p(number_at(t, row, COMPARE_Q), q);
	return (struct chart_row){
		.shape = ROW_WAY, .sign = sign_of(t, row),
		.cells = {
			[ROW_NAME] = is_marker(t, row, COMPARE_STAGE,
			    "(overall)") ? _("Overall") :
			    cell_label(cell_at(t, row, COMPARE_STAGE),
			    s->arena),
			[ROW_COUNT] = side_words(s, row, COMPARE_RATE1,
			    COMPARE_N1),
			[ROW_SECOND] = side_words(s, row,
			    COMPARE_RATE2, COMPARE_N2),
			[ROW_WORDS] = chart_points(s->arena,
			    number_at(t, row, COMPARE_DIFF),
			    number_at(t, row, COMPARE_DIFF_LOW),
			    number_at(t, row, COMPARE_DIFF_HIGH)),
			[ROW_Q] = chart_words(s->arena, "%s", q),
		},
		.from = number_at(t, row, COMPARE_RATE1),
		.at = number_at(t, row, COMPARE_RATE2), .low = NAN, .high = NAN,
	};
}

static const char *
method(const struct chart_source *s, const struct sides *sides)
{
	double level = chart_level(s->table);

	return chart_words(s->arena, _("Each step's rate: a ring %s, a disc "
	    "%s. Thick: more than chance (q < %g); %s: lower."),
	    sides->first, sides->second, 1 - level, chart_strong(s));
}

/* "61.1071990741 d" as people say it. */
static const char *
age_words(const struct chart_source *s, const char *age)
{
	char *end, text[TEXT_NUMBER];
	double days = strtod(age, &end);

	if (end == age || strcmp(end, " d") != 0)
		return strcmp(age, "the window") == 0 ? _("the window") : age;
	text_days(days, text);
	return chart_words(s->arena, "%s", text);
}

/* What the sides are, as far as the definition tells. */
static const char *
about(const struct chart_source *s, const struct sides *sides)
{
	const struct table *t = s->table;
	const char *before = chart_definition(t, "before");
	const char *after = chart_definition(t, "after");
	const char *age = chart_definition(t, "equal_age");
	const char *what = !before || !after ? "" : chart_words(s->arena,
	    _("%s %s, %s %s"), sides->first, before, sides->second, after);

	return !age ? what : chart_words(s->arena, _("%s%sequal age: %s"),
	    what, *what ? " · " : "", age_words(s, age));
}

/* The change as a whole, where it is beyond chance. */
static const char *
title(const struct chart_source *s, const struct sides *sides)
{
	const struct table *t = s->table;
	const char *topic = chart_words(s->arena,
	    _("From %s to %s, step by step"), sides->first, sides->second);
	const char *found = topic;

	for (size_t row = 0; row < table_rows(t); row++)
		if (is_marker(t, row, COMPARE_STAGE, "(overall)") &&
		    sign_of(t, row) != ROW_PLAIN)
			found = chart_words(s->arena, sign_of(t, row) ==
			    ROW_WORST ? _("From %s to %s the rate fell by "
			    "points: %s") : _("From %s to %s the rate rose by "
			    "points: %s"), sides->first, sides->second,
			    chart_points(s->arena,
			    number_at(t, row, COMPARE_DIFF),
			    number_at(t, row, COMPARE_DIFF_LOW),
			    number_at(t, row, COMPARE_DIFF_HIGH)));
	return chart_title(s, found, topic);
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	(void)fault;
	size_t all = table_rows(s->table), n = 0;
	struct chart_row *rows = arena_alloc(s->arena, all * sizeof *rows);
	struct sides sides = sides_of(s->table);

	/* How entities were split is no step; one step is the whole. */
	for (size_t r = 0; r < all; r++)
		if (!is_marker(s->table, r, COMPARE_STAGE, "(split)") &&
		    (n != 1 || !is_marker(s->table, r, COMPARE_STAGE,
		    "(overall)")))
			rows[n++] = row_of(s, r);
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, title(s, &sides),
		    method(s, &sides), about(s, &sides)),
		.kind = AXIS_PERCENT, .heads = {
			[ROW_NAME] = _("Step to"),
			[ROW_COUNT] = sides.heads[0],
			[ROW_SECOND] = sides.heads[1],
			[ROW_WORDS] = chart_words(s->arena, _("Points (%g%%)"),
			    100 * chart_level(s->table)),
			[ROW_Q] = "q",
		}, .reference = NAN, .row = rows, .nrows = n,
	};
	return 0;
}

const struct chart_kind chart_kind_compare = {
	.name = "compare",
	.shows = N_("rates before and after, step by step"),
	.result = &compare_columns,
	.of = "compare",
	.columns = columns,
	.describe = describe,
};
