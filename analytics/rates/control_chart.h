/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CONTROL_CHART_H
#define ANALYTICS_CONTROL_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/rates/run_length.h"

/*
 * A control chart of rates: period after period, whether a rate is still
 * what it was in a baseline.
 */
enum control_part {
	CONTROL_BEFORE,		/* lies before the baseline */
	CONTROL_BASELINE,
	CONTROL_AFTER,
	CONTROL_FEW,		/* too small: in no baseline, run or average */
	CONTROL_INCOMPLETE,	/* not yet known: nothing is said of it */
};

struct control_point {
	/* Given, in order of time. */
	uint64_t n, k;		/* k <= n */
	enum control_part part;
	/* Found. */
	double rate;		/* k / n; NaN: n is 0, or incomplete */
	double low, high;	/* limits of CONTROL_BEYOND; NaN like rate */
	double z;		/* from the centre, in deviations */
	/* NaN unless AFTER: the EWMA of z and its limit, ±, and the sums. */
	double ewma, ewma_limit, cusum_up, cusum_down;
	unsigned signals;	/* AFTER: bit 1 << enum control_rule */
	bool is_low;		/* what the signals say: low, or high */
	size_t run;		/* points so far on the side of this one */
};

struct control_rules {
	unsigned used;			/* bits 1 << enum control_rule */
	double limits[CONTROL_RULES];	/* by rule, as of run_length() */
	double points;	/* the run length that they are for: they are widened,
			   as the baseline is an estimate; 0: they stand as
			   they are */
	bool normal;	/* limits are centre ± so many deviations; else what
			   the binomial has for that tail */
};

struct control_baseline {
	size_t periods;
	double center;	/* Σ k / Σ n */
	double sigma_z;	/* of Laney: how uneven periods are, 1: by chance
			   alone; less is taken for 1 */
};

/*
 * The chart of n points, by the baseline among them.  sigma_z is the mean
 * step of z in the baseline × √π/2; z is divided by max(1, sigma_z), and
 * limits lie that many times as far from the centre.  EWMA, sums and runs
 * begin behind the baseline.
 *
 * STATUS_TOO_FEW for a baseline of less than two periods, or whose rate is
 * 0 or 1; rates alone are set then, and *out is NaN but for periods.
 *
 * Source: Laney, Quality Engineering 14 (2002) 531-537; Spiegelhalter
 * 2005 for the limits; Roberts 1959, Page 1954.
 * Oracle: reference/watch-rate.csv.
 */
enum status control_chart(struct control_point *points, size_t n,
    const struct control_rules *rules, struct control_baseline *out);

#endif
