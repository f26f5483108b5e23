/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/contingency.h"

#include "analytics/rates_test.h"
#include "analytics/strata.h"
#include "analytics/trend.h"
#include "tests/unit/csv.h"
#include "tests/unit/reference.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])

/* ?chisq.test: Agresti 2007, page 39, party by gender. */
static const uint64_t party[] = { 762, 327, 468, 484, 239, 477 };
/* ?fisher.test: Agresti 2002, page 57, job satisfaction by income. */
static const uint64_t job[] = { 1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9,
	6, 7, 12, 11 };
/* ?prop.test: Fleiss 1981, page 139. */
static const struct count smokers[] = { { 83, 86 }, { 90, 93 },
	{ 129, 136 }, { 70, 82 } };

/* The row of tests.csv of this test; the file is skipped to its end. */
static bool
find(struct reference *reference, const char *id, const char *test)
{
	reference_open(reference, "tests.csv");
	while (reference_row(reference))
		if (reference_is(reference, 0, id) &&
		    reference_is(reference, 1, test)) {
			fclose(reference->file);
			return true;
		}
	fail_msg("tests.csv has no %s, %s", id, test);
	return false;
}

static void
assert_test(const char *id, const char *name, struct test test)
{
	struct reference row;

	assert_true(find(&row, id, name));
	assert_near(test.statistic, reference_number(&row, 2), 1e-12);
	assert_near(test.df, reference_number(&row, 3), 0);
	assert_near(test.p, reference_number(&row, 4), 1e-9);
}

/* R 4.2.2: chisq.test, vcd::assocstats. */
static void
tables_are_those_of_r(void **state)
{
	struct association a;
	struct reference row;

	(void)state;
	assert_int_equal(contingency(party, 2, 3, &a), STATUS_OK);
	assert_test("agresti_party_gender", "chisq.test 2x3", a.pearson);
	assert_test("agresti_party_gender", "G test (likelihood ratio)",
	    a.g);
	find(&row, "agresti_party_gender", "Cramer's V");
	assert_near(a.cramer_v, reference_number(&row, 5), 1e-12);
	/* 566 independents, 1200 of the second gender, by hand. */
	assert_near(a.least_expected, 1200. * 566 / 2757, 1e-12);
	assert_int_equal(contingency(job, 4, 4, &a), STATUS_OK);
	assert_test("agresti_job", "chisq.test 4x4", a.pearson);
}

/*
 * The standardised residual of a cell is the square root of the score test
 * of its column against the others: R's six, column by column.
 */
static void
residuals_are_scores_against_the_others(void **state)
{
	const struct count all = { 1557, 2757 };

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct count column = { party[i / 2], party[i / 2] +
		    party[i / 2 + 3] };
		struct count rest = { all.k - column.k, all.n - column.n };
		struct reference row;
		struct test score;
		char name[40];

		snprintf(name, sizeof name, "standardized residual %zu",
		    i + 1);
		find(&row, "agresti_party_gender", name);
		rates_score(column, rest, &score);
		double sign = (count_excess(column, all) > 0) == (i % 2 == 0)
		    ? 1 : -1;
		assert_near(sign * sqrt(score.statistic),
		    reference_number(&row, 5), 1e-12);
	}
}

/* R 4.2.2: prop.test of four groups, prop.trend.test. */
static void
trends_are_those_of_r(void **state)
{
	static const double last[] = { 0, 0, 0, 1 };
	static const double dates[] = { 1e9, 1e9, 1e9, 1e9 + 1 };
	struct association a;
	struct trend t, far;

	(void)state;
	assert_int_equal(contingency_of_rates(smokers, 4, &a), STATUS_OK);
	assert_test("fleiss_smokers", "prop.test 4 groups", a.pearson);
	assert_int_equal(trend(smokers, NULL, 4, &t), STATUS_OK);
	assert_test("fleiss_smokers", "prop.trend.test", t.test);
	assert_int_equal(trend(smokers, last, 4, &t), STATUS_OK);
	assert_test("fleiss_smokers", "prop.trend.test scores 0,0,0,1",
	    t.test);
	/* The slope is then the last's rate less that of the others. */
	assert_near(t.slope, 70 / 82. - 302 / 315., 1e-12);
	trend(smokers, dates, 4, &far);
	assert_near(far.test.statistic, t.test.statistic, 1e-9);
}

/* R 4.2.2 on UCBAdmissions; odds of men to women over departments. */
static void
strata_are_those_of_r(void **state)
{
	struct csv csv;
	struct stratum strata[6] = { 0 };
	struct count men = { 0, 0 }, women = { 0, 0 };
	struct mantel_haenszel m;
	struct reference row;
	struct test test;

	(void)state;
	if (!csv_read("../shared/data/admissions/UCBAdmissions.csv", &csv))
		skip();
	for (size_t i = 0; i < csv.n; i++) {
		struct stratum *s = &strata[*csv_cell(&csv, i, "Dept") - 'A'];
		bool male = strcmp(csv_cell(&csv, i, "Gender"), "Male") == 0;
		bool in = strcmp(csv_cell(&csv, i, "Admit"), "Admitted") == 0;
		uint64_t n = strtoul(csv_cell(&csv, i, "Freq"), NULL, 10);
		struct count *to[] = { male ? &s->first : &s->second,
		    male ? &men : &women };

		for (size_t j = 0; j < 2; j++) {
			to[j]->n += n;
			to[j]->k += in ? n : 0;
		}
	}
	csv_free(&csv);
	assert_int_equal(mantel_haenszel(strata, 6, true, 0.95, &m),
	    STATUS_OK);
	assert_test("UCBAdmissions", "mantelhaen.test", m.test);
	find(&row, "UCBAdmissions", "mantelhaen.test");
	assert_near(m.odds_ratio.estimate, reference_number(&row, 5), 1e-12);
	assert_near(m.odds_ratio.low, reference_number(&row, 6), 1e-9);
	assert_near(m.odds_ratio.high, reference_number(&row, 7), 1e-9);
	/* statsmodels 0.14: StratifiedTable.test_equal_odds(adjust=True). */
	assert_near(m.homogeneity.statistic, 18.82550125205323, 1e-9);
	assert_near(m.homogeneity.p, 0.0020714013978808676, 1e-9);
	assert_true(m.homogeneity.df == 5);
	mantel_haenszel(strata, 6, false, 0.95, &m);
	assert_test("UCBAdmissions", "mantelhaen.test no correct", m.test);

	rates_score(men, women, &test);
	assert_test("UCBAdmissions", "chisq.test aggregated no Yates", test);
	rates_score_corrected(men, women, &test);
	assert_test("UCBAdmissions",
	    "chisq.test aggregated gender x admit (Yates)", test);
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
		cmocka_unit_test(tables_are_those_of_r),
		cmocka_unit_test(residuals_are_scores_against_the_others),
		cmocka_unit_test(trends_are_those_of_r),
		cmocka_unit_test(strata_are_those_of_r),
		cmocka_unit_test(one_stratum_is_one_table),
		cmocka_unit_test(like_strata_are_homogeneous),
		cmocka_unit_test(empty_margins),
		cmocka_unit_test(billions_keep_their_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
