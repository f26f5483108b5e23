/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/two_samples.h"

#include <math.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/samples/quantile.h"
#include "analytics/samples/rank_sum.h"

/* Without ties u is whole, and the smaller of u and its mirror is in the
   lower half of the distribution. */
static double
exact_p(const struct rank_sum *ranks)
{
	uint64_t u = ranks->twice_u / 2, mirror = ranks->pairs - u;
	double *below = rank_sum_table(ranks);
	double p = fmin(1, 2 * below[u < mirror ? u : mirror]);

	free(below);
	return p;
}

static double
normal_p(const struct rank_sum *ranks)
{
	uint64_t away = ranks->twice_u > ranks->pairs ?
	    ranks->twice_u - ranks->pairs : ranks->pairs - ranks->twice_u;

	if (ranks->sd == 0)
		return NAN;
	/* Half a step towards the middle, never past it. */
	double z = away == 0 ? 0 : ((double)away - 1) / 2 / ranks->sd;
	return fmin(1, 2 * pnorm(z, 0, 1, 0, 0));
}

void
mann_whitney_of(const struct rank_sum *ranks, struct mann_whitney *out)
{
	out->u = (double)ranks->twice_u / 2;
	out->superiority = out->u / (double)ranks->pairs;
	out->exact = ranks->exact;
	out->p = out->exact ? exact_p(ranks) : normal_p(ranks);
}

enum status
mann_whitney_in_pool(struct sample first, const struct pool *pool,
    struct mann_whitney *out)
{
	struct rank_sum ranks;

	*out = (struct mann_whitney){ NAN, NAN, NAN, false };
	if (first.n == 0 || first.n == pool->all.n)
		return STATUS_TOO_FEW;
	rank_sum_in_pool(first, pool->all, &pool->ties, &ranks);
	mann_whitney_of(&ranks, out);
	return STATUS_OK;
}

/* The value at a place among all but the first. */
static double
value_at(struct sample first, struct sample all, size_t at)
{
	size_t low = at, high = at + first.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		double value = all.values[middle];

		if (sample_up_to(all, value) - sample_up_to(first, value) >
		    at)
			high = middle;
		else
			low = middle + 1;
	}
	return all.values[low];
}

double
median_of_others(struct sample first, const struct pool *pool)
{
	size_t n = pool->all.n - first.n;
	double others[2], median;

	if (n == 0)
		return NAN;
	others[0] = value_at(first, pool->all, (n - 1) / 2);
	others[1] = value_at(first, pool->all, n / 2);
	quantile((struct sample){ others, 2 }, 0.5, &median);
	return median;
}
