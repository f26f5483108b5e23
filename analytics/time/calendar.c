/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/time/calendar.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int year, int month)
{
	static const signed char days[] = { 31, 28, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

bool
civil_exists(struct civil c)
{
	return c.year >= 1 && c.year <= 9999 && c.month >= 1 &&
	    c.month <= 12 && c.day >= 1 && c.day <= month_days(c.year,
	    c.month);
}

/*
 * Years are counted from March, so that the leap day is the last of its
 * year, and in eras of 400 years, which all have 146,097 days.
 */
int64_t
civil_to_day(struct civil c)
{
	int64_t year = c.month <= 2 ? c.year - 1 : c.year;
	int64_t era = floor_div(year, 400);
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 +
	    c.day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

struct civil
day_to_civil(int64_t day)
{
	day += 719468;
	int64_t era = floor_div(day, 146097);
	int64_t of_era = day - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 -
	    of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int month = (int)((5 * of_year + 2) / 153);
	struct civil c;
	c.day = (int)(of_year - (153 * month + 2) / 5 + 1);
	c.month = month < 10 ? month + 3 : month - 9;
	c.year = (int)(year + era * 400 + (c.month <= 2));
	return c;
}

bool
span_parse(const char *text, size_t len, struct span *out)
{
	static const struct {
		const char *name;
		enum unit unit;
	} units[] = { { "s", UNIT_SECOND }, { "m", UNIT_MINUTE },
		{ "h", UNIT_HOUR }, { "d", UNIT_DAY }, { "w", UNIT_WEEK },
		{ "mo", UNIT_MONTH }, { "y", UNIT_YEAR } };
	int64_t count = 0;
	size_t at = 0;

	for (; at < len && text[at] >= '0' && text[at] <= '9'; at++)
		if ((count = count * 10 + (text[at] - '0')) > 100000000)
			return false;
	for (size_t u = 0; at && u < sizeof units / sizeof units[0]; u++) {
		if (strlen(units[u].name) != len - at ||
		    memcmp(units[u].name, text + at, len - at) != 0)
			continue;
		*out = (struct span){ count, units[u].unit };
		return true;
	}
	return false;
}

void
span_format(struct span span, char out[24])
{
	static const char *const units[] = { "s", "m", "h", "d", "w", "mo",
		"y" };

	snprintf(out, 24, "%" PRId64 "%s", span.count, units[span.unit]);
}

/* Months are counted from the origin: 31 Jan + 1 is the end of February. */
static int64_t
add_months(int64_t day, int64_t months)
{
	struct civil c = day_to_civil(day);
	int64_t month = (int64_t)c.year * 12 + c.month - 1 + months;

	c.year = (int)floor_div(month, 12);
	c.month = (int)(month - (int64_t)c.year * 12) + 1;
	int last = month_days(c.year, c.month);
	if (c.day > last)
		c.day = last;
	return civil_to_day(c);
}

static int64_t
unit_seconds(enum unit unit)
{
	static const int64_t seconds[] = { 1, 60, 3600, 86400, 604800 };

	return seconds[unit];
}

static int64_t
span_months(struct span span)
{
	return span.unit == UNIT_YEAR ? span.count * 12 : span.count;
}

int64_t
span_end_day(struct span span, int64_t day)
{
	if (span.unit >= UNIT_MONTH)
		return add_months(day, span_months(span));
	return day + span.count * unit_seconds(span.unit) / 86400;
}

int64_t
span_end_instant(struct span span, int64_t instant, const struct zone *zone)
{
	if (span.unit < UNIT_MONTH)
		return instant + span.count * unit_seconds(span.unit) * MICROS;
	int64_t local = zone_local(zone, instant);
	int64_t day = floor_div(local, DAY_MICROS);
	int64_t end = add_months(day, span_months(span));
	return zone_instant(zone, end * DAY_MICROS + local -
	    day * DAY_MICROS);
}

int64_t
every_floor(enum every every, int64_t day, int week_start)
{
	struct civil c;

	switch (every) {
	case EVERY_NONE:
	case EVERY_HOUR:
	case EVERY_DAY:
		return day;
	case EVERY_WEEK:
		/* Day 0 was a Thursday, three days after a Monday. */
		return floor_div(day + 3 - week_start, 7) * 7 - 3 + week_start;
	case EVERY_MONTH:
	case EVERY_QUARTER:
	case EVERY_YEAR:
		c = day_to_civil(day);
		c.day = 1;
		if (every == EVERY_YEAR)
			c.month = 1;
		if (every == EVERY_QUARTER)
			c.month = (c.month - 1) / 3 * 3 + 1;
		return civil_to_day(c);
	}
	return day;
}

int64_t
every_add(enum every every, int64_t first_day, int64_t n)
{
	switch (every) {
	case EVERY_NONE:
	case EVERY_HOUR:
	case EVERY_DAY:
		return first_day + n;
	case EVERY_WEEK:
		return first_day + 7 * n;
	case EVERY_MONTH:
		return add_months(first_day, n);
	case EVERY_QUARTER:
		return add_months(first_day, 3 * n);
	case EVERY_YEAR:
		return add_months(first_day, 12 * n);
	}
	return first_day;
}

bool
every_is_interval(enum every every, int week_start, int64_t interval)
{
	int64_t most = every == EVERY_NONE ? 0 : every == EVERY_HOUR ?
	    24 * EVERY_DAYS_MOST : EVERY_DAYS_MOST;

	return interval >= -most && interval <= most &&
	    every_floor(every, interval, week_start) == interval;
}

int64_t
every_of(enum every every, int week_start, const struct zone *zone,
    int64_t time)
{
	if (every == EVERY_HOUR && zone)
		return floor_div(zone_local(zone, time), HOUR_MICROS);
	return every_floor(every, zone ? zone_day(zone, time) : time,
	    week_start);
}

int64_t
every_begins(enum every every, const struct zone *zone, int64_t interval)
{
	if (!zone)
		return interval;
	return every == EVERY_HOUR ? zone_instant(zone, interval *
	    HOUR_MICROS) : zone_day_start(zone, interval);
}

void
every_format(enum every every, int64_t interval, char out[EVERY_TEXT])
{
	int64_t day = every == EVERY_HOUR ? floor_div(interval, 24) : interval;

	day_format(day, out);
	if (every == EVERY_HOUR)
		snprintf(out + strlen(out), EVERY_TEXT - strlen(out),
		    "T%02d:00", (int)(interval - day * 24));
}

void
every_name(enum every every, const char *first_day, char out[EVERY_TEXT])
{
	bool date = strlen(first_day) == 10;

	if (date && every == EVERY_YEAR)
		snprintf(out, EVERY_TEXT, "%.4s", first_day);
	else if (date && every == EVERY_QUARTER)
		snprintf(out, EVERY_TEXT, "%.4s Q%lu", first_day,
		    (strtoul(first_day + 5, NULL, 10) + 2) / 3);
	else if (date && every == EVERY_MONTH)
		snprintf(out, EVERY_TEXT, "%.7s", first_day);
	else
		snprintf(out, EVERY_TEXT, "%s", first_day);
}

/* A number below 100, of two digits. */
static inline char *
put_two(char *to, int number)
{
	static const char pairs[] = "00010203040506070809"
	    "10111213141516171819" "20212223242526272829"
	    "30313233343536373839" "40414243444546474849"
	    "50515253545556575859" "60616263646566676869"
	    "70717273747576777879" "80818283848586878889"
	    "90919293949596979899";

	memcpy(to, pairs + 2 * number, 2);
	return to + 2;
}

/*
 * Times are most of what a list of entities writes: without printf, which
 * reads its format each time, they take a tenth.  It keeps the years of
 * more than four digits, which a span may lead to.
 */
static char *
put_day(char *to, int64_t day)
{
	struct civil c = day_to_civil(day);

	if (c.year < 0 || c.year > 9999) {
		snprintf(to, 16, "%04d-%02d-%02d", c.year, c.month, c.day);
		return to + strlen(to);
	}
	to = put_two(put_two(to, c.year / 100), c.year % 100);
	*to++ = '-';
	to = put_two(to, c.month);
	*to++ = '-';
	return put_two(to, c.day);
}

#define DAY_TEXTS_MOST 110000

void
day_texts_make(struct day_texts *d, int64_t first, int64_t last)
{
	int64_t least = civil_to_day((struct civil){ 0, 1, 1 });
	int64_t most = civil_to_day((struct civil){ 9999, 12, 31 });

	*d = (struct day_texts){ .first = first > least ? first : least };
	last = last < most ? last : most;
	if (last < d->first || last - d->first >= DAY_TEXTS_MOST)
		return;
	d->n = (size_t)(last - d->first) + 1;
	d->texts = memory_array(d->n, sizeof *d->texts);
	for (size_t i = 0; i < d->n; i++) {
		char text[16];

		put_day(text, d->first + (int64_t)i);
		memcpy(d->texts[i], text, sizeof *d->texts);
	}
}

void
day_texts_free(struct day_texts *d)
{
	free(d->texts);
	*d = (struct day_texts){ 0 };
}

char *
day_put(const struct day_texts *d, int64_t day, char *to)
{
	uint64_t at = (uint64_t)day - (uint64_t)d->first;

	if (at >= d->n)
		return put_day(to, day);
	memcpy(to, d->texts[at], sizeof *d->texts);
	return to + sizeof *d->texts;
}

void
day_format(int64_t day, char out[16])
{
	*put_day(out, day) = '\0';
}

/* "Z", or "+08:00". */
static char *
put_offset(char *to, int seconds)
{
	int size = seconds < 0 ? -seconds : seconds;

	if (seconds == 0) {
		*to++ = 'Z';
		return to;
	}
	*to++ = seconds < 0 ? '-' : '+';
	to = put_two(to, size / 3600);
	*to++ = ':';
	return put_two(to, size / 60 % 60);
}

/* Six digits behind a point, without the zeros at their end. */
static char *
put_fraction(char *to, int micros)
{
	*to++ = '.';
	to = put_two(to, micros / 10000);
	to = put_two(to, micros / 100 % 100);
	to = put_two(to, micros % 100);
	while (to[-1] == '0')
		to--;
	return to;
}

char *
instant_put(const struct day_texts *d, int64_t instant,
    const struct zone *zone, char *to)
{
	int64_t local = zone_local(zone, instant);
	int64_t day = floor_div(local, DAY_MICROS);
	int64_t micros = local - day * DAY_MICROS;
	int second = (int)(micros / MICROS), fraction = (int)(micros % MICROS);

	to = day_put(d, day, to);
	*to++ = 'T';
	to = put_two(to, second / 3600);
	*to++ = ':';
	to = put_two(to, second / 60 % 60);
	*to++ = ':';
	to = put_two(to, second % 60);
	if (fraction)
		to = put_fraction(to, fraction);
	return put_offset(to, (int)((local - instant) / MICROS));
}

void
instant_format(int64_t instant, const struct zone *zone, char out[40])
{
	static const struct day_texts none;

	*instant_put(&none, instant, zone, out) = '\0';
}
