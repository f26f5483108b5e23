/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/two_rates.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

#include "analytics/rates/fisher.h"
#include "tests/unit/tables.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])

/* R 4.2.2: tests.csv, prop.test, where 100 are expected in each cell. */
static void
many_are_asked_by_their_score(void **state)
{
	struct reference reference;
	const struct table *t;
	size_t rows = 0;

	(void)state;
	reference_open(&reference, "tests.csv");
	while ((t = next_table(&reference, "prop.test correct=FALSE"))) {
		bool exact;
		double p;

		assert_int_equal(rates_differ(t->first, t->second, &p,
		    &exact), STATUS_OK);
		if (exact)
			continue;
		assert_near(p, reference_number(&reference, 4), 1e-9);
		rows++;
	}
	assert_true(rows >= 3);
}

/* Every table of two small groups, by sums over all with its margins. */
static void
few_are_asked_by_mid_p(void **state)
{
	(void)state;
	for (uint64_t n1 = 1; n1 <= 9; n1++)
		for (uint64_t i = 0; i < (n1 + 1) * 8; i++) {
			struct count a = { i / 8, n1 }, b = { i % 8, 7 };
			double below = 0, here = 0, all = 0, p;
			uint64_t hits = a.k + b.k;
			bool exact;

			for (uint64_t x = 0; x <= n1 && x <= hits; x++) {
				double ways = hits - x > 7 ? 0 :
				    choose(n1, x) * choose(7, hits - x);

				all += ways;
				below += x < a.k ? ways : 0;
				here += x == a.k ? ways : 0;
			}
			double low = (below + here / 2) / all;
			assert_int_equal(rates_differ(a, b, &p, &exact),
			    STATUS_OK);
			assert_true(exact);
			assert_near(p, 2 * fmin(low, 1 - low), 1e-12);
		}
}

/* mpmath, 60 digits: hypergeometric tails by their ratios. */
static const struct {
	struct count first, second;
	double fisher, mid;
} billions[] = {
	{ { 500040000, 1000000000 }, { 500000000, 1000000000 },
	    0.073645474320448222, 0.073638270151520719 },
	{ { 1000, 1000000000 }, { 1200, 1000000000 },
	    2.1816799476035572e-5, 1.9916207593421375e-5 },
	{ { 300000000, 1000000000 }, { 1000, 3000 },
	    7.9534319084015942e-5, 7.9326276568300494e-5 },
	{ { 100200000, 1000000000 }, { 100000000, 1000000000 },
	    3.2748330609385269e-50, 3.2711854266108775e-50 },
	{ { 900100000, 1000000000 }, { 85, 100 },
	    0.095964813510382526, 0.11166660020041853 },
};

static void
billions_keep_twelve_digits(void **state)
{
	double p;

	(void)state;
	for (size_t i = 0; i < LENGTH(billions); i++) {
		assert_int_equal(fisher_p(billions[i].first,
		    billions[i].second, &p), STATUS_OK);
		assert_near(p, billions[i].fisher, 1e-12);
		fisher_mid_p(billions[i].second, billions[i].first, &p);
		assert_near(p, billions[i].mid, 1e-12);
	}
}

/*
 * How often two groups of 200 that are alike at a rate of 0.2 have a p of
 * at most 0.05, and 0.01, by all that can be seen of them.
 */
static void
alike_groups_are_told_apart_as_promised(void **state)
{
	double size[2] = { 0, 0 };

	(void)state;
	for (uint64_t i = 0; i < 201 * 201; i++) {
		struct count a = { i / 201, 200 }, b = { i % 201, 200 };
		double chance = dbinom(a.k, 200, 0.2, 0) *
		    dbinom(b.k, 200, 0.2, 0), p;
		bool exact;

		rates_differ(a, b, &p, &exact);
		size[0] += p <= 0.05 ? chance : 0;
		size[1] += p <= 0.01 ? chance : 0;
	}
	print_message("# at most .05: %.4f, .01: %.5f\n", size[0], size[1]);
	assert_true(size[0] >= 0.040 && size[0] <= 0.052);
	assert_true(size[1] >= 0.0075 && size[1] <= 0.0105);
}

/* All of one kind are no different; the limit is on the least cell. */
static void
ends_and_the_limit(void **state)
{
	struct count none = { 0, 0 }, all = { 5000, 5000 };
	struct count more = { 5001, 5001 }, wrong = { 2, 1 };
	struct test out;
	double p;
	bool exact;

	(void)state;
	assert_int_equal(rates_differ(all, all, &p, &exact), STATUS_OK);
	assert_true(exact && p == 1);
	assert_int_equal(rates_differ(all, more, &p, &exact), STATUS_OK);
	/* Nobody is expected among those who did not. */
	assert_true(exact && p == 1);
	struct count half = { 2500, 5000 }, rest = { 2501, 5001 };
	assert_int_equal(rates_differ(half, rest, &p, &exact), STATUS_OK);
	assert_true(!exact && p > 0.9);
	/* 99 and 100 expected of 1,000, of 100,000 in all. */
	struct count small = { 90, 1000 };
	rates_differ(small, (struct count){ 9810, 99000 }, &p, &exact);
	assert_true(exact);
	rates_differ(small, (struct count){ 9910, 99000 }, &p, &exact);
	assert_true(!exact);
	assert_int_equal(rates_differ(none, all, &p, &exact),
	    STATUS_TOO_FEW);
	assert_nan(p);
	assert_int_equal(rates_differ(all, wrong, &p, &exact),
	    STATUS_DOMAIN);
	assert_int_equal(rates_score(all, (struct count){ 0, (uint64_t)1 <<
	    54 }, &out), STATUS_LIMIT);
	assert_nan(out.p);
	assert_nan(rates_cohen_h(none, (struct count){ 1, 2 }));
}

/*
 * n up to 1e9 and beyond: as shares stay and n grows tenfold, so does the
 * statistic (it is linear in n), and p is chi-squared's.
 */
static void
billions_do_not_wrap(void **state)
{
	struct test small, out;
	double p;
	bool exact;

	(void)state;
	rates_score((struct count){ 51, 100 }, (struct count){ 50, 100 },
	    &small);
	for (uint64_t n = 10; n <= 10000000; n *= 10) {
		rates_score((struct count){ 51 * n, 100 * n },
		    (struct count){ 50 * n, 100 * n }, &out);
		assert_near(out.statistic, small.statistic * (double)n,
		    1e-12);
	}
	/* One in a billion more: (1/2)^2 / (N/16), by hand. */
	assert_int_equal(rates_score((struct count){ 500000001, 1000000000 },
	    (struct count){ 500000000, 1000000000 }, &out), STATUS_OK);
	assert_near(out.statistic, 0.25 / (2e9 / 16), 1e-8);
	assert_int_equal(rates_differ((struct count){ 0, 1000000000 },
	    (struct count){ 1000000000, 1000000000 }, &p, &exact),
	    STATUS_OK);
	assert_true(p == 0 && !exact);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_are_asked_by_their_score),
		cmocka_unit_test(few_are_asked_by_mid_p),
		cmocka_unit_test(billions_keep_twelve_digits),
		cmocka_unit_test(alike_groups_are_told_apart_as_promised),
		cmocka_unit_test(ends_and_the_limit),
		cmocka_unit_test(billions_do_not_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
