/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

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

/* The lowest and highest of all curves, on which each one's stands. */
static void
draw_reach(struct chart *chart, const struct plot *plot)
{
	enum { ACROSS = 101 };	/* a point each two pixels */
	const struct curves_chart *curves = plot->curves;
	struct point low[ACROSS], high[ACROSS];

	for (size_t k = 0; k < ACROSS; k++) {
		double x = plot->x.high * (double)k / (ACROSS - 1);
		double least = NAN, most = NAN;

		for (size_t i = 0; i < curves->ncurves; i++) {
			double level = curve_at(&curves->curves[i],
			    curves->start, x);

			least = fmin(least, level);
			most = fmax(most, level);
		}
		low[k] = (struct point){ axis_at(&plot->x, x),
		    axis_at(&plot->y, least) };
		high[k] = (struct point){ low[k].x, axis_at(&plot->y, most) };
	}
	chart_band(chart, low, high, ACROSS, TONE_MUTED);
}

static void
draw_ground(struct chart *chart, const struct plot *plot)
{
	const struct stroke grey = { 1.6, TONE_AXIS, DASH_NONE };
	const struct curves_chart *curves = plot->curves;

	draw_reach(chart, plot);
	for (size_t i = 0; i < curves->ncurves; i++)
		if (curves->curves[i].total) {
			curve_line(chart, plot, &curves->curves[i], &grey);
			return;
		}
}

/* Points stand so far inside that labels under the outermost two do not
   reach those of the next panel. */
static double
inset_of(const struct plot *plot)
{
	const struct pen label = { .size = 14.67 };
	double widest = 0;

	if (plot->curves->kind != AXIS_DATES)
		return 0;
	for (size_t t = 0; t < plot->x.nticks; t++)
		widest = fmax(widest, chart_text_width(plot->x.labels[t],
		    &label));
	return fmax(10, (widest - 20) / 2);
}

/* Labels at the left of the first column, ticks below the last row. */
static void
draw_axes(struct chart *chart, const struct panels *panels, size_t i,
    const struct plot *plot)
{
	const struct axis *x = &plot->x, *y = &plot->y;
	double left = plot->area.left, right = plot->area.right;

	if (i % panels->columns == 0)
		axis_draw_left(chart, y, left, right, NULL);
	else
		for (size_t t = 0; t < y->nticks; t++)
			chart_line(chart, (struct point){ left,
			    axis_at(y, y->ticks[t]) }, (struct point){ right,
			    axis_at(y, y->ticks[t]) }, &chart_grid_stroke);
	chart_line(chart, (struct point){ left, y->from },
	    (struct point){ right, y->from }, &chart_axis_stroke);
	if (panels_is_lowest(panels, i))
		axis_draw_bottom(chart, x, y->from, NULL);
}

static void
draw_panel(struct chart *chart, const struct panels *panels, size_t i,
    struct plot *plot)
{
	const struct curve *curve = &plot->curves->curves[i];
	const struct stroke stroke = { thin, curve->total ? TONE_INK :
	    TONE_BLUE, DASH_NONE };
	bool steps = curve->shape == CURVE_STEPS;
	struct area *area = &plot->area;

	*area = panels_area(panels, i);
	chart_text(chart, curve->name, area->left, area->top + 16,
	    panels->width, &name_pen);
	chart_text(chart, curve->end, area->left, area->top + 34,
	    panels->width, &end_pen);
	area->top += above_plot;
	plot->x.from = area->left + inset_of(plot);
	plot->x.to = area->right - inset_of(plot);
	plot->y.from = area->bottom;
	plot->y.to = area->top;
	draw_axes(chart, panels, i, plot);
	if (plot->curves->ground)
		draw_ground(chart, plot);
	curve_level(chart, plot, curve);
	if (!curve->total || !steps)
		curve_band(chart, plot, curve, TONE_BLUE);
	curve_line(chart, plot, curve, &stroke);
	if (!steps)
		curve_points(chart, plot, curve);
	curve_marks(chart, plot, curve, false);
}

/* All of the body, if each plot is so high. */
static double
high_of(const struct panels *panels, double plot)
{
	return above_all + panels_height(panels, above_plot + plot) +
	    below_all;
}

void
curves_panels(struct chart *chart, const struct curves_chart *curves)
{
	struct plot plot = { .curves = curves };
	struct panels panels;
	struct area body;

	curves_axes(curves, 4, 4, &plot.x, &plot.y);

	double labels = axis_left_width(&plot.y);

	panels_arrange(&panels, curves->ncurves,
	    chart_frame_width(&curves->frame) - 2 * chart_margin - labels);

	double high = fmin(most_plot, fmax(usual_plot, tall / panels.rows));
	struct body_height height = { high_of(&panels, high),
	    high_of(&panels, least_plot), high_of(&panels, most_plot) };

	chart_frame_begin(chart, &curves->frame, &height, &body);
	chart_text(chart, curves->y_title, body.left, body.top,
	    body.right - body.left, &over_pen);
	body.left += labels;
	chart_text(chart, curves->x_title, (body.left + body.right) / 2,
	    body.bottom, body.right - body.left, &under_pen);
	body.top += above_all;
	body.bottom -= below_all;
	panels_fill(&panels, &body);
	for (size_t i = 0; i < curves->ncurves; i++)
		draw_panel(chart, &panels, i, &plot);
}
