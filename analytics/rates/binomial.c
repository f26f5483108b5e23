/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/binomial.h"

#include <stdbool.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/interval.h"
#include "analytics/rates/two_sided.h"

struct binomial {
	double n, rate;
};

static double
log_of(double x, const void *context)
{
	const struct binomial *b = context;

	return dbinom(x, b->n, b->rate, 1);
}

static double
tail_of(double x, bool upper, const void *context)
{
	const struct binomial *b = context;

	return pbinom(upper ? x - 1 : x, b->n, b->rate, !upper, 0);
}

enum status
binomial_test(struct count seen, double rate,
    enum alternative alternative, double *p)
{
	enum status status = count_status(seen);
	struct binomial b = { seen.n, rate };
	struct distribution d = { log_of, tail_of, &b, b.n * rate, b.n };

	*p = NAN;
	if (!(rate >= 0 && rate <= 1) ||
	    (unsigned)alternative > ALTERNATIVE_GREATER)
		return STATUS_DOMAIN;
	if (status != STATUS_OK)
		return status;
	*p = alternative == ALTERNATIVE_DIFFERENT ? two_sided_p(&d, seen.k) :
	    tail_of(seen.k, alternative == ALTERNATIVE_GREATER, &b);
	return STATUS_OK;
}

enum status
binomial_interval(struct count seen, enum alternative alternative,
    double level, struct proportion *out)
{
	/* One end with all of what may lie outside of it. */
	double both = alternative == ALTERNATIVE_DIFFERENT ? level :
	    2 * level - 1;
	enum status status = proportion_interval(INTERVAL_CLOPPER_PEARSON,
	    seen.k, seen.n, both, out);

	if (status != STATUS_OK)
		return status;
	if (alternative == ALTERNATIVE_LESS)
		out->low = 0;
	if (alternative == ALTERNATIVE_GREATER)
		out->high = 1;
	return STATUS_OK;
}
