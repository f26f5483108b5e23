/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_WORKING_TIME_H
#define ANALYTICS_WORKING_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/time/calendar.h"

/* When work is done that begins on a day; nspans 0: none is. */
#define WORK_SPANS_MAX 6
struct work_hours {
	struct work_span {
		int32_t opens, closes;	/* seconds from its midnight on,
					   opens < closes; beyond 86400 on
					   the day behind it */
	} spans[WORK_SPANS_MAX];	/* ascending, none within another */
	size_t nspans;
};

/*
 * Time that counts: the hours of working days.  Windows and stays may be
 * measured in it: a weekend then takes no time.
 *
 * The caller owns the days, which must be ascending and distinct, and none
 * of them both.  What is worked beyond midnight is over before the hours of
 * any day begin.
 */
struct working_time {
	struct work_hours weekday[7];	/* from Monday; one at least has any */
	struct work_hours workday;	/* of workdays whose weekday has none */
	const int64_t *holidays;	/* civil days */
	size_t nholidays;
	const int64_t *workdays;	/* worked, whatever their weekday */
	size_t nworkdays;
};

/* Whether work is done at a second of a civil day. */
bool working_at(const struct working_time *working, int64_t day,
    int32_t second);

/*
 * Work as days of the mean length: of 40 hours a week on five days each
 * eight are one.  Microseconds to microseconds of such days of 24 hours.
 */
int64_t working_as_days(const struct working_time *working, int64_t worked);

/* Working days in [from, to); negative of [to, from) where to < from. */
int64_t working_days(const struct working_time *working, int64_t from,
    int64_t to);

/* Working microseconds between two instants, from <= to. */
int64_t working_elapsed(const struct working_time *working,
    const struct zone *zone, int64_t from, int64_t to);

/*
 * Where a span of working time that begins at a day or instant ends: the
 * last day or instant up to which no more has passed.  A day counts as
 * one working day (of instants: one of the mean length), a week as five (as
 * many as it has), hours as working hours; months and years stay civil ones.
 */
int64_t working_end_day(const struct working_time *working,
    struct span span, int64_t day);
int64_t working_end_instant(const struct working_time *working,
    struct span span, int64_t instant, const struct zone *zone);

#endif
