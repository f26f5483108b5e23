/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CONTROL_LIMITS_H
#define ANALYTICS_CONTROL_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "analytics/base/status.h"

/* Between what a rate, or a count, lies if it is like all others. */
struct control_limits {
	double low, high;	/* 0 <= low <= high; of a rate <= 1 */
};

/*
 * The limits of a funnel plot: those that a group of n with this rate
 * leaves by chance with probability 1 - level, half on either side; from
 * the binomial, a line between its steps.
 *
 *   rate    the common rate, 0 <= rate <= 1
 *   n       1 <= n <= 2^53
 *   level   a fraction in (0, 1); usual are 0.95 and 0.998
 *   out     written on every return; NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW when n == 0, STATUS_LIMIT above 2^53, STATUS_DOMAIN for
 * any other bad argument.
 *
 * Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185-1202, A.1.
 * Oracle: sums of the binomial in the tests.
 */
enum status control_limits(double rate, uint64_t n, double level,
    struct control_limits *out);

/*
 * The interpolated quantiles themselves, of tail and 1 - tail: as above
 * below the rate; above it the line ends a step earlier, and what lies
 * beyond is up to a step likelier than tail.
 *
 *   tail    0 < tail < .5
 *
 * Oracle: reference/watch-rate.csv.
 */
enum status control_quantiles(double rate, uint64_t n, double tail,
    struct control_limits *out);

/*
 * The same quantiles of a count of this mean, above 0, whose variance is
 * dispersion times that: Poisson's for 1, else a negative binomial's.
 * STATUS_DOMAIN for other arguments.
 *
 * Oracle: reference/watch-counts.csv; sums of probabilities in the tests.
 */
enum status control_counts_between(double mean, double dispersion,
    double tail, struct control_limits *out);
/* The chance of x or less (lower), or of more. */
double control_count_chance(double x, double mean, double dispersion,
    bool lower);

#endif
