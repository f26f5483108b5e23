/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/quantile.h"

#include <float.h>
#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

/* The value a fraction of the way from values[at] to the next. */
static double
between(struct sample sample, size_t at, double fraction)
{
	double a = sample.values[at];

	if (fraction == 0)
		return a;
	double b = sample.values[at + 1];
	/* (1 - f) a + f a may miss a by rounding: a tie must not. */
	return fmax(a, fmin(b, (1 - fraction) * a + fraction * b));
}

/* Among n values, from 0; between two of them. */
static double
place_of(size_t n, double p)
{
	double place = (double)(n - 1) * p, whole = nearbyint(place);

	/* 100 * 0.29 is 28.999999999999996; the 30th value is meant. */
	return fabs(place - whole) <= 4 * DBL_EPSILON * place ? whole : place;
}

enum status
quantile(struct sample sample, double p, double *out)
{
	*out = NAN;
	if (!(p >= 0 && p <= 1))
		return STATUS_DOMAIN;
	if (sample.n == 0)
		return STATUS_TOO_FEW;
	double place = place_of(sample.n, p), whole = floor(place);
	*out = between(sample, (size_t)whole, place - whole);
	return STATUS_OK;
}

enum status
quantile_part(struct sample sample, size_t part, size_t parts, double *out)
{
	*out = NAN;
	if (parts == 0 || part > parts || parts > SAMPLE_MAX)
		return STATUS_DOMAIN;
	if (sample.n == 0)
		return STATUS_TOO_FEW;
	/* Below 2^31 * 2^31: it fits. */
	size_t place = (sample.n - 1) * part;
	*out = between(sample, place / parts,
	    (double)(place % parts) / (double)parts);
	return STATUS_OK;
}

/*
 * The largest rank r, counted from 1, with P(B < r) <= tail for a binomial
 * B of n and p: the r-th value is seldom above the quantile.  0: none is.
 */
static double
outer_rank(double n, double p, double tail)
{
	/* A tail that is met exactly (2^-6 of six values) counts as met. */
	double most = tail * (1 + 1e-12);
	double r = qbinom(tail, n, p, 1, 0);

	while (r > 0 && pbinom(r - 1, n, p, 1, 0) > most)
		r--;
	while (r < n && pbinom(r, n, p, 1, 0) <= most)
		r++;
	return r;
}

void
quantile_places(size_t n, double p, double level, size_t *from, size_t *to)
{
	double tail = (1 - level) / 2, place;
	size_t below, above;

	*from = *to = 0;
	if (n == 0 || !(level > 0 && level < 1) || !(p > 0 && p < 1))
		return;
	place = place_of(n, p);
	below = (size_t)outer_rank((double)n, p, tail);
	above = (size_t)outer_rank((double)n, 1 - p, tail);
	*from = (size_t)floor(place);
	*to = (size_t)ceil(place) + 1;
	if (below > 0 && below - 1 < *from)
		*from = below - 1;
	if (above > 0 && n - above + 1 > *to)
		*to = n - above + 1;
}

static void
add_interval(struct sample sample, double p, double level,
    struct quantile *out)
{
	double n = (double)sample.n, tail = (1 - level) / 2;
	double below = outer_rank(n, p, tail);
	double above = outer_rank(n, 1 - p, tail);

	/* Type 7 may lie a little outside for a level near 0. */
	if (below > 0)
		out->low = fmin(out->value,
		    sample.values[(size_t)below - 1]);
	if (above > 0)
		out->high = fmax(out->value,
		    sample.values[sample.n - (size_t)above]);
	if (below > 0 && above > 0)
		out->coverage = 1 - pbinom(below - 1, n, p, 1, 0) -
		    pbinom(above - 1, n, 1 - p, 1, 0);
}

enum status
quantile_interval(struct sample sample, double p, double level,
    struct quantile *out)
{
	*out = (struct quantile){ NAN, NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	enum status status = quantile(sample, p, &out->value);
	if (status == STATUS_OK && p > 0 && p < 1)
		add_interval(sample, p, level, out);
	return status;
}
