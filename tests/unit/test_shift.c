/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/two_samples.h"

#include "analytics/samples/quantile.h"
#include "tests/unit/pair.h"
#include "tests/unit/reference.h"

/* Hollander and Wolfe's data; R 4.2.2 at three levels. */
static const struct { double level, low, high; } placenta_shift[] = {
	{ 0.80, -0.05, 0.70 }, { 0.95, -0.15, 0.76 }, { 0.99, -0.35, 1.01 },
};

static void
shift_is_that_of_r(void **state)
{
	static const double far[] = { 10, 20 }, threes[] = { 1, 2, 3 };
	struct pair pair = pair_of(placenta_term, 10, placenta_early, 5);
	struct shift shift;

	(void)state;
	for (size_t i = 0; i < LENGTH(placenta_shift); i++) {
		assert_int_equal(hodges_lehmann(pair.first, pair.second,
		    placenta_shift[i].level, &shift), STATUS_OK);
		assert_near(shift.value, 0.305, 1e-12);
		assert_near(shift.low, placenta_shift[i].low, 1e-12);
		assert_near(shift.high, placenta_shift[i].high, 1e-12);
	}
	pair_free(pair);

	/* R: "Requested conf.level not achievable"; estimate -13. */
	pair = pair_of(threes, 3, far, 2);
	assert_int_equal(hodges_lehmann(pair.first, pair.second, 0.95,
	    &shift), STATUS_OK);
	assert_near(shift.value, -13, 0);
	assert_nan(shift.low);
	assert_nan(shift.high);
	pair_free(pair);

	/* R: wilcox.test(x, y, conf.int = TRUE, exact = TRUE). */
	pair = powers();
	hodges_lehmann(pair.first, pair.second, 0.95, &shift);
	assert_near(shift.value, 31.8748605775621, 1e-13);
	assert_near(shift.low, -3.40376299007409, 1e-12);
	assert_near(shift.high, 74.9732508158657, 1e-13);
	pair_free(pair);
	pair = (struct pair){ steps(2, 2, 49), steps(73, 2, 49) };
	hodges_lehmann(pair.first, pair.second, 0.95, &shift);
	assert_true(shift.value == -71 && shift.low == -83 &&
	    shift.high == -59);
	pair_free(pair);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/*
 * All pairs, sorted; C from the tests above, or from its formula.  Some
 * are many, and the first now and then nearly all.
 */
static void
shift_is_that_of_sorted_pairs(void **state)
{
	(void)state;
	for (size_t turn = 0; turn < 300; turn++) {
		size_t m = 1 + draw(turn % 10 ? 60 : 400);
		size_t n = 1 + draw(turn % 15 ? 60 : 400), pairs = m * n;
		double values[800], *all = malloc(pairs * sizeof *all);
		struct rank_sum ranks;
		struct shift shift;

		assert_non_null(all);
		for (size_t i = 0; i < m + n; i++)
			values[i] = (draw(200) - 100.) *
			    (turn % 2 ? 0.1 : 1e-3 * draw(1000));
		struct pair pair = pair_of(values, m, values + m, n);
		for (size_t i = 0; i < m; i++)
			for (size_t j = 0; j < n; j++)
				all[i * n + j] = values[i] - values[m + j];
		qsort(all, pairs, sizeof *all, compare);
		hodges_lehmann(pair.first, pair.second, 0.9, &shift);
		assert_near(shift.value, (all[(pairs - 1) / 2] +
		    all[pairs / 2]) / 2, 1e-15);
		ranks = rank_sum(pair.first, pair.second);
		/* z of 0.95 to 16 digits: R qnorm(0.95). */
		double c = floor(0.5 + (double)pairs / 2 -
		    1.6448536269514722 * ranks.sd);
		if (ranks.tied || m >= 50 || n >= 50) {
			assert_same(shift.low, c >= 1 && ranks.sd > 0 ?
			    all[(size_t)c - 1] : NAN, 0);
			assert_same(shift.high, c >= 1 && ranks.sd > 0 ?
			    all[pairs - (size_t)c] : NAN, 0);
		}
		free(all);
		pair_free(pair);
	}
}

/* How many differences from one value are at least a bound: they fall as
   the second's values rise. */
static size_t
count_down_to(double value, struct sample second, double bound)
{
	size_t low = 0, high = second.n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (value - second.values[middle] >= bound)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether so many differences are less than one, or at most it, that it has
   a rank. */
static void
expect_rank(struct pair pair, double difference, uint64_t rank)
{
	double over = nextafter(difference, INFINITY);
	uint64_t below = 0, upto = 0;

	for (size_t i = 0; i < pair.first.n; i++) {
		double x = pair.first.values[i];

		below += pair.second.n - count_down_to(x, pair.second,
		    difference);
		upto += pair.second.n - count_down_to(x, pair.second, over);
	}
	assert_true(below < rank && rank <= upto);
}

/* Smooth, with ties, of all sizes, in lumps, two values, and one. */
#define KINDS 6
static double
draw_kind(size_t kind)
{
	switch (kind) {
	case 0:
		return 1e-3 * draw(1000000);
	case 1:
		return draw(50);
	case 2:
		return ldexp(draw(1000), (int)draw(30));
	case 3:
		return draw(3) * 1000 + 1e-6 * draw(100);
	case 4:
		return draw(2);
	default:
		return 7;
	}
}

/*
 * So many that samples of them are looked at first, and samples of those:
 * such a sample is far off where there are lumps.
 */
static void
shift_of_many_has_its_rank(void **state)
{
	(void)state;
	for (size_t turn = 0; turn < 4 * KINDS; turn++) {
		bool more = turn >= 2 * KINDS;
		size_t m = (more ? 32771 : 4099) + 2 * draw(800);
		size_t n = (more ? 33001 : 4101) + 2 * draw(1500);
		double *values = malloc((m + n) * sizeof *values);
		struct shift shift;

		assert_non_null(values);
		for (size_t i = 0; i < m + n; i++)
			values[i] = draw_kind(turn % KINDS);
		for (size_t i = 0; turn / KINDS % 2 && i < m; i++)
			values[i] += 700;
		struct pair pair = pair_of(values, m, values + m, n);
		struct rank_sum ranks = rank_sum(pair.first, pair.second);
		double c = floor(0.5 + (double)ranks.pairs / 2 -
		    1.6448536269514722 * ranks.sd);
		hodges_lehmann(pair.first, pair.second, 0.9, &shift);
		expect_rank(pair, shift.value, (ranks.pairs + 1) / 2);
		assert_int_equal(isnan(shift.low), ranks.sd == 0);
		assert_int_equal(isnan(shift.high), ranks.sd == 0);
		if (ranks.sd > 0) {
			expect_rank(pair, shift.low, (uint64_t)c);
			expect_rank(pair, shift.high, ranks.pairs + 1 -
			    (uint64_t)c);
		}
		pair_free(pair);
		free(values);
	}
}

/* With many equal values, and with a first that is most of the pool. */
static void
the_median_of_others_is_theirs(void **state)
{
	(void)state;
	for (size_t turn = 0; turn < 400; turn++) {
		size_t m = 1 + draw(turn % 3 ? 40 : 300);
		size_t n = 1 + draw(turn % 2 ? 40 : 600);
		double values[900], wanted;
		struct mann_whitney test;
		struct shift shift;
		struct pool pool;

		for (size_t i = 0; i < m + n; i++)
			values[i] = turn % 4 ? (double)draw(20 + turn) :
			    (draw(1000) - 500.) * 1e-3 * draw(1000);
		struct pair pair = pair_of(values, m, values + m, n);
		pool = pool_of(pair.first, pair.second);
		quantile(pair.second, 0.5, &wanted);
		assert_true(median_of_others(pair.first, &pool) == wanted);
		/* Nobody is left. */
		assert_int_equal(mann_whitney_in_pool(pool.all, &pool, &test),
		    STATUS_TOO_FEW);
		assert_int_equal(hodges_lehmann_in_pool(pool.all, &pool, 0.9,
		    &shift), STATUS_TOO_FEW);
		assert_nan(median_of_others(pool.all, &pool));
		sample_free(pool.all);
		pair_free(pair);
	}
}

static void
bad_arguments_are_refused(void **state)
{
	const double ones[] = { 1, 1 };
	struct sample none = { NULL, 0 };
	struct pair pair = pair_of(ones, 2, ones, 2);
	struct shift shift;

	(void)state;
	/* All equal: no shift, and nothing known of it. */
	assert_int_equal(hodges_lehmann(pair.first, pair.second, 0.5,
	    &shift), STATUS_OK);
	assert_true(shift.value == 0);
	assert_nan(shift.low);
	assert_nan(shift.high);
	assert_int_equal(hodges_lehmann(pair.first, none, 0.9, &shift),
	    STATUS_TOO_FEW);
	assert_nan(shift.value);
	assert_int_equal(hodges_lehmann(pair.first, pair.second, 0, &shift),
	    STATUS_DOMAIN);
	assert_nan(shift.value);
	pair_free(pair);
}

/* Numbers whose differences are none: so large each of them is. */
static void
differences_may_be_beyond_numbers(void **state)
{
	static const double high[] = { 1.5e308, 1.6e308, 1.7e308 };
	static const double low[] = { -1.7e308, -1.6e308, -1.5e308 };
	struct pair pair = pair_of(high, 3, low, 3);
	struct mann_whitney test;
	struct shift shift;

	(void)state;
	assert_int_equal(hodges_lehmann(pair.first, pair.second, 0.9,
	    &shift), STATUS_OK);
	assert_true(shift.value == INFINITY && shift.low == INFINITY);
	assert_int_equal(shift_test(pair.second, pair.first, 0.9, &shift,
	    &test), STATUS_OK);
	assert_true(shift.value == -INFINITY && shift.high == -INFINITY);
	pair_free(pair);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shift_is_that_of_r),
		cmocka_unit_test(shift_is_that_of_sorted_pairs),
		cmocka_unit_test(shift_of_many_has_its_rank),
		cmocka_unit_test(the_median_of_others_is_theirs),
		cmocka_unit_test(bad_arguments_are_refused),
		cmocka_unit_test(differences_may_be_beyond_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
