/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every number of tests.csv (R 4.2.2): each row goes to what computes it,
 * and a row that no one knows fails.
 */
#include "analytics/rates/binomial.h"
#include "analytics/rates/contingency.h"
#include "analytics/rates/difference.h"
#include "analytics/rates/fisher.h"
#include "analytics/rates/interval.h"
#include "analytics/rates/poisson.h"
#include "analytics/rates/ratio.h"
#include "analytics/rates/strata.h"
#include "analytics/rates/trend.h"
#include "analytics/rates/two_rates.h"
#include "analytics/samples/correlation.h"
#include "analytics/samples/many_samples.h"
#include "analytics/samples/two_samples.h"
#include "tests/unit/pair.h"
#include "tests/unit/tables.h"

#define MATHLIB_STANDALONE
#include <Rmath.h>

/* The columns of a row; NaN is what R does not say. */
struct answer {
	double statistic, df, p, estimate, low, high;
};
#define COLUMNS 6

struct row {
	const char *id, *test;
};

/* ?chisq.test: Agresti 2007, page 39, party by gender. */
static const uint64_t party[] = { 762, 327, 468, 484, 239, 477 };
/* ?fisher.test: Agresti 2002, page 57, job satisfaction by income. */
static const uint64_t job[] = { 1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9,
	6, 7, 12, 11 };
/* ?prop.test: Fleiss 1981, page 139. */
static const struct count smokers[] = { { 83, 86 }, { 90, 93 },
	{ 129, 136 }, { 70, 82 } };
/* ?UCBAdmissions: admitted men and women, departments A to F. */
static const struct stratum admissions[] = {
	{ { 512, 825 }, { 89, 108 } }, { { 353, 560 }, { 17, 25 } },
	{ { 120, 325 }, { 202, 593 } }, { { 138, 417 }, { 131, 375 } },
	{ { 53, 191 }, { 94, 393 } }, { { 22, 373 }, { 24, 341 } },
};

static bool
says(const struct row *row, const char *word)
{
	return strstr(row->test, word) != NULL;
}

static void
put_test(struct answer *out, struct test test)
{
	out->statistic = test.statistic;
	out->df = test.df;
	out->p = test.p;
}

static void
put_effect(struct answer *out, struct effect effect)
{
	out->estimate = effect.estimate;
	out->low = effect.low;
	out->high = effect.high;
}

static const struct table *
table_of(const struct row *row)
{
	for (size_t i = 0; i < LENGTH(tables); i++)
		if (strcmp(tables[i].id, row->id) == 0)
			return &tables[i];
	fail_msg("tables.h has no %s", row->id);
	return NULL;
}

/*
 * Yates draws the count half a step towards what is expected of it, and
 * never past it: R's numbers with it prove the plain ones.
 */
static struct test
yates(struct count first, struct count second)
{
	struct count all = { first.k + second.k, first.n + second.n };
	double off = fabs(count_excess(first, all));
	struct test test;

	rates_score(first, second, &test);
	test.statistic *= pow(1 - fmin(1, 0.5 / off), 2);
	test.p = pchisq(test.statistic, 1, 0, 0);
	return test;
}

/*
 * R's interval has a correction of no more than the difference, that of
 * Newcombe's method 2 always a whole one: they differ for equal rates.
 */
static void
prop_test(const struct row *row, struct answer *out)
{
	const struct table *t = table_of(row);
	bool corrected = says(row, "TRUE");
	bool equal = count_rate(t->first) == count_rate(t->second);
	struct test test;
	struct effect difference;

	rates_score(t->first, t->second, &test);
	if (corrected)
		test = yates(t->first, t->second);
	(corrected && !equal ? difference_wald_cc : difference_wald)(t->first,
	    t->second, 0.95, &difference);
	put_test(out, test);
	put_effect(out, difference);
}

/* Its square is the score; half of its p, or the rest of 1, to a side. */
static void
pooled_z(const struct row *row, struct answer *out)
{
	const struct table *t = table_of(row);
	double off = count_rate(t->first) - count_rate(t->second);
	struct test test;

	rates_score(t->first, t->second, &test);
	out->statistic = copysign(sqrt(test.statistic), off);
	out->p = test.p;
	if (says(row, "greater"))
		out->p = off > 0 ? test.p / 2 : 1 - test.p / 2;
	if (says(row, "less"))
		out->p = off < 0 ? test.p / 2 : 1 - test.p / 2;
}

static void
cohen_h(const struct row *row, struct answer *out)
{
	const struct table *t = table_of(row);

	out->estimate = rates_cohen_h(t->first, t->second);
}

static void
odds_ratio(const struct row *row, struct answer *out)
{
	const struct table *t = table_of(row);
	struct effect odds;

	ratio_of_odds_wald(t->first, t->second, 0.95, &odds);
	put_effect(out, odds);
}

/* Where a cell is 0 the ratio of rates has a low end, and R has none. */
static void
risk_ratio(const struct row *row, struct answer *out)
{
	const struct table *t = table_of(row);
	struct effect ratio;

	ratio_of_rates(t->first, t->second, 0.95, &ratio);
	put_effect(out, ratio);
	if (t->second.k == 0)
		out->low = NAN;
}

/* One side has all of what was seen, and its mid-p half of that. */
static double
fisher_one_sided(const struct table *t, bool less)
{
	struct count first = t->first, second = t->second;
	double hits = (double)(first.k + second.k);
	double own = dhyper((double)first.k, (double)first.n,
	    (double)second.n, hits, 0), mid;
	bool below = (double)first.k < hits * (double)first.n /
	    (double)(first.n + second.n);

	assert_int_equal(fisher_mid_p(first, second, &mid), STATUS_OK);
	return (below == less ? mid : 2 - mid) / 2 + own / 2;
}

/* 0/0 is 0, and 0 to infinity, for R; here it is undefined. */
static void
fisher(const struct row *row, struct answer *out)
{
	const struct table *t = table_of(row);
	bool less = says(row, "less"), greater = says(row, "greater");
	struct effect odds;
	/* Its one-sided ends are those of a two-sided interval at 0.9. */
	enum status status = fisher_odds_ratio(t->first, t->second,
	    less || greater ? 0.9 : 0.95, &odds);

	assert_int_equal(fisher_p(t->first, t->second, &out->p), STATUS_OK);
	if (less || greater)
		out->p = fisher_one_sided(t, less);
	put_effect(out, odds);
	if (less)
		out->low = 0;
	if (greater)
		out->high = INFINITY;
	if (t->first.k + t->second.k > 0)
		return;
	assert_int_equal(status, STATUS_TOO_FEW);
	assert_nan(odds.estimate);
	put_effect(out, (struct effect){ 0, 0, INFINITY });
}

static void
chi_squared_of_job(const struct row *row, struct answer *out)
{
	struct association a;

	(void)row;
	contingency(job, 4, 4, &a);
	put_test(out, a.pearson);
}

static void
of_party(const struct row *row, struct answer *out)
{
	struct association a;

	contingency(party, 2, 3, &a);
	if (says(row, "chisq"))
		put_test(out, a.pearson);
	else if (says(row, "G test"))
		put_test(out, a.g);
	else
		out->estimate = a.cramer_v;
}

/*
 * The standardised residual of a cell is the square root of the score test
 * of its column against the others; they go column by column.
 */
static void
residual_of_party(const struct row *row, struct answer *out)
{
	const struct count all = { 1557, 2757 };
	int i = atoi(row->test + strlen("standardized residual ")) - 1;
	struct count column = { party[i / 2], party[i / 2] +
	    party[i / 2 + 3] };
	struct test score;

	rates_score(column, (struct count){ all.k - column.k, all.n -
	    column.n }, &score);
	out->estimate = (count_excess(column, all) > 0) == (i % 2 == 0) ?
	    sqrt(score.statistic) : -sqrt(score.statistic);
}

static void
of_smokers(const struct row *row, struct answer *out)
{
	static const double last[] = { 0, 0, 0, 1 };
	struct association a;
	struct trend t;

	contingency_of_rates(smokers, 4, &a);
	trend(smokers, says(row, "scores") ? last : NULL, 4, &t);
	put_test(out, says(row, "trend") ? t.test : a.pearson);
}

static void
mantelhaen(const struct row *row, struct answer *out)
{
	bool corrected = !says(row, "no correct");
	struct mantel_haenszel m;

	assert_int_equal(mantel_haenszel(admissions, LENGTH(admissions),
	    corrected, 0.95, &m), STATUS_OK);
	put_test(out, m.test);
	put_effect(out, m.odds_ratio);
	if (!corrected)
		out->low = out->high = NAN;
}

static void
aggregated(const struct row *row, struct answer *out)
{
	struct count men = { 0, 0 }, women = { 0, 0 };
	struct test test;

	for (size_t i = 0; i < LENGTH(admissions); i++) {
		men.k += admissions[i].first.k;
		men.n += admissions[i].first.n;
		women.k += admissions[i].second.k;
		women.n += admissions[i].second.n;
	}
	test = yates(men, women);
	if (says(row, "no Yates"))
		rates_score(men, women, &test);
	put_test(out, test);
}

/*
 * ?mcnemar.test: approval in two surveys, Agresti 1990, page 350: a stratum
 * for each of the 1,600 who were asked twice.
 */
static void
mcnemar(const struct row *row, struct answer *out)
{
	static const struct { size_t n; struct stratum pair; } kinds[] = {
		{ 794, { { 1, 1 }, { 1, 1 } } },
		{ 86, { { 0, 1 }, { 1, 1 } } },
		{ 150, { { 1, 1 }, { 0, 1 } } },
		{ 570, { { 0, 1 }, { 0, 1 } } },
	};
	struct stratum pairs[1600];
	struct mantel_haenszel m;
	size_t n = 0;

	for (size_t i = 0; i < LENGTH(kinds); i++)
		for (size_t j = 0; j < kinds[i].n; j++)
			pairs[n++] = kinds[i].pair;
	assert_int_equal(mantel_haenszel(pairs, n, !says(row, "no correct"),
	    0.95, &m), STATUS_OK);
	assert_near(m.odds_ratio.estimate, 150. / 86, 1e-12);
	put_test(out, m.test);
}

/* ?binom.test: Conover 1971, page 97; and 7 of 20 against a half. */
static void
binom_test(const struct row *row, struct answer *out)
{
	bool mendel = strcmp(row->id, "mendel") == 0;
	struct count seen = mendel ? (struct count){ 682, 925 } :
	    (struct count){ 7, 20 };
	struct proportion rate;

	assert_int_equal(binomial_test(seen, mendel ? 0.75 : 0.5, &out->p),
	    STATUS_OK);
	assert_int_equal(proportion_interval(INTERVAL_CLOPPER_PEARSON, seen.k,
	    seen.n, 0.95, &rate), STATUS_OK);
	out->statistic = (double)seen.k;
	put_effect(out, (struct effect){ rate.rate, rate.low, rate.high });
}

/* ?poisson.test */
static void
poisson_two(const struct row *row, struct answer *out)
{
	struct effect ratio;

	(void)row;
	assert_int_equal(poisson_ratio((struct exposed){ 11, 800 },
	    (struct exposed){ 6 + 8 + 7, 1083 + 1050 + 878 }, 0.95, &ratio,
	    &out->p), STATUS_OK);
	put_effect(out, ratio);
}

/* One-sided where it is exact, towards the side where u lies. */
static void
wilcox(const struct row *row, struct answer *out)
{
	bool exact = says(row, "exact");
	struct pair pair = exact ? pair_of(placenta_term, 10, placenta_early,
	    5) : pair_of(ozone, 26, ozone + 61, 26);
	struct mann_whitney u;

	assert_int_equal(mann_whitney(pair.first, pair.second, &u),
	    STATUS_OK);
	assert_int_equal(u.exact, exact);
	out->statistic = u.u;
	out->p = exact ? u.p / 2 : u.p;
	pair_free(pair);
}

static void
kruskal(const struct row *row, struct answer *out)
{
	struct sample months[5];
	struct kruskal_wallis k;
	const double *values = ozone;

	(void)row;
	for (size_t i = 0; i < 5; values += ozone_months[i++])
		months[i] = sample_of(values, ozone_months[i]);
	kruskal_wallis(months, 5, &k);
	put_test(out, (struct test){ k.h, k.df, k.p });
	for (size_t i = 0; i < 5; i++)
		sample_free(months[i]);
}

static void
welch_t(const struct row *row, struct answer *out)
{
	struct pair sleep = pair_of(sleep_extra, 10, sleep_extra + 10, 10);
	struct welch w;

	(void)row;
	welch_of(sleep.first, sleep.second, 0.95, &w);
	put_test(out, (struct test){ w.t, w.df, w.p });
	put_effect(out, (struct effect){ w.difference, w.low, w.high });
	pair_free(sleep);
}

/*
 * F of two groups is the square of the pooled t; its interval, which
 * nothing here prints, is what t is made of.
 */
static void
pooled_t(const struct row *row, struct answer *out)
{
	struct sample groups[] = { sample_of(sleep_extra, 10),
	    sample_of(sleep_extra + 10, 10) };
	struct welch w;
	struct anova a;

	(void)row;
	welch_of(groups[0], groups[1], 0.95, &w);
	anova(groups, 2, &a);
	double t = copysign(sqrt(a.f), w.difference);
	double half = w.difference / t * qt(0.975, a.df_within, 1, 0);
	put_test(out, (struct test){ t, a.df_within, a.p });
	put_effect(out, (struct effect){ w.difference, w.difference - half,
	    w.difference + half });
	sample_free(groups[0]);
	sample_free(groups[1]);
}

static void
of_cars(const struct row *row, struct answer *out)
{
	struct point points[LENGTH(cars_dist)];
	struct correlation c;
	struct pearson r;

	for (size_t i = 0; i < LENGTH(points); i++)
		points[i] = (struct point){ cars_speed[i], cars_dist[i] };
	if (says(row, "pearson")) {
		pearson(points, LENGTH(points), 0.95, &r);
		out->df = r.df;
		out->low = r.low;
		out->high = r.high;
		c = r.r;
	} else {
		(says(row, "spearman") ? spearman : kendall)(points,
		    LENGTH(points), &c);
	}
	out->statistic = c.statistic;
	out->p = c.p;
	out->estimate = c.estimate;
}

/*
 * By the beginning of the test's name, and of the id where that is not
 * enough; the first that fits.
 */
static const struct {
	const char *test, *id;
	void (*answer)(const struct row *row, struct answer *out);
} handlers[] = {
	{ "prop.test correct=", "", prop_test },
	{ "prop.test 4 groups", "fleiss_smokers", of_smokers },
	{ "prop.trend.test", "fleiss_smokers", of_smokers },
	{ "pooled z ", "", pooled_z },
	{ "fisher.test", "", fisher },
	{ "sample odds ratio, Woolf 95% CI", "", odds_ratio },
	{ "risk ratio, Katz log 95% CI", "", risk_ratio },
	{ "Cohen's h", "", cohen_h },
	{ "chisq.test 4x4", "agresti_job", chi_squared_of_job },
	{ "chisq.test 2x3", "agresti_party_gender", of_party },
	{ "Cramer's V", "agresti_party_gender", of_party },
	{ "G test", "agresti_party_gender", of_party },
	{ "standardized residual ", "agresti_party_gender",
	    residual_of_party },
	{ "mcnemar.test ", "agresti_approval", mcnemar },
	{ "mantelhaen.test", "UCBAdmissions", mantelhaen },
	{ "chisq.test aggregated ", "UCBAdmissions", aggregated },
	{ "binom.test", "", binom_test },
	{ "poisson.test two-sample", "poisson2", poisson_two },
	{ "wilcox.test exact greater", "placenta", wilcox },
	{ "wilcox.test approx, cc, ties", "airquality58", wilcox },
	{ "kruskal.test", "airquality", kruskal },
	{ "welch t", "sleep", welch_t },
	{ "pooled t", "sleep", pooled_t },
	{ "pearson", "cars", of_cars },
	{ "spearman", "cars", of_cars },
	{ "kendall tau-b", "cars", of_cars },
};

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static void
answer_row(const struct row *row, struct answer *out)
{
	*out = (struct answer){ NAN, NAN, NAN, NAN, NAN, NAN };
	for (size_t i = 0; i < LENGTH(handlers); i++)
		if (begins(row->test, handlers[i].test) &&
		    begins(row->id, handlers[i].id)) {
			handlers[i].answer(row, out);
			return;
		}
	fail_msg("nothing computes %s of %s", row->test, row->id);
}

/*
 * R looks for Fisher's odds ratio, or where it is above 1 for its inverse,
 * with uniroot() to 1.22e-4 (.Machine$double.eps^.25): no digits beyond
 * are R's.  test_difference.c solves its equations to the last.
 */
static bool
is_near_root(double mine, double theirs)
{
	return theirs > 1 ? fabs(1 / mine - 1 / theirs) < 1.23e-4 :
	    fabs(mine - theirs) < 1.23e-4;
}

static bool
is_near(double mine, double theirs)
{
	if (isnan(theirs) || isinf(theirs))
		return isnan(theirs) ? isnan(mine) : mine == theirs;
	return fabs(mine - theirs) <= 1e-9 * fabs(theirs);
}

static void
compare(const struct row *row, const struct answer *out,
    const struct reference *reference)
{
	static const char *const names[COLUMNS] = { "statistic", "df", "p",
		"estimate", "ci_lower", "ci_upper" };
	const double mine[] = { out->statistic, out->df, out->p,
	    out->estimate, out->low, out->high };
	bool searched = begins(row->test, "fisher.test");

	for (size_t c = 0; c < COLUMNS; c++) {
		double theirs = reference_number(reference, c + 2);

		if (!is_near(mine[c], theirs) && !(searched && c > 2 &&
		    isfinite(theirs) && is_near_root(mine[c], theirs)))
			fail_msg("%s, %s: %s is %.15g, not %.15g", row->id,
			    row->test, names[c], mine[c], theirs);
	}
}

static void
every_row_is_that_of_r(void **state)
{
	struct reference reference;
	size_t rows = 0;

	(void)state;
	reference_open(&reference, "tests.csv");
	while (reference_row(&reference)) {
		struct row row = { reference.cell[0], reference.cell[1] };
		struct answer out;

		answer_row(&row, &out);
		compare(&row, &out, &reference);
		rows++;
	}
	assert_int_equal(rows, 162);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_that_of_r),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
