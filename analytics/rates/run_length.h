/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_RUN_LENGTH_H
#define ANALYTICS_RUN_LENGTH_H

#include "analytics/base/status.h"

/*
 * How long a control chart of standard normal points runs, on average,
 * until a rule gives a false alarm.
 */
enum control_rule {
	CONTROL_BEYOND,	/* a point beyond ± limit */
	CONTROL_EWMA,	/* of weight .2 beyond ± limit × its deviation */
	CONTROL_SHIFT,	/* so many points on one side */
	CONTROL_CUSUM,	/* two-sided, of reference value .5, beyond limit */
};
#define CONTROL_RULES 4

#define EWMA_WEIGHT .2
#define CUSUM_REFERENCE .5

/*
 * The average run length, in points, from a start at the centre.
 *
 *   limit   above 0 and at most 40; of CONTROL_SHIFT a whole number of
 *           points
 *
 * The EWMA has the limits that it comes to, not the narrower ones of its
 * first points.  NaN for a limit out of range.
 *
 * Source: Brook and Evans, Biometrika 59 (1972) 539-549 (Markov chains of
 * 401 and 400 states); Champ and Woodall 1987.
 * Oracle: reference/watch-arl.csv, and what was printed: 370.40; 168, 465
 * (Lucas 1976); 500 (Lucas and Saccucci 1990).
 */
double run_length(enum control_rule rule, double limit);

/*
 * The limit of a rule whose average run length is `points`, between 100
 * and 10^9; of CONTROL_SHIFT the least of 8 points and more that is no
 * shorter.  STATUS_DOMAIN for other lengths; out is NaN unless STATUS_OK.
 *
 * Oracle: reference/watch-limits-for-arl.csv.
 */
enum status run_length_limit(enum control_rule rule, double points,
    double *out);

/*
 * The limit that a rule wants about a centre, and in deviations, that come
 * from a baseline of so many points (fewer than 12 count as 12), where its
 * limit for run length `points` is `limit` if both are known: by which a
 * false alarm within 52 points has the same chance, on average over
 * baselines.  Not below `limit`.
 *
 * Source: simulation, tabulated in run_length_baseline.c.
 * Oracle: tests/slow/coverage_watch.c.
 */
double run_length_widen(enum control_rule rule, double limit, double points,
    double baseline);

#endif
