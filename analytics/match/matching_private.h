/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the matcher share. */
#ifndef ANALYTICS_MATCHING_PRIVATE_H
#define ANALYTICS_MATCHING_PRIVATE_H

#include "analytics/match/matching.h"
#include "analytics/match/plain.h"

/*
 * A group of equal times: events [from, to) of a timeline.  It is handled
 * as one moment, in favour of the funnel.
 */
struct moment {
	size_t from, to;
	int64_t time;
};

/* A chain of steps that are filled one after another. */
struct chain {
	int64_t time[STAGES_MAX];
	uint32_t event[STAGES_MAX];
};

/* Strict: the chains that are possible after a moment. */
struct chains {
	struct strict_chain {
		struct chain chain;
		size_t length;
	} *items;
	size_t n, room;
};

/*
 * Any order: as many steps as the events so far can fill together, once
 * one of them can be the first.  (Then some largest filling has it.)
 */
struct any {
	uint32_t filled, event[STAGES_MAX];
	bool first_seen;
};

/* Entry best and latest: an entry, and what its attempt can come to. */
struct candidate {
	uint32_t event;
	uint32_t leader;	/* together: towards that of its group */
	uint32_t moment, last;	/* ahead: its own, the last that counts */
	uint8_t reached;	/* of a leader: its group's, so far */
	bool ended;		/* likewise: and no further */
	uint8_t bound;		/* steps, at most */
	bool open;		/* it may be, at that bound */
};

/* Attempts that stand at one place. */
struct running {
	uint32_t leader, newest;	/* candidates */
	uint8_t reached;
	uint64_t lengths;	/* strict: bit l for chains of l steps */
	struct any any;
};

/* Ahead: what can come of a moment. */
struct outlook {
	int64_t time;
	uint32_t event;		/* its first */
	uint32_t steps;		/* that it can fill */
	uint32_t near, far;	/* a step after it lies in [far, near] */
	uint32_t goal, next;	/* see matching_ahead.c */
};

struct matcher {
	const struct match_rules *rules;
	size_t nsteps;
	uint32_t steps[CLASSES_MAX];	/* by class: the steps it can fill */
	struct plain_class plain_classes[CLASSES_MAX];
	uint8_t stage_of[STAGES_MAX];	/* by step */
	bool shared;	/* some class can fill several steps */
	bool drops;	/* some class drops its entity */
	bool plain;	/* ordered, and no rule but a window: follow_plain */
	bool limited;	/* gaps or windows of steps: chains compete */
	bool records;	/* standings */

	struct attempt *attempts;	/* of one timeline */
	size_t n, room;
	struct {
		const struct matcher *matcher;	/* another that was met … */
		bool equal;	/* … and whether its rules are ours */
	} known[MATCH_MEMOS];	/* by place in a memo */

	size_t next_optional[STAGES_MAX];	/* by stage: none of its events
						   lies between the last that
						   was looked for and this */

	struct standing *standings;	/* of the attempts */
	size_t nstandings, standings_room;

	struct chains now, next;	/* strict: those that can go on */

	/* limited: by moment, the steps at which some chain may stand. */
	struct foothold {
		struct moment moment;
		uint32_t steps;		/* bit k: step k is filled then */
		uint32_t entered;	/* bit k: the first step filled then */
	} *footholds;
	size_t nfootholds, footholds_room;
	size_t behind[STAGES_MAX];	/* by step: the first foothold that is
					   too near for it to follow */
	size_t latest[STAGES_MAX];	/* + 1: the last of those before it at
					   which the step before stands */
	int64_t alive_until;
	bool *leads;			/* see matching_limited.c */
	size_t *next_led;
	size_t work_room;

	/* Entry best and latest. */
	struct candidate *candidates;
	size_t ncandidates, candidates_room;
	struct running *running, *going;	/* before, after a moment */
	size_t nrunning, running_room, ngoing, going_room;
	struct outlook *outlooks;
	size_t noutlooks, outlooks_room;
};

/*
 * Steps first, first + 1 … that distinct events of a moment can fill all
 * together, as many as there are: the end of them.  event[k] is then the
 * event of step k.  At most `most` steps.
 */
size_t fill_moment(const struct matcher *matcher,
    const struct timeline *timeline, const struct moment *moment,
    size_t first, size_t most, uint32_t event[STAGES_MAX]);

/* The steps that an event can fill. */
static inline uint32_t
steps_of(const struct matcher *m, const struct timeline *t, size_t i)
{
	return m->steps[t->events[i].class];
}

/* Finds one event for one step, moving others on (Kuhn's matching). */
bool augment(const struct matcher *matcher, const struct timeline *timeline,
    const struct moment *moment, size_t step, uint32_t filled,
    uint32_t *visited, uint32_t event[STAGES_MAX]);

/* Whether an event already shows a step. */
bool event_taken(const struct attempt *attempt, size_t event);

/* matching_moments.c: a moment, in each order; touch takes all at once. */
void ordered_moment(const struct matcher *matcher, struct attempt *attempt,
    const struct timeline *timeline, const struct moment *moment);
void reach_moment(const struct matcher *matcher, struct attempt *attempt,
    const struct timeline *timeline, const struct moment *moment);
void any_moment(const struct matcher *matcher, struct any *any,
    struct attempt *attempt, const struct timeline *timeline,
    const struct moment *moment);
void touch_all(const struct matcher *matcher, struct attempt *attempt,
    const struct timeline *timeline, size_t from, size_t to);

/*
 * matching_course.c: the attempt of an entry.  *next is where the next one
 * may begin: the first event that is no part of it.
 */
void attempt_at(struct matcher *matcher, const struct timeline *timeline,
    size_t entry, struct attempt *attempt, size_t *next);
/* Reach: the attempt of who was seen at outcomes alone, lost as it began. */
void attempt_of_outcome(struct matcher *matcher,
    const struct timeline *timeline, size_t outcome,
    struct attempt *attempt);

/*
 * matching_choice.c: of all entries' attempts the one that counts, into
 * attempts[0]; there is an entry.  Time grows with the events.
 */
void best_attempt(struct matcher *matcher, const struct timeline *timeline);
void candidate_add(struct matcher *matcher, size_t event);
/* The candidates, and bounds of them: of one pass, and of limited steps. */
void bound_together(struct matcher *matcher, const struct timeline *timeline);
void bound_ahead(struct matcher *matcher, const struct timeline *timeline);

/* matching_rules.c: whether steps have an order. */
bool of_steps(enum match_order order);
/* The last time that counts for an attempt of an entry. */
int64_t attempt_deadline(const struct matcher *matcher, int64_t entry);
/* Whether an attempt can begin with an event. */
bool is_entry(const struct matcher *matcher, const struct timeline *timeline,
    size_t event);
/* matching.c: the attempts of a timeline, whatever a memo has; those that
   count, or all of them. */
void match_anew(struct matcher *matcher, const struct timeline *timeline,
    bool all, const struct attempt **out, size_t *n,
    enum match_verdict *verdict);
/* matching.c: whether an attempt counts, for the sake of from, to, having. */
enum match_verdict attempt_verdict(const struct matcher *matcher,
    const struct timeline *timeline, const struct attempt *attempt);
/* matcher_match where every attempt counts, with those that do not. */
enum status matcher_all(struct matcher *matcher,
    const struct timeline *timeline, const struct attempt **out, size_t *n,
    enum match_verdict *verdict);

/* plain_derived.c: nothing is known yet; the caller frees it. */
struct plain_derived *plain_derived_new(void);
void plain_derived_forget(struct plain_derived *derived);

/* matching_strict.c */
void strict_begin(struct matcher *matcher);
void strict_moment(struct matcher *matcher, struct attempt *attempt,
    const struct timeline *timeline, const struct moment *moment);
/*
 * From chains of these lengths, bit l for l steps, that filled them before:
 * the lengths that are possible after a moment.  No windows of steps, no
 * gaps.
 */
uint64_t strict_lengths(struct matcher *matcher, struct attempt *attempt,
    const struct timeline *timeline, const struct moment *moment,
    uint64_t lengths);

/* matching_limited.c */
void limited_begin(struct matcher *matcher);
/* Whether a later moment is far enough from an earlier one, and near. */
bool far_enough(const struct match_rules *rules, int64_t from, int64_t to);
bool near_enough(const struct match_rules *rules, int64_t from, int64_t to);
/* How many steps one moment may fill. */
size_t at_once(const struct matcher *matcher);
/* Whether a chain that stands here since a time can still go on. */
bool can_go_on(const struct match_rules *rules, int64_t time);
void limited_moment(struct matcher *matcher, struct attempt *attempt,
    const struct timeline *timeline, const struct moment *moment);
/* The chain that counts, into the attempt. */
void limited_end(struct matcher *matcher, struct attempt *attempt,
    const struct timeline *timeline);

#endif
