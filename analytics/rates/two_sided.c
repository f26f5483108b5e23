/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/two_sided.h"

#include <math.h>

bool
last_unlikely(log_chance *f, const void *context, double out, double in,
    double limit, double *last)
{
	if (f(out, context) > limit)
		return false;
	while (fabs(in - out) > 1) {
		double middle = out + trunc((in - out) / 2);

		/* Beyond 2^53 there is none between neighbours. */
		if (middle == out || middle == in)
			break;
		if (f(middle, context) <= limit)
			out = middle;
		else
			in = middle;
	}
	*last = out;
	return true;
}

/* Somewhere above the mean that is unlikely, or the largest. */
static double
far_above(const struct distribution *d, double from, double limit)
{
	double far = from + 1;

	while (far < d->most && d->log(far, d->context) > limit)
		far += far;
	return fmin(far, d->most);
}

double
two_sided_p(const struct distribution *d, double x)
{
	double limit = d->log(x, d->context) + log1p(AS_LIKELY), end;
	bool below = x < d->mean;
	double own = d->tail(x, !below, d->context);

	if (x == d->mean)
		return 1;
	/* The other side begins at the mean; it may all be unlikely. */
	double in = below ? ceil(d->mean) : floor(d->mean);
	double out = below ? far_above(d, in, limit) : 0;
	if (d->log(in, d->context) <= limit)
		end = in;
	else if (!last_unlikely(d->log, d->context, out, in, limit, &end))
		return fmin(1, own);
	return fmin(1, own + d->tail(end, below, d->context));
}
