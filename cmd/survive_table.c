/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/survival.h"
#include "analytics/survival_test.h"
#include "cmd/statistic.h"
#include "cmd/survive.h"
#include "io/words.h"

enum curve_column { GROUP, TIME, AT_RISK, EVENTS, COMPETING, CENSORED,
	CHANCE, LOW, HIGH, CURVE_COLUMNS };

static const char *const summary_names[] = { "group", "n", "events", "p25",
	"p25_low", "p25_high", "median", "median_low", "median_high", "p75",
	"p75_low", "p75_high", "rmst", "rmst_se" };
static const char *const test_names[] = { "test", "statistic", "df", "p" };
#define COUNT(names) (sizeof(names) / sizeof(names)[0])

static const struct view curve_view[] = {
	{ N_("time"), "time_days", 0, 0, LOOK_DAYS, 0 },
	{ N_("time"), "time", 0, 0, LOOK_NUMBER, 0 },
	{ N_("at risk"), "at_risk", 0, 0, LOOK_COUNT, 0 },
	{ N_("events"), "events", 0, 0, LOOK_COUNT, 0 },
	{ N_("competing"), "competing", 0, 0, LOOK_COUNT, 1 },
	{ N_("censored"), "censored", 0, 0, LOOK_COUNT, 2 },
	{ N_("survival"), "survival", "low", "high", LOOK_PERCENT, 0 },
	{ N_("incidence"), "incidence", "low", "high", LOOK_PERCENT, 0 },
	{ 0 }
};

/* In days of an event log, else in the unit of the column. */
static const struct view summary_view[2][8] = { {
	{ N_("group"), "group", 0, 0, LOOK_TEXT, 0 },
	{ N_("n"), "n", 0, 0, LOOK_COUNT, 0 },
	{ N_("events"), "events", 0, 0, LOOK_COUNT, 0 },
	{ N_("p25"), "p25", 0, 0, LOOK_DAYS, 1 },
	{ N_("median"), "median", "median_low", "median_high", LOOK_DAYS, 0 },
	{ N_("p75"), "p75", 0, 0, LOOK_DAYS, 2 },
	{ N_("mean"), "rmst", 0, 0, LOOK_DAYS, 3 },
	{ 0 }
}, {
	{ N_("group"), "group", 0, 0, LOOK_TEXT, 0 },
	{ N_("n"), "n", 0, 0, LOOK_COUNT, 0 },
	{ N_("events"), "events", 0, 0, LOOK_COUNT, 0 },
	{ N_("p25"), "p25", 0, 0, LOOK_NUMBER, 1 },
	{ N_("median"), "median", "median_low", "median_high", LOOK_NUMBER, 0 },
	{ N_("p75"), "p75", 0, 0, LOOK_NUMBER, 2 },
	{ N_("mean"), "rmst", 0, 0, LOOK_NUMBER, 3 },
	{ 0 }
} };

static const struct view test_view[] = {
	{ N_("test"), "test", 0, 0, LOOK_TEXT, 0 },
	{ N_("chi-squared"), "statistic", 0, 0, LOOK_NUMBER, 0 },
	{ N_("df"), "df", 0, 0, LOOK_COUNT, 0 },
	{ N_("p"), "p", 0, 0, LOOK_P, 0 },
	{ 0 }
};

/* What a table is made with. */
struct making {
	const struct scope *scope;
	const struct survive_settings *settings;
	const struct lifetimes *fold;
	struct survive_groups groups;
	double unit, level, horizon;
	enum band band;
	bool incidence;		/* someone ended otherwise */
	struct table *table;
};

static int
no_memory(struct fault *fault)
{
	return fault_set(fault, FAULT_INPUT, "out of memory");
}

static int
status_fault(enum status status, struct fault *fault)
{
	if (status == STATUS_TOO_FEW)
		return fault_set(fault, FAULT_NO_DATA,
		    "nobody started: no curve, not one of zero");
	return fault_set(fault, FAULT_INPUT, "%s", status_sentence(status));
}

/* A curve of either kind: chance is survival, or incidence. */
struct curve {
	const struct life_table *life;
	struct survival_point *survival;
	struct incidence_point *incidence;
};

static void
curve_free(struct curve *c)
{
	free(c->survival);
	free(c->incidence);
}

static int
curve_make(const struct making *m, const struct life_table *life,
    struct curve *c, struct fault *fault)
{
	enum status status;
	*c = (struct curve){ .life = life };
	if (m->incidence)
		c->incidence = calloc(life->n + 1, sizeof *c->incidence);
	else
		c->survival = calloc(life->n + 1, sizeof *c->survival);
	if (!c->survival && !c->incidence)
		return no_memory(fault);
	if (m->incidence)
		status = incidence_curve(life, m->level, m->band,
		    c->incidence);
	else
		status = survival_curve(life, m->level, m->band,
		    c->survival);
	return status == STATUS_OK ? 0 : status_fault(status, fault);
}

/* The chance with its band; the number at risk is the table's. */
struct chance {
	uint64_t at_risk;
	double estimate, low, high;
};

static struct chance
chance_of_row(const struct curve *c, size_t i)
{
	if (c->incidence)
		return (struct chance){ c->incidence[i].at_risk,
		    c->incidence[i].incidence, c->incidence[i].low,
		    c->incidence[i].high };
	return (struct chance){ c->survival[i].at_risk,
	    c->survival[i].survival, c->survival[i].low,
	    c->survival[i].high };
}

static struct chance
chance_at(const struct making *m, const struct curve *c, double time)
{
	if (c->incidence) {
		struct incidence_point p = incidence_curve_at(c->incidence,
		    c->life->n, time);
		return (struct chance){ p.at_risk, p.incidence, p.low,
		    p.high };
	}
	struct survival_point p = survival_at(c->survival, c->life->n,
	    m->band, time);
	return (struct chance){ p.at_risk, p.survival, p.low, p.high };
}

static int
put_point(const struct making *m, const char *group, double time,
    const struct life_row *counts, struct chance chance)
{
	struct table *t = m->table;
	if (table_add_row(t) != 0 ||
	    table_text(t, GROUP, group, strlen(group)) != 0)
		return -1;
	table_number(t, TIME, time);
	table_count(t, AT_RISK, chance.at_risk);
	table_count(t, EVENTS, counts->events);
	table_count(t, COMPETING, counts->competing);
	table_count(t, CENSORED, counts->censored);
	table_number(t, CHANCE, chance.estimate);
	table_number(t, LOW, chance.low);
	table_number(t, HIGH, chance.high);
	/* Behind the last time that was seen. */
	for (size_t i = CHANCE; isnan(chance.estimate) && i <= HIGH; i++)
		table_na(t, i);
	return 0;
}

/* Counts are of what happened since the row before. */
static int
add_at(const struct making *m, const char *group, const struct curve *c,
    struct fault *fault)
{
	size_t next = 0;
	for (size_t i = 0; i < m->settings->at.n; i++) {
		double time;
		struct life_row sum = { 0 };
		if (survive_time(m->settings, "at", m->settings->at.items[i],
		    &time, fault) != 0)
			return -1;
		for (; next < c->life->n && c->life->rows[next].time <= time;
		    next++) {
			sum.events += c->life->rows[next].events;
			sum.competing += c->life->rows[next].competing;
			sum.censored += c->life->rows[next].censored;
		}
		if (put_point(m, group, time, &sum, chance_at(m, c, time)))
			return no_memory(fault);
	}
	return 0;
}

static int
add_curve(const struct making *m, const char *group,
    const struct life_table *life, struct fault *fault)
{
	struct curve c;
	int failed = curve_make(m, life, &c, fault);
	if (!failed && m->settings->at.n)
		failed = add_at(m, group, &c, fault);
	else
		for (size_t i = 0; i < life->n && !failed; i++)
			if (put_point(m, group, life->rows[i].time,
			    &life->rows[i], chance_of_row(&c, i)) != 0)
				failed = no_memory(fault);
	curve_free(&c);
	return failed;
}

/* Quantiles of incidence: when so many of all had got there. */
static struct survival_point *
points_of(const struct curve *c)
{
	if (!c->incidence)
		return c->survival;
	struct survival_point *points = calloc(c->life->n + 1,
	    sizeof *points);
	for (size_t i = 0; points && i < c->life->n; i++) {
		const struct incidence_point *p = &c->incidence[i];
		points[i] = (struct survival_point){ .time = p->time,
		    .at_risk = p->at_risk, .survival = 1 - p->incidence,
		    .se = p->se, .low = 1 - p->high, .high = 1 - p->low };
	}
	return points;
}

static int
put_summary(const struct making *m, const char *group, const struct curve *c)
{
	static const double probs[] = { 0.25, 0.5, 0.75 };
	struct table *t = m->table;
	struct survival_mean mean;
	struct survival_point *points = points_of(c);
	uint64_t events = 0;
	if (!points || table_add_row(t) != 0 ||
	    table_text(t, 0, group, strlen(group)) != 0)
		return -1;
	for (size_t i = 0; i < c->life->n; i++)
		events += c->life->rows[i].events;
	table_count(t, 1, life_table_entered(c->life));
	table_count(t, 2, events);
	for (size_t i = 0; i < 3; i++) {
		struct survival_quantile q = survival_quantile(points,
		    c->life->n, probs[i]);
		table_number(t, 3 + 3 * i, q.time);
		table_number(t, 4 + 3 * i, q.low);
		table_number(t, 5 + 3 * i, q.high);
	}
	if (survival_mean(c->life, m->horizon, m->level, &mean) ==
	    STATUS_OK) {
		table_number(t, 12, mean.mean);
		table_number(t, 13, mean.se);
	}
	if (points != c->survival)
		free(points);
	return 0;
}

static int
add_summary(const struct making *m, const char *group,
    const struct life_table *life, struct fault *fault)
{
	struct curve c;
	int failed = curve_make(m, life, &c, fault);
	if (!failed && put_summary(m, group, &c) != 0)
		failed = no_memory(fault);
	curve_free(&c);
	return failed;
}

static int
add_group(const struct making *m, const char *group,
    const struct life_table *life, struct fault *fault)
{
	if (!group)
		return no_memory(fault);
	if (life->n == 0)
		return 0;
	return m->settings->summary ? add_summary(m, group, life, fault) :
	    add_curve(m, group, life, fault);
}

/* Means are compared over one stretch of time. */
static void
settle_horizon(struct making *m, const struct lifetimes_result *r)
{
	struct fault fault;
	if (m->settings->horizon) {
		survive_time(m->settings, "horizon", m->settings->horizon,
		    &m->horizon, &fault);
		return;
	}
	m->horizon = 0;
	for (size_t i = 0; i < r->n; i++)
		if (r->tables[i].n > 0)
			m->horizon = fmax(m->horizon,
			    r->tables[i].rows[r->tables[i].n - 1].time);
	if (m->horizon == 0)
		m->horizon = INFINITY;
}

static int
add_groups(struct making *m, const struct lifetimes_result *r,
    struct fault *fault)
{
	struct lifetimes_shape all = { NULL, 1, m->unit,
	    m->settings->force_km, false };
	struct lifetimes_result total;
	settle_horizon(m, r);
	for (size_t i = 0; i < r->n; i++)
		if (add_group(m, survive_group_name(m->scope, &m->groups, i),
		    &r->tables[i], fault) != 0)
			return -1;
	if (!m->settings->shared.total || m->scope->nby == 0)
		return 0;
	enum status status = lifetimes_finish(m->fold, &all, &total);
	int failed = status == STATUS_OK ? add_group(m, "(total)",
	    total.tables, fault) : status_fault(status, fault);
	lifetimes_result_free(&total);
	return failed;
}

/* Where nothing can be compared the row is there, and empty. */
static int
put_test(const struct making *m, const char *name, enum status status,
    const struct survival_test *test, struct fault *fault)
{
	struct table *t = m->table;
	if (status == STATUS_LIMIT)
		return fault_set(fault, FAULT_USAGE, "--tests: %zu groups are "
		    "more than can be compared (%s: %d)", m->groups.n, name,
		    strcmp(name, "gray") == 0 ? GRAY_GROUPS_MAX :
		    SURVIVAL_TEST_GROUPS_MAX);
	if (status != STATUS_OK && status != STATUS_TOO_FEW)
		return status_fault(status, fault);
	if (table_add_row(t) != 0 ||
	    table_text(t, 0, name, strlen(name)) != 0)
		return no_memory(fault);
	if (status == STATUS_TOO_FEW)
		return 0;
	table_number(t, 1, test->statistic);
	table_count(t, 2, test->df);
	table_number(t, 3, test->p);
	return 0;
}

static int
add_tests(const struct making *m, const struct lifetimes_result *r,
    struct fault *fault)
{
	const struct survive_groups *g = &m->groups;
	struct logrank_group *seen = calloc(g->n + 1, sizeof *seen);
	struct survival_test logrank, trend_test, peto, gray = { NAN, 0, NAN };
	struct survival_trend trend;
	if (!seen)
		return no_memory(fault);
	int failed = put_test(m, "log-rank", logrank_test(r->tables, g->n,
	    g->nstrata, 0, seen, &logrank), &logrank, fault);
	enum status status = failed ? STATUS_OK : logrank_trend(r->tables,
	    g->n, g->nstrata, 0, g->scores, &trend);
	trend_test = (struct survival_test){ trend.statistic, 1, trend.p };
	failed = failed || put_test(m, "trend", status, &trend_test, fault) ||
	    put_test(m, "peto", logrank_test(r->tables, g->n, g->nstrata, 1,
	    seen, &peto), &peto, fault);
	free(seen);
	/* Its weights are not made for late entry. */
	if (failed || !m->incidence || m->settings->observed_from)
		return failed ? -1 : 0;
	status = gray_test(r->tables, g->n, g->nstrata, 0, &gray);
	return put_test(m, "gray", status, &gray, fault);
}

static struct table *
empty_table(const struct making *m)
{
	const char *curve[CURVE_COLUMNS] = { "group",
	    survive_of_durations(m->settings) ? "time" : "time_days",
	    "at_risk", "events", "competing", "censored",
	    m->incidence ? "incidence" : "survival", "low", "high" };
	if (m->settings->summary)
		return table_new(summary_names, COUNT(summary_names));
	if (m->settings->tests)
		return table_new(test_names, COUNT(test_names));
	return table_new(curve, CURVE_COLUMNS);
}

/* Someone ended otherwise, or could have. */
static bool
competes(const struct making *m, const struct lifetimes_result *r)
{
	const struct funnel *f = &m->scope->funnel;
	bool told = (f->told_lost && f->noutcomes > 0) ||
	    m->settings->competing_value;
	return !m->settings->force_km && (told || r->competing > 0);
}

static void
say_forced(const struct making *m, const struct lifetimes_result *r)
{
	if (m->settings->shared.quiet)
		return;
	if (m->settings->force_km && r->competing > 0)
		run_say(m->scope->run, "--force-km: competing ends taken "
		    "for censorings: %llu; 1 - survival is not the share "
		    "that gets there", (unsigned long long)r->competing);
	if (r->rounded)
		run_say(m->scope->run, "so many times are too many to tell "
		    "apart: they are rounded down by at most 0.025 %%");
	if (r->left_out)
		run_say(m->scope->run, "left out, as they ended before "
		    "--observed-from: %llu", (unsigned long long)r->left_out);
}

static int
fill_table(struct making *m, const struct lifetimes_result *r,
    struct fault *fault)
{
	say_forced(m, r);
	m->incidence = competes(m, r);
	m->table = empty_table(m);
	if (!m->table || scope_define(m->scope, m->table) != 0 ||
	    (r->rounded && table_define(m->table, "times",
	    "rounded down by at most 0.025 %") != 0))
		return no_memory(fault);
	return m->settings->tests ? add_tests(m, r, fault) :
	    add_groups(m, r, fault);
}

struct table *
survive_table(const struct scope *scope, const void *fold,
    struct fault *fault)
{
	const struct survive_settings *s =
	    (const struct survive_settings *)scope->settings;
	struct making m = { .scope = scope, .settings = s, .fold = fold,
	    .level = scope_level(scope), .band = s->conf_type ?
	    (enum band)(s->conf_type - 1) : BAND_LOG_LOG };
	/* Decimals, days, or microseconds. */
	m.unit = survive_of_durations(s) ? 1e9 : scope->dates ? 1 :
	    (double)DAY_MICROS;
	if (survive_group(scope, fold, &m.groups, fault) != 0)
		return NULL;
	struct lifetimes_shape shape = { s->tests ? m.groups.by_cross :
	    m.groups.by_group, m.groups.n * (s->tests ? m.groups.nstrata :
	    1), m.unit, s->force_km, s->tests && s->observed_from };
	struct lifetimes_result r;
	enum status status = lifetimes_finish(fold, &shape, &r);
	int failed = status == STATUS_OK ? fill_table(&m, &r, fault) :
	    status == STATUS_TOO_FEW && r.left_out > 0 ?
	    fault_set(fault, FAULT_NO_DATA, "nobody was at risk: all %llu "
	    "ended before --observed-from", (unsigned long long)r.left_out) :
	    status_fault(status, fault);
	lifetimes_result_free(&r);
	if (!failed)
		return m.table;
	table_free(m.table);
	return NULL;
}

const struct view *
survive_view(const struct scope *scope, const struct table *table)
{
	const struct survive_settings *s =
	    (const struct survive_settings *)scope->settings;
	(void)table;
	if (s->tests)
		return test_view;
	return s->summary ? summary_view[survive_of_durations(s)] :
	    curve_view;
}

size_t
survive_block_columns(const struct scope *scope)
{
	const struct survive_settings *s =
	    (const struct survive_settings *)scope->settings;
	return !s->summary && !s->tests && scope->nby > 0;
}
