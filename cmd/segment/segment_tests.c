/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests over all groups, in place of a row a group. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/run/statistic.h"
#include "cmd/segment/segment_private.h"

static const char *const test_names[] = { "test", "statistic", "df", "p",
	"effect", "effect_name" };

struct table *
segment_tests_table(void)
{
	return table_new(test_names, sizeof test_names /
	    sizeof test_names[0]);
}

static int
put_test(struct table *t, const struct segments_test *test)
{
	if (table_add_row(t) != 0 ||
	    table_text(t, 0, test->name, strlen(test->name)) != 0)
		return -1;
	const double numbers[] = { [1] = test->statistic, [2] = test->df,
	    [4] = test->effect };
	for (size_t i = 1; i <= 4; i++)
		if (i != 3 && isfinite(numbers[i]))
			table_number(t, i, numbers[i]);
	statistic_p(t, 3, test->p);
	return test->effect_name[0] ? table_text(t, 5, test->effect_name,
	    strlen(test->effect_name)) : 0;
}

/* Of the groups as they are, and inside strata. */
static int
test_strata(const struct segment_making *m, struct segments_test *tests,
    size_t *ntests, struct fault *fault)
{
	struct segment_strata s;
	if (segment_strata(m->scope, &m->groups, &s, fault) != 0)
		return -1;
	*ntests = segments_tests_of_rates(s.groups, s.ngroups, NULL,
	    &m->options, tests);
	*ntests += segments_tests_of_strata(s.strata, s.nstrata, &m->options,
	    tests + *ntests);
	return 0;
}

static int
test_groups(const struct segment_making *m, struct segments_test *tests,
    size_t *out, struct fault *fault)
{
	size_t ntests = 0, n = m->groups.n;
	struct count *counts = segment_counts(m->groups.all, n);
	struct segments_values *values = segment_values(m->groups.all, n);
	enum status status = counts && values ? STATUS_OK : STATUS_NO_MEMORY;
	if (status == STATUS_OK && m->settings->measure)
		status = segments_tests_of_values(values, n, &m->measure,
		    m->groups.scores, &m->options, tests, &ntests);
	else if (status == STATUS_OK)
		ntests = segments_tests_of_rates(counts, n, m->groups.scores,
		    &m->options, tests);
	free(counts);
	free(values);
	*out = ntests;
	return status == STATUS_OK ? 0 : segment_fault(m, status, fault);
}

int
segment_add_tests(struct segment_making *m, struct fault *fault)
{
	struct segments_test tests[SEGMENTS_TESTS_MAX];
	size_t ntests;
	if ((m->settings->strata ? test_strata(m, tests, &ntests, fault) :
	    test_groups(m, tests, &ntests, fault)) != 0)
		return -1;
	for (size_t i = 0; i < ntests; i++)
		if (put_test(m->table, &tests[i]) != 0)
			return fault_set(fault, FAULT_INPUT,
			    "out of memory");
	return 0;
}
