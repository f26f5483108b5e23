/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_QUANTILE_H
#define ANALYTICS_QUANTILE_H

#include "analytics/base/status.h"
#include "analytics/samples/sample.h"

/* A quantile with an interval for that of the population. */
struct quantile {
	double value;
	double low, high;	/* values of the sample around value */
	double coverage;	/* of low..high, at least the level */
};

/*
 * The quantile at p of a sample: a line between the two values around
 * place (n - 1) p, counted from 0 (type 7).  Exact: a place within
 * rounding of a whole number is that value, and equal values have that
 * value between them.
 *
 *   sample   one value or more
 *   p        0 <= p <= 1: 0.5 is the median
 *   out      written on every return; NaN unless STATUS_OK
 *
 * STATUS_TOO_FEW when the sample is empty, STATUS_DOMAIN for another p.
 *
 * Source: Hyndman and Fan, American Statistician 50 (1996) 361-365, 7.
 * Oracle: R quantile(type = 7).
 */
enum status quantile(struct sample sample, double p, double *out);

/* The same at part / parts, whose place is computed in whole numbers. */
enum status quantile_part(struct sample sample, size_t part, size_t parts,
    double *out);

/*
 * The quantile and its interval by order statistics, which assumes nothing
 * of the distribution: low is the last value with at most (1 - level) / 2
 * of chance to lie above the population's quantile, high its mirror image.
 *
 *   p       0 <= p <= 1
 *   level   confidence, a fraction in (0, 1)
 *
 * Where no value is far enough out (the median of five at 0.95, any p of 0
 * or 1), that end is NaN, and so is coverage.  Where ties abound, the true
 * coverage is higher.  STATUS_DOMAIN for a bad p or level, else as above.
 * Assumes that values are independent.
 *
 * Source: Thompson, Annals of Mathematical Statistics 7 (1936) 122-128;
 * David and Nagaraja, Order Statistics (2003), section 7.1.
 * Oracle: R qbinom, pbinom; enumeration of samples in the tests.
 */
enum status quantile_interval(struct sample sample, double p, double level,
    struct quantile *out);

/*
 * The places of n values, from one to another, that this looks at, so that no
 * others need to be in order: sample_sort_at.  For p in (0, 1); none where
 * it has no answer.
 */
void quantile_places(size_t n, double p, double level, size_t *from,
    size_t *to);

#endif
