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

/* Of the distances to a mean that is itself rounded, hence the second. */
static double
squares_of(struct sample sample, double mean)
{
	struct total squares = { 0, 0 }, rest = { 0, 0 };

	for (size_t i = 0; i < sample.n; i++) {
		double distance = sample.values[i] - mean;

		add(&squares, distance * distance);
		add(&rest, distance);
	}
	double left = rest.sum + rest.lost;
	double sum = squares.sum + squares.lost -
	    left * left / (double)sample.n;
	/* fmax() would hide the NaN of an overflow. */
	return sum < 0 ? 0 : sum;
}

enum status
moments(struct sample sample, struct moments *out)
{
	const struct moments none = { 0, NAN, NAN, NAN, NAN };

	*out = none;
	if (sample.n == 0)
		return STATUS_TOO_FEW;
	out->n = sample.n;
	out->sum = sum_of(sample);
	out->mean = out->sum / (double)sample.n;
	out->squares = 0;
	/* Three times 0.1 over 3 need not be 0.1. */
	if (sample_is_constant(sample))
		out->mean = sample.values[0];
	else
		out->squares = squares_of(sample, out->mean);
	if (sample.n > 1)
		out->variance = out->squares / (double)(sample.n - 1);
	if (!isfinite(out->sum) || !isfinite(out->squares)) {
		*out = none;
		return STATUS_LIMIT;
	}
	return STATUS_OK;
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

enum status
sum_interval(struct sample sample, double level, struct sum *out)
{
	struct moments m;
	enum status status = moments(sample, &m);

	*out = (struct sum){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1))
		return STATUS_DOMAIN;
	if (status != STATUS_OK)
		return status;
	double half = qnorm((1 - level) / 2, 0, 1, 0, 0) *
	    sqrt(m.squares + (double)m.n * m.mean * m.mean);

	*out = (struct sum){ m.sum, m.sum - half, m.sum + half };
	return STATUS_OK;
}
