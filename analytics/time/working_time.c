/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/time/working_time.h"

/* Monday is 0; 1970-01-01 was a Thursday. */
static int
weekday_of(int64_t day)
{
	int64_t r = (day + 3) % 7;

	return (int)(r < 0 ? r + 7 : r);
}

/* How many of ascending days lie before a day. */
static size_t
count_before(const int64_t *days, size_t n, int64_t day)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (days[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_among(const int64_t *days, size_t n, int64_t day)
{
	size_t at = count_before(days, n, day);

	return at < n && days[at] == day;
}

bool
working_day(const struct working_time *w, int64_t day)
{
	if (w->weekday[weekday_of(day)])
		return !is_among(w->holidays, w->nholidays, day);
	return is_among(w->workdays, w->nworkdays, day);
}

static int
days_a_week(const struct working_time *w)
{
	int n = 0;

	for (int i = 0; i < 7; i++)
		n += w->weekday[i];
	return n;
}

int64_t
working_days(const struct working_time *w, int64_t from, int64_t to)
{
	if (to < from)
		return -working_days(w, to, from);
	int64_t weeks = (to - from) / 7, n = weeks * days_a_week(w);
	for (int64_t day = from + weeks * 7; day < to; day++)
		n += w->weekday[weekday_of(day)];
	size_t end = count_before(w->holidays, w->nholidays, to);
	for (size_t i = count_before(w->holidays, w->nholidays, from);
	    i < end; i++)
		n -= w->weekday[weekday_of(w->holidays[i])];
	end = count_before(w->workdays, w->nworkdays, to);
	for (size_t i = count_before(w->workdays, w->nworkdays, from);
	    i < end; i++)
		n += !w->weekday[weekday_of(w->workdays[i])];
	return n;
}

static int64_t
day_length(const struct working_time *w)
{
	return (int64_t)(w->closes - w->opens) * MICROS;
}

/* Of its own day, what has been worked by the wall clock's time. */
static int64_t
worked_of_day(const struct working_time *w, int64_t day, int64_t of_day)
{
	if (!working_day(w, day))
		return 0;
	int64_t worked = of_day - (int64_t)w->opens * MICROS;
	if (worked < 0)
		return 0;
	return worked < day_length(w) ? worked : day_length(w);
}

/* By the wall clock: on a day that changes its hour, work does not. */
static void
wall_clock(const struct zone *zone, int64_t instant, int64_t *day,
    int64_t *of_day)
{
	int64_t local = zone_local(zone, instant);

	*day = local / DAY_MICROS - (local % DAY_MICROS < 0);
	*of_day = local - *day * DAY_MICROS;
}

int64_t
working_elapsed(const struct working_time *w, const struct zone *zone,
    int64_t from, int64_t to)
{
	int64_t day, of_day, end_day, of_end;

	wall_clock(zone, from, &day, &of_day);
	wall_clock(zone, to, &end_day, &of_end);
	int64_t worked = working_days(w, day, end_day) * day_length(w) +
	    worked_of_day(w, end_day, of_end) - worked_of_day(w, day, of_day);
	return worked < 0 ? 0 : worked;
}

/*
 * The last day d with working_days(from, d) <= n: the day before it is
 * exceeded, so that a weekend after the last working day still belongs.
 */
static int64_t
last_day(const struct working_time *w, int64_t from, int64_t n)
{
	int64_t low = from, step = 7;

	while (working_days(w, from, low + step) <= n &&
	    step < (int64_t)1 << 40)
		step *= 2;
	for (; step > 0; step /= 2)
		while (working_days(w, from, low + step) <= n)
			low += step;
	return low;
}

static int64_t
whole_days(const struct working_time *w, struct span span)
{
	int64_t a_day = w->closes - w->opens;

	switch (span.unit) {
	case UNIT_SECOND:
		return span.count / a_day;
	case UNIT_MINUTE:
		return span.count * 60 / a_day;
	case UNIT_HOUR:
		return span.count * 3600 / a_day;
	case UNIT_WEEK:
		return span.count * days_a_week(w);
	default:
		return span.count;
	}
}

int64_t
working_end_day(const struct working_time *w, struct span span, int64_t day)
{
	if (span.unit == UNIT_MONTH || span.unit == UNIT_YEAR)
		return span_end_day(span, day);
	return last_day(w, day, whole_days(w, span));
}

static int64_t
span_work(const struct working_time *w, struct span span)
{
	switch (span.unit) {
	case UNIT_SECOND:
		return span.count * MICROS;
	case UNIT_MINUTE:
		return span.count * 60 * MICROS;
	case UNIT_HOUR:
		return span.count * 3600 * MICROS;
	default:
		return whole_days(w, span) * day_length(w);
	}
}

int64_t
working_end_instant(const struct working_time *w, struct span span,
    int64_t instant, const struct zone *zone)
{
	if (span.unit == UNIT_MONTH || span.unit == UNIT_YEAR)
		return span_end_instant(span, instant, zone);
	int64_t day, of_day;
	wall_clock(zone, instant, &day, &of_day);
	int64_t work = span_work(w, span) + worked_of_day(w, day, of_day);
	int64_t length = day_length(w);
	/* Whole days that fit; then into the day on which it runs out. */
	int64_t last = last_day(w, day, work / length);
	int64_t left = work - working_days(w, day, last) * length;
	/* left < length: that day exceeds it, or the work of it is the end. */
	int64_t local = last * DAY_MICROS + (int64_t)w->opens * MICROS + left;
	return zone_instant(zone, local);
}
