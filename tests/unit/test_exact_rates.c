/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-sample exact tests; those of R's examples are in test_reference.c. */
#include "analytics/rates/binomial.h"
#include "analytics/rates/poisson.h"
#include "tests/unit/samples.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

static double
chance(double k, double n, double rate)
{
	if (rate == 0 || rate == 1)
		return k == n * rate;
	return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) +
	    k * log(rate) + (n - k) * log1p(-rate));
}

/* Every k of n up to 40 at many rates, by sums over all. */
static void
binomial_is_a_sum(void **state)
{
	static const double rates[] = { 0, 0.001, 0.05, 0.3, 0.5, 0.73, 0.98,
	    1 };

	(void)state;
	for (size_t i = 0; i < LENGTH(rates) * 41; i++)
		for (uint64_t n = i / LENGTH(rates), k = 0; n > 0 && k <= n;
		    k++) {
			double rate = rates[i % LENGTH(rates)], sum = 0;
			double seen = chance(k, n, rate) * (1 + 1e-7), p;

			for (uint64_t x = 0; x <= n; x++) {
				double c = chance(x, n, rate);

				sum += c <= seen ? c : 0;
			}
			assert_int_equal(binomial_test((struct count){ k, n },
			    rate, &p), STATUS_OK);
			assert_near(p, fmin(1, sum), 1e-11);
		}
}

/*
 * A billion and more at once.  At a rate of 1/2 both sides are alike, and
 * the normal curve with its half is right to 1 / n; at 1 in a million it
 * is Poisson's.
 */
static void
billions_take_no_time(void **state)
{
	double p, same;

	(void)state;
	for (uint64_t n = 1000000000; n <= COUNT_MAX / 10; n *= 10) {
		uint64_t off = (uint64_t)sqrt((double)n);
		struct count less = { n / 2 - off, n };

		assert_int_equal(binomial_test(less, 0.5, &p), STATUS_OK);
		binomial_test((struct count){ n / 2 + off, n }, 0.5, &same);
		assert_near(p, same, 1e-9);
		/* R: 2 * pnorm(-(off - .5) / (sqrt(n) / 2)) */
		assert_near(p, erfc(((double)off - 0.5) /
		    (sqrt((double)n) / 2) / sqrt(2)), 1e-6);
		/* Nothing below a mean of 1 is as unlikely as 3. */
		binomial_test((struct count){ 3, n }, 1 / (double)n, &p);
		assert_near(p, 1 - 2.5 * exp(-1), 1e-7);
		binomial_test((struct count){ 0, n }, 0.5, &p);
		assert_true(p == 0);
	}
}

static void
nobody_and_everybody(void **state)
{
	double p;

	(void)state;
	binomial_test((struct count){ 9, 9 }, 0.2, &p);
	assert_near(p, pow(0.2, 9), 1e-13);
	assert_int_equal(binomial_test((struct count){ 0, 0 }, 0.2, &p),
	    STATUS_TOO_FEW);
	assert_nan(p);
	assert_int_equal(binomial_test((struct count){ 2, 1 }, 0.2, &p),
	    STATUS_DOMAIN);
	assert_int_equal(binomial_test((struct count){ 1, 2 }, 1.2, &p),
	    STATUS_DOMAIN);
	assert_int_equal(binomial_test((struct count){ 1, 2 }, NAN, &p),
	    STATUS_DOMAIN);
	assert_int_equal(binomial_test((struct count){ 1, UINT64_MAX }, 0.2,
	    &p), STATUS_LIMIT);
	assert_nan(p);
}

/* P(X <= k) of a Poisson number. */
static double
poisson_up_to(uint64_t k, double mean)
{
	double sum = 0;

	for (uint64_t x = 0; x <= k; x++)
		sum += exp((double)x * log(mean) - mean -
		    lgamma((double)x + 1));
	return sum;
}

/* Each end leaves half of alpha: Poisson's tails at it, by sums. */
static void
poisson_ends_leave_their_tails(void **state)
{
	struct effect out;

	(void)state;
	/* R: poisson.test(137, 24.19893)$conf.int */
	assert_int_equal(poisson_rate((struct exposed){ 137, 24.19893 }, 0.95,
	    &out), STATUS_OK);
	assert_near(out.low, 4.75312480484875, 1e-12);
	assert_near(out.high, 6.69270933417607, 1e-12);
	assert_int_equal(poisson_rate((struct exposed){ 0, 4 }, 0.95, &out),
	    STATUS_OK);
	assert_true(out.estimate == 0 && out.low == 0);
	assert_near(out.high, -log(0.025) / 4, 1e-12);
	for (uint64_t k = 1; k < 60; k += 7) {
		poisson_rate((struct exposed){ k, 4 }, 0.95, &out);
		assert_near(out.estimate, k / 4., 1e-15);
		assert_near(1 - poisson_up_to(k - 1, 4 * out.low), 0.025,
		    1e-10);
		assert_near(poisson_up_to(k, 4 * out.high), 0.025, 1e-10);
	}
	/* A billion: nearly sqrt(k) (1.96), R: qnorm(.975). */
	for (uint64_t k = 1000000000; k < COUNT_MAX; k *= 10) {
		double sd = sqrt((double)k);

		assert_int_equal(poisson_rate((struct exposed){ k, 1 }, 0.95,
		    &out), STATUS_OK);
		assert_near((out.high - (double)k) / sd, 1.959963984540054,
		    1e-3);
		assert_near(((double)k - out.low) / sd, 1.959963984540054,
		    1e-3);
	}
}

/* Ends of a ratio: the binomial's tails at T1 r / (T1 r + T2). */
static void
ratios_turn_over(void **state)
{
	static const struct exposed rows[] = { { 0, 2 }, { 1, 3.5 },
	    { 7, 1 }, { 1000000000, 1e8 }, { 3, 1e9 } };

	(void)state;
	for (size_t i = 0; i < LENGTH(rows) * LENGTH(rows); i++) {
		struct exposed a = rows[i / LENGTH(rows)];
		struct exposed b = rows[i % LENGTH(rows)];
		struct effect out, back;
		double p, same;
		enum status status = poisson_ratio(a, b, 0.95, &out, &p);

		assert_int_equal(status, a.events + b.events ? STATUS_OK :
		    STATUS_TOO_FEW);
		if (status != STATUS_OK) {
			assert_nan(out.estimate);
			assert_nan(p);
			continue;
		}
		poisson_ratio(b, a, 0.95, &back, &same);
		if (p > 0 && p < 1)
			assert_near(p, same, 1e-12);
		if (b.events) {
			assert_near(out.estimate, a.events / a.exposure /
			    (b.events / b.exposure), 1e-14);
			double x = out.high * a.exposure / b.exposure;
			assert_near(pbinom((double)a.events, (double)(a.events
			    + b.events), x / (1 + x), 1, 0), 0.025, 1e-4);
			assert_near(1 / out.high, back.low, 1e-12);
		} else {
			assert_true(isinf(out.estimate) && isinf(out.high));
		}
		assert_true(a.events > 0 || (out.estimate == 0 &&
		    out.low == 0));
	}
}

static void
no_exposure(void **state)
{
	struct effect out;
	double p;

	(void)state;
	assert_int_equal(poisson_rate((struct exposed){ 1, 0 }, 0.95, &out),
	    STATUS_TOO_FEW);
	assert_nan(out.high);
	assert_int_equal(poisson_rate((struct exposed){ 1, -1 }, 0.95, &out),
	    STATUS_DOMAIN);
	assert_int_equal(poisson_rate((struct exposed){ 1, 1 }, 95, &out),
	    STATUS_DOMAIN);
	assert_int_equal(poisson_rate((struct exposed){ 1, INFINITY }, 0.95,
	    &out), STATUS_DOMAIN);
	assert_int_equal(poisson_rate((struct exposed){ UINT64_MAX, 1 }, 0.95,
	    &out), STATUS_LIMIT);
	assert_int_equal(poisson_ratio((struct exposed){ 1, 0 },
	    (struct exposed){ 1, 1 }, 0.95, &out, &p), STATUS_TOO_FEW);
	assert_int_equal(poisson_ratio((struct exposed){ 1, 1 },
	    (struct exposed){ 1, 1 }, 95, &out, &p), STATUS_DOMAIN);
	assert_nan(out.low);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(binomial_is_a_sum),
		cmocka_unit_test(billions_take_no_time),
		cmocka_unit_test(nobody_and_everybody),
		cmocka_unit_test(poisson_ends_leave_their_tails),
		cmocka_unit_test(ratios_turn_over),
		cmocka_unit_test(no_exposure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
