/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/moments.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

/* A sum, and beside it what rounding took from it. */
struct total {
	double sum, lost;
};

static inline void
add(struct total *total, double value)
{
	double sum = total->sum + value;

	if (fabs(total->sum) >= fabs(value))
		total->lost += (total->sum - sum) + value;
	else
		total->lost += (value - sum) + total->sum;
	total->sum = sum;
}

static double
sum_of(struct sample sample)
{
	struct total total = { 0, 0 };

	for (size_t i = 0; i < sample.n; i++)
		add(&total, sample.values[i]);
	return total.sum + total.lost;
}

/* Of the distances to a mean that is itself rounded, hence the rest. */
static void
add_squares(struct sample sample, struct moments *out)
{
	struct total squares = { 0, 0 }, rest = { 0, 0 };

	for (size_t i = 0; i < sample.n; i++) {
		double distance = sample.values[i] - out->mean;

		add(&squares, distance * distance);
		add(&rest, distance);
	}
	out->rest = rest.sum + rest.lost;
	double sum = squares.sum + squares.lost -
	    out->rest * out->rest / (double)sample.n;
	/* fmax() would hide the NaN of an overflow. */
	out->squares = sum < 0 ? 0 : sum;
}

static const struct moments none = { 0, NAN, NAN, NAN, NAN, NAN };

/* What follows from the squares; none of it where a sum is too large. */
static enum status
finish(struct moments *out)
{
	out->variance = out->n > 1 ? out->squares / (double)(out->n - 1) :
	    NAN;
	if (isfinite(out->sum) && isfinite(out->squares))
		return STATUS_OK;
	*out = none;
	return STATUS_LIMIT;
}

enum status
moments(struct sample sample, struct moments *out)
{
	*out = none;
	if (sample.n == 0)
		return STATUS_TOO_FEW;
	out->n = sample.n;
	out->sum = sum_of(sample);
	out->mean = out->sum / (double)sample.n;
	out->squares = out->rest = 0;
	/* Three times 0.1 over 3 need not be 0.1. */
	if (sample_is_constant(sample))
		out->mean = sample.values[0];
	else
		add_squares(sample, out);
	return finish(out);
}

/* Whether the others are all one value, and then it. */
static bool
are_constant(const struct moments *groups, size_t n, size_t but,
    double *value)
{
	*value = NAN;
	for (size_t i = 0; i < n; i++) {
		if (i == but || groups[i].n == 0)
			continue;
		if (groups[i].squares != 0 ||
		    (!isnan(*value) && groups[i].mean != *value))
			return false;
		*value = groups[i].mean;
	}
	return true;
}

/* Inside the groups, and of their means around that of all. */
static double
squares_of_others(const struct moments *groups, size_t n, size_t but,
    const struct moments *all)
{
	struct total squares = { 0, 0 }, rest = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		const struct moments *g = &groups[i];

		if (i == but || g->n == 0)
			continue;
		double distance = g->mean - all->mean + g->rest /
		    (double)g->n;

		add(&squares, g->squares);
		add(&squares, (double)g->n * distance * distance);
		add(&rest, (double)g->n * distance);
	}
	double left = rest.sum + rest.lost;
	double sum = squares.sum + squares.lost - left * left /
	    (double)all->n;

	return sum < 0 ? 0 : sum;
}

enum status
moments_of_others(const struct moments *groups, size_t n, size_t but,
    struct moments *out)
{
	struct total sum = { 0, 0 };
	size_t values = 0;

	*out = none;
	for (size_t i = 0; i < n; i++) {
		if (i == but || groups[i].n == 0)
			continue;
		add(&sum, groups[i].sum);
		values += groups[i].n;
	}
	if (values == 0)
		return STATUS_TOO_FEW;
	*out = (struct moments){ .n = values, .sum = sum.sum + sum.lost };
	if (are_constant(groups, n, but, &out->mean))
		return finish(out);
	out->mean = out->sum / (double)values;
	out->squares = squares_of_others(groups, n, but, out);
	return finish(out);
}

enum status
mean_interval(struct sample sample, double level, struct mean *out)
{
	struct moments m;

	*out = (struct mean){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	enum status status = moments(sample, &m);
	if (status != STATUS_OK)
		return status;
	out->mean = m.mean;
	if (sample_is_constant(sample))
		return STATUS_OK;
	double half = qt((1 - level) / 2, (double)(m.n - 1), 0, 0) *
	    sqrt(m.variance / (double)m.n);
	out->low = m.mean - half;
	out->high = m.mean + half;
	return STATUS_OK;
}
