/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/adjust.h"

#include "tests/unit/reference.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])

static const enum adjust methods[] = { ADJUST_BH, ADJUST_HOLM, ADJUST_BY,
	ADJUST_NONE, ADJUST_BONFERRONI, ADJUST_HOCHBERG, ADJUST_HOMMEL };

/* R 4.2.2: p.adjust of Benjamini and Hochberg 1995's 15 p-values. */
static void
adjusted_are_those_of_r(void **state)
{
	static const size_t columns[] = { 7, 4, 8, 2, 3, 5, 6 };
	struct reference reference;
	double p[15], q[15], wanted[LENGTH(columns)][15];
	size_t n = 0;

	(void)state;
	reference_open(&reference, "p_adjust.csv");
	for (; reference_row(&reference); n++) {
		assert_true(n < 15);
		p[n] = reference_number(&reference, 2);
		for (size_t m = 0; m < LENGTH(columns); m++)
			wanted[m][n] = reference_number(&reference,
			    columns[m]);
	}
	assert_int_equal(n, 15);
	for (size_t m = 0; m < LENGTH(columns); m++) {
		assert_int_equal(adjust_p(methods[m], p, n, q), STATUS_OK);
		for (size_t i = 0; i < n; i++)
			assert_near(q[i], wanted[m][i], 1e-12);
		/* In another order, with a gap, in place. */
		double mixed[16];
		for (size_t i = 0; i < n; i++)
			mixed[(i * 7 + 3) % 16] = p[i];
		mixed[(n * 7 + 3) % 16] = NAN;
		assert_int_equal(adjust_tests(mixed, 16), 15);
		assert_int_equal(adjust_p(methods[m], mixed, 16, mixed),
		    STATUS_OK);
		for (size_t i = 0; i < n; i++)
			assert_near(mixed[(i * 7 + 3) % 16], wanted[m][i],
			    1e-12);
		assert_nan(mixed[(n * 7 + 3) % 16]);
	}
}

/* By hand: equal p-values have equal q; sums of 1/i for BY. */
static void
ties_and_ends(void **state)
{
	double p[] = { 0.02, 0.02, 0.02, 1 }, q[4];

	(void)state;
	adjust_p(ADJUST_HOLM, p, 4, q);
	for (size_t i = 0; i < 3; i++)
		assert_near(q[i], 0.08, 1e-15);
	assert_true(q[3] == 1);
	adjust_p(ADJUST_BH, p, 4, q);
	for (size_t i = 0; i < 3; i++)
		assert_near(q[i], 0.08 / 3, 1e-15);
	adjust_p(ADJUST_BY, p, 4, q);
	assert_near(q[0], 0.08 / 3 * 25 / 12, 1e-15);
	assert_int_equal(adjust_p(ADJUST_BH, p, 1, q), STATUS_OK);
	assert_true(q[0] == 0.02);
	assert_int_equal(adjust_p(ADJUST_BH, NULL, 0, NULL), STATUS_OK);
	p[1] = NAN;
	p[0] = 0;
	adjust_p(ADJUST_BY, p, 2, q);
	assert_true(q[0] == 0);
	assert_nan(q[1]);
}

/* A hundred thousand p-values i / n, where BH gives 1 everywhere. */
static void
many_are_no_trouble(void **state)
{
	enum { N = 100000 };
	double *p = malloc(N * sizeof *p);

	(void)state;
	for (size_t i = 0; i < N; i++)
		p[i] = (double)(i * 77777 % N + 1) / N;
	assert_int_equal(adjust_p(ADJUST_BH, p, N, p), STATUS_OK);
	for (size_t i = 0; i < N; i++)
		assert_near(p[i], 1, 1e-14);
	free(p);
}

static void
what_is_no_p(void **state)
{
	double bad[] = { 0.5, 1.5 }, q[2];

	(void)state;
	assert_int_equal(adjust_p(ADJUST_BH, bad, 2, q), STATUS_DOMAIN);
	assert_nan(q[0]);
	bad[1] = -1e-9;
	assert_int_equal(adjust_p(ADJUST_NONE, bad, 2, q), STATUS_DOMAIN);
	assert_nan(q[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adjusted_are_those_of_r),
		cmocka_unit_test(ties_and_ends),
		cmocka_unit_test(many_are_no_trouble),
		cmocka_unit_test(what_is_no_p),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
