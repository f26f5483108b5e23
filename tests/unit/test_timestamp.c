/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/time/timestamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/time/timestamp_fast.h"
#include "io/time/zone.h"
#include "tests/unit/near.h"

#define NOON 1738324800		/* 2025-01-31T12:00:00Z */
#define DAY 1738281600		/* its midnight: Python's datetime */

struct sample {
	const char *text;
	int64_t micros;		/* 0 unless OK */
	enum timestamp_error error;
	bool date_only;
	enum timestamp_order order;
};

#define AT(seconds) ((int64_t)(seconds) * MICROS)
#define FINE(seconds) AT(seconds), TIMESTAMP_OK, false, ORDER_NONE
#define DATE(seconds) AT(seconds), TIMESTAMP_OK, true, ORDER_NONE
#define NO(error) 0, TIMESTAMP_ ## error, false, ORDER_NONE

/* As timestamp.h promises; instants by Python's datetime. */
static const struct sample shapes[] = {
	{ "2025-01-31", DATE(DAY) },
	{ " \t2025-01-31 ", DATE(DAY) },
	{ "2024-02-29", DATE(1709164800) },
	{ "0001-01-01", DATE(-62135596800) },
	{ "2025-01-31T08:15", FINE(1738311300) },
	{ "2025-01-31 08:15", FINE(1738311300) },
	{ "2025-01-31T08:15:30", FINE(1738311330) },
	{ "2025-01-31 08:15:30", FINE(1738311330) },
	{ "2025-01-31T08:15:30Z", FINE(1738311330) },
	{ "2025-01-31T08:15:30.5", AT(1738311330) + 500000, TIMESTAMP_OK,
	    false, ORDER_NONE },
	{ "2025-01-31T08:15:30.123456789Z", AT(1738311330) + 123456,
	    TIMESTAMP_OK, false, ORDER_NONE },
	{ "2025-01-31T08:15:30+08:00", FINE(1738311330 - 28800) },
	{ "2025-01-31T08:15:30-0330", FINE(1738311330 + 12600) },
	{ "2025-01-31T08:15+05:45", FINE(1738311300 - 20700) },
	{ "2025-01-31T24:00:00", FINE(DAY + 86400) },
	{ "2025-01-31T08:15:60", FINE(1738311360) },
	{ "1969-12-31T23:59:59", FINE(-1) },
	{ "9999-12-31T23:59:59", FINE(253402300799) },
	{ "20250131", DATE(DAY) },
	{ "20250131T081530", FINE(1738311330) },
	{ "20250131T081530Z", FINE(1738311330) },
	{ "2025/1/31", DATE(DAY) },
	{ "2025/01/31 8:15", FINE(1738311300) },
	{ "2025/1/31 08:15:30", FINE(1738311330) },
	{ "2025年1月31日", DATE(DAY) },
	{ "2025年01月31日 8:15", FINE(1738311300) },
	{ "31/1/2025", AT(DAY), TIMESTAMP_OK, true, ORDER_DM },
	{ "1/31/2025", AT(DAY), TIMESTAMP_OK, true, ORDER_MD },
	{ "31/01/2025 8:15", AT(1738311300), TIMESTAMP_OK, false, ORDER_DM },
	{ "1/31/2025 12:05 AM", AT(DAY + 300), TIMESTAMP_OK, false,
	    ORDER_MD },
	{ "1/31/2025 12:00:00 PM", AT(NOON), TIMESTAMP_OK, false, ORDER_MD },
	{ "1/31/2025 2:05 PM", AT(DAY + 14 * 3600 + 300), TIMESTAMP_OK,
	    false, ORDER_MD },
	{ "3/4/2025", AT(1741046400), TIMESTAMP_OK, true, ORDER_EITHER },
	{ "3/3/2025", AT(1741046400 - 86400), TIMESTAMP_OK, true,
	    ORDER_NONE },
	{ "2025-1-31", DATE(DAY) }, { "2025.1.31", DATE(DAY) },
	{ "2025.01.31 08:15:30", FINE(1738311330) },
	{ "31.1.2025", DATE(DAY) }, { "31.01.25", DATE(DAY) },
	{ "4.3.2025", DATE(1741046400) },
	{ "31-1-2025", AT(DAY), TIMESTAMP_OK, true, ORDER_DM },
	{ "1-31-2025", AT(DAY), TIMESTAMP_OK, true, ORDER_MD },
	{ "3-4-2025", AT(1741046400), TIMESTAMP_OK, true, ORDER_EITHER },
	{ "1/31/25", AT(DAY), TIMESTAMP_OK, true, ORDER_MD },
	{ "1/31/70", AT(2592000), TIMESTAMP_OK, true, ORDER_MD },
	{ "1/31/69", AT(3126816000), TIMESTAMP_OK, true, ORDER_MD },
	{ "31-Jan-2025", DATE(DAY) }, { "31-JAN-25", DATE(DAY) },
	{ "31 January 2025", DATE(DAY) }, { "31/jan/2025", DATE(DAY) },
	{ "Jan 31, 2025", DATE(DAY) }, { "Jan. 31 2025", DATE(DAY) },
	{ "January 31, 2025 8:15 AM", FINE(1738311300) },
	{ "30 Sept 2025", DATE(1759190400) },
	{ "1 May 2025", DATE(1746057600) },
	{ "2025-01-31 08", FINE(1738310400) },
	{ "2025-01-31, 8:15:30 AM", FINE(1738311330) },
	{ "1/31/2025, 8:15:30\xe2\x80\xaf" "AM", AT(1738311330),
	    TIMESTAMP_OK, false, ORDER_MD },
	{ "2025-01-31 8 p.m.", FINE(1738353600) },
	{ "2025-01-31 08:15:30 UTC", FINE(1738311330) },
	{ "2025-01-31 08:15:30GMT", FINE(1738311330) },
	{ "2025-01-31 08:15:30 +0800", FINE(1738311330 - 28800) },
	{ "2025-01-31T08:15:30+08", FINE(1738311330 - 28800) },
	{ "2025-1-31 上午8:15", FINE(1738311300) },
	{ "2025年1月31日 下午12:00", FINE(NOON) },
	{ "2025年1月31日上午12:05", FINE(DAY + 300) },
	{ "2025年1月31日 8时15分30秒", FINE(1738311330) },
	{ "2025年1月31日8时15分", FINE(1738311300) },
	{ "2025-01-31 8点", FINE(1738310400) },
	{ "202501310815", FINE(1738311300) },
	{ "20250131081530", FINE(1738311330) },
	{ "20250131T0815", FINE(1738311300) },
	/* The year 2099; 9999 is none of ours, so that it is an epoch. */
	{ "209901310815", FINE(4073530500) },
	{ "999901310815", AT(999901310) + 815000, TIMESTAMP_OK, false,
	    ORDER_NONE },
	{ "1738311330", FINE(1738311330) },
	{ "1738311330.5", AT(1738311330) + 500000, TIMESTAMP_OK, false,
	    ORDER_NONE },
	{ "1738311330123456", AT(1738311330) + 123456, TIMESTAMP_OK, false,
	    ORDER_NONE },
	{ "123456789012345", AT(123456789) + 12345, TIMESTAMP_OK, false,
	    ORDER_NONE },
	{ "1738311330123", AT(1738311330) + 123000, TIMESTAMP_OK, false,
	    ORDER_NONE },
	{ "", NO(EMPTY) }, { " \t ", NO(EMPTY) },
	{ "next week", NO(UNKNOWN) }, { "2025-01-31x", NO(UNKNOWN) },
	{ "2025-01-31T", NO(UNKNOWN) }, { "2025-01", NO(UNKNOWN) },
	{ "2025-01-31T08:15:30+8", NO(UNKNOWN) },
	{ "2025-01-31T08:15:3", NO(UNKNOWN) }, { "0x1p3", NO(UNKNOWN) },
	{ "inf", NO(UNKNOWN) }, { "-1738311330", NO(UNKNOWN) },
	{ "2025-01-31 08:15 PMX", NO(UNKNOWN) }, { "1234567", NO(UNKNOWN) },
	/* Its year may stand in front; no year has three figures. */
	{ "25-01-31", NO(UNKNOWN) }, { "31/1/025", NO(UNKNOWN) },
	{ "31.1-2025", NO(UNKNOWN) }, { "1-Foo-2025", NO(UNKNOWN) },
	{ "Mar 1 25", NO(UNKNOWN) }, { "Mar1, 2025", NO(UNKNOWN) },
	{ "31-Feb-2025", NO(CALENDAR) }, { "1.31.2025", NO(CALENDAR) },
	{ "2025-01-31 上午", NO(UNKNOWN) },
	{ "2025-01-31 13:05 PM", NO(CALENDAR) },
	{ "2025-01-31 08:15 PST", NO(UNKNOWN) },
	{ "99991231235959", NO(UNKNOWN) }, { "12345678901234567",
	    NO(UNKNOWN) },
	{ "2025-02-30", NO(CALENDAR) }, { "2023-02-29", NO(CALENDAR) },
	{ "2025-13-01", NO(CALENDAR) }, { "2025-00-10", NO(CALENDAR) },
	{ "2025-01-00", NO(CALENDAR) }, { "0000-01-01", NO(CALENDAR) },
	{ "2025-01-31T25:00", NO(CALENDAR) },
	{ "2025-01-31T08:60:00", NO(CALENDAR) },
	{ "2025-01-31T08:15:61", NO(CALENDAR) },
	{ "2025-01-31T24:00:01", NO(CALENDAR) },
	{ "31/31/2025", NO(CALENDAR) }, { "2025/2/30", NO(CALENDAR) },
	{ "12345678", NO(CALENDAR) }, { "2025年2月30日", NO(CALENDAR) },
	{ "1/31/2025 13:05 PM", NO(CALENDAR) },
};

static void
is_read(struct timestamp_reader *reader, const struct sample *s)
{
	struct timestamp found = { .instant = 0 };
	enum timestamp_error error = timestamp_read(reader, s->text,
	    strlen(s->text), &found);

	if (error != s->error)
		fail_msg("\"%s\": error %d, expected %d", s->text,
		    (int)error, (int)s->error);
	if (error != TIMESTAMP_OK)
		return;
	if (found.instant != s->micros || found.date_only != s->date_only ||
	    found.order != s->order)
		fail_msg("\"%s\": %lld, %d, %d; expected %lld, %d, %d",
		    s->text, (long long)found.instant, (int)found.date_only,
		    (int)found.order, (long long)s->micros,
		    (int)s->date_only, (int)s->order);
}

/* Once with a reader of its own each, twice with one that remembers. */
static void
shapes_are_read(void **state)
{
	struct timestamp_reader *one = calloc(1, sizeof *one);
	struct timestamp_reader *many = calloc(1, sizeof *many);
	size_t n = sizeof shapes / sizeof shapes[0];

	(void)state;
	many->zone = &zone_utc;
	for (size_t i = 0; i < n; i++) {
		memset(one, 0, sizeof *one);
		one->zone = &zone_utc;
		is_read(one, &shapes[i]);
		is_read(many, &shapes[i]);
	}
	for (size_t i = n; i-- > 0;)
		is_read(many, &shapes[i]);
	free(one);
	free(many);
}

static void
formats_are_kept_to(void **state)
{
	static const struct { const char *format; struct sample sample; }
	    cases[] = {
		{ "iso", { "2025-01-31", DATE(DAY) } },
		{ "iso", { "2025-01-31T08:15:30Z", FINE(1738311330) } },
		{ "iso", { "20250131T081530", FINE(1738311330) } },
		{ "iso", { "2025/1/31", NO(UNKNOWN) } },
		{ "iso", { "1738311330", NO(UNKNOWN) } },
		{ "iso", { "1/31/2025", NO(UNKNOWN) } },
		{ "iso", { "2025-02-30", NO(CALENDAR) } },
		/* Excel: 45688 is 31 January 2025, 61 is 1 March 1900. */
		{ "serial", { "45688", DATE(DAY) } },
		{ "serial", { "45688.5", FINE(NOON) } },
		{ "serial", { "61", DATE(-2203891200) } },
		{ "serial", { "1", DATE(-2208988800) } },
		{ "serial", { "60", NO(CALENDAR) } },
		{ "serial", { "2025-01-31", NO(UNKNOWN) } },
		{ "serial", { "-1", NO(UNKNOWN) } },
		{ "epoch-s", { "0", FINE(0) } },
		{ "epoch-s", { "1738311330", FINE(1738311330) } },
		{ "epoch-s", { "1738311330.5", NO(UNKNOWN) } },
		{ "epoch-ms", { "1738311330123", AT(1738311330) + 123000,
		    TIMESTAMP_OK, false, ORDER_NONE } },
		{ "%d.%m.%Y", { "31.01.2025", DATE(DAY) } },
		{ "%d.%m.%Y", { "31.02.2025", NO(CALENDAR) } },
		{ "%d.%m.%Y", { "31.01.2025x", NO(UNKNOWN) } },
		{ "%d.%m.%Y %H:%M", { "31.01.2025 08:15",
		    FINE(1738311300) } },
		{ "%d.%m.%Y %H:%M:%S.%f", { "31.01.2025 08:15:30.25",
		    AT(1738311330) + 250000, TIMESTAMP_OK, false,
		    ORDER_NONE } },
		{ "%m/%d/%Y %I:%M:%S.%f %p", {
		    "01/31/2025 02:15:30.123456789 PM",
		    AT(1738332930) + 123456, TIMESTAMP_OK, false,
		    ORDER_NONE } },
		{ "%H:%M:%S.%f", { "08:15:30.", NO(UNKNOWN) } },
		{ "epoch-us", { "1738311330123456", AT(1738311330) + 123456,
		    TIMESTAMP_OK, false, ORDER_NONE } },
		{ "%Y-%m-%d %H:%M:%S %z", { "2025-01-31 08:15:30 +0800",
		    FINE(1738311330 - 28800) } },
	};
	struct timestamp_reader *reader = calloc(1, sizeof *reader);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		memset(reader, 0, sizeof *reader);
		reader->zone = &zone_utc;
		reader->formats = &cases[i].format;
		reader->nformats = 1;
		is_read(reader, &cases[i].sample);
	}
	free(reader);
}

/* The first that fits; a day that there is not, whichever says so. */
static void
several_formats_are_tried_in_turn(void **state)
{
	static const char *const formats[] = { "%d.%m.%Y %H:%M", "%d.%m.%Y",
		"iso" };
	static const struct sample cases[] = {
		{ "31.01.2025", DATE(DAY) },
		{ "31.01.2025 08:15", FINE(1738311300) },
		{ "2025-01-31", DATE(DAY) },
		{ "31.02.2025", NO(CALENDAR) },
		{ "2025-02-30", NO(CALENDAR) },
		{ "1/31/2025", NO(UNKNOWN) },
	};
	struct timestamp_reader *reader = calloc(1, sizeof *reader);

	(void)state;
	reader->zone = &zone_utc;
	reader->formats = formats;
	reader->nformats = 3;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_read(reader, &cases[i]);
	free(reader);
}

/* Of Python's zoneinfo, fold = 0; twice, as a day is remembered. */
static void
times_without_offset_are_in_the_zone(void **state)
{
	static const struct { const char *zone; struct sample sample; }
	    cases[] = {
		{ "Asia/Shanghai", { "2025-01-31", DATE(1738252800) } },
		{ "Asia/Shanghai", { "2025-01-31T08:15", FINE(1738282500) } },
		{ "Asia/Shanghai", { "2025-01-31T08:15:00Z",
		    FINE(1738311300) } },
		{ "Europe/Berlin", { "2025-01-31T08:15:00",
		    FINE(1738307700) } },
		{ "Europe/Berlin", { "2024-03-31 02:30:00",
		    FINE(1711848600) } },
		{ "Europe/Berlin", { "2024-03-31 01:59:59",
		    FINE(1711846799) } },
		{ "Europe/Berlin", { "2024-10-27 02:30:00",
		    FINE(1729989000) } },
		{ "Europe/Berlin", { "2024-10-27 03:00:00",
		    FINE(1729994400) } },
		{ "America/Sao_Paulo", { "2018-11-04", DATE(1541300400) } },
		{ "America/Sao_Paulo", { "2018-11-04 00:30:00",
		    FINE(1541302200) } },
		{ "America/Sao_Paulo", { "2018-11-04 12:00:00Z",
		    FINE(1541332800) } },
	};
	struct timestamp_reader *reader = calloc(1, sizeof *reader);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct zone zone;
		struct fault fault = { 0 };

		if (zone_load(cases[i].zone, &zone, &fault) != 0) {
			free(reader);
			skip();
		}
		memset(reader, 0, sizeof *reader);
		reader->zone = &zone;
		is_read(reader, &cases[i].sample);
		is_read(reader, &cases[i].sample);
		zone_free(&zone);
	}
	free(reader);
}

/* Days that share a place of the reader's memory do not mix. */
static void
many_days_are_told_apart(void **state)
{
	struct timestamp_reader *reader = calloc(1, sizeof *reader);
	struct timestamp found;
	char text[16];

	(void)state;
	reader->zone = &zone_utc;
	for (int round = 0; round < 2; round++)
		for (int64_t day = -30000; day < 60000; day += 7) {
			day_format(day, text);
			assert_int_equal(timestamp_read(reader, text, 10,
			    &found), TIMESTAMP_OK);
			assert_int_equal(found.instant, day * DAY_MICROS);
		}
	free(reader);
}

/* A day whose place another one takes is learnt again with each row. */
static void
four_years_have_places_of_their_own(void **state)
{
	static struct timestamp_reader r;
	static int taken[sizeof r.days / sizeof r.days[0]];

	(void)state;
	for (int first = 1900; first < 2100; first++)
		for (int day = 0; day < 4 * 12 * 31; day++) {
			char text[16];

			snprintf(text, sizeof text, "%04d-%02d-%02d",
			    first + day / (12 * 31), day / 31 % 12 + 1,
			    day % 31 + 1);
			int *place = &taken[day_place(text)];
			assert_int_not_equal(*place, first);
			*place = first;
		}
}

static void
swapped_is_day_before_month(void **state)
{
	static const struct { int64_t md, dm; } cases[] = {
		/* 3/4/2025: 4 March, 3 April; 12/1/2024 likewise */
		{ 1741046400, 1743638400 },
		{ 1741046400 + 3723, 1743638400 + 3723 },
		{ 1733011200, 1705017600 },
	};
	const struct zone east = { .name = "East", .first = 28800 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(timestamp_swap(AT(cases[i].md), &zone_utc),
		    AT(cases[i].dm));
		assert_int_equal(timestamp_swap(AT(cases[i].md - 28800),
		    &east), AT(cases[i].dm - 28800));
	}
}

static void
options_are_iso(void **state)
{
	static const char *const none[] = { "", "tomorrow", "2025-02-30",
		"1/31/2025", "1738311330", "2025-01-31x", "2025/1/31" };
	struct timestamp found;

	(void)state;
	assert_true(timestamp_option("2025-01-31", &zone_utc, &found));
	assert_true(found.date_only);
	assert_int_equal(found.instant, AT(DAY));
	assert_true(timestamp_option("2025-01-31T08:15:30+08:00", &zone_utc,
	    &found));
	assert_false(found.date_only);
	assert_int_equal(found.instant, AT(1738311330 - 28800));
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		if (timestamp_option(none[i], &zone_utc, &found))
			fail_msg("\"%s\" is an option", none[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes_are_read),
		cmocka_unit_test(formats_are_kept_to),
		cmocka_unit_test(several_formats_are_tried_in_turn),
		cmocka_unit_test(times_without_offset_are_in_the_zone),
		cmocka_unit_test(many_days_are_told_apart),
		cmocka_unit_test(four_years_have_places_of_their_own),
		cmocka_unit_test(swapped_is_day_before_month),
		cmocka_unit_test(options_are_iso),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
