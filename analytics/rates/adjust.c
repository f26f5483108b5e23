/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/adjust.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "analytics/base/memory.h"

/* A p-value with its place. */
struct placed {
	double p;
	size_t at;
};

static int
by_p(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

size_t
adjust_tests(const double *p, size_t n)
{
	size_t tests = 0;

	for (size_t i = 0; i < n; i++)
		tests += !isnan(p[i]);
	return tests;
}

/* From the least up: no q is below that of a smaller p. */
static void
step_down(const struct placed *sorted, size_t n, double *q)
{
	double most = 0;

	for (size_t i = 0; i < n; i++) {
		most = fmax(most, (double)(n - i) * sorted[i].p);
		q[sorted[i].at] = fmin(1, most);
	}
}

/* 1 + 1/2 + … + 1/n, the small terms first. */
static double
harmonic(size_t n)
{
	double sum = 0;

	for (size_t i = n; i > 0; i--)
		sum += 1 / (double)i;
	return sum;
}

/* What the p of this rank, from 1, is multiplied by. */
static double
factor_of(enum adjust method, size_t n, size_t rank, double harmonic)
{
	if (method == ADJUST_HOCHBERG)
		return (double)(n - rank + 1);
	return (method == ADJUST_BY ? harmonic : 1) *
	    ((double)n / (double)rank);
}

/* From the greatest down: no q is above that of a larger p. */
static void
step_up(enum adjust method, const struct placed *sorted, size_t n, double *q)
{
	double least = 1, sum = harmonic(n);

	for (size_t i = n; i-- > 0;) {
		least = fmin(least, factor_of(method, n, i + 1, sum) *
		    sorted[i].p);
		/* Rounding may make n / n * p less than p. */
		q[sorted[i].at] = fmax(least, sorted[i].p);
	}
}

/*
 * Wright's algorithm: for each number m of true hypotheses, from n down,
 * the p that its Simes test has, and what it makes of all others.
 */
static void
hommel(const struct placed *sorted, size_t n, double *q)
{
	for (size_t i = 0; i < n; i++)
		q[sorted[i].at] = sorted[i].p;
	for (size_t m = n; m > 1; m--) {
		double least = INFINITY;

		for (size_t j = 1; j <= m; j++)
			least = fmin(least, (double)m *
			    sorted[n - m + j - 1].p / (double)j);
		for (size_t i = 0; i < n; i++) {
			double mine = i + m > n ? least :
			    fmin(least, (double)m * sorted[i].p);

			q[sorted[i].at] = fmin(1, fmax(q[sorted[i].at],
			    mine));
		}
	}
}

static void
bonferroni(const struct placed *sorted, size_t n, double *q)
{
	for (size_t i = 0; i < n; i++)
		q[sorted[i].at] = fmin(1, (double)n * sorted[i].p);
}

static bool
are_p(const double *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < 0 || p[i] > 1)
			return false;
	return true;
}

static enum status
fail(enum status status, double *q, size_t n)
{
	for (size_t i = 0; i < n; i++)
		q[i] = NAN;
	return status;
}

const char *
adjust_name(enum adjust method)
{
	static const char *const names[] = { [ADJUST_BH] =
	    "Benjamini-Hochberg", [ADJUST_HOLM] = "Holm", [ADJUST_BY] =
	    "Benjamini-Yekutieli", [ADJUST_NONE] = "no correction",
	    [ADJUST_BONFERRONI] = "Bonferroni", [ADJUST_HOCHBERG] =
	    "Hochberg", [ADJUST_HOMMEL] = "Hommel" };

	return names[method];
}

enum status
adjust_p(enum adjust method, const double *p, size_t n, double *q)
{
	if (!are_p(p, n) || (unsigned)method > ADJUST_HOMMEL)
		return fail(STATUS_DOMAIN, q, n);
	struct placed *sorted = memory_array(n + 1, sizeof *sorted);
	size_t tests = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isnan(p[i]))
			sorted[tests++] = (struct placed){ p[i], i };
		q[i] = p[i];
	}
	qsort(sorted, tests, sizeof *sorted, by_p);
	if (method == ADJUST_HOLM)
		step_down(sorted, tests, q);
	else if (method == ADJUST_BONFERRONI)
		bonferroni(sorted, tests, q);
	else if (method == ADJUST_HOMMEL)
		hommel(sorted, tests, q);
	else if (method != ADJUST_NONE)
		step_up(method, sorted, tests, q);
	free(sorted);
	return STATUS_OK;
}
