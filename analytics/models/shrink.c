/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/shrink.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/root.h"
#include "analytics/rates/beta.h"
#include "analytics/rates/deviance.h"

#define SHRINKAGE_NONE ((struct shrinkage){ NAN, NAN })
/* How far below its maximum a likelihood is no lower, but rounding. */
#define SAME 1e-9
#define GRID 16

/* Groups with a beta distribution of this precision. */
struct model {
	const struct count *groups;
	size_t n;
	double precision;
};

/*
 * The log of the beta-binomial probability, less what depends on the group
 * alone.  Written as deviances from the mean of both, since the log betas
 * themselves cancel from a million down to the last digits.
 */
static double
group_likelihood(struct count group, double mean, double precision)
{
	double a = mean * precision, b = (1 - mean) * precision;
	double k = group.k, misses = group.n - group.k;
	double both = precision + group.n;
	double p = (a + k) / both, q = (b + misses) / both;
	double excess = (k * b - misses * a) / both;
	double deviance = deviance_part(k, group.n * p, excess) +
	    deviance_part(misses, group.n * q, -excess) +
	    deviance_part(a, precision * p, -excess) +
	    deviance_part(b, precision * q, excess);

	return (log(mean / p) + log((1 - mean) / q) +
	    log(precision / both)) / 2 - deviance +
	    stirling_rest(a + k) + stirling_rest(b + misses) -
	    stirling_rest(both) - stirling_rest(a) - stirling_rest(b) +
	    stirling_rest(precision);
}

static double
likelihood(const struct model *m, double mean)
{
	double sum = 0;

	for (size_t i = 0; i < m->n; i++)
		if (m->groups[i].n > 0)
			sum += group_likelihood(m->groups[i], mean,
			    m->precision);
	return sum;
}

/* digamma(x + k) - digamma(x): 1/x + 1/(x + 1) + … of k terms. */
static double
rise(double x, uint64_t k)
{
	double sum = 0;

	if (k > 16)
		return digamma(x + k) - digamma(x);
	for (uint64_t i = 0; i < k; i++)
		sum += 1 / (x + i);
	return sum;
}

/* The likelihood's slope in the mean, over the precision: it falls. */
static double
mean_slope(double mean, const void *context)
{
	const struct model *m = context;
	double a = mean * m->precision, b = (1 - mean) * m->precision;
	double sum = 0;

	for (size_t i = 0; i < m->n; i++)
		sum += rise(a, m->groups[i].k) -
		    rise(b, m->groups[i].n - m->groups[i].k);
	return sum;
}

static double
best_mean(const struct model *m)
{
	return root_between(mean_slope, m, 1e-15, 1 - 1e-15, 1e-15);
}

/* The same in the precision, the mean being the best. */
static double
precision_slope(double log_precision, const void *context)
{
	struct model m = *(const struct model *)context;
	double sum = 0;

	m.precision = exp(log_precision);
	double mean = best_mean(&m);
	for (size_t i = 0; i < m.n; i++) {
		struct count group = m.groups[i];

		sum += mean * rise(mean * m.precision, group.k) +
		    (1 - mean) * rise((1 - mean) * m.precision,
		    group.n - group.k) - rise(m.precision, group.n);
	}
	return sum;
}

static double
profile(struct model *m, double log_precision)
{
	m->precision = exp(log_precision);
	return likelihood(m, best_mean(m));
}

/*
 * The log of the best precision: the best of a grid, then where the slope
 * is 0 beside it.
 */
static double
best_precision(struct model *m)
{
	double low = log(SHRINK_PRECISION_LEAST);
	double high = log(SHRINK_PRECISION_MOST);
	double step = (high - low) / GRID, best = high;
	double most = profile(m, high) + SAME;

	for (int i = 0; i < GRID; i++) {
		double here = profile(m, low + i * step);

		if (here > most) {
			most = here;
			best = low + i * step;
		}
	}
	double below = fmax(low, best - step), above = fmin(high, best + step);

	if (precision_slope(below, m) <= 0)
		return below;
	if (precision_slope(above, m) >= 0)
		return above;
	return root_between(precision_slope, m, below, above, 1e-12);
}

/* A spread can show: two groups, one of them of two or more. */
static bool
can_differ(const struct count *groups, size_t n, struct count all)
{
	size_t occupied = 0;
	uint64_t largest = 0;

	for (size_t i = 0; i < n; i++) {
		occupied += groups[i].n > 0;
		if (groups[i].n > largest)
			largest = groups[i].n;
	}
	return occupied > 1 && largest > 1 && all.k > 0 && all.k < all.n;
}

enum status
shrink_fit(const struct count *groups, size_t n, struct shrinkage *out)
{
	struct model m = { groups, n, NAN };
	struct count all;
	enum status status = count_sum(groups, n, &all);

	*out = SHRINKAGE_NONE;
	if (status == STATUS_OK && all.n == 0)
		status = STATUS_TOO_FEW;
	if (status != STATUS_OK)
		return status;
	*out = (struct shrinkage){ count_rate(all), INFINITY };
	if (!can_differ(groups, n, all))
		return STATUS_OK;
	double best = best_precision(&m), most = log(SHRINK_PRECISION_MOST);
	double capped = profile(&m, most);

	if (!(profile(&m, best) > capped + SAME))
		return STATUS_OK;
	m.precision = exp(best);
	*out = (struct shrinkage){ best_mean(&m), m.precision };
	return STATUS_OK;
}

enum status
shrink_rate(const struct shrinkage *fit, struct count pooled,
    struct count group, double level, struct proportion *out)
{
	enum status status = count_pair_status(group, pooled, level);
	double a = fit->mean * fit->precision + group.k;
	double b = (1 - fit->mean) * fit->precision + (group.n - group.k);

	*out = (struct proportion){ NAN, NAN, NAN };
	if (status == STATUS_OK && !(fit->mean >= 0 && fit->mean <= 1 &&
	    fit->precision > 0))
		status = STATUS_DOMAIN;
	if (status != STATUS_OK)
		return status;
	if (isinf(fit->precision))
		return proportion_wilson(pooled.k, pooled.n, level, out);
	out->rate = a / (a + b);
	out->low = beta_low((1 - level) / 2, a, b);
	out->high = beta_high((1 - level) / 2, a, b);
	return STATUS_OK;
}

/* Where P(X <= x), joined by lines between whole x, meets tail. */
static double
interpolated(double tail, double n, double rate)
{
	double x = qbinom(tail, n, rate, 1, 0);
	double here = pbinom(x, n, rate, 1, 0);
	double before = x > 0 ? pbinom(x - 1, n, rate, 1, 0) : 0;

	return here > before ? x - (here - tail) / (here - before) : x;
}

enum status
control_limits(double rate, uint64_t n, double level,
    struct control_limits *out)
{
	*out = (struct control_limits){ NAN, NAN };
	if (!(rate >= 0 && rate <= 1) || !(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (n > COUNT_MAX)
		return STATUS_LIMIT;
	if (n == 0)
		return STATUS_TOO_FEW;
	double tail = (1 - level) / 2;

	/* Nothing varies at an end. */
	if (rate == 0 || rate == 1) {
		out->low = out->high = rate;
		return STATUS_OK;
	}
	/* Above by symmetry: misses below. */
	out->low = fmax(0, interpolated(tail, n, rate)) / n;
	out->high = 1 - fmax(0, interpolated(tail, n, 1 - rate)) / n;
	return STATUS_OK;
}
