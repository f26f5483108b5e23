/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/bins.h"

#include "analytics/models/rfm.h"
#include "tests/unit/samples.h"

static const double ties[] = { 1, 1, 1, 1, 1, 1, 2, 3, 4, 9 };
static const double apart[] = { 1, 10 };
static const double small[] = { 3, 1, 4, 1, 5, 9, 2, 6 };

/*
 * R 4.2.2: table(droplevels(cut(x, unique(quantile(x, 0:k / k)),
 * include.lowest = TRUE))).
 */
static const struct {
	const double *values;
	size_t n, wanted, bins, counts[10];
} known[] = {
	{ cars_dist, 50, 4, 4, { 16, 10, 12, 12 } },
	{ islands, 48, 5, 5, { 11, 9, 9, 9, 10 } },
	{ ozone + 61, 26, 10, 10, { 3, 3, 2, 4, 1, 3, 2, 3, 2, 3 } },
	{ ties, 10, 5, 3, { 6, 2, 2 } },
	{ apart, 2, 5, 2, { 1, 1 } },
	{ small, 8, 3, 3, { 3, 2, 3 } },
	{ cars_dist, 50, 1, 1, { 50 } },
	{ ties, 6, 4, 1, { 6 } },
	{ ties, 1, 7, 1, { 1 } },
};

static void
equal_counts_are_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		struct sample sample = sample_of(known[i].values, known[i].n);
		size_t counts[BINS_MAX] = { 0 };
		struct bins bins;

		assert_int_equal(bins_equal_count(sample, known[i].wanted,
		    &bins), STATUS_OK);
		assert_int_equal(bins.n, known[i].bins);
		for (size_t j = 0; j < known[i].n; j++)
			counts[bins_find(&bins, known[i].values[j])]++;
		for (size_t j = 0; j < bins.n; j++)
			assert_int_equal(counts[j], known[i].counts[j]);
		sample_free(sample);
	}
}

/* What the header promises of any sample: no bin empty, cuts ascend. */
static void
no_bin_is_empty(void **state)
{
	(void)state;
	for (size_t turn = 0; turn < 2000; turn++) {
		size_t n = 1 + draw(60), counts[BINS_MAX] = { 0 };
		double values[60];
		struct bins bins;

		for (size_t i = 0; i < n; i++)
			values[i] = draw(1 + draw(30)) * 0.1 - 1;
		struct sample sample = sample_of(values, n);
		assert_int_equal(bins_equal_count(sample,
		    1 + draw(BINS_MAX), &bins), STATUS_OK);
		for (size_t i = 0; i < n; i++)
			counts[bins_find(&bins, values[i])]++;
		for (size_t i = 0; i < bins.n; i++)
			assert_true(counts[i] > 0);
		for (size_t i = 1; i + 1 < bins.n; i++)
			assert_true(bins.cuts[i - 1] < bins.cuts[i]);
		sample_free(sample);
	}
}

static void
cuts_belong_below(void **state)
{
	const double cuts[] = { -5, 0, 12.5 };
	static const struct { double value; size_t bin; } found[] = {
		{ -INFINITY, 0 }, { -5, 0 }, { -4.99, 1 }, { -0.0, 1 },
		{ 1e-300, 2 }, { 12.5, 2 }, { 12.6, 3 }, { INFINITY, 3 },
		{ NAN, 4 },
	};
	struct bins bins;

	(void)state;
	assert_int_equal(bins_at(cuts, 3, &bins), STATUS_OK);
	assert_int_equal(bins.n, 4);
	for (size_t i = 0; i < LENGTH(found); i++)
		assert_int_equal(bins_find(&bins, found[i].value),
		    found[i].bin);
}

static void
labels_say_the_cuts(void **state)
{
	static const char *const expected[] = { "1: up to -5",
	    "2: over -5 to 0", "3: over 0 to 12.5", "4: over 12.5", "" };
	const double cuts[] = { -5, -0.0, 12.5 };
	const double long_cuts[] = { -1.23456789012345e-300,
	    -1.23456789012344e-300, 1e17 };
	char label[BINS_MAX_LABEL], before[BINS_MAX_LABEL];
	double many[BINS_MAX - 1];
	struct bins bins;

	(void)state;
	bins_at(cuts, 3, &bins);
	for (size_t i = 0; i < LENGTH(expected); i++) {
		bins_label(&bins, i, label);
		assert_string_equal(label, expected[i]);
	}
	bins_at(NULL, 0, &bins);
	bins_label(&bins, 0, label);
	assert_string_equal(label, "1: all");
	bins_at(long_cuts, 3, &bins);
	bins_label(&bins, 1, label);
	assert_string_equal(label,
	    "2: over -1.23456789012e-300 to -1.23456789012e-300");

	/* By bytes, labels come in the order of their bins. */
	for (size_t n = 1; n <= BINS_MAX; n++) {
		for (size_t i = 0; i + 1 < n; i++)
			many[i] = (double)i * 7 - 100;
		assert_int_equal(bins_at(many, n - 1, &bins), STATUS_OK);
		for (size_t i = 0; i < n; i++) {
			bins_label(&bins, i, label);
			assert_true(i == 0 || strcmp(before, label) < 0);
			strcpy(before, label);
		}
	}
	assert_string_equal(label, "100: over 586");
}

static void
bad_bins_are_refused(void **state)
{
	const double back[] = { 1, 3, 2 }, equal[] = { 1, 1 };
	const double missing[] = { 1, NAN }, endless[] = { 1, INFINITY };
	struct sample none = { NULL, 0 }, sample = { ties, 10 };
	double many[BINS_MAX] = { 0 };
	struct bins bins;

	(void)state;
	assert_int_equal(bins_at(back, 3, &bins), STATUS_DOMAIN);
	assert_int_equal(bins.n, 0);
	assert_int_equal(bins_at(equal, 2, &bins), STATUS_DOMAIN);
	assert_int_equal(bins_at(missing, 2, &bins), STATUS_DOMAIN);
	assert_int_equal(bins_at(endless, 2, &bins), STATUS_DOMAIN);
	assert_int_equal(bins_at(many, BINS_MAX, &bins), STATUS_LIMIT);
	assert_int_equal(bins_equal_count(none, 3, &bins), STATUS_TOO_FEW);
	assert_int_equal(bins_equal_count(sample, 0, &bins), STATUS_DOMAIN);
	assert_int_equal(bins_equal_count(sample, BINS_MAX + 1, &bins),
	    STATUS_LIMIT);
	assert_int_equal(bins.n, 0);
}

/*
 * Ten customers.  R 4.2.2: findInterval(x, quantile(x, 1:4 / 5), left.open
 * = TRUE), 1 + it or, for recency, 5 - it.
 */
static const struct rfm_customer customers[] = {
	{ 0, 1, 10 }, { 0, 1, 20 }, { 0, 1, 30 }, { 5, 1, 40 }, { 8, 1, 50 },
	{ 13, 1, 60 }, { 21, 2, 70 }, { 34, 3, 80 }, { 55, 4, 90 },
	{ 89, 9, 100.5 },
};
static const struct rfm_score scores[] = {
	{ 5, 1, 1 }, { 5, 1, 1 }, { 5, 1, 2 }, { 4, 1, 2 }, { 3, 1, 3 },
	{ 3, 1, 3 }, { 2, 4, 4 }, { 2, 4, 4 }, { 1, 5, 5 }, { 1, 5, 5 },
};
static const double cuts[3][4] = { { 0, 6.8, 16.2, 38.2 },
    { 1, 1, 1.4, 3.2 }, { 28, 46, 64, 82 } };

static void
scores_are_those_of_r(void **state)
{
	struct rfm_customer backwards[10];
	struct rfm rfm, other;

	(void)state;
	for (size_t i = 0; i < 10; i++)
		backwards[i] = customers[9 - i];
	assert_int_equal(rfm_cuts(customers, 10, 5, &rfm), STATUS_OK);
	assert_int_equal(rfm_cuts(backwards, 10, 5, &other), STATUS_OK);
	assert_memory_equal(&rfm, &other, sizeof rfm);
	for (size_t i = 0; i < 4; i++) {
		assert_near(rfm.recency[i], cuts[0][i], 1e-14);
		assert_near(rfm.frequency[i], cuts[1][i], 1e-14);
		assert_near(rfm.money[i], cuts[2][i], 1e-14);
	}
	for (size_t i = 0; i < 10; i++) {
		struct rfm_score score;

		assert_int_equal(rfm_score(&rfm, &customers[i], &score),
		    STATUS_OK);
		assert_int_equal(score.recency, scores[i].recency);
		assert_int_equal(score.frequency, scores[i].frequency);
		assert_int_equal(score.money, scores[i].money);
	}
}

static void
bad_customers_are_refused(void **state)
{
	struct rfm_customer bad[] = { { 1, 2, 3 }, { 1, NAN, 3 } };
	struct rfm_score score;
	struct rfm rfm;

	(void)state;
	assert_int_equal(rfm_cuts(bad, 2, 5, &rfm), STATUS_DOMAIN);
	assert_int_equal(rfm.levels, 0);
	assert_int_equal(rfm_score(&rfm, &bad[0], &score), STATUS_DOMAIN);
	assert_int_equal(rfm_cuts(bad, 0, 5, &rfm), STATUS_TOO_FEW);
	assert_int_equal(rfm_cuts(bad, 1, 1, &rfm), STATUS_DOMAIN);
	assert_int_equal(rfm_cuts(bad, 1, RFM_MAX_LEVELS + 1, &rfm),
	    STATUS_DOMAIN);
	/* Alone, it is last in nothing and first in recency. */
	assert_int_equal(rfm_cuts(bad, 1, RFM_MAX_LEVELS, &rfm), STATUS_OK);
	assert_int_equal(rfm_score(&rfm, &bad[0], &score), STATUS_OK);
	assert_true(score.recency == RFM_MAX_LEVELS &&
	    score.frequency == 1 && score.money == 1);
	assert_int_equal(rfm_score(&rfm, &bad[1], &score), STATUS_DOMAIN);
	assert_int_equal(score.recency, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_counts_are_those_of_r),
		cmocka_unit_test(no_bin_is_empty),
		cmocka_unit_test(cuts_belong_below),
		cmocka_unit_test(labels_say_the_cuts),
		cmocka_unit_test(bad_bins_are_refused),
		cmocka_unit_test(scores_are_those_of_r),
		cmocka_unit_test(bad_customers_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
