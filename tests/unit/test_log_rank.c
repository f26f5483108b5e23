/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/group_tests.h"
#include "analytics/survival/hazard_ratio.h"

#include "tests/unit/maven.h"
#include "tests/unit/spans.h"

#define EXACT 1e-9
#define GROUPS 8
#define STRATA 40

/* Tables of a data set, stratum by stratum. */
struct tables {
	struct life_table all[STRATA * GROUPS];
	size_t ngroups, nstrata;
};

static void
tables_free(struct tables *t)
{
	for (size_t i = 0; i < t->ngroups * t->nstrata; i++)
		free((void *)(uintptr_t)t->all[i].rows);
}

static struct life_table
table_of(const struct life_span *spans, size_t n)
{
	struct life_row *rows = malloc((n + 1) * sizeof *rows);
	struct life_table table;
	enum status status = life_table_make(spans, n, rows, &table, NULL);

	assert_int_equal(status, n ? STATUS_OK : STATUS_TOO_FEW);
	return table;
}

static size_t
strata_of(const struct csv *csv, const struct data_set *set,
    const char **out)
{
	size_t n = 0;

	if (!set->strata) {
		out[0] = NULL;
		return 1;
	}
	for (size_t i = 0; i < csv->n; i++) {
		const char *value = csv_cell(csv, i, set->strata);
		size_t at = 0;

		while (at < n && strcmp(out[at], value) != 0)
			at++;
		/* R leaves out rows whose stratum is missing. */
		if (at == n && *value)
			out[n++] = value;
	}
	return n;
}

static void
tables_of(const struct data_set *set, const char **groups, size_t ngroups,
    struct tables *out)
{
	static struct life_span spans[SPANS_MAX];
	const char *strata[STRATA];
	struct csv csv = reference(set->file);

	out->ngroups = ngroups;
	out->nstrata = strata_of(&csv, set, strata);
	for (size_t s = 0; s < out->nstrata; s++)
		for (size_t j = 0; j < ngroups; j++) {
			size_t n = group_spans(&csv, set, groups[j],
			    strata[s], spans);

			out->all[s * ngroups + j] = table_of(spans, n);
		}
	csv_free(&csv);
}

static double
number(const struct csv *csv, size_t row, const char *column)
{
	return csv_number(csv_cell(csv, row, column));
}

/* The row of all tests that has a name. */
static void
row_of_all_is(const struct compared_lives *lives, const char *name,
    const struct survival_test *wanted)
{
	struct group_test all[GROUP_TESTS_MAX];
	size_t n, at = 0;

	assert_int_equal(group_tests(lives, 0.95, all, &n), STATUS_OK);
	while (at < n && strcmp(all[at].name, name) != 0)
		at++;
	assert_true(at < n);
	assert_near(all[at].test.statistic, wanted->statistic, 0);
	assert_near(all[at].test.df, wanted->df, 0);
	assert_near(all[at].test.p, wanted->p, 0);
}

/* One test of the reference: rows [from, from + ngroups). */
static void
test_is_that_of_r(const struct csv *r, size_t from, size_t ngroups)
{
	const char *names[GROUPS];
	struct logrank_group groups[GROUPS];
	struct survival_test test;
	struct tables t;
	double rho = strstr(csv_cell(r, from, "test"), "rho=1") ? 1 : 0;

	assert_true(ngroups >= 2 && ngroups <= GROUPS);
	for (size_t j = 0; j < ngroups; j++)
		names[j] = csv_cell(r, from + j, "group");
	tables_of(data_set_named(csv_cell(r, from, "dataset")), names,
	    ngroups, &t);
	assert_int_equal(logrank_test(t.all, ngroups, t.nstrata, rho, groups,
	    &test), STATUS_OK);
	assert_near(test.statistic, number(r, from, "chisq"), EXACT);
	assert_near(test.df, number(r, from, "df"), 0);
	if (number(r, from, "p") > 0)
		assert_near(test.p, number(r, from, "p"), EXACT);
	else
		assert_true(test.p < 1e-300);
	for (size_t j = 0; j < ngroups; j++) {
		assert_near(groups[j].n, number(r, from + j, "n"), 0);
		assert_near(groups[j].observed,
		    number(r, from + j, "observed"), EXACT);
		assert_near(groups[j].expected,
		    number(r, from + j, "expected"), EXACT);
	}
	const struct compared_lives lives = { t.all, ngroups, t.nstrata,
	    NULL, false, false };
	row_of_all_is(&lives, rho == 1 ? "peto" : "log-rank", &test);
	tables_free(&t);
}

/* R 4.2.2 survdiff, with and without strata: see reference/README. */
static void
logrank_is_that_of_r(void **state)
{
	struct csv r = reference("survival_logrank.csv");
	size_t seen = 0;

	(void)state;
	for (size_t i = 0, n; i < r.n; i += n, seen++) {
		for (n = 1; i + n < r.n; n++)
			if (strcmp(csv_cell(&r, i, "dataset"),
			    csv_cell(&r, i + n, "dataset")) ||
			    strcmp(csv_cell(&r, i, "test"),
			    csv_cell(&r, i + n, "test")))
				break;
		test_is_that_of_r(&r, i, n);
	}
	assert_int_equal(seen, 16);
	csv_free(&r);
}

/*
 * From the definition, subject by subject, in exact fractions: the
 * variance of a sum of d scores drawn from the risk set without putting
 * back (Python fractions, mpmath).
 */
static void
trend_is_that_of_the_definition(void **state)
{
	static const struct {
		const char *set, *groups[4];
		double scores[4], z, statistic, p;
	} known[] = {
		{ "lung_by_ph.ecog", { "ph.ecog=0", "ph.ecog=1", "ph.ecog=2",
		    "ph.ecog=3" }, { 0, 1, 2, 3 }, 4.22789791297375901,
		    17.8751207625278671, 2.35884767413183363e-5 },
		{ "veteran_by_celltype", { "celltype=squamous",
		    "celltype=large", "celltype=adeno",
		    "celltype=smallcell" }, { 1, 2, 4, 8 },
		    4.25048528070761025, 18.0666251215120523,
		    2.13307854113089297e-5 },
	};
	const double equal[] = { 3, 3, 3, 3 }, nan[] = { 0, NAN, 1, 2 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct tables t;
		struct survival_trend trend;
		double turned[4];

		tables_of(data_set_named(known[i].set),
		    (const char **)(uintptr_t)known[i].groups, 4, &t);
		assert_int_equal(logrank_trend(t.all, 4, 1,
		    known[i].scores, &trend), STATUS_OK);
		assert_near(trend.z, known[i].z, EXACT);
		assert_near(trend.statistic, known[i].statistic, EXACT);
		assert_near(trend.p, known[i].p, EXACT);
		/* Scores are known up to their place, size and sign. */
		for (size_t j = 0; j < 4; j++)
			turned[j] = 100 - 7 * known[i].scores[j];
		logrank_trend(t.all, 4, 1, turned, &trend);
		assert_near(trend.z, -known[i].z, EXACT);
		assert_int_equal(logrank_trend(t.all, 4, 1, equal,
		    &trend), STATUS_TOO_FEW);
		assert_nan(trend.z);
		assert_int_equal(logrank_trend(t.all, 4, 1, nan, &trend),
		    STATUS_DOMAIN);
		tables_free(&t);
	}
}

/* R 4.2.2 cmprsk::cuminc: see reference/README. */
static void
gray_is_that_of_cmprsk(void **state)
{
	static const char *const regions[] = { "West", "Central", "East" };
	struct csv r = reference("maven_crm_gray_by_region.csv");
	struct csv m = reference("maven_counts.csv");

	(void)state;
	assert_int_equal(r.n, 2);
	for (size_t i = 0; i < r.n; i++) {
		struct survival_test test;
		struct life_table twice[6];
		bool won = strcmp(csv_cell(&r, i, "cause"), "won") == 0;

		for (size_t j = 0; j < 3; j++)
			twice[j] = twice[3 + j] = maven_table(&m, regions[j],
			    won ? "won" : "lost");
		assert_int_equal(gray_test(twice, 3, 1, &test),
		    STATUS_OK);
		assert_near(test.statistic, number(&r, i, "stat"), EXACT);
		assert_near(test.p, number(&r, i, "pv"), EXACT);
		assert_near(test.df, number(&r, i, "df"), 0);
		row_of_all_is(&(struct compared_lives){ twice, 3, 1, NULL,
		    true, false }, "gray", &test);
		/* Two equal strata: twice the score, twice its variance. */
		gray_test(twice, 3, 2, &test);
		assert_near(test.statistic, 2 * number(&r, i, "stat"),
		    EXACT);
		for (size_t j = 0; j < 3; j++)
			free((void *)(uintptr_t)twice[j].rows);
	}
	csv_free(&m);
	csv_free(&r);
}

static const struct life_row a_rows[] = {
	{ 1, 9, 2, 1, 0 }, { 3, 6, 1, 0, 1 }, { 4, 4, 2, 1, 0 },
	{ 9, 1, 0, 0, 1 },
};
static const struct life_row b_rows[] = {
	{ 2, 8, 1, 0, 0 }, { 3, 7, 2, 2, 0 }, { 6, 3, 1, 0, 0 },
	{ 8, 2, 1, 0, 1 },
};

/* Groups that never meet: each pair has its own test, the χ² add. */
static void
rank_counts_what_can_be_compared(void **state)
{
	const struct life_table a = { a_rows, 4 }, b = { b_rows, 4 };
	const struct life_table none = { a_rows, 0 };
	const struct life_table pair[] = { a, b };
	const struct life_table turned[] = { b, a };
	const struct life_table apart[] = { a, b, none, none, none,
	    none, none, b, a, none };
	struct logrank_group groups[5];
	struct survival_test one, other, test;

	(void)state;
	assert_int_equal(logrank_test(pair, 2, 1, 0, groups, &one),
	    STATUS_OK);
	assert_int_equal(one.df, 1);
	/* What late entry, more groups or strata rule out is not there. */
	static const char *const names[][7] = {
		{ "log-rank", "hazard-ratio", "trend", "peto", "rate-ratio",
		    "gray" },
		{ "log-rank", "hazard-ratio", "trend", "peto" },
		{ "log-rank", "peto", "gray" },
	};
	static const double scores[] = { 1, 2 };
	const struct compared_lives lives[] = {
		{ pair, 2, 1, scores, true, false },
		{ pair, 2, 1, scores, true, true },
		{ apart, 5, 2, NULL, true, false },
	};
	for (size_t i = 0; i < 3; i++) {
		struct group_test all[GROUP_TESTS_MAX];
		size_t n;

		assert_int_equal(group_tests(&lives[i], .95, all, &n),
		    STATUS_OK);
		for (size_t k = 0; k < n; k++)
			assert_string_equal(all[k].name, names[i][k]);
		assert_true(n == 6 || !names[i][n]);
	}
	assert_int_equal(logrank_test(turned, 2, 1, 0, groups, &other),
	    STATUS_OK);
	assert_near(other.statistic, one.statistic, EXACT);
	assert_int_equal(logrank_test(apart, 5, 2, 0, groups, &test),
	    STATUS_OK);
	assert_int_equal(test.df, 2);
	assert_near(test.statistic, 2 * one.statistic, EXACT);
	assert_near(groups[4].n, 0, 0);
	assert_near(groups[4].expected, 0, 0);

	assert_int_equal(gray_test(pair, 2, 1, &one), STATUS_OK);
	assert_int_equal(gray_test(turned, 2, 1, &other), STATUS_OK);
	assert_near(other.statistic, one.statistic, EXACT);
	assert_int_equal(gray_test(apart, 5, 2, &test), STATUS_OK);
	assert_int_equal(test.df, 2);
	assert_near(test.statistic, 2 * one.statistic, EXACT);
}

/* One subject after another: O - E and its variance for two groups. */
static double
brute_force(const struct life_span *spans, const int *group, size_t n)
{
	double u = 0, v = 0;

	for (double t = 0; t < 100; t++) {
		double at_risk = 0, first = 0, events = 0, of_first = 0;

		for (size_t i = 0; i < n; i++) {
			bool here = spans[i].from < t && spans[i].to >= t;
			bool ends = here && spans[i].to == t &&
			    spans[i].end == LIFE_EVENT;

			at_risk += here;
			first += here && group[i] == 0;
			events += ends;
			of_first += ends && group[i] == 0;
		}
		if (events == 0)
			continue;
		u += of_first - events * first / at_risk;
		if (at_risk > 1)
			v += events * (at_risk - events) / (at_risk - 1) *
			    first / at_risk * (1 - first / at_risk);
	}
	return u * u / v;
}

static void
late_entry_is_that_of_brute_force(void **state)
{
	struct life_span spans[200], mine[200];
	struct life_row rows[2][100];
	int group[200];
	double times[100];
	uint64_t seed = 11;

	(void)state;
	for (size_t i = 0; i < 100; i++)
		times[i] = (double)i;
	for (size_t i = 0; i < 200; i++) {
		seed = seed * UINT64_C(6364136223846793005) + 99;
		spans[i].from = (double)(seed >> 60);
		spans[i].to = spans[i].from + 1 + (double)(seed >> 40 & 31);
		spans[i].end = (enum life_end)(seed >> 50 & 1) * 2;
		group[i] = seed >> 55 & 1;
	}
	struct life_table tables[2];
	for (int g = 0; g < 2; g++) {
		size_t n = 0;

		for (size_t i = 0; i < 200; i++)
			if (group[i] == g)
				mine[n++] = spans[i];
		assert_int_equal(life_table_make_at(mine, n, times, 100,
		    rows[g], &tables[g], NULL), STATUS_OK);
	}
	struct logrank_group groups[2];
	struct survival_test test;
	assert_int_equal(logrank_test(tables, 2, 1, 0, groups, &test),
	    STATUS_OK);
	assert_near(test.statistic, brute_force(spans, group, 200), EXACT);
	/* Without common times the risk sets are not known. */
	for (int g = 0; g < 2; g++) {
		size_t n = 0;

		for (size_t i = 0; i < 200; i++)
			if (group[i] == g) {
				mine[n] = spans[i];
				mine[n].from *= 2;
				mine[n++].to += spans[i].from + 0.1 * g;
			}
		assert_int_equal(life_table_make(mine, n, rows[g],
		    &tables[g], NULL), STATUS_OK);
	}
	assert_int_equal(logrank_test(tables, 2, 1, 0, groups, &test),
	    STATUS_DOMAIN);
	assert_nan(groups[0].expected);
	assert_int_equal(gray_test(tables, 2, 1, &test), STATUS_DOMAIN);
	/* A time that is none of the caller's is no table. */
	assert_int_equal(life_table_make_at(mine, 5, times, 100, rows[0],
	    &tables[0], NULL), STATUS_DOMAIN);
}

static void
nothing_to_compare_is_too_few(void **state)
{
	static const struct life_row censored[] = { { 4, 3, 0, 0, 3 } };
	static const struct life_row at_once[] = { { 4, 3, 3, 0, 0 } };
	static const struct life_row wrong[] = { { 4, 3, 9, 0, 0 } };
	const struct life_table a = { a_rows, 4 }, none = { a_rows, 0 };
	const struct life_table c = { censored, 1 }, o = { at_once, 1 };
	const struct life_table w = { wrong, 1 };
	const struct {
		struct life_table tables[2];
		size_t ngroups, nstrata;
		double rho;
		enum status status;
	} bad[] = {
		{ { a, a }, 1, 1, 0, STATUS_TOO_FEW },	/* one group */
		{ { a, none }, 2, 1, 0, STATUS_TOO_FEW },
		{ { none, none }, 2, 1, 0, STATUS_TOO_FEW },
		{ { c, c }, 2, 1, 0, STATUS_TOO_FEW },	/* all censored */
		{ { o, o }, 2, 1, 0, STATUS_TOO_FEW },	/* all at one time */
		{ { a, w }, 2, 1, 0, STATUS_DOMAIN },
		{ { a, a }, 0, 1, 0, STATUS_DOMAIN },
		{ { a, a }, 2, 0, 0, STATUS_DOMAIN },
		{ { a, a }, 2, 1, -1, STATUS_DOMAIN },
		{ { a, a }, 2, 1, NAN, STATUS_DOMAIN },
		{ { a, a }, 257, 1, 0, STATUS_LIMIT },
	};
	static struct logrank_group groups[257];
	struct survival_test test;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(logrank_test(bad[i].tables, bad[i].ngroups,
		    bad[i].nstrata, bad[i].rho, groups, &test),
		    bad[i].status);
		assert_nan(test.statistic);
		assert_nan(test.p);
		if (bad[i].rho != 0)
			continue;
		assert_int_equal(gray_test(bad[i].tables, bad[i].ngroups,
		    bad[i].nstrata, &test), bad[i].status);
		assert_nan(test.statistic);
	}
}

/*
 * R 4.2.2: coxph(Surv(time, status) ~ sex), Efron's ties: cox.csv, whose
 * coefficient is that of the second sex, turned round; R stops at 1e-9 of
 * the likelihood.  To more digits by Newton's steps of 30 digits (mpmath).
 */
static void
hazards_are_those_of_cox(void **state)
{
	const char *sexes[] = { "sex=1", "sex=2" };
	const double z = 1.959963984540054;
	struct csv r = reference("cox.csv");
	struct tables t;
	struct effect ratio;
	struct test test;

	(void)state;
	assert_string_equal(csv_cell(&r, 0, "model"), "lung~sex");
	double log_ratio = -number(&r, 0, "coef"), error = number(&r, 0, "se");
	tables_of(data_set_named("lung_by_sex"), sexes, 2, &t);
	assert_int_equal(hazard_ratio(t.all, 1, 0.95, &ratio, &test),
	    STATUS_OK);
	assert_near(ratio.estimate, exp(log_ratio), 1e-8);
	assert_near(ratio.estimate, 1.70067212403696353, 1e-12);
	assert_near(ratio.low, exp(log_ratio - z * error), 1e-8);
	assert_near(ratio.high, exp(log_ratio + z * error), 1e-8);
	assert_near(test.p, number(&r, 0, "p"), 1e-7);
	assert_int_equal(hazard_ratio(t.all, 1, 95, &ratio, NULL),
	    STATUS_DOMAIN);
	assert_nan(ratio.low);
	tables_free(&t);
	csv_free(&r);
}

/* Nobody of one group dies: the ratio has no bound. */
static void
no_ratio_without_events_of_both(void **state)
{
	static const struct life_row dies[] = { { .time = 1, .at_risk = 2,
	    .events = 1 }, { .time = 2, .at_risk = 1, .censored = 1 } };
	static const struct life_row lives[] = { { .time = 2, .at_risk = 2,
	    .censored = 2 } };
	const struct life_table two[] = { { dies, 2 }, { lives, 1 } };
	struct effect ratio;

	(void)state;
	assert_int_equal(hazard_ratio(two, 1, 0.95, &ratio, NULL),
	    STATUS_TOO_FEW);
	assert_nan(ratio.estimate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hazards_are_those_of_cox),
		cmocka_unit_test(no_ratio_without_events_of_both),
		cmocka_unit_test(logrank_is_that_of_r),
		cmocka_unit_test(trend_is_that_of_the_definition),
		cmocka_unit_test(gray_is_that_of_cmprsk),
		cmocka_unit_test(rank_counts_what_can_be_compared),
		cmocka_unit_test(late_entry_is_that_of_brute_force),
		cmocka_unit_test(nothing_to_compare_is_too_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
