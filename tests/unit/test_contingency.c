/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/contingency.h"

#include "analytics/rates/strata.h"
#include "analytics/rates/trend.h"
#include "analytics/rates/two_rates.h"
#include "tests/unit/near.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])

/* ?chisq.test: Agresti 2007, page 39, party by gender. */
static const uint64_t party[] = { 762, 327, 468, 484, 239, 477 };
/* ?prop.test: Fleiss 1981, page 139. */
static const struct count smokers[] = { { 83, 86 }, { 90, 93 },
	{ 129, 136 }, { 70, 82 } };

/* What R does not print of its examples; the rest is in test_reference.c. */
static void
least_expected_and_slopes(void **state)
{
	static const double last[] = { 0, 0, 0, 1 };
	static const double dates[] = { 1e9, 1e9, 1e9, 1e9 + 1 };
	struct association a;
	struct trend t, far;

	(void)state;
	assert_int_equal(contingency(party, 2, 3, &a), STATUS_OK);
	/* 566 independents, 1200 of the second gender, by hand. */
	assert_near(a.least_expected, 1200. * 566 / 2757, 1e-12);
	assert_int_equal(trend(smokers, last, 4, &t), STATUS_OK);
	/* The slope is the last's rate less that of the others. */
	assert_near(t.slope, 70 / 82. - 302 / 315., 1e-12);
	trend(smokers, dates, 4, &far);
	assert_near(far.test.statistic, t.test.statistic, 1e-9);
}

/* ?UCBAdmissions: admitted men and women, departments A to F. */
static void
departments_are_not_alike(void **state)
{
	static const struct stratum strata[] = {
		{ { 512, 825 }, { 89, 108 } }, { { 353, 560 }, { 17, 25 } },
		{ { 120, 325 }, { 202, 593 } },
		{ { 138, 417 }, { 131, 375 } },
		{ { 53, 191 }, { 94, 393 } }, { { 22, 373 }, { 24, 341 } },
	};
	struct mantel_haenszel m;

	(void)state;
	assert_int_equal(mantel_haenszel(strata, 6, true, 0.95, &m),
	    STATUS_OK);
	/* statsmodels 0.14: StratifiedTable.test_equal_odds(adjust=True). */
	assert_near(m.homogeneity.statistic, 18.82550125205323, 1e-9);
	assert_near(m.homogeneity.p, 0.0020714013978808676, 1e-9);
	assert_true(m.homogeneity.df == 5);
}

/*
 * One stratum: the odds ratio is ad / bc, its interval Woolf's, and the
 * test Pearson's times (N - 1) / N; empty ones change nothing.
 */
static void
one_stratum_is_one_table(void **state)
{
	const struct stratum strata[] = { { { 0, 0 }, { 3, 9 } },
	    { { 12, 20 }, { 5, 30 } }, { { 4, 4 }, { 7, 7 } } };
	const struct stratum none[] = { { { 0, 8 }, { 3, 9 } } };
	struct mantel_haenszel m;
	struct test score;
	double width = 1.959963984540054 * sqrt(1 / 12. + 1 / 8. + 1 / 5. +
	    1 / 25.);

	(void)state;
	assert_int_equal(mantel_haenszel(strata, 3, false, 0.95, &m),
	    STATUS_OK);
	assert_near(m.odds_ratio.estimate, 12. * 25 / (8 * 5), 1e-14);
	assert_near(m.odds_ratio.low, 7.5 * exp(-width), 1e-12);
	assert_near(m.odds_ratio.high, 7.5 * exp(width), 1e-12);
	rates_score(strata[1].first, strata[1].second, &score);
	assert_near(m.test.statistic, score.statistic * 49 / 50, 1e-12);
	assert_nan(m.homogeneity.p);
	assert_int_equal(mantel_haenszel(none, 1, true, 0.95, &m),
	    STATUS_OK);
	assert_true(m.odds_ratio.estimate == 0);
	assert_nan(m.odds_ratio.high);
	assert_int_equal(mantel_haenszel(strata + 2, 1, true, 0.95, &m),
	    STATUS_TOO_FEW);
	assert_nan(m.test.p);
	assert_int_equal(mantel_haenszel(strata, 3, true, 95, &m),
	    STATUS_DOMAIN);
}

/* Two strata of the same odds are homogeneous, with odds above 1 and below. */
static void
like_strata_are_homogeneous(void **state)
{
	const struct stratum up[] = { { { 30, 40 }, { 10, 20 } },
	    { { 300, 330 }, { 100, 130 } } };
	const struct stratum down[] = { { { 10, 20 }, { 30, 40 } },
	    { { 100, 130 }, { 300, 330 } } };
	struct mantel_haenszel m;

	(void)state;
	mantel_haenszel(up, 2, true, 0.95, &m);
	/* Odds: 3/1 to 1/1 = 3, and 10/1 to 10/3 = 3, by hand. */
	assert_near(m.odds_ratio.estimate, 3, 1e-14);
	assert_true(m.homogeneity.statistic < 1e-20);
	mantel_haenszel(down, 2, true, 0.95, &m);
	assert_near(m.odds_ratio.estimate, 1 / 3., 1e-14);
	assert_true(m.homogeneity.statistic < 1e-20);
	assert_near(m.homogeneity.p, 1, 1e-9);
}

/* Empty rows and columns are left out; tables of one kind say nothing. */
static void
empty_margins(void **state)
{
	const uint64_t holes[] = { 762, 0, 327, 468, 0, 0, 0, 0,
	    484, 0, 239, 477 };
	const uint64_t one[] = { 5, 0, 7, 0 };
	const uint64_t huge[] = { COUNT_MAX, 1, 1, 1 };
	struct association a, b;
	struct trend t;

	(void)state;
	contingency(party, 2, 3, &a);
	assert_int_equal(contingency(holes, 3, 4, &b), STATUS_OK);
	assert_true(a.pearson.statistic == b.pearson.statistic &&
	    a.pearson.df == b.pearson.df && a.cramer_v == b.cramer_v);
	assert_int_equal(contingency(one, 2, 2, &a), STATUS_TOO_FEW);
	assert_nan(a.pearson.p);
	assert_int_equal(contingency(NULL, 0, 0, &a), STATUS_TOO_FEW);
	assert_int_equal(contingency(huge, 2, 2, &a), STATUS_LIMIT);
	assert_int_equal(trend((struct count[]){ { 0, 5 }, { 0, 9 } }, NULL,
	    2, &t), STATUS_OK);
	assert_true(t.slope == 0);
	assert_nan(t.test.p);
	assert_int_equal(trend(smokers, NULL, 1, &t), STATUS_TOO_FEW);
	assert_nan(t.slope);
	assert_int_equal(trend((struct count[]){ { 6, 5 } }, NULL, 1, &t),
	    STATUS_DOMAIN);
}

/*
 * A billion in each cell but for one: X2 = 4 / N ... by hand, and G is X2
 * to first order, where its terms cancel to the 18th digit.
 */
static void
billions_keep_their_digits(void **state)
{
	const uint64_t n = 1000000000;
	const uint64_t cells[] = { n + 1, n - 1, n - 1, n + 1 };
	const struct count groups[] = { { n / 2, n }, { n / 2 + 1000, n },
	    { n / 2 + 2000, n } };
	struct association a;
	struct trend t;

	(void)state;
	assert_int_equal(contingency(cells, 2, 2, &a), STATUS_OK);
	assert_near(a.pearson.statistic, 4. / n, 1e-12);
	assert_near(a.g.statistic, 4. / n, 1e-12);
	assert_near(a.cramer_v, 1. / n, 1e-12);
	assert_int_equal(trend(groups, NULL, 3, &t), STATUS_OK);
	/* (2 * 1000)^2 / (p q * 2 n), p = 1/2 + 1e-6. */
	assert_near(t.test.statistic, 4e6 / ((0.25 - 1e-12) * 2 * n), 1e-9);
	assert_near(t.slope, 1e-6, 1e-9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(least_expected_and_slopes),
		cmocka_unit_test(departments_are_not_alike),
		cmocka_unit_test(one_stratum_is_one_table),
		cmocka_unit_test(like_strata_are_homogeneous),
		cmocka_unit_test(empty_margins),
		cmocka_unit_test(billions_keep_their_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
