/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the retention fold share. */
#ifndef ANALYTICS_RETENTION_PRIVATE_H
#define ANALYTICS_RETENTION_PRIVATE_H

#include "analytics/fold/retention.h"
#include "analytics/fold/state.h"

/*
 * What is counted of an entity, by cell: whether it was active there; the
 * first cell from 1 on and the last cell in which it was; and how many
 * from 1 on followed one another.
 */
enum retention_count { COUNT_ON, COUNT_FIRST, COUNT_LAST, COUNT_RUN };
#define RETENTION_COUNTS 4

struct cohort_counts {
	uint64_t size;
	int64_t earliest, latest;	/* starts */
	uint64_t *counts;	/* RETENTION_COUNTS × (nperiods + 1) */
	decimal *values;	/* nperiods + 1; NULL unless they are summed */
};

/*
 * Where a day (an hour, if there are intervals of hours) lies among cohorts
 * and periods.  A log has few days, and taking one apart to year and month
 * costs more than all else here.
 */
struct day_place {
	bool known;
	int32_t key;
	int32_t cohort;		/* its first day */
	int32_t period;		/* counted from a far past */
};
#define DAYS_KEPT 4096		/* eleven years, by day modulo that */

struct retention {
	struct fold fold;
	const struct retention_definition *definition;
	const struct zone *zone;	/* NULL: times are days */
	bool hours;			/* there are intervals of hours */
	struct day_place days[DAYS_KEPT];
	struct fold_cells cohorts;	/* of cohort_counts */
};

static inline struct cohort_counts *
cohort_at(const struct retention *f, size_t number)
{
	return fold_cell_at(&f->cohorts, number);
}

static inline uint64_t *
counts_of(const struct cohort_counts *c, enum retention_count what,
    size_t nperiods)
{
	return c->counts + (size_t)what * (nperiods + 1);
}

/*
 * The time at which period k of an entity that started at `start` begins:
 * the day, or the instant.  k may be one behind the last.
 */
int64_t retention_period_begins(const struct retention_definition *d,
    int64_t start, int64_t k);

/* The first and last period of a cell. */
static inline int64_t
cell_first(const struct retention_definition *d, size_t cell)
{
	return d->brackets && cell > 0 ? (cell > 1 ?
	    (int64_t)d->brackets[cell - 2] + 1 : 1) : (int64_t)cell;
}

static inline int64_t
cell_last(const struct retention_definition *d, size_t cell)
{
	return d->brackets && cell > 0 ? (int64_t)d->brackets[cell - 1] :
	    (int64_t)cell;
}

#endif
