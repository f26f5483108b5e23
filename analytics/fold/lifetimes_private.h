/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the lifetimes fold share. */
#ifndef ANALYTICS_LIFETIMES_PRIVATE_H
#define ANALYTICS_LIFETIMES_PRIVATE_H

#include "analytics/fold/lifetimes.h"
#include "analytics/fold/state.h"

/* What can be counted at a time: three ends, and late entries. */
#define LIFE_ENTERED 3
#define LIFE_KINDS 4

/* How many there are of a key, which holds time and kind. */
struct lifetime_count {
	uint64_t n;
};

struct lifetimes {
	struct fold fold;
	const struct lifetimes_definition *definition;
	struct fold_cells counts;
	uint64_t left_out, undated;
	bool rounded;
};

static inline uint64_t
lifetime_count_at(const struct lifetimes *f, size_t number)
{
	const struct lifetime_count *count = fold_cell_at(&f->counts, number);

	return count->n;
}

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

#endif
