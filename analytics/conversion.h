/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CONVERSION_H
#define ANALYTICS_CONVERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/calendar.h"
#include "analytics/fold.h"
#include "analytics/incidence.h"
#include "analytics/proportion.h"

/*
 * Stage conversion: who entered each stage of a funnel, what became of
 * them, how fast, and how many will get there in the end.
 */
enum conversion_order {
	CONVERSION_ORDERED,	/* stages one after another, anything between */
	CONVERSION_REACH,	/* seen at a stage or at a later one */
};

struct conversion_definition {
	size_t nstages;			/* 1 … STAGES_MAX */
	uint32_t stages[CLASSES_MAX];	/* by class: bit k for stage k that
					   it can fill; 0: none */
	bool outcome[CLASSES_MAX];	/* by class: it ends a deal */
	enum conversion_order order;
	bool windowed;
	struct span within;		/* if windowed */
	bool dates;			/* the unit of times: see event */
	const struct zone *zone;
	enum every every;		/* cohorts by entry; or EVERY_NONE */
	int week_start;			/* 0: Monday */
	int64_t as_of;			/* the last time that is known */
	int64_t from, to;		/* entries in [from, to) only */
	bool values;			/* sum the value of each stage */
};

struct conversion;

/* The definition must outlive the fold.  NULL when out of memory. */
struct conversion *conversion_new(
    const struct conversion_definition *definition);
enum status conversion_add(struct conversion *fold,
    const struct timeline *timeline);
enum status conversion_merge(struct conversion *into,
    struct conversion *from);
enum status conversion_save(const struct conversion *fold,
    const struct group_names *names, struct buffer *out);
enum status conversion_load(struct conversion *fold,
    const struct group_names *names, const char *bytes, size_t len);
void conversion_free(struct conversion *fold);

extern const struct fold_class conversion_class;

/*
 * What a timeline means under a definition: the one attempt that counts.
 * list and explain show it; conversion_add counts it.
 */
enum fate {
	FATE_COMPLETED,	/* the last stage was reached */
	FATE_LOST,
	FATE_EXPIRED,
	FATE_OPEN,
};

struct attempt {
	size_t reached;			/* stages, 1 … nstages; 0: no entry */
	int64_t time[STAGES_MAX];	/* when each was reached */
	uint32_t event[STAGES_MAX];	/* index of the event that shows it */
	uint32_t seen;			/* bit k: by an event of stage k
					   itself, not by proof of a later */
	int64_t deadline;		/* the last time that counts;
					   INT64_MAX without a window */
	enum fate fate;
	int64_t fate_time;		/* lost: when; expired: deadline; open:
					   as-of */
};

/*
 * The attempt of a timeline.  Its entry may lie outside [from, to): that
 * is for the caller to test, with conversion_counts.
 */
void conversion_match(const struct conversion_definition *definition,
    const struct timeline *timeline, struct attempt *out);
/* Whether the attempt has an entry inside [from, to). */
bool conversion_counts(const struct conversion_definition *definition,
    const struct attempt *attempt);

/* One row of a result: one stage of one block. */
struct conversion_row {
	uint64_t entered;
	uint64_t advanced, lost, expired, open;	/* of entered; not on the
						   last stage */
	uint64_t ties;		/* of advanced: at the very time of entry */
	struct proportion rate;		/* from the stage before; NaN on 1 */
	struct proportion overall;	/* from stage 1 */
	uint64_t mature_before;	/* mature entities at the stage before */
	struct proportion mature;	/* rate over them; NaN: no window */
	struct proportion eventual;	/* eventual_overall(k) / (k - 1) */
	struct proportion eventual_overall;
	double eventual_days;
	bool eventual_known;	/* false: not yet known, the four are NaN */
	double median_days, p25_days, p75_days, p90_days; /* to the next */
	decimal value;
};

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
};

/*
 * The result, from a fold that stays as it is.  totals: also a block over
 * all groups (a cohort each).  The caller frees it with
 * conversion_result_free.  STATUS_TOO_FEW when nobody entered (then there
 * are no blocks); STATUS_LIMIT when a sum of values overflowed.
 *
 * Rates: Wilson.  Eventual: incidence_at on the entry's clock.  Days to
 * the next stage: incidence_quantiles on the step's own clock, without
 * entities whose stage or next stage was reached by proof of a later one.
 * Oracle: maven_crm (reference/maven_crm_competing_risks.csv).
 */
enum status conversion_finish(const struct conversion *fold, double level,
    bool totals, struct conversion_result *out);
void conversion_result_free(struct conversion_result *result);

#endif
