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
	return m;
}
