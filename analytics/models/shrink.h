/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SHRINK_H
#define ANALYTICS_SHRINK_H

#include <stdbool.h>
#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/rates/count.h"
#include "analytics/rates/proportion.h"

/*
 * Rates of many small groups, each drawn towards what is usual: 3 of 3 is
 * no better than 40 of 50.  The groups' true rates are taken to be drawn
 * from one beta distribution, which is fitted to all of them.
 */
struct shrinkage {
	double mean;		/* of the true rates, in [0, 1] */
	double precision;	/* as many entities' worth is each group drawn
				   to it; infinite: groups do not differ */
};

#define SHRINK_PRECISION_LEAST 1e-3
#define SHRINK_PRECISION_MOST 1e6

/*
 * Fits mean and precision by maximum marginal (beta-binomial) likelihood.
 *
 *   groups   groups[0..n): k of n were counted; their total at most 2^53
 *   out      written on every return; all NaN unless STATUS_OK
 *
 * Empty groups say nothing.  Precision is infinite, and the mean the
 * pooled rate, where the likelihood is no lower at SHRINK_PRECISION_MOST
 * than below it: the groups differ no more than by chance, or there is but
 * one, or none has two entities, or nobody (everybody) was counted.
 * Iterates, to 1e-9 of the precision or the last digits of the likelihood;
 * of several maxima, it takes the highest that sixteen steps to a factor
 * 1e9 tell apart.
 *
 * STATUS_TOO_FEW when all groups are empty, STATUS_LIMIT above 2^53,
 * STATUS_DOMAIN for k > n.
 *
 * Source: Skellam, JRSS B 10 (1948) 257-261; Casella, American
 * Statistician 39 (1985) 83-87 (empirical Bayes).
 * Oracle: scipy.optimize over scipy.stats.betabinom; grids in the tests.
 */
enum status shrink_fit(const struct count *groups, size_t n,
    struct shrinkage *out);

/*
 * What a group's rate is then thought to be: the mean and the equal tails
 * of the posterior, Beta(mean * precision + k, (1 - mean) * precision + n
 * - k); with infinite precision the pooled rate with its Wilson interval.
 *
 *   fit      of shrink_fit
 *   pooled   all groups together
 *   level    of the interval, a fraction in (0, 1)
 *   out      written on every return; all NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW for an empty group, STATUS_DOMAIN for any other bad
 * argument.
 *
 * Oracle: scipy.stats.beta; pbeta() of the answer.
 */
enum status shrink_rate(const struct shrinkage *fit, struct count pooled,
    struct count group, double level, struct proportion *out);

/* Between which rates a group of n lies if it is like all others. */
struct control_limits {
	double low, high;	/* 0 <= low <= high <= 1 */
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

#endif
