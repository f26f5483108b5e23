/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/watch_private.h"

static const struct zone *
zone_of(const struct match_rules *r)
{
	return r->dates ? NULL : r->zone;
}

int64_t
watch_period_of(const struct watch_definition *d, int64_t time)
{
	return d->every == EVERY_NONE ? 0 : every_of(d->every, d->week_start,
	    zone_of(&d->rules), time);
}

int64_t
watch_period_start(const struct watch_definition *d, int64_t period)
{
	return every_begins(d->every, zone_of(&d->rules), period);
}

int64_t
watch_period_end(const struct watch_definition *d, int64_t period)
{
	return watch_period_start(d, every_add(d->every, period, 1));
}

bool
watch_is_complete(const struct watch_definition *d, int64_t last)
{
	const struct match_rules *r = &d->rules;

	if (!watch_counts(d))
		last = rules_window(r, last, d->goal);
	last = r->dates ? span_end_day(d->delay, last) :
	    span_end_instant(d->delay, last, r->zone);
	return last <= r->as_of;
}

int64_t
watch_period_last(const struct watch_definition *d)
{
	const struct match_rules *r = &d->rules;

	return watch_period_of(d, r->to - 1 < r->as_of ? r->to - 1 :
	    r->as_of);
}

/* Of an hour that comes twice both; one that summer time skips is none. */
static void
expose_hour(const struct watch_definition *d, int64_t period,
    struct control_point *p)
{
	const struct working_time *w = d->rules.working;
	int64_t day = (period - ((period % 24) + 24) % 24) / 24;
	int64_t hour = period - 24 * day;

	p->season = (size_t)(24 * (day - every_floor(EVERY_WEEK, day, 0)) +
	    hour);
	if (!w || working_at(w, day, (int32_t)hour * 3600))
		p->exposure = (double)(watch_period_end(d, period) -
		    watch_period_start(d, period)) / (double)HOUR_MICROS;
}

void
watch_period_expose(const struct watch_definition *d, int64_t period,
    struct control_point *p)
{
	const struct working_time *w = d->rules.working;
	int64_t next = every_add(d->every, period, 1);

	p->exposure = 0;
	if (d->every == EVERY_HOUR) {
		expose_hour(d, period, p);
		return;
	}
	p->exposure = w ? (double)working_days(w, period, next) :
	    (double)(next - period);
	if (d->every == EVERY_DAY)
		p->season = (size_t)(period - every_floor(EVERY_WEEK, period,
		    0));
}
