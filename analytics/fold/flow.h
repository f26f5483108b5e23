/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FLOW_H
#define ANALYTICS_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/risk.h"
#include "analytics/fold/state.h"

/*
 * How entities move between states: from where to where, after how long,
 * and by which ways.
 *
 * The events of a timeline one after the other are its stays: equal states
 * in a row are one, from the first (keep: each is one of its own).  A stay
 * ends with the next; the last one is over where its state is an end, else
 * it is open, and lasts until as-of.
 *
 * States are numbered as the equal times of a timeline are taken: stages
 * in order, then outcomes; or values of a column by their bytes.
 */
#define FLOW_STATES_MAX 255
#define FLOW_NONE 255		/* no state; behind the last: a cut way */
#define FLOW_STAYS_MAX 200	/* of a way; behind them it is cut */

struct flow_definition {
	uint8_t state[CLASSES_MAX];	/* by class; FLOW_NONE: no event */
	/* Or, unless NULL, by the group of an event: then there are no groups
	   of entities. */
	const uint8_t *state_of_group;
	size_t nstates;		/* 1 … FLOW_STATES_MAX */
	size_t nstages;		/* the first states are the stages; 0: they
				   have no order */
	bool ends;		/* some are known; else no stay is open */
	bool end[FLOW_STATES_MAX];
	bool keep;		/* repeats are stays */
	bool dates;		/* the unit of times: see struct event */
	int64_t as_of;		/* the last time that is known */
	int64_t from, to;	/* first events in [from, to) only */
};

/* From one state to another, or open in one. */
struct flow_move {
	uint64_t count;
	uint64_t ties;		/* of them: of stays that took no time */
	uint64_t repeats;	/* events that are no stay: of a state alone */
	/* Of stays in a state that is no end; days (micros 0), or seconds. */
	uint64_t units, micros;
	struct histogram stays;	/* by cell */
	struct histogram_list *later;	/* of these; NULL: not asked, or
					   none */
};

/* The entities of one group. */
struct flow_ways {
	uint64_t cut;		/* of more than FLOW_STAYS_MAX stays */
	uint64_t ties;		/* moves at the time of the event before */
	struct tally ways;	/* a byte a stay: its state */
};

/* The fold.  Its members are for those who finish it to read, once it is
   flushed. */
struct flow {
	struct fold fold;
	const struct flow_definition *definition;
	struct histogram_queue *stays;	/* that are still to be counted */
	struct fold_cells moves;	/* of flow_move, by flow_key */
	struct fold_cells ways;		/* of flow_ways, by group alone */
};

/* Of a move; to FLOW_NONE: of the stays that are open. */
static inline int64_t
flow_key(size_t from, size_t to)
{
	return (int64_t)(from << 8 | to);
}

static inline enum risk_clock
flow_clock(const struct flow_definition *d)
{
	return d->dates ? RISK_DAYS : RISK_SECONDS;
}

extern const struct fold_class flow_class;

/* Counts the stays that wait. */
void flow_flush(const void *fold);

#endif
