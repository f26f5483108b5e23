/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time zones: from instants to wall clocks and back. */
#include "analytics/time/calendar.h"

const struct zone zone_utc = { .name = "UTC" };

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* The day after a month's last; also of years that no civil day has. */
static int64_t
month_end(int year, int month)
{
	return civil_to_day((struct civil){ year + month / 12,
	    month % 12 + 1, 1 });
}

/*
 * The day of a switch of the rule in a year; 9999-12-31, "for ever" in
 * many exports, asks for the year 10000.
 */
static int64_t
switch_day(const struct zone_switch *s, int year)
{
	int64_t first = civil_to_day((struct civil){ year, 1, 1 });
	bool leap = month_end(year, 2) - first == 60;

	if (s->kind == 'J')
		return first + s->day - 1 + (leap && s->day >= 60);
	if (s->kind == 'D')
		return first + s->day;
	int64_t month = civil_to_day((struct civil){ year, s->month, 1 });
	/* 0 is Sunday, and 1970-01-01 was a Thursday. */
	int64_t weekday = (month + 4) - floor_div(month + 4, 7) * 7;
	int64_t day = month + (s->day - weekday + 7) % 7 + 7 * (s->week - 1);
	while (day >= month_end(year, s->month))
		day -= 7;
	return day;
}

/* Whether the rule has summer time at some seconds since the epoch. */
static int32_t
rule_offset(const struct zone_rule *r, int64_t seconds)
{
	if (!r->dst)
		return r->standard;
	int year = day_to_civil(floor_div(seconds + r->standard,
	    86400)).year;
	int64_t begins = switch_day(&r->begins, year) * 86400 +
	    r->begins.time - r->standard;
	int64_t ends = switch_day(&r->ends, year) * 86400 + r->ends.time -
	    r->summer;
	bool summer = begins < ends ? seconds >= begins && seconds < ends :
	    seconds >= begins || seconds < ends;
	return summer ? r->summer : r->standard;
}

int32_t
zone_offset(const struct zone *z, int64_t instant)
{
	int64_t seconds = floor_div(instant, MICROS);
	size_t low = 0, high = z->n;

	if (z->n == 0)
		return z->rule.dst ? rule_offset(&z->rule, seconds) : z->first;
	if (seconds >= z->changes[z->n - 1].at)
		return rule_offset(&z->rule, seconds);
	/* The last change at or before it. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (z->changes[middle].at <= seconds)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? z->changes[low - 1].offset : z->first;
}

int64_t
zone_local(const struct zone *z, int64_t instant)
{
	return instant + zone_offset(z, instant) * MICROS;
}

int64_t
zone_instant(const struct zone *z, int64_t local)
{
	/*
	 * The offsets a day before and after bracket any change: the wall
	 * clock is right with the one that gives it back.  Of a time that
	 * occurs twice the earlier offset comes first; a time that is
	 * skipped is read with the offset before the gap.
	 */
	int64_t before = zone_offset(z, local - DAY_MICROS) * MICROS;
	int64_t after = zone_offset(z, local + DAY_MICROS) * MICROS;

	if (zone_local(z, local - before) == local || before == after)
		return local - before;
	if (zone_local(z, local - after) == local)
		return local - after;
	return local - before;
}

int64_t
zone_day_start(const struct zone *z, int64_t day)
{
	if (z->n == 0 && !z->rule.dst)
		return day * DAY_MICROS - z->first * MICROS;
	int64_t instant = zone_instant(z, day * DAY_MICROS);
	if (zone_local(z, instant) == day * DAY_MICROS)
		return instant;
	/*
	 * Midnight is skipped: zone_instant moved it on by the gap, so that
	 * the day began at the change, that much earlier than it says.
	 */
	int64_t moved = zone_local(z, instant) - day * DAY_MICROS;
	int64_t step = moved;
	while (step > MICROS) {
		step /= 2;
		if (zone_day(z, instant - step) == day)
			instant -= step;
	}
	while (zone_day(z, instant - MICROS) == day)
		instant -= MICROS;
	return instant;
}

int64_t
zone_day_of_changes(const struct zone *z, int64_t instant)
{
	return floor_div(zone_local(z, instant), DAY_MICROS);
}
