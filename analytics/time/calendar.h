/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_CALENDAR_H
#define ANALYTICS_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The civil (proleptic Gregorian) calendar and time zones, as arithmetic
 * on memory: no clock, no environment, no file.
 *
 * Units: a day is counted from 1970-01-01; an instant is microseconds
 * since 1970-01-01T00:00:00Z; local microseconds read a wall clock as if
 * it were UTC.
 */
#define MICROS ((int64_t)1000000)
#define HOUR_MICROS ((int64_t)3600 * MICROS)
#define DAY_MICROS ((int64_t)86400 * MICROS)

struct civil {
	int year;	/* 1 … 9999 */
	int month;	/* 1 … 12 */
	int day;	/* 1 … 31 */
};

/* True if the day is in the calendar: 2024-02-29 is, 2023-02-29 is not. */
bool civil_exists(struct civil civil);
int64_t civil_to_day(struct civil civil);
struct civil day_to_civil(int64_t day);

/*
 * A time zone: offsets from UTC by instant.  Made by zone_load of io from
 * TZif bytes; zone_utc is UTC.  A zone owns its array.
 */
struct zone_change {
	int64_t at;		/* seconds since the epoch, UTC, ascending */
	int32_t offset;		/* seconds east of UTC from then on */
};

/* The POSIX rule that holds after the last change, if dst is set:
 * standard offset and summer offset, and when the year changes over. */
struct zone_rule {
	bool dst;
	int32_t standard, summer;
	struct zone_switch {
		char kind;	/* 'M' month.week.day, 'J' 1…365, 'D' 0…365 */
		int month, week, day;
		int32_t time;	/* seconds after local midnight, may be < 0 */
	} begins, ends;
};

struct zone {
	char name[64];			/* "Asia/Shanghai", "UTC" */
	int32_t first;			/* offset before the first change */
	struct zone_change *changes;
	size_t n;
	struct zone_rule rule;
};

extern const struct zone zone_utc;

/* Seconds east of UTC at an instant. */
int32_t zone_offset(const struct zone *zone, int64_t instant);

/* What the wall clock shows at an instant, in local microseconds. */
int64_t zone_local(const struct zone *zone, int64_t instant);

/*
 * The instant of a wall-clock time.  A time that a change skips is moved
 * on by the length of the gap (as Python's zoneinfo with fold=0 does); of
 * a time that occurs twice, the first.
 */
int64_t zone_instant(const struct zone *zone, int64_t local);

/* The first instant of a civil day (01:00 where midnight is skipped). */
int64_t zone_day_start(const struct zone *zone, int64_t day);

/* The civil day of an instant; folds ask for millions of them. */
int64_t zone_day_of_changes(const struct zone *zone, int64_t instant);
static inline int64_t
zone_day(const struct zone *z, int64_t instant)
{
	int64_t local = instant + z->first * MICROS;

	if (z->n || z->rule.dst)
		return zone_day_of_changes(z, instant);
	/* Since 1970 with few words. */
	return local >= 0 ? (int64_t)((uint64_t)local / (uint64_t)DAY_MICROS) :
	    local / DAY_MICROS - (local % DAY_MICROS < 0);
}

/* Spans of time as options write them: 90s, 30m, 12h, 30d, 2w, 6mo, 1y. */
enum unit {
	UNIT_SECOND, UNIT_MINUTE, UNIT_HOUR, UNIT_DAY, UNIT_WEEK,
	UNIT_MONTH, UNIT_YEAR,
};

struct span {
	int64_t count;	/* >= 0 */
	enum unit unit;
};

/* Reads "30d" of text[0..len); false if it is no span. "0d" is one. */
bool span_parse(const char *text, size_t len, struct span *out);
/* Writes it back ("30d"; seconds "90s") into out (24 bytes). */
void span_format(struct span span, char out[24]);

/*
 * Where a span that begins at a time ends.
 *
 * span_end_day: dates.  d, w, mo, y count calendar days and months; s, m
 * and h count whole days, rounded down (36h is 1 day).
 * span_end_instant: instants.  s, m, h, d, w are elapsed time; mo, y are
 * civil months in the zone at the same wall-clock time.
 * Months are counted from the origin: 31 Jan + 1mo = 28 or 29 Feb, and
 * 31 Jan + 2mo = 31 Mar.
 */
int64_t span_end_day(struct span span, int64_t day);
int64_t span_end_instant(struct span span, int64_t instant,
    const struct zone *zone);

/* The civil intervals of cohorts. */
enum every {
	EVERY_NONE, EVERY_HOUR, EVERY_DAY, EVERY_WEEK, EVERY_MONTH,
	EVERY_QUARTER, EVERY_YEAR,
};

/*
 * The first day of the interval that a day lies in, and of the interval
 * n further on.  week_start: 0 is Monday … 6 is Sunday.  Of EVERY_HOUR
 * both are hours, counted from 1970-01-01T00:00 by the wall clock.
 */
int64_t every_floor(enum every every, int64_t day, int week_start);
int64_t every_add(enum every every, int64_t first_day, int64_t n);
/* Whether it is one, of times up to EVERY_DAYS_MOST days from 1970.  Of
   EVERY_NONE there is one, 0. */
#define EVERY_DAYS_MOST 4000000	/* the year 12921 */
bool every_is_interval(enum every every, int week_start, int64_t interval);

/*
 * The interval that a time lies in, as every_floor has it, and the first
 * time of an interval.  Times are instants; without a zone (NULL) they are
 * days, of which there are no hours.  Where clocks go back an hour lasts
 * longer, and where they go forward none begins at the hour that is skipped.
 */
int64_t every_of(enum every every, int week_start, const struct zone *zone,
    int64_t time);
int64_t every_begins(enum every every, const struct zone *zone,
    int64_t interval);

/* "2025-01-31", or "2025-01-31T08:00" of an hour, into out. */
#define EVERY_TEXT 32
void every_format(enum every every, int64_t interval, char out[EVERY_TEXT]);
/* The interval that begins on such a day, as people call it: 2025, 2025 Q1,
   2025-01; else as it stands. */
void every_name(enum every every, const char *first_day,
    char out[EVERY_TEXT]);

/* "2025-01-31" into out (16 bytes). */
void day_format(int64_t day, char out[16]);
/*
 * ISO 8601 in the zone, "2025-01-31T08:15:00+08:00" ("Z" for UTC), with
 * fraction digits only where there are any, into out (40 bytes).
 */
void instant_format(int64_t instant, const struct zone *zone, char out[40]);

/*
 * The days from one to another as texts, for who writes millions of times;
 * any other day is written all the same.  {0}: none.
 */
struct day_texts {
	int64_t first;
	size_t n;
	char (*texts)[10];
};
/* As many of them as are few (300 years) and have years of four digits. */
void day_texts_make(struct day_texts *texts, int64_t first, int64_t last);
void day_texts_free(struct day_texts *texts);

/* The two above, without a NUL; they answer what is behind the text. */
char *day_put(const struct day_texts *texts, int64_t day, char *to);
char *instant_put(const struct day_texts *texts, int64_t instant,
    const struct zone *zone, char *to);

#endif
