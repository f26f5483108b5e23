/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PLAIN_ATTEMPTS_H
#define ANALYTICS_PLAIN_ATTEMPTS_H

#include "analytics/match/matching.h"

/*
 * Attempts as nearly all are, many at a time: several folds over one log
 * take them from here, each all of them before the next fold has its turn,
 * and need not ask again what is plain and on which day it came.
 *
 * Plain is a timeline that begins with an entry which counts, without
 * undated events or two at one time, that went through an ordered funnel
 * step by step until it was lost, or its window or the log was over.  What
 * the matcher says of it is the same; all else is left to the matcher.
 */
#define PLAIN_STEPS_MAX 8
#define PLAIN_BATCH 128		/* they stay in the first cache */

/* Of the event of each step, the last up to it, and the last of all; or
   DECIMAL_NONE. */
struct plain_values {
	decimal value[PLAIN_STEPS_MAX], amount[PLAIN_STEPS_MAX], last;
};

struct plain_attempt {
	int64_t time[PLAIN_STEPS_MAX];	/* by step: each later than the one
					   before; the first is its entry */
	int64_t fate_time;		/* as an attempt has it */
	int64_t deadline;		/* likewise */
	int64_t last;			/* time of the last event of all */
	int32_t day[PLAIN_STEPS_MAX];	/* on which each of these times lies */
	int32_t fate_day;
	uint8_t class[PLAIN_STEPS_MAX];	/* of the event of each step */
	uint8_t reached;		/* steps, 1 … */
	uint8_t fate;			/* enum fate, never skipped */
	uint8_t fate_class;		/* lost: of its event */
	bool alone;	/* the timeline has no other events, and they have
			   one group and all pass --having */
	uint32_t id, id_len;	/* open: in ids; else none */
	const struct plain_values *values;	/* NULL: no event has one */
};

/* Whether both went through events of the same classes, as far as the steps
   and what they were lost by. */
static inline bool
plain_alike(const struct plain_attempt *a, const struct plain_attempt *b)
{
	bool alike = a->reached == b->reached && a->fate == b->fate &&
	    a->fate_class == b->fate_class;

	for (size_t k = 0; k < a->reached && alike; k++)
		alike = a->class[k] == b->class[k];
	return alike;
}

/*
 * By how far they came and their fates, so that who takes one after the
 * other does mostly what it did before: guessing wrong what comes next
 * would take longer than to count it.
 */
struct plain_batch {
	const struct plain_attempt *const *attempts;
	const uint32_t *groups;		/* of the entries */
	size_t n;			/* at most PLAIN_BATCH */
	const char *ids;
};

/* Where they are gathered.  plain_free gives its memory back. */
struct plain_gathered {
	const struct match_rules *rules;
	struct matcher *matcher;	/* of the rules */
	struct plain_attempt attempts[PLAIN_BATCH];
	uint32_t groups[PLAIN_BATCH];
	size_t n;
	struct plain_values *values;	/* of each; NULL: of none yet */
	/* In the order of a batch. */
	const struct plain_attempt *ordered[PLAIN_BATCH];
	uint32_t ordered_groups[PLAIN_BATCH];
	char *ids;
	size_t ids_len, ids_room;
};

/*
 * None yet, of rules that must outlive it, until plain_free.  False, and
 * nothing is to be freed: attempts of such rules are not plain here
 * (matcher_plain), or of more steps, or time is working time.
 */
bool plain_begin(struct plain_gathered *gathered,
    const struct match_rules *rules);

/* Adds the attempt of a timeline; there is room for it.  False: it is not
   plain. */
bool plain_gather(struct plain_gathered *into, const struct timeline *t);

/* The timeline of one that is alone, but for values, into events. */
struct timeline plain_timeline(const struct plain_attempt *attempt,
    uint32_t group, struct event events[PLAIN_STEPS_MAX + 1]);

/* All that were gathered, until they are emptied. */
struct plain_batch plain_batch_of(struct plain_gathered *from);
void plain_empty(struct plain_gathered *gathered);
void plain_free(struct plain_gathered *gathered);

#endif
