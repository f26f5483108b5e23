/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cmd/results/test_columns.h"
#include "cmd/run/result.h"
#include "cmd/survive/survive_table.h"
#include "io/text/words.h"

void
survive_keys(const struct making *m, size_t group)
{
	bool total = group == SURVIVE_TOTAL || m->scope->nby == 0;

	scope_keys(m->scope, m->table, total ? 0 :
	    m->groups.tuples[group], total);
}

static int
add_group(const struct making *m, size_t group,
    const struct life_table *life, struct fault *fault)
{
	if (life->n == 0)
		return 0;
	return m->settings->summary ?
	    survive_add_summary(m, group, life, fault) :
	    survive_add_curve(m, group, life, fault);
}

/* Means are compared over one stretch of time. */
static void
choose_horizon(struct making *m, const struct lifetimes_result *r)
{
	struct fault fault;

	if (m->settings->horizon) {
		survive_time(m->settings, "horizon", m->settings->horizon,
		    &m->horizon, &fault);
		return;
	}
	m->horizon = lifetimes_last(r);
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
	char text[40];

	choose_horizon(m, r);
	snprintf(text, sizeof text, "%.6g%s", m->horizon,
	    survive_of_durations(m->settings) ? "" : " d");
	/* Where all took no time there is no mean to tell of. */
	if (m->settings->summary && !m->settings->horizon &&
	    isfinite(m->horizon))
		table_define(m->table, "mean_up_to", text);
	for (size_t i = 0; i < r->n; i++)
		if (add_group(m, i, &r->tables[i], fault) != 0)
			return -1;
	if (!m->settings->shared.total || m->scope->nby == 0)
		return 0;
	enum status status = lifetimes_finish(m->fold, &all, &total);
	int failed = status == STATUS_OK ? add_group(m, SURVIVE_TOTAL,
	    total.tables, fault) : survive_status_fault(status, fault);
	lifetimes_result_free(&total);
	return failed;
}

static void
has_curve(const struct making *m, struct table *t)
{
	table_has_column(t, m->time);
	table_has_columns(t, CURVE_AT_RISK, CURVE_CENSORED);
	table_has_columns(t, m->chance, m->chance + 2);
}

static struct table *
empty_table(const struct making *m)
{
	const struct survive_settings *s = m->settings;
	struct table *t = table_new(!s->summary ? s->tests ? &test_columns :
	    &curve_columns : survive_of_durations(s) ?
	    &plain_summary_columns : &summary_columns);
	bool tests = s->tests && !s->summary;

	if (!tests)
		scope_has_groups(m->scope, t);
	if (!s->summary && !tests)
		has_curve(m, t);
	else
		table_has_all(t);
	if (tests)
		table_column(t, TEST_STATISTIC)->head = N_("chi-squared");
	return t;
}

/* Someone ended otherwise, or could have. */
static bool
competes(const struct making *m, const struct lifetimes_result *r)
{
	const struct funnel *f = &m->scope->funnel;
	bool given = (f->lost_given && f->noutcomes > 0) ||
	    m->settings->competing_value;

	return !m->settings->force_km && (given || r->competing > 0);
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
	if (r->undated)
		run_say(m->scope->run, "left out, as an event is undated: %llu",
		    (unsigned long long)r->undated);
}

static void
define_step(struct making *m, const struct lifetimes_result *r)
{
	const struct survive_settings *s = m->settings;
	char text[80];

	m->step = s->tests || s->summary || s->at.n ||
	    !result_for_people(&s->shared) ? 0 : survive_step(m, r);
	if (m->step == 0)
		return;
	double days = survive_of_durations(s) ? 0 : m->step;
	snprintf(text, sizeof text, "every %g%s; --at says other times, "
	    "--format csv has all", days == 0 || days >= 1 ? m->step :
	    round(days * (days < 1.0 / 24 ? 1440 : 24)), days == 0 ? "" :
	    days >= 1 ? " d" : days < 1.0 / 24 ? " min" : " h");
	table_define(m->table, "shown", text);
}

static int
fill_table(struct making *m, const struct lifetimes_result *r,
    struct fault *fault)
{
	say_forced(m, r);
	m->incidence = competes(m, r);
	m->time = survive_of_durations(m->settings) ? CURVE_TIME :
	    CURVE_TIME_DAYS;
	m->chance = m->incidence ? CURVE_INCIDENCE : CURVE_SURVIVAL;
	m->table = empty_table(m);
	scope_define(m->scope, m->table);
	if (r->rounded)
		table_define(m->table, "times",
		    "rounded down by at most 0.025 %");
	if (r->undated) {
		char text[32];

		snprintf(text, sizeof text, "%llu left out",
		    (unsigned long long)r->undated);
		table_define(m->table, "undated", text);
	}
	define_step(m, r);
	if (!m->settings->tests && !m->settings->summary)
		survive_define_test(m, r);
	return m->settings->tests ? survive_add_tests(m, r, fault) :
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
	    status == STATUS_TOO_FEW && r.undated > 0 ?
	    fault_set(fault, FAULT_NO_DATA, "nobody was at risk: all %llu "
	    "began or ended undated", (unsigned long long)r.undated) :
	    survive_status_fault(status, fault);
	lifetimes_result_free(&r);
	if (!failed)
		return m.table;
	table_free(m.table);
	return NULL;
}
