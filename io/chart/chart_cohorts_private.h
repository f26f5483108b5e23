/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_COHORTS_PRIVATE_H
#define IO_CHART_COHORTS_PRIVATE_H

#include "io/chart/chart_axis.h"
#include "io/chart/chart_cohorts.h"

/* The points of a curve; those that are not on the line have no y. */
struct cohorts_curve {
	struct point *rate, *low, *high;
	size_t n, nwhole;	/* of the line: whole ones, then open ones */
};

/* From the cohorts that are on the line; its arrays have room for twice as
   many, since each may have a gap before it. */
void cohorts_fill_curve(struct cohorts_curve *curve,
    const struct cohorts_panel *panel, const struct axis *days,
    const struct axis *rate);

/* Band and line; a lone point gets a bar for its interval. */
void cohorts_draw_curve(struct chart *chart,
    const struct cohorts_curve *curve);

#endif
