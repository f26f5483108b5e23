/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SAMPLE_H
#define ANALYTICS_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "analytics/base/status.h"

/* More values than this answer STATUS_LIMIT: ranks stay exact integers. */
#define SAMPLE_MAX ((size_t)1 << 31)

/*
 * Measured values of one group, finite and ascending, so that no result
 * depends on the order in which they came.  Made by sample_sort; what takes
 * a sample trusts that it was.  The values belong to the caller.
 */
struct sample {
	const double *values;
	size_t n;
};

/*
 * Sorts values[0..n) in place, turns -0 into 0, and lends them to out.
 *
 * STATUS_DOMAIN when one is NaN or infinite (a missing value is the
 * caller's to leave out and to count) and STATUS_LIMIT above SAMPLE_MAX:
 * the values stay as they were, out is empty.  n == 0 is fine.
 */
enum status sample_sort(double *values, size_t n, struct sample *out);

/*
 * The same, but only places from one to another hold what they would hold
 * then, and the others what is not to be looked at: for quantile_interval,
 * which looks at few of many.
 */
enum status sample_sort_at(double *values, size_t n, size_t from, size_t to,
    struct sample *out);

/* Ascending, in place; none is NaN.  Tells the two zeros apart. */
void sort_doubles(double *values, size_t n);
/* The same, but only places from one to another, as sample_sort_at. */
void sort_doubles_at(double *values, size_t n, size_t from, size_t to);

/* How many values are below this one, and how many at most this one. */
size_t sample_below(struct sample sample, double value);
size_t sample_up_to(struct sample sample, double value);
/* The same where so many are known to be: quick where it is few more. */
size_t sample_below_from(struct sample sample, size_t from, double value);
size_t sample_up_to_from(struct sample sample, size_t from, double value);

/* No two values differ; true for 0 and 1 of them. */
static inline bool
sample_is_constant(struct sample sample)
{
	return sample.n == 0 ||
	    sample.values[0] == sample.values[sample.n - 1];
}

#endif
