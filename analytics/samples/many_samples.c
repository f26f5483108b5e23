/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/many_samples.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/memory.h"
#include "analytics/samples/moments.h"

/* Groups that have values, and values of all. */
struct size {
	size_t groups, values;
};

static enum status
size_of(const struct sample *samples, size_t n, struct size *out)
{
	*out = (struct size){ 0, 0 };
	for (size_t i = 0; i < n; i++) {
		out->groups += samples[i].n > 0;
		out->values += samples[i].n;
	}
	return out->groups < 2 || out->values <= out->groups ?
	    STATUS_TOO_FEW : STATUS_OK;
}

/*
 * Squares inside the groups, and between their means.  The grand mean is
 * followed from group to group by West's update (CACM 22, 1979), measured
 * from the first, so that means far from 0 lose nothing.
 */
static enum status
add_squares(const struct sample *samples, size_t n, double *within,
    double *between)
{
	double first = NAN, all = 0, lead = 0, squares = 0;

	*within = 0;
	for (size_t i = 0; i < n; i++) {
		struct moments m;
		enum status status = moments(samples[i], &m);

		if (status == STATUS_TOO_FEW)
			continue;
		if (status != STATUS_OK)
			return status;
		if (isnan(first))
			first = m.mean;
		double weight = (double)m.n, away = m.mean - first;
		double step;

		*within += m.squares;
		all += weight;
		step = (away - lead) * weight / all;
		squares += weight * (away - lead) * (away - lead - step);
		lead += step;
	}
	*between = squares;
	return isfinite(*within) && isfinite(squares) ? STATUS_OK :
	    STATUS_LIMIT;
}

enum status
anova(const struct sample *samples, size_t n, struct anova *out)
{
	double within, between;
	struct size size;

	*out = (struct anova){ NAN, NAN, NAN, NAN, NAN };
	enum status status = size_of(samples, n, &size);
	if (status == STATUS_OK)
		status = add_squares(samples, n, &within, &between);
	if (status != STATUS_OK)
		return status;
	out->df_between = (double)(size.groups - 1);
	out->df_within = (double)(size.values - size.groups);
	if (within + between > 0)
		out->eta2 = between / (within + between);
	if (!(within > 0))
		return STATUS_OK;
	out->f = between / out->df_between / (within / out->df_within);
	out->p = pf(out->f, out->df_between, out->df_within, 0, 0);
	return STATUS_OK;
}

struct ranked {
	double value;
	size_t group;
};

static int
compare(const void *a, const void *b)
{
	double x = ((const struct ranked *)a)->value;
	double y = ((const struct ranked *)b)->value;

	return (x > y) - (x < y);
}

static void
pool(const struct sample *samples, size_t n, struct ranked *out)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < samples[i].n; j++)
			*out++ = (struct ranked){ samples[i].values[j], i };
}

/*
 * Adds twice each value's rank, in whole numbers, to its group's.  Answers
 * N^3 - N less that of each run of ties, in whole numbers too: N < 2^31.
 */
static __int128
add_ranks(struct ranked *all, size_t n, uint64_t *twice_ranks)
{
	__int128 left = (__int128)n * n * n - n;
	size_t end;

	qsort(all, n, sizeof *all, compare);
	for (size_t i = 0; i < n; i = end) {
		for (end = i; end < n && all[end].value == all[i].value;
		    end++)
			;
		for (size_t j = i; j < end; j++)
			twice_ranks[all[j].group] += i + 1 + end;
		__int128 t = (__int128)(end - i);
		left -= t * t * t - t;
	}
	return left;
}

/* 12 sum n_i (mean rank_i - (N + 1) / 2)^2 (N - 1) / left. */
static double
h_of(const struct sample *samples, size_t n, const uint64_t *twice_ranks,
    size_t values, __int128 left)
{
	double sum = 0, all = (double)values;

	for (size_t i = 0; i < n; i++) {
		if (samples[i].n == 0)
			continue;
		__int128 away = (__int128)twice_ranks[i] -
		    (__int128)samples[i].n * (values + 1);
		double half = (double)away / 2;

		sum += half * half / (double)samples[i].n;
	}
	return 12 * sum * (all - 1) / (double)left;
}

static void
rank_groups(const struct sample *samples, size_t n, size_t values,
    double *h)
{
	struct ranked *all = memory_array(values, sizeof *all);
	uint64_t *twice_ranks = memory_zeroed(n, sizeof *twice_ranks);

	pool(samples, n, all);
	__int128 left = add_ranks(all, values, twice_ranks);

	*h = left == 0 ? NAN : h_of(samples, n, twice_ranks, values, left);
	free(all);
	free(twice_ranks);
}

enum status
kruskal_wallis(const struct sample *samples, size_t n,
    struct kruskal_wallis *out)
{
	struct size size;
	double h = NAN;

	*out = (struct kruskal_wallis){ NAN, NAN, NAN, NAN };
	enum status status = size_of(samples, n, &size);
	if (status == STATUS_OK && size.values > SAMPLE_MAX)
		status = STATUS_LIMIT;
	if (status != STATUS_OK)
		return status;
	rank_groups(samples, n, size.values, &h);
	out->df = (double)(size.groups - 1);
	if (isnan(h))
		return STATUS_OK;
	out->h = h;
	out->p = pchisq(h, out->df, 0, 0);
	out->epsilon2 = h / (double)(size.values - 1);
	return STATUS_OK;
}
