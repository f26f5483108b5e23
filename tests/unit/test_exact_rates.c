/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-sample exact tests; those of R's examples are in test_reference.c. */
#include "analytics/rates/binomial.h"
#include "analytics/rates/fisher.h"
#include "analytics/rates/poisson.h"
#include "tests/unit/samples.h"

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
			double rate = rates[i % LENGTH(rates)], sum[3] = { 0 };
			double seen = chance(k, n, rate) * (1 + 1e-7), p;

			for (uint64_t x = 0; x <= n; x++) {
				double c = chance(x, n, rate);

				sum[0] += c <= seen ? c : 0;
				sum[1] += x <= k ? c : 0;
				sum[2] += x >= k ? c : 0;
			}
			for (int a = 0; a < 3; a++) {
				assert_int_equal(binomial_test((struct count){
				    k, n }, rate, (enum alternative)a, &p),
				    STATUS_OK);
				assert_near(p, fmin(1, sum[a]), 1e-11);
			}
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

		assert_int_equal(binomial_test(less, 0.5,
		    ALTERNATIVE_DIFFERENT, &p), STATUS_OK);
		binomial_test((struct count){ n / 2 + off, n }, 0.5,
		    ALTERNATIVE_DIFFERENT, &same);
		assert_near(p, same, 1e-9);
		/* R: 2 * pnorm(-(off - .5) / (sqrt(n) / 2)) */
		assert_near(p, erfc(((double)off - 0.5) /
		    (sqrt((double)n) / 2) / sqrt(2)), 1e-6);
		binomial_test((struct count){ 3, n }, 1 / (double)n,
		    ALTERNATIVE_GREATER, &p);
		/* 1 - 2.5 / e */
		assert_near(p, 1 - 2.5 * exp(-1), 1e-7);
		binomial_test((struct count){ 0, n }, 0.5,
		    ALTERNATIVE_DIFFERENT, &p);
		assert_true(p == 0);
	}
}

static void
nobody_and_everybody(void **state)
{
	struct proportion rate;
	double p;

	(void)state;
	binomial_test((struct count){ 0, 9 }, 0.2, ALTERNATIVE_LESS, &p);
	assert_near(p, pow(0.8, 9), 1e-13);
	binomial_test((struct count){ 9, 9 }, 0.2, ALTERNATIVE_DIFFERENT,
	    &p);
	assert_near(p, pow(0.2, 9), 1e-13);
	binomial_interval((struct count){ 0, 9 }, ALTERNATIVE_LESS, 0.95,
	    &rate);
	assert_true(rate.rate == 0 && rate.low == 0);
	assert_near(rate.high, 1 - pow(0.05, 1 / 9.), 1e-12);
	binomial_interval((struct count){ 9, 9 }, ALTERNATIVE_GREATER, 0.95,
	    &rate);
	assert_true(rate.rate == 1 && rate.high == 1);
	assert_near(rate.low, pow(0.05, 1 / 9.), 1e-12);
	assert_int_equal(binomial_test((struct count){ 0, 0 }, 0.2,
	    ALTERNATIVE_LESS, &p), STATUS_TOO_FEW);
	assert_nan(p);
	assert_int_equal(binomial_test((struct count){ 2, 1 }, 0.2,
	    ALTERNATIVE_LESS, &p), STATUS_DOMAIN);
	assert_int_equal(binomial_test((struct count){ 1, 2 }, 1.2,
	    ALTERNATIVE_LESS, &p), STATUS_DOMAIN);
	assert_int_equal(binomial_test((struct count){ 1, 2 }, NAN,
	    ALTERNATIVE_LESS, &p), STATUS_DOMAIN);
	assert_int_equal(binomial_test((struct count){ 1, UINT64_MAX }, 0.2,
	    ALTERNATIVE_LESS, &p), STATUS_LIMIT);
	assert_nan(p);
	assert_int_equal(binomial_interval((struct count){ 1, 2 },
	    ALTERNATIVE_LESS, 0.5, &rate), STATUS_DOMAIN);
	assert_nan(rate.high);
}

static double
poisson_chance(double x, double mean)
{
	return mean == 0 ? x == 0 : exp(x * log(mean) - mean - lgamma(x + 1));
}

static void
poisson_is_a_sum(void **state)
{
	static const double means[] = { 0, 1e-5, 0.3, 1, 2.5, 7, 12.345 };

	(void)state;
	for (size_t i = 0; i < LENGTH(means) * 40; i++) {
		double mean = means[i % LENGTH(means)], sum[3] = { 0 };
		uint64_t k = i / LENGTH(means);
		double seen = poisson_chance(k, mean) * (1 + 1e-7), p;

		for (uint64_t x = 0; x <= 300; x++) {
			double c = poisson_chance(x, mean);

			sum[0] += c <= seen ? c : 0;
			sum[1] += x <= k ? c : 0;
			sum[2] += x >= k ? c : 0;
		}
		for (int a = 0; a < 3; a++) {
			assert_int_equal(poisson_test((struct exposed){ k,
			    2.5 }, mean / 2.5, (enum alternative)a, &p),
			    STATUS_OK);
			assert_near(p, fmin(1, sum[a]), 1e-11);
		}
	}
}

/* Each end leaves half of alpha: Poisson's tails at it, by sums. */
static void
poisson_ends_leave_their_tails(void **state)
{
	struct effect out;
	double p;

	(void)state;
	assert_int_equal(poisson_rate((struct exposed){ 0, 4 }, 0.95, &out),
	    STATUS_OK);
	assert_true(out.estimate == 0 && out.low == 0);
	assert_near(out.high, -log(0.025) / 4, 1e-12);
	for (uint64_t k = 1; k < 60; k += 7) {
		poisson_rate((struct exposed){ k, 4 }, 0.95, &out);
		assert_near(out.estimate, k / 4., 1e-15);
		poisson_test((struct exposed){ k, 4 }, out.low,
		    ALTERNATIVE_GREATER, &p);
		assert_near(p, 0.025, 1e-10);
		poisson_test((struct exposed){ k, 4 }, out.high,
		    ALTERNATIVE_LESS, &p);
		assert_near(p, 0.025, 1e-10);
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
		assert_int_equal(poisson_test((struct exposed){ k, 1 },
		    (double)k + 2 * sd, ALTERNATIVE_DIFFERENT, &p),
		    STATUS_OK);
		assert_near(p, erfc(2 / sqrt(2)), 1e-3);
	}
}

/* Doubles skip numbers beyond 2^53: the search for the other end ends. */
static void
far_ends_are_found(void **state)
{
	double most = (double)COUNT_MAX, p;

	(void)state;
	for (double share = 1; share > 0.4; share -= 0.1) {
		assert_int_equal(poisson_test((struct exposed){
		    (uint64_t)(most * share), 1 }, most * 0.7,
		    ALTERNATIVE_DIFFERENT, &p), STATUS_OK);
		assert_true(p >= 0 && p <= 1);
		assert_int_equal(poisson_test((struct exposed){
		    (uint64_t)(most * share), 1 }, most,
		    ALTERNATIVE_DIFFERENT, &p), STATUS_OK);
		assert_true(share == 1 ? p == 1 : p == 0);
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
			binomial_test((struct count){ a.events, a.events +
			    b.events }, x / (1 + x), ALTERNATIVE_LESS, &p);
			assert_near(p, 0.025, 1e-4);
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
	assert_int_equal(poisson_test((struct exposed){ 1, INFINITY }, 1,
	    ALTERNATIVE_LESS, &p), STATUS_DOMAIN);
	assert_int_equal(poisson_test((struct exposed){ 1, 1 }, -1,
	    ALTERNATIVE_LESS, &p), STATUS_DOMAIN);
	assert_int_equal(poisson_test((struct exposed){ 1, 1 }, 1e300,
	    ALTERNATIVE_LESS, &p), STATUS_LIMIT);
	assert_int_equal(poisson_test((struct exposed){ UINT64_MAX, 1 }, 1,
	    ALTERNATIVE_LESS, &p), STATUS_LIMIT);
	assert_nan(p);
	assert_int_equal(poisson_ratio((struct exposed){ 1, 0 },
	    (struct exposed){ 1, 1 }, 0.95, &out, &p), STATUS_TOO_FEW);
	assert_int_equal(poisson_ratio((struct exposed){ 1, 1 },
	    (struct exposed){ 1, 1 }, 95, &out, &p), STATUS_DOMAIN);
	assert_nan(out.low);
}

/* The two sides of Fisher's test share what was seen; far tails keep. */
static void
fishers_sides_add_up(void **state)
{
	double less, greater, p;

	(void)state;
	for (uint64_t k = 0; k <= 12; k++) {
		struct count first = { k, 20 }, second = { 12 - k, 15 };
		/* C(20, k) C(15, 12 - k) / C(35, 12) */
		double own = exp(lgamma(21) - lgamma(k + 1.) - lgamma(21. - k)
		    + lgamma(16) - lgamma(13. - k) - lgamma(k + 4.) -
		    lgamma(36) + lgamma(13) + lgamma(24));

		assert_int_equal(fisher_p_one_sided(first, second,
		    ALTERNATIVE_LESS, &less), STATUS_OK);
		assert_int_equal(fisher_p_one_sided(first, second,
		    ALTERNATIVE_GREATER, &greater), STATUS_OK);
		assert_near(less + greater, 1 + own, 1e-12);
	}
	/* 20 of 1,000 and none of a million: C(1000, 20) / C(1001000, 20). */
	double all = 1;
	for (int i = 0; i < 20; i++)
		all *= (1000. - i) / (1001000. - i);
	fisher_p_one_sided((struct count){ 20, 1000 }, (struct count){ 0,
	    1000000 }, ALTERNATIVE_GREATER, &p);
	assert_near(p, all, 1e-10);
	fisher_p_one_sided((struct count){ 20, 1000 }, (struct count){ 0,
	    1000000 }, ALTERNATIVE_LESS, &p);
	assert_true(p == 1);
	fisher_p_one_sided((struct count){ 20, 1000 }, (struct count){ 0,
	    1000000 }, ALTERNATIVE_DIFFERENT, &p);
	assert_near(p, all, 1e-10);
	assert_int_equal(fisher_p_one_sided((struct count){ 0, 0 },
	    (struct count){ 1, 2 }, ALTERNATIVE_LESS, &p), STATUS_TOO_FEW);
	assert_nan(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(binomial_is_a_sum),
		cmocka_unit_test(billions_take_no_time),
		cmocka_unit_test(nobody_and_everybody),
		cmocka_unit_test(poisson_is_a_sum),
		cmocka_unit_test(poisson_ends_leave_their_tails),
		cmocka_unit_test(far_ends_are_found),
		cmocka_unit_test(ratios_turn_over),
		cmocka_unit_test(no_exposure),
		cmocka_unit_test(fishers_sides_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
