/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/difference.h"

#include <math.h>
#include <stdbool.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/root.h"
#include "analytics/rates/interval.h"

#define POWER 0.8	/* of what is said to be detectable */

static double
normal_quantile(double level)
{
	return qnorm((1 - level) / 2, 0, 1, 0, 0);
}

static double
root_of_squares(double x, double y)
{
	return sqrt(x * x + y * y);
}

/* The distances to the ends of both rates' own intervals. */
static struct effect
join_ends(struct proportion p1, struct proportion p2)
{
	double d = p1.rate - p2.rate;

	return (struct effect){ d,
	    d - root_of_squares(p1.rate - p1.low, p2.high - p2.rate),
	    d + root_of_squares(p1.high - p1.rate, p2.rate - p2.low) };
}

static enum status
join_intervals(enum interval kind, struct count first, struct count second,
    double level, struct effect *out)
{
	enum status status = count_pair_status(first, second, level);
	struct proportion p1, p2;

	*out = EFFECT_NONE;
	if (status != STATUS_OK)
		return status;
	proportion_interval(kind, first.k, first.n, level, &p1);
	proportion_interval(kind, second.k, second.n, level, &p2);
	*out = join_ends(p1, p2);
	return STATUS_OK;
}

enum status
difference_of_estimates(struct proportion first, struct proportion second,
    double level, struct effect *out, double *p,
    double *detectable)
{
	struct effect e = join_ends(first, second);

	*out = EFFECT_NONE;
	*p = *detectable = NAN;
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (isnan(e.estimate) || isnan(e.low) || isnan(e.high))
		return STATUS_TOO_FEW;
	*out = e;
	/* That end which lies towards 0. */
	double arm = e.estimate > 0 ? e.estimate - e.low :
	    e.high - e.estimate;
	double z = normal_quantile(level);
	*p = arm > 0 ? 2 * pnorm(z * fabs(e.estimate) / arm, 0, 1, 0, 0) :
	    e.estimate == 0;
	*detectable = arm / z * (z + qnorm(POWER, 0, 1, 1, 0));
	return STATUS_OK;
}

enum status
difference_newcombe(struct count first, struct count second, double level,
    struct effect *out)
{
	return join_intervals(INTERVAL_WILSON, first, second, level, out);
}

enum status
difference_newcombe_cc(struct count first, struct count second,
    double level, struct effect *out)
{
	return join_intervals(INTERVAL_WILSON_CC, first, second, level, out);
}

static enum status
wald(struct count first, struct count second, double level, bool corrected,
    struct effect *out)
{
	enum status status = count_pair_status(first, second, level);

	*out = EFFECT_NONE;
	if (status != STATUS_OK)
		return status;
	double p1 = count_rate(first), n1 = first.n;
	double p2 = count_rate(second), n2 = second.n;
	double half = normal_quantile(level) *
	    sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) +
	    (corrected ? (1 / n1 + 1 / n2) / 2 : 0);

	out->estimate = p1 - p2;
	out->low = fmax(-1, out->estimate - half);
	out->high = fmin(1, out->estimate + half);
	return STATUS_OK;
}

enum status
difference_wald(struct count first, struct count second, double level,
    struct effect *out)
{
	return wald(first, second, level, false, out);
}

enum status
difference_wald_cc(struct count first, struct count second, double level,
    struct effect *out)
{
	return wald(first, second, level, true, out);
}

enum status
difference_agresti_caffo(struct count first, struct count second,
    double level, struct effect *out)
{
	enum status status = count_pair_status(first, second, level);

	*out = EFFECT_NONE;
	if (status != STATUS_OK)
		return status;
	double n1 = first.n + 2.0, p1 = (first.k + 1.0) / n1;
	double n2 = second.n + 2.0, p2 = (second.k + 1.0) / n2;
	double half = normal_quantile(level) *
	    sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);

	out->estimate = count_rate(first) - count_rate(second);
	out->low = fmax(-1, p1 - p2 - half);
	out->high = fmin(1, p1 - p2 + half);
	return STATUS_OK;
}

/* Two groups whose rates are taken to differ by delta. */
struct restricted {
	struct count first, second;
	double delta;
};

/* The derivative of k log p + (n - k) log(1 - p), which may be infinite. */
static double
score(struct count count, double p)
{
	return (count.k == 0 ? 0 : count.k / p) -
	    (count.k == count.n ? 0 : (count.n - count.k) / (1 - p));
}

/* The likelihood's derivative: falls as the second rate p2 rises. */
static double
restricted_score(double p2, const void *context)
{
	const struct restricted *r = context;

	/* Rounding may carry the sum past an end. */
	return score(r->first, fmin(1, fmax(0, p2 + r->delta))) +
	    score(r->second, p2);
}

/* The second rate of greatest likelihood, at an end where it never turns. */
static double
restricted_rate(const struct restricted *r)
{
	double low = fmax(0, -r->delta), high = fmin(1, 1 - r->delta);

	if (low >= high || restricted_score(low, r) <= 0)
		return low;
	if (restricted_score(high, r) >= 0)
		return high;
	return root_between(restricted_score, r, low, high, 1e-18);
}

/* The variance of the difference of the rates if they differ by delta. */
static double
restricted_variance(struct count first, struct count second, double delta)
{
	struct restricted r = { first, second, delta };
	double p2 = restricted_rate(&r);
	double p1 = fmin(1, fmax(0, p2 + delta));

	return p1 * (1 - p1) / first.n + p2 * (1 - p2) / second.n;
}

struct reach {
	struct count first, second;
	double estimate;
	double z;		/* in deviations of restricted_variance */
	int sign;		/* -1: to the lower end */
};

/* Above 0 where the score test rejects a delta this far off. */
static double
rejects(double distance, const void *context)
{
	const struct reach *reach = context;
	double delta = reach->estimate + reach->sign * distance;

	delta = fmin(1, fmax(-1, delta));
	return distance - reach->z * sqrt(restricted_variance(reach->first,
	    reach->second, delta));
}

/*
 * How far the interval reaches.  Where both groups are of one kind the
 * variance is 0 at the estimate, which is no end: come from outside.
 */
static double
reach_of(const struct reach *reach)
{
	double far = 1 - reach->sign * reach->estimate, near = far;

	while (near > 1e-17 && rejects(near, reach) > 0)
		near /= 4;
	if (near <= 1e-17)
		return 0;
	return near == far ? far :
	    root_between(rejects, reach, near, fmin(far, near * 4), 0);
}

/* factor: of the restricted variance. */
static enum status
score_interval(struct count first, struct count second, double level,
    double factor, struct effect *out)
{
	enum status status = count_pair_status(first, second, level);

	*out = EFFECT_NONE;
	if (status != STATUS_OK)
		return status;
	double estimate = count_rate(first) - count_rate(second);
	double z = normal_quantile(level) * sqrt(factor);
	struct reach down = { first, second, estimate, z, -1 };
	struct reach up = { first, second, estimate, z, 1 };

	out->estimate = estimate;
	out->low = estimate - reach_of(&down);
	out->high = estimate + reach_of(&up);
	return STATUS_OK;
}

enum status
difference_miettinen_nurminen(struct count first, struct count second,
    double level, struct effect *out)
{
	double n = (double)first.n + (double)second.n;

	return score_interval(first, second, level, n > 1 ? n / (n - 1) : 1,
	    out);
}

enum status
difference_mee(struct count first, struct count second, double level,
    struct effect *out)
{
	return score_interval(first, second, level, 1, out);
}

enum status
difference_interval(enum difference kind, struct count first,
    struct count second, double level, struct effect *out)
{
	static enum status (*const methods[])(struct count, struct count,
	    double, struct effect *) = {
		[DIFFERENCE_NEWCOMBE] = difference_newcombe,
		[DIFFERENCE_MIETTINEN_NURMINEN] =
		    difference_miettinen_nurminen,
		[DIFFERENCE_AGRESTI_CAFFO] = difference_agresti_caffo,
		[DIFFERENCE_MEE] = difference_mee,
		[DIFFERENCE_NEWCOMBE_CC] = difference_newcombe_cc,
		[DIFFERENCE_WALD] = difference_wald,
		[DIFFERENCE_WALD_CC] = difference_wald_cc,
	};

	if ((unsigned)kind <= DIFFERENCE_WALD_CC)
		return methods[kind](first, second, level, out);
	*out = EFFECT_NONE;
	return STATUS_DOMAIN;
}
