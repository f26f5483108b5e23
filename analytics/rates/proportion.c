/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/proportion.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

enum status
proportion_score(double rate, double n, double z, struct proportion *out)
{
	*out = (struct proportion){ NAN, NAN, NAN };
	if (!(rate >= 0 && rate <= 1 && z > 0))
		return STATUS_DOMAIN;
	if (!(n > 0))
		return n == 0 ? STATUS_TOO_FEW : STATUS_DOMAIN;

	double z2 = z * z;
	double centre = (rate * n + z2 / 2) / (n + z2);
	double half = z * sqrt(rate * (1 - rate) * n + z2 / 4) / (n + z2);

	out->rate = rate;
	/* At the ends the formula is exact but its rounding is not. */
	out->low = rate == 0 ? 0 : fmax(0, fmin(rate, centre - half));
	out->high = rate == 1 ? 1 : fmin(1, fmax(rate, centre + half));
	return STATUS_OK;
}

enum status
proportion_wilson_effective(double rate, double n, double level,
    struct proportion *out)
{
	*out = (struct proportion){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	return proportion_score(rate, n,
	    gsl_cdf_ugaussian_Qinv((1 - level) / 2), out);
}

enum status
proportion_wilson(uint64_t k, uint64_t n, double level,
    struct proportion *out)
{
	*out = (struct proportion){ NAN, NAN, NAN };
	if (k > n)
		return STATUS_DOMAIN;
	if (n == 0)
		return level > 0 && level < 1 ? STATUS_TOO_FEW : STATUS_DOMAIN;
	return proportion_wilson_effective((double)k / n, n, level, out);
}
