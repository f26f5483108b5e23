/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "io/chart_curves_private.h"

static const struct pen name_pen = { 13.33, true, TONE_INK, SIDE_LEFT };
static const struct pen end_pen = { 12, false, TONE_MUTED, SIDE_LEFT };
static const struct pen over_pen = { 13.33, false, TONE_MUTED, SIDE_LEFT };

static const struct pen under_pen = { 13.33, false, TONE_MUTED, SIDE_CENTRE };

static const double least_panel = 196, across = 22;
static const double usual_plot = 104, least_plot = 70, most_plot = 170;
static const double tall = 480;		/* all plots, where they fit in it */
static const double above_all = 30, above_plot = 50, below_plot = 18;
static const double thin = 2;

struct grid {
	size_t columns, rows;
	double panel, plot;	/* how wide, how high */
	struct area body;	/* of the panels */
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

/* A little wider than high, with few places left empty. */
static size_t
choose_columns(size_t n, size_t most)
{
	size_t least = (size_t)ceil(sqrt((double)n * 0.8));
	size_t best = least = least < most ? least : most;

	for (size_t c = least; c <= most && c <= least + 2; c++)
		if ((c - n % c) % c < (best - n % best) % best)
			best = c;
	return best;
}

static void
place(struct grid *grid, const struct curves_chart *curves, double width)
{
	double labels = axis_left_width(&grid->y);
	double inner = width - 2 * chart_margin - labels;
	size_t most = (size_t)((inner + across) / (least_panel + across));

	grid->columns = choose_columns(curves->ncurves, most);
	grid->rows = (curves->ncurves + grid->columns - 1) / grid->columns;
	grid->panel = (inner - across * (double)(grid->columns - 1)) /
	    (double)grid->columns;
}

static double
around_plots(const struct grid *grid, const struct curves_chart *curves)
{
	return above_all + (double)grid->rows * (above_plot + below_plot) +
	    axis_bottom_height(curves->x_title) - below_plot;
}

static struct area
panel_at(const struct grid *grid, size_t i)
{
	double pitch = above_plot + grid->plot + below_plot;
	double left = grid->body.left + axis_left_width(&grid->y) +
	    (double)(i % grid->columns) * (grid->panel + across);
	double top = grid->body.top + above_all + above_plot +
	    (double)(i / grid->columns) * pitch;

	return (struct area){ left, left + grid->panel, top,
	    top + grid->plot };
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
draw_axes(struct chart *chart, const struct grid *grid, size_t i, size_t n,
    const struct axis *x, const struct axis *y)
{
	if (i % grid->columns == 0)
		axis_draw_left(chart, y, x->from, x->to, NULL);
	else
		for (size_t t = 0; t < y->nticks; t++)
			chart_line(chart, (struct point){ x->from,
			    axis_at(y, y->ticks[t]) }, (struct point){ x->to,
			    axis_at(y, y->ticks[t]) }, &chart_grid_stroke);
	if (i + grid->columns >= n)
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
	struct area panel = panel_at(grid, i);
	struct axis x = grid->x, y = grid->y;

	x.from = panel.left;
	x.to = panel.right;
	y.from = panel.bottom;
	y.to = panel.top;
	chart_text(chart, curve->name, panel.left, panel.top - 34,
	    grid->panel, &name_pen);
	chart_text(chart, curve->end, panel.left, panel.top - 16,
	    grid->panel, &end_pen);
	draw_axes(chart, grid, i, curves->ncurves, &x, &y);
	draw_ground(chart, curves, &x, &y, reach);
	if (!curve->total)
		curves_band(chart, curves, curve, &x, &y, TONE_BLUE);
	curves_line(chart, curves, curve, &x, &y, &stroke);
}

void
curves_panels(struct chart *chart, const struct curves_chart *curves)
{
	enum { ACROSS = 101 };	/* a point each two pixels */
	struct point points[2 * ACROSS];
	struct reach reach = { points, points + ACROSS, ACROSS };
	struct grid grid = { 0 };

	curves_axes(curves, 4, 4, &grid.x, &grid.y);
	place(&grid, curves, chart_frame_width(&curves->frame));

	double around = around_plots(&grid, curves);
	double rows = (double)grid.rows;
	struct body_height height = {
		around + rows * fmin(most_plot, fmax(usual_plot, tall / rows)),
		around + rows * least_plot,
		around + rows * most_plot
	};

	chart_frame_begin(chart, &curves->frame, &height, &grid.body);
	grid.plot = (grid.body.bottom - grid.body.top - around) / rows;
	chart_text(chart, curves->y_title, chart_margin, grid.body.top + 4,
	    chart->width - 2 * chart_margin, &over_pen);
	for (size_t i = 0; i < curves->ncurves; i++)
		draw_panel(chart, curves, &grid, i, &reach);
	chart_text(chart, curves->x_title, (chart->width +
	    axis_left_width(&grid.y)) / 2., grid.body.bottom - 10,
	    chart->width / 2., &under_pen);
}
