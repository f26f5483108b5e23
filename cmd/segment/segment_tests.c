/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests over all groups, in place of a row a group. */
#include <inttypes.h>
#include <string.h>

#include "analytics/rates/split.h"
#include "cmd/results/test_columns.h"
#include "cmd/run/folding.h"
#include "cmd/run/statistic.h"
#include "cmd/segment/segment_private.h"

static void
put_test(struct table *t, const struct segments_test *test)
{
	table_add_row(t);
	table_word(t, TEST_NAME, test->name);
	table_number(t, TEST_STATISTIC, test->statistic);
	table_number(t, TEST_DF, test->df);
	table_range(t, TEST_EFFECT, test->effect.estimate, test->effect.low,
	    test->effect.high);
	statistic_p(t, TEST_P, test->p);
	if (test->effect_name[0])
		table_word(t, TEST_EFFECT_NAME, test->effect_name);
}

int
segment_fault(const struct segment_making *m, enum status status,
    struct fault *fault)
{
	if (status == STATUS_DOMAIN &&
	    m->measure.statistic == SEGMENTS_NPS)
		return fault_set(fault, FAULT_INPUT, "--measure \"%s\": nps "
		    "wants answers that are whole numbers from 0 to 10",
		    m->settings->measure);
	return statistic_fault(status, fault);
}

/* An empty p has its reason in the definition, and a word. */
static void
say_why(const struct segment_making *m, const struct segments_test *test)
{
	if (!test->why)
		return;
	if (!m->settings->shared.quiet)
		run_say(m->scope->run, "%s has no p: %s", test->name,
		    message(test->why));
	table_define(m->table, test->name, test->why);
}

static enum status
make_tests(const struct segment_making *m, struct segments_test *tests,
    size_t *ntests, size_t *ngroups)
{
	return m->settings->strata ? outcomes_test_strata(&m->groups,
	    &m->scope->names, m->scope->nby, &m->options, tests, ntests,
	    ngroups) : outcomes_test(&m->groups, segment_measure(m),
	    &m->options, tests, ntests);
}

/* Whether the two groups are as large as they were planned to be. */
static int
add_split(const struct segment_making *m, struct fault *fault)
{
	const struct outcomes_group *g = m->groups.all;
	struct test test;
	double share;

	if (m->groups.n != 2)
		return fault_set(fault, FAULT_USAGE, "--split is of two "
		    "groups, and there are %zu; --where picks two",
		    m->groups.n);
	if (settings_split(m->settings->split, &share, fault) != 0)
		return -1;
	enum status status = split_test(g[0].reached.n, g[1].reached.n,
	    share, &test);
	if (status != STATUS_OK)
		return segment_fault(m, status, fault);
	if (test.p < SPLIT_WARNING && !m->settings->shared.quiet)
		run_say(m->scope->run, "the groups have %" PRIu64 " and %"
		    PRIu64 ", which is no split of %s (p = %.2g): who got "
		    "into which was not chance alone", g[0].reached.n,
		    g[1].reached.n, m->settings->split, test.p);
	put_test(m->table, &(struct segments_test){ "split", test.statistic,
	    test.df, test.p, EFFECT_NONE, "", NULL });
	return 0;
}

int
segment_add_tests(struct segment_making *m, struct fault *fault)
{
	struct segments_test tests[SEGMENTS_TESTS_MAX];
	size_t ntests, ngroups;
	enum status status = make_tests(m, tests, &ntests, &ngroups);

	if (status == STATUS_DOMAIN && m->settings->strata)
		return fault_set(fault, FAULT_USAGE, "--strata compares two "
		    "groups, and --by has %zu; --where picks two", ngroups);
	if (status != STATUS_OK)
		return segment_fault(m, status, fault);
	for (size_t i = 0; i < ntests; i++) {
		put_test(m->table, &tests[i]);
		say_why(m, &tests[i]);
	}
	return m->settings->split ? add_split(m, fault) : 0;
}
