/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_AXIS_H
#define IO_CHART_AXIS_H

#include "io/chart/chart_draw.h"

/*
 * Axes: from values to pixels, with ticks at round numbers.
 */
enum axis_kind {
	AXIS_LINEAR,
	AXIS_PERCENT,	/* of shares: 0.25 is 25% */
	AXIS_LOG,	/* of ratios, > 0 */
	AXIS_DAYS,	/* durations; ticks at weeks, months of 30, years */
	AXIS_DATES,	/* days since 1970-01-01 of the years 1000 to 2999;
			   ticks begin a day, Monday, month, quarter, year */
};

/* Below so many days AXIS_DAYS counts hours or minutes, and its labels say
   so: a title should not speak of days then. */
static const double axis_least_days = 2;

enum { AXIS_TICKS = 16, AXIS_LABEL = 32 };

struct axis {
	enum axis_kind kind;
	double low, high;	/* the values at its ends */
	double from, to;	/* the pixels there; to < from upwards */
	double ticks[AXIS_TICKS];	/* values, in order, within the ends */
	char labels[AXIS_TICKS][AXIS_LABEL];	/* figures, no words */
	size_t nticks;
};

/*
 * An axis over [low, high] with at most `most` ticks (3 to AXIS_TICKS).
 * widen: its ends become ticks, so that all data lie between; else they
 * stay, and ticks lie inside.  An empty range (or none: NaN) is widened
 * about its value.  AXIS_LOG takes low > 0.
 */
void axis_make(struct axis *axis, enum axis_kind kind, double low,
    double high, unsigned most, bool widen);

/* Where a value lies, in pixels; outside the ends too. */
double axis_at(const struct axis *axis, double value);

/*
 * Draws it along the bottom of a plot, from axis->from to axis->to: a line
 * at y, small ticks and labels below; title (or NULL) under those.
 * Needs axis_bottom_height pixels below y.
 */
void axis_draw_bottom(struct chart *chart, const struct axis *axis,
    double y, const char *title);
double axis_bottom_height(const char *title);

/*
 * Draws it at the left of a plot, from axis->from (bottom) to axis->to
 * (top): labels left of x, a grid line for each tick from x to right;
 * title (or NULL) over it, beginning at x.
 */
void axis_draw_left(struct chart *chart, const struct axis *axis,
    double x, double right, const char *title);
/* What its labels take left of x. */
double axis_left_width(const struct axis *axis);

#endif
