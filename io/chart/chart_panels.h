/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_PANELS_H
#define IO_CHART_PANELS_H

#include "io/chart/chart_frame.h"

/*
 * Small multiples: the same chart for each group, side by side in rows, so
 * that they can be compared.
 */
enum { PANELS_MOST = 60 };

struct panels {
	size_t n;
	unsigned columns, rows;
	double width, height;	/* of one */
	double across, down;	/* free between two */
	struct area body;
};

/* How n of them (1 to PANELS_MOST) are arranged in a width. */
void panels_arrange(struct panels *panels, size_t n, double width);

/* What all rows take, when each panel is this high. */
double panels_height(const struct panels *panels, double height);

/* Fills the body of the chart with them. */
void panels_fill(struct panels *panels, const struct area *body);

/* The place of the i-th, row by row. */
struct area panels_area(const struct panels *panels, size_t i);

/* True if no panel stands under it: the one to have an axis below. */
bool panels_is_lowest(const struct panels *panels, size_t i);

#endif
