/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/many_samples.h"

#include <float.h>

#include "analytics/samples/rank_sum.h"
#include "tests/unit/reference.h"
#include "tests/unit/pair.h"

#define GROUPS 6

/* ?PlantGrowth: ctrl, trt1, trt2, ten each. */
static const double plants[] = { 4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17,
    4.53, 5.33, 5.14, 4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32,
    4.69, 6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26 };
/* ?InsectSprays: A to F, twelve each. */
static const double insects[] = { 10, 7, 20, 14, 14, 12, 10, 23, 17, 20, 14,
    13, 11, 17, 21, 11, 16, 14, 17, 17, 19, 21, 7, 13, 0, 1, 7, 2, 3, 1, 2,
    1, 3, 0, 1, 4, 3, 5, 12, 6, 4, 3, 5, 5, 5, 5, 2, 4, 3, 5, 3, 5, 3, 6, 1,
    1, 3, 2, 6, 4, 11, 9, 15, 22, 15, 16, 13, 10, 26, 26, 24, 13 };
static const size_t tens[] = { 10, 10, 10 };
static const size_t dozens[] = { 12, 12, 12, 12, 12, 12 };
static const size_t nines[] = { 4, 3, 2 };

/* R 4.2.2: summary(aov(y ~ g)), SS ratio by hand; kruskal.test(y, g). */
static const struct {
	const double *values;
	const size_t *sizes;
	size_t groups;
	struct anova anova;
	struct kruskal_wallis ranks;	/* epsilon2 from its formula */
} known[] = {
	{ ozone, ozone_months, 5, { 8.53560658861385, 4, 111,
	    4.82706453411467e-06, 0.235233950623613 },
	    { 29.2665763061169, 4, 6.90071411854678e-06,
	    29.2665763061169 / 115 } },
	{ plants, tens, 3, { 4.84608786238014, 2, 27, 0.0159099583256229,
	    0.26414829683212 }, { 7.98822874944372, 2, 0.018423755731472,
	    7.98822874944372 / 29 } },
	{ insects, dozens, 6, { 34.7022820554917, 5, 66,
	    3.18258372614518e-17, 0.724439015562794 },
	    { 54.6913446223714, 5, 1.51084443941851e-10,
	    54.6913446223714 / 71 } },
	{ sleep_extra, tens, 2, { 3.46262676078044, 1, 18,
	    0.0791867142159382, 0.161332850791025 },
	    { 3.43775433308215, 1, 0.0637222501550249,
	    3.43775433308215 / 19 } },
	/* aov() loses digits so far out.  By hand: squares 9630 / 81 and
	   92; p = (1 + f / 3)^-3. */
	{ far_from_zero, nines, 3, { 535. / 138, 2, 6,
	    0.0830237577365633, 9630. / 17082 },
	    { 5.4453781512605, 2, 0.0656978501906622,
	    5.4453781512605 / 8 } },
};

static void
cut_up(const double *values, const size_t *sizes, size_t n,
    struct sample *out)
{
	for (size_t i = 0; i < n; values += sizes[i++])
		out[i] = sample_of(values, sizes[i]);
}

static void
free_all(struct sample *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sample_free(samples[i]);
}

static void
tests_are_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		struct sample samples[GROUPS];
		struct kruskal_wallis k;
		struct anova a;

		cut_up(known[i].values, known[i].sizes, known[i].groups,
		    samples);
		assert_int_equal(anova(samples, known[i].groups, &a),
		    STATUS_OK);
		assert_near(a.f, known[i].anova.f, 1e-12);
		assert_near(a.df_between, known[i].anova.df_between, 0);
		assert_near(a.df_within, known[i].anova.df_within, 0);
		assert_near(a.p, known[i].anova.p, 1e-9);
		assert_near(a.eta2, known[i].anova.eta2, 1e-12);
		assert_int_equal(kruskal_wallis(samples, known[i].groups,
		    &k), STATUS_OK);
		assert_near(k.h, known[i].ranks.h, 1e-12);
		assert_near(k.df, known[i].ranks.df, 0);
		assert_near(k.p, known[i].ranks.p, 1e-9);
		assert_near(k.epsilon2, known[i].ranks.epsilon2, 1e-12);
		free_all(samples, known[i].groups);
	}
}

/* Of two groups h is ((u - m n / 2) / sd)^2, with all corrections. */
static void
two_groups_are_a_rank_sum(void **state)
{
	(void)state;
	for (size_t turn = 0; turn < 200; turn++) {
		size_t sizes[] = { 1 + draw(30), 2 + draw(30) };
		struct kruskal_wallis k;
		struct sample samples[2];
		struct rank_sum ranks;
		double values[61];

		for (size_t i = 0; i < sizes[0] + sizes[1]; i++)
			values[i] = draw(turn % 2 ? 5 : 1000);
		cut_up(values, sizes, 2, samples);
		ranks = rank_sum(samples[0], samples[1]);
		assert_int_equal(kruskal_wallis(samples, 2, &k), STATUS_OK);
		double z = ((double)ranks.twice_u - (double)ranks.pairs) /
		    2 / ranks.sd;
		if (ranks.sd > 0)
			assert_true(fabs(k.h - z * z) <= 1e-12 * (1 + k.h));
		else
			assert_nan(k.h);
		free_all(samples, 2);
	}
}

/*
 * Over all ways to deal n ranks to groups the mean of h is k - 1: the mean
 * of chi-squared, and exact for any ties.
 */
static void
mean_of_h_is_its_degrees(void **state)
{
	const double values[] = { 1, 2, 2, 2, 5, 7, 7 };
	size_t dealt = 0;
	double sum = 0;

	(void)state;
	for (unsigned code = 0; code < 2187; code++) {
		double parts[3][7];
		size_t sizes[3] = { 0, 0, 0 }, rest = code;
		struct sample samples[3];
		struct kruskal_wallis k;

		for (size_t i = 0; i < 7; i++, rest /= 3)
			parts[rest % 3][sizes[rest % 3]++] = values[i];
		if (sizes[0] != 2 || sizes[1] != 2)
			continue;
		for (size_t i = 0; i < 3; i++)
			samples[i] = sample_of(parts[i], sizes[i]);
		assert_int_equal(kruskal_wallis(samples, 3, &k), STATUS_OK);
		assert_true(k.epsilon2 >= 0 && k.epsilon2 <= 1);
		sum += k.h;
		dealt++;
		free_all(samples, 3);
	}
	assert_int_equal(dealt, 210);	/* 7! / (2! 2! 3!) */
	assert_near(sum / 210, 2, 1e-13);
}

static void
empty_groups_are_left_out(void **state)
{
	struct sample all[5], none = { NULL, 0 };
	struct kruskal_wallis k, same_k;
	struct anova a, same_a;

	(void)state;
	cut_up(plants, tens, 3, all + 1);
	all[4] = all[3];
	all[0] = all[3] = none;
	assert_int_equal(anova(all, 5, &a), STATUS_OK);
	assert_int_equal(kruskal_wallis(all, 5, &k), STATUS_OK);
	all[3] = all[4];
	anova(all + 1, 3, &same_a);
	kruskal_wallis(all + 1, 3, &same_k);
	assert_memory_equal(&a, &same_a, sizeof a);
	assert_memory_equal(&k, &same_k, sizeof k);
	free_all(all + 1, 3);
}

static void
no_spread_gives_no_test(void **state)
{
	const double values[] = { 0.1, 0.1, 0.1, 0.7, 0.7 };
	const double same[] = { 0.1, 0.1, 0.1, 0.1, 0.1 };
	const size_t sizes[] = { 3, 2 };
	struct sample samples[2];
	struct kruskal_wallis k;
	struct anova a;

	(void)state;
	cut_up(values, sizes, 2, samples);
	assert_int_equal(anova(samples, 2, &a), STATUS_OK);
	assert_true(a.eta2 == 1 && a.df_within == 3);
	assert_nan(a.f);
	assert_nan(a.p);
	/* All that ranks can be apart: 4 of 4. */
	assert_int_equal(kruskal_wallis(samples, 2, &k), STATUS_OK);
	assert_near(k.epsilon2, 1, 1e-15);
	free_all(samples, 2);

	cut_up(same, sizes, 2, samples);
	assert_int_equal(anova(samples, 2, &a), STATUS_OK);
	assert_nan(a.eta2);
	assert_nan(a.f);
	assert_int_equal(kruskal_wallis(samples, 2, &k), STATUS_OK);
	assert_true(k.df == 1);
	assert_nan(k.h);
	assert_nan(k.p);
	assert_nan(k.epsilon2);
	free_all(samples, 2);
}

static void
bad_arguments_are_refused(void **state)
{
	const double wide[] = { -1e300, 1e300, 1, 2 };
	const size_t sizes[] = { 2, 2 }, ones[] = { 1, 1 };
	struct sample samples[2], none[2] = { { NULL, 0 }, { NULL, 0 } };
	struct kruskal_wallis k;
	struct anova a;

	(void)state;
	assert_int_equal(anova(none, 0, &a), STATUS_TOO_FEW);
	assert_int_equal(anova(none, 2, &a), STATUS_TOO_FEW);
	assert_nan(a.df_between);
	assert_int_equal(kruskal_wallis(none, 2, &k), STATUS_TOO_FEW);
	assert_nan(k.df);
	cut_up(wide, sizes, 2, samples);
	assert_int_equal(anova(samples, 1, &a), STATUS_TOO_FEW);
	assert_int_equal(kruskal_wallis(samples, 1, &k), STATUS_TOO_FEW);
	assert_int_equal(anova(samples, 2, &a), STATUS_LIMIT);
	assert_nan(a.f);
	assert_nan(a.df_within);
	free_all(samples, 2);
	cut_up(wide, ones, 2, samples);
	assert_int_equal(anova(samples, 2, &a), STATUS_TOO_FEW);
	assert_int_equal(kruskal_wallis(samples, 2, &k), STATUS_TOO_FEW);
	free_all(samples, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tests_are_those_of_r),
		cmocka_unit_test(two_groups_are_a_rank_sum),
		cmocka_unit_test(mean_of_h_is_its_degrees),
		cmocka_unit_test(empty_groups_are_left_out),
		cmocka_unit_test(no_spread_gives_no_test),
		cmocka_unit_test(bad_arguments_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
