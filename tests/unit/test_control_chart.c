/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/control_chart.h"

#include "tests/unit/near.h"
#include "tests/unit/reference.h"

static const struct {
	const char *setting;
	enum control_rule rule;
	double limit;
} settings[] = {
	{ "L=3", CONTROL_BEYOND, 3 },
	{ "k=.5 h=4", CONTROL_CUSUM, 4 },
	{ "k=.5 h=5", CONTROL_CUSUM, 5 },
	{ "k=.5 h=4.774", CONTROL_CUSUM, 4.774 },
	{ "lambda=.2 L=2.859", CONTROL_EWMA, 2.859 },
	{ "lambda=.2 L=2.962", CONTROL_EWMA, 2.962 },
};

/* tests/reference: Markov chains in numpy, and what was printed. */
static void
run_lengths_are_those_of_the_chains(void **state)
{
	struct reference r;
	size_t found = 0;

	(void)state;
	reference_open(&r, "watch/watch-arl.csv");
	while (reference_row(&r))
		for (size_t i = 0; i < sizeof settings / sizeof *settings;
		    i++) {
			if (!reference_is(&r, 1, settings[i].setting) ||
			    strchr(r.cell[0], '+'))
				continue;
			assert_near(run_length(settings[i].rule,
			    settings[i].limit), reference_number(&r, 2),
			    1e-9);
			found++;
		}
	assert_int_equal(found, 6);
}

static void
limits_are_those_tabulated(void **state)
{
	struct reference r;
	size_t found = 0;
	double limit;

	(void)state;
	reference_open(&r, "watch/watch-limits-for-arl.csv");
	while (reference_row(&r)) {
		enum control_rule rule = r.cell[0][0] == 'b' ?
		    CONTROL_BEYOND : r.cell[0][0] == 'e' ? CONTROL_EWMA :
		    CONTROL_CUSUM;

		assert_int_equal(run_length_limit(rule,
		    reference_number(&r, 1), &limit), STATUS_OK);
		/* They have seven decimals. */
		assert_true(fabs(limit - reference_number(&r, 2)) < 6e-8);
		found++;
	}
	assert_int_equal(found, 18);
}

/* 2^m - 1 tosses until m on one side: by counting, for m of 3 it is 7. */
static void
shifts_are_tosses_of_a_coin(void **state)
{
	double limit;

	(void)state;
	assert_near(run_length(CONTROL_SHIFT, 3), 7, 1e-12);
	run_length_limit(CONTROL_SHIFT, 255, &limit);
	assert_near(limit, 8, 1e-12);
	run_length_limit(CONTROL_SHIFT, 256, &limit);
	assert_near(limit, 9, 1e-12);
	run_length_limit(CONTROL_SHIFT, 100, &limit);
	assert_near(limit, 8, 1e-12);
}

/* A limit for any length: back again it is that length. */
static void
limits_and_lengths_are_inverse(void **state)
{
	static const double lengths[] = { 100, 5e3, 4e8 };
	double limit;

	(void)state;
	for (size_t r = 0; r < CONTROL_RULES; r++)
		for (size_t i = 0; r != CONTROL_SHIFT && i < 3; i++) {
			assert_int_equal(run_length_limit(
			    (enum control_rule)r, lengths[i], &limit),
			    STATUS_OK);
			assert_near(run_length((enum control_rule)r, limit),
			    lengths[i], 1e-6);
		}
}

/* Wider the shorter the baseline; between rows; at last not at all. */
static void
baselines_widen_limits(void **state)
{
	(void)state;
	assert_near(run_length_widen(CONTROL_BEYOND, 2, 740, 26), 2 * 1.171,
	    1e-12);
	assert_near(run_length_widen(CONTROL_EWMA, 1, 370, 8), 1.447, 1e-12);
	assert_near(run_length_widen(CONTROL_BEYOND, 1, 370, 32),
	    1.09 + .043 * (1. / 32 - 1. / 39) / (1. / 26 - 1. / 39), 1e-12);
	assert_near(run_length_widen(CONTROL_CUSUM, 1, 370, 416), 1.016,
	    1e-12);
	assert_near(run_length_widen(CONTROL_SHIFT, 10, 740, 26), 11, 1e-12);
	assert_near(run_length_widen(CONTROL_SHIFT, 10, 740, 1e9), 10,
	    1e-12);
}

static void
no_length_is_no_limit(void **state)
{
	double limit;

	(void)state;
	assert_int_equal(run_length_limit(CONTROL_EWMA, 99, &limit),
	    STATUS_DOMAIN);
	assert_nan(limit);
	assert_int_equal(run_length_limit(CONTROL_CUSUM, NAN, &limit),
	    STATUS_DOMAIN);
	assert_nan(run_length(CONTROL_EWMA, 0));
	assert_nan(run_length(CONTROL_CUSUM, 41));
}

#define POINT(of, reached, where) \
	{ .n = of, .k = reached, .part = CONTROL_##where }

static const struct control_rules all_rules = { .used = 15,
	.limits = { 3, 2.859, 8, 4.774 } };

static void
a_flat_baseline_has_no_limits(void **state)
{
	struct control_point points[] = { POINT(10, 0, BASELINE),
		POINT(10, 0, BASELINE), POINT(10, 5, AFTER) };
	struct control_baseline b;

	(void)state;
	assert_int_equal(control_chart(CONTROL_RATE, points, 3, &all_rules, &b),
	    STATUS_TOO_FEW);
	assert_nan(b.center);
	assert_near(points[2].value, .5, 1e-15);
	assert_nan(points[2].low);
	assert_int_equal(points[2].signals, 0);
}

/* By hand: centre .5, z of 5 ± 5 of 10: ±3.16; unevenness of the baseline
   is 0, taken for 1. */
static void
few_and_incomplete_are_passed_over(void **state)
{
	struct control_point points[] = { POINT(10, 5, BASELINE),
		POINT(10, 5, BASELINE), POINT(10, 10, AFTER),
		POINT(2, 0, FEW), POINT(10, 9, AFTER),
		POINT(10, 0, INCOMPLETE) };
	struct control_rules rules = all_rules;
	struct control_baseline b;

	(void)state;
	rules.normal = true;
	assert_int_equal(control_chart(CONTROL_RATE, points, 6, &rules, &b),
	    STATUS_OK);
	assert_near(b.center, .5, 1e-15);
	assert_near(points[2].z, sqrt(10), 1e-12);
	assert_int_equal(points[2].signals, 1u << CONTROL_BEYOND |
	    1u << CONTROL_EWMA);
	assert_false(points[2].is_low);
	assert_int_equal(points[3].signals, 0);
	assert_nan(points[3].ewma);
	assert_int_equal(points[4].run, 2);
	assert_near(points[4].cusum_up, sqrt(10) - .5 + .8 * sqrt(10) - .5,
	    1e-12);
	assert_nan(points[5].value);
}

#define COUNTED(reached, of_season, exposed, where) \
	{ .k = reached, .season = of_season, .exposure = exposed, \
	    .part = CONTROL_##where }

/* By hand: means 12 and 3; chi-squared 4/3 over 4 - 2. */
static void
counts_are_held_against_their_season(void **state)
{
	struct control_point points[] = { COUNTED(10, 0, 1, BASELINE),
		COUNTED(2, 5, 1, BASELINE), COUNTED(14, 0, 1, BASELINE),
		COUNTED(4, 5, 1, BASELINE), COUNTED(9, 5, 1, AFTER),
		COUNTED(3, 5, 1, AFTER), COUNTED(9, 0, 1, OFF),
		COUNTED(7, 9, 1, AFTER) };
	struct control_rules rules = all_rules;
	struct control_baseline b;

	(void)state;
	rules.normal = true;
	assert_int_equal(control_chart(CONTROL_COUNT, points, 8, &rules, &b),
	    STATUS_OK);
	assert_near(b.center, 7.5, 1e-15);
	assert_near(b.sigma_z, sqrt(2. / 3), 1e-12);
	assert_near(points[4].center, 3, 1e-15);
	assert_near(points[4].z, 6 / sqrt(3), 1e-12);
	assert_near(points[4].high, 3 + 3 * sqrt(3), 1e-12);
	assert_near(points[4].low, 0, 0);
	assert_int_equal(points[4].signals, 1u << CONTROL_BEYOND |
	    1u << CONTROL_EWMA);
	assert_true(points[5].central);
	assert_int_equal(points[5].run, 0);
	assert_int_equal(points[6].signals, 0);
	/* A season that the baseline has not seen. */
	assert_nan(points[7].center);
	assert_int_equal(points[7].signals, 0);
}

/* Months by their days: 2 a day; nothing at all is half an event. */
static void
counts_go_by_exposure(void **state)
{
	struct control_point points[] = { COUNTED(10, 0, 5, BASELINE),
		COUNTED(14, 0, 7, BASELINE), COUNTED(0, 1, 1, BASELINE),
		COUNTED(0, 1, 3, BASELINE), COUNTED(6, 0, 3, AFTER),
		COUNTED(1, 1, 1, AFTER) };
	struct control_baseline b;

	(void)state;
	assert_int_equal(control_chart(CONTROL_COUNT, points, 6, &all_rules,
	    &b), STATUS_OK);
	assert_near(points[4].center, 6, 1e-15);
	assert_near(points[5].center, .125, 1e-15);
	/* Too few to say how uneven they are. */
	assert_int_equal(control_chart(CONTROL_COUNT, &points[1], 2,
	    &all_rules, &b), STATUS_TOO_FEW);
	assert_nan(points[1].center);
}

/* Python: NormalDist().inv_cdf(exp(-1) / 2), the middle of none of 1. */
static void
scores_are_those_of_a_normal(void **state)
{
	struct control_point points[] = { COUNTED(0, 0, 1, BASELINE),
		COUNTED(2, 0, 1, BASELINE), COUNTED(1, 0, 1, BASELINE),
		COUNTED(0, 0, 1, AFTER) };
	struct control_rules rules = all_rules;
	struct control_baseline b;

	(void)state;
	rules.points = 370;
	assert_int_equal(control_chart(CONTROL_COUNT, points, 4, &rules, &b),
	    STATUS_OK);
	assert_near(b.sigma_z, 1, 1e-15);
	assert_near(points[3].z, -1, 1e-15);
	assert_near(points[3].score, -0.90045259663779, 1e-9);
}

/* By hand: 60 of 300 together; the third is 40 of 100, z of 5. */
static void
groups_are_held_against_all(void **state)
{
	struct control_point points[] = { POINT(100, 10, AFTER),
		POINT(10, 0, FEW), POINT(100, 40, AFTER), POINT(90, 10,
		AFTER) };
	struct control_rules rules = { .used = 1u << CONTROL_BEYOND,
		.limits = { 3 }, .normal = true };
	struct control_baseline b;

	(void)state;
	assert_int_equal(control_groups(points, 4, &rules, &b), STATUS_OK);
	assert_near(b.center, .2, 1e-15);
	assert_near(points[2].z, 5, 1e-12);
	assert_near(points[2].high, .32, 1e-12);
	assert_int_equal(points[2].signals, 1u << CONTROL_BEYOND);
	assert_false(points[2].is_low);
	assert_near(points[0].z, -2.5, 1e-12);
	assert_int_equal(points[0].signals, 0);
	assert_int_equal(points[1].signals, 0);
	assert_int_equal(control_groups(&points[1], 1, &rules, &b),
	    STATUS_TOO_FEW);
}

/* By hand: steps of 1 and 2. */
static void
measures_go_by_their_steps(void **state)
{
	struct control_point points[] = {
		{ .value = 1, .part = CONTROL_BASELINE },
		{ .value = 2, .part = CONTROL_BASELINE },
		{ .value = 4, .part = CONTROL_BASELINE },
		{ .value = 9, .part = CONTROL_AFTER },
		{ .value = 9, .part = CONTROL_INCOMPLETE } };
	double deviation = 1.5 * sqrt(M_PI) / 2;
	struct control_rules rules = all_rules;
	struct control_baseline b;

	(void)state;
	assert_int_equal(control_chart(CONTROL_MEASURE, points, 5, &all_rules,
	    &b), STATUS_OK);
	assert_near(b.center, 7. / 3, 1e-15);
	assert_near(points[3].z, (9 - 7. / 3) / deviation, 1e-12);
	assert_near(points[3].high, 7. / 3 + 3 * deviation, 1e-12);
	assert_near(points[3].low, 0, 0);
	assert_int_equal(points[3].signals, 1u << CONTROL_BEYOND |
	    1u << CONTROL_EWMA);
	assert_nan(points[4].value);
	/* To keep a promise by logarithms: steps of log 2 each. */
	rules.points = 370;
	assert_int_equal(control_chart(CONTROL_MEASURE, points, 5, &rules,
	    &b), STATUS_OK);
	assert_near(b.center, 2, 1e-12);
	assert_near(points[3].z, log(9. / 2) / (log(2) * sqrt(M_PI) / 2),
	    1e-12);
	assert_near(points[3].high * points[3].low, 4, 1e-12);
	points[1].value = points[2].value = 1;
	assert_int_equal(control_chart(CONTROL_MEASURE, points, 5, &all_rules,
	    &b), STATUS_TOO_FEW);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(run_lengths_are_those_of_the_chains),
		cmocka_unit_test(limits_are_those_tabulated),
		cmocka_unit_test(shifts_are_tosses_of_a_coin),
		cmocka_unit_test(limits_and_lengths_are_inverse),
		cmocka_unit_test(baselines_widen_limits),
		cmocka_unit_test(no_length_is_no_limit),
		cmocka_unit_test(a_flat_baseline_has_no_limits),
		cmocka_unit_test(few_and_incomplete_are_passed_over),
		cmocka_unit_test(counts_are_held_against_their_season),
		cmocka_unit_test(counts_go_by_exposure),
		cmocka_unit_test(scores_are_those_of_a_normal),
		cmocka_unit_test(measures_go_by_their_steps),
		cmocka_unit_test(groups_are_held_against_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
