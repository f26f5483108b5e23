/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/interval.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/beta.h"
#include "analytics/count.h"
#include "analytics/root.h"

/* A count in doubles, and the probability beyond one end. */
struct question {
	double k, n, tail;
};

static void
clopper_pearson(const struct question *q, struct proportion *out)
{
	/* The ends have closed forms; a zero shape would not return. */
	out->low = q->k == 0 ? 0 : beta_low(q->tail, q->k, q->n - q->k + 1);
	out->high = q->k == q->n ? 1 :
	    beta_high(q->tail, q->k + 1, q->n - q->k);
}

static void
jeffreys(const struct question *q, struct proportion *out)
{
	double a = q->k + 0.5, b = q->n - q->k + 0.5;

	out->low = q->k == 0 ? 0 : beta_low(q->tail, a, b);
	out->high = q->k == q->n ? 1 : beta_high(q->tail, a, b);
}

static void
agresti_coull(const struct question *q, struct proportion *out)
{
	double z = qnorm(q->tail, 0, 1, 0, 0);
	double n = q->n + z * z;
	double centre = (q->k + z * z / 2) / n;
	double half = z * sqrt(centre * (1 - centre) / n);

	out->low = centre - half;
	out->high = centre + half;
}

/* P(X > k) + P(X = k) / 2 for X of n at rate p, less the tail; 0 < k < n. */
static double
mid_tail(double p, const void *context)
{
	const struct question *q = context;

	return (pbeta(p, q->k, q->n - q->k + 1, 1, 0) +
	    pbeta(p, q->k + 1, q->n - q->k, 1, 0)) / 2 - q->tail;
}

static double
mid_p_low(const struct question *q)
{
	if (q->k == 0)
		return 0;
	if (q->k == q->n)
		return exp(log(2 * q->tail) / q->n);
	/* The two tails that mid_tail averages have their roots here. */
	return root_between(mid_tail, q,
	    beta_low(q->tail, q->k, q->n - q->k + 1),
	    beta_low(q->tail, q->k + 1, q->n - q->k), 0);
}

static void
mid_p(const struct question *q, struct proportion *out)
{
	struct question failures = { q->n - q->k, q->n, q->tail };

	out->low = mid_p_low(q);
	/* 1 - exp(x) for all of one kind, where 1 - low would cancel. */
	out->high = q->k == 0 ? -expm1(log(2 * q->tail) / q->n) :
	    1 - mid_p_low(&failures);
}

enum status
proportion_interval(enum interval kind, uint64_t k, uint64_t n,
    double level, struct proportion *out)
{
	static void (*const method[])(const struct question *,
	    struct proportion *) = {
		[INTERVAL_CLOPPER_PEARSON] = clopper_pearson,
		[INTERVAL_JEFFREYS] = jeffreys,
		[INTERVAL_AGRESTI_COULL] = agresti_coull,
		[INTERVAL_MID_P] = mid_p,
	};
	struct count count = { k, n };
	struct question q = { k, n, (1 - level) / 2 };

	*out = (struct proportion){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1) || (unsigned)kind > INTERVAL_MID_P)
		return STATUS_DOMAIN;
	if (count_status(count) != STATUS_OK)
		return count_status(count);
	if (kind == INTERVAL_WILSON)
		return proportion_wilson(k, n, level, out);

	method[kind](&q, out);
	if (isnan(out->low) || isnan(out->high)) {
		*out = (struct proportion){ NAN, NAN, NAN };
		return STATUS_NO_CONVERGENCE;
	}
	out->rate = count_rate(count);
	out->low = fmax(0, fmin(out->rate, out->low));
	out->high = fmin(1, fmax(out->rate, out->high));
	return STATUS_OK;
}
