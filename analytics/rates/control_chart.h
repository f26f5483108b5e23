/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CONTROL_CHART_H
#define ANALYTICS_CONTROL_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/rates/run_length.h"

/*
 * A control chart: period after period, whether something is still what it
 * was in a baseline.
 */
enum control_kind {
	CONTROL_RATE,		/* k of n */
	CONTROL_COUNT,		/* k, in proportion to exposure */
	CONTROL_MEASURE,	/* a number, of at least 0 */
};

enum control_part {
	CONTROL_BEFORE,		/* lies before the baseline */
	CONTROL_BASELINE,
	CONTROL_AFTER,
	CONTROL_FEW,		/* too small: in no baseline, run or average */
	CONTROL_OFF,		/* the same: nobody works then */
	CONTROL_INCOMPLETE,	/* not yet known: nothing is said of it */
};

/* Of counts: weekdays, or hours of a week. */
#define CONTROL_SEASONS 168

struct control_point {
	/* Given, in order of time. */
	uint64_t n, k;		/* of a rate k <= n */
	size_t season;		/* of a count: those of one have one mean */
	double exposure;	/* of a count: above 0 */
	enum control_part part;
	double value;		/* of a measure; else found: the rate, or the
				   count.  NaN: there is none (n is 0), or
				   the point is incomplete */
	/* Found; NaN like value. */
	double center;		/* what is usual */
	double low, high;	/* limits of CONTROL_BEYOND */
	double z;		/* from the centre, in deviations */
	double score;		/* z, or what a normal would have for it:
				   what averages, sums and runs look at */
	bool central;		/* as near to the centre as it can be: it is
				   on neither side */
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
			   the binomial, or Poisson's, has for that tail */
};

struct control_baseline {
	size_t periods;
	double center;	/* of a rate Σ k / Σ n; of a count that of an
			   exposure of 1, in all seasons; else the mean, or
			   the geometric one */
	double sigma_z;	/* how uneven periods are, 1: by chance alone; less
			   is taken for 1.  Of measures NaN */
};

/*
 * The chart of n points of one kind, by the baseline among them.
 *
 * Rates: sigma_z is Laney's, the mean step of z in the baseline × √π/2.
 * Counts: expected is the mean of the season, by exposure; sigma_z is the
 * root of Pearson's χ² / (periods − seasons).  Of both, z is divided by
 * max(1, sigma_z), and limits lie that many times as far from the centre.
 * Measures: a deviation is the mean step × √π/2 (XmR); where limits keep
 * a promise, of their logarithms, if none is 0.
 * EWMA, sums and runs begin behind the baseline.
 *
 * STATUS_TOO_FEW for a baseline of less than two periods, or of no more
 * than it has seasons; whose rate is 0 or 1; whose measures are all the
 * same.  Values alone are set then, and *out is NaN but for periods.
 *
 * Source: Laney, Quality Engineering 14 (2002) 531-537; Spiegelhalter
 * 2005 for the limits; Roberts 1959, Page 1954; McCullagh and Nelder 1989
 * for the dispersion.
 * Oracle: reference/watch.
 */
enum status control_chart(enum control_kind kind,
    struct control_point *points, size_t n,
    const struct control_rules *rules, struct control_baseline *out);

/*
 * A funnel plot: n groups against the rate of all, by their size.  Each is
 * AFTER or FEW; the limits of CONTROL_BEYOND stand as they are, and z is in
 * deviations of a binomial.  Returns as above.
 */
enum status control_groups(struct control_point *points, size_t n,
    const struct control_rules *rules, struct control_baseline *out);

#endif
