/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_rows.h"

#include <math.h>

static const double usual_pitch = 38, easy_pitch = 26, least_pitch = 21;
static const double most_pitch = 60, tall = 760;
static const double heads = 44, total_gap = 0.4, column_gap = 26;
static const double inset = 12, name_part = 0.27, least_plot = 180;
static const double head_size = 13.33, name_size = 15.33, cell_size = 14.67;

enum { NAME_BYTES = 4096 };

/* Where things stand, in pixels. */
struct layout {
	struct area body, plot;
	double pitch;
	double name;		/* how wide names may be */
	double indent;		/* of the names under headings */
	double ends[ROW_CELLS];	/* where the other cells end; 0: left out */
	struct axis axis;
};

static bool
is_total(const struct chart_row *row)
{
	return row->shape == ROW_TOTAL;
}

static double
widest(const struct rows_chart *rows, int cell)
{
	const struct pen head_pen = { .size = head_size, .bold = true };
	double most = chart_text_width(rows->heads[cell], &head_pen);

	for (size_t r = 0; r < rows->nrows; r++) {
		const struct chart_row *row = &rows->row[r];
		const struct pen pen = { .size = cell_size,
		    .bold = row_is_bold(row) || row->shape == ROW_BOX ||
		    row->shape == ROW_PAIR };

		if (row->shape != ROW_HEADING)
			most = fmax(most, chart_text_width(row->cells[cell],
			    &pen));
	}
	return most;
}

/* What names may take when the plot and the counts have theirs. */
static double
room_for_names(const struct layout *at, const double *widths)
{
	double room = at->plot.right - least_plot - at->body.left - inset -
	    column_gap - at->indent;

	for (int c = ROW_COUNT; c < ROW_WORDS; c++)
		room -= widths[c] > 0 ? widths[c] + column_gap : 0;
	return fmin(room, name_part * (at->body.right - at->body.left));
}

/* Columns from both sides; the plot has what is left. */
static void
place_columns(struct layout *at, const struct rows_chart *rows)
{
	double right = at->body.right - inset, left = at->body.left + inset;
	double widths[ROW_CELLS], names;

	for (int c = 0; c < ROW_CELLS; c++)
		widths[c] = widest(rows, c);
	names = name_size / cell_size * widths[ROW_NAME];
	at->indent = rows->row[0].shape == ROW_HEADING ? 2 * inset : 0;
	for (int c = ROW_CELLS - 1; c >= ROW_WORDS; c--) {
		at->ends[c] = widths[c] > 0 ? right : 0;
		right -= widths[c] > 0 ? widths[c] + column_gap : 0;
	}
	at->plot.right = right;
	/* Rather a name than a count that the words on the right imply. */
	if (room_for_names(at, widths) < names)
		widths[ROW_SECOND] = 0;
	/* One end of a way alone would mislead. */
	if (widths[ROW_SECOND] == 0 && rows->row[0].shape == ROW_WAY)
		widths[ROW_COUNT] = 0;
	at->name = fmin(names, fmax(60, room_for_names(at, widths)));
	left += at->indent + at->name + column_gap;
	for (int c = ROW_COUNT; c < ROW_WORDS; c++) {
		at->ends[c] = widths[c] > 0 ? left + widths[c] : 0;
		left += widths[c] > 0 ? widths[c] + column_gap : 0;
	}
	at->plot.left = left;
}

static double
row_at(const struct rows_chart *rows, size_t row)
{
	bool apart = row < rows->nrows && row > 0 &&
	    is_total(&rows->row[row]);

	for (size_t r = 1; r < row && !apart; r++)
		apart = is_total(&rows->row[r]);
	return (double)row + (apart ? total_gap : 0);
}

static void
place(struct layout *at, const struct rows_chart *rows)
{
	double low, high;

	place_columns(at, rows);
	at->plot.top = at->body.top + heads;
	at->plot.bottom = at->body.bottom -
	    axis_bottom_height(rows->axis_title);
	at->pitch = (at->plot.bottom - at->plot.top) /
	    row_at(rows, rows->nrows);
	rows_range(rows, &low, &high);
	axis_make(&at->axis, rows->kind, low, high, 7,
	    rows->kind != AXIS_DAYS);
	at->axis.from = at->plot.left + 8;
	at->axis.to = at->plot.right - 8;
}

static void
draw_heads(struct chart *chart, const struct rows_chart *rows,
    const struct layout *at)
{
	struct pen pen = { head_size, true, TONE_MUTED, SIDE_LEFT };
	double y = at->body.top + 12;

	chart_text(chart, rows->heads[ROW_NAME], at->body.left + inset, y,
	    at->name, &pen);
	pen.side = SIDE_RIGHT;
	for (int c = ROW_COUNT; c < ROW_CELLS; c++)
		if (at->ends[c] > 0)
			chart_text(chart, rows->heads[c], at->ends[c], y,
			    chart->width, &pen);
}

/* The line itself, and over it what it is. */
static void
draw_reference(struct chart *chart, const struct rows_chart *rows,
    const struct layout *at)
{
	const struct stroke stroke = { 1.2, TONE_MUTED, DASH_NONE };
	const struct pen pen = { head_size, false, TONE_MUTED, SIDE_CENTRE };
	double x = axis_at(&at->axis, rows->reference);
	double half = chart_text_width(rows->reference_words, &pen) / 2;

	if (isnan(x))
		return;
	chart_line(chart, (struct point){ x, at->plot.top - 12 },
	    (struct point){ x, at->plot.bottom }, &stroke);
	x = fmin(fmax(x, at->plot.left + half), at->plot.right - half);
	chart_text(chart, rows->reference_words, x, at->body.top + 12,
	    at->plot.right - at->plot.left, &pen);
}

/* Boxes have no number of their own to be compared by. */
static void
draw_grid(struct chart *chart, const struct rows_chart *rows,
    const struct layout *at)
{
	for (size_t t = 0; rows->kind == AXIS_DAYS && t < at->axis.nticks;
	    t++) {
		double x = axis_at(&at->axis, at->axis.ticks[t]);

		chart_line(chart, (struct point){ x, at->plot.top },
		    (struct point){ x, at->plot.bottom }, &chart_grid_stroke);
	}
}

/* From a step of a bridge to the next one. */
static void
draw_link(struct chart *chart, const struct rows_chart *rows, size_t r,
    const struct layout *at, double y)
{
	const struct stroke thin = { 1, TONE_AXIS, DASH_NONE };
	const struct chart_row *row = &rows->row[r];
	double x = axis_at(&at->axis, row->at);

	if (r + 1 < rows->nrows && !isnan(x) && (row->shape == ROW_BAR ||
	    row->shape == ROW_LEVEL) && (row[1].shape == ROW_BAR ||
	    row[1].shape == ROW_LEVEL))
		chart_line(chart, (struct point){ x, y + at->pitch * 0.28 },
		    (struct point){ x, y + at->pitch * 0.72 }, &thin);
}

/* The words of a box are those of the one to see too; of a pair the second
   ones count. */
static struct pen
pen_of(const struct chart_row *row, enum row_cell cell, double size)
{
	bool pair = row->shape == ROW_PAIR;
	bool words = cell == (pair ? ROW_MORE : ROW_WORDS);
	bool seen = words && row->shape == ROW_BOX && row->sign == ROW_WORST;

	return (struct pen){ size, (words && (row_is_bold(row) ||
	    pair)) || seen,
	    seen ? TONE_ORANGE_TEXT : words ? TONE_INK : TONE_MUTED,
	    SIDE_RIGHT };
}

static void
draw_texts(struct chart *chart, const struct chart_row *row,
    const struct layout *at, double y)
{
	double small = fmin(1, at->pitch / 24);
	bool heading = row->shape == ROW_HEADING;
	const struct pen name = { name_size * small, heading ||
	    row_is_bold(row), TONE_INK, SIDE_LEFT };
	double left = at->body.left + inset + (heading ? 0 : at->indent);
	double room = heading ? at->body.right - inset - left : at->name;
	char fitted[NAME_BYTES];

	label_fit_step(fitted, sizeof fitted, row->cells[ROW_NAME], room /
	    name.size, name.bold ? label_em_bold : label_em);
	chart_text(chart, fitted, left, y, room + 1, &name);
	if (heading) {
		const struct pen more = { cell_size * small, false,
		    TONE_MUTED, SIDE_LEFT };

		left += chart_text_width(fitted, &name) + column_gap;
		chart_text(chart, row->cells[ROW_COUNT], left, y,
		    at->body.right - inset - left, &more);
	}
	for (int c = ROW_COUNT; c < ROW_CELLS && !heading; c++) {
		const struct pen pen = pen_of(row, c, cell_size * small);

		if (at->ends[c] > 0)
			chart_text(chart, row->cells[c], at->ends[c], y,
			    chart->width, &pen);
	}
}

static void
draw_row(struct chart *chart, const struct rows_chart *rows, size_t r,
    const struct layout *at)
{
	const struct chart_row *row = &rows->row[r];
	double y = at->plot.top + at->pitch * (row_at(rows, r) + 0.5);

	if (r % 2 == 1 && !is_total(row))
		chart_box(chart, at->body.left, y - at->pitch / 2,
		    at->body.right - at->body.left, at->pitch, TONE_TRACK);
	draw_texts(chart, row, at, y);
	row_draw(chart, row, &at->axis, y, at->pitch);
	draw_link(chart, rows, r, at, y);
}

static void
draw_table(struct chart *chart, const struct rows_chart *rows)
{
	double around = heads + axis_bottom_height(rows->axis_title);
	double pitches = row_at(rows, rows->nrows);
	struct body_height height = {
		around + pitches * fmax(easy_pitch, fmin(usual_pitch,
		    tall / pitches)),
		around + pitches * least_pitch, around + pitches * most_pitch,
	};
	struct layout at = { 0 };

	chart_frame_begin(chart, &rows->frame, &height, &at.body);
	place(&at, rows);
	draw_heads(chart, rows, &at);
	draw_grid(chart, rows, &at);
	draw_reference(chart, rows, &at);
	axis_draw_bottom(chart, &at.axis, at.plot.bottom, rows->axis_title);
	for (size_t r = 0; r < rows->nrows; r++)
		draw_row(chart, rows, r, &at);
}

int
chart_rows(struct chart *chart, const struct rows_chart *rows,
    struct fault *fault)
{
	if (rows->nrows > 0 && rows->row[0].shape == ROW_SHARE)
		return rows_draw_bars(chart, rows, fault);
	if (rows->nrows < 1 || rows->nrows > ROWS_MOST)
		return fault_set(fault, FAULT_OUTPUT, "a chart of rows shows "
		    "1 to %d rows, not %zu", ROWS_MOST, rows->nrows);
	draw_table(chart, rows);
	chart_end(chart);
	return 0;
}
