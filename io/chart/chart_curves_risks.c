/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of those at risk under the curves of one plot. */
#include <math.h>

#include "io/chart/chart_curves_private.h"
#include "io/text/text.h"

static const struct pen risk_head_pen = { 13.33, true, TONE_MUTED,
    SIDE_LEFT };
static const struct pen risk_pen = { 14, false, TONE_INK, SIDE_CENTRE };
static const struct pen few_pen = { 14, false, TONE_MUTED, SIDE_CENTRE };

static const double risk_head = 34, risk_line = 30;
static const double left_part = 0.17;

uint64_t
curve_at_risk(const struct curve *curve, double x)
{
	for (size_t i = 0; i < curve->npoints; i++)
		if (curve->points[i].x >= x)
			return curve->points[i].at_risk;
	return 0;
}

double
curves_risks_height(const struct curves_chart *curves)
{
	return curves->at_risk_title == NULL ? 0 : risk_head + risk_line *
	    (double)curves->ncurves;
}

/* What the names of the table and the first numbers in it take. */
double
curves_risks_width(const struct curves_chart *curves, double width)
{
	double most = 0;
	char first[TEXT_NUMBER];

	for (size_t i = 0; curves->at_risk_title && i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];

		text_count(curve_at_risk(curve, 0), first);
		most = fmax(most, fmin(chart_text_width(curve->name,
		    &risk_pen), left_part * width) + 12 +
		    chart_text_width(first, &risk_pen) / 2);
	}
	return most;
}

/* Where numbers would touch, they stand under each second tick, … */
static size_t
ticks_apart(const struct plot *plot)
{
	const struct axis *x = &plot->x;
	size_t every = 1;
	char count[TEXT_NUMBER];

	for (size_t i = 0; i < plot->curves->ncurves; i++) {
		text_count(curve_at_risk(&plot->curves->curves[i], 0), count);
		while (x->nticks > 1 && every < x->nticks &&
		    chart_text_width(count, &risk_pen) + 12 > (double)every *
		    (axis_at(x, x->ticks[1]) - axis_at(x, x->ticks[0])))
			every++;
	}
	return every;
}

void
curves_draw_risks(struct chart *chart, const struct plot *plot)
{
	const struct curves_chart *curves = plot->curves;
	double width = chart->width - 2 * chart_margin;
	double y = plot->area.bottom + axis_bottom_height(curves->x_title) +
	    16;
	size_t every = ticks_apart(plot);
	char count[TEXT_NUMBER];

	chart_text(chart, curves->at_risk_title, chart_margin, y, width,
	    &risk_head_pen);
	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *curve = &curves->curves[i];
		const struct pen name = { risk_pen.size, false,
		    curves_name_tone(chart->theme, curves, curve), SIDE_LEFT };

		y += risk_line;
		chart_text(chart, curve->name, chart_margin, y,
		    left_part * width, &name);
		for (size_t t = 0; t < plot->x.nticks; t += every) {
			double x = plot->x.ticks[t];
			bool few = x > curve->points[curve_firm(curve) > 0 ?
			    curve_firm(curve) - 1 : 0].x;

			text_count(curve_at_risk(curve, x), count);
			chart_text(chart, count, axis_at(&plot->x, x), y,
			    chart->width, few ? &few_pen : &risk_pen);
		}
	}
}
