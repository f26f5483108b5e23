/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/bootstrap.h"

#include "tests/unit/samples.h"

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

static void
environment_changes_nothing(void **state)
{
	const uint64_t counts[] = { 40, 300, 660 };
	struct bootstrap_options options = BOOTSTRAP_DEFAULT;
	struct bootstrap a[4], b[4];

	(void)state;
	setenv("GSL_RNG_TYPE", "taus", 1);
	setenv("GSL_RNG_SEED", "7", 1);
	bootstrap_table(counts, 3, shares, NULL, &options, a, 4);
	unsetenv("GSL_RNG_TYPE");
	unsetenv("GSL_RNG_SEED");
	bootstrap_table(counts, 3, shares, NULL, &options, b, 4);
	assert_memory_equal(a, b, sizeof a);
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
	const uint64_t alone[] = { 0, 9, 0 };
	struct bootstrap_options options = BOOTSTRAP_DEFAULT;
	struct bootstrap cells[4];

	(void)state;
	assert_int_equal(bootstrap_table(alone, 3, shares, NULL, &options,
	    cells, 4), STATUS_OK);
	assert_true(cells[1].estimate == 1 && cells[3].estimate == 9);
	assert_nan(cells[1].low);
	assert_nan(cells[1].std_error);
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
	struct bootstrap cells[3];

	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		assert_int_equal(bootstrap_table(counts, 2, shares, NULL,
		    &bad[i], cells, 3), STATUS_DOMAIN);
		assert_nan(cells[2].estimate);
	}
	assert_int_equal(bootstrap_table(none, 2, shares, NULL, &options,
	    cells, 3), STATUS_TOO_FEW);
	assert_int_equal(bootstrap_table(none, 0, shares, NULL, &options,
	    cells, 3), STATUS_TOO_FEW);
	assert_int_equal(bootstrap_table(many, 2, shares, NULL, &options,
	    cells, 3), STATUS_LIMIT);
	assert_nan(cells[0].low);
	assert_int_equal(bootstrap_table(counts, 2, shares, NULL, &options,
	    cells, 0), STATUS_DOMAIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_varies_as_a_multinomial),
		cmocka_unit_test(environment_changes_nothing),
		cmocka_unit_test(large_tables_are_drawn_part_by_part),
		cmocka_unit_test(undefined_replicates_are_counted),
		cmocka_unit_test(no_spread_gives_no_interval),
		cmocka_unit_test(bad_arguments_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
