/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_RETENTION_H
#define ANALYTICS_RETENTION_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/fold.h"
#include "analytics/models/sbg.h"
#include "analytics/rates/proportion.h"
#include "analytics/time/calendar.h"

/*
 * Retention: of the entities that start in a cohort, how many are active
 * again in each period after their start.
 *
 * A start is an event of a class in `starts`, a return one of a class in
 * `returns` (a transaction log has one class in both).  The start itself
 * is no return: an event that could start as well returns only at a later
 * time, any other also at the very time of the start.
 */
#define RETENTION_PERIODS_MAX 1000

enum retention_clock {
	RETENTION_CALENDAR,	/* civil periods; 0 holds the start */
	RETENTION_ROLLING,	/* each entity's own, from its start on */
};

enum retention_cohort {
	RETENTION_FIRST,	/* by the first start ever */
	RETENTION_RECURRING,	/* in each cohort with a start, by its first
				   there: one entity may be in many */
};

struct retention_definition {
	bool starts[CLASSES_MAX], returns[CLASSES_MAX];
	enum retention_cohort cohort;
	enum every every;	/* cohorts; EVERY_NONE (FIRST alone): one */
	enum retention_clock clock;
	enum every period;	/* calendar: not EVERY_NONE */
	struct span span;	/* rolling: a day (dates), 1 s … 100 years */
	/*
	 * Cells k = 0 … nperiods.  Without brackets cell k is period k.
	 * brackets[0..nperiods) ascend from 1: cell k holds the periods
	 * behind the bracket before, up to and with brackets[k - 1] ({1, 3,
	 * 7}: 1, 2-3, 4-7), cell 0 period 0.
	 */
	size_t nperiods;
	const uint32_t *brackets;
	uint64_t min_events;	/* returns in a cell that make it active;
				   0: one */
	bool values;		/* of returns are summed */
	bool dates;		/* the unit of times: see event */
	const struct zone *zone;
	int week_start;		/* 0: Monday */
	int64_t as_of;		/* the last time that is known */
	int64_t from, to;	/* starts in [from, to) only */
};

/* STATUS_DOMAIN where a comment above is not met; else OK. */
enum status retention_check(const struct retention_definition *definition);

struct retention;

enum status retention_add(void *fold, const struct timeline *timeline);

extern const struct fold_class retention_class;

/* One fold answers every mode.  N is nperiods. */
enum retention_mode {
	RETENTION_ON,		/* active in cell k */
	RETENTION_BEFORE,	/* in any of 1 … k; k = 0 is undefined */
	RETENTION_AFTER,	/* in any of k … N; complete when N is over */
	RETENTION_STREAK,	/* in each of 1 … k; all at k = 0 */
};

struct retention_cell {
	uint64_t size;		/* a cohort's; of a pooled row: of the
				   cohorts that are complete */
	uint64_t retained;	/* of size, so far where not complete */
	bool complete;		/* the cell's time is over for the whole
				   cohort; pooled: some cohort's is */
	struct proportion rate;	/* Wilson; NaN unless complete */
	decimal value;		/* exact sum over the returns in the cell
				   (in any mode), that of a pooled row over
				   the cohorts of its size */
	double rate_so_far;	/* where not complete; NaN until the cell's
				   time has begun for someone */
};

/* The time of the cell has begun for someone. */
static inline bool
retention_begun(const struct retention_cell *cell)
{
	return cell->complete || !isnan(cell->rate_so_far);
}

/*
 * The product-limit curve of streaks, over cohorts with cell k complete:
 * the product of kept / at_risk.  Band: log-log, with Greenwood's variance
 * (survival_curve).  As periods of sbg_fit: index k - 1.
 */
struct retention_limit {
	struct sbg_period counts;
	double survival, low, high;	/* NaN from the first cell on that
					   nobody was at risk in */
};

struct retention_block {
	uint32_t group;		/* GROUP_NONE if there are no groups */
	bool total;		/* over all groups */
	bool pooled;		/* over all cohorts: Σ retained / Σ size */
	int64_t cohort;		/* its first day; 0 if pooled or EVERY_NONE */
	uint64_t size;
	struct retention_cell *cells;	/* nperiods + 1 */
	size_t last;		/* of them that has begun; 0 if none has */
	struct retention_limit *limit;	/* nperiods, if pooled; else NULL */
};

struct retention_result {
	struct retention_block *blocks;	/* in no order; the caller sorts */
	size_t n;
	size_t nperiods;
	uint64_t entered;	/* over all cohorts; recurring: starts */
};

/*
 * The result, from a fold that stays as it is; retention_result_free
 * gives it back.  totals: also blocks over all groups.  Each group has a
 * pooled block.  STATUS_TOO_FEW when nobody started (then no block is
 * there), STATUS_DOMAIN for a level outside (0, 1), STATUS_LIMIT where a
 * sum of values is too large.
 *
 * Recurring cohorts share entities: the intervals of their pooled rows
 * take them for independent and are too short.
 *
 * Oracle: reference/facts_online_retail_cohorts_no_cancel.csv (first,
 * calendar months, on); tests/unit/test_retention.c counts by brute force.
 */
enum status retention_finish(const struct retention *fold,
    enum retention_mode mode, double level, bool totals,
    struct retention_result *out);
void retention_result_free(struct retention_result *result);

/*
 * What is to be expected of those of a pooled block who have not left yet:
 * sbg_fit to its product-limit counts, and sbg_project to `ahead` periods
 * behind the last in which anybody was at risk.
 *
 *   points   the caller's, of nperiods + ahead + 1
 *   n        the last of points
 *
 * Status and oracle as those.
 */
enum status retention_project(const struct retention_block *pooled,
    size_t nperiods, size_t ahead, double level, struct sbg *fit,
    struct sbg_point *points, size_t *n);

#endif
