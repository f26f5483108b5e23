/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/rank_sum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How many values from at on equal the one at at. */
static size_t
run_at(struct sample sample, size_t at, double value)
{
	size_t end = at;

	while (end < sample.n && sample.values[end] == value)
		end++;
	return end - at;
}

/*
 * sqrt(m n / 12 ((N + 1) - ties / (N (N - 1)))), with all that could
 * cancel in whole numbers: N^3 < 2^96.
 */
static double
sd_of(size_t first, size_t second, __int128 ties)
{
	double m = (double)first, n = (double)second, all = m + n;
	__int128 count = (__int128)first + second;
	__int128 left = count * count * count - count - ties;

	return sqrt(m * n / 12 * (double)left / (all * (all - 1)));
}

void
rank_sum(struct sample first, struct sample second, struct rank_sum *out)
{
	size_t i = 0, j = 0;
	__int128 ties = 0;

	*out = (struct rank_sum){ 0, (uint64_t)first.n * second.n, 0, false };
	while (i < first.n || j < second.n) {
		double next = i == first.n ? second.values[j] :
		    j == second.n ? first.values[i] :
		    fmin(first.values[i], second.values[j]);
		size_t a = run_at(first, i, next);
		size_t b = run_at(second, j, next);
		__int128 t = (__int128)(a + b);

		out->twice_u += (uint64_t)a * (2 * j + b);
		out->tied |= a + b > 1;
		ties += t * t * t - t;
		i += a;
		j += b;
	}
	out->sd = sd_of(first.n, second.n, ties);
}

/*
 * The chance of u pairs in favour of i values of the first among j of the
 * second, i one more than before: the largest of all is of the second, and
 * adds none, or of the first, and adds j.  Chances, where counts overflow.
 */
static void
add_value(double *ways, size_t i, size_t n, size_t most)
{
	size_t width = most + 1;

	for (size_t j = 1; j <= n; j++) {
		double *row = ways + j * width;
		const double *less = row - width;
		double own = (double)i / (double)(i + j);

		for (size_t u = most + 1; u-- > 0;)
			row[u] = (1 - own) * less[u] +
			    (u >= j ? own * row[u - j] : 0);
	}
}

enum status
rank_sum_exact(size_t m, size_t n, double *below)
{
	size_t most = m * n / 2;
	double *ways = calloc((n + 1) * (most + 1), sizeof *ways);

	if (ways == NULL)
		return STATUS_NO_MEMORY;
	for (size_t j = 0; j <= n; j++)
		ways[j * (most + 1)] = 1;
	for (size_t i = 1; i <= m; i++)
		add_value(ways, i, n, most);

	const double *last = ways + n * (most + 1);
	double sum = 0;
	for (size_t u = 0; u <= most; u++)
		below[u] = sum += last[u];
	free(ways);
	return STATUS_OK;
}
