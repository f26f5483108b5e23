/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/poisson.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/binomial.h"
#include "analytics/rates/interval.h"

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
	one = proportion_interval(INTERVAL_CLOPPER_PEARSON, of_first.k,
	    of_first.n, level, &own);
	two = proportion_interval(INTERVAL_CLOPPER_PEARSON, of_second.k,
	    of_second.n, level, &theirs);
	if (one != STATUS_OK || two != STATUS_OK)
		return one != STATUS_OK ? one : two;
	/* 1 - low of one is high of the other, which has all its digits. */
	*out = (struct effect){ (double)first.events / second.events * scale,
		own.low / theirs.high * scale,
		own.high / theirs.low * scale };
	/* By the share that is not near 1, for the same reason. */
	return binomial_test(scale < 1 ? of_second : of_first,
	    fmin(1, scale) / (1 + scale), p);
}
