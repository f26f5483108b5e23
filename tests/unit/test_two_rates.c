/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/two_rates.h"

#include "analytics/rates/fisher.h"
#include "tests/unit/tables.h"

/* R 4.2.2: tests.csv, fisher.test; prop.test above 10,000 entities. */
static void
a_report_asks_fisher_while_it_can(void **state)
{
	struct reference reference;
	const struct table *t;
	size_t exacts = 0, rows = 0;

	(void)state;
	reference_open(&reference, "tests.csv");
	while ((t = next_table(&reference, ""))) {
		bool fisher = reference_is(&reference, 1, "fisher.test") ||
		    reference_is(&reference, 1, "fisher.test two.sided");
		bool exact, small = t->first.n + t->second.n <= 10000;
		double p;

		if (!fisher && !(!small && reference_is(&reference, 1,
		    "prop.test correct=FALSE")))
			continue;
		assert_int_equal(rates_differ(t->first, t->second, &p,
		    &exact), STATUS_OK);
		assert_int_equal(exact, small);
		if (small == fisher) {
			assert_near(p, reference_number(&reference, 4), 1e-9);
			rows++;
		}
		exacts += exact;
	}
	assert_int_equal(rows, 16);
	assert_int_equal(exacts, 12);
}

/* The limit is on the whole table, and all of one kind are no different. */
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
		cmocka_unit_test(a_report_asks_fisher_while_it_can),
		cmocka_unit_test(ends_and_the_limit),
		cmocka_unit_test(billions_do_not_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
