/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DRIVERS_H
#define ANALYTICS_DRIVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/fold/conversion.h"
#include "analytics/fold/state.h"
#include "analytics/match/matching.h"

/*
 * Who got to the goal, by what was known of them: at their entry, or at a
 * landmark, a time after it.  What happened between is known only of those
 * who were still on their way then: whoever got there, or was lost, before
 * could not do more, and to count them would make doing it look like a
 * reason (immortal time).  So they leave.
 */
#define DRIVERS_DONE_MAX 16

struct drivers_definition {
	struct match_rules rules;	/* entry first, not of attempts */
	struct attribute attribute;	/* which event's group counts */
	size_t goal;			/* step */
	bool landmarked;
	struct span landmark;		/* since the entry */
	size_t done[DRIVERS_DONE_MAX];	/* stages: done up to the landmark? */
	size_t ndone;
	bool timed;			/* keep durations */
	bool repeats;			/* where most tuples and keys differ,
					   none is looked for any longer; not
					   of a fold that is saved */
	const double *times;		/* of a table, whose durations are of a
					   unit of its own: by number, in order;
					   NULL: they are risk cells */
};

/* Entities of a tuple that did the same, for the same time. */
struct drivers_cell {
	uint64_t n, k;		/* k of n got to the goal; with a window, n
				   are those whose window is over, unless they
				   are timed */
};

/* One whose cell was not looked for: it may have one nonetheless. */
struct drivers_entity {
	uint32_t group, duration, done;		/* see drivers_key */
};

/*
 * Keys of cells: bit i for done[i], and above these bits the duration as a
 * risk cell (risk.h) or its number among times, 0 unless timed: from the
 * entry to the goal, or to where the entity was last under observation.
 */
static inline int64_t
drivers_key(uint32_t duration, uint32_t done)
{
	return (int64_t)duration << DRIVERS_DONE_MAX | done;
}

static inline uint32_t
drivers_duration(int64_t key)
{
	return (uint32_t)(key >> DRIVERS_DONE_MAX);
}

struct drivers_fold {
	struct fold fold;
	const struct drivers_definition *definition;
	struct matcher *matcher;
	struct fold_cells cells;	/* of drivers_cell */
	uint64_t sought;		/* entities whose cell was looked for */
	struct fold_list with, without;	/* of drivers_entity: in no cell, by
					   whether they got to the goal */
	uint64_t entered;	/* and are looked at, in a cell or not yet */
	uint64_t open;		/* not there, and still may get there */
	uint64_t ended;		/* before the landmark, or it is not over */
};

extern const struct fold_class drivers_class;

#endif
