/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CONVERSION_H
#define ANALYTICS_CONVERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/fold.h"
#include "analytics/base/lent_threads.h"
#include "analytics/fold/attribute.h"
#include "analytics/match/matching.h"
#include "analytics/rates/proportion.h"
#include "analytics/survival/multistate.h"
#include "analytics/time/calendar.h"

/*
 * Stage conversion: who entered each stage of a funnel, what became of
 * them, how fast, and how many will get there in the end.
 */
struct conversion_definition {
	struct match_rules rules;	/* what an attempt is */
	struct attribute attribute;	/* which event's group counts */
	enum every every;		/* cohorts by entry; or EVERY_NONE */
	int week_start;			/* 0: Monday */
	bool values;			/* sum the value of each stage */
	/*
	 * Where the last of the group columns is the unit of the values
	 * (nunits > 0): by tuple the tuple of the other columns that stands
	 * for it (GROUP_NONE if there are none), and its unit.
	 */
	const uint32_t *groups, *units;
	size_t nunits;
};

struct conversion;

enum status conversion_add(void *fold, const struct timeline *timeline);

extern const struct fold_class conversion_class;

/*
 * A fold of the n groups that most entered (of equals, those that come
 * first by compare), and of all others as GROUP_OTHER.  The caller frees
 * it; the one it is made of stays as it is.
 */
struct conversion *conversion_top(const struct conversion *fold, size_t n,
    int (*compare)(void *context, uint32_t a, uint32_t b), void *context);

/*
 * A fold of the same attempts without cohorts, under a definition that
 * differs in nothing else, and must outlive it.  The caller frees it; the
 * one it is made of stays as it is.
 */
struct conversion *conversion_pool(const struct conversion *fold,
    const struct conversion_definition *definition);

/* Quantiles of a time, of those who got there; NaN: not defined. */
struct conversion_days {
	double median, p25, p75, p90;
	double low, high;	/* of the median; high NaN: no end to it */
};

/* One row of a result: one stage of one block. */
struct conversion_row {
	uint64_t entered;
	bool balanced;		/* the next five and ties hold: not on the
				   last step, an optional stage, with touch */
	uint64_t advanced, lost, skipped, expired, open; /* of entered */
	uint64_t ties;		/* of advanced: at the very time of entry */
	struct proportion rate;		/* from the stage before; NaN on 1 */
	struct proportion overall;	/* from stage 1 */
	bool aged;		/* the next two are defined */
	uint64_t mature_before;	/* mature entities at the stage before */
	struct proportion mature;	/* rate over them; NaN: no window */
	struct proportion eventual;	/* eventual_overall(k) / (k - 1) */
	struct proportion eventual_overall;
	double eventual_days;
	bool eventual_known;	/* false: not yet known, the four are NaN;
				   NaN though true: not defined here */
	struct conversion_days from_entry;	/* to this stage; as eventual
						   defined, but of stage 1 */
	struct conversion_days next;	/* from this stage to the next */
	decimal value;		/* of one unit */
	/* Of the amounts of stage 1 (one unit), the share of those that got
	   here; NaN where they have none, with touch and of an optional
	   stage.  Without interval where every attempt counts. */
	struct proportion value_rate;
	decimal *values;	/* by unit, where there are any; or NULL:
				   nothing was added */
	double rate_min, rate_max;	/* over policies; NaN: one alone */
	double overall_min, overall_max;
};

/* By attribute_stage a group is what came of attempts: what its steps up to
   that stage say, and how many get there in the end, is not defined. */
struct conversion_block {
	uint32_t group;		/* GROUP_NONE if there are no groups */
	bool total;		/* over all groups */
	int64_t cohort;		/* its first day; 0 if there are none */
	bool complete;		/* its window is over (windowed, cohorts) */
	struct conversion_row *rows;	/* nstages */
};

struct conversion_result {
	struct conversion_block *blocks;	/* in no order; the caller
						   sorts them by names */
	size_t n;
	size_t nstages;
	uint64_t entered;	/* over all blocks but totals */
	uint64_t empty_values;	/* stages reached by an event without one */
	uint64_t dropped;	/* entities, by --exclude-entity */
	/*
	 * All other entities: entered + outside + entry_unknown + the sum of
	 * never_entered, exactly.
	 */
	uint64_t entities, entities_entered;
	uint64_t outside;	/* of from, to, having */
	uint64_t entry_unknown;	/* seen at outcomes alone, of no cohort */
	uint64_t undated;	/* attempts that are in no time from_entry, and
				   of steps in those between dates alone */
	uint64_t never_entered[CLASSES_MAX];	/* by their first class */
	uint64_t *skips;	/* attempts, from stage * nstages + to stage */
	bool rounded;		/* durations are those of cells (risk.h) */
	double reach_days;	/* by then the last stage's curve of all has
				   reached 95 % of its end, without a window;
				   NaN: with one, or nobody got there */
};

/*
 * The result, from a fold that stays as it is.  totals: also a block over
 * all groups (a cohort each).  lent: blocks are made by these threads; NULL:
 * by the caller's.  The caller frees it with conversion_result_free, whatever
 * the answer.  STATUS_TOO_FEW when nobody entered: there are no blocks, but
 * the entities are told of; STATUS_LIMIT when a sum of values overflowed.
 *
 * Rates: Wilson; where every attempt counts, proportion_clustered, and the
 * variance of incidences times the same design effect (at least 1).
 * Of amounts: proportion_weighted; not where one of stage 1 is below 0 or
 * 1e13 and above.
 * Choosing attempts by their outcome (entry best, latest) leaves mature
 * and eventual undefined; touch has rates alone, which may exceed 1 and
 * then have no interval.
 * Eventual: multistate_estimate; without a window up to the last move of
 * the block, and not known where nobody of it was watched for reach_days.
 * Days from the entry: multistate_times.  Not defined with reach, where a
 * stage may be reached by proof of a later one, at that one's time.
 * Days to the next stage: the same of one step on its own clock, without
 * entities whose stage or next stage was reached by proof of a later one.
 * Durations are exact while all of a fold, of whatever group, stage and
 * kind, are at most 100,000 different ones; else cells of risk.h.
 * Oracle: maven_crm (reference/maven_crm_competing_risks.csv).
 */
enum status conversion_finish(const struct conversion *fold, double level,
    bool totals, const struct lent_threads *lent,
    struct conversion_result *out);
/* The same without from_entry and next, which take most of the time where
   there are many cohorts. */
enum status conversion_finish_rates(const struct conversion *fold,
    double level, bool totals, struct conversion_result *out);
void conversion_result_free(struct conversion_result *result);

/*
 * The curve of eventual_overall, of all groups and cohorts together: the
 * chance of reaching a step by each of n ascending times in days.  out has
 * room for n, and is the caller's.
 *
 * STATUS_DOMAIN for the first step, for attempts that all count or were
 * chosen by their outcome, and for touch, which have no such curve.
 */
enum status conversion_curve(const struct conversion *fold, size_t step,
    double level, const double *days, size_t n,
    struct multistate_point *out);

/*
 * Widens the ranges of rates by those of a result of the same log under
 * another policy: of blocks that both have.  The first to be given is the
 * result itself.
 */
void conversion_widen(struct conversion_result *into,
    const struct conversion_result *other);

#endif
