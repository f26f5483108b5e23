/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/hypergeometric.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

/* What a height gives a group. */
static double
share(double size, double height)
{
	return fmin(size, floor((size + 1) * height));
}

static double
shares(const uint64_t *sizes, size_t n, double height)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += share((double)sizes[i], height);
	return sum;
}

/*
 * One hit more makes a group (s - x) / (x + 1) times as likely, which
 * falls: the likeliest way takes all steps above some height,
 * x = floor((s + 1) height), and any of the steps at it.
 */
double
hypergeometric_mode_log(const uint64_t *sizes, size_t n, double hits,
    double rate)
{
	double low = 0, high = 1, sum = 0;

	for (int i = 0; i < 60; i++) {
		double height = (low + high) / 2;

		*(shares(sizes, n, height) < hits ? &low : &high) = height;
	}
	double surplus = shares(sizes, n, high) - hits;
	for (size_t i = 0; i < n; i++) {
		double size = (double)sizes[i], x = share(size, high);
		double spare = fmin(surplus, x - share(size, low));

		surplus -= spare;
		sum += dbinom(x - spare, size, rate, 1);
	}
	return sum;
}
