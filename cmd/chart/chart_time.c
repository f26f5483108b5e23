/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long each step of convert takes, by group where there are several. */
#include <math.h>

#include "cmd/chart/chart.h"
#include "cmd/chart/chart_blocks.h"
#include "cmd/results/convert_steps.h"
#include "io/text/text.h"

static const int columns[] = { CONVERT_STEP, CONVERT_STAGE, CONVERT_ADVANCED,
	CONVERT_MEDIAN_DAYS, CONVERT_P25_DAYS, CONVERT_P75_DAYS,
	CONVERT_P90_DAYS, -1 };

/* Where the quantiles of a row stand, and of how many they are. */
struct quantiles {
	int p25, median, p75, p90, n;
};
static const struct quantiles of_step = { CONVERT_P25_DAYS,
	CONVERT_MEDIAN_DAYS, CONVERT_P75_DAYS, CONVERT_P90_DAYS,
	CONVERT_ADVANCED };
static const struct quantiles of_all = { CONVERT_FROM_ENTRY_P25_DAYS,
	CONVERT_FROM_ENTRY_MEDIAN_DAYS, CONVERT_FROM_ENTRY_P75_DAYS,
	CONVERT_FROM_ENTRY_P90_DAYS, CONVERT_ENTERED };

static bool
fits(const struct table *table)
{
	return !table_has(table, CONVERT_COHORT);
}

static const char *
way_name(const struct chart_source *s, size_t from, size_t to)
{
	return chart_words(s->arena, "%s → %s",
	    text_at(s->table, from, CONVERT_STAGE),
	    text_at(s->table, to, CONVERT_STAGE));
}

static struct chart_row
row_of(const struct chart_source *s, size_t row, const struct quantiles *q,
    const char *name)
{
	const struct table *t = s->table;
	char text[3 * TEXT_NUMBER];
	struct chart_row out = {
		.shape = ROW_BOX, .from = NAN,
		.low = number_at(t, row, q->p25),
		.at = number_at(t, row, q->median),
		.high = number_at(t, row, q->p75),
		.far = number_at(t, row, q->p90),
	};

	text_days_with_range(out.at, s->text ? NAN : out.low, s->text ? NAN :
	    out.high, text, sizeof text);
	out.cells[ROW_NAME] = name;
	out.cells[ROW_COUNT] = chart_n(s->arena, count_at(t, row, q->n));
	out.cells[ROW_WORDS] = chart_words(s->arena, "%s", text);
	return out;
}

/* The step that clearly takes longest, of one funnel. */
static struct convert_step
slowest_step(const struct chart_source *s, const struct chart_blocks *b)
{
	struct convert_step slowest = convert_slowest(s->table,
	    b->blocks[0].first, b->nstages);

	if (s->verdict != VERDICT_OWN)
		slowest.apart = slowest.several && s->verdict == VERDICT_SURE;
	slowest.apart &= b->n == 1;
	return slowest;
}

/* Whether somewhere the time of the whole way is known. */
static bool
has_whole_way(const struct chart_source *s, const struct chart_blocks *b)
{
	if (b->nstages <= 2 || !table_has(s->table,
	    CONVERT_FROM_ENTRY_MEDIAN_DAYS))
		return false;
	for (size_t i = 0; i < b->n; i++)
		if (!isnan(number_at(s->table, b->blocks[i].first +
		    b->nstages - 1, CONVERT_FROM_ENTRY_MEDIAN_DAYS)))
			return true;
	return false;
}

static const char *
title(const struct chart_source *s, const struct chart_blocks *b,
    const struct convert_step *slowest)
{
	const struct table *t = s->table;
	const char *plain = has_whole_way(s, b) ?
	    _("Time to the next stage, and of the whole way") :
	    _("Time to the next stage");
	char median[3 * TEXT_NUMBER];
	const char *found;

	if (!slowest->apart)
		return plain;
	text_days_with_range(number_at(t, slowest->row, slowest->by),
	    number_at(t, slowest->row, (size_t)slowest->by + 1),
	    number_at(t, slowest->row, (size_t)slowest->by + 2), median,
	    sizeof median);
	found = chart_words(s->arena, _("%s takes longest: %s at the median"),
	    way_name(s, slowest->row, slowest->row + 1), median);
	return chart_title(s, found, plain);
}

/* Of each block the k-th row of it, under a heading where there are some. */
static size_t
add_way(const struct chart_source *s, const struct chart_blocks *b, size_t k,
    const struct quantiles *q, const char *name, struct chart_row *rows)
{
	size_t n = 0;

	if (b->n > 1)
		rows[n++] = (struct chart_row){ .shape = ROW_HEADING,
		    .cells = { name } };
	for (size_t i = 0; i < b->n; i++)
		rows[n++] = row_of(s, b->blocks[i].first + k, q,
		    b->n > 1 ? b->blocks[i].group : name);
	return n;
}

/* A row for each step and for the whole way, or for each of these a
   heading and a row a group. */
static size_t
fill_rows(const struct chart_source *s, const struct chart_blocks *b,
    const struct convert_step *slowest, struct chart_row *rows)
{
	size_t first = b->blocks[0].first, last = b->nstages - 1, n = 0;

	for (size_t k = 0; k < last; k++)
		n += add_way(s, b, k, &of_step, way_name(s, first + k,
		    first + k + 1), rows + n);
	if (has_whole_way(s, b))
		n += add_way(s, b, last, &of_all, way_name(s, first,
		    first + last), rows + n);
	if (slowest->apart)
		rows[slowest->row - first].sign = ROW_WORST;
	return n;
}

/* What is drawn may be hours. */
static const char *
axis_title(const struct chart_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].shape == ROW_BOX && fmax(fmax(rows[i].at,
		    rows[i].high), rows[i].far) >= axis_least_days)
			return _("Days from the one to the other");
	return _("Time from the one to the other");
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct chart_blocks b;

	if (chart_blocks_read(s, &b, fault) != 0)
		return -1;
	if (b.nstages < 2)
		return fault_set(fault, FAULT_INPUT, "has one stage: no step "
		    "that takes time");
	struct chart_row *rows = arena_alloc(s->arena, b.nstages *
	    (b.n + 1) * sizeof *rows);
	struct convert_step slowest = slowest_step(s, &b);
	uint64_t entered = 0;
	for (size_t i = 0; i < b.n; i++)
		entered += b.blocks[i].total && b.n > 1 ? 0 :
		    count_at(s->table, b.blocks[i].first, CONVERT_ENTERED);
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, title(s, &b, &slowest),
		    _("Of those who get there: median as a dot, the middle "
		    "half as a bar, nine of ten by the tick. Open ones are "
		    "censored, not left out."),
		    chart_words(s->arena, _("n = %s entered"),
		    chart_n(s->arena, entered))),
		.kind = AXIS_DAYS, .reference = NAN,
		.row = rows, .nrows = fill_rows(s, &b, &slowest, rows),
		.heads = { [ROW_NAME] = _("Step"), [ROW_COUNT] = _("Got there"),
		    [ROW_WORDS] = s->text ? _("Median") :
		    _("Median (middle half)") },
	};
	out->rows.axis_title = axis_title(rows, out->rows.nrows);
	return 0;
}

const struct chart_kind chart_kind_time = {
	.name = "time",
	.shows = "how long each step takes, and the whole way",
	.result = &convert_columns,
	.of = "convert",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
