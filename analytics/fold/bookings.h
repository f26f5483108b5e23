/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_BOOKINGS_H
#define ANALYTICS_BOOKINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/fold/conversion.h"
#include "analytics/fold/state.h"
#include "analytics/match/matching.h"
#include "analytics/rates/count.h"
#include "analytics/rates/proportion.h"
#include "analytics/rates/totals.h"
#include "analytics/samples/quantile.h"
#include "analytics/time/every_memo.h"

/*
 * What was entered and what was closed, each by its own date: a win, or a
 * loss, counts in the period in which it came, whenever its deal entered.
 */
struct bookings_definition {
	struct match_rules rules;
	struct attribute attribute;	/* which event's group counts */
	size_t goal;			/* the step that is a win, >= 1 */
	enum every every;		/* EVERY_NONE: one period, of day 0 */
	int week_start;			/* 0: Monday */
};

struct bookings_cell {
	uint64_t entered;
	uint64_t lost;		/* of who had not reached the goal */
	struct fold_list took;	/* of int64_t, of each win: from the entry in
				   days, or microseconds */
	struct fold_list amounts;	/* of decimal, of wins that have one:
					   of the event that won, or the last
					   before it that has one */
};

/* The fold.  Its members are for those who finish it to read. */
struct bookings {
	struct fold fold;
	const struct bookings_definition *definition;
	struct matcher *matcher;
	struct every_memo *periods;
	struct fold_cells cells;	/* by group and first day of a period */
};

extern const struct fold_class bookings_class;

/* Some periods of some groups together.  What is not defined is NaN. */
struct bookings_sum {
	uint64_t entered, won, lost;
	uint64_t unvalued;		/* wins without an amount */
	struct proportion closed_win_rate;	/* won of won and lost */
	struct effect value;		/* sum of amounts: hall_sum */
	double squares;			/* of amounts */
	double largest;			/* of them */
	struct quantile days;		/* median from entry to win */
};

/* Which: periods that begin on days in [from, to), of one group or all. */
struct bookings_of {
	int64_t from, to;
	uint32_t group;
	bool all;
};

/*
 * STATUS_TOO_FEW where there is nothing of the kind; counts are 0 then.
 * STATUS_DOMAIN for a level outside (0, 1).
 * Source: proportion.h, hall.h, quantile.h.  Oracle: theirs.
 */
enum status bookings_sum(const struct bookings *fold, struct bookings_of of,
    double level, struct bookings_sum *out);
/* The same but for the days, which stay NaN: no times are sorted. */
enum status bookings_total(const struct bookings *fold,
    struct bookings_of of, double level, struct bookings_sum *out);

/* The first days of all periods that anything is in, ascending; those of
   groups, in no order.  out: the caller's to free; answers how many. */
size_t bookings_periods(const struct bookings *fold, int64_t **out);
size_t bookings_groups(const struct bookings *fold, uint32_t **out);

/* By how much wins of one time took longer than those of another, in days,
   with p: shift_test. */
enum status bookings_shift(const struct bookings *fold,
    struct bookings_of before, struct bookings_of after, double level,
    struct effect *out, double *p);

#endif
