/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/segments.h"

#include "analytics/rates/contingency.h"
#include "analytics/rates/power.h"
#include "analytics/rates/ratio.h"
#include "analytics/rates/two_rates.h"
#include "analytics/samples/hall.h"
#include "analytics/samples/satisfaction.h"
#include "analytics/samples/two_samples.h"
#include "tests/unit/pair.h"

static const struct segments_options plain = { 0.95, INTERVAL_WILSON,
	DIFFERENCE_NEWCOMBE, ADJUST_BH, false, NULL, false, 0 };

/* ?prop.test: Fleiss 1981, page 139, and an empty group. */
static const struct count smokers[] = { { 83, 86 }, { 90, 93 }, { 0, 0 },
	{ 129, 136 }, { 70, 82 } };

static struct count
others_of(const struct count *groups, size_t n, size_t but)
{
	struct count all = { 0, 0 };

	for (size_t i = 0; i < n; i++)
		if (i != but) {
			all.k += groups[i].k;
			all.n += groups[i].n;
		}
	return all;
}

/* Each part is that of its own header, of the group and all the others. */
static void
a_group_is_compared_with_all_the_others(void **state)
{
	struct segment out[5];

	(void)state;
	assert_int_equal(segments_of_rates(smokers, 5, &plain, out, NULL),
	    STATUS_OK);
	for (size_t i = 0; i < 5; i++) {
		struct count others = others_of(smokers, 5, i);
		struct effect diff, ratio;
		struct detectable seen;
		double p;
		bool exact;

		if (smokers[i].n == 0) {
			assert_nan(out[i].estimate.estimate);
			assert_nan(out[i].difference.low);
			assert_nan(out[i].p);
			assert_nan(out[i].q);
			assert_nan(out[i].detectable);
			continue;
		}
		difference_newcombe(smokers[i], others, 0.95, &diff);
		ratio_of_rates(smokers[i], others, 0.95, &ratio);
		rates_differ(smokers[i], others, &p, &exact);
		power_detectable(count_rate(others), smokers[i].n, others.n,
		    0.95, 0.8, &seen);
		assert_near(out[i].difference.low, diff.low, 1e-15);
		assert_near(out[i].ratio.high, ratio.high, 1e-15);
		assert_near(out[i].p, p, 1e-15);
		assert_near(out[i].detectable, seen.difference, 1e-15);
		assert_true(out[i].q >= out[i].p);
		assert_nan(out[i].shrunk.rank);
	}
	/* The last is the find; of four tests the least p counts four times. */
	assert_near(out[4].q, 4 * out[4].p, 1e-12);
}

/*
 * R 4.2.2: binom.test(7, 20), binom.test(682, 925, 0.75).  The ends are
 * those of the rate, less and over what was planned.
 */
static void
a_target_is_compared_with(void **state)
{
	static const struct count groups[] = { { 7, 20 }, { 0, 0 },
	    { 500000000, 1000000000 } };
	static const struct count mendel[] = { { 682, 925 } };
	struct segments_options aimed = plain;
	struct segment out[3];
	struct detectable seen;

	(void)state;
	aimed.target = 0.5;
	aimed.interval = INTERVAL_CLOPPER_PEARSON;
	assert_int_equal(segments_of_rates(groups, 3, &aimed, out, NULL),
	    STATUS_OK);
	assert_near(out[0].p, 0.263175964355469, 1e-9);
	assert_near(out[0].q, 0.526351928710938, 1e-9);
	assert_near(out[0].difference.estimate, -0.15, 1e-12);
	assert_near(out[0].difference.low, 0.153909204784541 - 0.5, 1e-9);
	assert_near(out[0].difference.high, 0.592188534532828 - 0.5, 1e-8);
	assert_near(out[0].ratio.estimate, 0.7, 1e-15);
	assert_near(out[0].ratio.high, 2 * 0.592188534532828, 1e-9);
	assert_int_equal(power_detectable(0.5, 20, INFINITY, 0.95, 0.8,
	    &seen), STATUS_OK);
	assert_near(out[0].detectable, seen.difference, 1e-15);
	assert_nan(out[1].difference.low);
	assert_nan(out[1].ratio.estimate);
	assert_nan(out[1].p);
	assert_nan(out[1].detectable);
	assert_true(out[2].p == 1 && out[2].difference.estimate == 0);
	/* A group alone has a target, if no others. */
	aimed.target = 0.75;
	segments_of_rates(mendel, 1, &aimed, out, NULL);
	assert_near(out[0].p, 0.382491559574852, 1e-9);
	assert_true(out[0].q == out[0].p);
	aimed.untested = true;
	segments_of_rates(mendel, 1, &aimed, out, NULL);
	assert_nan(out[0].p);
	assert_true(out[0].difference.low < 0);
	aimed.target = 1;
	assert_int_equal(segments_of_rates(mendel, 1, &aimed, out, NULL),
	    STATUS_DOMAIN);
	assert_nan(out[0].estimate.low);
}

/* R: p.adjust(p, method) of one p is p; of two by Holm, twice the less. */
static void
two_groups_are_one_test(void **state)
{
	static const struct count arms[] = { { 40, 400 }, { 0, 0 },
	    { 60, 400 } };
	static const double first[] = { 1, 2, 3, 7 }, second[] = { 5, 9, 11 };
	const struct segments_values values[] = { { 9, { first, 4 } },
	    { 5, { NULL, 0 } }, { 3, { second, 3 } } };
	const struct segments_measure mean = { SEGMENTS_MEAN, 0 };
	struct segments_options o = plain;
	struct segment out[3];

	(void)state;
	for (o.adjust = ADJUST_BH; o.adjust <= ADJUST_HOMMEL; o.adjust++) {
		segments_of_rates(arms, 3, &o, out, NULL);
		assert_true(out[0].q == out[0].p && out[2].q == out[2].p);
		assert_nan(out[1].q);
		assert_int_equal(segments_tests_made(out, 3, &o, false), 1);
		segments_of_values(values, 3, &mean, &o, out, NULL);
		assert_true(out[0].q == out[0].p && out[2].q == out[2].p);
		assert_int_equal(segments_tests_made(out, 3, &o, true), 1);
	}
	o.adjust = ADJUST_HOLM;
	o.target = 0.12;
	segments_of_rates(arms, 3, &o, out, NULL);
	assert_int_equal(segments_tests_made(out, 3, &o, false), 2);
	assert_near(fmin(out[0].q, out[2].q), 2 * fmin(out[0].p, out[2].p),
	    1e-12);
}

/* No test is made while something is open; the rest is there. */
static void
untested_has_no_p(void **state)
{
	struct segments_options open = plain;
	struct segments_test tests[SEGMENTS_TESTS_MAX];
	struct segment out[5];
	double scores[] = { 1, 2, NAN, 3, 4 };

	(void)state;
	open.untested = true;
	segments_of_rates(smokers, 5, &open, out, NULL);
	size_t n = segments_tests_of_rates(smokers, 5, scores, &open, tests);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < 5; i++) {
		assert_nan(out[i].p);
		assert_nan(out[i].q);
	}
	for (size_t i = 0; i < n; i++)
		assert_nan(tests[i].p);
	assert_true(out[0].difference.estimate > 0);
}

/* R 4.2.2: prop.test, prop.trend.test of the four, in tests.csv. */
static void
tests_over_all_groups(void **state)
{
	static const double scores[] = { 1, 2, NAN, 3, 4 };
	struct segments_test tests[SEGMENTS_TESTS_MAX];

	(void)state;
	size_t n = segments_tests_of_rates(smokers, 5, scores, &plain,
	    tests);
	assert_int_equal(n, 3);
	assert_string_equal(tests[0].name, "chi-squared");
	assert_near(tests[0].statistic, 12.6004112971276, 1e-12);
	assert_near(tests[0].p, 0.00558547666162702, 1e-9);
	assert_string_equal(tests[2].name, "trend");
	assert_near(tests[2].statistic, 8.22492228519771, 1e-12);
	assert_near(tests[2].p, 0.00413189747764149, 1e-9);

	/*
	 * Of two groups: R fisher.test(matrix(c(3, 1, 1, 3), 2)).  By hand,
	 * of C(8, 4) = 70 tables 1 is above and 16 are as seen: 2 (9 / 70).
	 */
	static const struct count tea[] = { { 3, 4 }, { 1, 4 } };
	n = segments_tests_of_rates(tea, 2, NULL, &plain, tests);
	assert_int_equal(n, 4);
	assert_string_equal(tests[0].name, "mid-p");
	assert_near(tests[0].p, 18 / 70., 1e-12);
	assert_string_equal(tests[1].name, "fisher");
	assert_near(tests[1].p, 0.485714285714286, 1e-12);
	assert_string_equal(tests[2].name, "chi-squared");
	/* R stops 1e-4 from it. */
	assert_near(tests[0].effect.estimate, 6.40830886700579, 1e-4);
}

/*
 * Of 2 of 3, 0 of 2 and 1 of 1 by hand: 1 + 3 + 3 + 1 of C(6, 3) tables
 * are no likelier.  Sixty groups of 100 are too much, and have no row.
 */
static void
few_are_tested_exactly(void **state)
{
	static const struct count three[] = { { 2, 3 }, { 0, 0 }, { 0, 2 },
	    { 1, 1 } };
	struct count sixty[60];
	struct segments_test tests[SEGMENTS_TESTS_MAX];

	(void)state;
	assert_int_equal(segments_tests_of_rates(three, 4, NULL, &plain,
	    tests), 3);
	assert_string_equal(tests[2].name, "fisher");
	assert_near(tests[2].p, 0.4, 1e-12);
	assert_nan(tests[2].statistic);
	assert_nan(tests[2].effect.estimate);
	for (uint64_t i = 0; i < 60; i++)
		sixty[i] = (struct count){ i % 50, i < 59 ? 100 + i : 2 };
	sixty[59].k = 1;
	assert_int_equal(segments_tests_of_rates(sixty, 60, NULL, &plain,
	    tests), 2);
	assert_true(tests[1].p >= 0);
}

static const double first_two[] = { 1, 2 }, next_two[] = { 3, 4 };
static const double far_off[] = { 9 };

/*
 * 1 and 2 of the first, 3 and 4 of the second, none of a third, 9 without a
 * score: x is 1 1 2 2, so r = 2 / sqrt(1 * 5); ranks of x 1.5 1.5 3.5 3.5:
 * rho = 4 / sqrt(4 * 5); tau-b = 4 / sqrt(4 * 6).
 */
static void
numbers_go_with_scores(void **state)
{
	static const double scores[] = { 1, 2, 3, NAN };
	const struct segments_values groups[] = { { 2, SAMPLE(first_two) },
	    { 5, SAMPLE(next_two) }, { 3, { NULL, 0 } },
	    { 1, SAMPLE(far_off) } };
	const struct segments_measure mean = { SEGMENTS_MEAN, NAN };
	struct segments_test tests[SEGMENTS_TESTS_MAX];
	struct segments_options open = plain;
	size_t n;

	(void)state;
	assert_int_equal(segments_tests_of_values(groups, 4, &mean, scores,
	    &plain, tests, &n), STATUS_OK);
	assert_int_equal(n, 5);
	assert_string_equal(tests[2].name, "pearson");
	assert_string_equal(tests[2].effect_name, "r");
	assert_near(tests[2].effect.estimate, 2 / sqrt(5), 1e-14);
	assert_true(tests[2].df == 2);
	assert_string_equal(tests[3].name, "spearman");
	assert_near(tests[3].effect.estimate, 4 / sqrt(20), 1e-14);
	assert_nan(tests[3].df);
	assert_string_equal(tests[4].effect_name, "tau_b");
	assert_near(tests[4].effect.estimate, 4 / sqrt(24), 1e-14);
	assert_true(tests[4].p > 0.05 && tests[4].p < 1);
	open.untested = true;
	segments_tests_of_values(groups, 4, &mean, scores, &open, tests, &n);
	assert_nan(tests[4].p);
	assert_true(tests[4].statistic > 0);
	/* One group's numbers go with nothing. */
	assert_int_equal(segments_tests_of_values(groups, 1, &mean, scores,
	    &plain, tests, &n), STATUS_OK);
	assert_int_equal(n, 5);
	for (size_t i = 2; i < n; i++) {
		assert_nan(tests[i].effect.estimate);
		assert_nan(tests[i].p);
	}
	for (size_t i = 0; i < 4; i++)
		sample_free(groups[i].values);
}

/* 3 of 3 looks best and is not; equal groups are equal, empty ones none. */
static void
ranks_go_by_what_is_left(void **state)
{
	static const struct count groups[] = { { 3, 3 }, { 40, 50 },
	    { 0, 0 }, { 100, 500 }, { 20, 100 }, { 20, 100 }, { 0, 2 } };
	struct segments_options options = plain;
	struct segment out[7];
	struct shrinkage prior;

	(void)state;
	options.shrink = true;
	assert_int_equal(segments_of_rates(groups, 7, &options, out, &prior),
	    STATUS_OK);
	assert_true(prior.mean > 0 && prior.mean < 1);
	assert_true(out[0].estimate.estimate > out[1].estimate.estimate);
	assert_true(out[0].shrunk.rate < out[1].shrunk.rate);
	assert_true(out[4].shrunk.rank == out[5].shrunk.rank);
	assert_nan(out[2].shrunk.rank);
}

/* Three groups of a billion and one of ten, by every method: no NaN. */
static void
billions(void **state)
{
	static const struct count groups[] = { { 300000000, 1000000000 },
	    { 300050000, 1000000000 }, { 7, 1000000000 }, { 3, 10 } };
	struct segments_options options = plain;
	struct segment out[4];

	(void)state;
	options.shrink = true;
	for (int i = 0; i <= INTERVAL_WALD_CC; i++) {
		options.interval = (enum interval)i;
		options.difference = (enum difference)(i %
		    (DIFFERENCE_WALD_CC + 1));
		options.adjust = (enum adjust)(i % (ADJUST_HOMMEL + 1));
		assert_int_equal(segments_of_rates(groups, 4, &options, out,
		    NULL), STATUS_OK);
		for (size_t j = 0; j < 4; j++) {
			const struct segment *s = &out[j];

			assert_true(s->estimate.low <= s->estimate.estimate &&
			    s->estimate.estimate <= s->estimate.high);
			assert_true(s->difference.low < s->difference.high);
			assert_true(s->ratio.low < s->ratio.high);
			assert_true(s->p >= 0 && s->p <= s->q && s->q <= 1);
			assert_true(s->detectable > 0 && s->detectable < 1);
			assert_true(s->shrunk.low <= s->shrunk.high);
			assert_true(s->shrunk.rank >= 1 &&
			    s->shrunk.rank <= 4);
		}
		/* 3 of 10 among billions of 0.3 and 0 is no find. */
		assert_true(out[3].p > 0.1 && out[2].p == 0);
	}
}

/* Nobody, everybody, one group, no group. */
static void
ends(void **state)
{
	static const struct count nobody[] = { { 0, 9 }, { 0, 4 } };
	static const struct count all[] = { { 9, 9 }, { 4, 4 } };
	static const struct count wrong[] = { { 9, 8 } };
	struct segments_options shrunk = plain;
	struct segment out[2];

	(void)state;
	shrunk.shrink = true;
	assert_int_equal(segments_of_rates(nobody, 2, &shrunk, out, NULL),
	    STATUS_OK);
	assert_true(out[0].p == 1 && out[0].q == 1);
	assert_true(out[0].estimate.low == 0 && out[0].estimate.high > 0);
	assert_nan(out[0].ratio.estimate);
	assert_true(out[1].shrunk.rank < out[0].shrunk.rank);
	segments_of_rates(all, 2, &plain, out, NULL);
	assert_true(out[0].p == 1 && out[0].ratio.estimate == 1);
	segments_of_rates(all, 1, &shrunk, out, NULL);
	assert_nan(out[0].difference.estimate);
	assert_nan(out[0].p);
	assert_true(out[0].shrunk.rank == 1);
	assert_int_equal(segments_of_rates(NULL, 0, &shrunk, out, NULL),
	    STATUS_OK);
	assert_int_equal(segments_of_rates(wrong, 1, &plain, out, NULL),
	    STATUS_DOMAIN);
	assert_nan(out[0].estimate.estimate);
}

static const double low[] = { -3, -1, 0, 2 }, high[] = { 1, 1, 4, 6, 9 };

/* Negative and equal numbers; the others are those of two groups. */
static void
numbers_are_compared_with_all_the_others(void **state)
{
	static const enum segments_statistic kinds[] = { SEGMENTS_MEAN,
	    SEGMENTS_MEDIAN, SEGMENTS_SUM };
	struct segments_values groups[] = {
		{ 5, sample_of(low, 4) }, { 5, sample_of(high, 5) },
		{ 3, { NULL, 0 } },
	};
	struct segment out[3];
	struct sum sum;
	struct welch w;
	struct mann_whitney u;
	struct shift shift;

	(void)state;
	welch_of(groups[0].values, groups[1].values, 0.95, &w);
	mann_whitney(groups[0].values, groups[1].values, &u);
	hodges_lehmann(groups[0].values, groups[1].values, 0.95, &shift);
	for (size_t i = 0; i < LENGTH(kinds); i++) {
		struct segments_measure measure = { kinds[i], 0 };

		assert_int_equal(segments_of_values(groups, 3, &measure,
		    &plain, out, NULL), STATUS_OK);
		assert_true(out[0].n == 5 && out[0].k == 4 && out[2].k == 0);
		assert_nan(out[2].estimate.estimate);
		assert_nan(out[2].p);
		if (kinds[i] == SEGMENTS_MEAN) {
			assert_near(out[0].estimate.estimate, -0.5, 1e-15);
			assert_near(out[0].difference.low, w.low, 1e-15);
			assert_near(out[0].p, w.p, 1e-15);
			assert_near(out[0].q, w.p, 1e-15);
			/* A mean below 0 is no part of a ratio. */
			assert_nan(out[0].ratio.estimate);
			assert_true(out[0].detectable > 0);
		} else if (kinds[i] == SEGMENTS_MEDIAN) {
			assert_near(out[0].estimate.estimate, -0.5, 1e-15);
			assert_near(out[0].difference.estimate, shift.value,
			    1e-15);
			assert_near(out[0].p, u.p, 1e-15);
		} else {
			assert_near(out[0].estimate.estimate, -2, 1e-15);
			hall_sum(groups[0].values, 0.95, &sum);
			assert_near(out[0].estimate.high, sum.high, 1e-15);
			assert_nan(out[0].p);
			assert_nan(out[0].difference.estimate);
		}
	}
	sample_free(groups[0].values);
	sample_free(groups[1].values);
}

/* Three sevens and two: nothing varies, and nothing is made up. */
static void
equal_numbers(void **state)
{
	static const double sevens[] = { 7, 7, 7 };
	struct segments_values groups[] = { { 3, { sevens, 3 } },
	    { 2, { sevens, 2 } } };
	struct segments_test tests[SEGMENTS_TESTS_MAX];
	struct segment out[2];
	size_t n;

	(void)state;
	for (int kind = SEGMENTS_MEAN; kind <= SEGMENTS_MEDIAN; kind++) {
		struct segments_measure measure = {
			(enum segments_statistic)kind, 0 };

		assert_int_equal(segments_of_values(groups, 2, &measure,
		    &plain, out, NULL), STATUS_OK);
		assert_true(out[0].estimate.estimate == 7 &&
		    out[0].difference.estimate == 0 &&
		    out[0].ratio.estimate == 1);
		assert_nan(out[0].p);
		assert_int_equal(segments_tests_of_values(groups, 2,
		    &measure, NULL, &plain, tests, &n), STATUS_OK);
		assert_int_equal(n, 2);
		assert_nan(tests[0].p);
		assert_nan(tests[1].p);
	}
}

/*
 * Promoters less detractors.  Without passives the test of two scores is
 * the score test of two rates; the interval joins both by squares.
 */
static void
scores_of_satisfaction(void **state)
{
	static const double happy[] = { 0, 3, 9, 9, 10, 10, 10, 10 };
	static const double sad[] = { 0, 1, 2, 5, 6, 6, 9, 10, 10 };
	static const double wrong[] = { 1, 11 };
	struct segments_values groups[] = { { 9, { happy, 8 } },
	    { 9, { sad, 9 } } };
	struct segments_measure measure = { SEGMENTS_NPS, 0 };
	struct segment out[2];
	struct test score;
	struct nps a, b;

	(void)state;
	assert_int_equal(segments_of_values(groups, 2, &measure, &plain, out,
	    NULL), STATUS_OK);
	assert_near(out[0].estimate.estimate, 50, 1e-14);
	assert_near(out[0].difference.estimate, 50 + 100 / 3., 1e-14);
	rates_score((struct count){ 6, 8 }, (struct count){ 3, 9 }, &score);
	assert_near(out[0].p, score.p, 1e-9);
	nps(&(struct nps_counts){ 6, 0, 2 }, 0.95, &a);
	nps(&(struct nps_counts){ 3, 0, 6 }, 0.95, &b);
	assert_near(out[0].difference.low, 50 + 100 / 3. -
	    hypot(a.points - a.low, b.high - b.points), 1e-12);
	assert_near(out[1].difference.high, -out[0].difference.low, 1e-12);

	measure = (struct segments_measure){ SEGMENTS_CSAT, 9 };
	assert_int_equal(segments_of_values(groups, 2, &measure, &plain, out,
	    NULL), STATUS_OK);
	assert_near(out[0].estimate.estimate, 0.75, 1e-15);
	assert_true(out[0].n == 9 && out[0].k == 8);
	groups[1].values = (struct sample){ wrong, 2 };
	measure.statistic = SEGMENTS_NPS;
	assert_int_equal(segments_of_values(groups, 2, &measure, &plain, out,
	    NULL), STATUS_DOMAIN);
}

/* The log method by hand, R's formula for sums of ones. */
static void
ratios_and_what_is_seen(void **state)
{
	static const double first[] = { 1, 2, 3 }, second[] = { 4, 8 };
	struct moments a, b, one;
	struct effect ratio;
	double detectable;
	double reach = 1.959963984540054 * sqrt(1 / 4. / 3 + 8 / 36. / 2);

	(void)state;
	moments((struct sample){ first, 3 }, &a);
	moments((struct sample){ second, 2 }, &b);
	moments((struct sample){ first, 1 }, &one);
	assert_int_equal(ratio_of_means(&a, &b, 0.95, &ratio), STATUS_OK);
	assert_near(ratio.estimate, 1 / 3., 1e-15);
	assert_near(ratio.low, exp(-reach) / 3, 1e-12);
	assert_near(ratio.high, exp(reach) / 3, 1e-12);
	assert_int_equal(ratio_of_means(&one, &b, 0.95, &ratio),
	    STATUS_TOO_FEW);
	/* R: qnorm(.975) + qnorm(.8) */
	assert_int_equal(detectable_of_means(&a, &b, 0.95, 0.8,
	    &detectable), STATUS_OK);
	assert_near(detectable, 2.80158521811297 * sqrt(1 / 3. + 4), 1e-12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_is_compared_with_all_the_others),
		cmocka_unit_test(a_target_is_compared_with),
		cmocka_unit_test(two_groups_are_one_test),
		cmocka_unit_test(untested_has_no_p),
		cmocka_unit_test(tests_over_all_groups),
		cmocka_unit_test(few_are_tested_exactly),
		cmocka_unit_test(numbers_go_with_scores),
		cmocka_unit_test(ranks_go_by_what_is_left),
		cmocka_unit_test(billions),
		cmocka_unit_test(ends),
		cmocka_unit_test(numbers_are_compared_with_all_the_others),
		cmocka_unit_test(equal_numbers),
		cmocka_unit_test(scores_of_satisfaction),
		cmocka_unit_test(ratios_and_what_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
