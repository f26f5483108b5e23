/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/rates/usual.h"

#include "analytics/rates/totals.h"
#include "tests/unit/near.h"

#define N(array) (sizeof(array) / sizeof(array)[0])

/*
 * maven_crm, who entered from October 2016 to July 2017 and won within 138
 * days.  By the formulas of the headers, in numpy and scipy.stats.t.
 */
static const struct count months[] = { { 7, 7 }, { 83, 115 }, { 160, 236 },
	{ 181, 312 }, { 277, 515 }, { 440, 792 }, { 427, 874 }, { 366, 722 },
	{ 453, 792 }, { 441, 1198 } };

static void
fill(struct usual *out, const struct count *counts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i].seen = counts[i];
}

static void
uneven_periods_are_students(void **state)
{
	static const struct { size_t at; double center, p; } known[] = {
		{ 9, 0.548453608247, 0.000853494807885 },
		{ 1, 0.505139500734, 0.217188234126 },
		{ 4, 0.506735340729, 0.660304844027 },
	};
	struct usual periods[N(months)];

	(void)state;
	fill(periods, months, N(months));
	assert_int_equal(rates_usual(periods, N(months)), STATUS_OK);
	for (size_t i = 0; i < N(known); i++) {
		const struct usual *u = &periods[known[i].at];

		assert_near(u->center, known[i].center, 1e-11);
		assert_near(u->p, known[i].p, 1e-9);
		assert_true(u->low < u->center && u->center < u->high);
	}
	assert_true(periods[9].rate < periods[9].low);
}

/* Fisher's mid-p of 90 of 200 against 372 of 1,240: scipy.hypergeom. */
static void
even_periods_are_two_rates(void **state)
{
	static const struct count even[] = { { 60, 200 }, { 66, 220 },
		{ 62, 210 }, { 58, 190 }, { 61, 205 }, { 65, 215 },
		{ 90, 200 }, { 0, 0 } };
	struct usual periods[N(even)];

	(void)state;
	fill(periods, even, N(even));
	assert_int_equal(rates_usual(periods, N(even)), STATUS_OK);
	assert_near(periods[6].center, .3, 1e-12);
	assert_near(periods[6].p, 3.8733681139e-05, 1e-9);
	assert_nan(periods[7].rate);
	assert_nan(periods[7].p);
}

static void
few_periods_say_nothing(void **state)
{
	struct usual periods[N(months)];

	(void)state;
	fill(periods, months, N(months));
	assert_int_equal(rates_usual(periods, USUAL_OTHERS),
	    STATUS_TOO_FEW);
	assert_nan(periods[0].p);
	assert_near(periods[1].rate, 83. / 115, 1e-15);
	periods[2].seen = (struct count){ 3, 2 };
	assert_int_equal(rates_usual(periods, N(months)), STATUS_DOMAIN);
	assert_nan(periods[0].center);
}

/* The formula of the header, in numpy and scipy.stats.t. */
static void
totals_have_students_interval(void **state)
{
	static const double entered[] = { 7, 115, 236, 312, 515, 792, 874,
		722, 792, 1198, 793, 779, 761, 283, 121 };
	static const struct total amounts[] = { { 10, 30 }, { 12, 40 },
		{ 9, 28 }, { 11, 35 }, { 10, 33 }, { 12, 41 } };
	struct total months_of[N(entered)];
	struct effect ratio;
	double p;

	(void)state;
	for (size_t i = 0; i < N(entered); i++)
		months_of[i] = (struct total){ entered[i], entered[i] };
	assert_int_equal(totals_change(months_of, N(entered), 9, 12, 3, .95,
	    &ratio, &p), STATUS_OK);
	assert_near(ratio.estimate, 0.420577617329, 1e-11);
	assert_near(ratio.low, 0.25092118753, 1e-10);
	assert_near(ratio.high, 0.70494458415, 1e-10);
	assert_near(p, 0.0050275382451, 1e-10);
	assert_int_equal(totals_change(amounts, N(amounts), 4, 5, 1, .9,
	    &ratio, &p), STATUS_OK);
	assert_near(ratio.estimate, 1.2, 1e-12);
	assert_near(ratio.low, 0.185155228669, 1e-10);
	assert_near(ratio.high, 7.77725808959, 1e-10);
	assert_near(p, 0.831513206506, 1e-10);
	assert_int_equal(totals_change(amounts, N(amounts), 3, 4, 1, .9,
	    &ratio, &p), STATUS_TOO_FEW);
	assert_nan(p);
	assert_int_equal(totals_change(amounts, N(amounts), 5, 5, 1, .9,
	    &ratio, &p), STATUS_DOMAIN);
}

static void
even_totals_are_poisson(void **state)
{
	static const double counts[] = { 100, 110, 95, 105, 102, 98, 140 };
	struct total periods[N(counts)];
	struct effect ratio;
	double p;

	(void)state;
	for (size_t i = 0; i < N(counts); i++)
		periods[i] = (struct total){ counts[i], counts[i] };
	assert_int_equal(totals_change(periods, N(counts), 5, 6, 1, .95,
	    &ratio, &p), STATUS_OK);
	assert_near(ratio.estimate, 1.42857142857, 1e-11);
	assert_near(ratio.low, 0.973382716791, 1e-10);
	assert_near(ratio.high, 2.09662272745, 1e-10);
	assert_near(p, 0.0606199527419, 1e-10);
	periods[5].sum = 0;
	assert_int_equal(totals_change(periods, N(counts), 5, 6, 1, .95,
	    &ratio, &p), STATUS_TOO_FEW);
	assert_nan(ratio.low);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uneven_periods_are_students),
		cmocka_unit_test(even_periods_are_two_rates),
		cmocka_unit_test(few_periods_say_nothing),
		cmocka_unit_test(totals_have_students_interval),
		cmocka_unit_test(even_totals_are_poisson),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
