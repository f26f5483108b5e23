/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_LIFETIMES_H
#define ANALYTICS_LIFETIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/fold.h"
#include "analytics/survival/life_table.h"

/*
 * How long it took from a start to an end: the fold behind survival and
 * incidence.  It counts exact times, whole numbers of the unit of events
 * (days, or microseconds), so that its life tables have no rounding.
 *
 * Where more than `most` are to be told apart (times, by group and end)
 * all of them are rounded down to the cells of risk.h, so that a fold
 * stays small.  Whether they are depends on all lifetimes, not on which
 * were added or merged first.
 *
 * A lifetime begins with an entity's first start ever.  It ends with the
 * first end from there on; without one, with the first outcome behind the
 * last event of any stage (an outcome that a later stage follows has not
 * ended anything); else it is censored at as_of.  An event of a class that
 * starts as well ends only at a later time, any other also at the very
 * time of the start.
 */
struct lifetimes_definition {
	bool starts[CLASSES_MAX], ends[CLASSES_MAX];
	bool stages[CLASSES_MAX];	/* of any stage: undo an outcome */
	bool outcomes[CLASSES_MAX];
	int64_t as_of;		/* the last time that is known */
	int64_t from, to;	/* starts in [from, to) only */
	bool late;		/* nothing was observed before: */
	int64_t observed_from;	/* itself observed */
	int64_t second;		/* units of time in one; 0: never rounded */
	size_t most;		/* kept exactly; 0: LIFETIMES_EXACT_MOST */
};

#define LIFETIMES_EXACT_MOST ((size_t)1 << 20)

struct lifetimes;

enum status lifetimes_add(void *fold, const struct timeline *timeline);

/*
 * One lifetime more that is known otherwise.  STATUS_DOMAIN for a time
 * below 0 or above LIFETIME_MAX.
 */
#define LIFETIME_MAX ((int64_t)1 << 60)
enum status lifetimes_count(struct lifetimes *fold, uint32_t group,
    int64_t time, enum life_end end);

extern const struct fold_class lifetimes_class;

/* The n groups that have a lifetime, ascending; the caller frees them. */
uint32_t *lifetimes_groups(const struct lifetimes *fold, size_t *n);

/* How a fold becomes tables: which groups go together, in which unit. */
struct lifetimes_shape {
	const uint32_t *tables;	/* by group: its table.  NULL: all in one */
	size_t n;		/* tables; 1 where all are in one */
	double unit;		/* a time t of the fold is t / unit */
	bool no_competing;	/* competing events are taken as censorings */
	bool aligned;		/* a row in each table at the times of all:
				   tests with late entry need that */
};

struct lifetimes_result {
	struct life_table *tables;
	size_t n;
	struct life_row *rows;		/* of all tables */
	uint64_t competing;		/* ends of that kind */
	uint64_t left_out;		/* ended before they were observed */
	uint64_t undated;		/* began or ended nobody knows when:
					   in no table */
	bool rounded;			/* times are those of cells */
};

/*
 * The tables, from a fold that stays as it is; lifetimes_result_free
 * gives them back.  STATUS_TOO_FEW where nobody started or all are left
 * out; a table of nobody has n = 0 (aligned: rows of nobody).
 */
enum status lifetimes_finish(const struct lifetimes *fold,
    const struct lifetimes_shape *shape, struct lifetimes_result *out);
void lifetimes_result_free(struct lifetimes_result *result);

/* The last time of all tables; 0 where none has a row. */
double lifetimes_last(const struct lifetimes_result *result);

#endif
