/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_MOMENTS_H
#define ANALYTICS_MOMENTS_H

#include "analytics/base/status.h"
#include "analytics/samples/sample.h"

/* What a sample adds up to. */
struct moments {
	size_t n;
	double sum, mean;
	double rest;	/* sum of (value - mean): what rounding took */
	double squares;	/* sum of (value - mean)^2; 0 for equal values */
	double variance;	/* squares / (n - 1); NaN when n == 1 */
};

/* A mean with Student's interval. */
struct mean {
	double mean, low, high;
};

/*
 * Sums in ascending order with the lost digits kept, in two passes, so
 * that 1e9 + {4, 7, 13, 16} has variance 30.
 *
 *   out   written on every return; n 0 and all NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW when the sample is empty, STATUS_LIMIT when a sum
 * overflows.
 *
 * Source: Neumaier, ZAMM 54 (1974) 39-51 (the sum); Chan, Golub and
 * LeVeque, American Statistician 37 (1983) 242-247 (corrected two-pass).
 * Oracle: R sum, mean, var.
 */
enum status moments(struct sample sample, struct moments *out);

/*
 * The moments of all groups but one, from those of each: sums of squares
 * inside the groups and between them, so that nothing is taken from a sum
 * that holds it.
 *
 *   groups   groups[0..n), of moments; empty ones have n 0
 *   but      which is left out: below n
 *
 * As moments.  Time grows as n.
 *
 * Source: Chan, Golub and LeVeque, above, in the corrected form.
 * Oracle: moments of the values themselves.
 */
enum status moments_of_others(const struct moments *groups, size_t n,
    size_t but, struct moments *out);

/*
 * The mean with Student's interval.
 *
 *   level   confidence, a fraction in (0, 1)
 *   out     written on every return; all NaN unless STATUS_OK
 *
 * low and high are NaN where the spread is not known: one value, or only
 * equal ones (R refuses them).  STATUS_DOMAIN for a bad level, else as
 * moments.  Assumes independence, and n large enough for the skew at hand:
 * for amounts of few deals the median is the better answer.
 *
 * Source: Student, Biometrika 6 (1908) 1-25.
 * Oracle: R t.test(x)$conf.int.
 */
enum status mean_interval(struct sample sample, double level,
    struct mean *out);

/* A sum, where the number of values is chance as well. */
struct sum {
	double sum, low, high;
};

#endif
