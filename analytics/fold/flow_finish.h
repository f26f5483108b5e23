/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FLOW_FINISH_H
#define ANALYTICS_FLOW_FINISH_H

#include "analytics/fold/flow.h"
#include "analytics/rates/proportion.h"

/*
 * The cells of a fold group by group, so that many groups are taken one by
 * one without a walk over all for each.  The fold outlives it.
 */
struct flow_index;

struct flow_index *flow_index_new(const struct flow *fold);
void flow_index_free(struct flow_index *index);

/*
 * What is known of some entities' moves: those of one group, or of all.
 * Everything below is of a pool; the caller frees it.
 */
struct flow_pool;

struct flow_pool *flow_pool_new(const struct flow_index *index,
    uint32_t group, bool all);
void flow_pool_free(struct flow_pool *pool);

uint64_t flow_cut(const struct flow_pool *pool);	/* with cut ways */
/* Moves at the time of the event before. */
uint64_t flow_ties(const struct flow_pool *pool);
size_t flow_ways(const struct flow_pool *pool);	/* distinct */

enum flow_kind {
	FLOW_NEXT, FLOW_SKIP, FLOW_BACK,	/* between stages */
	FLOW_LOST,	/* to an outcome */
	FLOW_REOPENED,	/* from one to a stage */
	FLOW_REPEAT,	/* to the same state */
	FLOW_MOVE,	/* of states without an order */
	/* Of first passages alone: where a way begins, where it is so far,
	   where it goes on unseen. */
	FLOW_FIRST, FLOW_OPEN, FLOW_CUT,
};

/*
 * So many stays of `from` ended with a move to `to`.  share is of those
 * that ended at all, which favours quick moves where some are still open;
 * incidence is the chance to make this move by incidence_days, with those
 * that are open censored (Aalen-Johansen), at the last move of any kind at
 * which ten were at risk.  Without an open stay it is the share.
 *
 * Intervals: Wilson's of left / deff, and log-log with a standard error
 * times the root of deff, the design effect by entities (clustered.h).
 *
 * Of an end no time is known, and no incidence: NaN.
 */
struct flow_transition {
	size_t from, to;
	enum flow_kind kind;
	uint64_t count, entities, left;
	uint64_t ties;		/* of stays that took no time */
	struct proportion share, incidence;
	double incidence_days;	/* NaN where it is the share */
	double median_days;	/* when half of it has been reached */
};

/*
 * Into out, room for nstates × nstates, by from and to; answers how many.
 *
 * Oracle: reference/flow/flow-dates-transitions.csv (SQL windows; R survfit
 * of several states).
 */
size_t flow_transitions(const struct flow_pool *pool, double level,
    struct flow_transition *out);

/*
 * The stays in one state.  Quantiles of how long it takes to leave it by
 * any move: Kaplan-Meier, open stays censored, with the log-log band.
 */
struct flow_stays {
	uint64_t entities, visits, repeats;
	uint64_t returns;	/* visits but the first of each entity */
	uint64_t rework;	/* entities that have some */
	uint64_t loops2;	/* A B A that end here */
	uint64_t skipped;	/* entities at a later stage before any visit */
	uint64_t first, last;	/* entities that begin, or are last seen here */
	uint64_t left, open;
	double total_days;	/* open ones so far included */
	double time_share;	/* of the days in all states that are no end */
	double median_days, low, high, p25_days, p75_days, p90_days;
};

/*
 * Into out, by state, nstates long.
 *
 * Oracle: reference/flow/flow-dates-stays.csv (R survfit, log-log).
 */
void flow_stays(const struct flow_pool *pool, double level,
    struct flow_stays *out);

/* A way, and how many entities went it. */
struct flow_path {
	const unsigned char *states;	/* of the pool; NULL: all others */
	size_t n;
	bool cut;		/* it goes on */
	bool open;		/* it has come to no end, where some are
				   known */
	uint64_t entities;
	struct proportion share;	/* Wilson */
};

/*
 * The n most frequent ways, then all others as one: into out, room for n +
 * 1, or for one more than there are.  Answers how many it wrote.  Equally
 * frequent ones go by the names of their states, one after the other.
 */
size_t flow_paths(const struct flow_pool *pool, const char *const *names,
    size_t n, double level, struct flow_path *out);

/*
 * The first passages: each way without its returns, from one furthest
 * stage to the next.  So many of the `of` entities that came to `from` went
 * on to `to` first of all later stages; were in an outcome or an end `to` at
 * last, having come no further than `from`; or are in no end yet (to:
 * FLOW_NONE).  Who comes to a stage thus goes on from it, is lost or open
 * there, or has come to its end: what goes in comes out.
 *
 * from FLOW_NONE: of all, those whose furthest stage is `to` at the start;
 * those in the outcome `to` at last who came to no stage at all.
 *
 * FLOW_BACK: of those that came to `from`, who ever moved back to `to`.
 * Both FLOW_NONE with FLOW_BACK, FLOW_REOPENED: of all, who ever did so.
 */
struct flow_passage {
	size_t from, to;
	enum flow_kind kind;
	uint64_t entities, of;
	struct proportion share;	/* Wilson */
};

/* How many flow_passages may write. */
size_t flow_passages_most(const struct flow_pool *pool);

/*
 * Of states that have an order, into out: where ways begin, then stage by
 * stage where they go on, end, are open, and go back to; then who ever went
 * back, and was re-opened.  Nothing that nobody did.  Answers how many.
 *
 * Oracle: the bands of a picture of flow-dates.csv that was drawn by hand
 * (a Python walk over its timelines), in tests/cli/flow.t.
 */
size_t flow_passages(const struct flow_pool *pool, double level,
    struct flow_passage *out);

/*
 * The chance of whoever is in a state to come to an end, by the chain in
 * which that depends on the state alone (absorbing.h).  The first end of a
 * way absorbs; outcomes from which an entity came back are no part of it.
 *
 * Standard error by entity: the sum over entities of their influence,
 * squared, times m / (m - 1); the interval is on the logit, and Wilson's of
 * those that ended where the chance is 0 or 1.
 *
 * observed is the plain share of those that were there and have ended: far
 * from the chance, the chain misleads.
 */
struct flow_absorption {
	size_t from, end;
	struct proportion chance;
	double se;
	uint64_t entities;	/* that were there */
	uint64_t ended, ended_there;	/* of them */
	double observed;	/* NaN: none ended */
};

/*
 * Into out, room for nstates × nstates, by from and end; *n of them.
 * STATUS_TOO_FEW where from some state no way leads to an end: *stuck.
 *
 * Oracle: reference/flow/flow-dates-absorption.csv, running-absorption.csv.
 */
enum status flow_absorptions(const struct flow_pool *pool, double level,
    struct flow_absorption *out, size_t *n, size_t *stuck);

/*
 * Whether the next move depends on the state before, too: of each state the
 * table of the one before (or none) by the one next, and of all the sums.
 *
 * Source: Anderson and Goodman, Annals of Mathematical Statistics 28 (1957)
 * 89-110.
 */
struct flow_order {
	size_t from;		/* FLOW_NONE: all */
	uint64_t n;		/* moves */
	double chi_squared, g;	/* 0 where there is nothing to compare */
	uint64_t df;
	uint64_t expected_few;	/* cells with fewer than 5 expected */
	double p;		/* of chi_squared; NaN where df is 0 */
};

/* Into out, room for nstates + 1, all last; answers how many. */
size_t flow_order_tests(const struct flow_pool *pool,
    struct flow_order *out);

#endif
