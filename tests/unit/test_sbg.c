/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/sbg.h"

#include "tests/unit/csv.h"
#include "tests/unit/near.h"

#define PERIODS 12
#define EXACT 1e-9

/* Fader & Hardie 2007, table 1, of 1,000 customers each. */
static const uint64_t regular[] = { 1000, 631, 468, 382, 326, 289, 262, 241,
	223, 207, 194, 183, 173 };
static const uint64_t high_end[] = { 1000, 869, 743, 653, 593, 551, 517, 491,
	468, 445, 427, 409, 394 };

/* Survivors of one cohort after 0 … n periods, added to the periods. */
static void
add_cohort(const uint64_t *survivors, size_t n, struct sbg_period *periods)
{
	for (size_t t = 0; t < n; t++) {
		periods[t].at_risk += survivors[t];
		periods[t].kept += survivors[t + 1];
	}
}

static enum status
fit_cohort(const uint64_t *survivors, size_t n, struct sbg *fit)
{
	struct sbg_period periods[PERIODS] = { 0 };

	add_cohort(survivors, n, periods);
	return sbg_fit(periods, n, fit);
}

static enum status
project_cohort(const uint64_t *survivors, size_t n, const struct sbg *fit,
    size_t to, double level, struct sbg_point *points)
{
	struct sbg_period periods[PERIODS] = { 0 };

	add_cohort(survivors, n, periods);
	return sbg_project(periods, n, fit, to, level, points);
}

/*
 * Maximum likelihood in the beta functions of the paper, 40 digits
 * (mpmath), which prints .704, 1.182, -1680.3 and .668, 3.806, -1611.2;
 * the ends where the contour of that likelihood in (ln alpha, ln beta) has
 * the least and the most S, going round it (scipy).
 */
static const struct {
	const uint64_t *survivors;
	double alpha, beta, log_likelihood;
	double chi_square, p;
	struct { size_t t; double survival, low, high; } points[3];
} known[] = {
	{ regular, 0.704077298473516, 1.18204302620948, -1680.26518846329,
	    1.454749675514, 0.918231874702, {
		{ 1, 0.6267060540839, 0.5974993521633254, 0.65510362104358 },
		{ 7, 0.23902361403, 0.213452833070955, 0.265943830182486 },
		{ 12, 0.1700374528115, 0.144993182948658, 0.196899416814443 },
	} },
	{ high_end, 0.668088351106446, 3.80609496405827, -1611.15814739116,
	    12.30096651653, 0.030888637887, {
		{ 1, 0.8506792627736, 0.8311048144518149, 0.8684582169814294 },
		{ 7, 0.4889064197209, 0.457948288007007, 0.519925768357363 },
		{ 12, 0.3779990715974, 0.339761067654715, 0.415922846314865 },
	} },
};

static void
fader_and_hardie_are_met(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct sbg fit;
		struct sbg_point points[13];

		assert_int_equal(fit_cohort(known[i].survivors, 7, &fit),
		    STATUS_OK);
		assert_int_equal(fit.limit, SBG_INSIDE);
		assert_near(fit.alpha, known[i].alpha, EXACT);
		assert_near(fit.beta, known[i].beta, EXACT);
		assert_near(fit.theta, known[i].alpha /
		    (known[i].alpha + known[i].beta), EXACT);
		assert_near(fit.log_likelihood, known[i].log_likelihood,
		    1e-12);
		assert_near(fit.chi_square, known[i].chi_square, EXACT);
		assert_int_equal(fit.df, 5);
		assert_near(fit.p, known[i].p, EXACT);
		assert_int_equal(project_cohort(known[i].survivors,
		    7, &fit, 12, 0.95, points),
		    STATUS_OK);
		for (size_t j = 0; j < 3; j++) {
			struct sbg_point p = points[known[i].points[j].t];

			assert_near(p.survival,
			    known[i].points[j].survival, EXACT);
			assert_near(p.low, known[i].points[j].low, 1e-8);
			assert_near(p.high, known[i].points[j].high, 1e-8);
		}
		assert_near(points[0].survival, 1, 0);
		assert_nan(points[0].retention);
	}
}

/* See reference/README. */
static void
reference_is_met(void **state)
{
	struct csv estimates, projection;

	(void)state;
	assert_true(csv_read("tests/reference/sbg_estimates.csv",
	    &estimates));
	assert_true(csv_read("tests/reference/sbg_projection.csv",
	    &projection));
	assert_int_equal(estimates.n, 5);
	for (size_t i = 0; i < estimates.n; i++) {
		struct sbg fit;
		struct sbg_point points[13];
		const char *years = csv_cell(&estimates, i, "years_used");

		assert_int_equal(fit_cohort(regular,
		    (size_t)csv_number(years), &fit), STATUS_OK);
		assert_near(fit.alpha, csv_number(csv_cell(&estimates, i,
		    "alpha")), 1e-3);
		assert_near(fit.beta, csv_number(csv_cell(&estimates, i,
		    "beta")), 1e-3);
		assert_near(fit.theta, csv_number(csv_cell(&estimates, i,
		    "mean_theta")), 1e-4);
		assert_near(fit.log_likelihood, csv_number(csv_cell(
		    &estimates, i, "LL")), 1e-9);
		project_cohort(regular, (size_t)csv_number(years), &fit, 12,
		    0.95, points);
		for (size_t j = 0; j < projection.n; j++) {
			if (strcmp(csv_cell(&projection, j, "years_used"),
			    years) != 0)
				continue;
			size_t t = (size_t)csv_number(csv_cell(&projection,
			    j, "t"));
			assert_near(points[t].survival, csv_number(csv_cell(
			    &projection, j, "model_S")), 1e-4);
			if (t > 0)
				assert_near(points[t].retention, csv_number(
				    csv_cell(&projection, j, "model_r")),
				    1e-4);
		}
	}
	csv_free(&estimates);
	csv_free(&projection);
}

/* Three cohorts of 7, 3 and 1 periods; the sum of their likelihoods in
 * beta functions at its top, 40 digits (mpmath). */
static void
cohorts_of_different_ages_go_together(void **state)
{
	static const uint64_t second[] = { 500, 340, 270, 221 };
	static const uint64_t third[] = { 300, 150 };
	struct sbg_period periods[7] = { 0 };
	struct sbg fit;

	(void)state;
	add_cohort(regular, 7, periods);
	add_cohort(second, 3, periods);
	add_cohort(third, 1, periods);
	assert_int_equal(sbg_fit(periods, 7, &fit), STATUS_OK);
	assert_near(fit.alpha, 0.671636193186006, EXACT);
	assert_near(fit.beta, 1.1078004396269, EXACT);
	assert_near(fit.log_likelihood, -2516.66416238766, 1e-12);
}

/*
 * 200 of 1,000, then 200 of 800: those who stay leave more easily, which
 * no mixture can do.  θ = 400/1800; the ends of level 0.90 by all sizes up
 * to 1e6 (scipy), since some mixtures are not ruled out.
 */
static void
rising_churn_is_the_geometric_limit(void **state)
{
	static const uint64_t rising[] = { 1000, 800, 600 };
	static const uint64_t constant[] = { 4096, 3072, 2304, 1728 };
	struct sbg fit;
	struct sbg_point points[6];

	(void)state;
	assert_int_equal(fit_cohort(rising, 2, &fit), STATUS_OK);
	assert_int_equal(fit.limit, SBG_GEOMETRIC);
	assert_nan(fit.alpha);
	assert_nan(fit.beta);
	assert_near(fit.theta, 400. / 1800, 1e-15);
	assert_int_equal(fit.df, 1);
	/* (200 - 1000θ)²/(1000θ(1-θ)) + (200 - 800θ)²/(800θ(1-θ)) */
	assert_near(fit.chi_square, 45. / 7, EXACT);
	project_cohort(rising, 2, &fit, 5, 0.9, points);
	assert_near(points[5].survival, 0.2846280207963, EXACT);
	assert_near(points[5].low, 0.25587422997131576, 1e-5);
	assert_near(points[5].high, 0.31996686523943885, 1e-5);
	/* One chance of a quarter for all. */
	assert_int_equal(fit_cohort(constant, 3, &fit), STATUS_OK);
	assert_int_equal(fit.limit, SBG_GEOMETRIC);
	assert_near(fit.theta, 0.25, 1e-15);
	project_cohort(constant, 3, &fit, 4, 0.9, points);
	assert_near(points[4].survival, 81. / 256, 1e-14);
}

/*
 * 400 of 1,000 leave at once, nobody after: S(t) is .6 from 1 on.  The ends
 * by all sizes from 1e-6 on (scipy).
 */
static void
nobody_after_the_first_is_a_split(void **state)
{
	static const uint64_t split[] = { 1000, 600, 600, 600 };
	struct sbg fit;
	struct sbg_point points[31];

	(void)state;
	assert_int_equal(fit_cohort(split, 3, &fit), STATUS_OK);
	assert_int_equal(fit.limit, SBG_SPLIT);
	assert_near(fit.theta, 0.4, 1e-15);
	assert_near(fit.log_likelihood, 400 * log(0.4) + 600 * log(0.6),
	    1e-14);
	assert_int_equal(fit.df, 0);
	assert_nan(fit.p);
	project_cohort(split, 3, &fit, 30, 0.9, points);
	for (size_t t = 1; t <= 30; t += 29) {
		assert_near(points[t].survival, 0.6, 1e-14);
		assert_near(points[t].low, 0.57435, 5e-5);
		assert_near(points[t].high, 0.62528, 5e-5);
	}
	assert_near(points[30].retention, 1, 0);
}

static void
too_little_and_nonsense_have_no_answer(void **state)
{
	static const struct {
		struct sbg_period periods[3];
		size_t n;
		enum status status;
	} bad[] = {
		{ { { 10, 5 } }, 0, STATUS_TOO_FEW },
		{ { { 0, 0 }, { 0, 0 } }, 2, STATUS_TOO_FEW },
		{ { { 10, 5 } }, 1, STATUS_TOO_FEW },
		{ { { 10, 5 }, { 0, 0 } }, 2, STATUS_TOO_FEW },
		{ { { 10, 10 }, { 10, 10 } }, 2, STATUS_TOO_FEW },
		{ { { 10, 0 }, { 0, 0 } }, 2, STATUS_TOO_FEW },
		{ { { 10, 11 }, { 11, 5 } }, 2, STATUS_DOMAIN },
		{ { { 10, 5 }, { 6, 5 } }, 2, STATUS_DOMAIN },
	};
	struct sbg fit;
	struct sbg_point points[3];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(sbg_fit(bad[i].periods, bad[i].n, &fit),
		    bad[i].status);
		assert_nan(fit.theta);
		assert_int_equal(sbg_project(bad[i].periods, bad[i].n, &fit,
		    2, 0.95, points), STATUS_DOMAIN);
		assert_nan(points[0].survival);
		assert_nan(points[2].low);
	}
	assert_int_equal(fit_cohort(regular, 7, &fit), STATUS_OK);
	assert_int_equal(project_cohort(regular, 7, &fit, 2, 1, points),
	    STATUS_DOMAIN);
	assert_nan(points[2].survival);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fader_and_hardie_are_met),
		cmocka_unit_test(reference_is_met),
		cmocka_unit_test(cohorts_of_different_ages_go_together),
		cmocka_unit_test(rising_churn_is_the_geometric_limit),
		cmocka_unit_test(nobody_after_the_first_is_a_split),
		cmocka_unit_test(too_little_and_nonsense_have_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
