/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_WATERFALL_H
#define ANALYTICS_WATERFALL_H

#include "analytics/base/decimal.h"
#include "analytics/base/fold.h"

/*
 * How a pipeline got from what was open at one date to what is open at the
 * next, by snapshots of it.  A timeline has an event for each snapshot that
 * holds the entity: its time is the snapshot's, its class says whether it
 * is open, won or lost, its value is its amount then.
 *
 * Only the two ends of a pair are looked at: what went out and came back
 * between them is nothing.  Each entity has one movement; one that came and
 * was closed between has two, into the pipeline and out of it.  Changes of
 * amounts stand beside the movements and count nobody.
 */
enum movement {
	MOVE_START,		/* open at the first date */
	MOVE_CREATED,		/* never seen before */
	MOVE_REOPENED,		/* was won or lost */
	MOVE_RESTORED,		/* was seen, but not at the first date */
	MOVE_PULLED_IN,		/* its close date was not in the range */
	MOVE_INCREASED,
	MOVE_DECREASED,
	MOVE_WON,		/* at its later amount */
	MOVE_LOST,		/* at its earlier amount, like the next two */
	MOVE_DELETED,		/* not in the later snapshot */
	MOVE_PUSHED_OUT,
	MOVE_END,		/* open at the second date */
	MOVES,
};

enum snapshot_state { SNAPSHOT_OPEN, SNAPSHOT_WON, SNAPSHOT_LOST };

#define NO_CLOSE_DATE INT64_MIN

struct waterfall_definition {
	const int64_t *dates;	/* ascending; a pair each two neighbours */
	size_t ndates;		/* at least 2 */
	enum snapshot_state states[CLASSES_MAX];	/* by class */
	bool closing;		/* only close dates in [from, to) count */
	int64_t from, to;	/* days since 1970 */
	/* By group of an event, for add; NULL: without. */
	const int64_t *closes;	/* close dates, or NO_CLOSE_DATE */
	const uint32_t *blocks;	/* what is never added to one another, such
				   as currencies: each the group of it that
				   stands for all */
};

struct waterfall;

extern const struct fold_class waterfall_class;

struct waterfall_row {
	uint32_t block;		/* GROUP_NONE without blocks */
	int64_t from, to;
	struct {
		uint64_t n;
		decimal value;	/* what it adds: negative of what left */
	} moves[MOVES];
};

/*
 * A row a block and pair of dates, by date within a block and blocks in no
 * order, into rows (the caller's, room for n).  Answers how many there
 * are; NULL with n = 0 only counts.  A block without any entity at a pair
 * has none.
 *
 * Oracle: tests/reference/snapshot, by Python and SQL.
 */
size_t waterfall_finish(const struct waterfall *fold,
    struct waterfall_row *rows, size_t n);

/*
 * Whether start and movements are the end, in entities and in value: what
 * is open at the dates is counted apart from the movements, so that one
 * proves the other.
 */
bool waterfall_balances(const struct waterfall_row *row);

/* Rows of the snapshot of the i-th date. */
uint64_t waterfall_seen(const struct waterfall *fold, size_t i);

#endif
