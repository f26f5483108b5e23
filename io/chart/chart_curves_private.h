/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_CURVES_PRIVATE_H
#define IO_CHART_CURVES_PRIVATE_H

#include "io/chart/chart_curves.h"
#include "io/chart/chart_frame.h"

/* What the two ways of drawing curves share. */



/* Axes over all curves; pixels are still to be set. */
void curves_axes(const struct curves_chart *curves, unsigned most_x,
    unsigned most_y, struct axis *x, struct axis *y);

/*
 * Parts of a curve.  Without memory the chart is given up: chart_end says
 * so.
 */
void curves_band(struct chart *chart, const struct curves_chart *curves,
    const struct curve *curve, const struct axis *x, const struct axis *y,
    unsigned tone);
void curves_line(struct chart *chart, const struct curves_chart *curves,
    const struct curve *curve, const struct axis *x, const struct axis *y,
    const struct stroke *stroke);
/* A tick where the watching ended for some. */
void curves_ticks(struct chart *chart, const struct curve *curve,
    const struct axis *x, const struct axis *y, unsigned tone);

/* All curves in one plot, with their numbers at risk below. */
void curves_together(struct chart *chart, const struct curves_chart *curves);

/* A small plot for each. */
void curves_panels(struct chart *chart, const struct curves_chart *curves);

#endif
