/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_COMPARISON_H
#define ANALYTICS_COMPARISON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"
#include "analytics/fold/outcomes.h"
#include "analytics/models/decomposition.h"
#include "analytics/rates/adjust.h"
#include "analytics/rates/count.h"
#include "analytics/rates/trend.h"

/*
 * Two sides of a fold of outcomes, counted at an equal age: before and
 * after, or control and variant.  The caller owns what is passed.
 */
#define SIDE_NONE 2		/* neither: not counted */

struct comparison_sides {
	uint8_t of_period[OUTCOME_PERIODS_MAX];	/* 0, 1 or SIDE_NONE */
	const uint8_t *of_group;	/* the same by group of the fold, in
					   its place; or NULL */
	const uint32_t *groups;		/* by group of the fold: what it is
					   counted in; NULL: all in 0 */
	size_t ngroups;			/* 1 without groups */
	int64_t as_of[2];		/* of each side */
};

/* What is equal: everybody was watched for so long at least. */
struct comparison_age {
	bool all;		/* all that was reached counts, however late */
	uint32_t cells;		/* else durations in cells below this one */
	int64_t age;		/* in the unit of times */
};

/*
 * The age at which sides are compared that entered one after the other:
 * what had passed at as-of since the last entry, of the side where that is
 * less.  Durations are known by cells (risk.h): those count that lie in it
 * whole.  With a window there is nothing to do: it is the age, and all.
 *
 * STATUS_TOO_FEW where that is no time at all, or nobody entered.
 * Without a window the fold must have ages, which are
 * counted here, for comparison_count.
 */
enum status comparison_age(const struct outcomes *fold,
    const struct comparison_sides *sides, struct comparison_age *out);

/* How many of each side are still open. */
void comparison_open(const struct outcomes *fold,
    const struct comparison_sides *sides, uint64_t open[2]);

/*
 * How many entered on each side, whatever their age, and how many of them
 * all have events of another variant, too.
 */
void comparison_entered(const struct outcomes *fold,
    const struct comparison_sides *sides, uint64_t entered[2],
    uint64_t *crossed);

/*
 * Who entered, and who of them got to a step within the age and by as-of:
 * with a window of those whose window is over.
 *
 *   step     below fold->nsteps; 0: all who entered
 *   groups   sides->ngroups of them, written on every return
 */
void comparison_count(const struct outcomes *fold,
    const struct comparison_sides *sides, const struct comparison_age *age,
    size_t step, struct aged_pair *groups);

/* What two rates differ by. */
struct comparison {
	struct effect difference;	/* after - before: Newcombe's */
	struct effect ratio;		/* after / before: Katz's */
	double p;			/* of rates_differ */
	double detectable;		/* with these n, at a power of 0.80 */
};

/*
 * All of it at a confidence level, a fraction in (0, 1).  What is not
 * defined is NaN: everything with an empty side.  out is written on every
 * return.
 *
 * STATUS_LIMIT above 2^53, STATUS_DOMAIN for k > n or a bad level.
 * Oracle: those of difference.h, ratio.h, two_rates.h, power.h.
 */
#define COMPARISON_POWER 0.8
enum status comparison(struct count before, struct count after, double level,
    struct comparison *out);

/* A fold as it is compared. */
struct compared_fold {
	const struct outcomes *fold;
	struct comparison_sides sides;
	struct comparison_age age;
	size_t goal;		/* step, from 1 */
};

/* All groups of a side together, as comparison_count. */
struct aged_pair comparison_whole(const struct compared_fold *compared,
    size_t step);

/*
 * A row of a comparison.  Rows 0 ... nsteps - 2 are the steps from the one
 * before (with touch: from the entry), row nsteps - 1 is the way from the
 * entry to the goal.
 */
struct comparison_row {
	struct count sides[2];
	struct comparison of;
	double p, q;		/* NaN where nothing was tested */
};

/*
 * Every row.  Where the whole way is a step already (a goal that is the
 * first step, or touch), both rows are one test, and counted once.  Two
 * variants of whom some are still open are not tested: they may have been
 * watched for unlike times, and the test would tell of that.
 *
 *   rows     the caller's, fold->nsteps of them
 *   ntests   how many tests were made
 *
 * As comparison and adjust_p.
 */
enum status comparison_finish(const struct compared_fold *compared,
    double level, enum adjust adjust, struct comparison_row *rows,
    size_t *ntests);

/* How many it takes to see a difference, and what these would have seen. */
struct comparison_power {
	uint64_t n[2];		/* of each side */
	double rate, wanted;	/* of the first, and with the difference */
	double power;		/* of sides of these sizes */
	double needed;		/* each side needs, for COMPARISON_POWER */
};

/*
 * Of one row.  NaN: the rate where the first side is empty, what is wanted
 * where no rate is that, and then the rest.
 */
void comparison_power(const struct compared_fold *compared, size_t row,
    double difference, double level, struct comparison_power *out);

/*
 * Whether the rate of the goal rises or falls over periods 0 ... n - 1 of
 * the fold, one after the other.
 *
 *   parts   the caller's, parts[0..n), n at most OUTCOME_PERIODS_MAX
 *
 * As trend.
 */
enum status comparison_trend(const struct compared_fold *compared, size_t n,
    struct count *parts, struct trend *out);

/*
 * The groups that most entered (of equals the first) keep their order, and
 * all others become one behind them.
 *
 *   groups   by tuple, tuples[0..n): their groups, which sides->groups is
 *   kept     the caller's, top of them: what the groups were before
 *
 * Nothing is done for `top` groups or fewer, nor for a top of 0.
 */
void comparison_keep_top(const struct outcomes *fold,
    struct comparison_sides *sides, const uint32_t *tuples, size_t n,
    uint32_t *groups, size_t top, size_t *kept);

#endif
