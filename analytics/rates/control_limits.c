/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/control_limits.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/count.h"

/*
 * Where the chance of x or less (of more than x), `here`, joined by lines
 * between whole x, meets tail; `before` is that of x - 1.
 */
static double
between_steps(double tail, double x, double here, double before)
{
	return here < before || here > before ? x - (here - tail) / (here -
	    before) : x;
}

static double
interpolated(double tail, double n, double rate)
{
	double x = qbinom(tail, n, rate, 1, 0);

	return between_steps(tail, x, pbinom(x, n, rate, 1, 0), x > 0 ?
	    pbinom(x - 1, n, rate, 1, 0) : 0);
}

/* The same from above: P(X > x), which is exact where it is small. */
static double
interpolated_above(double tail, double n, double rate)
{
	double x = qbinom(tail, n, rate, 0, 0);

	return between_steps(tail, x, pbinom(x, n, rate, 0, 0), x > 0 ?
	    pbinom(x - 1, n, rate, 0, 0) : 1);
}

/* What each refuses; and at an end nothing varies. */
static enum status
check(double rate, uint64_t n, double tail, struct control_limits *out)
{
	*out = (struct control_limits){ NAN, NAN };
	if (!(rate >= 0 && rate <= 1) || !(tail > 0 && tail < .5))
		return STATUS_DOMAIN;
	if (n > COUNT_MAX)
		return STATUS_LIMIT;
	if (n == 0)
		return STATUS_TOO_FEW;
	if (rate == 0 || rate == 1)
		out->low = out->high = rate;
	return STATUS_OK;
}

enum status
control_limits(double rate, uint64_t n, double level,
    struct control_limits *out)
{
	double tail = (1 - level) / 2;
	enum status status = check(rate, n, tail, out);

	if (status != STATUS_OK || !isnan(out->low))
		return status;
	/* Above by symmetry: misses below. */
	out->low = fmax(0, interpolated(tail, n, rate)) / n;
	out->high = 1 - fmax(0, interpolated(tail, n, 1 - rate)) / n;
	return STATUS_OK;
}

enum status
control_quantiles(double rate, uint64_t n, double tail,
    struct control_limits *out)
{
	enum status status = check(rate, n, tail, out);

	if (status != STATUS_OK || !isnan(out->low))
		return status;
	out->low = fmax(0, interpolated(tail, n, rate)) / n;
	out->high = interpolated_above(tail, n, rate) / n;
	return STATUS_OK;
}

double
control_count_chance(double x, double mean, double dispersion, bool lower)
{
	if (x < 0)
		return lower ? 0 : 1;
	return dispersion > 1 ? pnbinom_mu(x, mean / (dispersion - 1), mean,
	    lower, 0) : ppois(x, mean, lower, 0);
}

static double
count_quantile(double tail, double mean, double dispersion, bool lower)
{
	double x = dispersion > 1 ? qnbinom_mu(tail, mean / (dispersion - 1),
	    mean, lower, 0) : qpois(tail, mean, lower, 0);

	return between_steps(tail, x, control_count_chance(x, mean,
	    dispersion, lower), control_count_chance(x - 1, mean, dispersion,
	    lower));
}

enum status
control_counts_between(double mean, double dispersion, double tail,
    struct control_limits *out)
{
	*out = (struct control_limits){ NAN, NAN };
	if (!(mean > 0 && mean <= (double)COUNT_MAX) || !(dispersion >= 1) ||
	    !(tail > 0 && tail < .5))
		return STATUS_DOMAIN;
	out->low = fmax(0, count_quantile(tail, mean, dispersion, true));
	out->high = count_quantile(tail, mean, dispersion, false);
	return STATUS_OK;
}
