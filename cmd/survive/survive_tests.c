/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether groups differ. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analytics/survival/group_tests.h"
#include "cmd/results/test_columns.h"
#include "cmd/run/statistic.h"
#include "cmd/survive/survive_table.h"

static struct compared_lives
lives_of(const struct making *m, const struct lifetimes_result *r)
{
	const struct survive_groups *g = &m->groups;

	return (struct compared_lives){ r->tables, g->n, g->nstrata,
	    g->ordered ? g->scores : NULL, m->incidence,
	    m->settings->observed_from != NULL };
}

static void
put_test(struct table *t, const struct group_test *test)
{
	table_add_row(t);
	table_word(t, TEST_NAME, test->name);
	if (test->effect_name)
		table_word(t, TEST_EFFECT_NAME, test->effect_name);
	table_number(t, TEST_STATISTIC, test->test.statistic);
	table_number(t, TEST_DF, test->test.df);
	statistic_p(t, TEST_P, test->test.p);
	table_range(t, TEST_EFFECT, test->effect.estimate, test->effect.low,
	    test->effect.high);
}

int
survive_add_tests(const struct making *m, const struct lifetimes_result *r,
    struct fault *fault)
{
	struct compared_lives lives = lives_of(m, r);
	struct group_test all[GROUP_TESTS_MAX];
	size_t n;
	enum status status = group_tests(&lives, m->level, all, &n);

	if (status == STATUS_LIMIT)
		return fault_set(fault, FAULT_USAGE, "--tests: %zu groups are "
		    "more than can be compared (%s: %d)", m->groups.n,
		    all[n].name, strcmp(all[n].name, "gray") == 0 ?
		    GRAY_GROUPS_MAX : SURVIVAL_TEST_GROUPS_MAX);
	if (status != STATUS_OK)
		return survive_status_fault(status, fault);
	for (size_t i = 0; i < n; i++)
		put_test(m->table, &all[i]);
	return 0;
}

void
survive_define_test(const struct making *m, const struct lifetimes_result *r)
{
	struct compared_lives lives = lives_of(m, r);
	struct survival_test test;
	char text[100];

	/* Gray's test is not made for late entry. */
	if (m->scope->nby == 0 || m->groups.n < 2 ||
	    (lives.competing && lives.late))
		return;
	/* Tables of curves have no strata. */
	lives.nstrata = 1;
	if (group_test_of_curves(&lives, &test) != STATUS_OK)
		return;
	snprintf(text, sizeof text, "chi-squared %.4g on %llu df, p %.4g",
	    test.statistic, (unsigned long long)test.df, test.p);
	table_define(m->table, m->incidence ? "gray" : "log_rank", text);
}
