/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_ARRIVAL_H
#define IO_CHART_ARRIVAL_H

#include "io/chart/chart_axis.h"
#include "io/chart/terminal.h"

/*
 * How long it takes to get there: the share that has, as a curve of steps
 * with its band, and on it when a quarter, a half and three quarters of
 * those who do had.  More groups than one get a panel each.
 */
enum { ARRIVAL_MARKS = 3 };

struct arrival_point {
	double x, y, low, high;	/* y holds from x on; NaN: no band */
};

struct arrival_mark {
	double x, y;		/* NaN: none */
	const char *words;	/* "half by 78 d" */
};

struct arrival_curve {
	const char *name;	/* not read of the only one */
	const struct arrival_point *points;
	size_t npoints;		/* 1 or more, x rises */
	struct arrival_mark marks[ARRIVAL_MARKS];	/* the half is [1] */
	const char *end;	/* "32.8% (29.5–36.1)" */
};

struct arrival_chart {
	struct chart_frame frame;
	enum axis_kind kind;	/* AXIS_DAYS or AXIS_LINEAR */
	const char *x_title, *y_title;
	const struct arrival_curve *curves;
	size_t ncurves;		/* 1 to 60 */
};

/* 0, or -1 with a fault (FAULT_OUTPUT). */
int chart_arrival(struct chart *chart, const struct arrival_chart *arrival,
    struct fault *fault);

/* -1 with a fault when out of memory. */
int chart_arrival_terminal(const struct arrival_chart *arrival,
    const struct terminal *terminal, struct fault *fault);

/* The axes of all curves, their pixels still to be set. */
void arrival_axes(const struct arrival_chart *arrival, unsigned most_x,
    unsigned most_y, struct axis *x, struct axis *y);

#endif
