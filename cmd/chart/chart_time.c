/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long each step of convert takes, by group where there are several. */
#include "io/chart/chart_spans.h"

#include <math.h>

#include "cmd/chart/chart.h"
#include "cmd/chart/chart_blocks.h"
#include "io/chart/chart_axis.h"

static const char *const columns[] = { "step", "stage", "advanced",
	"median_days", "p25_days", "p75_days", "p90_days", NULL };

static bool
fits(const struct table *table)
{
	return !chart_has(table, "cohort");
}

static const char *
step_name(const struct chart_source *s, size_t row)
{
	return chart_words(s->arena, "%s → %s",
	    chart_cell(s->table, row, "stage"),
	    chart_cell(s->table, row + 1, "stage"));
}

static struct span_row
read_row(const struct table *t, size_t row, const char *name)
{
	return (struct span_row){
		.name = name, .n = chart_count(t, row, "advanced"),
		.p25 = chart_number(t, row, "p25_days"),
		.median = chart_number(t, row, "median_days"),
		.p75 = chart_number(t, row, "p75_days"),
		.p90 = chart_number(t, row, "p90_days"),
	};
}

/* Where there are several: the step that takes longest by its median. */
static void
mark_slowest(struct span_row *rows, size_t n)
{
	size_t slowest = n;
	for (size_t i = 0; i < n; i++)
		if (!isnan(rows[i].median) && (slowest == n ||
		    rows[i].median > rows[slowest].median))
			slowest = i;
	if (n > 2 && slowest < n)
		rows[slowest].slowest = true;
}

/* A row for each step, or for each step a heading and a row a group. */
static size_t
fill_rows(const struct chart_source *s, const struct chart_blocks *b,
    struct span_row *rows)
{
	size_t n = 0;
	for (size_t k = 0; k + 1 < b->nstages; k++) {
		const char *step = step_name(s, b->blocks[0].first + k);
		if (b->n > 1)
			rows[n++] = (struct span_row){ .name = step,
			    .heading = true };
		for (size_t i = 0; i < b->n; i++)
			rows[n++] = read_row(s->table, b->blocks[i].first + k,
			    b->n > 1 ? b->blocks[i].group : step);
	}
	if (b->n == 1)
		mark_slowest(rows, n);
	return n;
}

/* What is drawn may be hours. */
static const char *
axis_title(const struct span_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!rows[i].heading && fmax(fmax(rows[i].median,
		    rows[i].p75), rows[i].p90) >= axis_least_days)
			return _("Days in the stage before");
	return _("Time in the stage before");
}

static int
read_spans(const struct chart_source *s, struct spans_chart *out,
    struct fault *fault)
{
	struct chart_blocks b;
	if (chart_blocks_read(s, "step", &b, fault) != 0)
		return -1;
	if (b.nstages < 2)
		return fault_set(fault, FAULT_INPUT, "has one stage: no step "
		    "that takes time");
	struct span_row *rows = arena_alloc(s->arena, (b.nstages - 1) *
	    (b.n + 1) * sizeof *rows);
	if (!rows)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	uint64_t entered = 0;
	for (size_t i = 0; i < b.n; i++)
		entered += b.blocks[i].total && b.n > 1 ? 0 :
		    chart_count(s->table, b.blocks[i].first, "entered");
	*out = (struct spans_chart){
		.frame = chart_frame_of(s, _("Time to the next stage"),
		    _("Of those who go on: median as a dot, the middle half "
		    "as a bar, nine of ten by the tick. Open ones are "
		    "censored, not left out."),
		    chart_words(s->arena, _("n = %s entered"),
		    chart_n(s->arena, entered))),
		.rows = rows, .nrows = fill_rows(s, &b, rows),
		.name_head = _("Step"), .n_head = _("Went on"),
		.words_head = _("Median (middle half)"),
		.median_head = _("Median"),
	};
	out->axis_title = axis_title(rows, out->nrows);
	return 0;
}

static int
draw(const struct chart_source *source, struct chart *chart,
    struct fault *fault)
{
	struct spans_chart spans;
	return read_spans(source, &spans, fault) ||
	    chart_spans(chart, &spans, fault) ? -1 : 0;
}

static int
print(const struct chart_source *source, const struct terminal *terminal,
    struct fault *fault)
{
	struct spans_chart spans;
	if (read_spans(source, &spans, fault) != 0)
		return -1;
	chart_spans_terminal(&spans, terminal);
	return 0;
}

const struct chart_kind chart_kind_time = {
	.name = "time",
	.shows = "how long each step takes",
	.of = "convert",
	.columns = columns,
	.fits = fits,
	.draw = draw,
	.print = print,
};
