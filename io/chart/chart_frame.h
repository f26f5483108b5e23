/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_FRAME_H
#define IO_CHART_FRAME_H

#include "io/chart/chart_draw.h"

/* A part of the picture, in pixels; top < bottom. */
struct area {
	double left, right, top, bottom;
};

/* How high the part between header and footer is to be. */
struct body_height {
	double usual;	/* where no height is asked for */
	double least;	/* a picture too small for it is raised */
	double most;	/* 0: any; a higher picture leaves the rest free */
};

/* The width that the picture will have. */
double chart_frame_width(const struct chart_frame *frame);

/*
 * Begins a chart and draws title, subtitle and footer.  *body is what is
 * left between them, within the margins at left and right: charts keep
 * inside it.
 */
void chart_frame_begin(struct chart *chart, const struct chart_frame *frame,
    const struct body_height *height, struct area *body);

#endif
