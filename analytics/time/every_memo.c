/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/time/every_memo.h"

#include "analytics/base/memory.h"

struct every_memo *
every_memo_new(enum every every, int week_start, const struct zone *zone)
{
	struct every_memo *m = memory_zeroed(1, sizeof *m);

	m->every = every;
	m->week_start = week_start;
	m->zone = zone;
	/* Of no day that has this place. */
	for (size_t i = 0; i < EVERY_DAYS; i++)
		m->days[i].day = (int32_t)i + 1;
	return m;
}

int64_t
every_memo_learn(struct every_memo *m, int64_t day)
{
	int64_t interval = every_floor(m->every, day, m->week_start);
	size_t at = (uint64_t)day % EVERY_DAYS;

	/* Days that nobody counts by are not remembered. */
	if (day == (int32_t)day && interval == (int32_t)interval) {
		m->days[at].day = (int32_t)day;
		m->days[at].interval = (int32_t)interval;
	}
	return interval;
}
