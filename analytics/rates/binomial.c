/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/binomial.h"

#include <math.h>
#include <stdbool.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

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

/* P(X >= x) where upper, else P(X <= x). */
static double
tail_of(const struct binomial *b, double x, bool upper)
{
	return pbinom(upper ? x - 1 : x, b->n, b->rate, !upper, 0);
}

/* The tail that x is in, and of the other all that is no likelier. */
static double
two_sided_p(const struct binomial *b, double x)
{
	double mean = b->n * b->rate, end;
	double limit = log_of(x, b) + log1p(AS_LIKELY);
	bool below = x < mean;
	double own = tail_of(b, x, !below);
	double in = below ? ceil(mean) : floor(mean);
	double out = below ? b->n : 0;

	if (x == mean)
		return 1;
	/* The other side begins at the mean; it may all be unlikely. */
	if (log_of(in, b) <= limit)
		end = in;
	else if (!last_unlikely(log_of, b, out, in, limit, &end))
		return fmin(1, own);
	return fmin(1, own + tail_of(b, end, below));
}

enum status
binomial_test(struct count seen, double rate, double *p)
{
	enum status status = count_status(seen);
	struct binomial b = { seen.n, rate };

	*p = NAN;
	if (!(rate >= 0 && rate <= 1))
		return STATUS_DOMAIN;
	if (status != STATUS_OK)
		return status;
	*p = two_sided_p(&b, seen.k);
	return STATUS_OK;
}
