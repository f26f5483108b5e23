/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/power.h"

#include <math.h>
#include <stdbool.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/root.h"

static bool
is_rate(double p)
{
	return p >= 0 && p <= 1;
}

static bool
is_level(double level)
{
	return level > 0 && level < 1;
}

static double
upper_quantile(double tail)
{
	return qnorm(tail, 0, 1, 0, 0);
}

/* Deviations of one entity: as if the rates were one, and as they are. */
static double
pooled_deviation(double p1, double p2)
{
	return sqrt((p1 + p2) * (1 - (p1 + p2) / 2));
}

static double
own_deviation(double p1, double p2)
{
	return sqrt(p1 * (1 - p1) + p2 * (1 - p2));
}

enum status
power_sample_size(double p1, double p2, double power, double level,
    double *n)
{
	*n = NAN;
	if (!is_rate(p1) || !is_rate(p2) || !is_level(level) || p1 == p2 ||
	    !(power > (1 - level) / 2 && power < 1))
		return STATUS_DOMAIN;
	double root = (upper_quantile((1 - level) / 2) *
	    pooled_deviation(p1, p2) +
	    upper_quantile(1 - power) * own_deviation(p1, p2)) / (p1 - p2);

	*n = root * root;
	return STATUS_OK;
}

/* Standard errors of a difference: as if there were none, and as it is. */
static double
error_if_equal(double p1, double n1, double p2, double n2)
{
	double p = isinf(n2) ? p2 : (n1 * p1 + n2 * p2) / (n1 + n2);

	return sqrt(p * (1 - p) * (1 / n1 + 1 / n2));
}

static double
error_of_difference(double p1, double n1, double p2, double n2)
{
	return sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
}

enum status
power_of_groups(double p1, double n1, double p2, double n2, double level,
    double *power)
{
	*power = NAN;
	if (!is_rate(p1) || !is_rate(p2) || !is_level(level) ||
	    !(n1 >= 0 && n2 >= 0) || isinf(n1) || isinf(n2))
		return STATUS_DOMAIN;
	if (n1 == 0 || n2 == 0)
		return STATUS_TOO_FEW;
	double room = fabs(p1 - p2) - upper_quantile((1 - level) / 2) *
	    error_if_equal(p1, n1, p2, n2);
	double own = error_of_difference(p1, n1, p2, n2);

	*power = own == 0 ? room > 0 : pnorm(room / own, 0, 1, 1, 0);
	return STATUS_OK;
}

struct search {
	double p2, n1, n2;
	double z_level, z_power;
	int sign;
};

/* A difference less what the test needs to see it: convex in it. */
static double
surplus(double difference, const void *context)
{
	const struct search *s = context;
	double p1 = fmin(1, fmax(0, s->p2 + s->sign * difference));

	return difference -
	    s->z_level * error_if_equal(p1, s->n1, s->p2, s->n2) -
	    s->z_power * error_of_difference(p1, s->n1, s->p2, s->n2);
}

/*
 * Convex and not above 0 at 0, the surplus crosses 0 once at most.  At a
 * rate of 0 or 1 it is 0 at 0, which is no answer: come from above.
 */
static double
smallest(const struct search *s)
{
	double room = s->sign > 0 ? 1 - s->p2 : s->p2, low = room;

	if (!(room > 0) || !(surplus(room, s) >= 0))
		return NAN;
	while (low > 1e-300 && surplus(low, s) >= 0)
		low /= 4;
	return root_between(surplus, s, low, fmin(room, low * 4), 0);
}

enum status
power_detectable(double p2, double n1, double n2, double level,
    double power, struct detectable *out)
{
	struct search s = { .p2 = p2, .n1 = n1, .n2 = n2, .sign = 1 };

	*out = (struct detectable){ NAN, NAN };
	if (!is_rate(p2) || !is_level(level) || !(n1 >= 0 && n2 >= 0) ||
	    isinf(n1) || !(power >= 0.5 && power < 1))
		return STATUS_DOMAIN;
	if (n1 == 0 || n2 == 0)
		return STATUS_TOO_FEW;
	s.z_level = upper_quantile((1 - level) / 2);
	s.z_power = upper_quantile(1 - power);

	double difference = smallest(&s);
	if (isnan(difference)) {
		s.sign = -1;
		difference = smallest(&s);
	}
	if (isnan(difference))
		return STATUS_TOO_FEW;
	out->difference = difference;
	out->rate = fmin(1, fmax(0, p2 + s.sign * difference));
	return STATUS_OK;
}
