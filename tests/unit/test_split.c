/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/split.h"

#include "tests/unit/near.h"

/* Of one degree of freedom p is erfc(sqrt(statistic / 2)). */
static void
a_split_is_compared_with_the_plan(void **state)
{
	static const struct {
		uint64_t first, second;
		double share, statistic;
	} known[] = {
		{ 400, 400, 0.5, 0 }, { 440, 360, 0.5, 8 },
		{ 1000, 500, 2 / 3., 0 }, { 90, 10, 0.8, 6.25 },
		{ 821588, 815482, 0.5, 22.774 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct test t;

		assert_int_equal(split_test(known[i].first, known[i].second,
		    known[i].share, &t), STATUS_OK);
		assert_true(fabs(t.statistic - known[i].statistic) < 1e-3);
		assert_near(t.p, erfc(sqrt(t.statistic / 2)), 1e-9);
		assert_true(t.df == 1);
	}
}

static void
what_is_no_split_is_refused(void **state)
{
	struct test t;

	(void)state;
	assert_int_equal(split_test(0, 0, 0.5, &t), STATUS_TOO_FEW);
	assert_nan(t.p);
	assert_int_equal(split_test(1, 1, 0, &t), STATUS_DOMAIN);
	assert_int_equal(split_test(1, 1, 1, &t), STATUS_DOMAIN);
	assert_int_equal(split_test(1, 1, NAN, &t), STATUS_DOMAIN);
	assert_int_equal(split_test(COUNT_MAX, 1, 0.5, &t), STATUS_LIMIT);
	assert_nan(t.statistic);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_split_is_compared_with_the_plan),
		cmocka_unit_test(what_is_no_split_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
