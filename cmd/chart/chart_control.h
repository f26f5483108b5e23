/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHART_CONTROL_H
#define CMD_CHART_CONTROL_H

#include "cmd/chart/chart.h"
#include "cmd/results/watch_columns.h"

/* A control chart as it is read from a result of watch. */
struct control_reading {
	const struct chart_source *source;
	size_t value;		/* the column that is drawn */
	size_t first, end;	/* rows of the group */
	double center;		/* NaN: each season has its own */
	size_t last;		/* the last row that is complete */
};

/* Whether that is all that its signal says. */
bool control_is(const struct control_reading *reading, size_t row,
    const char *word);
/* How a period is drawn: one with a signal as better or as worse. */
enum point_state control_state(const struct control_reading *reading,
    size_t row);
/* A value in words: "21.1%", "56", "5.2 d". */
const char *control_value(const struct control_reading *reading, double x);

/*
 * What the only group has beside its curve: the last complete point with
 * limits (NULL: none), whose row *reading then has; the baseline, what
 * follows and what is not complete; and the plot of the average, NULL where
 * it has less than two points.
 */
const struct curve_point *control_last(struct control_reading *reading,
    const struct curve *curve);
size_t control_parts(const struct control_reading *reading,
    const struct curve *curve, const struct curves_part **out);
const struct curves_chart *control_average(
    const struct control_reading *reading);

/* The words around it; one: there is no other group. */
const char *control_title_of_y(const struct control_reading *reading);
struct chart_frame control_frame(const struct control_reading *reading,
    bool one);

#endif
