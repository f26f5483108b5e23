/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "io/chart/chart_curves_private.h"
#include "io/chart/chart_panels.h"

static const struct pen name_pen = { 13.33, true, TONE_INK, SIDE_LEFT };
static const struct pen end_pen = { 12, false, TONE_MUTED, SIDE_LEFT };
static const struct pen over_pen = { 13.33, false, TONE_MUTED, SIDE_LEFT };

static const struct pen under_pen = { 13.33, false, TONE_MUTED, SIDE_CENTRE };

static const double usual_plot = 104, least_plot = 70, most_plot = 170;
static const double tall = 480;		/* all plots, where they fit in it */
static const double above_all = 16, above_plot = 50, below_all = 44;
static const double thin = 2;

struct grid {
	struct panels panels;	/* without the labels left of them all */
	struct axis x, y;
};

/* The lowest and highest of all curves, on which each one's stands. */
struct reach {
	struct point *low, *high;
	size_t n;
};

static const struct curve *
find_total(const struct curves_chart *curves)
{
	for (size_t i = 0; i < curves->ncurves; i++)
		if (curves->curves[i].total)
			return &curves->curves[i];
	return NULL;
}

static void
make_reach(struct reach *reach, const struct curves_chart *curves,
    const struct axis *x, const struct axis *y)
{
	double last = x->high;

	for (size_t k = 0; k < reach->n; k++) {
		double value = last * (double)k / (double)(reach->n - 1);
		double least = NAN, most = NAN;

		for (size_t i = 0; i < curves->ncurves; i++) {
			double level = curve_at(&curves->curves[i],
			    curves->start, value);

			least = fmin(least, level);
			most = fmax(most, level);
		}
		reach->low[k] = (struct point){ axis_at(x, value),
		    axis_at(y, least) };
		reach->high[k] = (struct point){ axis_at(x, value),
		    axis_at(y, most) };
	}
}

static void
draw_ground(struct chart *chart, const struct curves_chart *curves,
    const struct axis *x, const struct axis *y, struct reach *reach)
{
	const struct curve *total = find_total(curves);
	const struct stroke grey = { 1.6, TONE_AXIS, false };

	make_reach(reach, curves, x, y);
	chart_band(chart, reach->low, reach->high, reach->n, TONE_MUTED);
	if (total != NULL)
		curves_line(chart, curves, total, x, y, &grey);
}

/* Labels at the left of the first column, ticks below the last row. */
static void
draw_axes(struct chart *chart, const struct grid *grid, size_t i,
    const struct axis *x, const struct axis *y)
{
	if (i % grid->panels.columns == 0)
		axis_draw_left(chart, y, x->from, x->to, NULL);
	else
		for (size_t t = 0; t < y->nticks; t++)
			chart_line(chart, (struct point){ x->from,
			    axis_at(y, y->ticks[t]) }, (struct point){ x->to,
			    axis_at(y, y->ticks[t]) }, &chart_grid_stroke);
	if (panels_is_lowest(&grid->panels, i))
		axis_draw_bottom(chart, x, y->from, NULL);
	else
		chart_line(chart, (struct point){ x->from, y->from },
		    (struct point){ x->to, y->from }, &chart_axis_stroke);
}

static void
draw_panel(struct chart *chart, const struct curves_chart *curves,
    const struct grid *grid, size_t i, struct reach *reach)
{
	const struct curve *curve = &curves->curves[i];
	const struct stroke stroke = { thin, curve->total ? TONE_INK :
	    TONE_BLUE, false };
	struct area panel = panels_area(&grid->panels, i);
	struct axis x = grid->x, y = grid->y;

	x.from = panel.left;
	x.to = panel.right;
	y.from = panel.bottom;
	y.to = panel.top + above_plot;
	chart_text(chart, curve->name, panel.left, panel.top + 16,
	    grid->panels.width, &name_pen);
	chart_text(chart, curve->end, panel.left, panel.top + 34,
	    grid->panels.width, &end_pen);
	draw_axes(chart, grid, i, &x, &y);
	draw_ground(chart, curves, &x, &y, reach);
	if (!curve->total)
		curves_band(chart, curves, curve, &x, &y, TONE_BLUE);
	curves_line(chart, curves, curve, &x, &y, &stroke);
}

/* All of the body, if each plot is so high. */
static double
high_of(const struct grid *grid, double plot)
{
	return above_all + panels_height(&grid->panels, above_plot + plot) +
	    below_all;
}

void
curves_panels(struct chart *chart, const struct curves_chart *curves)
{
	enum { ACROSS = 101 };	/* a point each two pixels */
	struct point points[2 * ACROSS];
	struct reach reach = { points, points + ACROSS, ACROSS };
	struct grid grid = { 0 };

	curves_axes(curves, 4, 4, &grid.x, &grid.y);

	double labels = axis_left_width(&grid.y);
	struct area body;

	panels_arrange(&grid.panels, curves->ncurves,
	    chart_frame_width(&curves->frame) - 2 * chart_margin - labels);

	double plot = fmin(most_plot, fmax(usual_plot, tall /
	    grid.panels.rows));
	struct body_height height = {
		high_of(&grid, plot), high_of(&grid, least_plot),
		high_of(&grid, most_plot),
	};

	chart_frame_begin(chart, &curves->frame, &height, &body);
	chart_text(chart, curves->y_title, body.left, body.top,
	    body.right - body.left, &over_pen);
	body.left += labels;
	chart_text(chart, curves->x_title, (body.left + body.right) / 2,
	    body.bottom, body.right - body.left, &under_pen);
	body.top += above_all;
	body.bottom -= below_all;
	panels_fill(&grid.panels, &body);
	for (size_t i = 0; i < curves->ncurves; i++)
		draw_panel(chart, curves, &grid, i, &reach);
}
