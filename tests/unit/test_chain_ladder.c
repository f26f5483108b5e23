/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain ladder on the triangle of Mack's paper, and where it ends. */
#include "analytics/models/chain_ladder.h"

#include "tests/unit/near.h"

enum { AGES = 10 };

/* RAA's liability, in thousands of dollars (Mack 1993, section 6). */
static const double raa[AGES][AGES] = {
	{ 5012, 8269, 10907, 11805, 13539, 16181, 18009, 18608, 18662,
	    18834 },
	{ 106, 4285, 5396, 10666, 13782, 15599, 15496, 16169, 16704, NAN },
	{ 3410, 8992, 13873, 16141, 18735, 22214, 22863, 23466, NAN, NAN },
	{ 5655, 11555, 15766, 21266, 23425, 26083, 27067, NAN, NAN, NAN },
	{ 1092, 9565, 15836, 22169, 25955, 26180, NAN, NAN, NAN, NAN },
	{ 1513, 6445, 11702, 12935, 15852, NAN, NAN, NAN, NAN, NAN },
	{ 557, 4020, 10946, 12314, NAN, NAN, NAN, NAN, NAN, NAN },
	{ 1351, 6947, 13112, NAN, NAN, NAN, NAN, NAN, NAN, NAN },
	{ 3133, 5395, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN },
	{ 2063, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN },
};

/* His standard errors, in whole thousands, and the reserve of all. */
static void
triangle_is_that_of_mack(void **state)
{
	static const double errors[] = { 206, 623, 747, 1469, 2002, 2209,
		5358, 6333, 24566 };
	struct chain_ladder ladder[AGES];
	double reserve = 0;

	(void)state;
	chain_ladder(&raa[0][0], AGES, AGES, ladder);
	for (size_t c = 1; c < AGES; c++) {
		struct projected_total out[AGES];
		double last = raa[c][AGES - 1 - c];

		chain_ladder_project(ladder, AGES, AGES - 1 - c, last, out);
		reserve += out[AGES - 1].total - last;
		assert_true(fabs(out[AGES - 1].error - errors[c - 1]) < .5);
	}
	assert_true(fabs(reserve - 52135) < .5);
}

/* Nobody is older; the spread of two cohorts, by hand; nothing to grow. */
static void
edges_by_hand(void **state)
{
	static const double two[] = { 10, 15, 20, NAN, 30, 60, NAN, NAN };
	static const double none[] = { 0, 5, 0, NAN };
	struct projected_total out[4];
	struct chain_ladder ladder[4];

	(void)state;
	chain_ladder(two, 2, 4, ladder);
	assert_nan(ladder[0].factor);
	assert_near(ladder[1].factor, 75. / 40, 1e-15);
	assert_near(ladder[1].variance, 10 * .375 * .375 + 30 * .125 * .125,
	    1e-14);
	assert_near(ladder[2].factor, 4. / 3, 1e-15);
	assert_nan(ladder[2].variance);
	assert_nan(ladder[3].factor);
	chain_ladder_project(ladder, 3, 1, 60, out);
	assert_near(out[2].total, 80, 1e-14);
	assert_nan(out[2].error);
	chain_ladder(none, 2, 2, ladder);
	assert_nan(ladder[1].factor);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(triangle_is_that_of_mack),
		cmocka_unit_test(edges_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
