/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether groups differ. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/survival/log_rank.h"
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
	if (table_add_row(t) != 0 ||
	    table_text(t, 0, name, strlen(name)) != 0)
		return survive_no_memory(fault);
	if (status == STATUS_TOO_FEW)
		return 0;
	table_number(t, 1, test->statistic);
	table_count(t, 2, test->df);
	statistic_p(t, 3, test->p);
	return 0;
}

/* Events per time of two groups, as if neither hazard changed. */
static int
put_rate_ratio(const struct making *m, const struct life_table *two,
    struct fault *fault)
{
	static const char name[] = "rate-ratio", effect[] = "rate_ratio";
	struct table *t = m->table;
	struct effect ratio;
	double p;
	enum status status = poisson_ratio(survive_exposed(&two[0]),
	    survive_exposed(&two[1]), m->level, &ratio, &p);
	if (status != STATUS_OK && status != STATUS_TOO_FEW)
		return survive_status_fault(status, fault);
	if (table_add_row(t) != 0 ||
	    table_text(t, 0, name, strlen(name)) != 0 ||
	    table_text(t, 5, effect, strlen(effect)) != 0)
		return survive_no_memory(fault);
	statistic_p(t, 3, p);
	table_number(t, 4, ratio.estimate);
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
	struct logrank_group *seen = calloc(g->n + 1, sizeof *seen);
	struct survival_test test;

	if (!seen)
		return survive_no_memory(fault);
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
