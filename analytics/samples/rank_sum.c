/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/rank_sum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

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

static void
finish(struct rank_sum *out, const struct ties *ties)
{
	out->pairs = (uint64_t)out->first * out->second;
	out->sd = sd_of(out->first, out->second, ties->cubes);
	out->tied = ties->any;
	out->exact = !ties->any && out->first < MANN_WHITNEY_EXACT &&
	    out->second < MANN_WHITNEY_EXACT;
}

static void
add_run(struct ties *ties, size_t length)
{
	__int128 t = (__int128)length;

	ties->cubes += t * t * t - t;
	ties->any |= length > 1;
}

void
ties_of(struct sample sample, struct ties *out)
{
	size_t run;

	*out = (struct ties){ 0, false };
	for (size_t i = 0; i < sample.n; i += run) {
		run = run_at(sample, i, sample.values[i]);
		add_run(out, run);
	}
}

void
rank_sum_in_pool(struct sample first, struct sample pool,
    const struct ties *ties, struct rank_sum *out)
{
	size_t run, below = 0, upto = 0;

	*out = (struct rank_sum){ .first = first.n,
	    .second = pool.n - first.n };
	for (size_t i = 0; i < first.n; i += run) {
		double value = first.values[i];

		below = sample_below_from(pool, upto, value);
		upto = sample_up_to_from(pool, below, value);
		run = run_at(first, i, value);
		/* The others below, and the equal ones half. */
		out->twice_u += (uint64_t)run * (2 * (below - i) +
		    (upto - below - run));
	}
	finish(out, ties);
}

/* Values ahead in both that equal none of theirs: the lower one is passed,
   which is a guess that no branch could make. */
static void
pass_unequal(struct sample first, struct sample second, size_t *at,
    size_t *beside, uint64_t *twice_u)
{
	const double *x = first.values, *y = second.values;
	size_t i = *at, j = *beside;
	uint64_t below = 0;

	while (i + 1 < first.n && j + 1 < second.n &&
	    !((x[i] == y[j]) | (x[i] == x[i + 1]) | (y[j] == y[j + 1]))) {
		bool less = x[i] < y[j];

		below += -(uint64_t)less & j;
		i += less;
		j += !less;
	}
	*at = i;
	*beside = j;
	*twice_u += 2 * below;
}

void
rank_sum_apart(struct sample first, struct sample second,
    struct rank_sum *out)
{
	struct ties ties = { 0, false };
	size_t i = 0, j = 0;

	*out = (struct rank_sum){ .first = first.n, .second = second.n };
	while (i < first.n || j < second.n) {
		double value;

		pass_unequal(first, second, &i, &j, &out->twice_u);
		value = j == second.n || (i < first.n &&
		    first.values[i] < second.values[j]) ? first.values[i] :
		    second.values[j];
		size_t own = run_at(first, i, value);
		size_t equal = run_at(second, j, value);

		add_run(&ties, own + equal);
		/* The others below, and the equal ones half. */
		out->twice_u += (uint64_t)own * (2 * j + equal);
		i += own;
		j += equal;
	}
	finish(out, &ties);
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

void
rank_sum_exact(size_t m, size_t n, double *below)
{
	size_t most = m * n / 2;
	double *ways = memory_zeroed((n + 1) * (most + 1), sizeof *ways);

	for (size_t j = 0; j <= n; j++)
		ways[j * (most + 1)] = 1;
	for (size_t i = 1; i <= m; i++)
		add_value(ways, i, n, most);

	const double *last = ways + n * (most + 1);
	double sum = 0;
	for (size_t u = 0; u <= most; u++)
		below[u] = sum += last[u];
	free(ways);
}

double *
rank_sum_table(const struct rank_sum *ranks)
{
	size_t m = ranks->first, n = ranks->second;
	double *below = memory_array(m * n / 2 + 1, sizeof *below);

	rank_sum_exact(m, n, below);
	return below;
}
