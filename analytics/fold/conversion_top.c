/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folds of what another has: the largest groups, all cohorts as one. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

/* One group over all its cohorts. */
struct size {
	uint32_t group;
	uint64_t entered;
};

static int
by_group(const void *a, const void *b)
{
	const struct size *x = a, *y = b;

	return (x->group > y->group) - (x->group < y->group);
}

/* Entered by group, in order of their numbers. */
static struct size *
sizes_of(const struct conversion *fold, size_t *n)
{
	struct size *all = memory_array(fold->cells.index.n, sizeof *all);

	*n = 0;
	for (size_t i = 0; i < fold->cells.index.n; i++)
		all[i] = (struct size){ fold->cells.index.keys[i].group,
		    conversion_stages(fold, i)[0].entered };
	qsort(all, fold->cells.index.n, sizeof *all, by_group);
	for (size_t i = 0; i < fold->cells.index.n; i++) {
		if (*n && all[*n - 1].group == all[i].group)
			all[*n - 1].entered += all[i].entered;
		else
			all[(*n)++] = all[i];
	}
	return all;
}

struct ranking {
	int (*compare)(void *context, uint32_t a, uint32_t b);
	void *context;
};

static int
by_size(const void *a, const void *b, void *context)
{
	const struct size *x = a, *y = b;
	const struct ranking *r = context;

	if (x->entered != y->entered)
		return x->entered > y->entered ? -1 : 1;
	return r->compare(r->context, x->group, y->group);
}

static bool
among(const struct size *kept, size_t n, uint32_t group)
{
	const struct size key = { group, 0 };

	return bsearch(&key, kept, n, sizeof key, by_group) != NULL;
}

/* Everything but the cells. */
static void
copy_whole(struct conversion *into, const struct conversion *fold)
{
	memcpy(into->horizon, fold->horizon, sizeof into->horizon);
	conversion_copy_durations(into, fold);
	into->empty_values = fold->empty_values;
	into->dropped = fold->dropped;
	into->entities = fold->entities;
	into->entered = fold->entered;
	into->outside = fold->outside;
	into->entry_unknown = fold->entry_unknown;
	memcpy(into->never_entered, fold->never_entered,
	    sizeof into->never_entered);
	memcpy(into->skips, fold->skips, into->definition->rules.nstages *
	    into->definition->rules.nstages * sizeof *into->skips);
	into->fold.overflowed |= fold->fold.overflowed;
}

/* A fold with the cells of another, under their own group or the other. */
static struct conversion *
gather(const struct conversion *fold, const struct size *kept, size_t n)
{
	struct conversion *top = fold_new(&conversion_class,
	    fold->definition);

	conversion_flush(fold);
	for (size_t i = 0; i < fold->cells.index.n; i++) {
		const struct cohort_key *key = &fold->cells.index.keys[i];
		uint32_t group = among(kept, n, key->group) ? key->group :
		    GROUP_OTHER;

		conversion_add_cell(top, fold, i, group, key->cohort);
	}
	copy_whole(top, fold);
	return top;
}

struct conversion *
conversion_top(const struct conversion *fold, size_t n,
    int (*compare)(void *context, uint32_t a, uint32_t b), void *context)
{
	struct ranking ranking = { compare, context };
	size_t groups;
	struct size *all = sizes_of(fold, &groups);

	qsort_r(all, groups, sizeof *all, by_size, &ranking);
	n = n < groups ? n : groups;
	qsort(all, n, sizeof *all, by_group);
	struct conversion *top = gather(fold, all, n);
	free(all);
	return top;
}

struct conversion *
conversion_pool(const struct conversion *fold,
    const struct conversion_definition *definition)
{
	struct conversion *pool = fold_new(&conversion_class, definition);

	conversion_flush(fold);
	for (size_t i = 0; i < fold->cells.index.n; i++)
		conversion_add_cell(pool, fold, i,
		    fold->cells.index.keys[i].group, 0);
	copy_whole(pool, fold);
	return pool;
}

struct conversion *
conversion_whole(const struct conversion *fold)
{
	struct conversion *whole = fold_new(&conversion_class,
	    fold->definition);

	conversion_flush(fold);
	for (size_t i = 0; i < fold->cells.index.n; i++)
		conversion_add_cell(whole, fold, i, GROUP_NONE, 0);
	conversion_copy_durations(whole, fold);
	return whole;
}

struct conversion *
conversion_total(const struct conversion *fold)
{
	struct conversion *total = fold_new(&conversion_class,
	    fold->definition);

	for (size_t i = 0; i < fold->cells.index.n; i++)
		conversion_add_cell(total, fold, i, GROUP_NONE,
		    fold->cells.index.keys[i].cohort);
	conversion_copy_durations(total, fold);
	return total;
}
