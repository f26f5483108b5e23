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

static bool
fits(const struct table *table)
{
	return !table_has(table, CONVERT_COHORT);
}

static const char *
step_name(const struct chart_source *s, size_t row)
{
	return chart_words(s->arena, "%s → %s",
	    text_at(s->table, row, CONVERT_STAGE),
	    text_at(s->table, row + 1, CONVERT_STAGE));
}

static struct chart_row
row_of(const struct chart_source *s, size_t row, const char *name)
{
	const struct table *t = s->table;
	char text[3 * TEXT_NUMBER];
	struct chart_row out = {
		.shape = ROW_BOX, .from = NAN,
		.low = number_at(t, row, CONVERT_P25_DAYS),
		.at = number_at(t, row, CONVERT_MEDIAN_DAYS),
		.high = number_at(t, row, CONVERT_P75_DAYS),
		.far = number_at(t, row, CONVERT_P90_DAYS),
	};

	text_days_with_range(out.at, s->text ? NAN : out.low, s->text ? NAN :
	    out.high, text, sizeof text);
	out.cells[ROW_NAME] = name;
	out.cells[ROW_COUNT] = chart_n(s->arena, count_at(t, row,
	    CONVERT_ADVANCED));
	out.cells[ROW_WORDS] = chart_words(s->arena, "%s", text);
	return out;
}

/* The step that clearly takes longest, of one funnel. */
static struct convert_step
slowest_step(const struct chart_source *s, const struct chart_blocks *b)
{
	struct convert_step slowest = convert_slowest(s->table,
	    b->blocks[0].first, b->nstages);

	slowest.apart &= b->n == 1;
	return slowest;
}

static const char *
title(const struct chart_source *s, const struct convert_step *slowest)
{
	const struct table *t = s->table;
	char median[3 * TEXT_NUMBER];
	const char *found;

	if (!slowest->apart)
		return _("Time to the next stage");
	text_days_with_range(number_at(t, slowest->row, slowest->by),
	    number_at(t, slowest->row, (size_t)slowest->by + 1),
	    number_at(t, slowest->row, (size_t)slowest->by + 2), median,
	    sizeof median);
	found = chart_words(s->arena, _("%s takes longest: %s at the median"),
	    step_name(s, slowest->row), median);
	return chart_title_fits(s, found) ? found :
	    _("Time to the next stage");
}

/* A row for each step, or for each step a heading and a row a group. */
static size_t
fill_rows(const struct chart_source *s, const struct chart_blocks *b,
    const struct convert_step *slowest, struct chart_row *rows)
{
	size_t n = 0;

	for (size_t k = 0; k + 1 < b->nstages; k++) {
		const char *step = step_name(s, b->blocks[0].first + k);

		if (b->n > 1)
			rows[n++] = (struct chart_row){
			    .shape = ROW_HEADING, .cells = { step } };
		for (size_t i = 0; i < b->n; i++)
			rows[n++] = row_of(s, b->blocks[i].first + k,
			    b->n > 1 ? b->blocks[i].group : step);
	}
	if (slowest->apart)
		rows[slowest->row - b->blocks[0].first].sign = ROW_WORST;
	return n;
}

/* What is drawn may be hours. */
static const char *
axis_title(const struct chart_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].shape == ROW_BOX && fmax(fmax(rows[i].at,
		    rows[i].high), rows[i].far) >= axis_least_days)
			return _("Days in the stage before");
	return _("Time in the stage before");
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
	struct chart_row *rows = arena_alloc(s->arena, (b.nstages - 1) *
	    (b.n + 1) * sizeof *rows);
	struct convert_step slowest = slowest_step(s, &b);
	uint64_t entered = 0;
	for (size_t i = 0; i < b.n; i++)
		entered += b.blocks[i].total && b.n > 1 ? 0 :
		    count_at(s->table, b.blocks[i].first, CONVERT_ENTERED);
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, title(s, &slowest),
		    _("Of those who go on: median as a dot, the middle half "
		    "as a bar, nine of ten by the tick. Open ones are "
		    "censored, not left out."),
		    chart_words(s->arena, _("n = %s entered"),
		    chart_n(s->arena, entered))),
		.kind = AXIS_DAYS, .reference = NAN,
		.row = rows, .nrows = fill_rows(s, &b, &slowest, rows),
		.heads = { [ROW_NAME] = _("Step"), [ROW_COUNT] = _("Went on"),
		    [ROW_WORDS] = s->text ? _("Median") :
		    _("Median (middle half)") },
	};
	out->rows.axis_title = axis_title(rows, out->rows.nrows);
	return 0;
}

const struct chart_kind chart_kind_time = {
	.name = "time",
	.shows = "how long each step takes",
	.result = &convert_columns,
	.of = "convert",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
