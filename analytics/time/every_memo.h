/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_EVERY_MEMO_H
#define ANALYTICS_EVERY_MEMO_H

#include "analytics/time/calendar.h"

/*
 * every_of, remembered by day: what is folded lies on few days, and to find
 * the first of a month takes longer than to count there.
 */
#define EVERY_DAYS 1024

struct every_memo {
	enum every every;
	int week_start;
	const struct zone *zone;	/* NULL: times are days */
	struct {
		int32_t day, interval;	/* by the lowest bits of the day */
	} days[EVERY_DAYS];		/* 8 KB: they are to stay in a cache */
};

/* The caller frees it. */
struct every_memo *every_memo_new(enum every every, int week_start,
    const struct zone *zone);

/* What every_floor says of a day, and remembered. */
int64_t every_memo_learn(struct every_memo *memo, int64_t day);

/* Of any but EVERY_HOUR: the interval of a day. */
static inline int64_t
every_memo_of_day(struct every_memo *m, int64_t day)
{
	size_t at = (uint64_t)day % EVERY_DAYS;

	if (m->days[at].day == day)
		return m->days[at].interval;
	return every_memo_learn(m, day);
}

static inline int64_t
every_memo_of(struct every_memo *m, int64_t time)
{
	if (m->every == EVERY_HOUR)
		return every_of(m->every, 0, m->zone, time);
	return every_memo_of_day(m, m->zone ? zone_day(m->zone, time) : time);
}

#endif
