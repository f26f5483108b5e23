/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/bootstrap.h"

#include "tests/unit/samples.h"

/*
 * The rule of bootstrap.h written once more in C++ over std::mt19937 of
 * libstdc++ 12: k = draw / (0xffffffff / n), again where k >= n (the GSL
 * manual, gsl_rng_uniform_int); 2,000 times ten of the sorted first half of
 * sleep$extra; type 7 by its formula.
 */
static const struct {
	uint32_t seed;
	double level;
	bootstrap_statistic *statistic;
	double low, high, std_error;
} known[] = {
	{ 1, 0.95, bootstrap_mean, -0.23025, 1.82025, 0.535590551279 },
	{ 1, 0.95, bootstrap_median, -0.60125, 2.1, 0.674246174128 },
	{ 1, 0.95, bootstrap_sum, -2.3025, 18.2025, 5.35590551279 },
	{ 42, 0.95, bootstrap_mean, -0.26, 1.82, 0.534788994847 },
	{ 42, 0.95, bootstrap_median, -0.65, 2.05, 0.662274148596 },
	{ 1, 0.90, bootstrap_mean, -0.1105, 1.65, 0.535590551279 },
	{ 1, 0.90, bootstrap_median, -0.2, 2, 0.674246174128 },
	{ 42, 0.90, bootstrap_sum, -1.4, 16.3, 5.34788994847 },
};

static void
draws_are_those_of_the_generator(void **state)
{
	struct sample sample = sample_of(sleep_extra, 10);

	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		struct bootstrap_options options = { known[i].seed, 2000,
		    known[i].level };
		struct bootstrap out;

		assert_int_equal(bootstrap_sample(sample, known[i].statistic,
		    NULL, &options, &out), STATUS_OK);
		assert_near(out.low, known[i].low, 1e-11);
		assert_near(out.high, known[i].high, 1e-11);
		assert_near(out.std_error, known[i].std_error, 1e-11);
		assert_near(out.estimate, known[i].statistic(sample, NULL),
		    0);
		assert_int_equal(out.undefined, 0);
	}
	sample_free(sample);
}

static void
environment_and_order_change_nothing(void **state)
{
	double reversed[10];
	struct bootstrap_options options = BOOTSTRAP_DEFAULT;
	struct bootstrap a, b;

	(void)state;
	for (size_t i = 0; i < 10; i++)
		reversed[i] = sleep_extra[9 - i];
	struct sample first = sample_of(sleep_extra, 10);
	struct sample second = SAMPLE(reversed);
	setenv("GSL_RNG_TYPE", "taus", 1);
	setenv("GSL_RNG_SEED", "7", 1);
	bootstrap_sample(first, bootstrap_mean, NULL, &options, &a);
	unsetenv("GSL_RNG_TYPE");
	unsetenv("GSL_RNG_SEED");
	bootstrap_sample(second, bootstrap_mean, NULL, &options, &b);
	assert_memory_equal(&a, &b, sizeof a);
	assert_true(a.low == b.low && a.low < a.high);
	sample_free(first);
	sample_free(second);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/*
 * All 5^5 resamples of five values: the ends of 40,000 replicates lie
 * between exact percentiles four of their standard errors apart.
 */
static void
percentiles_are_those_of_all_resamples(void **state)
{
	const double values[] = { -2, 1, 1.5, 7, 30 };
	struct bootstrap_options options = { 3, 40000, 0.9 };
	struct sample sample = SAMPLE(values);
	struct bootstrap out;
	double all[3125];

	(void)state;
	for (size_t code = 0; code < 3125; code++) {
		double sum = 0;

		for (size_t i = 0, rest = code; i < 5; i++, rest /= 5)
			sum += values[rest % 5];
		all[code] = sum / 5;
	}
	qsort(all, 3125, sizeof *all, compare);
	assert_int_equal(bootstrap_sample(sample, bootstrap_mean, NULL,
	    &options, &out), STATUS_OK);
	/* sqrt(.05 * .95 / 40000) * 4 of 3125 is 14. */
	assert_true(out.low >= all[156 - 14] - 1e-9 &&
	    out.low <= all[156 + 14] + 1e-9);
	assert_true(out.high >= all[2968 - 14] - 1e-9 &&
	    out.high <= all[2968 + 14] + 1e-9);
	/*
	 * sqrt(squares) / n; squares 9.5^2 + 6.5^2 + 6^2 + 0.5^2 + 22.5^2
	 * by hand.  1 % is some three errors of 40,000 replicates.
	 */
	assert_near(out.std_error, sqrt(675) / 5, 0.01);
	sample_free(sample);
}

/* Shares of each cell, and their sum: 1 in every replicate. */
static void
shares(const uint64_t *counts, size_t n, const void *context, double *out,
    size_t nout)
{
	double total = 0;

	(void)context;
	for (size_t i = 0; i < n; i++)
		total += (double)counts[i];
	for (size_t i = 0; i + 1 < nout; i++)
		out[i] = (double)counts[i] / total;
	out[nout - 1] = total;
}

/* The multinomial's sqrt(p q / n); 2,000 replicates know it to 1.6 %. */
static void
table_varies_as_a_multinomial(void **state)
{
	const uint64_t counts[] = { 0, 40, 300, 0, 5, 655, 0 };
	struct bootstrap_options options = BOOTSTRAP_DEFAULT;
	struct bootstrap out[8], again[8];

	(void)state;
	assert_int_equal(bootstrap_table(counts, 7, shares, NULL, &options,
	    out, 8), STATUS_OK);
	for (size_t i = 0; i < 7; i++) {
		double p = (double)counts[i] / 1000;

		assert_near(out[i].estimate, p, 1e-15);
		if (counts[i] == 0) {
			assert_true(out[i].low == 0 && out[i].high == 0);
			continue;
		}
		double se = sqrt(p * (1 - p) / 1000);
		assert_near(out[i].std_error, se, 0.05);
		assert_true(fabs(out[i].low - p + 1.96 * se) < 0.3 * se);
		assert_true(fabs(out[i].high - p - 1.96 * se) < 0.3 * se);
	}
	assert_true(out[7].estimate == 1000 && out[7].low == 1000 &&
	    out[7].high == 1000);
	bootstrap_table(counts, 7, shares, NULL, &options, again, 8);
	assert_memory_equal(out, again, sizeof out);
	/* Empty cells take no draw. */
	const uint64_t filled[] = { 40, 300, 655 + 5 };
	const uint64_t spaced[] = { 0, 40, 0, 0, 300, 660, 0 };
	bootstrap_table(filled, 3, shares, NULL, &options, again, 4);
	bootstrap_table(spaced, 7, shares, NULL, &options, out, 8);
	assert_memory_equal(&again[0], &out[1], sizeof out[0]);
	assert_memory_equal(&again[1], &out[4], sizeof out[0]);
	assert_memory_equal(&again[2], &out[5], sizeof out[0]);
	bootstrap_table(counts, 7, shares, NULL, &options, out, 8);
	options.seed = 2;
	bootstrap_table(counts, 7, shares, NULL, &options, again, 8);
	assert_true(out[1].std_error != again[1].std_error);
}

/*
 * More than a generator of ints counts: two billion and twenty billion in
 * a cell, by the multinomial's own variance again.
 */
static void
large_tables_are_drawn_part_by_part(void **state)
{
	const uint64_t counts[] = { 2000000000, 20000000000, 3, 20000000000 };
	struct bootstrap_options options = BOOTSTRAP_DEFAULT;
	struct bootstrap out[5];
	double total = 42000000003.0;

	(void)state;
	assert_int_equal(bootstrap_table(counts, 4, shares, NULL, &options,
	    out, 5), STATUS_OK);
	for (size_t i = 0; i < 4; i++) {
		double p = (double)counts[i] / total;

		assert_near(out[i].std_error, sqrt(p * (1 - p) / total), 0.06);
		assert_true(out[i].low <= p && out[i].high >= p);
	}
	assert_true(out[4].low == total && out[4].high == total);
}

/* A share of the first two cells: undefined for fewer than *least. */
static void
ratio(const uint64_t *counts, size_t n, const void *context, double *out,
    size_t nout)
{
	const uint64_t *least = context, both = counts[0] + counts[1];

	(void)n;
	(void)nout;
	*out = both < *least ? NAN : (double)counts[0] / (double)both;
}

/*
 * Both cells are drawn Binomial(10, 0.2) times: none with 0.8^10 = 0.1074,
 * under three with 0.6778, both within three standard errors of 20,000.
 */
static void
undefined_replicates_are_counted(void **state)
{
	const uint64_t counts[] = { 1, 1, 8 };
	struct bootstrap_options options = { 1, 20000, 0.95 };
	uint64_t least = 1;
	struct bootstrap out;

	(void)state;
	assert_int_equal(bootstrap_table(counts, 3, ratio, &least, &options,
	    &out, 1), STATUS_OK);
	assert_true(out.undefined > 2147 - 132 && out.undefined < 2147 + 132);
	assert_true(out.estimate == 0.5 && out.low == 0 && out.high == 1);
	least = 3;
	assert_int_equal(bootstrap_table(counts, 3, ratio, &least, &options,
	    &out, 1), STATUS_OK);
	assert_true(out.undefined > 13556 - 198 &&
	    out.undefined < 13556 + 198);
	assert_nan(out.low);
	assert_nan(out.high);
	assert_nan(out.std_error);
}

static void
no_spread_gives_no_interval(void **state)
{
	const double fives[] = { 5, 5, 5 };
	const uint64_t alone[] = { 0, 9, 0 };
	struct bootstrap_options options = BOOTSTRAP_DEFAULT;
	struct sample sample = SAMPLE(fives), one = { fives, 1 };
	struct bootstrap out, cells[4];

	(void)state;
	assert_int_equal(bootstrap_sample(sample, bootstrap_sum, NULL,
	    &options, &out), STATUS_OK);
	assert_true(out.estimate == 15);
	assert_nan(out.low);
	assert_nan(out.std_error);
	assert_int_equal(bootstrap_sample(one, bootstrap_median, NULL,
	    &options, &out), STATUS_OK);
	assert_true(out.estimate == 5);
	assert_nan(out.high);
	assert_int_equal(bootstrap_table(alone, 3, shares, NULL, &options,
	    cells, 4), STATUS_OK);
	assert_true(cells[1].estimate == 1 && cells[3].estimate == 9);
	assert_nan(cells[1].low);
	assert_nan(cells[1].std_error);
	sample_free(sample);
}

static void
bad_arguments_are_refused(void **state)
{
	static const struct bootstrap_options bad[] = { { 1, 1, 0.95 },
	    { 1, 0, 0.95 }, { 1, 2000, 1 }, { 1, 2000, 0 },
	    { 1, 2000, NAN }, { 1, BOOTSTRAP_MAX + 1, 0.95 } };
	const uint64_t counts[] = { 1, 2 }, none[] = { 0, 0 };
	const uint64_t many[] = { BOOTSTRAP_TABLE_MAX, 1 };
	struct bootstrap_options options = BOOTSTRAP_DEFAULT;
	struct sample sample = sample_of(sleep_extra, 10);
	struct sample empty = { NULL, 0 };
	struct sample large = { sleep_extra, (size_t)INT32_MAX + 1 };
	struct bootstrap out, cells[3];

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		assert_int_equal(bootstrap_sample(sample, bootstrap_mean,
		    NULL, &bad[i], &out), STATUS_DOMAIN);
		assert_nan(out.estimate);
		assert_int_equal(bootstrap_table(counts, 2, shares, NULL,
		    &bad[i], cells, 3), STATUS_DOMAIN);
		assert_nan(cells[2].estimate);
	}
	assert_int_equal(bootstrap_sample(empty, bootstrap_mean, NULL,
	    &options, &out), STATUS_TOO_FEW);
	assert_int_equal(bootstrap_sample(large, bootstrap_mean, NULL,
	    &options, &out), STATUS_LIMIT);
	assert_int_equal(bootstrap_table(none, 2, shares, NULL, &options,
	    cells, 3), STATUS_TOO_FEW);
	assert_int_equal(bootstrap_table(none, 0, shares, NULL, &options,
	    cells, 3), STATUS_TOO_FEW);
	assert_int_equal(bootstrap_table(many, 2, shares, NULL, &options,
	    cells, 3), STATUS_LIMIT);
	assert_nan(cells[0].low);
	assert_int_equal(bootstrap_table(counts, 2, shares, NULL, &options,
	    cells, 0), STATUS_DOMAIN);
	sample_free(sample);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_are_those_of_the_generator),
		cmocka_unit_test(environment_and_order_change_nothing),
		cmocka_unit_test(percentiles_are_those_of_all_resamples),
		cmocka_unit_test(table_varies_as_a_multinomial),
		cmocka_unit_test(large_tables_are_drawn_part_by_part),
		cmocka_unit_test(undefined_replicates_are_counted),
		cmocka_unit_test(no_spread_gives_no_interval),
		cmocka_unit_test(bad_arguments_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
