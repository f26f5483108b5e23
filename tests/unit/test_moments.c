/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/moments.h"

#include <float.h>

#include "tests/unit/samples.h"

/* R 4.2.2: sum, mean, var, t.test(x, conf.level = level)$conf.int. */
static const struct {
	const double *values;
	size_t n;
	double level, sum, mean, variance, low, high;
} known[] = {
	{ cars_dist, 50, 0.95, 2149, 42.98, 664.060816326531,
	    35.6564239486838, 50.3035760513162 },
	{ cars_dist, 50, 0.90, 2149, 42.98, 664.060816326531,
	    36.8700779930381, 49.0899220069619 },
	{ ozone, 116, 0.95, 4887, 42.1293103448276, 1088.20052473763,
	    36.0623975620761, 48.1962231275791 },
	{ ozone, 116, 0.90, 4887, 42.1293103448276, 1088.20052473763,
	    37.0504592503295, 47.2081614393257 },
	{ sleep_extra, 10, 0.95, 7.5, 0.75, 3.20055555555556,
	    -0.529780413526232, 2.02978041352623 },
	{ sleep_extra, 10, 0.90, 7.5, 0.75, 3.20055555555556,
	    -0.287055278729259, 1.78705527872926 },
	/* By hand: mean 1e9 + 10, squares 36 + 9 + 9 + 36. */
	{ far_from_zero, 4, 0.95, 4000000040, 1000000010, 30,
	    1000000001.28451, 1000000018.71549 },
};

static void
moments_are_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		struct sample sample = sample_of(known[i].values, known[i].n);
		struct moments m;
		struct mean mean;

		assert_int_equal(moments(sample, &m), STATUS_OK);
		assert_int_equal(m.n, known[i].n);
		assert_near(m.sum, known[i].sum, 1e-14);
		assert_near(m.mean, known[i].mean, 1e-14);
		assert_near(m.variance, known[i].variance, 1e-13);
		assert_near(m.squares, m.variance * (double)(m.n - 1),
		    1e-14);
		assert_int_equal(mean_interval(sample, known[i].level, &mean),
		    STATUS_OK);
		assert_near(mean.mean, known[i].mean, 1e-14);
		assert_near(mean.low, known[i].low, 1e-12);
		assert_near(mean.high, known[i].high, 1e-12);
		sample_free(sample);
	}
}

/*
 * Of 0, 1, ... n - 1: sum n (n - 1) / 2, variance n (n + 1) / 12.  Moved
 * by 2^40, the variance is the same.
 */
static void
whole_numbers_have_a_closed_form(void **state)
{
	size_t n = 1000000;
	double *values = malloc(n * sizeof *values), at = 0x1p40;
	struct sample sample;
	struct moments m;

	(void)state;
	assert_non_null(values);
	for (size_t moved = 0; moved < 2; moved++) {
		for (size_t i = 0; i < n; i++)
			values[i] = (moved ? at : 0) + (double)(n - 1 - i);
		sample_sort(values, n, &sample);
		assert_int_equal(moments(sample, &m), STATUS_OK);
		assert_near(m.sum, 499999500000. + (moved ? 1e6 * at : 0),
		    1e-15);
		assert_near(m.variance, 1e6 * (1e6 + 1) / 12, 1e-15);
	}
	free(values);
}

/* What is lost beside 1e16 comes back: the sum is 1 + 2^-1 in the end. */
static void
sums_keep_what_rounding_takes(void **state)
{
	const double values[] = { 1e16, 1, -1e16, 0.5 };
	struct sample sample = SAMPLE(values);
	struct moments m;

	(void)state;
	assert_int_equal(moments(sample, &m), STATUS_OK);
	assert_true(m.sum == 1.5 && m.mean == 0.375);
	sample_free(sample);
}

/*
 * The mean, 1e16 + 8 / 3, has no double near it; the squares about it are
 * (64 + 4 + 100) / 9 all the same.
 */
static void
a_rounded_mean_costs_nothing(void **state)
{
	const double values[] = { 1e16, 1e16 + 2, 1e16 + 6 };
	struct sample sample = SAMPLE(values);
	struct moments m;

	(void)state;
	assert_int_equal(moments(sample, &m), STATUS_OK);
	assert_near(m.squares, 168. / 9, 1e-15);
	sample_free(sample);
}

static void
order_of_input_never_matters(void **state)
{
	double values[300];
	struct moments first = { 0 }, m;

	(void)state;
	for (size_t i = 0; i < LENGTH(values); i++)
		values[i] = (draw(2001) - 1000.) * 0.01 * pow(10, draw(9));
	for (size_t turn = 0; turn < 50; turn++) {
		struct sample sample = SAMPLE(values);

		assert_int_equal(moments(sample, &m), STATUS_OK);
		if (turn == 0)
			first = m;
		assert_memory_equal(&m, &first, sizeof m);
		sample_free(sample);
		for (size_t i = LENGTH(values) - 1; i > 0; i--) {
			size_t j = draw((unsigned)i + 1);
			double kept = values[i];

			values[i] = values[j];
			values[j] = kept;
		}
	}
}

static void
no_spread_gives_no_interval(void **state)
{
	const double tenths[] = { 0.1, 0.1, 0.1 };
	struct sample sample = SAMPLE(tenths), one = { tenths, 1 };
	struct moments m;
	struct mean mean;

	(void)state;
	assert_int_equal(moments(sample, &m), STATUS_OK);
	assert_true(m.mean == 0.1 && m.variance == 0 && m.squares == 0);
	assert_int_equal(mean_interval(sample, 0.95, &mean), STATUS_OK);
	assert_true(mean.mean == 0.1);
	assert_nan(mean.low);
	assert_nan(mean.high);
	assert_int_equal(moments(one, &m), STATUS_OK);
	assert_true(m.n == 1 && m.sum == 0.1 && m.squares == 0);
	assert_nan(m.variance);
	assert_int_equal(mean_interval(one, 0.95, &mean), STATUS_OK);
	assert_nan(mean.low);
	sample_free(sample);
}

static void
bad_arguments_are_refused(void **state)
{
	const double large[] = { 1, DBL_MAX, DBL_MAX };
	const double wide[] = { -1e300, 1e300 };
	struct sample overflow = SAMPLE(large), squares = SAMPLE(wide);
	struct sample none = { NULL, 0 };
	struct moments m;
	struct mean mean;

	(void)state;
	assert_int_equal(moments(none, &m), STATUS_TOO_FEW);
	assert_int_equal(m.n, 0);
	assert_nan(m.sum);
	assert_int_equal(moments(overflow, &m), STATUS_LIMIT);
	assert_nan(m.sum);
	assert_int_equal(m.n, 0);
	assert_int_equal(moments(squares, &m), STATUS_LIMIT);
	assert_nan(m.variance);
	assert_int_equal(mean_interval(none, 0.95, &mean), STATUS_TOO_FEW);
	assert_int_equal(mean_interval(squares, 0.95, &mean), STATUS_LIMIT);
	assert_nan(mean.mean);
	assert_int_equal(mean_interval(squares, 1, &mean), STATUS_DOMAIN);
	assert_int_equal(mean_interval(squares, NAN, &mean), STATUS_DOMAIN);
	assert_nan(mean.mean);
	sample_free(overflow);
	sample_free(squares);
}

/* Those of the values themselves, near 0 and at 1e9, where a group's mean
   is rounded by more than its values differ. */
static void
others_are_their_values(void **state)
{
	double values[300];
	struct sample groups[6], others;
	struct moments of[6], found, wanted;

	(void)state;
	for (size_t turn = 0; turn < 200; turn++) {
		size_t at = 0, but = turn % 6;

		for (size_t g = 0; g < 6; g++) {
			size_t n = draw(50), from = at;

			for (size_t i = 0; i < n; i++)
				values[at++] = (turn % 2 ? 1e9 : 0.1) +
				    (turn % 3 ? draw(10) : 0);
			groups[g] = sample_of(values + from, n);
			moments(groups[g], &of[g]);
			if (g == but)
				at = from;
		}
		others = sample_of(values, at);
		moments(others, &wanted);
		assert_int_equal(moments_of_others(of, 6, but, &found),
		    at ? STATUS_OK : STATUS_TOO_FEW);
		assert_int_equal(found.n, at);
		assert_near(found.sum, wanted.sum, 1e-15);
		assert_near(found.mean, wanted.mean, 1e-15);
		assert_near(found.variance, wanted.variance, 1e-13);
		for (size_t g = 0; g < 6; g++)
			sample_free(groups[g]);
		sample_free(others);
	}
	assert_int_equal(moments_of_others(of, 1, 0, &found),
	    STATUS_TOO_FEW);
	assert_nan(found.mean);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_are_those_of_r),
		cmocka_unit_test(whole_numbers_have_a_closed_form),
		cmocka_unit_test(sums_keep_what_rounding_takes),
		cmocka_unit_test(a_rounded_mean_costs_nothing),
		cmocka_unit_test(order_of_input_never_matters),
		cmocka_unit_test(no_spread_gives_no_interval),
		cmocka_unit_test(others_are_their_values),
		cmocka_unit_test(bad_arguments_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
