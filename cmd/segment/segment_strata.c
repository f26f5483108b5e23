/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two groups inside the values of another column, the last of --by. */
#include <stdlib.h>
#include <string.h>

#include "cmd/segment/segment.h"

/* A group with its numbers: which of --by it is, and in which stratum. */
struct member {
	const struct scope *scope;
	const struct segment_group *group;
	size_t number;
};

static int
compare_column(const struct scope *scope, uint32_t a, uint32_t b, size_t c)
{
	size_t x_len, y_len;
	const char *x = scope_group(scope, a, c, &x_len);
	const char *y = scope_group(scope, b, c, &y_len);
	int order = memcmp(x, y, x_len < y_len ? x_len : y_len);
	return order ? order : (x_len > y_len) - (x_len < y_len);
}

static int
by_stratum(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	return compare_column(x->scope, x->group->tuple, y->group->tuple,
	    x->scope->nby - 1);
}

static bool
same_group(const struct scope *scope, uint32_t a, uint32_t b)
{
	for (size_t c = 0; c + 1 < scope->nby; c++)
		if (compare_column(scope, a, b, c) != 0)
			return false;
	return true;
}

/* Groups are sorted, so that those of one name are neighbours. */
static size_t
merge_groups(struct member *all, size_t n, struct count *merged)
{
	size_t last = 0;
	for (size_t i = 0; i < n; i++) {
		const struct segment_group *g = all[i].group;
		if (i > 0 && !same_group(all[i].scope, all[i - 1].group->tuple,
		    g->tuple))
			last++;
		all[i].number = last;
		merged[last].k += g->reached.k;
		merged[last].n += g->reached.n;
	}
	return n ? last + 1 : 0;
}

static size_t
fill_strata(struct member *all, size_t n, struct stratum *strata)
{
	size_t last = 0;
	qsort(all, n, sizeof *all, by_stratum);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && by_stratum(&all[i - 1], &all[i]) != 0)
			last++;
		*(all[i].number == 0 ? &strata[last].first :
		    &strata[last].second) = all[i].group->reached;
	}
	return n ? last + 1 : 0;
}

int
segment_strata(const struct scope *scope,
    const struct segment_groups *groups, struct segment_strata *out,
    struct fault *fault)
{
	struct arena *arena = &((struct run *)scope->run)->arena;
	size_t n = groups->n;
	struct member *all = arena_alloc(arena, (n + 1) * sizeof *all);
	out->groups = arena_alloc(arena, (n + 1) * sizeof *out->groups);
	out->strata = arena_alloc(arena, (n + 1) * sizeof *out->strata);
	if (!all || !out->groups || !out->strata)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	memset(out->groups, 0, (n + 1) * sizeof *out->groups);
	memset(out->strata, 0, (n + 1) * sizeof *out->strata);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct member){ scope, &groups->all[i], 0 };
	out->ngroups = merge_groups(all, n, out->groups);
	if (out->ngroups != 2)
		return fault_set(fault, FAULT_USAGE, "--strata compares two "
		    "groups, and --by has %zu; --where picks two",
		    out->ngroups);
	out->nstrata = fill_strata(all, n, out->strata);
	return 0;
}
