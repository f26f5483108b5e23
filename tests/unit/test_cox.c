/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/cox.h"

#include "tests/unit/reference.h"

/* Cells of tests/reference/drivers_times.csv. */
#define CELLS 2500
#define ATTRIBUTES 3
#define LEVELS 8

struct data {
	const char *name, *const *attributes;
	char names[ATTRIBUTES][LEVELS][32];
	size_t nlevels[ATTRIBUTES];
	uint8_t levels[CELLS * ATTRIBUTES];
	struct count counts[CELLS];
	double times[CELLS];
	uint32_t clusters[CELLS];
	char cluster_names[LEVELS * 2][32];
	size_t nclusters;
	struct cox_data given;
};

static size_t
number_of(char names[][32], size_t *n, size_t most, const char *name)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	assert_true(*n < most);
	snprintf(names[*n], sizeof names[0], "%s", name);
	return (*n)++;
}

/* The largest level becomes 0. */
static void
refer(struct data *d, size_t width, size_t a)
{
	uint64_t sizes[LEVELS] = { 0 };
	size_t largest = 0;
	char name[32];

	for (size_t i = 0; i < d->given.design.ncells; i++)
		sizes[d->levels[i * width + a]] += d->counts[i].n;
	for (size_t l = 1; l < d->nlevels[a]; l++)
		if (sizes[l] > sizes[largest])
			largest = l;
	memcpy(name, d->names[a][0], sizeof name);
	memcpy(d->names[a][0], d->names[a][largest], sizeof name);
	memcpy(d->names[a][largest], name, sizeof name);
	for (size_t i = 0; i < d->given.design.ncells; i++) {
		uint8_t *level = &d->levels[i * width + a];

		*level = *level == 0 ? (uint8_t)largest : *level == largest ?
		    0 : *level;
	}
}

static void
read_data(struct data *d, const char *name, const char *const *attributes,
    size_t width)
{
	struct reference row;
	size_t n = 0;
	bool clustered = false;

	*d = (struct data){ .name = name, .attributes = attributes };
	reference_open(&row, "drivers_times.csv");
	while (reference_row(&row)) {
		if (!reference_is(&row, 0, name))
			continue;
		assert_true(n < CELLS);
		for (size_t a = 0; a < width; a++)
			d->levels[n * width + a] = (uint8_t)number_of(
			    d->names[a], &d->nlevels[a], LEVELS,
			    row.cell[2 + a]);
		clustered = row.cell[1][0];
		d->clusters[n] = (uint32_t)number_of(d->cluster_names,
		    &d->nclusters, 2 * LEVELS, row.cell[1]);
		d->times[n] = reference_number(&row, 5);
		assert_true(n == 0 || d->times[n] >= d->times[n - 1]);
		d->counts[n++] = (struct count){ reference_count(&row, 7),
			reference_count(&row, 6) };
	}
	d->given = (struct cox_data){ { n, width, d->nlevels, d->levels,
		NULL, NULL }, d->counts, d->times, NULL,
		clustered ? d->clusters : NULL };
	for (size_t a = 0; a < width; a++)
		refer(d, width, a);
}

static size_t
attribute_of(const struct data *d, const char *name)
{
	size_t a = 0, n = d->given.design.nattributes;

	while (a < n && strcmp(d->attributes[a], name) != 0)
		a++;
	assert_true(a < n || strcmp(name, "(model)") == 0);
	return a;
}

static bool
check_term(const struct data *d, const struct cox *fit, size_t a,
    const struct reference *row)
{
	double value = reference_number(row, 5);
	size_t level = 0;

	while (strcmp(d->names[a][level], row->cell[3]) != 0)
		assert_true(++level < d->nlevels[a]);
	size_t term = design_term(&d->given.design, a, level);
	if (reference_is(row, 4, "coef"))
		assert_near(fit->coef[term], value, 1e-8);
	else if (reference_is(row, 4, "se_robust"))
		assert_near(sqrt(fit->covariance[term * fit->nterms + term]),
		    value, 1e-8);
	else
		return false;
	return true;
}

static bool
check_model(const struct cox *fit, const struct reference *row)
{
	const struct { const char *name; double value; } known[] = {
		{ "events", (double)fit->events },
		{ "loglik", -fit->deviance / 2 },
		{ "loglik0", -fit->null_deviance / 2 },
		{ "lr_chi2", fit->null_deviance - fit->deviance },
		{ "df", (double)fit->rank },
		{ "concordance", fit->concordance },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (reference_is(row, 4, known[i].name)) {
			assert_near(known[i].value, reference_number(row, 5),
			    1e-8);
			return true;
		}
	return false;
}

static bool
check_tests(const struct data *d, const struct cox *fit, size_t a,
    const struct reference *row)
{
	double value = reference_number(row, 5);
	struct test test, hazards;

	cox_proportional(&d->given, fit, a, &hazards);
	if (a < d->given.design.nattributes)
		cox_test(&d->given, fit, a, &test);
	const struct { const char *name; double value; } known[] = {
		{ "ph_chi2", hazards.statistic }, { "ph_df", hazards.df },
		{ "ph_p", hazards.p }, { "lr_chi2", test.statistic },
		{ "df", test.df },
	};
	for (size_t i = 0; i < (a < d->given.design.nattributes ? 5 : 3); i++)
		if (reference_is(row, 4, known[i].name)) {
			assert_near(known[i].value, value, 1e-7);
			return true;
		}
	return false;
}

static void
check_answers(const struct data *d, const struct cox *fit)
{
	struct reference row;
	size_t compared = 0;

	reference_open(&row, "drivers_cox.csv");
	while (reference_row(&row)) {
		if (!reference_is(&row, 0, d->name))
			continue;
		size_t a = attribute_of(d, row.cell[2]);
		compared += row.cell[3][0] ? check_term(d, fit, a, &row) :
		    (a == d->given.design.nattributes && check_model(fit,
		    &row)) || check_tests(d, fit, a, &row);
	}
	assert_true(compared >= 25);
}

/* R coxph, with tied days and many of them, and clusters. */
static void
fits_are_those_of_coxph(void **state)
{
	static const char *const telco[] = { "Contract", "InternetService",
		"PaperlessBilling" };
	static const char *const pipeline[] = { "channel", "region" };
	static struct data d;
	struct cox fit;

	(void)state;
	read_data(&d, "telco_churn", telco, 3);
	assert_int_equal(cox_fit(&d.given, &fit), STATUS_OK);
	check_answers(&d, &fit);
	cox_free(&fit);
	read_data(&d, "sim_pipeline_to_won", pipeline, 2);
	assert_int_equal(cox_fit(&d.given, &fit), STATUS_OK);
	assert_int_equal(fit.nclusters, 12);
	check_answers(&d, &fit);
	cox_free(&fit);
}

/*
 * Two strata, in each one of whom the one with the attribute dies first of
 * two, or last: by hand the likelihood is r / (1 + r) times 1 / (1 + r),
 * and of three such strata, two first, r is 2.
 */
static void
strata_have_hazards_of_their_own(void **state)
{
	static const size_t nlevels[] = { 2 };
	static const uint8_t levels[] = { 1, 0, 1, 0, 0, 1 };
	static const struct count counts[] = { { 1, 1 }, { 1, 1 }, { 1, 1 },
		{ 1, 1 }, { 1, 1 }, { 1, 1 } };
	static const double times[] = { 1, 2, 50, 60, 7, 8 };
	static const uint32_t strata[] = { 0, 0, 1, 1, 2, 2 };
	const struct cox_data d = { { 6, 1, nlevels, levels, NULL, NULL },
		counts, times, strata, NULL };
	struct cox fit;

	(void)state;
	assert_int_equal(cox_fit(&d, &fit), STATUS_OK);
	assert_near(fit.coef[2], log(2), 1e-9);
	assert_near(fit.deviance, -2 * log(4 / 27.), 1e-12);
	assert_near(fit.concordance, 2 / 3., 1e-12);
	cox_free(&fit);
}

/* A level without events; one that always comes first; none at all. */
static void
what_has_no_ratio_is_named(void **state)
{
	static const size_t nlevels[] = { 2 };
	static const uint8_t levels[] = { 1, 1, 0, 0 };
	static const struct count none[] = { { 0, 4 }, { 0, 3 }, { 2, 4 },
		{ 1, 3 } };
	static const struct count first[] = { { 4, 4 }, { 3, 3 }, { 2, 4 },
		{ 1, 3 } };
	static const struct count constant[] = { { 0, 4 }, { 0, 3 }, { 0, 4 },
		{ 0, 3 } };
	static const double times[] = { 1, 2, 3, 4 };
	struct cox_data d = { { 4, 1, nlevels, levels, NULL, NULL }, none,
		times, NULL, NULL };
	struct cox fit;

	(void)state;
	assert_int_equal(cox_fit(&d, &fit), STATUS_NO_CONVERGENCE);
	assert_true(fit.separated[2]);
	assert_nan(fit.coef[2]);
	cox_free(&fit);
	d.counts = first;
	assert_int_equal(cox_fit(&d, &fit), STATUS_NO_CONVERGENCE);
	assert_true(fit.separated[2]);
	cox_free(&fit);
	d.counts = constant;
	assert_int_equal(cox_fit(&d, &fit), STATUS_TOO_FEW);
	cox_free(&fit);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fits_are_those_of_coxph),
		cmocka_unit_test(strata_have_hazards_of_their_own),
		cmocka_unit_test(what_has_no_ratio_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
