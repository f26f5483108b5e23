/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/interval.h"

#include <math.h>

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/base/root.h"
#include "analytics/rates/beta.h"
#include "analytics/rates/count.h"
#include "analytics/rates/deviance.h"

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

static double
normal_quantile(const struct question *q)
{
	return qnorm(q->tail, 0, 1, 0, 0);
}

/* Half of the deviance of a rate, less what the test allows. */
static double
deviance_excess(double p, const void *context)
{
	const struct question *q = context;
	double z = normal_quantile(q);

	double excess = q->k - q->n * p;

	return deviance_part(q->k, q->n * p, excess) +
	    deviance_part(q->n - q->k, q->n * (1 - p), -excess) - z * z / 2;
}

static void
likelihood_ratio(const struct question *q, struct proportion *out)
{
	double z = normal_quantile(q), rate = q->k / q->n;
	double all_of_one_kind = z * z / 2 / q->n;

	if (q->k == 0)
		*out = (struct proportion){ 0, 0, -expm1(-all_of_one_kind) };
	else if (q->k == q->n)
		*out = (struct proportion){ 1, exp(-all_of_one_kind), 1 };
	else
		*out = (struct proportion){ rate,
			root_between(deviance_excess, q, 0, rate, 0),
			root_between(deviance_excess, q, rate, 1, 0) };
}

static void
arcsine(const struct question *q, struct proportion *out)
{
	double half = normal_quantile(q) / (2 * sqrt(q->n));
	double angle = asin(sqrt((q->k + 0.375) / (q->n + 0.75)));
	double low = sin(fmax(0, angle - half));
	double high = sin(fmin(M_PI_2, angle + half));

	out->low = low * low;
	out->high = high * high;
}

static void
logit(const struct question *q, struct proportion *out)
{
	double misses = q->n - q->k;
	double half = normal_quantile(q) * sqrt(1 / q->k + 1 / misses);
	double odds = q->k / misses;

	if (q->k == 0 || misses == 0)
		return;
	out->low = 1 / (1 + exp(half) / odds);
	out->high = 1 / (1 + exp(-half) / odds);
}

/* The end below; that above is that of the misses. */
static double
wilson_cc_low(double k, double n, double z)
{
	double p = k / n, q = 1 - p;

	if (k == 0)
		return 0;
	return fmax(0, (2 * k + z * z - 1 - z * sqrt(fmax(0, z * z - 2 -
	    1 / n + 4 * p * (n * q + 1)))) / (2 * (n + z * z)));
}

static void
wilson_cc(const struct question *q, struct proportion *out)
{
	double z = normal_quantile(q);

	out->low = wilson_cc_low(q->k, q->n, z);
	out->high = 1 - wilson_cc_low(q->n - q->k, q->n, z);
}

static void
jeffreys_raw(const struct question *q, struct proportion *out)
{
	out->low = beta_low(q->tail, q->k + 0.5, q->n - q->k + 0.5);
	out->high = beta_high(q->tail, q->k + 0.5, q->n - q->k + 0.5);
}

static void
wald_about(const struct question *q, double correction,
    struct proportion *out)
{
	double p = q->k / q->n;
	double half = normal_quantile(q) * sqrt(p * (1 - p) / q->n) +
	    correction;

	out->low = p - half;
	out->high = p + half;
}

static void
wald(const struct question *q, struct proportion *out)
{
	wald_about(q, 0, out);
}

static void
wald_cc(const struct question *q, struct proportion *out)
{
	wald_about(q, 0.5 / q->n, out);
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
		[INTERVAL_LIKELIHOOD] = likelihood_ratio,
		[INTERVAL_ARCSINE] = arcsine,
		[INTERVAL_LOGIT] = logit,
		[INTERVAL_WILSON_CC] = wilson_cc,
		[INTERVAL_JEFFREYS_RAW] = jeffreys_raw,
		[INTERVAL_WALD] = wald,
		[INTERVAL_WALD_CC] = wald_cc,
	};
	struct count count = { k, n };
	struct question q = { k, n, (1 - level) / 2 };

	*out = (struct proportion){ NAN, NAN, NAN };
	if (!(level > 0 && level < 1) || (unsigned)kind > INTERVAL_WALD_CC)
		return STATUS_DOMAIN;
	if (count_status(count) != STATUS_OK)
		return count_status(count);
	if (kind == INTERVAL_WILSON)
		return proportion_wilson(k, n, level, out);

	method[kind](&q, out);
	out->rate = count_rate(count);
	if (kind == INTERVAL_LOGIT && (k == 0 || k == n))
		return STATUS_OK;
	if (isnan(out->low) || isnan(out->high)) {
		*out = (struct proportion){ NAN, NAN, NAN };
		return STATUS_NO_CONVERGENCE;
	}
	/* Its tails leave 0 and 1 out even where nothing else was seen. */
	if (kind == INTERVAL_JEFFREYS_RAW)
		return STATUS_OK;
	out->low = fmax(0, fmin(out->rate, out->low));
	out->high = fmin(1, fmax(out->rate, out->high));
	return STATUS_OK;
}
