/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_axis.h"

#include <math.h>
#include <stdio.h>

static const struct pen tick_pen = { 14.67, false, TONE_MUTED, SIDE_CENTRE };
static const struct pen level_pen = { 14.67, false, TONE_MUTED, SIDE_RIGHT };
static const struct pen title_pen = { 13.33, false, TONE_MUTED, SIDE_CENTRE };
static const struct pen over_pen = { 13.33, false, TONE_MUTED, SIDE_LEFT };

static const double tick_length = 6, label_below = 22, title_below = 50;
static const double label_gap = 9, title_above = 19;

double
axis_at(const struct axis *axis, double value)
{
	double low = axis->low, high = axis->high;

	if (axis->kind == AXIS_LOG) {
		low = log(low);
		high = log(high);
		value = log(value);
	}
	return axis->from + (value - low) / (high - low) *
	    (axis->to - axis->from);
}

double
axis_left_width(const struct axis *axis)
{
	double widest = 0;

	for (size_t i = 0; i < axis->nticks; i++)
		widest = fmax(widest, chart_text_width(axis->labels[i],
		    &level_pen));
	return widest + label_gap;
}

double
axis_bottom_height(const char *title)
{
	return title == NULL || *title == '\0' ? label_below + 10 :
	    title_below + 10;
}

/* The middle of a label: beside its tick where the picture would cut it. */
static double
label_centre(const struct chart *chart, const struct axis *axis, size_t i)
{
	double half = chart_text_width(axis->labels[i], &tick_pen) / 2;

	return fmax(half + 2, fmin(axis_at(axis, axis->ticks[i]),
	    chart->width - half - 2));
}

/* The first of every by-th label: ratios are read from 1. */
static size_t
first_label(const struct axis *axis, size_t by)
{
	for (size_t i = 0; axis->kind == AXIS_LOG && i < axis->nticks; i++)
		if (axis->ticks[i] == 1)
			return i % by;
	return 0;
}

/* Whether every by-th label is clear of the one before. */
static bool
labels_apart(const struct chart *chart, const struct axis *axis, size_t by)
{
	static const double apart = 8;
	double free = 0;

	for (size_t i = first_label(axis, by); i < axis->nticks; i += by) {
		double half = chart_text_width(axis->labels[i], &tick_pen) / 2;
		double x = label_centre(chart, axis, i);

		if (x - half < free)
			return false;
		free = x + half + apart;
	}
	return true;
}

/* All of them, or every second, third …: never at uneven steps. */
static void
draw_labels(struct chart *chart, const struct axis *axis, double y)
{
	size_t by = 1;

	while (by < axis->nticks && !labels_apart(chart, axis, by))
		by++;
	for (size_t i = first_label(axis, by); i < axis->nticks; i += by)
		chart_text(chart, axis->labels[i],
		    label_centre(chart, axis, i), y + label_below,
		    chart->width, &tick_pen);
}

void
axis_draw_bottom(struct chart *chart, const struct axis *axis, double y,
    const char *title)
{
	chart_line(chart, (struct point){ axis->from, y },
	    (struct point){ axis->to, y }, &chart_axis_stroke);
	for (size_t i = 0; i < axis->nticks; i++) {
		double x = axis_at(axis, axis->ticks[i]);

		chart_line(chart, (struct point){ x, y },
		    (struct point){ x, y + tick_length }, &chart_axis_stroke);
	}
	draw_labels(chart, axis, y);
	chart_text(chart, title, (axis->from + axis->to) / 2,
	    y + title_below, fabs(axis->to - axis->from), &title_pen);
}

void
axis_draw_left(struct chart *chart, const struct axis *axis, double x,
    double right, const char *title)
{
	for (size_t i = 0; i < axis->nticks; i++) {
		double y = axis_at(axis, axis->ticks[i]);

		chart_line(chart, (struct point){ x, y },
		    (struct point){ right, y }, &chart_grid_stroke);
		chart_text(chart, axis->labels[i], x - label_gap, y, x,
		    &level_pen);
	}
	chart_text(chart, title, x, axis->to - title_above, right - x,
	    &over_pen);
}
