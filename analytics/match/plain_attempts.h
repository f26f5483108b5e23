/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PLAIN_ATTEMPTS_H
#define ANALYTICS_PLAIN_ATTEMPTS_H

#include "analytics/match/matching.h"

/*
 * Attempts as nearly all are, many at a time: several folds over one log
 * take them from here, each all of them before the next fold has its turn.
 *
 * Plain is a timeline that begins with an entry which counts, without
 * undated events or two at one time, that went through an ordered funnel
 * step by step until it was lost, or its window or the log was over.  What
 * the matcher says of it is the same; all else is left to the matcher.
 *
 * A batch is of attempts that went one course: through events of the same
 * classes, to the same end, with the same few others in between and behind
 * (repeats, steps back).  So what is done with one of them is done with
 * all, number by number, and nothing is asked of each.
 */
#define PLAIN_STEPS_MAX 8
#define PLAIN_OTHERS_MAX 3	/* known beside those of the attempt */
#define PLAIN_EVENTS_MAX (PLAIN_STEPS_MAX + PLAIN_OTHERS_MAX)
#define PLAIN_BATCH 128		/* they stay in a near cache */

/* Of the last event that has one, up to that of each step and of all; or
   DECIMAL_NONE. */
struct plain_amounts {
	decimal step[PLAIN_STEPS_MAX], last;
};

struct plain_id {
	uint32_t at, len;	/* in the ids of the batch */
};

struct plain_batch {
	size_t n;			/* attempts, at most PLAIN_BATCH */
	size_t reached;			/* steps, 1 … */
	size_t nevents;			/* of these steps; one more, behind
					   them, if it lost the attempts */
	enum fate fate;			/* of all of them, never skipped */
	bool over;			/* their windows are, at as-of */
	uint8_t class[PLAIN_STEPS_MAX];	/* by event */
	bool whole;	/* all events of their timelines are known, have one
			   group and pass --having */
	/* All of them then, in their order: by each its class, and the row
	   of its times, which is its number if it is the attempt's. */
	size_t nall;
	uint8_t all[PLAIN_EVENTS_MAX], rows[PLAIN_EVENTS_MAX];
	const struct match_rules *rules;
	/* By attempt. */
	const uint32_t *groups;		/* of the entries */
	int64_t (*time)[PLAIN_BATCH];	/* by event: each is later than the
					   one before; then rows of others */
	const int64_t *deadline;	/* as an attempt has it; not set
					   without a window */
	const int64_t *last;		/* time of the last event of all */
	const struct plain_amounts *amounts;	/* NULL: no event has one */
	const struct plain_id *ids;	/* who is open has one; */
	const char *id_bytes;		/* NULL: there are none */
	struct plain_derived *derived;	/* what was asked of it already */
};

/*
 * Group by group: those of a batch that have one group, as numbers of
 * attempts, until there are none.
 */
struct plain_group {
	uint32_t group;
	size_t n;
	uint8_t at[PLAIN_BATCH];	/* n of them */
	size_t left;			/* of other groups, to come */
	uint8_t others[PLAIN_BATCH];
};
void plain_first_group(const struct plain_batch *batch,
    struct plain_group *out);
void plain_next_group(const struct plain_batch *batch,
    struct plain_group *group);

/* The civil day of an event of each. */
const int32_t *plain_days(const struct plain_batch *batch, size_t event);

/* How long all took from an event to another. */
struct plain_span {
	uint32_t cell[PLAIN_BATCH];	/* duration_cell */
	/* All together: whole seconds (days of dates), and microseconds
	   that are left of each. */
	uint64_t units, micros;
};

/* Since the entry, or the event before: to an event but the first, to
   as-of, or of those whose windows are over to their deadlines. */
enum plain_since { PLAIN_ENTRY, PLAIN_BEFORE };
#define PLAIN_AS_OF PLAIN_STEPS_MAX
#define PLAIN_DEADLINE (PLAIN_AS_OF + 1)
#define PLAIN_ENDS (PLAIN_DEADLINE + 1)

const struct plain_span *plain_span(const struct plain_batch *batch,
    enum plain_since since, size_t until);

/* The event from which it is; and the same of one attempt, as a duration
   (duration_between). */
static inline size_t
plain_from(const struct plain_batch *b, enum plain_since since, size_t until)
{
	return since == PLAIN_ENTRY ? 0 : until < PLAIN_AS_OF ? until - 1 :
	    b->nevents - 1;
}
static inline int64_t
plain_passed(const struct plain_batch *b, enum plain_since since,
    size_t until, size_t i)
{
	return (until < PLAIN_AS_OF ? b->time[until][i] :
	    until == PLAIN_AS_OF ? b->rules->as_of : b->deadline[i]) -
	    b->time[plain_from(b, since, until)][i];
}

/* In how many of n ends each of the times of a batch lies: at or before
   them. */
void plain_count_past(const int64_t time[PLAIN_BATCH], const int64_t *ends,
    size_t n, int64_t out[PLAIN_BATCH]);

/* Where they are gathered, for some rules that must outlive it.  NULL:
   attempts of such rules are not plain here (matcher_plain), or of more
   steps, or time is working time. */
struct plain_gathered *plain_new(const struct match_rules *rules);
void plain_free(struct plain_gathered *gathered);

/* Whether it was made for equal rules. */
bool plain_has_rules(const struct plain_gathered *gathered,
    const struct match_rules *rules);

/*
 * Adds the attempt of a timeline: the last of the batch that is answered,
 * which is to be emptied before the next one if it is full.  NULL: it is
 * not plain.
 */
struct plain_batch *plain_gather(struct plain_gathered *into,
    const struct timeline *timeline);

/* Some batch that is not empty; NULL: all are. */
struct plain_batch *plain_waiting(struct plain_gathered *gathered);
void plain_empty(struct plain_batch *batch);

/* The timeline of one of a whole batch, but for values, into events. */
struct timeline plain_timeline(const struct plain_batch *batch, size_t i,
    struct event events[PLAIN_EVENTS_MAX]);

#endif
