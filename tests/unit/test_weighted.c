/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share of an amount: the formula over entities, in Python with scipy. */
#include "analytics/rates/weighted.h"

#include <stdbool.h>

#include "tests/unit/near.h"

#define MOST 8

static const struct {
	size_t n;
	double w[MOST];
	bool y[MOST];
	double level, rate, low, high;
} known[] = {
	{ 6, { 100, 200, 300, 400, 500, 50 }, { 1, 0, 1, 0, 0, 1 }, 0.95,
	    0.290322580645, 0.0330134063364, 0.830564764738 },
	{ 8, { 10, 10, 10, 10, 10, 10, 10, 10 }, { 1, 1 }, 0.95,
	    0.25, 0.0518448059957, 0.670188748735 },
	/* One deal is all the money. */
	{ 4, { 1, 1, 1, 1000 }, { 0, 0, 0, 1 }, 0.95,
	    0.997008973081, 0.00615558399511, 0.999999944257 },
	{ 3, { 5, 7, 9 }, { 0 }, 0.9, 0, 0, 0.770901018378 },
	{ 3, { 5, 7, 9 }, { 1, 1, 1 }, 0.9, 1, 0.229098981622, 1 },
};

static void
add(struct weights *to, double w)
{
	to->n++;
	to->sum += w;
	to->squares += w * w;
}

static void
is_that_of_the_formula(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct weights all = { 0 }, reached = { 0 };
		struct proportion p;

		for (size_t e = 0; e < known[i].n; e++) {
			add(&all, known[i].w[e]);
			if (known[i].y[e])
				add(&reached, known[i].w[e]);
		}
		assert_int_equal(proportion_weighted(all, reached,
		    known[i].level, &p), STATUS_OK);
		assert_near(p.rate, known[i].rate, 1e-11);
		assert_near(p.low, known[i].low, 1e-9);
		assert_near(p.high, known[i].high, 1e-9);
	}
}

static void
is_undefined(void **state)
{
	const struct weights two = { 2, 30, 500 }, one = { 1, 10, 100 },
	    none = { 0, 0, 0 }, nothing = { 2, 0, 0 };
	struct proportion p;

	(void)state;
	assert_int_equal(proportion_weighted(one, one, .95, &p),
	    STATUS_TOO_FEW);
	assert_true(isnan(p.rate) && isnan(p.low) && isnan(p.high));
	assert_int_equal(proportion_weighted(none, none, .95, &p),
	    STATUS_TOO_FEW);
	assert_int_equal(proportion_weighted(nothing, none, .95, &p),
	    STATUS_TOO_FEW);
	assert_int_equal(proportion_weighted(one, two, .95, &p),
	    STATUS_DOMAIN);
	assert_int_equal(proportion_weighted(two, one, 1, &p),
	    STATUS_DOMAIN);
	assert_true(isnan(p.rate));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_that_of_the_formula),
		cmocka_unit_test(is_undefined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
