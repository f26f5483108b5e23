/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "io/chart/chart_rows.h"

static const double bar_part = 0.56;	/* of the pitch */

static unsigned
tone_of(const struct chart_row *row)
{
	return row_is_bold(row) ? TONE_INK : row->sign == ROW_WORST ?
	    TONE_ORANGE : row->sign == ROW_GOAL ? TONE_GREEN : TONE_BLUE;
}

static void
draw_flat(struct chart *chart, double from, double to, double y,
    const struct stroke *stroke)
{
	chart_line(chart, (struct point){ from, y }, (struct point){ to, y },
	    stroke);
}

static void
draw_upright(struct chart *chart, double x, double y, double half,
    const struct stroke *stroke)
{
	chart_line(chart, (struct point){ x, y - half },
	    (struct point){ x, y + half }, stroke);
}

/* One end of an interval, or an arrow where the axis ends before. */
static double
draw_end(struct chart *chart, const struct axis *axis, double value,
    double y, unsigned tone)
{
	double x = axis_at(axis, value);
	double end = fmin(fmax(x, axis->from), axis->to);
	double back = x > end ? -9 : 9;
	const struct point arrow[] = { { end, y }, { end + back, y - 5 },
	    { end + back, y + 5 } };

	if (fabs(x - end) > 0.5)
		chart_polygon(chart, arrow, 3, tone);
	return end;
}

static void
draw_diamond(struct chart *chart, const struct chart_row *row,
    const struct axis *axis, double y, double pitch)
{
	double x = axis_at(axis, row->at), high = pitch * 0.27;
	double left = fmin(x - 4, axis_at(axis, row->low));
	double right = fmax(x + 4, axis_at(axis, row->high));
	const struct point corners[] = { { fmax(left, axis->from), y },
	    { x, y - high }, { fmin(right, axis->to), y }, { x, y + high } };

	chart_polygon(chart, corners, 4, TONE_INK);
}

static void
draw_estimate(struct chart *chart, const struct chart_row *row,
    const struct axis *axis, double y, double pitch)
{
	static const double least = 4, more = 5, ring = 4;
	const struct stroke thread = { 1, TONE_MUTED, DASH_NONE };
	struct stroke stroke = chart_interval_stroke;
	double x = axis_at(axis, row->at), from = axis_at(axis, row->from);

	stroke.tone = tone_of(row);
	if (!isnan(row->low) && !isnan(row->high))
		draw_flat(chart, draw_end(chart, axis, row->low, y,
		    stroke.tone), draw_end(chart, axis, row->high, y,
		    stroke.tone), y, &stroke);
	if (!isnan(from)) {
		draw_flat(chart, from, x, y, &thread);
		chart_mark(chart, MARK_CIRCLE, (struct point){ from, y },
		    ring, true, TONE_MUTED);
	}
	chart_mark(chart, MARK_SQUARE, (struct point){ x, y }, fmin(least +
	    more * sqrt(fmax(0, row->weight)), pitch * 0.36),
	    row->sign == ROW_PLAIN, stroke.tone);
}

/* An arrow that says what became of a mark. */
static void
draw_arrow(struct chart *chart, struct point from, struct point to)
{
	static const double gap = 6, head = 9, half = 4;
	const struct stroke stroke = { 1.2, TONE_INK, false };
	double length = hypot(to.x - from.x, to.y - from.y);
	double x = (to.x - from.x) / length, y = (to.y - from.y) / length;
	struct point tip = { to.x - gap * x, to.y - gap * y };
	struct point back = { tip.x - head * x, tip.y - head * y };
	const struct point corners[] = { tip,
	    { back.x - half * y, back.y + half * x },
	    { back.x + half * y, back.y - half * x } };

	if (length < gap + head + 6)
		return;
	chart_line(chart, (struct point){ from.x + gap * x,
	    from.y + gap * y }, back, &stroke);
	chart_polygon(chart, corners, 3, TONE_INK);
}

static void
draw_pair(struct chart *chart, const struct chart_row *row,
    const struct axis *axis, double y, double pitch)
{
	static const double apart = 0.17, ring = 4.5;
	struct stroke stroke = chart_interval_stroke;
	double above = y - apart * pitch, below = y + apart * pitch;
	struct point from = { axis_at(axis, row->from), above };
	struct point at = { axis_at(axis, row->at), below };

	stroke.tone = TONE_AXIS;
	if (!isnan(row->from_low) && !isnan(row->from_high))
		draw_flat(chart, draw_end(chart, axis, row->from_low, above,
		    stroke.tone), draw_end(chart, axis, row->from_high,
		    above, stroke.tone), above, &stroke);
	stroke.tone = TONE_BLUE;
	if (!isnan(row->low) && !isnan(row->high))
		draw_flat(chart, draw_end(chart, axis, row->low, below,
		    stroke.tone), draw_end(chart, axis, row->high, below,
		    stroke.tone), below, &stroke);
	if (!isnan(from.x))
		chart_mark(chart, MARK_CIRCLE, from, ring, true, TONE_MUTED);
	if (!isnan(at.x))
		chart_mark(chart, MARK_SQUARE, at, ring,
		    row->sign == ROW_PLAIN, TONE_BLUE);
	if (row->crosses && !isnan(at.x) && !isnan(from.x))
		draw_arrow(chart, from, at);
}

static void
draw_way(struct chart *chart, const struct chart_row *row,
    const struct axis *axis, double y)
{
	static const double radius = 6;
	double from = axis_at(axis, row->from), to = axis_at(axis, row->at);
	bool clear = row->sign != ROW_PLAIN;
	const struct stroke stroke = { clear ? 5 : 1.6, clear ?
	    tone_of(row) : TONE_AXIS, DASH_NONE };

	if (isnan(from))
		return;
	draw_flat(chart, from, to, y, &stroke);
	chart_mark(chart, MARK_CIRCLE, (struct point){ from, y }, radius,
	    true, TONE_MUTED);
	chart_mark(chart, MARK_CIRCLE, (struct point){ to, y }, radius,
	    false, tone_of(row));
}

/* Where it lies upon the bar as that wants it, else in ink. */
void
row_draw_over(struct chart *chart, const struct axis *axis,
    const struct chart_row *row, double y, const struct area *bar,
    unsigned tone)
{
	/* In a small bar they would only be clutter. */
	double whisker = bar->bottom - bar->top < 16 ? 0 : 4;
	const struct stroke thin = { 1.2, TONE_INK, DASH_NONE };
	const struct stroke over = { 1.2, chart_readable(tone), DASH_NONE };
	double low = axis_at(axis, row->low), high = axis_at(axis, row->high);
	/* Alone bars may be longer than a full one; others end in arrows. */
	bool bounded = row->shape == ROW_BAR;
	double left = bounded ? draw_end(chart, axis, row->low, y, TONE_INK) :
	    low;
	double right = bounded ? draw_end(chart, axis, row->high, y,
	    TONE_INK) : high;
	double in = fmin(fmax(left, bar->left), right);
	double out = fmax(fmin(right, bar->right), in);

	draw_flat(chart, left, in, y, &thin);
	draw_flat(chart, in, out, y, &over);
	draw_flat(chart, out, right, y, &thin);
	for (int end = 0; whisker > 0 && end < 2; end++) {
		double x = end ? high : low;
		bool on = x > bar->left && x < bar->right;

		if (x >= left && x <= right)
			draw_upright(chart, x, y, whisker, on ? &over : &thin);
	}
}

/* What may be chance is pale; the interval shows on either. */
static void
draw_bar(struct chart *chart, const struct chart_row *row,
    const struct axis *axis, double y, double pitch)
{
	unsigned tone = row->sign == ROW_PLAIN ? TONE_PALE : tone_of(row);
	double from = axis_at(axis, row->from), to = axis_at(axis, row->at);
	double high = pitch * bar_part;
	struct area bar = { fmin(from, to), fmax(from, to), y - high / 2,
	    y + high / 2 };

	chart_box(chart, bar.left, bar.top, fmax(1.5, bar.right - bar.left),
	    high, tone);
	if (!isnan(row->low) && !isnan(row->high))
		row_draw_over(chart, axis, row, y, &bar, tone);
}

static void
draw_level(struct chart *chart, const struct chart_row *row,
    const struct axis *axis, double y, double pitch)
{
	double high = pitch * bar_part;

	chart_box(chart, axis_at(axis, row->at) - 2, y - high / 2, 4, high,
	    TONE_INK);
}

static void
draw_box(struct chart *chart, const struct chart_row *row,
    const struct axis *axis, double y)
{
	static const double half = 7, dot = 6, tick = 6;
	const struct stroke line = { 2, tone_of(row), DASH_NONE };
	double low = axis_at(axis, row->low), high = axis_at(axis, row->high);
	double far = axis_at(axis, row->far);

	if (!isnan(far) && !isnan(high)) {
		draw_flat(chart, high, far, y, &line);
		draw_upright(chart, far, y, tick, &line);
	}
	if (!isnan(low) && !isnan(high)) {
		const struct point under[] = { { low, y + half },
		    { high, y + half } }, over[] = { { low, y - half },
		    { high, y - half } };

		/* Twice, so that it is stronger than a band. */
		chart_band(chart, under, over, 2, line.tone);
		chart_band(chart, under, over, 2, line.tone);
	}
	if (!isnan(row->at))
		chart_mark(chart, MARK_CIRCLE, (struct point){
		    axis_at(axis, row->at), y }, dot, false, line.tone);
}

void
row_draw(struct chart *chart, const struct chart_row *row,
    const struct axis *axis, double y, double pitch)
{
	if (row->shape == ROW_BOX)
		draw_box(chart, row, axis, y);
	else if (row->shape == ROW_PAIR)
		draw_pair(chart, row, axis, y, pitch);
	else if (isnan(row->at))
		return;
	else if (row->shape == ROW_ESTIMATE)
		draw_estimate(chart, row, axis, y, pitch);
	else if (row->shape == ROW_TOTAL)
		draw_diamond(chart, row, axis, y, pitch);
	else if (row->shape == ROW_WAY)
		draw_way(chart, row, axis, y);
	else if (row->shape == ROW_BAR)
		draw_bar(chart, row, axis, y, pitch);
	else if (row->shape == ROW_LEVEL)
		draw_level(chart, row, axis, y, pitch);
}
