/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_COHORT_INDEX_H
#define ANALYTICS_COHORT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Numbers for pairs of group and cohort, in the order in which they first
 * come.  Zero it to begin; cohort_index_free gives its memory back.
 */
struct cohort_key {
	int64_t cohort;
	uint32_t group;
};

struct cohort_index {
	struct cohort_key *keys;	/* by number */
	size_t n, room;
	uint32_t *slots;		/* number + 1 by hash; 0: free */
	size_t mask;
	size_t nhashed;			/* keys in slots */
	uint32_t *first;		/* number + 1 of a group's cohort 0, by
					   group: most have no other */
	size_t nfirst;
};

/*
 * Where most of what was looked for was new, and a second number of the same
 * does no harm, looking for it is given up: it finds nothing, and each time
 * is a walk through memory.
 */
static inline bool
most_are_new(uint64_t sought, size_t found_new)
{
	return sought >= 65536 && found_new > sought / 2;
}

/* The number of a pair: n where it is new. */
size_t cohort_index_number(struct cohort_index *index, uint32_t group,
    int64_t cohort);
/* The n groups of all pairs, each once, ascending; the caller frees them. */
uint32_t *cohort_index_groups(const struct cohort_index *index, size_t *n);
void cohort_index_free(struct cohort_index *index);

#endif
