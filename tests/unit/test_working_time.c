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

/* Up to three spans, from 2:00 on; midnight: the last may end by 2:00. */
static void
random_hours(struct work_hours *h, bool midnight)
{
	int32_t at = 7200;

	h->nspans = 0;
	for (unsigned n = 1 + draw(3); n > 0; n--) {
		int32_t opens = at + 1800 * (int32_t)draw(12);
		int32_t closes = opens + 1800 * (int32_t)(1 + draw(16));
		int32_t most = midnight ? 86400 + 7200 : 86400;

		if (opens >= 86400)
			break;
		closes = closes > most ? most : closes;
		h->spans[h->nspans++] = (struct work_span){ opens, closes };
		at = closes;
	}
}

/* Some have one span every day, some the whole day; holidays and workdays
   of some 60 days from the first, apart. */
static void
random_calendar(struct working_time *w, int64_t first, int64_t days[2][60],
    bool midnight)
{
	unsigned kind = draw(4);

	*w = (struct working_time){ .holidays = days[0],
	    .workdays = days[1] };
	random_hours(&w->workday, midnight);
	if (kind == 0 && midnight)
		w->workday = (struct work_hours){ { { 0, 86400 } }, 1 };
	for (int i = 0; i < 7; i++) {
		w->weekday[i] = w->workday;
		if (kind > 1)
			random_hours(&w->weekday[i], midnight);
		if (draw(4) == 0)
			w->weekday[i].nspans = 0;
	}
	w->weekday[draw(7)] = w->workday;
	for (int64_t day = first; day < first + 60; day++) {
		if (draw(8) == 0)
			days[0][w->nholidays++] = day;
		else if (draw(8) == 0)
			days[1][w->nworkdays++] = day;
	}
}

/* Of a day that is worked; 1970-01-01 was a Thursday. */
static const struct work_hours *
hours_on(const struct working_time *w, int64_t day)
{
	const struct work_hours *h = &w->weekday[((day + 3) % 7 + 7) % 7];

	return h->nspans ? h : &w->workday;
}

/* By the rule, a day at a time. */
static bool
is_worked(const struct working_time *w, int64_t day)
{
	bool holiday = false, workday = false;

	for (size_t i = 0; i < w->nholidays; i++)
		holiday |= w->holidays[i] == day;
	for (size_t i = 0; i < w->nworkdays; i++)
		workday |= w->workdays[i] == day;
	return hours_on(w, day) == &w->workday ? workday : !holiday;
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

		random_calendar(&w, first, days, true);
		int64_t from = first + draw(60), to = from + draw(60);
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

	for (int64_t d = day - 1; d <= day; d++) {
		const struct work_hours *h = hours_on(w, d);
		int64_t at = of_day + (day - d) * DAY_MICROS;

		for (size_t i = 0; i < h->nspans; i++)
			if (is_worked(w, d) &&
			    at >= h->spans[i].opens * MICROS &&
			    at < h->spans[i].closes * MICROS)
				return true;
	}
	return false;
}

static void
minutes_are_counted(void **state)
{
	int64_t days[2][60], first = 17830;	/* 2018-10-26 */
	struct working_time w;

	(void)state;
	for (int i = 0; i < 400; i++) {
		const struct zone *zone = i % 2 ? &sao_paulo : &zone_utc;

		/* There the clock itself changes at midnight: by the wall
		   clock a day is a day. */
		random_calendar(&w, first, days, i % 2 == 0);
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

		random_calendar(&w, first, days, i % 2 == 0);
		struct span span = { draw(20), units[draw(4)] };
		int64_t n = 0, week = 0;
		for (int d = 0; d < 7; d++) {
			const struct work_hours *h = &w.weekday[d];

			n += h->nspans > 0;
			for (size_t k = 0; k < h->nspans; k++)
				week += (h->spans[k].closes -
				    h->spans[k].opens) * MICROS;
		}
		/* A day is one of the mean length. */
		int64_t work = span.unit == UNIT_MINUTE ? span.count * MINUTE :
		    span.unit == UNIT_HOUR ? span.count * 60 * MINUTE :
		    span.count * week / (span.unit == UNIT_DAY ? n : 1);
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
#define NINE_TO_FIVE { { { 9 * 3600, 17 * 3600 } }, 1 }
	static const struct working_time w = { .weekday = { NINE_TO_FIVE,
	    NINE_TO_FIVE, NINE_TO_FIVE, NINE_TO_FIVE, NINE_TO_FIVE } };
	const struct match_rules r = { .working = &w, .zone = &zone_utc };
	int64_t monday = (int64_t)20094 * DAY_MICROS;

	(void)state;
	assert_int_equal(rules_elapsed(&r, monday + 15 * 60 * MINUTE,
	    monday + 35 * 60 * MINUTE), DAY_MICROS / 2);
	assert_int_equal(rules_elapsed(&r, monday, monday + 7 * DAY_MICROS),
	    5 * DAY_MICROS);
}

/* Friday 20:00 to Saturday 4:00 is Friday's: a holiday has none of it. */
static void
a_night_is_of_its_evening(void **state)
{
	static const int64_t friday = 20098;	/* 2025-01-10 */
	struct working_time w = { .weekday = { [4] = { { { 20 * 3600,
	    28 * 3600 } }, 1 } }, .holidays = &friday };
	int64_t noon = friday * DAY_MICROS + DAY_MICROS / 2;

	(void)state;
	assert_int_equal(working_elapsed(&w, &zone_utc, noon, noon +
	    DAY_MICROS), 8 * 60 * MINUTE);
	assert_int_equal(working_elapsed(&w, &zone_utc, noon + 10 * 60 *
	    MINUTE, noon + 13 * 60 * MINUTE), 3 * 60 * MINUTE);
	assert_true(working_at(&w, friday + 1, 3 * 3600));
	assert_false(working_at(&w, friday, 3 * 3600));
	assert_false(working_at(&w, friday + 1, 4 * 3600));
	w.nholidays = 1;
	assert_int_equal(working_elapsed(&w, &zone_utc, noon, noon +
	    DAY_MICROS), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_counted),
		cmocka_unit_test(minutes_are_counted),
		cmocka_unit_test(an_instant_ends_a_window),
		cmocka_unit_test(a_working_day_is_a_day),
		cmocka_unit_test(a_night_is_of_its_evening),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
