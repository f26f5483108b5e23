/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "analytics/time/calendar.h"
#include "io/chart/chart_curves_private.h"
#include "io/text/text.h"

/*
 * Where an upper limit may lie: a tenth above nine in ten.  That of a
 * period of few would press all others into a strip.
 */
static double
highest_limit(const struct curve *curve)
{
	double *highs = memory_array(curve->npoints, sizeof *highs);
	double highest = INFINITY;
	size_t n = 0;

	for (size_t i = 0; curve->limits && i < curve->npoints; i++)
		if (!isnan(curve->points[i].high))
			highs[n++] = curve->points[i].high;
	if (n > 0) {
		qsort(highs, n, sizeof *highs, compare_double);
		highest = 1.1 * highs[(n - 1) * 9 / 10];
	}
	free(highs);
	return highest;
}

/* Over all points: x[0] and x[1] are the least and the most, y too. */
static void
find_ranges(const struct curves_chart *curves, double x[2], double y[2])
{
	x[0] = y[0] = INFINITY;
	x[1] = y[1] = -INFINITY;
	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];
		double most = highest_limit(curve);

		for (size_t k = 0; k < curve_drawn(curve); k++) {
			const struct curve_point *p = &curve->points[k];
			bool firm = k < curve_firm(curve);

			x[0] = fmin(x[0], p->x);
			x[1] = fmax(x[1], p->x);
			y[0] = fmin(y[0], firm ? fmin(p->y, p->low) : p->y);
			y[1] = fmax(y[1], p->y);
			if (firm && !isnan(p->high))
				y[1] = fmax(y[1], fmin(p->high, most));
		}
		/* All shares have room anyway. */
		if (curves->amounts)
			y[1] = fmax(y[1], curve->level);
	}
}

/* As many letters of an ISO date as tell points that begin a month, or a
   year, from each other; more where some are hours within a day. */
static int
letters_of(const struct curve *curve)
{
	int letters = curve->npoints > 1 ? 4 : 7;

	for (size_t i = 0; i < curve->npoints; i++) {
		double x = curve->points[i].x;
		struct civil day = day_to_civil((int64_t)floor(x));

		if (x > floor(x))
			return EVERY_TEXT;
		if (day.day != 1)
			return 10;
		if (day.month != 1)
			letters = 7;
	}
	return letters;
}

/* Ticks of dates are points of the longest curve: what lies between them
   is nobody's. */
static void
tick_points(const struct curves_chart *curves, struct axis *x)
{
	const struct curve *of = &curves->curves[0];
	int letters;
	size_t by;

	for (size_t i = 1; i < curves->ncurves; i++)
		if (curves->curves[i].npoints > of->npoints)
			of = &curves->curves[i];
	letters = letters_of(of);
	by = (of->npoints + AXIS_TICKS - 1) / AXIS_TICKS;
	x->nticks = 0;
	for (size_t i = 0; i < of->npoints; i += by) {
		double at = of->points[i].x;
		bool hours = letters > 10;
		char text[EVERY_TEXT];

		every_format(hours ? EVERY_HOUR : EVERY_DAY,
		    llround(hours ? at * 24 : at), text);
		/* The year of an hour is known. */
		snprintf(x->labels[x->nticks], AXIS_LABEL, "%.*s", letters,
		    hours ? text + 5 : text);
		x->ticks[x->nticks++] = of->points[i].x;
	}
}

/* Large amounts as the labels of the curves have them: 2.5M, 250万. */
static void
shorten(struct axis *y)
{
	if (fmax(fabs(y->ticks[0]), fabs(y->ticks[y->nticks - 1])) < 1e5)
		return;
	for (size_t i = 0; i < y->nticks; i++) {
		char text[TEXT_NUMBER];

		text_round_amount(y->ticks[i], text);
		snprintf(y->labels[i], AXIS_LABEL, "%.*s", AXIS_LABEL - 1,
		    text);
	}
}

/*
 * Steps begin at 0 and have all of the height below them; the rest begins
 * at 0 where that does not press it into a strip.
 */
void
curves_axes(const struct curves_chart *curves, unsigned most_x,
    unsigned most_y, struct axis *x, struct axis *y)
{
	bool steps = curves->curves[0].shape == CURVE_STEPS;
	double across[2], up[2];

	find_ranges(curves, across, up);
	if (steps)
		up[1] = fmax(up[1], curves->start);
	if (steps || (curves->kind == AXIS_LINEAR && across[0] <=
	    across[1] / 4))
		across[0] = 0;
	if (steps && !(across[1] > 0))
		across[1] = 1;
	if (steps || (up[0] >= 0 && !(up[0] > up[1] / 2)))
		up[0] = 0;
	axis_make(x, curves->kind, across[0], across[1], most_x, false);
	if (curves->kind == AXIS_DATES)
		tick_points(curves, x);
	if (curves->amounts) {
		axis_make(y, AXIS_LINEAR, fmin(up[0], 0), up[1] > 0 ? up[1] :
		    1, most_y, true);
		shorten(y);
	} else {
		axis_make(y, AXIS_PERCENT, up[0], up[1] > 0 ?
		    fmin(up[1], 1) : 1, most_y, true);
	}
}
