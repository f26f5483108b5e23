/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/cohort_index.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "analytics/base/timeline.h"

/* Found without a hash. */
static bool
is_first(const struct cohort_key *k)
{
	return k->cohort == 0 && k->group < GROUP_OTHER;
}

static size_t
slot_of(const struct cohort_index *x, uint32_t group, int64_t cohort)
{
	/* Times that differ in high bits alone must part too. */
	uint64_t h = (uint64_t)cohort * UINT64_C(0x9E3779B97F4A7C15);

	h = (h ^ h >> 32 ^ group) * UINT64_C(0xD6E8FEB86659FD93);
	size_t at = (h >> 32) & x->mask;
	while (x->slots[at]) {
		const struct cohort_key *k = &x->keys[x->slots[at] - 1];

		if (k->group == group && k->cohort == cohort)
			break;
		at = (at + 1) & x->mask;
	}
	return at;
}

/* Makes room for one more; slots stay at most half full. */
static void
grow(struct cohort_index *x)
{
	if (x->slots && (x->nhashed + 1) * 2 <= x->mask)
		return;
	size_t mask = x->slots ? x->mask * 2 + 1 : 15;
	uint32_t *slots = memory_zeroed(mask + 1, sizeof *slots);
	free(x->slots);
	x->slots = slots;
	x->mask = mask;
	for (size_t i = 0; i < x->n; i++)
		if (!is_first(&x->keys[i]))
			x->slots[slot_of(x, x->keys[i].group,
			    x->keys[i].cohort)] = (uint32_t)i + 1;
}

static size_t
add_key(struct cohort_index *x, uint32_t group, int64_t cohort)
{
	/* A pair has at least an event: there are not so many. */
	if (x->n >= UINT32_MAX - 1)
		memory_exhausted();
	x->keys = memory_reserve(x->keys, &x->room, x->n + 1,
	    sizeof *x->keys);
	x->keys[x->n] = (struct cohort_key){ cohort, group };
	return x->n++;
}

/* Groups are numbered without gaps: nothing is to be searched. */
static size_t
add_first(struct cohort_index *x, uint32_t group)
{
	size_t before = x->nfirst;

	x->first = memory_reserve(x->first, &x->nfirst, (size_t)group + 1,
	    sizeof *x->first);
	if (x->nfirst > before)
		memset(x->first + before, 0, (x->nfirst - before) *
		    sizeof *x->first);
	x->first[group] = (uint32_t)add_key(x, group, 0) + 1;
	return x->first[group] - 1;
}

size_t
cohort_index_number(struct cohort_index *x, uint32_t group, int64_t cohort)
{
	if (cohort == 0 && group < GROUP_OTHER)
		return group < x->nfirst && x->first[group] ?
		    x->first[group] - 1 : add_first(x, group);
	if (x->slots) {
		size_t at = slot_of(x, group, cohort);

		if (x->slots[at])
			return x->slots[at] - 1;
	}
	grow(x);
	x->nhashed++;
	x->slots[slot_of(x, group, cohort)] = (uint32_t)x->n + 1;
	return add_key(x, group, cohort);
}

uint32_t *
cohort_index_groups(const struct cohort_index *x, size_t *n)
{
	uint32_t *groups = memory_array(x->n, sizeof *groups);

	*n = 0;
	for (size_t i = 0; i < x->n; i++)
		groups[i] = x->keys[i].group;
	qsort(groups, x->n, sizeof *groups, compare_uint32);
	for (size_t i = 0; i < x->n; i++)
		if (i == 0 || groups[i] != groups[*n - 1])
			groups[(*n)++] = groups[i];
	return groups;
}

void
cohort_index_free(struct cohort_index *x)
{
	free(x->keys);
	free(x->slots);
	free(x->first);
	*x = (struct cohort_index){ 0 };
}
