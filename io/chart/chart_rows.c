/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_rows.h"

#include <math.h>

#include "io/chart/chart_frame.h"

static const double usual_pitch = 38, easy_pitch = 26, least_pitch = 21;
static const double most_pitch = 60, tall = 760;
static const double heads = 44, total_gap = 0.4, column_gap = 26;
static const double inset = 12, name_part = 0.27, least_plot = 180;
static const double head_size = 13.33, name_size = 15.33, cell_size = 14.67;

/* Where things stand, in pixels. */
struct layout {
	struct area body, plot;
	double pitch;
	double name;		/* how wide names may be */
	double counts[ROW_COUNTS];	/* where these end; 0: left out */
	double words, q;	/* where these end */
	struct axis axis;
};

/* The last rows, bold. */
static bool
is_total(const struct chart_row *row)
{
	return row->shape == ROW_TOTAL;
}

static bool
is_bold(const struct chart_row *row)
{
	return row->shape == ROW_TOTAL || row->shape == ROW_LEVEL;
}

static double
widest(const struct rows_chart *rows, const char *head,
    const char *(*cell)(const struct chart_row *row))
{
	const struct pen head_pen = { .size = head_size, .bold = true };
	double most = chart_text_width(head, &head_pen);

	for (size_t r = 0; r < rows->nrows; r++) {
		const struct chart_row *row = &rows->row[r];
		const struct pen pen = { .size = cell_size,
		    .bold = is_bold(row) };

		most = fmax(most, chart_text_width(cell(row), &pen));
	}
	return most;
}

static const char *
name_of(const struct chart_row *row)
{
	return row->name;
}

static const char *
first_count(const struct chart_row *row)
{
	return row->counts[0];
}

static const char *
second_count(const struct chart_row *row)
{
	return row->counts[1];
}

static const char *
words_of(const struct chart_row *row)
{
	return row->words;
}

static const char *
q_of(const struct chart_row *row)
{
	return row->q;
}

/* What names may take when the plot and the counts have theirs. */
static double
room_for_names(const struct layout *at, const double *counts)
{
	double room = at->plot.right - least_plot - at->body.left - inset -
	    column_gap;

	for (int i = 0; i < ROW_COUNTS; i++)
		room -= counts[i] > 0 ? counts[i] + column_gap : 0;
	return fmin(room, name_part * (at->body.right - at->body.left));
}

/* Columns from both sides; the plot has what is left. */
static void
place_columns(struct layout *at, const struct rows_chart *rows)
{
	double right = at->body.right - inset, left = at->body.left + inset;
	double q = widest(rows, rows->q_head, q_of);
	double words = widest(rows, rows->words_head, words_of);
	double names = name_size / cell_size * widest(rows, rows->name_head,
	    name_of);
	double counts[ROW_COUNTS] = {
		widest(rows, rows->count_heads[0], first_count),
		widest(rows, rows->count_heads[1], second_count),
	};

	at->q = right;
	at->words = q > 0 ? right - q - column_gap : right;
	at->plot.right = at->words - words - column_gap;
	/* Rather a name than a count that the words on the right imply. */
	if (room_for_names(at, counts) < names)
		counts[1] = 0;
	/* One end of a way alone would mislead. */
	if (counts[1] == 0 && rows->row[0].shape == ROW_WAY)
		counts[0] = 0;
	at->name = fmin(names, fmax(60, room_for_names(at, counts)));
	left += at->name + column_gap;
	for (int i = 0; i < ROW_COUNTS; i++) {
		at->counts[i] = counts[i] > 0 ? left + counts[i] : 0;
		left += counts[i] > 0 ? counts[i] + column_gap : 0;
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
	axis_make(&at->axis, rows->kind, low, high, 7, true);
	at->axis.from = at->plot.left + 8;
	at->axis.to = at->plot.right - 8;
}

static void
draw_heads(struct chart *chart, const struct rows_chart *rows,
    const struct layout *at)
{
	struct pen pen = { head_size, true, TONE_MUTED, SIDE_LEFT };
	double y = at->body.top + 12, far = chart->width;

	chart_text(chart, rows->name_head, at->body.left + inset, y,
	    at->name, &pen);
	pen.side = SIDE_RIGHT;
	for (int i = 0; i < ROW_COUNTS; i++)
		if (at->counts[i] > 0)
			chart_text(chart, rows->count_heads[i],
			    at->counts[i], y, far, &pen);
	chart_text(chart, rows->words_head, at->words, y, far, &pen);
	chart_text(chart, rows->q_head, at->q, y, far, &pen);
}

/* The line itself, and over it what it is. */
static void
draw_reference(struct chart *chart, const struct rows_chart *rows,
    const struct layout *at)
{
	const struct stroke stroke = { 1.2, TONE_MUTED, false };
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

/* One end of an interval, or an arrow where the axis ends before. */
static double
draw_end(struct chart *chart, const struct layout *at, double value,
    double y, unsigned tone)
{
	double x = axis_at(&at->axis, value);
	double end = fmin(fmax(x, at->axis.from), at->axis.to);
	double back = x > end ? -9 : 9;
	const struct point arrow[] = { { end, y }, { end + back, y - 5 },
	    { end + back, y + 5 } };

	if (fabs(x - end) > 0.5)
		chart_polygon(chart, arrow, 3, tone);
	return end;
}

static unsigned
tone_of(const struct chart_row *row)
{
	return is_bold(row) ? TONE_INK : row->sign == ROW_LOWER ?
	    TONE_ORANGE : TONE_BLUE;
}

static void
draw_diamond(struct chart *chart, const struct chart_row *row,
    const struct layout *at, double y)
{
	double x = axis_at(&at->axis, row->at), high = at->pitch * 0.27;
	double left = fmin(x - 4, axis_at(&at->axis, row->low));
	double right = fmax(x + 4, axis_at(&at->axis, row->high));
	const struct point corners[] = { { fmax(left, at->axis.from), y },
	    { x, y - high }, { fmin(right, at->axis.to), y }, { x, y + high } };

	chart_polygon(chart, corners, 4, TONE_INK);
}

static void
draw_estimate(struct chart *chart, const struct chart_row *row,
    const struct layout *at, double y)
{
	static const double least = 4, more = 5;
	struct stroke stroke = chart_interval_stroke;
	double x = axis_at(&at->axis, row->at);

	stroke.tone = tone_of(row);
	if (!isnan(row->low) && !isnan(row->high))
		chart_line(chart, (struct point){ draw_end(chart, at,
		    row->low, y, stroke.tone), y }, (struct point){
		    draw_end(chart, at, row->high, y, stroke.tone), y },
		    &stroke);
	chart_mark(chart, MARK_SQUARE, (struct point){ x, y }, fmin(least +
	    more * sqrt(fmax(0, row->weight)), at->pitch * 0.36),
	    row->sign == ROW_PLAIN, stroke.tone);
}

/* From a ring to a disc. */
static void
draw_way(struct chart *chart, const struct chart_row *row,
    const struct layout *at, double y)
{
	static const double radius = 6;
	double from = axis_at(&at->axis, row->from);
	double to = axis_at(&at->axis, row->at);
	bool sure = row->sign != ROW_PLAIN;
	const struct stroke stroke = { sure ? 5 : 1.6, sure ? tone_of(row) :
	    TONE_AXIS, false };

	if (isnan(from))
		return;
	chart_line(chart, (struct point){ from, y }, (struct point){ to, y },
	    &stroke);
	chart_mark(chart, MARK_CIRCLE, (struct point){ from, y }, radius,
	    true, TONE_MUTED);
	chart_mark(chart, MARK_CIRCLE, (struct point){ to, y }, radius,
	    false, tone_of(row));
}

/* From one value to another, where it lies upon a bar as that wants it. */
static void
draw_over(struct chart *chart, const struct layout *at, double from,
    double to, double y, const struct area *bar, unsigned tone)
{
	const struct stroke thin = { 1.2, TONE_INK, false };
	const struct stroke over = { 1.2, chart_readable(tone), false };
	double left = axis_at(&at->axis, from), right = axis_at(&at->axis, to);
	double in = fmin(fmax(left, bar->left), right);
	double out = fmax(fmin(right, bar->right), in);

	chart_line(chart, (struct point){ left, y }, (struct point){ in, y },
	    &thin);
	chart_line(chart, (struct point){ in, y }, (struct point){ out, y },
	    &over);
	chart_line(chart, (struct point){ out, y }, (struct point){ right, y },
	    &thin);
	for (int end = 0; end < 2; end++) {
		double x = end ? right : left, whisker = 4;
		bool on = x > bar->left && x < bar->right;

		chart_line(chart, (struct point){ x, y - whisker },
		    (struct point){ x, y + whisker }, on ? &over : &thin);
	}
}

/* What may be chance is pale; the interval shows on either. */
static void
draw_bar(struct chart *chart, const struct chart_row *row,
    const struct layout *at, double y)
{
	unsigned tone = row->sign == ROW_PLAIN ? TONE_PALE : tone_of(row);
	double from = axis_at(&at->axis, row->from);
	double to = axis_at(&at->axis, row->at), high = at->pitch * 0.56;
	struct area bar = { fmin(from, to), fmax(from, to), y - high / 2,
	    y + high / 2 };

	chart_box(chart, bar.left, bar.top, fmax(1.5, bar.right - bar.left),
	    high, tone);
	if (!isnan(row->low) && !isnan(row->high))
		draw_over(chart, at, row->low, row->high, y, &bar, tone);
}

static void
draw_level(struct chart *chart, const struct chart_row *row,
    const struct layout *at, double y)
{
	double x = axis_at(&at->axis, row->at), high = at->pitch * 0.56;

	chart_box(chart, x - 2, y - high / 2, 4, high, TONE_INK);
}

/* From a step of a bridge to the next one. */
static void
draw_link(struct chart *chart, const struct rows_chart *rows, size_t r,
    const struct layout *at, double y)
{
	const struct stroke thin = { 1, TONE_AXIS, false };
	double x = axis_at(&at->axis, rows->row[r].at);

	if (rows->row[r].shape >= ROW_BAR && r + 1 < rows->nrows &&
	    rows->row[r + 1].shape >= ROW_BAR)
		chart_line(chart, (struct point){ x, y + at->pitch * 0.28 },
		    (struct point){ x, y + at->pitch * 0.72 }, &thin);
}

static void
draw_shape(struct chart *chart, const struct chart_row *row,
    const struct layout *at, double y)
{
	switch (row->shape) {
	case ROW_ESTIMATE:
		draw_estimate(chart, row, at, y);
		return;
	case ROW_TOTAL:
		draw_diamond(chart, row, at, y);
		return;
	case ROW_WAY:
		draw_way(chart, row, at, y);
		return;
	case ROW_BAR:
		draw_bar(chart, row, at, y);
		return;
	case ROW_LEVEL:
		draw_level(chart, row, at, y);
	}
}

static void
draw_row(struct chart *chart, const struct rows_chart *rows, size_t r,
    const struct layout *at)
{
	const struct chart_row *row = &rows->row[r];
	double y = at->plot.top + at->pitch * (row_at(rows, r) + 0.5);
	double small = fmin(1, at->pitch / 24), far = chart->width;
	const struct pen name = { name_size * small, is_bold(row), TONE_INK,
	    SIDE_LEFT };
	const struct pen words = { cell_size * small, is_bold(row), TONE_INK,
	    SIDE_RIGHT };
	const struct pen plain = { cell_size * small, false, TONE_MUTED,
	    SIDE_RIGHT };

	if (r % 2 == 1 && !is_total(row))
		chart_box(chart, at->body.left, y - at->pitch / 2,
		    at->body.right - at->body.left, at->pitch, TONE_TRACK);
	chart_text(chart, row->name, at->body.left + inset, y, at->name,
	    &name);
	for (int i = 0; i < ROW_COUNTS; i++)
		if (at->counts[i] > 0)
			chart_text(chart, row->counts[i], at->counts[i], y,
			    far, &plain);
	chart_text(chart, row->words, at->words, y, far, &words);
	chart_text(chart, row->q, at->q, y, far, &plain);
	if (isnan(row->at))
		return;
	draw_shape(chart, row, at, y);
	draw_link(chart, rows, r, at, y);
}

int
chart_rows(struct chart *chart, const struct rows_chart *rows,
    struct fault *fault)
{
	static const size_t most = 200;
	double around = heads + axis_bottom_height(rows->axis_title);
	double pitches = row_at(rows, rows->nrows);
	struct body_height height = {
		around + pitches * fmax(easy_pitch, fmin(usual_pitch,
		    tall / pitches)),
		around + pitches * least_pitch, around + pitches * most_pitch,
	};
	struct layout at = { 0 };

	if (rows->nrows < 1 || rows->nrows > most)
		return fault_set(fault, FAULT_OUTPUT, "a chart of rows shows "
		    "1 to %zu rows, not %zu", most, rows->nrows);
	chart_frame_begin(chart, &rows->frame, &height, &at.body);
	place(&at, rows);
	draw_heads(chart, rows, &at);
	draw_reference(chart, rows, &at);
	axis_draw_bottom(chart, &at.axis, at.plot.bottom, rows->axis_title);
	for (size_t r = 0; r < rows->nrows; r++)
		draw_row(chart, rows, r, &at);
	return chart_end(chart, fault);
}
