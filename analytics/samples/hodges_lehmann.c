/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/samples/differences.h"
#include "analytics/samples/rank_sum.h"
#include "analytics/samples/two_samples.h"

/* The C of the header, 0 where there is none. */
static void
rank_of_end(const struct rank_sum *ranks, double level, uint64_t *out)
{
	double tail = (1 - level) / 2, *below;

	*out = 0;
	if (!ranks->exact) {
		double z = qnorm(tail, 0, 1, 0, 0);
		double c = 0.5 + (double)ranks->pairs / 2 - z * ranks->sd;

		*out = c >= 1 && ranks->sd > 0 ? (uint64_t)c : 0;
		return;
	}
	below = rank_sum_table(ranks);
	/* A tail that is met exactly counts as met. */
	while (*out <= ranks->pairs / 2 && below[*out] <= tail * (1 + 1e-12))
		++*out;
	free(below);
}

/* The one in the middle, or half way between two. */
static double
median_of(struct differences *d, uint64_t pairs)
{
	const uint64_t middle[2] = { (pairs + 1) / 2, pairs / 2 + 1 };
	double at[2];

	differences_at(d, middle, at);
	return at[0] == at[1] ? at[0] : at[0] / 2 + at[1] / 2;
}

static double
end_at(struct differences *d, uint64_t k)
{
	double at[2];

	differences_at(d, (const uint64_t[2]){ k, k }, at);
	return at[0];
}

static void
shift_of(struct differences *d, const struct rank_sum *ranks, double level,
    struct shift *out)
{
	uint64_t pairs = ranks->pairs, end;

	rank_of_end(ranks, level, &end);
	differences_begin(d);
	out->value = median_of(d, pairs);
	if (end > 0) {
		out->low = end_at(d, end);
		out->high = end_at(d, pairs + 1 - end);
	}
	differences_end(d);
}

enum status
hodges_lehmann_in_pool(struct sample first, const struct pool *pool,
    double level, struct shift *out)
{
	struct differences d = { .first = first, .all = pool->all };
	struct rank_sum ranks;

	*out = (struct shift){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (first.n == 0 || first.n == pool->all.n)
		return STATUS_TOO_FEW;
	rank_sum_in_pool(first, pool->all, &pool->ties, &ranks);
	shift_of(&d, &ranks, level, out);
	return STATUS_OK;
}

enum status
shift_test(struct sample first, struct sample second, double level,
    struct shift *shift, struct mann_whitney *test)
{
	struct differences d = { .first = first, .all = second,
		.apart = true };
	struct rank_sum ranks;

	*shift = (struct shift){ NAN, NAN, NAN };
	*test = (struct mann_whitney){ NAN, NAN, NAN, false };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (first.n == 0 || second.n == 0)
		return STATUS_TOO_FEW;
	rank_sum_apart(first, second, &ranks);
	shift_of(&d, &ranks, level, shift);
	mann_whitney_of(&ranks, test);
	return STATUS_OK;
}
