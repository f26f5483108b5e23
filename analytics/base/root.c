/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/root.h"

#include <float.h>
#include <math.h>

struct point {
	double x, f;
};

/*
 * How far from a towards b to look next, as a fraction; c is the point
 * before.  Infinite values fail the comparison, which is then a halving.
 */
static double
next_fraction(struct point a, struct point b, struct point c)
{
	double xi = (a.x - b.x) / (c.x - b.x);
	double phi = (a.f - b.f) / (c.f - b.f);

	if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi))
		return 0.5;
	return a.f / (b.f - a.f) * (c.f / (b.f - c.f)) +
	    (c.x - a.x) / (b.x - a.x) * (a.f / (c.f - a.f)) *
	    (b.f / (c.f - b.f));
}

double
root_between(root_function *f, const void *context, double low,
    double high, double absolute)
{
	struct point a = { high, f(high, context) };
	struct point b = { low, f(low, context) };
	double fraction = 0.5;

	if (a.f == 0 || b.f == 0)
		return b.f == 0 ? b.x : a.x;
	if (!(a.f < 0 && b.f > 0) && !(a.f > 0 && b.f < 0))
		return NAN;
	for (int step = 2; step < ROOT_STEPS; step++) {
		double x = a.x + fraction * (b.x - a.x);
		struct point at = { x, f(x, context) }, c = a;

		if (signbit(at.f) != signbit(a.f)) {
			c = b;
			b = a;
		}
		a = at;
		if (a.f == 0)
			break;
		double best = fabs(a.f) < fabs(b.f) ? a.x : b.x;
		double narrow = (2 * DBL_EPSILON * fabs(best) + absolute) /
		    fabs(b.x - a.x);
		if (!(narrow < 0.5))
			break;
		fraction = fmin(1 - narrow,
		    fmax(narrow, next_fraction(a, b, c)));
	}
	return fabs(a.f) < fabs(b.f) ? a.x : b.x;
}
