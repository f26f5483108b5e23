/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_WORKING_TIME_H
#define ANALYTICS_WORKING_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/time/calendar.h"

/*
 * Time that counts: the hours of working days.  Windows and stays may be
 * measured in it: a weekend then takes no time.
 *
 * The caller owns the days, which must be ascending and distinct, and none
 * of them both.
 */
struct working_time {
	bool weekday[7];	/* from Monday; at least one */
	int32_t opens, closes;	/* seconds of the civil day, opens < closes;
				   0 and 86400: all day */
	const int64_t *holidays;	/* civil days */
	size_t nholidays;
	const int64_t *workdays;	/* worked, whatever their weekday */
	size_t nworkdays;
};

/* Whether work is done on a civil day. */
bool working_day(const struct working_time *working, int64_t day);

/* Working days in [from, to); negative of [to, from) where to < from. */
int64_t working_days(const struct working_time *working, int64_t from,
    int64_t to);

/* Working microseconds between two instants, from <= to. */
int64_t working_elapsed(const struct working_time *working,
    const struct zone *zone, int64_t from, int64_t to);

/*
 * Where a span of working time that begins at a day or instant ends: the
 * last day or instant up to which no more has passed.  A day counts as
 * one working day, a week as five (as many as it has), hours as working
 * hours; months and years stay civil ones.
 */
int64_t working_end_day(const struct working_time *working,
    struct span span, int64_t day);
int64_t working_end_instant(const struct working_time *working,
    struct span span, int64_t instant, const struct zone *zone);

#endif
