/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_WATCH_PRIVATE_H
#define ANALYTICS_WATCH_PRIVATE_H

#include "analytics/fold/watch.h"

/* The period of a time, as every_of has it; its first time, in the unit of
   the rules, and that behind its last. */
int64_t watch_period_of(const struct watch_definition *d, int64_t time);
int64_t watch_period_start(const struct watch_definition *d, int64_t period);
int64_t watch_period_end(const struct watch_definition *d, int64_t period);
/* Whether all is known of a time, as its window and the delay are over. */
bool watch_is_complete(const struct watch_definition *d, int64_t last);
/* The period in which as-of, or the last time that counts, lies. */
int64_t watch_period_last(const struct watch_definition *d);

/* What a count is held against: season, and exposure (0: nobody works). */
void watch_period_expose(const struct watch_definition *d, int64_t period,
    struct control_point *point);

/*
 * All periods of a group with what its cells, `numbers` in order of time,
 * hold; parted by what is asked for.  first: of the log, of all groups.
 */
void watch_rows(const struct watch *fold, const struct watch_ask *ask,
    const size_t *numbers, size_t n, int64_t first, struct watch_block *out);

/* Groups without periods: see watch_finish. */
enum status watch_groups(const struct watch *fold,
    const struct watch_ask *ask, struct watch_result *out);

#endif
