/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/chart/chart_curves_private.h"
#include "io/chart/chart_panels.h"

double
curve_at(const struct curve *curve, double start, double x)
{
	size_t low = 0, high = curve->npoints;

	if (x > curve->points[curve_drawn(curve) - 1].x)
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

struct point
curve_pixel(const struct plot *plot, const struct curve_point *point)
{
	return (struct point){ axis_at(&plot->x, point->x),
	    axis_at(&plot->y, point->y) };
}

/* The points of a line and of its band, where they are drawn. */
struct corners {
	struct point *line, *low, *high;
	size_t n, firm;		/* of a line the first are not dashed */
};

/* Whether the next point is too near to be told from this one; the last of
   those that are firm is where the line ends. */
static bool
is_hidden(const struct curve *curve, size_t i, const struct axis *x,
    double last)
{
	return i + 1 < curve_drawn(curve) && i + 1 != curve_firm(curve) &&
	    axis_at(x, curve->points[i + 1].x) - last < 1;
}

static void
add_corner(struct corners *corners, double at, double line, double low,
    double high)
{
	corners->line[corners->n] = (struct point){ at, line };
	corners->low[corners->n] = (struct point){ at, low };
	corners->high[corners->n] = (struct point){ at, high };
	corners->n++;
}

/*
 * Each point is a corner before, at the height held so far, and one at its
 * own; of the points inside one pixel the last stands for all, since a
 * curve goes one way.
 */
static void
add_steps(struct corners *corners, const struct plot *plot,
    const struct curve *curve)
{
	double line = axis_at(&plot->y, plot->curves->start);
	double low = NAN, high = NAN, last = axis_at(&plot->x, 0);

	add_corner(corners, last, line, low, high);
	corners->firm = corners->n;
	for (size_t i = 0; i < curve_drawn(curve); i++) {
		const struct curve_point *p = &curve->points[i];
		bool firm = i < curve_firm(curve);

		if (is_hidden(curve, i, &plot->x, last))
			continue;
		last = axis_at(&plot->x, p->x);
		add_corner(corners, last, line, firm ? low : NAN,
		    firm ? high : NAN);
		line = axis_at(&plot->y, p->y);
		low = firm ? axis_at(&plot->y, p->low) : NAN;
		high = firm ? axis_at(&plot->y, p->high) : NAN;
		add_corner(corners, last, line, low, high);
		if (firm)
			corners->firm = corners->n;
	}
}

static double
usual_distance(const struct curve *curve)
{
	double least = INFINITY;

	for (size_t i = 1; i < curve->npoints; i++)
		least = fmin(least, curve->points[i].x -
		    curve->points[i - 1].x);
	return least;
}

/* Where the usual distance is far exceeded, points are missing, but of what
   is expected; edges and limits end with the plot. */
static void
add_straight(struct corners *corners, const struct plot *plot,
    const struct curve *curve)
{
	double gap = curve->shape == CURVE_LINE ?
	    1.6 * usual_distance(curve) : INFINITY;

	for (size_t i = 0; i < curve->npoints; i++) {
		const struct curve_point *p = &curve->points[i];
		bool young = p->state == POINT_YOUNG;
		double x = fmin(axis_at(&plot->x, p->x), plot->x.to);
		double low = axis_at(&plot->y, p->low);
		double high = axis_at(&plot->y, p->high);

		if (p->state == POINT_SO_FAR)
			continue;
		if (i > 0 && (young || p[-1].state == POINT_YOUNG ||
		    (p->state != POINT_OPEN && p->x - p[-1].x > gap)))
			add_corner(corners, x, NAN, NAN, NAN);
		if (curve->shape == CURVE_EDGES || curve->limits) {
			low = fmin(fmax(low, plot->y.to), plot->y.from);
			high = fmin(fmax(high, plot->y.to), plot->y.from);
		}
		add_corner(corners, x, axis_at(&plot->y, p->y), low, high);
		if (p->state != POINT_OPEN && !young)
			corners->firm = corners->n;
	}
}

/* Its line is to be freed. */
static void
make_corners(struct corners *corners, const struct plot *plot,
    const struct curve *curve)
{
	size_t room = 2 * curve->npoints + 1;
	struct point *points = memory_array(3 * room, sizeof *points);

	*corners = (struct corners){ points, points + room,
	    points + 2 * room, 0, 0 };
	if (curve->shape == CURVE_STEPS)
		add_steps(corners, plot, curve);
	else
		add_straight(corners, plot, curve);
}

/* A lone point has no band to show its interval. */
static void
draw_whiskers(struct chart *chart, const struct corners *c, unsigned tone)
{
	static const double width = 5;

	for (size_t i = 0; i < c->n; i++) {
		bool before = i > 0 && !isnan(c->low[i - 1].y);
		bool after = i + 1 < c->n && !isnan(c->low[i + 1].y);
		struct point low[2] = { c->low[i], c->low[i] };
		struct point high[2] = { c->high[i], c->high[i] };

		if (before || after || isnan(low->y) || isnan(high->y))
			continue;
		low[0].x = high[0].x -= width;
		low[1].x = high[1].x += width;
		chart_band(chart, low, high, 2, tone);
	}
}

void
curve_band(struct chart *chart, const struct plot *plot,
    const struct curve *curve, unsigned tone)
{
	struct corners corners;

	if (curve->shape == CURVE_POINTS)
		return;
	make_corners(&corners, plot, curve);
	if (corners.n > 0)
		chart_band(chart, corners.low, corners.high, corners.n, tone);
	if (curve->shape == CURVE_LINE)
		draw_whiskers(chart, &corners, tone);
	free(corners.line);
}

/* Whether there is a line behind the firm one. */
static bool
goes_on(const struct curve *curve)
{
	bool any = curve->shape != CURVE_LINE;

	for (size_t i = 0; i < curve->npoints && !any; i++)
		any = curve->points[i].state == POINT_OPEN;
	return any;
}

void
curve_line(struct chart *chart, const struct plot *plot,
    const struct curve *curve, const struct stroke *stroke)
{
	struct stroke rest = *stroke;
	struct corners corners;
	size_t from;

	make_corners(&corners, plot, curve);
	rest.dash = DASH_SHORT;
	if (curve->shape == CURVE_STEPS)
		rest = (struct stroke){ 1.2, stroke->tone, DASH_FINE };
	if (corners.firm > 0)
		chart_path(chart, corners.line, corners.firm, stroke);
	from = corners.firm > 0 ? corners.firm - 1 : 0;
	if (corners.firm < corners.n && goes_on(curve))
		chart_path(chart, corners.line + from, corners.n - from,
		    &rest);
	if (curve->ndotted + curve->nhidden > 0 && curve_firm(curve) > 0)
		chart_mark(chart, MARK_CIRCLE, corners.line[from], 3.5,
		    false, stroke->tone);
	free(corners.line);
}

/* Short upright lines; where they would touch each other, one stands. */
void
curve_ticks(struct chart *chart, const struct plot *plot,
    const struct curve *curve, unsigned tone)
{
	static const double half = 5.5, apart = 4;
	const struct stroke thin = { 1.3, tone, DASH_NONE };
	struct point *points = memory_array(3 * curve->npoints,
	    sizeof *points);
	double free_from = 0;
	size_t n = 0;

	for (size_t i = 0; i < curve_firm(curve); i++) {
		struct point at = curve_pixel(plot, &curve->points[i]);

		if (!curve->points[i].censored || at.x < free_from)
			continue;
		points[n++] = (struct point){ at.x, at.y - half };
		points[n++] = (struct point){ at.x, at.y + half };
		points[n++] = (struct point){ at.x, NAN };
		free_from = at.x + apart;
	}
	if (n > 0)
		chart_path(chart, points, n, &thin);
	free(points);
}

double
curve_radius(const struct curve *curve, const struct plot *plot)
{
	double apart = curve->npoints > 1 ? (plot->x.to - plot->x.from) /
	    (double)(curve->npoints - 1) : 100;

	if (curve->shape == CURVE_POINTS)
		return curve->npoints > 300 ? 3 : 5;
	return fmax(2, fmin(5, apart / 4));
}

/* Those of one state at once. */
void
curve_points(struct chart *chart, const struct plot *plot,
    const struct curve *curve)
{
	struct point *points = memory_array(curve->npoints, sizeof *points);
	double radius = curve_radius(curve, plot);

	for (int state = curve->bare ? POINT_ABOVE : POINT_WHOLE;
	    state <= POINT_OUTSIDE; state++) {
		for (size_t i = 0; i < curve->npoints; i++) {
			points[i] = curve_pixel(plot, &curve->points[i]);
			if ((int)curve->points[i].state != state)
				points[i].y = NAN;
		}
		chart_marks(chart, MARK_CIRCLE, points, curve->npoints,
		    state >= POINT_ABOVE ? radius + 2 : radius,
		    state == POINT_OPEN || state == POINT_YOUNG ||
		    state == POINT_SO_FAR,
		    state == POINT_OUTSIDE ? TONE_ORANGE :
		    state == POINT_SO_FAR ? TONE_PALE : TONE_BLUE);
	}
	free(points);
}

void
curve_level(struct chart *chart, const struct plot *plot,
    const struct curve *curve)
{
	static const struct stroke firm = { 1.4, TONE_MUTED, DASH_NONE };
	double y = axis_at(&plot->y, curve->level);

	if (!isnan(y))
		chart_line(chart, (struct point){ plot->area.left, y },
		    (struct point){ plot->area.right, y },
		    curve->firm_level ? &firm : &chart_guide_stroke);
}

/* Young ones are judged where there are no others. */
const struct curve_point *
curve_last(const struct curve *curve, bool so_far)
{
	const struct curve_point *young = NULL;

	for (size_t i = curve->npoints; i-- > 0;) {
		const struct curve_point *p = &curve->points[i];

		if (isnan(p->y) || so_far != (p->state == POINT_SO_FAR))
			continue;
		if (p->state != POINT_YOUNG)
			return p;
		young = young != NULL ? young : p;
	}
	return young;
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
		if (curves->curves[i].npoints < 1 || (curves->curves[i].shape
		    == CURVE_POINTS && curves->curves[i].npoints >
		    POINTS_MOST))
			return fault_set(fault, FAULT_OUTPUT, "a curve has 1 "
			    "to %d points, not %zu", POINTS_MOST,
			    curves->curves[i].npoints);
	if (curves->ncurves > curves->together)
		curves_panels(chart, curves);
	else
		curves_together(chart, curves);
	chart_end(chart);
	return 0;
}
