/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/shrink.h"

#include <stdbool.h>
#include <string.h>

#include "tests/unit/near.h"

#define LENGTH(a) (sizeof (a) / sizeof (a)[0])
#define MOST 18

/* Efron and Morris 1975: hits of 45 times at bat. */
#define BATTERS { 18, 45 }, { 17, 45 }, { 16, 45 }, { 15, 45 }, { 14, 45 }, \
	{ 14, 45 }, { 13, 45 }, { 12, 45 }, { 11, 45 }, { 11, 45 }, \
	{ 10, 45 }, { 10, 45 }, { 10, 45 }, { 10, 45 }, { 10, 45 }, \
	{ 9, 45 }, { 8, 45 }, { 7, 45 }

/* By grids: tests/reference/shrink.py. */
static const struct {
	size_t n;
	struct count groups[MOST];
	struct { size_t group; struct shrunk is; } known[3];
} cases[] = {
	{ 8, { { 9, 30 }, { 7, 30 }, { 11, 30 }, { 8, 30 }, { 10, 30 },
	    { 9, 30 }, { 6, 30 }, { 12, 30 } }, {
	    { 0, { 0.302461, 0.210343, 0.402934, 4.49338, 1, 8, 0.109868,
	    0.509703 } },
	    { 6, { 0.278486, 0.173722, 0.371762, 5.64732, 1, 8, 0.046732,
	    0.338168 } },
	    { 7, { 0.326436, 0.236796, 0.445558, 3.37256, 1, 8, 0.250922,
	    0.677515 } } } },
	{ 5, { { 3, 10 }, { 1, 10 }, { 5, 10 }, { 2, 10 },
	    { 4000, 10000 } }, {
	    { 1, { 0.267590, 0.065067, 0.449458, 4.06448, 1, 5, 0.040246,
	    0.097354 } },
	    { 2, { 0.399734, 0.220414, 0.622039, 2.23517, 1, 5, 0.374887,
	    0.467190 } },
	    { 4, { 0.399831, 0.390255, 0.409446, 1.92882, 1, 4, 0.384285,
	    0.526259 } } } },
	/* Hardly a true rate but 0 and 1. */
	{ 5, { { 0, 3 }, { 5, 5 }, { 0, 7 }, { 4, 4 }, { 1, 2 } }, {
	    { 0, { 0.087513, 0, 0.509024, 4.34443, 3, 5, 0.000185,
	    0.031761 } },
	    { 1, { 0.940399, 0.630955, 1, 1.51659, 1, 3, 0.517107,
	    0.994740 } },
	    { 4, { 0.499598, 0.042676, 0.957183, 3.00513, 2, 4, 0.011304,
	    0.527267 } } } },
	{ 2, { { 0, 9 }, { 0, 4 } }, {
	    { 0, { 0.028962, 0, 0.187448, 1.54813, 1, 2, 0.451871, 1 } },
	    { 1, { 0.042699, 0, 0.273687, 1.45187, 1, 2, 0.548129, 1 } },
	    { 1, { 0.042699, 0, 0.273687, 1.45187, 1, 2, 0.548129, 1 } } } },
	{ 18, { BATTERS }, {
	    { 0, { 0.297896, 0.232088, 0.396000, 5.50058, 1, 16, 0.192484,
	    0.781998 } },
	    { 17, { 0.240524, 0.159549, 0.306020, 12.91963, 2, 18, 0.010489,
	    0.255092 } },
	    { 17, { 0.240524, 0.159549, 0.306020, 12.91963, 2, 18, 0.010489,
	    0.255092 } } } },
};

/* The grids lose some 1e-3 where a rate may lie at an end. */
static void
assert_close(double a, double b, double tolerance, size_t row)
{
	if (!(fabs(a - b) <= tolerance))
		fail_msg("case %zu: %.6f, not %.6f", row, a, b);
}

static void
posteriors_are_those_of_a_grid(void **state)
{
	struct shrunk out[MOST];

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		assert_int_equal(shrink(cases[i].groups, cases[i].n, 0.95,
		    out, NULL), STATUS_OK);
		for (size_t j = 0; j < 3; j++) {
			const struct shrunk *is = &cases[i].known[j].is;
			const struct shrunk *s =
			    &out[cases[i].known[j].group];
			double most = i == 3 ? 1e-2 : 2e-3;

			assert_close(s->rate, is->rate, 5e-4, i);
			assert_close(s->low, is->low, most, i);
			assert_close(s->high, is->high, most, i);
			assert_close(s->above, is->above, 1e-3, i);
			assert_close(s->rank, is->rank, 0.03, i);
			assert_close(s->best, is->best, 0.015, i);
			assert_true(s->rank_low == is->rank_low &&
			    s->rank_high == is->rank_high);
		}
	}
}

/* Whatever the order; and all ranks together are 1 + ... + n. */
static void
equal_evidence_has_equal_answers(void **state)
{
	static const struct count batters[] = { BATTERS };
	struct count turned[MOST];
	struct shrunk out[MOST], back[MOST];
	double sum = 0, best = 0;

	(void)state;
	for (size_t i = 0; i < MOST; i++)
		turned[i] = batters[MOST - 1 - i];
	shrink(batters, MOST, 0.95, out, NULL);
	shrink(turned, MOST, 0.95, back, NULL);
	for (size_t i = 0; i < MOST; i++) {
		assert_memory_equal(&out[i], &back[MOST - 1 - i],
		    sizeof out[i]);
		sum += out[i].rank;
		best += out[i].best;
	}
	assert_memory_equal(&out[4], &out[5], sizeof out[4]);
	assert_near(sum, MOST * (MOST + 1) / 2., 1e-9);
	assert_near(best, 1, 1e-9);
}

/* Of one group the prior is Beta's alone; 3 of 3 is no better than most. */
static void
few_are_drawn_in(void **state)
{
	static const struct count groups[] = { { 3, 3 }, { 40, 50 },
	    { 0, 0 }, { 100, 500 }, { 20, 100 }, { 0, 2 } };
	struct shrunk out[LENGTH(groups)];
	struct shrinkage prior;

	(void)state;
	assert_int_equal(shrink(groups, LENGTH(groups), 0.9, out, &prior),
	    STATUS_OK);
	assert_true(out[0].rate < 0.9 && out[5].rate > 0.1);
	assert_nan(out[2].rate);
	assert_nan(out[2].rank);
	/* Harmonic mean. */
	assert_near(prior.size, 5 / (1 / 3. + 1 / 50. + 1 / 500. + 1 / 100. +
	    1 / 2.), 1e-12);
	assert_int_equal(shrink(groups, 1, 0.95, out, NULL), STATUS_OK);
	assert_true(out[0].rank == 1 && out[0].rank_high == 1 &&
	    out[0].best == 1);
}

/* Of a billion each keeps its own rate, and nothing cancels or hangs. */
static void
billions_keep_their_own(void **state)
{
	static const struct count billions[] = {
		{ 500000000, 1000000000 }, { 520000000, 1000000000 },
		{ 510000000, 1000000000 }, { 3, 10 },
	};
	double error = 1.959963984540054 * sqrt(0.25e-9);
	struct shrunk out[LENGTH(billions)];

	(void)state;
	assert_int_equal(shrink(billions, LENGTH(billions), 0.95, out, NULL),
	    STATUS_OK);
	assert_near(out[0].rate, 0.5, 1e-6);
	assert_near(out[0].rate - out[0].low, error, 1e-3);
	assert_near(out[0].high - out[0].rate, error, 1e-3);
	assert_true(out[3].rate > 0.4 && out[3].rate < 0.51);
}

static void
what_cannot_be_shrunk(void **state)
{
	static const struct count empty[] = { { 0, 0 } };
	static const struct count wrong[] = { { 2, 1 } };
	struct shrinkage prior;
	struct shrunk out;

	(void)state;
	assert_int_equal(shrink(empty, 1, 0.95, &out, &prior),
	    STATUS_TOO_FEW);
	assert_nan(prior.mean);
	assert_nan(out.rate);
	assert_int_equal(shrink(NULL, 0, 0.95, NULL, NULL), STATUS_TOO_FEW);
	assert_int_equal(shrink(wrong, 1, 0.95, &out, NULL), STATUS_DOMAIN);
	assert_int_equal(shrink(cases[0].groups, 1, 95, &out, NULL),
	    STATUS_DOMAIN);
	assert_nan(out.best);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(posteriors_are_those_of_a_grid),
		cmocka_unit_test(equal_evidence_has_equal_answers),
		cmocka_unit_test(few_are_drawn_in),
		cmocka_unit_test(billions_keep_their_own),
		cmocka_unit_test(what_cannot_be_shrunk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
