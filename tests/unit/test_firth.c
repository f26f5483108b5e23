/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/logistic.h"

#include "tests/unit/reference.h"

#define WOMEN 79
#define CHI2_95 3.84145882069412	/* R qchisq(.95, 1) */

/* Heinze and Schemper's: NV decides, PI and EH are numbers. */
struct data {
	uint8_t levels[WOMEN * 3];
	double numbers[WOMEN * 3];
	struct count counts[WOMEN];
	struct logistic_data given;
};

static const char *const attributes[] = { "NV", "PI", "EH" };

static void
read_data(struct data *d)
{
	static const size_t nlevels[] = { 2, 2, 2 };
	static const bool is_number[] = { false, true, true };
	struct reference row;
	size_t n = 0;

	reference_open(&row, "endometrial.csv");
	while (reference_row(&row)) {
		if (reference_is(&row, 0, "NV"))
			continue;
		assert_true(n < WOMEN);
		d->levels[n * 3] = (uint8_t)reference_count(&row, 0);
		d->levels[n * 3 + 1] = d->levels[n * 3 + 2] = 1;
		d->numbers[n * 3] = 1;
		d->numbers[n * 3 + 1] = reference_number(&row, 1);
		d->numbers[n * 3 + 2] = reference_number(&row, 2);
		d->counts[n++] = (struct count){ reference_count(&row, 3), 1 };
	}
	d->given = (struct logistic_data){ { n, 3, nlevels, d->levels,
		is_number, d->numbers }, d->counts, NULL };
}

static size_t
check_term(const struct data *d, const struct logistic *fit, size_t term,
    const struct reference *row)
{
	double low, high;

	assert_int_equal(logistic_profile(&d->given, fit, term, CHI2_95,
	    &low, &high), STATUS_OK);
	const struct { const char *name; double value; } known[] = {
		{ "coef", fit->coef[term] },
		{ "se", sqrt(fit->covariance[term * fit->nterms + term]) },
		{ "low", low }, { "high", high },
	};
	for (size_t i = 0; i < 4; i++)
		if (reference_is(row, 4, known[i].name)) {
			assert_near(known[i].value, reference_number(row, 5),
			    1e-6);
			return 1;
		}
	return 0;
}

static size_t
check_row(const struct data *d, const struct logistic *fit,
    const struct reference *row)
{
	size_t a = 0;
	struct test test;

	if (reference_is(row, 4, "penalised_loglik"))
		assert_near(-fit->deviance / 2, reference_number(row, 5),
		    1e-9);
	if (reference_is(row, 2, "(model)"))
		return reference_is(row, 4, "penalised_loglik");
	if (reference_is(row, 2, "(Intercept)"))
		return check_term(d, fit, 0, row);
	while (!reference_is(row, 2, attributes[a]))
		a++;
	assert_int_equal(logistic_firth_test(&d->given, fit, a, a + 1, &test),
	    STATUS_OK);
	if (reference_is(row, 4, "plr_chi2"))
		assert_near(test.statistic, reference_number(row, 5), 1e-6);
	else if (reference_is(row, 4, "p"))
		assert_near(test.p, reference_number(row, 5), 1e-6);
	else
		return check_term(d, fit, 2 + 2 * a, row);
	return 1;
}

/* R brglm2 and an own profile; Heinze and Schemper 2002, table IV. */
static void
estimates_are_those_of_brglm2(void **state)
{
	struct data d;
	struct logistic fit;
	struct reference row;
	size_t compared = 0;

	(void)state;
	read_data(&d);
	/* Nobody with NV is without the outcome: no ratio without Firth. */
	assert_int_equal(logistic_fit(&d.given, &fit), STATUS_NO_CONVERGENCE);
	assert_true(fit.separated[2]);
	assert_false(fit.separated[4]);
	logistic_free(&fit);
	assert_int_equal(logistic_firth(&d.given, &fit), STATUS_OK);
	reference_open(&row, "drivers_firth.csv");
	while (reference_row(&row))
		if (reference_is(&row, 0, "endometrial"))
			compared += check_row(&d, &fit, &row);
	assert_int_equal(compared, 23);
	logistic_free(&fit);
}

/*
 * A table of two by two: Firth's odds ratio is that of the counts with a
 * half added to each (closed form), finite with none.
 */
static void
a_table_has_a_half_more_in_each_cell(void **state)
{
	static const size_t nlevels[] = { 2 };
	static const uint8_t levels[] = { 0, 1 };
	static const struct count counts[] = { { 7, 20 }, { 0, 9 } };
	const struct logistic_data d = { { 2, 1, nlevels, levels, NULL,
		NULL }, counts, NULL };
	struct logistic fit;
	double low, high;

	(void)state;
	assert_int_equal(logistic_firth(&d, &fit), STATUS_OK);
	assert_near(fit.coef[0], log(7.5 / 13.5), 1e-9);
	assert_near(fit.coef[2], log(0.5 / 9.5 / (7.5 / 13.5)), 1e-9);
	assert_int_equal(logistic_profile(&d, &fit, 2, CHI2_95, &low, &high),
	    STATUS_OK);
	assert_true(low < fit.coef[2] - 2 && high < 1);
	logistic_free(&fit);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(estimates_are_those_of_brglm2),
		cmocka_unit_test(a_table_has_a_half_more_in_each_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
