/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_PAIR_H
#define TESTS_PAIR_H

#include "analytics/samples/two_samples.h"
#include "tests/unit/samples.h"

/* ?wilcox.test: Hollander and Wolfe 1973, page 69. */
static const double placenta_term[] = { 0.80, 0.83, 1.89, 1.04, 1.45, 1.38,
    1.91, 1.64, 0.73, 1.46 };
static const double placenta_early[] = { 1.15, 0.88, 0.90, 0.74, 1.21 };

struct pair {
	struct sample first, second;
};

static inline struct pair
pair_of(const double *first, size_t n, const double *second, size_t m)
{
	return (struct pair){ sample_of(first, n), sample_of(second, m) };
}

/* Two samples as a pool; the caller frees its values. */
static inline struct pool
pool_of(struct sample first, struct sample second)
{
	double *both = malloc((first.n + second.n + 1) * sizeof *both);
	struct pool pool;

	assert_non_null(both);
	for (size_t i = 0; i < first.n; i++)
		both[i] = first.values[i];
	for (size_t i = 0; i < second.n; i++)
		both[first.n + i] = second.values[i];
	pool.all = sample_of(both, first.n + second.n);
	ties_of(pool.all, &pool.ties);
	free(both);
	return pool;
}

/* Comparisons of just two samples. */
static inline struct rank_sum
rank_sum(struct sample first, struct sample second)
{
	struct pool pool = pool_of(first, second);
	struct rank_sum out;

	rank_sum_in_pool(first, pool.all, &pool.ties, &out);
	sample_free(pool.all);
	return out;
}

static inline enum status
mann_whitney(struct sample first, struct sample second,
    struct mann_whitney *out)
{
	struct pool pool = pool_of(first, second);
	enum status status = mann_whitney_in_pool(first, &pool, out);

	sample_free(pool.all);
	return status;
}

static inline enum status
hodges_lehmann(struct sample first, struct sample second, double level,
    struct shift *out)
{
	struct pool pool = pool_of(first, second);
	enum status status = hodges_lehmann_in_pool(first, &pool, level, out);
	struct mann_whitney in_pool, apart;
	struct shift shift;

	/* To the last bit, with no pool. */
	assert_int_equal(shift_test(first, second, level, &shift, &apart),
	    status);
	assert_memory_equal(&shift, out, sizeof shift);
	mann_whitney_in_pool(first, &pool, &in_pool);
	assert_true(status != STATUS_OK || apart.p == in_pool.p ||
	    (isnan(apart.p) && isnan(in_pool.p)));
	assert_true(status != STATUS_OK || apart.u == in_pool.u);
	sample_free(pool.all);
	return status;
}

/* Welch's test of two samples. */
static inline enum status
welch_of(struct sample first, struct sample second, double level,
    struct welch *out)
{
	struct moments a, b;

	moments(first, &a);
	moments(second, &b);
	return welch(&a, &b, level, out);
}

static inline void
pair_free(struct pair pair)
{
	sample_free(pair.first);
	sample_free(pair.second);
}

/* start, start + step, ...: made by hand, no ties. */
static inline struct sample
steps(double start, double step, size_t n)
{
	double values[100];

	for (size_t i = 0; i < n; i++)
		values[i] = start + step * (double)i;
	return sample_of(values, n);
}

/* i^1.5 and i^1.4 + 1/4 for i = 1 ... 49: no ties. */
static inline struct pair
powers(void)
{
	double first[49], second[49];

	for (size_t i = 0; i < 49; i++) {
		first[i] = pow((double)i + 1, 1.5);
		second[i] = pow((double)i + 1, 1.4) + 0.25;
	}
	return pair_of(first, 49, second, 49);
}

#endif
