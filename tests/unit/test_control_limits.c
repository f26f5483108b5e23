/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/control_limits.h"

#include <stdbool.h>

#include "tests/unit/near.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])

/*
 * By adding up the binomial: the exact one-sided p of a group at or beyond
 * a limit is at most half of 1 - level, and one entity inside it is more.
 */
static void
limits_leave_half_on_either_side(void **state)
{
	static const double rates[] = { 0.01, 0.3, 0.5, 0.97 };
	static const uint64_t sizes[] = { 1, 5, 40, 1000 };
	struct control_limits limits, mirror;

	(void)state;
	for (size_t i = 0; i < 16; i++) {
		double rate = rates[i / 4], below = 0;
		uint64_t n = sizes[i % 4];

		assert_int_equal(control_limits(rate, n, 0.95, &limits),
		    STATUS_OK);
		assert_true(limits.low <= rate && rate <= limits.high);
		for (uint64_t k = 0; k <= n; k++) {
			double at = exp(lgamma(n + 1) - lgamma(k + 1) -
			    lgamma(n - k + 1) + k * log(rate) +
			    (n - k) * log1p(-rate));
			double p = fmin(below + at, 1 - below);
			bool out = k < limits.low * n - 1e-9 ||
			    k > limits.high * n + 1e-9;
			bool in = k > limits.low * n + 1e-9 &&
			    k < limits.high * n - 1e-9;

			if (out)
				assert_true(p <= 0.025 + 1e-9);
			if (in)
				assert_true(p >= 0.025 - 1e-9);
			below += at;
		}
		control_limits(1 - rate, n, 0.95, &mirror);
		assert_true(fabs(mirror.low - (1 - limits.high)) < 1e-12);
	}
}

/* 4e15 entities: the normal curve; nothing hangs. */
static void
limits_of_many(void **state)
{
	static const double sizes[] = { 1e6, 1e9, 4e15 };
	struct control_limits limits;

	(void)state;
	for (size_t i = 0; i < LENGTH(sizes); i++) {
		double sd = sqrt(0.21 / sizes[i]);

		assert_int_equal(control_limits(0.3, (uint64_t)sizes[i],
		    0.998, &limits), STATUS_OK);
		/* R: qnorm(.999); the rest is the binomial's skew. */
		assert_near(0.3 - limits.low, 3.090232306167813 * sd, 1e-2);
		assert_near(limits.high - 0.3, 3.090232306167813 * sd, 1e-2);
	}
}

/* What lies below and above, by sums of the probabilities themselves. */
static void
counts_vary_as_they_are_told(void **state)
{
	static const double spread[] = { 1, 1.5, 4 };
	struct control_limits limits;

	(void)state;
	for (size_t i = 0; i < LENGTH(spread); i++) {
		double mean = 7, d = spread[i], size = mean / (d - 1);
		double below = 0;

		assert_int_equal(control_counts_between(mean, d, .01,
		    &limits), STATUS_OK);
		for (int k = 0; k < 60; k++) {
			double p = d > 1 ? exp(lgamma(k + size) -
			    lgamma(k + 1) - lgamma(size) - size * log(d) +
			    k * log(1 - 1 / d)) : exp(k * log(mean) - mean -
			    lgamma(k + 1));

			if (k < limits.low - 1e-9)
				assert_true(below + p <= .01 + 1e-9);
			if (k > limits.high + 1)
				assert_true(1 - below <= .01 + 1e-9);
			below += p;
			assert_near(control_count_chance(k, mean, d, true),
			    below, 1e-9);
		}
	}
	assert_near(control_count_chance(-1, 7, 1, false), 1, 0);
	assert_int_equal(control_counts_between(0, 1, .01, &limits),
	    STATUS_DOMAIN);
	assert_nan(limits.high);
}

static void
what_has_no_limits(void **state)
{
	struct control_limits limits;

	(void)state;
	assert_int_equal(control_limits(0.5, 0, 0.95, &limits),
	    STATUS_TOO_FEW);
	assert_int_equal(control_limits(1.5, 5, 0.95, &limits),
	    STATUS_DOMAIN);
	assert_nan(limits.low);
	assert_int_equal(control_limits(1, 5, 0.95, &limits), STATUS_OK);
	assert_true(limits.low == 1 && limits.high == 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_leave_half_on_either_side),
		cmocka_unit_test(limits_of_many),
		cmocka_unit_test(counts_vary_as_they_are_told),
		cmocka_unit_test(what_has_no_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
