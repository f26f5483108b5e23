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
