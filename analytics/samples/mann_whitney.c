/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/two_samples.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/samples/rank_sum.h"

static bool
is_exact(struct sample first, struct sample second,
    const struct rank_sum *ranks)
{
	return !ranks->tied && first.n < MANN_WHITNEY_EXACT &&
	    second.n < MANN_WHITNEY_EXACT;
}

/* The table of rank_sum_exact, for the caller to free. */
static enum status
exact_table(struct sample first, struct sample second, double **out)
{
	*out = malloc((first.n * second.n / 2 + 1) * sizeof **out);
	if (*out == NULL)
		return STATUS_NO_MEMORY;
	enum status status = rank_sum_exact(first.n, second.n, *out);
	if (status != STATUS_OK) {
		free(*out);
		*out = NULL;
	}
	return status;
}

/* Without ties u is whole, and the smaller of u and its mirror is in the
   lower half of the distribution. */
static enum status
exact_p(struct sample first, struct sample second,
    const struct rank_sum *ranks, double *p)
{
	uint64_t u = ranks->twice_u / 2, mirror = ranks->pairs - u;
	double *below;

	enum status status = exact_table(first, second, &below);
	if (status == STATUS_OK)
		*p = fmin(1, 2 * below[u < mirror ? u : mirror]);
	free(below);
	return status;
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

enum status
mann_whitney(struct sample first, struct sample second,
    struct mann_whitney *out)
{
	const struct mann_whitney none = { NAN, NAN, NAN, false };
	enum status status = STATUS_OK;
	struct rank_sum ranks;

	*out = none;
	if (first.n == 0 || second.n == 0)
		return STATUS_TOO_FEW;
	rank_sum(first, second, &ranks);
	out->u = (double)ranks.twice_u / 2;
	out->superiority = out->u / (double)ranks.pairs;
	out->exact = is_exact(first, second, &ranks);
	if (out->exact)
		status = exact_p(first, second, &ranks, &out->p);
	else
		out->p = normal_p(&ranks);
	if (status != STATUS_OK)
		*out = none;
	return status;
}

/* Doubles as integers of the same order, so that halving finds any. */
static int64_t
order_of(double value)
{
	int64_t bits;

	memcpy(&bits, &value, sizeof bits);
	return bits < 0 ? INT64_MIN - bits : bits;
}

static double
at_order(int64_t order)
{
	int64_t bits = order < 0 ? INT64_MIN - order : order;
	double value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

/* How many differences are at most this one. */
static uint64_t
count_up_to(struct sample first, struct sample second, double difference)
{
	uint64_t count = 0;

	/* As the first's value grows, more of the second are too low. */
	for (size_t i = 0, low = 0; i < first.n; i++) {
		while (low < second.n &&
		    first.values[i] - second.values[low] > difference)
			low++;
		count += second.n - low;
	}
	return count;
}

/* The k-th smallest difference, k from 1 to the number of pairs. */
static double
difference_at(struct sample first, struct sample second, uint64_t k)
{
	double least = first.values[0] - second.values[second.n - 1];
	double most = first.values[first.n - 1] - second.values[0];
	int64_t low = order_of(least), high = order_of(most);

	while (low < high) {
		/* Of different signs they may be 2^64 apart. */
		int64_t middle = (low >> 1) + (high >> 1) + (low & high & 1);

		if (count_up_to(first, second, at_order(middle)) >= k)
			high = middle;
		else
			low = middle + 1;
	}
	return at_order(low);
}

/* The C of the header, 0 where there is none. */
static enum status
rank_of_end(struct sample first, struct sample second, double level,
    uint64_t *out)
{
	double tail = (1 - level) / 2, *below;
	struct rank_sum ranks;

	*out = 0;
	rank_sum(first, second, &ranks);
	if (!is_exact(first, second, &ranks)) {
		double z = qnorm(tail, 0, 1, 0, 0);
		double c = 0.5 + (double)ranks.pairs / 2 - z * ranks.sd;

		*out = c >= 1 && ranks.sd > 0 ? (uint64_t)c : 0;
		return STATUS_OK;
	}
	enum status status = exact_table(first, second, &below);
	/* A tail that is met exactly counts as met. */
	while (status == STATUS_OK && *out <= ranks.pairs / 2 &&
	    below[*out] <= tail * (1 + 1e-12))
		++*out;
	free(below);
	return status;
}

enum status
hodges_lehmann(struct sample first, struct sample second, double level,
    struct shift *out)
{
	uint64_t pairs = (uint64_t)first.n * second.n, end;

	*out = (struct shift){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (pairs == 0)
		return STATUS_TOO_FEW;
	enum status status = rank_of_end(first, second, level, &end);
	if (status != STATUS_OK)
		return status;
	double a = difference_at(first, second, (pairs + 1) / 2);
	double b = difference_at(first, second, pairs / 2 + 1);
	out->value = a == b ? a : a / 2 + b / 2;
	if (end == 0)
		return STATUS_OK;
	out->low = difference_at(first, second, end);
	out->high = difference_at(first, second, pairs + 1 - end);
	return STATUS_OK;
}
