/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/life_curve.h"

#include "tests/unit/maven.h"
#include "tests/unit/spans.h"

#define EXACT 1e-9

/* The same number, or both undefined. */
#define assert_same(actual, expected) do { \
	if (isnan(expected)) \
		assert_nan(actual); \
	else \
		assert_near(actual, expected, EXACT); \
} while (0)

static enum band
band_named(const char *name)
{
	return strcmp(name, "log") == 0 ? BAND_LOG :
	    strcmp(name, "plain") == 0 ? BAND_PLAIN : BAND_LOG_LOG;
}

/* The curve of the data set, group and band that a reference row names. */
struct curve {
	char key[128];
	struct life_table table;
	struct survival_point *points;
	enum band band;
};

static void
curve_free(struct curve *c)
{
	free((void *)(uintptr_t)c->table.rows);
	free(c->points);
	*c = (struct curve){ .key = "" };
}

static void
curve_of(struct curve *c, const char *set, const char *group,
    const char *band)
{
	char key[128];

	snprintf(key, sizeof key, "%s %s %s", set, group, band);
	if (strcmp(c->key, key) == 0)
		return;
	curve_free(c);
	strcpy(c->key, key);
	c->band = band_named(band);
	c->table = group_table(data_set_named(set), group);
	c->points = malloc(c->table.n * sizeof *c->points);
	assert_int_equal(survival_curve(&c->table, 0.95, c->band, c->points),
	    STATUS_OK);
}

static double
number(const struct csv *csv, size_t row, const char *column)
{
	return csv_number(csv_cell(csv, row, column));
}

/* R 4.2.2 survival 3.5-3: see reference/README. */
static void
curves_are_those_of_r(void **state)
{
	struct csv r = reference("survival_km_tables.csv");
	struct curve c = { .key = "" };
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; i < r.n; i++) {
		curve_of(&c, csv_cell(&r, i, "dataset"),
		    csv_cell(&r, i, "group"), csv_cell(&r, i, "conf_type"));
		double time = number(&r, i, "time");
		size_t at = 0;
		while (at < c.table.n && c.table.rows[at].time < time)
			at++;
		assert_true(at < c.table.n);
		const struct survival_point *p = &c.points[at];
		assert_near(p->time, time, 0);
		assert_near(p->at_risk, number(&r, i, "n_risk"), 0);
		assert_near(c.table.rows[at].events,
		    number(&r, i, "n_event"), 0);
		assert_near(c.table.rows[at].censored,
		    number(&r, i, "n_censor"), 0);
		assert_same(p->survival, number(&r, i, "surv"));
		assert_same(p->se, number(&r, i, "std_err"));
		assert_same(p->hazard, number(&r, i, "cumhaz_na"));
		assert_same(p->hazard_se, number(&r, i, "se_cumhaz"));
		assert_same(p->low, number(&r, i, "lower95"));
		assert_same(p->high, number(&r, i, "upper95"));
		seen++;
	}
	assert_int_equal(seen, 4215);
	curve_free(&c);
	csv_free(&r);
}

static void
values_at_times_are_those_of_r(void **state)
{
	struct csv r = reference("survival_at_times.csv");
	struct curve c = { .key = "" };

	(void)state;
	for (size_t i = 0; i < r.n; i++) {
		curve_of(&c, csv_cell(&r, i, "dataset"),
		    csv_cell(&r, i, "group"), "log");
		struct survival_point p = survival_at(c.points, c.table.n,
		    BAND_LOG, number(&r, i, "time"));
		assert_near(p.at_risk, number(&r, i, "n_risk"), 0);
		assert_same(p.survival, number(&r, i, "surv"));
		assert_same(p.se, number(&r, i, "std_err"));
		assert_same(p.low, number(&r, i, "lower95_log"));
		assert_same(p.high, number(&r, i, "upper95_log"));
	}
	curve_free(&c);
	csv_free(&r);
}

/* The last time of a whole data set: R's rmean = "common". */
static double
common_horizon(const struct data_set *set)
{
	struct life_table all = group_table(set, "all");
	double last = all.rows[all.n - 1].time;

	free((void *)(uintptr_t)all.rows);
	return last;
}

static void
quantiles_and_means_are_those_of_r(void **state)
{
	static const struct { const char *name, *low, *high; } probs[] = {
		{ "q25", "q25_lo", "q25_hi" },
		{ "median", "median_lo", "median_hi" },
		{ "q75", "q75_lo", "q75_hi" },
	};
	static const double quarters[] = { .25, .5, .75 };
	struct csv r = reference("survival_quantiles.csv");
	struct curve c = { .key = "" };

	(void)state;
	for (size_t i = 0; i < r.n; i++) {
		const char *set = csv_cell(&r, i, "dataset");

		curve_of(&c, set, csv_cell(&r, i, "group"),
		    csv_cell(&r, i, "conf_type"));
		const struct life_curve curve = { .life = &c.table,
		    .band = c.band, .survival = c.points };
		struct life_summary s;
		life_summary(&curve, common_horizon(data_set_named(set)),
		    0.95, &s);
		for (size_t j = 0; j < 3; j++) {
			struct survival_quantile q = s.quartiles[j];

			assert_same(q.time, number(&r, i, probs[j].name));
			assert_same(q.low, number(&r, i, probs[j].low));
			assert_same(q.high, number(&r, i, probs[j].high));
			if (c.band != BAND_LOG_LOG)
				continue;
			survival_quantiles(&c.table, 0.95, &quarters[j], 1,
			    &q);
			assert_same(q.time, number(&r, i, probs[j].name));
			assert_same(q.low, number(&r, i, probs[j].low));
			assert_same(q.high, number(&r, i, probs[j].high));
		}
		assert_near(s.mean.mean, number(&r, i, "rmean"), EXACT);
		assert_near(s.mean.se, number(&r, i, "se_rmean"), EXACT);
		assert_near(s.entered, number(&r, i, "n"), 0);
		assert_near(s.seen.events, number(&r, i, "events"), 0);
	}
	curve_free(&c);
	csv_free(&r);
}

/* Of curves with and without stretches on a level, of many rows and few, up
   to their end or not: as of all their points, which are those of R. */
static void
quantiles_without_points_are_the_same(void **state)
{
	enum { ROWS = 700 };
	static const double probs[] = { .1, .25, .5, .75, .9, .99 };
	static struct life_row rows[ROWS];
	static struct survival_point points[ROWS];
	struct survival_quantile q[6];
	uint64_t seed = 7;

	(void)state;
	for (size_t n = 1; n <= ROWS; n += n < 70 ? 1 : 63)
		for (uint64_t most = 2; most < 100; most *= 6) {
			struct life_table t = { rows, n };

			for (size_t i = 0; i < n; i++) {
				seed = seed * UINT64_C(6364136223846793005) +
				    1442695040888963407;
				rows[i] = (struct life_row){
				    .time = (double)i + .5,
				    .events = (seed >> 40) % most,
				    .censored = (seed >> 50) % (most / 2) };
			}
			rows[n - 1].censored += n % 3;
			life_table_fill(rows, n, NULL, 0);
			assert_int_equal(survival_curve(&t, .95,
			    BAND_LOG_LOG, points), STATUS_OK);
			assert_int_equal(survival_quantiles(&t, .95, probs, 6,
			    q), STATUS_OK);
			for (size_t i = 0; i < 6; i++) {
				struct survival_quantile all =
				    survival_quantile(points, n, probs[i]);

				assert_same(q[i].time, all.time);
				assert_same(q[i].low, all.low);
				assert_same(q[i].high, all.high);
			}
		}
	assert_int_equal(survival_quantiles(&(struct life_table){ rows, 0 },
	    .95, probs, 1, q), STATUS_TOO_FEW);
	assert_nan(q[0].time);
}

/*
 * By hand: S is 3/4 from 1, 1/2 from 2, and stays at 1/2 up to 4, where
 * both that are left are censored or end.
 */
static void
stretch_on_the_level_counts_by_its_middle(void **state)
{
	struct life_row falls[] = {
		{ 1, 4, 1, 0, 0 }, { 2, 3, 1, 0, 0 }, { 4, 2, 1, 0, 1 },
	};
	struct life_row stays[] = {
		{ 1, 4, 1, 0, 0 }, { 2, 3, 1, 0, 0 }, { 4, 2, 0, 0, 2 },
	};
	struct life_table table = { falls, 3 };
	struct survival_point points[3];

	(void)state;
	survival_curve(&table, 0.95, BAND_LOG, points);
	assert_near(survival_quantile(points, 3, 0.5).time, 3, 0);
	assert_near(survival_quantile(points, 3, 0.4).time, 2, 0);
	assert_near(survival_quantile(points, 3, 0.25).time, 1.5, 0);
	assert_nan(survival_quantile(points, 3, 0.8).time);
	assert_nan(survival_quantile(points, 3, 0).time);
	assert_nan(survival_quantile(points, 3, 1).time);
	/* 1 + 2 + 4 + 4, and of nobody none. */
	assert_near(life_table_exposure(&table), 11, 0);
	assert_near(life_table_exposure(&(struct life_table){ NULL, 0 }), 0,
	    0);
	table.rows = stays;
	survival_curve(&table, 0.95, BAND_LOG, points);
	assert_near(survival_quantile(points, 3, 0.5).time, 2, 0);
}

/*
 * By hand: two are there from the start, two join at 2 (after its event)
 * and two at 5; two more end no later than they join.  At risk 2, 3, 2, 3
 * and 2: S = 1/2 · 2/3 · 1 · 2/3 · 1/2.
 */
static void
late_entrants_are_at_risk_from_their_time_on(void **state)
{
	const struct life_span spans[] = {
		{ 2, 6, LIFE_EVENT }, { -INFINITY, 2, LIFE_EVENT },
		{ 5, 7, LIFE_CENSORED }, { -INFINITY, 5, LIFE_CENSORED },
		{ 2, 3, LIFE_EVENT }, { 4, 4, LIFE_EVENT },
		{ 5, 7, LIFE_EVENT }, { 9, 8, LIFE_CENSORED },
	};
	static const struct { double time, at_risk, survival; } known[] = {
		{ 2, 2, 1. / 2 }, { 3, 3, 1. / 3 }, { 5, 2, 1. / 3 },
		{ 6, 3, 2. / 9 }, { 7, 2, 1. / 9 },
	};
	struct life_row rows[8];
	struct life_table table;
	struct survival_point points[8];
	size_t left_out;

	(void)state;
	assert_int_equal(life_table_make(spans, 8, rows, &table, &left_out),
	    STATUS_OK);
	assert_int_equal(left_out, 2);
	assert_int_equal(table.n, 5);
	assert_int_equal(life_table_entered(&table), 6);
	survival_curve(&table, 0.95, BAND_LOG, points);
	for (size_t i = 0; i < 5; i++) {
		assert_near(points[i].time, known[i].time, 0);
		assert_near(points[i].at_risk, known[i].at_risk, 0);
		assert_near(points[i].survival, known[i].survival, 1e-15);
	}
}

/* Nobody can be waited for behind the last row: 0 stays, S > 0 does not. */
static void
behind_the_last_row_nothing_is_known(void **state)
{
	struct life_row censored[] = { { 1, 3, 1, 0, 0 }, { 5, 2, 0, 0, 2 } };
	struct life_row ended[] = { { 1, 3, 1, 0, 0 }, { 5, 2, 2, 0, 0 } };
	struct life_table table = { censored, 2 };
	struct survival_point points[2];
	struct incidence_point incidences[2];
	struct survival_mean m;

	(void)state;
	survival_curve(&table, 0.9, BAND_LOG_LOG, points);
	incidence_curve(&table, 0.9, BAND_LOG_LOG, incidences);
	assert_near(survival_at(points, 2, BAND_LOG_LOG, 5).survival,
	    2. / 3, 1e-15);
	assert_nan(survival_at(points, 2, BAND_LOG_LOG, 5.5).survival);
	assert_nan(incidence_curve_at(incidences, 2, 6).incidence);
	assert_near(incidence_curve_at(incidences, 2, 4).incidence,
	    1. / 3, 1e-15);
	/* 1 + 9 · 2/3, the last five of them held on. */
	survival_mean(&table, 10, 0.9, &m);
	assert_true(m.extended);
	assert_near(m.mean, 7, 1e-15);
	survival_mean(&table, INFINITY, 0.9, &m);
	assert_false(m.extended);
	assert_near(m.horizon, 5, 0);
	table.rows = ended;
	survival_curve(&table, 0.9, BAND_LOG_LOG, points);
	incidence_curve(&table, 0.9, BAND_LOG_LOG, incidences);
	assert_near(survival_at(points, 2, BAND_LOG_LOG, 99).survival, 0, 0);
	assert_near(incidence_curve_at(incidences, 2, 99).incidence, 1, 0);
	survival_mean(&table, 10, 0.9, &m);
	assert_false(m.extended);
	assert_near(m.mean, 1 + 4 * 2. / 3, 1e-15);
	/* Before the first row nothing can have happened. */
	assert_near(survival_at(points, 2, BAND_LOG, 0.5).survival, 1, 0);
	assert_near(survival_at(points, 2, BAND_LOG, 0.5).at_risk, 3, 0);
	assert_near(survival_at(points, 2, BAND_LOG, 0.5).low, 1, 0);
	assert_nan(survival_at(points, 2, BAND_LOG_LOG, 0.5).low);
	assert_nan(survival_at(points, 2, BAND_LOG, -1).survival);
}

static void
all_censored_and_all_at_once_have_answers(void **state)
{
	struct life_row censored = { 3, 10, 0, 0, 10 };
	struct life_row at_once = { 3, 10, 4, 6, 0 };
	struct life_table table = { &censored, 1 };
	struct survival_point p;
	struct incidence_point f;
	struct survival_mean m;

	(void)state;
	assert_int_equal(survival_curve(&table, 0.95, BAND_PLAIN, &p),
	    STATUS_OK);
	assert_near(p.survival, 1, 0);
	assert_near(p.se, 0, 0);
	assert_nan(survival_quantile(&p, 1, 0.5).time);
	survival_mean(&table, INFINITY, 0.95, &m);
	assert_near(m.mean, 3, 0);
	assert_near(m.se, 0, 0);
	/* Wilson, 0 of 10: z²/(n + z²), z = 1.959963984540054. */
	incidence_curve(&table, 0.95, BAND_LOG_LOG, &f);
	assert_near(f.incidence, 0, 0);
	assert_near(f.low, 0, 0);
	assert_near(f.high, 0.2775327998628892, 1e-12);

	/* 4 of 10: √(.4·.6/10). */
	table.rows = &at_once;
	incidence_curve(&table, 0.95, BAND_PLAIN, &f);
	assert_near(f.incidence, 0.4, 1e-15);
	assert_near(f.se, sqrt(0.024), 1e-15);
	assert_near(f.survival, 0, 0);
	survival_curve(&table, 0.95, BAND_PLAIN, &p);
	assert_near(p.survival, 0, 0);
	assert_nan(p.se);
	assert_nan(p.low);
	assert_near(survival_quantile(&p, 1, 0.5).time, 3, 0);
	assert_nan(survival_quantile(&p, 1, 0.5).low);
}

static void
nobody_and_nonsense_have_no_answer(void **state)
{
	struct life_row descends[] = { { 2, 5, 1, 0, 0 }, { 1, 4, 1, 0, 0 } };
	struct life_row too_many[] = { { 1, 2, 1, 1, 1 } };
	struct life_row negative[] = { { -1, 2, 1, 0, 0 } };
	const struct { struct life_table table; enum status status; }
	    bad[] = {
		{ { descends, 0 }, STATUS_TOO_FEW },
		{ { descends, 2 }, STATUS_DOMAIN },
		{ { too_many, 1 }, STATUS_DOMAIN },
		{ { negative, 1 }, STATUS_DOMAIN },
	};
	const struct life_span never[] = { { 3, 3, LIFE_EVENT } };
	const struct life_span endless[] = { { 3, INFINITY, LIFE_EVENT } };
	struct life_row rows[2];
	struct life_table table;
	struct survival_point points[2];
	struct incidence_point incidences[2];
	struct survival_mean m;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(survival_curve(&bad[i].table, 0.95,
		    BAND_LOG, points), bad[i].status);
		assert_int_equal(incidence_curve(&bad[i].table, 0.95,
		    BAND_LOG, incidences), bad[i].status);
		assert_int_equal(survival_mean(&bad[i].table, 9, 0.95, &m),
		    bad[i].status);
		assert_nan(m.mean);
		if (bad[i].table.n) {
			assert_nan(points[0].survival);
			assert_nan(incidences[0].incidence);
		}
	}
	assert_nan(survival_at(points, 0, BAND_LOG, 1).survival);
	assert_nan(survival_quantile(points, 0, 0.5).time);
	table = (struct life_table){ descends, 1 };
	assert_int_equal(survival_curve(&table, 1, BAND_LOG, points),
	    STATUS_DOMAIN);
	assert_int_equal(survival_mean(&table, 0, 0.95, &m), STATUS_DOMAIN);
	assert_int_equal(survival_mean(&table, NAN, 0.95, &m),
	    STATUS_DOMAIN);
	assert_int_equal(life_table_make(never, 0, rows, &table, NULL),
	    STATUS_TOO_FEW);
	assert_int_equal(life_table_make(never, 1, rows, &table, NULL),
	    STATUS_TOO_FEW);
	assert_int_equal(table.n, 0);
	assert_int_equal(life_table_make(endless, 1, rows, &table, NULL),
	    STATUS_DOMAIN);
}

/* R 4.2.2 cmprsk::cuminc and survfit: see reference/README. */
static void
incidence_is_that_of_r(void **state)
{
	struct csv r = reference("maven_crm_competing_risks.csv");
	struct csv m = reference("maven_counts.csv");
	struct incidence_point *won = malloc(SPANS_MAX * sizeof *won);
	struct incidence_point *lost = malloc(SPANS_MAX * sizeof *lost);

	(void)state;
	assert_int_equal(r.n, 24);
	for (size_t i = 0; i < r.n; i++) {
		const char *equals = strchr(csv_cell(&r, i, "group"), '=');
		const char *region = equals ? equals + 1 : NULL;
		struct life_table a = maven_table(&m, region, "won");
		struct life_table b = maven_table(&m, region, "lost");

		incidence_curve(&a, 0.95, BAND_LOG_LOG, won);
		incidence_curve(&b, 0.95, BAND_LOG_LOG, lost);
		double time = number(&r, i, "time");
		struct incidence_point w = incidence_curve_at(won, a.n, time);
		struct incidence_point l = incidence_curve_at(lost, b.n,
		    time);
		assert_near(w.at_risk, number(&r, i, "n_risk"), 0);
		assert_near(w.survival, number(&r, i, "p_open"), EXACT);
		assert_near(w.incidence, number(&r, i, "ci_won"), EXACT);
		assert_near(l.incidence, number(&r, i, "ci_lost"), EXACT);
		assert_near(w.se, number(&r, i, "se_won"), EXACT);
		assert_near(l.se, number(&r, i, "se_lost"), EXACT);
		free((void *)(uintptr_t)a.rows);
		free((void *)(uintptr_t)b.rows);
	}
	free(won);
	free(lost);
	csv_free(&m);
	csv_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(curves_are_those_of_r),
		cmocka_unit_test(values_at_times_are_those_of_r),
		cmocka_unit_test(quantiles_and_means_are_those_of_r),
		cmocka_unit_test(quantiles_without_points_are_the_same),
		cmocka_unit_test(stretch_on_the_level_counts_by_its_middle),
		cmocka_unit_test(late_entrants_are_at_risk_from_their_time_on),
		cmocka_unit_test(behind_the_last_row_nothing_is_known),
		cmocka_unit_test(all_censored_and_all_at_once_have_answers),
		cmocka_unit_test(nobody_and_nonsense_have_no_answer),
		cmocka_unit_test(incidence_is_that_of_r),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
