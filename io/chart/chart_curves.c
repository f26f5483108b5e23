/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "io/chart/chart_curves_private.h"
#include "io/chart/chart_panels.h"

double
curve_at(const struct curve *curve, double start, double x)
{
	size_t low = 0, high = curve->npoints;

	if (x > curve->points[curve->npoints - 1].x)
		return NAN;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (curve->points[middle].x <= x)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? start : curve->points[low - 1].y;
}

uint64_t
curve_at_risk(const struct curve *curve, double x)
{
	for (size_t i = 0; i < curve->npoints; i++)
		if (curve->points[i].x >= x)
			return curve->points[i].at_risk;
	return 0;
}

/* Survival falls from 100%; incidence rises as high as it gets. */
void
curves_axes(const struct curves_chart *curves, unsigned most_x,
    unsigned most_y, struct axis *x, struct axis *y)
{
	double last = 0, top = curves->start;

	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];

		last = fmax(last, curve->points[curve->npoints - 1].x);
		for (size_t k = 0; k < curve->npoints; k++)
			top = fmax(top, fmax(curve->points[k].y,
			    curve->points[k].high));
	}
	axis_make(x, curves->kind, 0, last > 0 ? last : 1, most_x, false);
	axis_make(y, AXIS_PERCENT, 0, top > 0 ? top : 1, most_y, true);
}

struct steps {
	struct point *line, *low, *high;
	size_t n;
};

/* Whether the next point is too near to be told from this one. */
static bool
is_hidden(const struct curve *curve, size_t i, const struct axis *x,
    double last)
{
	return i + 1 < curve->npoints &&
	    axis_at(x, curve->points[i + 1].x) - last < 1;
}

static void
add_corner(struct steps *steps, double at, double line, double low,
    double high)
{
	steps->line[steps->n] = (struct point){ at, line };
	steps->low[steps->n] = (struct point){ at, low };
	steps->high[steps->n] = (struct point){ at, high };
	steps->n++;
}

/*
 * Each point is a corner before, at the height held so far, and one at its
 * own; of the points inside one pixel the last stands for all, since a
 * curve goes one way.
 */
static bool
make_steps(struct steps *steps, const struct curve *curve, double start,
    const struct axis *x, const struct axis *y)
{
	size_t room = 2 * curve->npoints + 1;
	double line = axis_at(y, start), low = NAN, high = NAN;
	double last = axis_at(x, 0);
	struct point *points = malloc(3 * room * sizeof *points);

	*steps = (struct steps){ points, points + room, points + 2 * room, 0 };
	if (points == NULL)
		return false;
	add_corner(steps, last, line, low, high);
	for (size_t i = 0; i < curve->npoints; i++) {
		const struct curve_point *p = &curve->points[i];

		if (is_hidden(curve, i, x, last))
			continue;
		last = axis_at(x, p->x);
		add_corner(steps, last, line, low, high);
		line = axis_at(y, p->y);
		low = axis_at(y, p->low);
		high = axis_at(y, p->high);
		add_corner(steps, last, line, low, high);
	}
	return true;
}

static void
give_up(struct chart *chart)
{
	chart->script.failed = true;
}

void
curves_line(struct chart *chart, const struct curves_chart *curves,
    const struct curve *curve, const struct axis *x, const struct axis *y,
    const struct stroke *stroke)
{
	struct steps steps;

	if (!make_steps(&steps, curve, curves->start, x, y)) {
		give_up(chart);
		return;
	}
	chart_path(chart, steps.line, steps.n, stroke);
	free(steps.line);
}

void
curves_band(struct chart *chart, const struct curves_chart *curves,
    const struct curve *curve, const struct axis *x, const struct axis *y,
    unsigned tone)
{
	struct steps steps;

	if (!make_steps(&steps, curve, curves->start, x, y)) {
		give_up(chart);
		return;
	}
	chart_band(chart, steps.low, steps.high, steps.n, tone);
	free(steps.line);
}

/* Short upright lines; where they would touch each other, one stands. */
void
curves_ticks(struct chart *chart, const struct curve *curve,
    const struct axis *x, const struct axis *y, unsigned tone)
{
	static const double half = 5.5, apart = 4;
	const struct stroke thin = { 1.3, tone, false };
	struct point *points = malloc(3 * curve->npoints * sizeof *points);
	double free_from = 0;
	size_t n = 0;

	if (points == NULL) {
		give_up(chart);
		return;
	}
	for (size_t i = 0; i < curve->npoints; i++) {
		const struct curve_point *p = &curve->points[i];
		double at = axis_at(x, p->x), level = axis_at(y, p->y);

		if (!p->censored || at < free_from)
			continue;
		points[n++] = (struct point){ at, level - half };
		points[n++] = (struct point){ at, level + half };
		points[n++] = (struct point){ at, NAN };
		free_from = at + apart;
	}
	if (n > 0)
		chart_path(chart, points, n, &thin);
	free(points);
}

int
chart_curves(struct chart *chart, const struct curves_chart *curves,
    struct fault *fault)
{
	if (curves->ncurves < 1 || curves->ncurves > PANELS_MOST)
		return fault_set(fault, FAULT_OUTPUT, "a chart of curves "
		    "shows 1 to %d, not %zu", PANELS_MOST,
		    curves->ncurves);
	for (size_t i = 0; i < curves->ncurves; i++)
		if (curves->curves[i].npoints < 1)
			return fault_set(fault, FAULT_OUTPUT,
			    "a curve wants a point");
	if (curves->ncurves > CURVES_TOGETHER)
		curves_panels(chart, curves);
	else
		curves_together(chart, curves);
	return chart_end(chart, fault);
}
