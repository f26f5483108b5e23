/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/time/calendar.h"

#include <stdio.h>
#include <string.h>

#include "io/time/zone.h"
#include "tests/unit/near.h"

/* The leap rule as Gregory's calendar has it. */
static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

/*
 * From 0001-01-01, which is day -719162 (Python: date.min.toordinal() less
 * that of 1970-01-01), day by day to the end of 2500.
 */
static void
days_are_counted_off(void **state)
{
	struct civil c = { 1, 1, 1 };

	(void)state;
	for (int64_t day = -719162; c.year <= 2500; day++) {
		struct civil found = day_to_civil(day);
		char written[16], expected[64];

		snprintf(expected, sizeof expected, "%04d-%02d-%02d", c.year,
		    c.month, c.day);
		day_format(day, written);
		assert_string_equal(written, expected);
		if (found.year != c.year || found.month != c.month ||
		    found.day != c.day || civil_to_day(c) != day)
			fail_msg("%04d-%02d-%02d", c.year, c.month, c.day);
		if (c.day++ < days_in(c.year, c.month))
			continue;
		assert_false(civil_exists(c));
		c.day = 1;
		c.year += c.month / 12;
		c.month = c.month % 12 + 1;
	}
}

static void
days_that_are_none_do_not_exist(void **state)
{
	static const struct civil none[] = { { 2023, 2, 29 }, { 1900, 2, 29 },
		{ 2024, 2, 30 }, { 2024, 4, 31 }, { 2024, 0, 1 },
		{ 2024, 13, 1 }, { 2024, 1, 0 }, { 2024, 1, 32 },
		{ 0, 1, 1 }, { 10000, 1, 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_false(civil_exists(none[i]));
	assert_true(civil_exists((struct civil){ 2000, 2, 29 }));
	assert_true(civil_exists((struct civil){ 9999, 12, 31 }));
}

/* The interval of a day, by walking back to where one begins. */
static bool
begins(enum every every, int64_t day, int week_start)
{
	struct civil c = day_to_civil(day);

	switch (every) {
	case EVERY_NONE:
	case EVERY_HOUR:
	case EVERY_DAY:
		return true;
	case EVERY_WEEK:
		/* 2024-01-01, day 19723, was a Monday. */
		return ((day - 19723 - week_start) % 7 + 7) % 7 == 0;
	case EVERY_MONTH:
		return c.day == 1;
	case EVERY_QUARTER:
		return c.day == 1 && c.month % 3 == 1;
	case EVERY_YEAR:
		return c.day == 1 && c.month == 1;
	}
	return false;
}

static void
intervals_are_walked_to(void **state)
{
	(void)state;
	for (int64_t day = -800; day < 800; day++)
		for (int every = EVERY_DAY; every <= EVERY_YEAR; every++)
			for (int start = 0; start < 7; start++) {
				enum every e = (enum every)every;
				int64_t first = day, next = day + 1;

				while (!begins(e, first, start))
					first--;
				while (!begins(e, next, start))
					next++;
				assert_int_equal(every_floor(e, day, start),
				    first);
				assert_int_equal(every_add(e, first, 1),
				    next);
				assert_int_equal(every_add(e, next, -1),
				    first);
			}
}

/*
 * Of every hour of some years in zones that change by an hour, by half of
 * one, at midnight, and that lie at odd offsets: what the wall clock shows
 * at an instant is the hour that it lies in; an hour begins at the first
 * minute that shows it, or where the clock goes over it.
 */
static void
hours_are_of_the_wall_clock(void **state)
{
	static const char *const names[] = { "UTC", "Europe/Berlin",
		"Australia/Lord_Howe", "Asia/Beirut", "Asia/Kathmandu" };
	const int64_t minute = 60 * MICROS;

	(void)state;
	for (size_t z = 0; z < sizeof names / sizeof *names; z++) {
		struct zone zone;
		struct fault fault;
		int64_t at = civil_to_day((struct civil){ 2024, 1, 1 }) *
		    DAY_MICROS, end = at + 366 * DAY_MICROS, last;

		assert_int_equal(zone_load(names[z], &zone, &fault), 0);
		last = every_of(EVERY_HOUR, 0, &zone, at - minute);
		for (; at < end; at += minute) {
			int64_t hour = every_of(EVERY_HOUR, 0, &zone, at);
			int64_t local = zone_local(&zone, at);

			assert_true(hour * HOUR_MICROS <= local &&
			    local < (hour + 1) * HOUR_MICROS);
			for (; last < hour; last++)
				assert_int_equal(every_begins(EVERY_HOUR,
				    &zone, last + 1), at);
		}
		zone_free(&zone);
	}
}

static void
hours_are_written(void **state)
{
	static const struct { int64_t hour; const char *text; } known[] = {
		{ 0, "1970-01-01T00:00" }, { -1, "1969-12-31T23:00" },
		{ 19723 * 24 + 8, "2024-01-01T08:00" },
	};
	char text[EVERY_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		every_format(EVERY_HOUR, known[i].hour, text);
		assert_string_equal(text, known[i].text);
	}
	every_format(EVERY_MONTH, 19723, text);
	assert_string_equal(text, "2024-01-01");
}

static void
intervals_have_names(void **state)
{
	static const struct {
		enum every every;
		const char *first_day, *name;
	} known[] = {
		{ EVERY_YEAR, "2024-01-01", "2024" },
		{ EVERY_QUARTER, "2024-01-01", "2024 Q1" },
		{ EVERY_QUARTER, "2024-10-01", "2024 Q4" },
		{ EVERY_MONTH, "2024-10-01", "2024-10" },
		{ EVERY_WEEK, "2024-09-30", "2024-09-30" },
		{ EVERY_HOUR, "2024-09-30T08:00", "2024-09-30T08:00" },
		{ EVERY_QUARTER, "(all)", "(all)" }, { EVERY_YEAR, "", "" },
	};
	char text[EVERY_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		every_name(known[i].every, known[i].first_day, text);
		assert_string_equal(text, known[i].name);
	}
}

static void
spans_read_and_write(void **state)
{
	static const struct {
		const char *text;
		bool fine;
		int64_t count;
		enum unit unit;
	} cases[] = {
		{ "90s", true, 90, UNIT_SECOND },
		{ "30m", true, 30, UNIT_MINUTE },
		{ "12h", true, 12, UNIT_HOUR }, { "0d", true, 0, UNIT_DAY },
		{ "2w", true, 2, UNIT_WEEK }, { "6mo", true, 6, UNIT_MONTH },
		{ "1y", true, 1, UNIT_YEAR },
		{ "", false, 0, 0 }, { "d", false, 0, 0 },
		{ "3", false, 0, 0 }, { "-1d", false, 0, 0 },
		{ "1.5d", false, 0, 0 }, { "3 d", false, 0, 0 },
		{ "3dd", false, 0, 0 }, { "3x", false, 0, 0 },
		{ "3D", false, 0, 0 }, { "99999999999d", false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct span span;
		char text[24];
		bool fine = span_parse(cases[i].text, strlen(cases[i].text),
		    &span);

		if (fine != cases[i].fine)
			fail_msg("\"%s\"", cases[i].text);
		if (!fine)
			continue;
		assert_int_equal(span.count, cases[i].count);
		assert_int_equal(span.unit, cases[i].unit);
		span_format(span, text);
		assert_string_equal(text, cases[i].text);
	}
}

static int64_t
day_of(const char *text)
{
	struct civil c;

	assert_int_equal(sscanf(text, "%d-%d-%d", &c.year, &c.month,
	    &c.day), 3);
	return civil_to_day(c);
}

/* By SEMANTICS: months are counted from the origin. */
static void
spans_of_days_end(void **state)
{
	static const struct {
		const char *from;
		struct span span;
		const char *to;
	} cases[] = {
		{ "2025-01-31", { 1, UNIT_MONTH }, "2025-02-28" },
		{ "2024-01-31", { 1, UNIT_MONTH }, "2024-02-29" },
		{ "2025-01-31", { 2, UNIT_MONTH }, "2025-03-31" },
		{ "2025-01-31", { 13, UNIT_MONTH }, "2026-02-28" },
		{ "2024-02-29", { 1, UNIT_YEAR }, "2025-02-28" },
		{ "2024-02-29", { 4, UNIT_YEAR }, "2028-02-29" },
		{ "2025-12-31", { 2, UNIT_MONTH }, "2026-02-28" },
		{ "2025-01-31", { 30, UNIT_DAY }, "2025-03-02" },
		{ "2025-01-31", { 2, UNIT_WEEK }, "2025-02-14" },
		{ "2025-01-31", { 36, UNIT_HOUR }, "2025-02-01" },
		{ "2025-01-31", { 23, UNIT_HOUR }, "2025-01-31" },
		{ "2025-01-31", { 0, UNIT_DAY }, "2025-01-31" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(span_end_day(cases[i].span,
		    day_of(cases[i].from)), day_of(cases[i].to));
}

static struct zone
zone_named(const char *name)
{
	struct zone zone;
	struct fault fault = { 0 };

	if (zone_load(name, &zone, &fault) != 0)
		skip();
	return zone;
}

/*
 * Python 3.11's zoneinfo: datetime.fromtimestamp(t, tz).utcoffset(); the
 * last five of Berlin and New York lie behind the table of changes, where
 * the rule at its end holds.
 */
static const struct { const char *zone; int64_t at; int32_t offset; }
    offsets[] = {
	{ "Asia/Shanghai", 166333522, 28800 },
	{ "Asia/Shanghai", 646786800, 32400 },
	{ "Asia/Shanghai", 1587151943, 28800 },
	{ "America/Sao_Paulo", 171526631, -10800 },
	{ "America/Sao_Paulo", 728176776, -7200 },
	{ "America/Sao_Paulo", 1590068010, -10800 },
	{ "Australia/Lord_Howe", 177847956, 36000 },
	{ "Australia/Lord_Howe", 464398534, 37800 },
	{ "Australia/Lord_Howe", 1605974622, 39600 },
	{ "Asia/Kathmandu", 459552371, 19800 },
	{ "Asia/Kathmandu", 740694007, 20700 },
	{ "America/Havana", 445328870, -18000 },
	{ "America/Havana", 737427365, -14400 },
	{ "Pacific/Apia", 1312952283, -39600 },
	{ "Pacific/Apia", 1589406487, 46800 },
	{ "Europe/Berlin", 162857010, 3600 },
	{ "Europe/Berlin", 456761247, 7200 },
	{ "Europe/Berlin", 2540000000, 7200 },
	{ "Europe/Berlin", 2527000000, 3600 },
	{ "Europe/Berlin", 3000000000, 3600 },
	{ "Europe/Berlin", 3010000000, 7200 },
	{ "Europe/Berlin", 7275398400, 7200 },
	{ "America/New_York", 183295263, -14400 },
	{ "America/New_York", 2540000000, -14400 },
	{ "America/New_York", 2527000000, -18000 },
	{ "America/New_York", 3000000000, -18000 },
	{ "America/New_York", 3010000000, -14400 },
	{ "America/New_York", 7275398400, -14400 },
};

static void
offsets_are_those_of_zoneinfo(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
		struct zone z = zone_named(offsets[i].zone);
		int64_t at = offsets[i].at * MICROS;

		if (zone_offset(&z, at) != offsets[i].offset)
			fail_msg("%s at %lld: %d", offsets[i].zone,
			    (long long)offsets[i].at,
			    (int)zone_offset(&z, at));
		assert_int_equal(zone_local(&z, at), at +
		    offsets[i].offset * MICROS);
		zone_free(&z);
	}
}

static int64_t
local_of(const char *text)
{
	struct civil c;
	int h, m, s;

	assert_int_equal(sscanf(text, "%d-%d-%d %d:%d:%d", &c.year, &c.month,
	    &c.day, &h, &m, &s), 6);
	return civil_to_day(c) * DAY_MICROS + (h * 3600 + m * 60 + s) *
	    MICROS;
}

/* zoneinfo with fold = 0: datetime(..., tzinfo = tz).timestamp(). */
static void
wall_clocks_are_those_of_zoneinfo(void **state)
{
	static const struct { const char *zone, *local; int64_t at; }
	    cases[] = {
		{ "Europe/Berlin", "2024-03-31 02:30:00", 1711848600 },
		{ "Europe/Berlin", "2024-03-31 01:59:59", 1711846799 },
		{ "Europe/Berlin", "2024-03-31 03:00:00", 1711846800 },
		{ "Europe/Berlin", "2024-10-27 02:30:00", 1729989000 },
		{ "Europe/Berlin", "2024-10-27 03:00:00", 1729994400 },
		{ "Europe/Berlin", "2024-07-01 12:00:00", 1719828000 },
		{ "Europe/Berlin", "2050-07-01 00:00:00", 2540239200 },
		{ "America/New_York", "2021-11-07 01:30:00", 1636263000 },
		{ "America/New_York", "2021-03-14 02:10:00", 1615705800 },
		{ "America/New_York", "2060-01-15 00:00:00", 2841368400 },
		{ "America/Sao_Paulo", "2018-11-04 00:00:00", 1541300400 },
		{ "America/Sao_Paulo", "2018-11-04 00:59:59", 1541303999 },
		{ "America/Sao_Paulo", "2018-02-17 23:30:00", 1518917400 },
		{ "Australia/Lord_Howe", "2019-10-06 02:15:00", 1570290300 },
		{ "Australia/Lord_Howe", "2019-04-07 01:45:00", 1554561900 },
		{ "Asia/Shanghai", "1990-07-01 08:00:00", 646786800 },
		{ "Asia/Shanghai", "2024-02-29 23:45:00", 1709221500 },
		{ "Asia/Kathmandu", "1985-12-31 23:59:00", 504901740 },
		{ "Asia/Kathmandu", "1986-01-01 00:20:00", 504902100 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct zone z = zone_named(cases[i].zone);
		int64_t found = zone_instant(&z, local_of(cases[i].local));

		if (found != cases[i].at * MICROS)
			fail_msg("%s %s: %lld", cases[i].zone, cases[i].local,
			    (long long)(found / MICROS));
		zone_free(&z);
	}
}

/* The first minute of which zoneinfo says that it is of that day. */
static void
days_start_where_zoneinfo_says(void **state)
{
	static const struct { const char *zone, *day; int64_t at; }
	    cases[] = {
		{ "America/Sao_Paulo", "2018-11-04", 1541300400 },
		{ "America/Sao_Paulo", "2018-11-05", 1541383200 },
		{ "America/Sao_Paulo", "2018-02-18", 1518922800 },
		{ "America/Sao_Paulo", "2018-02-17", 1518832800 },
		{ "America/Havana", "2021-03-14", 1615698000 },
		{ "America/Havana", "2021-11-07", 1636257600 },
		{ "Europe/Berlin", "2024-03-31", 1711839600 },
		{ "Europe/Berlin", "2050-03-27", 2531948400 },
		{ "Asia/Shanghai", "2024-03-05", 1709568000 },
		{ "Asia/Kathmandu", "1986-01-01", 504901800 },
		{ "Asia/Beirut", "2022-03-27", 1648332000 },
		{ "Australia/Lord_Howe", "2019-10-06", 1570282200 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct zone z = zone_named(cases[i].zone);
		int64_t day = day_of(cases[i].day);
		int64_t at = cases[i].at * MICROS;

		if (zone_day_start(&z, day) != at)
			fail_msg("%s %s: %lld", cases[i].zone, cases[i].day,
			    (long long)(zone_day_start(&z, day) / MICROS));
		assert_int_equal(zone_day(&z, at), day);
		assert_int_equal(zone_day(&z, at - 1), day - 1);
		zone_free(&z);
	}
}

/* A day is 24 hours, a month the same wall clock: zoneinfo again. */
static void
spans_of_instants_end(void **state)
{
	struct zone z = zone_named("Europe/Berlin");
	int64_t start = zone_instant(&z, local_of("2024-03-30 12:00:00"));
	struct span day = { 1, UNIT_DAY }, month = { 1, UNIT_MONTH };
	struct span year = { 1, UNIT_YEAR };

	(void)state;
	assert_int_equal(start / MICROS, 1711796400);
	assert_int_equal(zone_local(&z, span_end_instant(day, start, &z)),
	    local_of("2024-03-31 13:00:00"));
	assert_int_equal(zone_local(&z, span_end_instant(month, start, &z)),
	    local_of("2024-04-30 12:00:00"));
	assert_int_equal(zone_local(&z, span_end_instant(year, start, &z)),
	    local_of("2025-03-30 12:00:00"));
	zone_free(&z);
}

static void
times_are_written_with_their_offset(void **state)
{
	const struct zone east = { .name = "+05:45", .first = 20700 };
	const struct zone west = { .name = "-03:30", .first = -12600 };
	const int64_t at = INT64_C(1738311330) * MICROS;
	char text[40];

	(void)state;
	instant_format(at, &zone_utc, text);
	assert_string_equal(text, "2025-01-31T08:15:30Z");
	instant_format(at + 120000, &zone_utc, text);
	assert_string_equal(text, "2025-01-31T08:15:30.12Z");
	instant_format(at, &east, text);
	assert_string_equal(text, "2025-01-31T14:00:30+05:45");
	instant_format(at, &west, text);
	assert_string_equal(text, "2025-01-31T04:45:30-03:30");
	instant_format(-1, &zone_utc, text);
	assert_string_equal(text, "1969-12-31T23:59:59.999999Z");
	day_format(-719162, text);
	assert_string_equal(text, "0001-01-01");
	/* Python: (date.max - date(1970, 1, 1)).days is 2932896. */
	day_format(2932896, text);
	assert_string_equal(text, "9999-12-31");
	day_format(2932897, text);
	assert_string_equal(text, "10000-01-01");
}

static void
names_of_zones_are_no_paths(void **state)
{
	static const char *const none[] = { "", "/etc/passwd", "../UTC",
		"Europe/../../etc/passwd", "Europe/Berlin ", "Europe",
		"Mars/Olympus", "+25:00", "+8", "Europe\\Berlin" };
	struct zone z;
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		fault = (struct fault){ 0 };
		if (zone_load(none[i], &z, &fault) == 0)
			fail_msg("\"%s\" is a zone", none[i]);
		assert_int_equal(fault.kind, FAULT_USAGE);
	}
	assert_int_equal(zone_load("+08:00", &z, &fault), 0);
	assert_int_equal(zone_offset(&z, 0), 28800);
	zone_free(&z);
	assert_int_equal(zone_load("UTC", &z, &fault), 0);
	assert_int_equal(zone_offset(&z, 0), 0);
	zone_free(&z);
}

static void
put_four(unsigned char *to, int32_t number)
{
	for (int i = 0; i < 4; i++)
		to[i] = (unsigned char)((uint32_t)number >> (24 - 8 * i));
}

/* A zone file of version 2: one type, no change or one to it, and a rule.
   Answers its bytes. */
static size_t
put_zone(unsigned char *to, int32_t changes, int32_t seconds,
    const char *rule)
{
	size_t at = 0;

	for (size_t size = 4; size <= 8; size += 4) {
		memset(to + at, 0, 64);
		memcpy(to + at, "TZif2", 5);
		put_four(to + at + 32, changes);
		put_four(to + at + 36, 1);
		put_four(to + at + 40, 4);
		at += 44 + (size_t)changes * (size + 1);
		put_four(to + at, seconds);
		memcpy(to + at + 6, "UTC", 4);
		at += 10;
	}
	return at + (size_t)snprintf((char *)to + at, 64, "\n%s\n", rule);
}

/*
 * A day and two hours from UTC is the most; what a file says beyond would
 * be written with digits that there are none of.
 */
static void
no_clock_is_further_from_utc(void **state)
{
	static const struct {
		int32_t seconds;
		const char *rule;
		bool is_zone;
	} cases[] = {
		{ 93600, "UTC0", true }, { -93600, "UTC0", true },
		{ 93601, "UTC0", false }, { -93601, "UTC0", false },
		{ INT32_MAX, "UTC0", false }, { INT32_MIN, "UTC0", false },
		{ 0, "UTC-26", true }, { 0, "UTC26", true },
		{ 0, "UTC-26:00:01", false }, { 0, "UTC26:00:01", false },
		{ 0, "UTC-167", false }, { 0, "UTC167", false },
		{ 0, "UTC0DST-26,M3.5.0,M10.5.0", true },
		{ 0, "UTC0DST-27,M3.5.0,M10.5.0", false },
		{ 0, "UTC-26DST,M3.5.0,M10.5.0", false },
		{ 0, "UTC0DST,M3.5.0/167,M10.5.0/-167", true },
	};
	unsigned char bytes[256];
	struct zone z;

	(void)state;
	for (size_t i = 0; i < 2 * (sizeof cases / sizeof cases[0]); i++) {
		size_t len = put_zone(bytes, i & 1, cases[i / 2].seconds,
		    cases[i / 2].rule);
		char text[40];

		if ((zone_parse(bytes, len, &z) == 0) != cases[i / 2].is_zone)
			fail_msg("%d, %s", cases[i / 2].seconds,
			    cases[i / 2].rule);
		if (!cases[i / 2].is_zone)
			continue;
		instant_format(-DAY_MICROS, &z, text);
		instant_format(DAY_MICROS, &z, text);
		zone_free(&z);
	}
}

/* With a table of days or without, within and beyond it. */
static void
days_of_a_table_are_written_alike(void **state)
{
	static const int64_t starts[] = { -719528, -800000, 19000, 2932890 };
	struct day_texts none = { 0 }, some;
	char one[40], other[40];

	(void)state;
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		day_texts_make(&some, starts[i], starts[i] + 900);
		for (int64_t n = -5; n < 910; n++) {
			int64_t day = starts[i] + n;
			int64_t at = day * DAY_MICROS + day % 86399 * 1000000;

			*day_put(&none, day, one) = '\0';
			*day_put(&some, day, other) = '\0';
			assert_string_equal(one, other);
			*instant_put(&some, at, &zone_utc, other) = '\0';
			instant_format(at, &zone_utc, one);
			assert_string_equal(one, other);
		}
		day_texts_free(&some);
	}
	/* More than are kept, and none. */
	day_texts_make(&some, 0, 1000000);
	assert_int_equal(some.n, 0);
	day_texts_make(&some, 1, 0);
	assert_int_equal(some.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_counted_off),
		cmocka_unit_test(days_that_are_none_do_not_exist),
		cmocka_unit_test(intervals_are_walked_to),
		cmocka_unit_test(hours_are_of_the_wall_clock),
		cmocka_unit_test(hours_are_written),
		cmocka_unit_test(intervals_have_names),
		cmocka_unit_test(spans_read_and_write),
		cmocka_unit_test(spans_of_days_end),
		cmocka_unit_test(offsets_are_those_of_zoneinfo),
		cmocka_unit_test(wall_clocks_are_those_of_zoneinfo),
		cmocka_unit_test(days_start_where_zoneinfo_says),
		cmocka_unit_test(spans_of_instants_end),
		cmocka_unit_test(times_are_written_with_their_offset),
		cmocka_unit_test(days_of_a_table_are_written_alike),
		cmocka_unit_test(names_of_zones_are_no_paths),
		cmocka_unit_test(no_clock_is_further_from_utc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
