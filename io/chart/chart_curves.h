/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_CURVES_H
#define IO_CHART_CURVES_H

#include "io/chart/chart_axis.h"
#include "io/chart/terminal.h"

/*
 * Curves of steps: survival, or incidence, by groups.  Some are drawn into
 * one plot, each with its band, its median, and under it how many were at
 * risk; more than CURVES_TOGETHER into a panel each.
 */
enum { CURVES_TOGETHER = 6 };

struct curve_point {
	double x;		/* y holds from here on */
	double y;		/* a share */
	double low, high;	/* NaN: no band here */
	uint64_t at_risk;	/* just before x */
	bool censored;		/* for some the watching ended: a tick */
};

struct curve {
	const char *name;
	const char *end;	/* what it ends at: "27.3% (22.4–32.3)" */
	const struct curve_point *points;
	size_t npoints;		/* 1 or more, in the order of x */
	double median;		/* x; NaN: it does not get to one half */
	const char *median_words;	/* "median 71 d (60–85)"; or NULL */
	bool total;		/* of all groups: grey, behind them */
};

struct curves_chart {
	struct chart_frame frame;
	enum axis_kind kind;	/* of x: AXIS_DAYS or AXIS_LINEAR */
	double start;		/* y before the first point: 0 or 1 */
	const char *x_title, *y_title, *at_risk_title;
	const struct curve *curves;
	size_t ncurves;		/* 1 to 60 */
};

/* 0, or -1 with a fault (FAULT_OUTPUT): bad numbers, no memory. */
int chart_curves(struct chart *chart, const struct curves_chart *curves,
    struct fault *fault);

/* The same as text: the curves in dots, or more than six as lines. */
void chart_curves_terminal(const struct curves_chart *curves,
    const struct terminal *terminal);

/* y of a curve at x, before its first point start, behind its last NaN. */
double curve_at(const struct curve *curve, double start, double x);

/* At risk just before x: of the first point at or behind it, else 0. */
uint64_t curve_at_risk(const struct curve *curve, double x);

#endif
