/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_PURCHASES_H
#define ANALYTICS_PURCHASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/fold/state.h"
#include "analytics/models/gamma_gamma.h"
#include "analytics/time/calendar.h"

/*
 * What customers bought, day by day: all that models of repeat buying need.
 *
 * A day is one purchase, whatever its rows; its amount is their sum.  One
 * whose rows come to less than 0, or to 0 with a negative row among them,
 * is a return and no purchase; a plain 0 is one.  Rows of a customer have
 * to stay apart until here (struct log_options, each_row).
 */
enum purchases_view {
	PURCHASES_MODEL,	/* spenders are kept, for models of amounts */
	/* What single customers come to is kept, for purchases_facts.h: */
	PURCHASES_COHORTS,	/* amounts by time since the first purchase */
	PURCHASES_RELATIONS,	/* within so long of it */
	PURCHASES_SCORES,	/* until as_of */
};
#define PURCHASES_PERIODS_MAX 1000

struct purchases_definition {
	enum purchases_view view;
	bool buys[CLASSES_MAX];		/* classes that are a purchase */
	bool values;			/* rows have amounts */
	bool dates;			/* the unit of times: see event */
	const struct zone *zone;
	int64_t as_of;			/* the last time that is known */
	int64_t from, to;	/* first purchases in [from, to) only */
	/* Customers as they were at the end of a day; what they bought later
	   is what a model of them has to foresee. */
	bool holdout;
	int64_t cut;			/* that day */
	/* Of cohorts: by the first purchase, not by the hour; and how long a
	   period is.  All periods but PURCHASES_PERIODS_MAX are left out. */
	enum every every;
	int week_start;			/* 0: Monday */
	uint32_t period_days;		/* at least 1 */
	uint32_t within_days;		/* of relations: at least 1 */
};

/* Of one that came back with an amount; for models of spending. */
struct purchases_spender {
	uint32_t repeats;
	decimal sum;		/* of all purchases behind the first */
};

/* The fold.  Its members are for those who finish it to read. */
struct purchases {
	struct fold fold;
	const struct purchases_definition *definition;
	uint64_t returns;	/* days that are no purchase; of who only
				   returned too */
	int64_t first_day;	/* with a purchase; INT64_MAX: none */
	struct fold_cells histories;	/* customers by what is known */
	struct fold_list spenders;	/* of purchases_spender */
	struct tally facts;		/* customers alike, by view */
	struct histogram repeats;	/* with holdout: purchases behind the
					   first, by days before as_of */
};

extern const struct fold_class purchases_class;

/* One customer. */
struct purchaser {
	struct buying_history history;	/* as of the cut, if there is one */
	uint32_t later;			/* purchases behind the cut */
	int64_t first_day;
	decimal first_sum, repeat_sum;	/* 0 without amounts */
	uint64_t returns;
	bool bought;			/* at all: else all is 0 but returns */
	bool overflowed;		/* a sum left its range */
};

/* What a timeline comes to; false where it has no purchase that counts. */
bool purchases_of(const struct purchases_definition *definition,
    const struct timeline *timeline, struct purchaser *out);

/*
 * All histories that occur, in their order, into counts (the caller's, as
 * many as there are); NULL only counts.
 *
 * Oracle: test_purchases, by hand; tests/reference/cdnow_customers.csv.
 */
size_t purchases_counts(const struct purchases *fold,
    struct buying_count *counts);

/* What the same customers, in the same order, bought behind the cut. */
void purchases_later(const struct purchases *fold, uint64_t *later);

/*
 * Those whose amounts are above 0, in an order of their own: the same for
 * any order of timelines.  The others, of 0 and less, are left out.
 */
size_t purchases_spenders(const struct purchases *fold,
    struct gamma_gamma_spender *spenders);

/*
 * Whether customers of the first days may be old ones: over a fifth of all
 * bought first in the first tenth of the days that are known.
 */
bool purchases_begin_at_once(const struct purchases *fold);

#endif
