/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/deviance.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

double
deviance_part(double x, double expected, double excess)
{
	double off = excess / expected;

	if (x == 0)
		return expected;
	/* (1 + off) log(1 + off) - off, whose terms all but cancel. */
	if (fabs(off) < 0.1)
		return expected * ((1 + off) * log1pmx(off) + off * off);
	return x * log(x / expected) - excess;
}

double
stirling_rest(double x)
{
	if (x < 15)
		return lgammafn(x) - (x - 0.5) * log(x) + x -
		    M_LN_SQRT_2PI;
	double y = 1 / (x * x);

	return (1 / 12. - y * (1 / 360. - y * (1 / 1260. -
	    y * (1 / 1680. - y / 1188)))) / x;
}
