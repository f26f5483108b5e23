/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the lifetimes fold share. */
#ifndef ANALYTICS_LIFETIMES_PRIVATE_H
#define ANALYTICS_LIFETIMES_PRIVATE_H

#include "analytics/base/cohort_index.h"
#include "analytics/fold/lifetimes.h"

/* What can be counted at a time: three ends, and late entries. */
#define LIFE_ENTERED 3
#define LIFE_KINDS 4

/* A key of the index holds time and kind in the place of a cohort. */
struct lifetimes {
	const struct lifetimes_definition *definition;
	struct cohort_index index;
	uint64_t *counts;	/* by number of the index */
	size_t room;
	uint64_t left_out;
	bool rounded;
};

static inline int64_t
lifetime_key(int64_t time, int kind)
{
	return time * LIFE_KINDS + kind;
}

static inline int
lifetime_kind(int64_t key)
{
	return (int)(key & (LIFE_KINDS - 1));
}

static inline int64_t
lifetime_time(int64_t key)
{
	return (key - lifetime_kind(key)) / LIFE_KINDS;
}

/* From here on times are those of cells.  False when out of memory. */
bool lifetimes_round(struct lifetimes *fold);

/* False when out of memory. */
bool lifetimes_put(struct lifetimes *fold, uint32_t group, int64_t key,
    uint64_t count);

#endif
