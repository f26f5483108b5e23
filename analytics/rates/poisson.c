/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/poisson.h"

#include <stdbool.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/binomial.h"
#include "analytics/rates/two_sided.h"

static enum status
check(struct exposed seen)
{
	if (!(seen.exposure >= 0 && seen.exposure < INFINITY))
		return STATUS_DOMAIN;
	if (seen.events > COUNT_MAX)
		return STATUS_LIMIT;
	return seen.exposure == 0 ? STATUS_TOO_FEW : STATUS_OK;
}

enum status
poisson_rate(struct exposed seen, double level, struct effect *out)
{
	enum status status = check(seen);
	double x = seen.events, t = seen.exposure, tail = (1 - level) / 2;

	*out = EFFECT_NONE;
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (status != STATUS_OK)
		return status;
	out->estimate = x / t;
	out->low = x == 0 ? 0 : qgamma(tail, x, 1, 1, 0) / t;
	out->high = qgamma(tail, x + 1, 1, 0, 0) / t;
	return STATUS_OK;
}

static double
log_of(double x, const void *context)
{
	return dpois(x, *(const double *)context, 1);
}

static double
tail_of(double x, bool upper, const void *context)
{
	return ppois(upper ? x - 1 : x, *(const double *)context, !upper, 0);
}

enum status
poisson_test(struct exposed seen, double rate,
    enum alternative alternative, double *p)
{
	enum status status = check(seen);
	double mean = rate * seen.exposure;
	struct distribution d = { log_of, tail_of, &mean, mean, INFINITY };

	*p = NAN;
	if (!(rate >= 0) || (unsigned)alternative > ALTERNATIVE_GREATER)
		return STATUS_DOMAIN;
	if (status != STATUS_OK)
		return status;
	if (!(mean <= (double)COUNT_MAX))
		return STATUS_LIMIT;
	*p = alternative == ALTERNATIVE_DIFFERENT ?
	    two_sided_p(&d, seen.events) : tail_of(seen.events,
	    alternative == ALTERNATIVE_GREATER, &mean);
	return STATUS_OK;
}

enum status
poisson_ratio(struct exposed first, struct exposed second, double level,
    struct effect *out, double *p)
{
	enum status one = check(first), two = check(second);
	struct count of_first = { first.events, first.events +
	    second.events };
	struct count of_second = { second.events, of_first.n };
	double scale = second.exposure / first.exposure;
	struct proportion own, theirs;

	*out = EFFECT_NONE;
	*p = NAN;
	if (one == STATUS_DOMAIN || two == STATUS_DOMAIN)
		return STATUS_DOMAIN;
	if (one != STATUS_OK || two != STATUS_OK)
		return one != STATUS_OK ? one : two;
	one = binomial_interval(of_first, ALTERNATIVE_DIFFERENT, level,
	    &own);
	two = binomial_interval(of_second, ALTERNATIVE_DIFFERENT, level,
	    &theirs);
	if (one != STATUS_OK || two != STATUS_OK)
		return one != STATUS_OK ? one : two;
	/* 1 - low of one is high of the other, which has all its digits. */
	*out = (struct effect){ (double)first.events / second.events * scale,
		own.low / theirs.high * scale,
		own.high / theirs.low * scale };
	/* By the share that is not near 1, for the same reason. */
	return binomial_test(scale < 1 ? of_second : of_first,
	    fmin(1, scale) / (1 + scale), ALTERNATIVE_DIFFERENT, p);
}
