/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/logistic.h"

#include "tests/unit/reference.h"

/* Cells of tests/reference/drivers_counts.csv: "attribute=level" each. */
#define CELLS 300
#define ATTRIBUTES 6
#define LEVELS 16
#define LOGISTIC_TERMS (ATTRIBUTES * LEVELS + 1)

struct data {
	const char *name;
	char names[ATTRIBUTES][LEVELS][48];
	size_t nlevels[ATTRIBUTES];
	uint32_t levels[CELLS][ATTRIBUTES];
	uint8_t flat[CELLS * ATTRIBUTES];
	struct count counts[CELLS];
	uint32_t clusters[CELLS];
	char cluster[CELLS][48];
	struct logistic_data given;
};

static uint32_t
level_of(struct data *d, size_t a, const char *name)
{
	for (size_t l = 0; l < d->nlevels[a]; l++)
		if (strcmp(d->names[a][l], name) == 0)
			return (uint32_t)l;
	assert_true(d->nlevels[a] < LEVELS);
	snprintf(d->names[a][d->nlevels[a]], sizeof d->names[a][0], "%s",
	    name);
	return (uint32_t)d->nlevels[a]++;
}

/* The largest level becomes 0, or not done; what was pooled never does. */
static void
refer(struct data *d, size_t a)
{
	uint64_t sizes[LEVELS] = { 0 };
	size_t largest = 0;
	char name[48];

	for (size_t i = 0; i < d->given.design.ncells; i++)
		sizes[d->levels[i][a]] += d->counts[i].n;
	if (strstr(d->names[a][0], "(other)"))
		sizes[0] = 0;
	for (size_t l = 0; l < d->nlevels[a]; l++)
		if (strcmp(d->names[a][l], "contacted_by_7d=0") == 0)
			sizes[l] = UINT64_MAX;
	for (size_t l = 1; l < d->nlevels[a]; l++)
		if (sizes[l] > sizes[largest] && !strstr(d->names[a][l],
		    "(other)"))
			largest = l;
	memcpy(name, d->names[a][0], sizeof name);
	memcpy(d->names[a][0], d->names[a][largest], sizeof name);
	memcpy(d->names[a][largest], name, sizeof name);
	for (size_t i = 0; i < d->given.design.ncells; i++)
		if (d->levels[i][a] == 0 || d->levels[i][a] == largest)
			d->levels[i][a] = d->levels[i][a] ? 0 :
			    (uint32_t)largest;
}

static void
read_data(struct data *d, const char *name)
{
	struct reference row;
	size_t n = 0, width = 0;
	bool clustered = false;

	*d = (struct data){ .name = name };
	reference_open(&row, "drivers_counts.csv");
	while (reference_row(&row)) {
		if (!reference_is(&row, 0, name))
			continue;
		assert_true(n < CELLS);
		for (width = 0; width < ATTRIBUTES &&
		    row.cell[2 + width][0]; width++)
			d->levels[n][width] = level_of(d, width,
			    row.cell[2 + width]);
		snprintf(d->cluster[n], sizeof d->cluster[n], "%s",
		    row.cell[1]);
		clustered = row.cell[1][0];
		d->clusters[n] = n == 0 ? 0 : d->clusters[n - 1] +
		    (strcmp(d->cluster[n], d->cluster[n - 1]) != 0);
		d->counts[n++] = (struct count){ reference_count(&row, 9),
			reference_count(&row, 8) };
	}
	d->given = (struct logistic_data){ { n, width, d->nlevels, d->flat,
		NULL, NULL }, d->counts, clustered ? d->clusters : NULL };
	for (size_t a = 0; a < width; a++)
		refer(d, a);
	for (size_t i = 0; i < n; i++)
		for (size_t a = 0; a < width; a++)
			d->flat[i * width + a] = (uint8_t)d->levels[i][a];
}

/* The attribute and level that a row of answers speaks of. */
static bool
find(const struct data *d, const struct reference *row, size_t *a, size_t *l)
{
	char name[100];

	snprintf(name, sizeof name, "%s=%s", row->cell[2], row->cell[3]);
	for (*a = 0; *a < d->given.design.nattributes; ++*a)
		for (*l = 0; *l < d->nlevels[*a]; ++*l)
			if (row->cell[3][0] ? strcmp(d->names[*a][*l], name)
			    == 0 : strncmp(d->names[*a][*l], name,
			    strlen(name)) == 0)
				return true;
	return false;
}

static bool
check_model(const struct logistic *fit, const struct reference *row)
{
	const struct { const char *name; double value; } known[] = {
		{ "null_deviance", fit->null_deviance },
		{ "deviance", fit->deviance },
		{ "auc", fit->auc },
		{ "brier", fit->brier },
		{ "df", (double)fit->rank - 1 },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (reference_is(row, 4, known[i].name)) {
			assert_near(known[i].value, reference_number(row, 5),
			    1e-9);
			return true;
		}
	return false;
}

static bool
check_term(const struct logistic *fit, size_t term,
    const struct reference *row)
{
	double value = reference_number(row, 5);

	if (reference_is(row, 4, "coef"))
		assert_near(fit->coef[term], value, 1e-7);
	else if (reference_is(row, 4, "se_robust"))
		assert_near(sqrt(fit->covariance[term * fit->nterms + term]),
		    value, 1e-7);
	else
		return false;
	return true;
}

static bool
check_attribute(const struct data *d, const struct logistic *fit, size_t a,
    size_t l, const struct reference *row)
{
	double effects[LOGISTIC_TERMS], errors[LOGISTIC_TERMS];
	double value = reference_number(row, 5);
	size_t term = design_term(&d->given.design, a, l);
	struct test test;

	if (row->cell[3][0]) {
		logistic_effects(&d->given, fit, effects, errors);
		if (reference_is(row, 4, "ame"))
			assert_near(effects[term], value, 1e-7);
		else if (reference_is(row, 4, "ame_se_robust"))
			assert_near(errors[term], value, 1e-6);
		else
			return check_term(fit, term, row);
		return true;
	}
	assert_int_equal(logistic_test(&d->given, fit, a, a + 1,
	    &test), STATUS_OK);
	if (reference_is(row, 4, "lr_chi2"))
		assert_near(test.statistic, value, 1e-7);
	else if (reference_is(row, 4, "lr_p"))
		assert_near(test.p, value, 1e-6);
	else
		assert_near(test.df, value, 0);
	return true;
}

static void
check_answers(const struct data *d, const struct logistic *fit)
{
	struct reference row;
	size_t a, l, compared = 0;

	reference_open(&row, "drivers_logistic.csv");
	while (reference_row(&row)) {
		if (!reference_is(&row, 0, d->name))
			continue;
		if (reference_is(&row, 2, "(model)"))
			compared += check_model(fit, &row);
		else if (reference_is(&row, 2, "(intercept)"))
			compared += check_term(fit, 0, &row);
		else if (find(d, &row, &a, &l))
			compared += check_attribute(d, fit, a, l, &row);
		else
			fail_msg("%s %s", row.cell[2], row.cell[3]);
	}
	assert_true(compared >= 30);
}

/* R glm, sandwich, and by hand (tests/reference/README.md). */
static void
fits_are_those_of_glm(void **state)
{
	static const char *const names[] = { "telco_churn", "maven_won_90d",
		"sim_pipeline_won_120d_landmark_7d", "ucb_admit" };
	static struct data d;
	struct logistic fit;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		read_data(&d, names[i]);
		assert_int_equal(logistic_fit(&d.given, &fit), STATUS_OK);
		check_answers(&d, &fit);
		logistic_free(&fit);
	}
}

/*
 * Two attributes that say the same: the second is aliased, changes no
 * estimate, and has no test.  Closed form: log odds of a 2 x 2 table.
 */
static void
aliased_terms_go_out(void **state)
{
	static const size_t nlevels[] = { 2, 2 };
	static const uint8_t levels[] = { 0, 0, 1, 1 };
	static const struct count counts[] = { { 10, 40 }, { 30, 50 } };
	const struct logistic_data d = { { 2, 2, nlevels, levels, NULL, NULL },
		counts, NULL };
	struct logistic fit;
	struct test test;
	double effects[5], errors[5];

	(void)state;
	assert_int_equal(logistic_fit(&d, &fit), STATUS_OK);
	assert_near(fit.coef[2], log(30. / 20 / (10. / 30)), 1e-12);
	assert_true(fit.out[design_term(&d.design, 1, 1)]);
	assert_int_equal(fit.rank, 2);
	assert_near(fit.auc, (30 * 30 + (10 * 30 + 30 * 20) / 2.) / 2000,
	    1e-12);
	assert_int_equal(logistic_test(&d, &fit, 1, 2, &test), STATUS_OK);
	assert_near(test.df, 0, 0);
	assert_nan(test.p);
	logistic_effects(&d, &fit, effects, errors);
	assert_near(effects[2], 30. / 50 - 10. / 40, 1e-12);
	assert_nan(effects[4]);
	logistic_free(&fit);
}

/* Nobody of a level; and two attributes that only together decide. */
static void
separation_is_found_and_named(void **state)
{
	static const size_t nlevels[] = { 2, 2 };
	static const uint8_t levels[] = { 0, 0, 0, 1, 1, 0, 1, 1 };
	static const struct count none[] = { { 5, 9 }, { 3, 9 }, { 0, 8 },
		{ 0, 9 } };
	static const struct count both[] = { { 0, 9 }, { 3, 9 }, { 4, 8 },
		{ 9, 9 } };
	struct logistic_data d = { { 4, 2, nlevels, levels, NULL, NULL }, none,
		NULL };
	struct logistic fit;

	(void)state;
	assert_int_equal(logistic_fit(&d, &fit), STATUS_NO_CONVERGENCE);
	assert_true(fit.separated[design_term(&d.design, 0, 1)]);
	assert_false(fit.separated[design_term(&d.design, 1, 1)]);
	assert_nan(fit.coef[0]);
	logistic_free(&fit);
	d.counts = both;
	assert_int_equal(logistic_fit(&d, &fit), STATUS_NO_CONVERGENCE);
	assert_true(fit.separated[design_term(&d.design, 0, 1)]);
	assert_true(fit.separated[design_term(&d.design, 1, 1)]);
	logistic_free(&fit);
}

/* Entities of chances that levels make, by a small generator; three of them in
   every tenth cell. */
#define MANY 120000

struct many {
	uint8_t levels[MANY * 3];
	struct count counts[MANY];
	double entities;
	struct logistic_data given;
};

/* The first two attributes in the order of their levels. */
static void
draw_many(struct many *m)
{
	static const size_t nlevels[] = { 3, 7, 4 };
	uint64_t state = 1;

	for (size_t i = 0; i < MANY; i++) {
		double eta = -1;

		for (size_t a = 0; a < 3; a++) {
			state = state * UINT64_C(6364136223846793005) + 1;
			m->levels[i * 3 + a] = (uint8_t)((a == 2 ? state >>
			    33 : i * 21 / MANY / (a ? 1 : 7)) % nlevels[a]);
			eta += 0.4 * m->levels[i * 3 + a] * (a == 1 ? -1 : 1);
		}
		m->counts[i] = (struct count){ 0, i % 10 ? 1 : 3 };
		m->entities += (double)m->counts[i].n;
		for (size_t j = 0; j < m->counts[i].n; j++) {
			state = state * UINT64_C(6364136223846793005) + 1;
			m->counts[i].k += (double)(state >> 11) * 0x1p-53 <
			    1 / (1 + exp(-eta));
		}
	}
	m->given = (struct logistic_data){ { MANY, 3, nlevels, m->levels,
		NULL, NULL }, m->counts, NULL };
}

/* By definition: the mean over entities of what one level in the place of
   another does, and how that moves with each coefficient. */
static void
effect_of(const struct many *m, const struct logistic *fit, size_t a,
    size_t l, double *effect, double *error)
{
	const struct design *d = &m->given.design;
	double gradient[15] = { 0 }, sum = 0;

	for (size_t i = 0; i < MANY; i++) {
		double without = fit->eta[i] - fit->coef[design_term(d, a,
		    m->levels[i * 3 + a])];
		double p = 1 / (1 + exp(-without));
		double q = 1 / (1 + exp(-without - fit->coef[design_term(d, a,
		    l)]));
		double n = (double)m->counts[i].n;
		double moved = n * (q * (1 - q) - p * (1 - p));

		sum += n * (q - p);
		gradient[0] += moved;
		gradient[design_term(d, a, l)] += n * q * (1 - q);
		for (size_t b = 0; b < 3; b++)
			if (b != a)
				gradient[design_term(d, b, m->levels[i * 3 +
				    b])] += moved;
	}
	*effect = sum / m->entities;
	*error = sqrt(design_quadratic(fit->covariance, 15, gradient)) /
	    m->entities;
}

static void
effects_of_many_are_those_of_each(void **state)
{
	static struct many m;
	struct logistic fit;
	double effects[15], errors[15], effect, error;

	(void)state;
	draw_many(&m);
	assert_int_equal(logistic_fit(&m.given, &fit), STATUS_OK);
	logistic_effects(&m.given, &fit, effects, errors);
	for (size_t a = 0; a < 3; a++)
		for (size_t l = 1; l < m.given.design.nlevels[a]; l++) {
			size_t term = design_term(&m.given.design, a, l);

			effect_of(&m, &fit, a, l, &effect, &error);
			assert_near(effects[term], effect, 1e-9);
			assert_near(errors[term], error, 1e-9);
		}
	logistic_free(&fit);
}

/* By definition: scores are 0, and the covariance is the sandwich of their
   derivatives and squares, which points have to some 1e-9. */
static void
many_are_fitted_as_each(void **state)
{
	static struct many m;
	static double whole[15 * 15], bread[15 * 15], meat[15 * 15];
	const struct design *d = &m.given.design;
	struct logistic fit;
	double score[15] = { 0 }, deviance = 0, squares = 0;

	(void)state;
	draw_many(&m);
	assert_int_equal(logistic_fit(&m.given, &fit), STATUS_OK);
	for (size_t i = 0; i < MANY; i++) {
		size_t terms[] = { 0, design_term(d, 0, m.levels[i * 3]),
			design_term(d, 1, m.levels[i * 3 + 1]),
			design_term(d, 2, m.levels[i * 3 + 2]) };
		double eta = fit.coef[0] + fit.coef[terms[1]] +
		    fit.coef[terms[2]] + fit.coef[terms[3]];
		double p = 1 / (1 + exp(-eta));
		double k = (double)m.counts[i].k, n = (double)m.counts[i].n;
		double square = k * (1 - p) * (1 - p) + (n - k) * p * p;

		assert_near(fit.eta[i], eta, 1e-12);
		deviance -= 2 * (k * log(p) + (n - k) * log1p(-p));
		squares += square;
		for (size_t j = 0; j < 4; j++) {
			score[terms[j]] += k - n * p;
			for (size_t l = 0; l < 4; l++) {
				size_t at = terms[j] * 15 + terms[l];

				whole[at] += n * p * (1 - p);
				meat[at] += square;
			}
		}
	}
	for (size_t j = 0; j < 15; j++)
		assert_true(fit.out[j] || fabs(score[j]) < 1e-7);
	assert_true(design_factor(whole, 15, false, fit.out, bread));
	design_enclose(bread, 15, fit.out, meat);
	for (size_t j = 0; j < 15 * 15; j++) {
		double scale = sqrt(meat[j / 15 * 16] * meat[j % 15 * 16]);

		assert_true(fabs(fit.covariance[j] - meat[j] * m.entities /
		    (m.entities - 1)) <= 5e-9 * scale);
		if (j % 15 <= j / 15)
			assert_near(fit.information[j], whole[j], 5e-9);
	}
	assert_near(fit.deviance, deviance, 1e-11);
	assert_near(fit.brier, squares / m.entities, 1e-9);
	logistic_free(&fit);
}

/* A test each, beside each other: the fits of what is left. */
static void
tests_are_of_fits_without(void **state)
{
	static struct many m;
	static uint8_t left[MANY * 2];
	static const size_t widths[][2] = { { 7, 4 }, { 3, 4 }, { 3, 7 } };
	struct test together[3], one;
	struct logistic fit, without;

	(void)state;
	draw_many(&m);
	assert_int_equal(logistic_fit(&m.given, &fit), STATUS_OK);
	assert_int_equal(logistic_test(&m.given, &fit, 0, 3, together),
	    STATUS_OK);
	for (size_t a = 0; a < 3; a++) {
		struct logistic_data d = { { MANY, 2, widths[a], left, NULL,
			NULL }, m.counts, NULL };

		for (size_t i = 0; i < MANY; i++)
			for (size_t b = 0, to = 0; b < 3; b++)
				if (b != a)
					left[i * 2 + to++] = m.levels[i * 3 +
					    b];
		assert_int_equal(logistic_fit(&d, &without), STATUS_OK);
		assert_near(together[a].statistic, without.deviance -
		    fit.deviance, 1e-9);
		assert_near(together[a].df, m.given.design.nlevels[a] - 1.0,
		    0);
		assert_int_equal(logistic_test(&m.given, &fit, a, a + 1,
		    &one), STATUS_OK);
		assert_near(one.statistic, together[a].statistic, 1e-12);
		logistic_free(&without);
	}
	logistic_free(&fit);
}

/* One with too many levels is by itself: an entry has the sum of its terms,
   and terms the sums of their entries. */
static void
pairs_stand_for_both_of_their_terms(void **state)
{
	static const size_t nlevels[] = { 2, 3, 150, 20, 5 };
	static const uint8_t levels[] = { 1, 2, 149, 19, 4, 0, 1, 7, 3, 2 };
	const struct design d = { 2, 5, nlevels, levels, NULL, NULL };
	struct design_pairs pairs = design_pairs_new(&d);
	double terms[181 * 2], entries[256 * 2], back[181 * 2] = { 0 };

	(void)state;
	assert_int_equal(pairs.n, 3);
	assert_int_equal(pairs.nentries, 6 + 150 + 100);
	for (size_t i = 0; i < 181 * 2; i++)
		terms[i] = (double)(i * i);
	design_pairs_spread(&pairs, 2, terms, entries);
	for (size_t cell = 0; cell < 2; cell++)
		for (size_t i = 0; i < 2; i++) {
			double sum = 0, own = 0;

			for (size_t a = 0; a < 5; a++)
				sum += terms[design_term(&d, a, levels[cell *
				    5 + a]) * 2 + i];
			for (size_t p = 0; p < 3; p++)
				own += entries[pairs.entries[cell * 3 + p] *
				    2 + i];
			assert_near(own, sum, 0);
		}
	for (size_t e = 0; e < 256 * 2; e++)
		entries[e] = (double)(e % 2 + 1);
	design_pairs_gather(&pairs, 2, entries, back);
	assert_near(back[0], 0, 0);
	for (size_t a = 0, term = 1; a < 5; a++) {
		static const double each[] = { 3, 2, 1, 5, 20 };

		for (size_t l = 0; l < nlevels[a]; l++, term++) {
			assert_near(back[term * 2], each[a], 0);
			assert_near(back[term * 2 + 1], 2 * each[a], 0);
		}
	}
	design_pairs_free(&pairs);
}

static void
what_cannot_be_fitted_is_refused(void **state)
{
	static const size_t nlevels[] = { 1 };
	static const uint8_t levels[] = { 0, 0 };
	static const uint32_t one[] = { 0, 0 };
	static const struct count constant[] = { { 9, 9 }, { 2, 2 } };
	static const struct count counts[] = { { 1, 9 }, { 2, 5 } };
	static const size_t many[] = { DESIGN_LEVELS_MAX + 1 };
	struct logistic_data d = { { 2, 1, nlevels, levels, NULL, NULL },
		constant, NULL };
	struct logistic fit;

	(void)state;
	assert_int_equal(logistic_fit(&d, &fit), STATUS_TOO_FEW);
	logistic_free(&fit);
	d.counts = counts;
	d.clusters = one;
	assert_int_equal(logistic_fit(&d, &fit), STATUS_TOO_FEW);
	logistic_free(&fit);
	d.design.nlevels = many;
	assert_int_equal(logistic_fit(&d, &fit), STATUS_LIMIT);
	logistic_free(&fit);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fits_are_those_of_glm),
		cmocka_unit_test(aliased_terms_go_out),
		cmocka_unit_test(separation_is_found_and_named),
		cmocka_unit_test(effects_of_many_are_those_of_each),
		cmocka_unit_test(many_are_fitted_as_each),
		cmocka_unit_test(tests_are_of_fits_without),
		cmocka_unit_test(pairs_stand_for_both_of_their_terms),
		cmocka_unit_test(what_cannot_be_fitted_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
