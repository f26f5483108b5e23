/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_COUNT_H
#define ANALYTICS_COUNT_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"

/*
 * What comparisons of groups take and give.  Everything here is passed by
 * value or owned by the caller.
 */

/* Doubles hold integers up to here; more answers STATUS_LIMIT. */
#define COUNT_MAX ((uint64_t)1 << 53)

/* k entities with an outcome out of n: k <= n. */
struct count {
	uint64_t k, n;
};

/* What group 1 has over group 2, with its interval at a level. */
struct effect {
	double estimate;
	double low, high;	/* may be infinite where a header says so */
};

/* A test against "no difference". */
struct test {
	double statistic;	/* distributed as chi-squared under it */
	double df;
	double p;		/* two-sided; 0 where it underflows */
};

#define EFFECT_NONE ((struct effect){ NAN, NAN, NAN })
#define TEST_NONE ((struct test){ NAN, NAN, NAN })

/* STATUS_DOMAIN for k > n, STATUS_LIMIT, STATUS_TOO_FEW for n == 0. */
static inline enum status
count_status(struct count count)
{
	if (count.k > count.n)
		return STATUS_DOMAIN;
	if (count.n > COUNT_MAX)
		return STATUS_LIMIT;
	return count.n == 0 ? STATUS_TOO_FEW : STATUS_OK;
}

/* The same of two groups and a level, a fraction in (0, 1). */
static inline enum status
count_pair_status(struct count first, struct count second, double level)
{
	enum status status = count_status(first);

	if (first.k > first.n || second.k > second.n ||
	    !(level > 0 && level < 1))
		return STATUS_DOMAIN;
	return status != STATUS_OK ? status : count_status(second);
}

/* All of them together: STATUS_DOMAIN for k > n, STATUS_LIMIT. */
static inline enum status
count_sum(const struct count *counts, size_t n, struct count *out)
{
	*out = (struct count){ 0, 0 };
	for (size_t i = 0; i < n; i++) {
		if (counts[i].k > counts[i].n)
			return STATUS_DOMAIN;
		if (counts[i].n > COUNT_MAX - out->n)
			return STATUS_LIMIT;
		out->k += counts[i].k;
		out->n += counts[i].n;
	}
	return STATUS_OK;
}

static inline double
count_rate(struct count count)
{
	return (double)count.k / count.n;
}

/* kN - nK, exactly, over N: by how much k exceeds its share of K. */
static inline double
count_excess(struct count part, struct count whole)
{
	return (double)((__int128)part.k * whole.n -
	    (__int128)part.n * whole.k) / whole.n;
}

#endif
