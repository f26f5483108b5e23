/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/weighted.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

enum status
proportion_weighted(struct weights all, struct weights reached, double level,
    struct proportion *out)
{
	*out = (struct proportion){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1) || reached.n > all.n ||
	    !(reached.sum >= 0) || reached.sum > all.sum)
		return STATUS_DOMAIN;
	if (all.n < 2 || !(all.sum > 0))
		return STATUS_TOO_FEW;
	double n = (double)all.n, rate = reached.sum / all.sum;
	double worth = fmax(1, all.sum * all.sum / all.squares);
	/* sum w^2 (y - R)^2, y being 0 or 1; rounded it may be below 0. */
	double errors = fmax(0, reached.squares * (1 - 2 * rate) +
	    rate * rate * all.squares);
	double variance = n / (n - 1) * errors / (all.sum * all.sum);
	double entities = fmin(worth, rate * (1 - rate) / variance);

	/* 0 / 0: all of them, or none. */
	if (isnan(entities))
		entities = worth;
	return proportion_score(rate, entities, qt((1 - level) / 2,
	    fmax(1, worth - 1), 0, 0), out);
}
