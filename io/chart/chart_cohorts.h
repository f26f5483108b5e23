/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_COHORTS_H
#define IO_CHART_COHORTS_H

#include "io/chart/chart.h"
#include "io/chart/terminal.h"

/*
 * A rate over cohorts: a line with its interval as a band; a panel for
 * each group.  What is not whole yet is not shown as if it were.
 */
enum cohort_state {
	COHORT_WHOLE,	/* everybody had the time */
	COHORT_OPEN,	/* estimated, open ones censored: hollow */
	COHORT_SO_FAR,	/* only what came until now, it can still rise: pale,
			   off the line, without an interval */
};

struct cohort {
	int64_t day;		/* its first, since 1970-01-01; ascending */
	const char *name;	/* under its tick */
	double rate, low, high;	/* NaN: nothing to show */
	uint64_t n;
	enum cohort_state state;
};

struct cohorts_panel {
	const char *name;	/* NULL or "": the only one */
	const struct cohort *cohorts;
	size_t n;
	double level;		/* of the whole cohorts together; NaN: none */
	const char *level_words;	/* "together 24.5%" */
};

struct cohorts_chart {
	struct chart_frame frame;
	const struct cohorts_panel *panels;
	size_t npanels;		/* 1 to 60 */
	const char *rate_name;	/* over the axis: "Share that reaches won" */
	const char *so_far;	/* beside the last pale one: "so far" */
};

/* 0, or -1 with a fault (FAULT_OUTPUT). */
int chart_cohorts(struct chart *chart, const struct cohorts_chart *cohorts,
    struct fault *fault);

#endif
