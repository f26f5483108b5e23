/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_CURVES_PRIVATE_H
#define IO_CHART_CURVES_PRIVATE_H

#include "io/chart/chart_curves.h"
#include "io/chart/chart_frame.h"

/* A plot: where it is, its axes, and what it is of. */
struct plot {
	const struct curves_chart *curves;
	struct area area;
	struct axis x, y;
};

/* Axes over all curves; pixels are still to be set. */
void curves_axes(const struct curves_chart *curves, unsigned most_x,
    unsigned most_y, struct axis *x, struct axis *y);

/* Which of the colours of several curves is one's; the total has none. */
size_t curves_colour(const struct curves_chart *curves, const struct curve *);

/* Blue first; the total is grey, whatever its place.  And of words. */
unsigned curves_tone(const struct curves_chart *curves,
    const struct curve *curve);
enum dash curves_dash(const struct curves_chart *curves,
    const struct curve *curve);
unsigned curves_name_tone(enum chart_theme theme,
    const struct curves_chart *curves, const struct curve *curve);

/* Parts of a curve. */
void curve_band(struct chart *chart, const struct plot *plot,
    const struct curve *curve, unsigned tone);
void curve_line(struct chart *chart, const struct plot *plot,
    const struct curve *curve, const struct stroke *stroke);
/* A tick where the watching ended for some. */
void curve_ticks(struct chart *chart, const struct plot *plot,
    const struct curve *curve, unsigned tone);
void curve_points(struct chart *chart, const struct plot *plot,
    const struct curve *curve);
void curve_level(struct chart *chart, const struct plot *plot,
    const struct curve *curve);
struct point curve_pixel(const struct plot *plot,
    const struct curve_point *point);
double curve_radius(const struct curve *curve, const struct plot *plot);

/* Names of points and edges, which make room for each other. */
void curves_names(struct chart *chart, const struct plot *plot);
/* The words of a curve's last point on the line. */
void curve_label_last(struct chart *chart, const struct plot *plot,
    const struct curve *curve);
/* Dots, words and guides; without words the dots are small. */
void curve_marks(struct chart *chart, const struct plot *plot,
    const struct curve *curve, bool words);

/* The table of those at risk, if there is one: how high it is, how wide its
   names are in a body of that width; under a plot. */
double curves_risks_height(const struct curves_chart *curves);
double curves_risks_width(const struct curves_chart *curves, double width);
void curves_draw_risks(struct chart *chart, const struct plot *plot);

/* All curves in one plot, or a small plot for each. */
void curves_together(struct chart *chart, const struct curves_chart *curves);
void curves_panels(struct chart *chart, const struct curves_chart *curves);

#endif
