/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/hall.h"

#include "tests/unit/samples.h"

/* Hall's transformation as it is written, of t = (estimate - end) / error. */
static double
forward(double a, double t)
{
	return t + a * t * t / 3 + a * a * t * t * t / 27 + a / 6;
}

/* R 4.2.2: qt(.975, n - 1) of the samples below. */
#define T10 2.262157162798205
#define T4 3.182446305284263

static const double skewed[] = { 1, 1, 2, 2, 3, 4, 5, 9, 20, 53 };

/* Both ends of a mean are where its t, without the skew, is Student's. */
static void
means_have_their_skew_taken_out(void **state)
{
	struct sample sample = { skewed, 10 };
	double squares = 0, cubes = 0;
	struct mean mean;

	(void)state;
	/* The mean is 10. */
	for (size_t i = 0; i < 10; i++) {
		squares += pow(skewed[i] - 10, 2);
		cubes += pow(skewed[i] - 10, 3);
	}
	double error = sqrt(squares / 9 / 10);
	double g1 = cubes / 10 / pow(squares / 10, 1.5) * sqrt(90) / 8;
	double a = g1 / sqrt(10);

	assert_int_equal(hall_mean(sample, 0.95, &mean), STATUS_OK);
	assert_near(mean.mean, 10, 1e-15);
	assert_near(forward(a, (10 - mean.low) / error), T10, 1e-9);
	assert_near(forward(a, (10 - mean.high) / error), -T10, 1e-9);
	assert_true(mean.high - 10 > 10 - mean.low && mean.low > 0);
}

/* Four of 1: the error is 2, the skewness 4 / 8. */
static void
sums_of_ones_are_skewed_as_counts_are(void **state)
{
	static const double ones[] = { 1, 1, 1, 1 };
	struct sum sum;

	(void)state;
	assert_int_equal(hall_sum((struct sample){ ones, 4 }, 0.95, &sum),
	    STATUS_OK);
	assert_near(sum.sum, 4, 1e-15);
	assert_near(forward(0.5, (4 - sum.high) / 2), -T4, 1e-9);
	/* At 3.18 it would be below 0. */
	assert_true(forward(0.5, 2) < T4 && sum.low == 0);
}

/* No amount is below 0, so no mean of them is; a balance may be. */
static void
amounts_are_cut_at_nothing(void **state)
{
	static const double few[] = { 0, 0, 1 }, both[] = { -5, 0, 1 };
	struct mean mean;
	struct sum sum;

	(void)state;
	hall_mean((struct sample){ few, 3 }, 0.95, &mean);
	assert_true(mean.low == 0 && mean.high > 1 / 3.);
	hall_sum((struct sample){ few, 3 }, 0.95, &sum);
	assert_true(sum.low == 0 && sum.high > 1);
	hall_mean((struct sample){ both, 3 }, 0.95, &mean);
	assert_true(mean.low < -4 / 3.);
}

/* Without skew Student's: 1 to 10. */
static void
even_numbers_have_students(void **state)
{
	static const double even[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	struct mean mean, student;

	(void)state;
	hall_mean((struct sample){ even, 10 }, 0.95, &mean);
	mean_interval((struct sample){ even, 10 }, 0.95, &student);
	assert_near(mean.low, student.low, 1e-12);
	assert_near(mean.high, student.high, 1e-12);
}

static void
one_value_has_no_ends(void **state)
{
	static const double one[] = { 7 }, equal[] = { 3, 3, 3 };
	struct mean mean;
	struct sum sum;

	(void)state;
	assert_int_equal(hall_mean((struct sample){ one, 1 }, 0.95, &mean),
	    STATUS_OK);
	assert_nan(mean.low);
	assert_int_equal(hall_sum((struct sample){ one, 1 }, 0.95, &sum),
	    STATUS_OK);
	assert_true(sum.sum == 7);
	assert_nan(sum.high);
	hall_mean((struct sample){ equal, 3 }, 0.95, &mean);
	assert_nan(mean.high);
	assert_int_equal(hall_sum((struct sample){ one, 0 }, 0.95, &sum),
	    STATUS_TOO_FEW);
	assert_int_equal(hall_mean((struct sample){ equal, 3 }, 1, &mean),
	    STATUS_DOMAIN);
	assert_nan(mean.mean);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(means_have_their_skew_taken_out),
		cmocka_unit_test(sums_of_ones_are_skewed_as_counts_are),
		cmocka_unit_test(amounts_are_cut_at_nothing),
		cmocka_unit_test(even_numbers_have_students),
		cmocka_unit_test(one_value_has_no_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
