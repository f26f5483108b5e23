/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which order a saved fold has what comes in none. */
#include <stdlib.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "analytics/fold/state_private.h"

#define ORDER(type) do { \
	const type *p = (const void *)x, *q = (const void *)y; \
	if (*p != *q) \
		return *p < *q ? -1 : 1; \
} while (0)

int
record_compare(const struct fold_record *of, const void *a, const void *b)
{
	for (const struct fold_member *m = of->members; m->name; m++) {
		const char *x = (const char *)a + m->offset;
		const char *y = (const char *)b + m->offset;

		if (m->kind == MEMBER_NUMBER)
			ORDER(uint32_t);
		else if (m->kind == MEMBER_TIME)
			ORDER(int64_t);
		else
			ORDER(decimal);
	}
	return 0;
}

/* The cells of a group together, ascending. */
static int
by_key(const void *a, const void *b, void *keys)
{
	const struct cohort_key *all = keys;
	const struct cohort_key *x = &all[*(const size_t *)a];
	const struct cohort_key *y = &all[*(const size_t *)b];

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->cohort > y->cohort) - (x->cohort < y->cohort);
}

static int
by_name(const void *a, const void *b)
{
	const struct buffer *x = &((const struct saved_group *)a)->name;
	const struct buffer *y = &((const struct saved_group *)b)->name;

	return compare_bytes(x->bytes, x->len, y->bytes, y->len);
}

static struct buffer
name_of(const struct group_names *names, uint32_t group)
{
	struct buffer name = { 0 };
	size_t len;

	if (group == GROUP_NONE) {
		buffer_add(&name, NO_GROUP, 1);
		return name;
	}
	const char *text = names->text(names->context, group, &len);
	buffer_add(&name, "=", 1);
	buffer_escape(&name, text, len);
	return name;
}

struct saved_group *
saved_groups(const struct group_names *names, const struct fold_cells *c,
    size_t *cells, size_t *n)
{
	const struct cohort_key *keys = c->index.keys;
	struct saved_group *groups = memory_array(c->index.n, sizeof *groups);

	*n = 0;
	for (size_t i = 0; i < c->index.n; i++)
		cells[i] = i;
	qsort_r(cells, c->index.n, sizeof *cells, by_key, (void *)keys);
	for (size_t i = 0, to; i < c->index.n; i = to) {
		uint32_t group = keys[cells[i]].group;

		for (to = i; to < c->index.n && keys[cells[to]].group ==
		    group; to++)
			;
		groups[(*n)++] = (struct saved_group){ name_of(names, group),
		    cells + i, to - i };
	}
	qsort(groups, *n, sizeof *groups, by_name);
	return groups;
}
