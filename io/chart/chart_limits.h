/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_LIMITS_H
#define IO_CHART_LIMITS_H

#include "io/chart/chart_axis.h"
#include "io/chart/terminal.h"

/*
 * A funnel plot: groups by their size and rate, between the limits in which
 * a group of that size lies if it is like all the others.
 */
struct limits_point {
	const char *words;	/* its name, and its rate: "Ann  71.2%" */
	double n, rate;
	bool inside_inner, outside;	/* of the outer limits: orange */
};

/* The limits of groups of n, from small to large. */
struct limits_line {
	double n, inner_low, inner_high, outer_low, outer_high;
};

struct limits_chart {
	struct chart_frame frame;
	const char *x_title, *y_title;
	double mean;
	const char *mean_words, *inner_words, *outer_words;
	const struct limits_line *lines;
	size_t nlines;		/* 2 or more */
	const struct limits_point *points;
	size_t npoints;		/* 1 to 10,000 */
};

/*
 * Names stand where they have room, those outside first.
 * 0, or -1 with a fault (FAULT_OUTPUT): bad numbers, no memory.
 */
int chart_limits(struct chart *chart, const struct limits_chart *limits,
    struct fault *fault);

/* The same as text: dots between dots, and the names of those outside. */
void chart_limits_terminal(const struct limits_chart *limits,
    const struct terminal *terminal);

#endif
