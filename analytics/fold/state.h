/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_STATE_H
#define ANALYTICS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/cohort_index.h"
#include "analytics/base/fold.h"
#include "analytics/base/histogram.h"
#include "analytics/base/tally.h"

/*
 * What a fold consists of, as a table of its members.  To add a count to
 * a fold is a field of its struct and a line of its table:
 *
 *	static const struct fold_member members[] = {
 *		MEMBER(struct visits, COUNT, dropped),
 *		MEMBER(struct visits, CELLS, cells, .of = &visits_of),
 *		{ 0 }
 *	};
 *
 * From the table come new, merge, save, load and free (fold.h).  The
 * fields stay plain C for whoever adds to them.
 */
enum member_kind {
	/* One word each. */
	MEMBER_COUNT,		/* uint64_t below FOLD_COUNT_MOST: added */
	MEMBER_PRODUCT,		/* uint64_t, a sum of products: added */
	MEMBER_SUM,		/* decimal: added, exactly */
	MEMBER_LEAST,		/* int64_t; INT64_MAX: none */
	MEMBER_GREATEST,	/* int64_t; INT64_MIN: none */
	MEMBER_FLAG,		/* bool: or */
	/* Facts of one entity, in a list: kept as they are. */
	MEMBER_NUMBER,		/* uint32_t */
	MEMBER_TIME,		/* int64_t */
	MEMBER_VALUE,		/* decimal, or DECIMAL_NONE */
	/* Lines of their own. */
	MEMBER_HISTOGRAM,	/* struct histogram */
	MEMBER_TALLY,		/* struct tally */
	MEMBER_UNITS,		/* decimal *: sums by unit, as many as length
				   says; NULL before the first */
	MEMBER_RECORD,		/* a struct that `of` describes */
	MEMBER_LIST,		/* struct fold_list of such, with facts alone */
	MEMBER_CELLS,		/* struct fold_cells of such */
};

struct fold_record {
	size_t size;
	const struct fold_member *members;
};

struct fold_member {
	const char *name;	/* NULL ends the table */
	enum member_kind kind;
	size_t offset;
	size_t count;		/* so many in place; 0: one */
	/* The field is a pointer to so many, made with its struct; NULL
	   where it is 0. */
	size_t (*length)(const void *definition);
	const struct fold_record *of;
};

#define MEMBER(type, what, field, ...) \
	{ .name = #field, .kind = MEMBER_##what, \
	    .offset = offsetof(type, field), ##__VA_ARGS__ }

/* More than all counts of any log together: sums of them do not overflow. */
#define FOLD_COUNT_MOST ((uint64_t)1 << 48)
/* No time and no duration in any unit is larger: 12,000 years. */
#define FOLD_TIME_MOST ((int64_t)400000000 * 1000000000)

/* Facts of entities, in no order. */
struct fold_list {
	void *items;
	size_t n, room;
};

/* Room for one more, which is zero. */
void *fold_list_add(struct fold_list *list, size_t size);

/*
 * Records by group and a second key: a cohort, a period, a time.  They
 * never move, so that a pointer to one is good as long as the fold.
 */
#define CELL_CHUNKS 30
#define CELLS_RECENT_BITS 8

struct fold_cells {
	const struct fold_record *of;
	const void *definition;
	struct cohort_index index;	/* the keys, by number */
	char *chunks[CELL_CHUNKS];	/* of 8, 16, 32 … records */
	struct {
		int64_t key;
		uint32_t group;
		void *cell;		/* NULL: none */
	} recent[1 << CELLS_RECENT_BITS];	/* that were asked for, by
						   some bits of their keys */
};

/* The record of a number below index.n. */
static inline void *
fold_cell_at(const struct fold_cells *c, size_t number)
{
	unsigned chunk = 60 - (unsigned)__builtin_clzll(number + 8);

	return c->chunks[chunk] +
	    (number + 8 - ((size_t)8 << chunk)) * c->of->size;
}

/* The record of a key, made if need be.  It is mostly one of few that were
   asked for before. */
void *fold_cell_find(struct fold_cells *cells, uint32_t group, int64_t key);
static inline size_t
fold_cell_slot(uint32_t group, int64_t key)
{
	return (((uint64_t)key ^ (uint64_t)group << 20) *
	    UINT64_C(0x9E3779B97F4A7C15)) >> (64 - CELLS_RECENT_BITS);
}
static inline void *
fold_cell(struct fold_cells *c, uint32_t group, int64_t key)
{
	size_t at = fold_cell_slot(group, key);

	if (c->recent[at].cell && c->recent[at].key == key &&
	    c->recent[at].group == group)
		return c->recent[at].cell;
	return fold_cell_find(c, group, key);
}

/*
 * Adds all that is in one record to another of the same definition.  A
 * sum that overflows marks the fold.
 */
void fold_record_add(struct fold *fold, const struct fold_record *of,
    void *into, const void *from);

#endif
