/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Working time against a count of every day, and of every minute. */
#include "analytics/match/matching.h"
#include "analytics/time/working_time.h"
#include "tests/unit/near.h"

#define MINUTE ((int64_t)60 * MICROS)

static uint64_t seed = 88172645463325252u;

static unsigned
draw(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

/* Holidays and workdays of some 60 days from the first, apart. */
static void
random_calendar(struct working_time *w, int64_t first, int64_t days[2][60])
{
	*w = (struct working_time){ .holidays = days[0],
	    .workdays = days[1] };
	for (int i = 0; i < 7; i++)
		w->weekday[i] = draw(4) != 0;
	w->weekday[draw(7)] = true;
	w->opens = draw(3) ? (int32_t)draw(12) * 3600 : 0;
	w->closes = draw(3) ? w->opens + 1800 * (int32_t)(1 + draw(20)) :
	    86400;
	for (int64_t day = first; day < first + 60; day++) {
		if (draw(8) == 0)
			days[0][w->nholidays++] = day;
		else if (draw(8) == 0)
			days[1][w->nworkdays++] = day;
	}
}

/* By the rule, a day at a time; 1970-01-01 was a Thursday. */
static bool
is_worked(const struct working_time *w, int64_t day)
{
	bool holiday = false, workday = false;

	for (size_t i = 0; i < w->nholidays; i++)
		holiday |= w->holidays[i] == day;
	for (size_t i = 0; i < w->nworkdays; i++)
		workday |= w->workdays[i] == day;
	return workday || (w->weekday[((day + 3) % 7 + 7) % 7] && !holiday);
}

static int64_t
count_days(const struct working_time *w, int64_t from, int64_t to)
{
	int64_t n = 0;

	for (; from < to; from++)
		n += is_worked(w, from);
	return n;
}

static void
days_are_counted(void **state)
{
	int64_t days[2][60];
	struct working_time w;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		int64_t first = (int64_t)draw(40000) - 20000;

		random_calendar(&w, first, days);
		int64_t from = first + draw(60), to = from + draw(60);
		assert_int_equal(working_day(&w, from), is_worked(&w, from));
		assert_int_equal(working_days(&w, from, to),
		    count_days(&w, from, to));
		assert_int_equal(working_days(&w, to, from),
		    -count_days(&w, from, to));
		/* A window of n days ends on the last day before one more. */
		struct span span = { draw(30), UNIT_DAY };
		int64_t end = working_end_day(&w, span, from);
		assert_true(count_days(&w, from, end) <= span.count);
		assert_true(count_days(&w, from, end + 1) > span.count);
	}
}

/*
 * Sao Paulo's summer time began at midnight: 2018-11-04T03:00Z, when the
 * clock went from 00:00 to 01:00.  It ended on 2019-02-17T02:00Z.
 */
static struct zone_change changes[] = { { 1541300400, -7200 },
	{ 1550368800, -10800 } };
static const struct zone sao_paulo = { "America/Sao_Paulo", -10800, changes,
	2, { false, -10800, 0, { 0 }, { 0 } } };

static bool
works_at(const struct working_time *w, const struct zone *zone,
    int64_t instant)
{
	int64_t local = zone_local(zone, instant);
	int64_t day = local / DAY_MICROS, of_day = local % DAY_MICROS;

	return is_worked(w, day) && of_day >= w->opens * MICROS &&
	    of_day < w->closes * MICROS;
}

static void
minutes_are_counted(void **state)
{
	int64_t days[2][60], first = 17830;	/* 2018-10-26 */
	struct working_time w;

	(void)state;
	for (int i = 0; i < 400; i++) {
		const struct zone *zone = i % 2 ? &sao_paulo : &zone_utc;

		random_calendar(&w, first, days);
		/* At midnight the clock itself changes: by the wall clock a
		   day is a day. */
		if (i % 2 && w.opens < 3600) {
			w.opens = 3600;
			w.closes = 3600 * 9;
		}
		int64_t from = first * DAY_MICROS + (int64_t)draw(14400) *
		    MINUTE, n = draw(14400), worked = 0;
		for (int64_t m = 0; m < n; m++)
			worked += works_at(&w, zone, from + m * MINUTE);
		assert_int_equal(working_elapsed(&w, zone, from, from + n *
		    MINUTE), worked * MINUTE);
	}
}

static void
an_instant_ends_a_window(void **state)
{
	static const enum unit units[] = { UNIT_MINUTE, UNIT_HOUR, UNIT_DAY,
		UNIT_WEEK };
	int64_t days[2][60], first = 17830;
	struct working_time w;

	(void)state;
	for (int i = 0; i < 4000; i++) {
		const struct zone *zone = i % 2 ? &sao_paulo : &zone_utc;

		random_calendar(&w, first, days);
		if (i % 2 && w.opens < 3600) {
			w.opens = 3600;
			w.closes = 3600 * 9;
		}
		struct span span = { draw(20), units[draw(4)] };
		int week = 0;
		for (int d = 0; d < 7; d++)
			week += w.weekday[d];
		int64_t length = (int64_t)(w.closes - w.opens) * MICROS;
		int64_t work = span.count * (span.unit == UNIT_MINUTE ?
		    MINUTE : span.unit == UNIT_HOUR ? 60 * MINUTE :
		    span.unit == UNIT_DAY ? length : week * length);
		int64_t from = first * DAY_MICROS + (int64_t)draw(40000) *
		    MINUTE;
		int64_t end = working_end_instant(&w, span, from, zone);
		assert_true(end >= from);
		assert_int_equal(working_elapsed(&w, zone, from, end), work);
		assert_true(working_elapsed(&w, zone, from, end + 1) > work);
	}
}

static void
a_working_day_is_a_day(void **state)
{
	/* Monday 2025-01-06 15:00 to Tuesday 11:00, of 9 to 17: 4 hours. */
	static const struct working_time w = { .weekday = { true, true, true,
	    true, true }, .opens = 9 * 3600, .closes = 17 * 3600 };
	const struct match_rules r = { .working = &w, .zone = &zone_utc };
	int64_t monday = (int64_t)20094 * DAY_MICROS;

	(void)state;
	assert_int_equal(rules_elapsed(&r, monday + 15 * 60 * MINUTE,
	    monday + 35 * 60 * MINUTE), DAY_MICROS / 2);
	assert_int_equal(rules_elapsed(&r, monday, monday + 7 * DAY_MICROS),
	    5 * DAY_MICROS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_counted),
		cmocka_unit_test(minutes_are_counted),
		cmocka_unit_test(an_instant_ends_a_window),
		cmocka_unit_test(a_working_day_is_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
