/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_GROUPS_H
#define IO_CHART_GROUPS_H

#include "io/chart/chart.h"
#include "io/chart/terminal.h"

/*
 * The funnels of groups side by side: small multiples with the same stages
 * and the same scale, and what all reach as a mark on each bar.
 */
struct group_share {
	double share, low, high;	/* of those who entered; NaN */
};

struct group_funnel {
	const char *name;
	const char *n;			/* "n = 332" */
	const struct group_share *shares;	/* one a stage */
	bool lowest;			/* the one to see */
};

struct groups_chart {
	struct chart_frame frame;
	const char *const *stages;
	size_t nstages;			/* 1 to 40 */
	const struct group_funnel *groups;
	size_t ngroups;			/* 1 to 60 */
	const double *all;		/* a share a stage; NaN: no mark */
};

/* 0, or -1 with a fault (FAULT_OUTPUT). */
int chart_groups(struct chart *chart, const struct groups_chart *groups,
    struct fault *fault);

void chart_groups_terminal(const struct groups_chart *groups,
    const struct terminal *terminal);

#endif
