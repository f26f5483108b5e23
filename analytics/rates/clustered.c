/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/clustered.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>
#include <gsl/gsl_cdf.h>

/* clang knows it by its older name alone. */
#ifdef __clang__
typedef __float128 quad;
#else
typedef _Float128 quad;
#endif

/* Its fifth power is below 2^126. */
#define ATTEMPTS_MOST ((uint64_t)1 << 25)

bool
clusters_add(struct clusters *c, uint64_t y, uint64_t n)
{
	__int128 cube = (__int128)n * (__int128)n * (__int128)n;

	if (n == 0)
		return true;
	if (n > ATTEMPTS_MOST ||
	    __builtin_add_overflow(c->nn, n * n, &c->nn) ||
	    __builtin_add_overflow(c->n5, cube * (__int128)(n * n), &c->n5))
		return false;
	/* None of the others is as large as one of these two. */
	c->entities++;
	c->n += n;
	c->yy += y * y;
	c->yn += y * n;
	c->n3 += cube;
	c->n4 += cube * (__int128)n;
	return true;
}

/*
 * The trace and the squared norm, of terms that cancel to the last digits
 * of 128 bits where one entity has nearly all attempts.
 */
static void
find_trace(const struct clusters *c, double *t, double *u)
{
	quad n = c->n, s2 = c->nn, s3 = c->n3, s4 = c->n4, s5 = c->n5;
	quad n2 = n * n;

	*t = (double)(s2 - 2 * s3 / n + s2 * s2 / n2);
	*u = (double)(s4 - 4 * s5 / n + (4 * s2 * s4 + 2 * s3 * s3) / n2 -
	    4 * s3 * s2 * s2 / (n2 * n) + s2 * s2 * s2 * s2 / (n2 * n2));
}

/* The sum of e^2. */
static double
squared_errors(const struct clusters *c, uint64_t k)
{
	quad rate = (quad)k / (quad)c->n;

	return (double)((quad)c->yy - 2 * rate * (quad)c->yn +
	    rate * rate * (quad)c->nn);
}

double
clusters_design_effect(const struct clusters *c, uint64_t k)
{
	double n = (double)c->n, alike = (double)c->nn / n, t, u;
	double rate = (double)k / n;

	if (c->n == c->nn || c->n == 0)
		return 1;
	if (k == 0 || k >= c->n || c->entities < 2)
		return alike;
	find_trace(c, &t, &u);
	double variance = (double)c->nn / t * squared_errors(c, k) / (n * n);
	return fmax(1, variance / (rate * (1 - rate) / n));
}

double
clusters_linear_effect(const struct clusters *c, uint64_t k)
{
	double n = (double)c->n, rate = (double)k / n;
	double m = (double)c->entities;

	if (c->n == c->nn || c->n == 0)
		return 1;
	if (k == 0 || k >= c->n || c->entities < 2)
		return (double)c->nn / n;
	return m / (m - 1) * squared_errors(c, k) / (n * rate * (1 - rate));
}

/* Student's, with the degrees of freedom of the variance. */
static double
quantile(const struct clusters *c, double level)
{
	double t, u, tail = (1 - level) / 2;

	if (c->n == c->nn)
		return gsl_cdf_ugaussian_Qinv(tail);
	find_trace(c, &t, &u);
	/* Between these whatever was rounded. */
	return qt(tail, fmax(1, fmin(t * t / u, (double)c->entities - 1)),
	    0, 0);
}

enum status
proportion_clustered(uint64_t k, const struct clusters *c, double level,
    struct proportion *out)
{
	*out = (struct proportion){ NAN, NAN, NAN };
	if (k > c->n || !(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (c->n == 0)
		return STATUS_TOO_FEW;
	double rate = (double)k / (double)c->n;
	if (c->entities < 2 && c->n > 1) {
		*out = (struct proportion){ rate, 0, 1 };
		return STATUS_OK;
	}
	return proportion_score(rate,
	    (double)c->n / clusters_design_effect(c, k), quantile(c, level),
	    out);
}
