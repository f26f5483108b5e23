/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/two_samples.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/samples/moments.h"

/* Satterthwaite's, from shares of the variance: their squares do not
   underflow. */
static double
degrees(const struct moments *a, const struct moments *b, double variance)
{
	double share = a->variance / (double)a->n / variance;
	double other = b->variance / (double)b->n / variance;

	return 1 / (share * share / (double)(a->n - 1) +
	    other * other / (double)(b->n - 1));
}

enum status
welch(const struct moments *a, const struct moments *b, double level,
    struct welch *out)
{
	*out = (struct welch){ NAN, NAN, NAN, NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (a->n < 2 || b->n < 2)
		return STATUS_TOO_FEW;
	double variance = a->variance / (double)a->n +
	    b->variance / (double)b->n;

	out->difference = a->mean - b->mean;
	if (variance == 0)
		return STATUS_OK;
	out->t = out->difference / sqrt(variance);
	out->df = degrees(a, b, variance);
	out->p = 2 * pt(fabs(out->t), out->df, 0, 0);
	double half = qt((1 - level) / 2, out->df, 0, 0) * sqrt(variance);
	out->low = out->difference - half;
	out->high = out->difference + half;
	return STATUS_OK;
}

enum status
ratio_of_means(const struct moments *a, const struct moments *b,
    double level, struct effect *out)
{
	*out = EFFECT_NONE;
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (a->n < 2 || b->n < 2)
		return STATUS_TOO_FEW;
	if (!(a->mean > 0 && b->mean > 0))
		return STATUS_TOO_FEW;
	double variance = a->variance / a->mean / a->mean / (double)a->n +
	    b->variance / b->mean / b->mean / (double)b->n;

	out->estimate = a->mean / b->mean;
	if (variance == 0)
		return STATUS_OK;
	double reach = qnorm((1 - level) / 2, 0, 1, 0, 0) * sqrt(variance);

	out->low = out->estimate * exp(-reach);
	out->high = out->estimate * exp(reach);
	return STATUS_OK;
}

enum status
detectable_of_means(const struct moments *a, const struct moments *b,
    double level, double power, double *out)
{
	*out = NAN;
	if (!(level > 0 && level < 1) || !(power >= 0.5 && power < 1))
		return STATUS_DOMAIN;
	if (a->n < 2 || b->n < 2)
		return STATUS_TOO_FEW;
	double variance = a->variance / (double)a->n +
	    b->variance / (double)b->n;

	if (variance > 0)
		*out = (qnorm((1 - level) / 2, 0, 1, 0, 0) +
		    qnorm(1 - power, 0, 1, 0, 0)) * sqrt(variance);
	return STATUS_OK;
}
