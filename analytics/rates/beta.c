/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/beta.h"

#include <math.h>
#include <stdbool.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#define LOG_TINY (-667.8)	/* log(1e-290) */

/* The quantile with a <= b, where it is not near 1. */
static double
smaller_end(double tail, double a, double b, bool lower)
{
	double log_p = lower ? log(tail) : log1p(-tail);

	/* Near 0 the distribution function is x^a / (a B(a, b)). */
	if (a < 1 && a * LOG_TINY - log(a) - lbeta(a, b) >= log_p)
		return 0;
	return qbeta(tail, a, b, lower, 0);
}

static bool
arguments_are_fine(double tail, double a, double b)
{
	return tail > 0 && tail <= 0.5 && a > 0 && b > 0 &&
	    fmax(a, b) >= 0.5 && fmax(a, b) < INFINITY;
}

double
beta_low(double tail, double a, double b)
{
	if (!arguments_are_fine(tail, a, b))
		return NAN;
	return a <= b ? smaller_end(tail, a, b, true) :
	    1 - smaller_end(tail, b, a, false);
}

double
beta_high(double tail, double a, double b)
{
	if (!arguments_are_fine(tail, a, b))
		return NAN;
	return a <= b ? smaller_end(tail, a, b, false) :
	    1 - smaller_end(tail, b, a, true);
}
