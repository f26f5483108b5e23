/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether groups differ. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/survival/hazard_ratio.h"
#include "analytics/survival/log_rank.h"
#include "cmd/results/test_columns.h"
#include "cmd/run/statistic.h"
#include "cmd/survive/survive_table.h"

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
		return survive_status_fault(status, fault);
	table_add_row(t);
	table_text(t, TEST_NAME, name, strlen(name));
	if (status == STATUS_TOO_FEW)
		return 0;
	table_number(t, TEST_STATISTIC, test->statistic);
	table_count(t, TEST_DF, test->df);
	statistic_p(t, TEST_P, test->p);
	return 0;
}

/* A ratio of two groups, with its interval where it has one. */
static void
put_ratio(const struct making *m, const char *name, const char *effect_name,
    const struct effect *ratio, const struct test *test)
{
	struct table *t = m->table;

	table_add_row(t);
	table_text(t, TEST_NAME, name, strlen(name));
	table_text(t, TEST_EFFECT_NAME, effect_name, strlen(effect_name));
	table_number(t, TEST_STATISTIC, test->statistic);
	table_number(t, TEST_DF, test->df);
	statistic_p(t, TEST_P, test->p);
	table_number(t, TEST_EFFECT, ratio->estimate);
	table_number(t, TEST_EFFECT_LOW, ratio->low);
	table_number(t, TEST_EFFECT_HIGH, ratio->high);
}

/* Of two groups, inside strata or not. */
static int
put_hazard_ratio(const struct making *m, const struct lifetimes_result *r,
    struct fault *fault)
{
	struct effect ratio;
	struct test test;
	enum status status = hazard_ratio(r->tables, m->groups.nstrata,
	    m->level, &ratio, &test);

	if (status != STATUS_OK && status != STATUS_TOO_FEW)
		return survive_status_fault(status, fault);
	put_ratio(m, "hazard-ratio", "hazard_ratio", &ratio, &test);
	return 0;
}

/* Events per time of two groups, as if neither hazard changed. */
static int
put_rate_ratio(const struct making *m, const struct life_table *two,
    struct fault *fault)
{
	struct test test = TEST_NONE;
	struct effect ratio;
	enum status status = poisson_ratio(survive_exposed(&two[0]),
	    survive_exposed(&two[1]), m->level, &ratio, &test.p);

	if (status != STATUS_OK && status != STATUS_TOO_FEW)
		return survive_status_fault(status, fault);
	put_ratio(m, "rate-ratio", "rate_ratio", &ratio, &test);
	return 0;
}

/* Only over groups that have an order: names have none. */
static int
put_trend(const struct making *m, const struct lifetimes_result *r,
    struct fault *fault)
{
	const struct survive_groups *g = &m->groups;
	struct survival_trend trend;

	if (!g->ordered)
		return 0;
	enum status status = logrank_trend(r->tables, g->n, g->nstrata, 0,
	    g->scores, &trend);
	return put_test(m, "trend", status, &(struct survival_test){
	    trend.statistic, 1, trend.p }, fault);
}

/* Log-rank (rho 0), or Peto and Peto's (1). */
static int
put_logrank(const struct making *m, const struct lifetimes_result *r,
    const char *name, double rho, struct fault *fault)
{
	const struct survive_groups *g = &m->groups;
	struct logrank_group *seen = memory_zeroed(g->n + 1, sizeof *seen);
	struct survival_test test;

	enum status status = logrank_test(r->tables, g->n, g->nstrata, rho,
	    seen, &test);
	free(seen);
	return put_test(m, name, status, &test, fault);
}

int
survive_add_tests(const struct making *m, const struct lifetimes_result *r,
    struct fault *fault)
{
	const struct survive_groups *g = &m->groups;
	struct survival_test gray = { NAN, 0, NAN };

	if (put_logrank(m, r, "log-rank", 0, fault) != 0 ||
	    (g->n == 2 && put_hazard_ratio(m, r, fault) != 0) ||
	    put_trend(m, r, fault) != 0 ||
	    put_logrank(m, r, "peto", 1, fault) != 0)
		return -1;
	/* The rest is not made for late entry. */
	if (m->settings->observed_from)
		return 0;
	if (g->n == 2 && !m->settings->strata &&
	    put_rate_ratio(m, r->tables, fault) != 0)
		return -1;
	if (!m->incidence)
		return 0;
	enum status status = gray_test(r->tables, g->n, g->nstrata, 0, &gray);
	return put_test(m, "gray", status, &gray, fault);
}

void
survive_define_test(const struct making *m, const struct lifetimes_result *r)
{
	const struct survive_groups *g = &m->groups;
	struct survival_test test = { NAN, 0, NAN };
	enum status status;
	char text[100];

	/* Gray's test is not made for late entry. */
	if (m->scope->nby == 0 || g->n < 2 || (m->incidence &&
	    m->settings->observed_from))
		return;
	if (m->incidence) {
		status = gray_test(r->tables, g->n, 1, 0, &test);
	} else {
		struct logrank_group *seen = memory_zeroed(g->n,
		    sizeof *seen);

		status = logrank_test(r->tables, g->n, 1, 0, seen, &test);
		free(seen);
	}
	if (status != STATUS_OK)
		return;
	snprintf(text, sizeof text, "chi-squared %.4g on %llu df, p %.4g",
	    test.statistic, (unsigned long long)test.df, test.p);
	table_define(m->table, m->incidence ? "gray" : "log_rank", text);
}
