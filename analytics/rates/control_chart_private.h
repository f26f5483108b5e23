/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CONTROL_CHART_PRIVATE_H
#define ANALYTICS_CONTROL_CHART_PRIVATE_H

#include "analytics/rates/control_chart.h"

/* What a baseline says of points to come. */
struct control_model {
	struct control_baseline baseline;
	double stretch;		/* how uneven its points are: 1 or more */
	struct control_season {
		double mean;		/* of an exposure of 1 */
		double exposure;	/* that it was learned from */
	} seasons[CONTROL_SEASONS];
	double exposure;	/* of all of them */
	bool logarithms;	/* of measures are compared, about: */
	double middle;
};

/*
 * A kind of points: what a value is, what is learned from those of the
 * baseline (periods are counted already), and where a point lies by it.
 */
struct control_kind_of {
	double (*value)(const struct control_point *point);
	/* STATUS_TOO_FEW where there are no limits. */
	enum status (*learn)(const struct control_point *points, size_t n,
	    const struct control_rules *rules, struct control_model *model);
	/* center, z, score, central, low, high of one that has a value. */
	void (*place)(const struct control_model *model,
	    const struct control_rules *rules, struct control_point *point);
};

extern const struct control_kind_of control_rates, control_counts,
    control_measures;

#endif
