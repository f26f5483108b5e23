/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two groups inside the values of the last column of their tuples. */
#include <stdlib.h>

#include "analytics/base/group_names.h"
#include "analytics/base/memory.h"
#include "analytics/fold/outcomes_finish.h"

/* A tuple: which group it is of, and in which stratum. */
struct member {
	uint32_t tuple;
	struct count reached;
	size_t group;
};

struct strata {
	const struct group_names *names;
	size_t columns;		/* the last is the stratum */
	struct member *members;
	size_t n;
	struct count *groups;
	size_t ngroups;
	struct stratum *all;
	size_t nall;
};

/* Tuples are sorted, so that those of one group are neighbours. */
static void
join_groups(struct strata *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct member *m = &s->members[i];

		if (i == 0 || group_names_compare(s->names, s->columns - 1,
		    m[-1].tuple, m->tuple) != 0)
			s->ngroups++;
		m->group = s->ngroups - 1;
		s->groups[m->group].k += m->reached.k;
		s->groups[m->group].n += m->reached.n;
	}
}

static int
by_stratum(const void *a, const void *b, void *context)
{
	const struct member *x = a, *y = b;
	const struct strata *s = context;

	return group_names_compare_column(s->names, s->columns - 1, x->tuple,
	    y->tuple);
}

static void
fill_strata(struct strata *s)
{
	qsort_r(s->members, s->n, sizeof *s->members, by_stratum, s);
	for (size_t i = 0; i < s->n; i++) {
		const struct member *m = &s->members[i];

		if (i == 0 || by_stratum(&m[-1], m, s) != 0)
			s->nall++;
		*(m->group == 0 ? &s->all[s->nall - 1].first :
		    &s->all[s->nall - 1].second) = m->reached;
	}
}

static enum status
make_strata(struct strata *s, const struct outcomes_groups *g)
{
	s->n = g->n;
	s->members = memory_zeroed(g->n + 1, sizeof *s->members);
	s->groups = memory_zeroed(g->n + 1, sizeof *s->groups);
	s->all = memory_zeroed(g->n + 1, sizeof *s->all);
	for (size_t i = 0; i < g->n; i++)
		s->members[i] = (struct member){ g->all[i].tuple,
			g->all[i].reached, 0 };
	join_groups(s);
	if (s->ngroups != 2)
		return STATUS_DOMAIN;
	fill_strata(s);
	return STATUS_OK;
}

enum status
outcomes_test_strata(const struct outcomes_groups *g,
    const struct group_names *names, size_t columns,
    const struct segments_options *o, struct segments_test *tests,
    size_t *ntests, size_t *ngroups)
{
	struct strata s = { .names = names, .columns = columns };
	enum status status = make_strata(&s, g);

	*ntests = 0;
	*ngroups = s.ngroups;
	if (status == STATUS_OK) {
		*ntests = segments_tests_of_rates(s.groups, s.ngroups, NULL,
		    o, tests);
		*ntests += segments_tests_of_strata(s.all, s.nall, o,
		    tests + *ntests);
	}
	free(s.members);
	free(s.groups);
	free(s.all);
	return status;
}
