/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/adjust.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

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

/* From the greatest down: no q is above that of a larger p. */
static void
step_up(const struct placed *sorted, size_t n, double factor, double *q)
{
	double least = 1;

	for (size_t i = n; i-- > 0;) {
		least = fmin(least, factor * ((double)n / (double)(i + 1)) *
		    sorted[i].p);
		/* Rounding may make n / n * p less than p. */
		q[sorted[i].at] = fmax(least, sorted[i].p);
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

enum status
adjust_p(enum adjust method, const double *p, size_t n, double *q)
{
	if (!are_p(p, n) || method > ADJUST_NONE)
		return fail(STATUS_DOMAIN, q, n);
	struct placed *sorted = malloc((n + 1) * sizeof *sorted);
	if (!sorted)
		return fail(STATUS_NO_MEMORY, q, n);
	size_t tests = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isnan(p[i]))
			sorted[tests++] = (struct placed){ p[i], i };
		q[i] = p[i];
	}
	qsort(sorted, tests, sizeof *sorted, by_p);
	if (method == ADJUST_HOLM)
		step_down(sorted, tests, q);
	else if (method != ADJUST_NONE)
		step_up(sorted, tests, method == ADJUST_BY ?
		    harmonic(tests) : 1, q);
	free(sorted);
	return STATUS_OK;
}
