/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/totals.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

static struct total
sum_of(const struct total *periods, size_t from, size_t span)
{
	struct total all = { 0, 0 };

	for (size_t i = from; i < from + span; i++) {
		all.sum += periods[i].sum;
		all.squares += periods[i].squares;
	}
	return all;
}

/* Counts the steps between periods of which one is not empty. */
static double
unevenness(const struct total *periods, size_t n, size_t *steps)
{
	double all = 0;

	*steps = 0;
	for (size_t i = 1; i < n; i++) {
		double step = periods[i].sum - periods[i - 1].sum;
		double squares = periods[i].squares + periods[i - 1].squares;

		if (!(squares > 0))
			continue;
		all += step * step / squares;
		++*steps;
	}
	return fmax(1, all / (double)*steps);
}

enum status
totals_change(const struct total *periods, size_t n, size_t before,
    size_t after, size_t span, double level, struct effect *ratio, double *p)
{
	struct total one, two;
	size_t steps;
	double phi, error, freedom, reach;

	*ratio = EFFECT_NONE;
	*p = NAN;
	if (!(level > 0 && level < 1) || span == 0 ||
	    before + span > after || after + span > n)
		return STATUS_DOMAIN;
	one = sum_of(periods, before, span);
	two = sum_of(periods, after, span);
	phi = unevenness(periods, after, &steps);
	if (steps < TOTALS_STEPS || !(one.sum > 0) || !(two.sum > 0))
		return STATUS_TOO_FEW;
	error = sqrt(phi * (one.squares / (one.sum * one.sum) +
	    two.squares / (two.sum * two.sum)));
	freedom = 2.0 * (double)steps * (double)steps /
	    (3.0 * (double)steps - 1);
	reach = error * qt((1 + level) / 2, freedom, 1, 0);
	*ratio = (struct effect){ two.sum / one.sum, two.sum / one.sum *
	    exp(-reach), two.sum / one.sum * exp(reach) };
	*p = 2 * pt(-fabs(log(ratio->estimate)) / error, freedom, 1, 0);
	return STATUS_OK;
}
