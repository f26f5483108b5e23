/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/hall.h"

#include <math.h>
#include <stdbool.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/count.h"

/*
 * Hall's g(t) = t + a t^2 / 3 + a^2 t^3 / 27 + a / 6, a being the skewness
 * of the estimate, is near to Student's t without its skew.  It is a cube,
 * (1 + a t / 3)^3, but for constants: so it rises, and this is its inverse.
 */
static double
inverse(double a, double g)
{
	/* The cube root of 1 + y less 1, which cancels where y is small. */
	double y = a * (g - a / 6), root = cbrt(1 + y);

	return a == 0 ? g : 3 / a * (y / (root * root + root + 1));
}

static bool
is_never_negative(struct sample sample)
{
	return sample.values[0] >= 0;
}

/* Ends of an estimate with this error and skewness; df > 0. */
static struct effect
ends(struct sample sample, double estimate, double error, double a,
    double level)
{
	double t = qt((1 - level) / 2, (double)(sample.n - 1), 0, 0);
	struct effect e = { estimate, estimate - error * inverse(a, t),
		estimate - error * inverse(a, -t) };

	if (is_never_negative(sample))
		e.low = fmax(0, e.low);
	return e;
}

/* G1, of three values or more; NaN of an overflow. */
static double
skewness(struct sample sample, const struct moments *m)
{
	double n = (double)m->n, sd = sqrt(m->squares / n), sum = 0;

	for (size_t i = 0; i < sample.n; i++) {
		double off = (sample.values[i] - m->mean) / sd;

		sum += off * off * off;
	}
	return sum / n * sqrt(n * (n - 1)) / (n - 2);
}

enum status
hall_mean(struct sample sample, double level, struct mean *out)
{
	struct moments m;
	enum status status = mean_interval(sample, level, out);

	if (status != STATUS_OK || sample.n < 3 ||
	    sample_is_constant(sample))
		return status;
	moments(sample, &m);
	double a = skewness(sample, &m) / sqrt((double)m.n);
	struct effect e = ends(sample, m.mean,
	    sqrt(m.variance / (double)m.n), a, level);
	*out = (struct mean){ e.estimate, e.low, e.high };
	return STATUS_OK;
}

enum status
hall_sum(struct sample sample, double level, struct sum *out)
{
	struct moments m;
	enum status status = moments(sample, &m);
	double cubes = 0;

	*out = (struct sum){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (status != STATUS_OK)
		return status;
	double error = sqrt(m.squares + (double)m.n * m.mean * m.mean);

	out->sum = m.sum;
	if (m.n < 2 || error == 0)
		return STATUS_OK;
	for (size_t i = 0; i < sample.n; i++) {
		double part = sample.values[i] / error;

		cubes += part * part * part;
	}
	struct effect e = ends(sample, m.sum, error, cubes, level);

	*out = (struct sum){ e.estimate, e.low, e.high };
	return STATUS_OK;
}
