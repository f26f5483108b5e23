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

static bool
is_weekday(const struct working_time *w, int64_t day)
{
	return w->weekday[weekday_of(day)].nspans > 0;
}

/* NULL: no work begins on that day. */
static const struct work_hours *
hours_of(const struct working_time *w, int64_t day)
{
	if (is_weekday(w, day))
		return is_among(w->holidays, w->nholidays, day) ? NULL :
		    &w->weekday[weekday_of(day)];
	return is_among(w->workdays, w->nworkdays, day) ? &w->workday : NULL;
}

static int
days_a_week(const struct working_time *w)
{
	int n = 0;

	for (int i = 0; i < 7; i++)
		n += w->weekday[i].nspans > 0;
	return n;
}

int64_t
working_days(const struct working_time *w, int64_t from, int64_t to)
{
	if (to < from)
		return -working_days(w, to, from);
	int64_t weeks = (to - from) / 7, n = weeks * days_a_week(w);
	for (int64_t day = from + weeks * 7; day < to; day++)
		n += is_weekday(w, day);
	size_t end = count_before(w->holidays, w->nholidays, to);
	for (size_t i = count_before(w->holidays, w->nholidays, from);
	    i < end; i++)
		n -= is_weekday(w, w->holidays[i]);
	end = count_before(w->workdays, w->nworkdays, to);
	for (size_t i = count_before(w->workdays, w->nworkdays, from);
	    i < end; i++)
		n += !is_weekday(w, w->workdays[i]);
	return n;
}

/* Of a day's hours, what is over at a time after its midnight. */
static int64_t
worked_by(const struct work_hours *h, int64_t of_day)
{
	int64_t worked = 0;

	for (size_t i = 0; h && i < h->nspans; i++) {
		int64_t opens = h->spans[i].opens * MICROS;
		int64_t closes = h->spans[i].closes * MICROS;

		if (of_day > opens)
			worked += (of_day < closes ? of_day : closes) - opens;
	}
	return worked;
}

static int64_t
length_of(const struct work_hours *h)
{
	return worked_by(h, 2 * DAY_MICROS);
}

static int64_t
week_length(const struct working_time *w)
{
	int64_t length = 0;

	for (int i = 0; i < 7; i++)
		length += length_of(&w->weekday[i]);
	return length;
}

/* All work that begins in [from, to), from <= to. */
static int64_t
work_of_days(const struct working_time *w, int64_t from, int64_t to)
{
	int64_t weeks = (to - from) / 7, work = weeks * week_length(w);
	size_t end = count_before(w->holidays, w->nholidays, to);

	for (int64_t day = from + weeks * 7; day < to; day++)
		work += length_of(&w->weekday[weekday_of(day)]);
	for (size_t i = count_before(w->holidays, w->nholidays, from);
	    i < end; i++)
		work -= length_of(&w->weekday[weekday_of(w->holidays[i])]);
	end = count_before(w->workdays, w->nworkdays, to);
	for (size_t i = count_before(w->workdays, w->nworkdays, from);
	    i < end; i++)
		if (!is_weekday(w, w->workdays[i]))
			work += length_of(&w->workday);
	return work;
}

/*
 * Of the work that begins on days up to this one, what is over at a time of
 * it, but for that of whole days before it: what the day before still has
 * to do is less than nothing.
 */
static int64_t
worked_of_day(const struct working_time *w, int64_t day, int64_t of_day)
{
	const struct work_hours *before = hours_of(w, day - 1);

	return worked_by(hours_of(w, day), of_day) - (length_of(before) -
	    worked_by(before, of_day + DAY_MICROS));
}

bool
working_at(const struct working_time *w, int64_t day, int32_t second)
{
	int64_t of_day = second * MICROS;

	return worked_of_day(w, day, of_day + 1) >
	    worked_of_day(w, day, of_day);
}

int64_t
working_as_days(const struct working_time *w, int64_t worked)
{
	return (int64_t)((__int128)worked * DAY_MICROS * days_a_week(w) /
	    week_length(w));
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
	/* Where clocks go back it may have been earlier. */
	int64_t between = end_day < day ? -work_of_days(w, end_day, day) :
	    work_of_days(w, day, end_day);
	int64_t worked = between + worked_of_day(w, end_day, of_end) -
	    worked_of_day(w, day, of_day);
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

/* Work of so many days of the mean length. */
static int64_t
mean_work(const struct working_time *w, int64_t days)
{
	return (int64_t)((__int128)days * week_length(w) / days_a_week(w));
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
	case UNIT_WEEK:
		return mean_work(w, span.count * days_a_week(w));
	default:
		return mean_work(w, span.count);
	}
}

/* Of hours as many days as they fill. */
static int64_t
whole_days(const struct working_time *w, struct span span)
{
	if (span.unit == UNIT_DAY)
		return span.count;
	return span.unit == UNIT_WEEK ? span.count * days_a_week(w) :
	    working_as_days(w, span_work(w, span)) / DAY_MICROS;
}

int64_t
working_end_day(const struct working_time *w, struct span span, int64_t day)
{
	if (span.unit == UNIT_MONTH || span.unit == UNIT_YEAR)
		return span_end_day(span, day);
	return last_day(w, day, whole_days(w, span));
}

/* What is over when a day begins, from the beginning of another on. */
static int64_t
work_before(const struct working_time *w, int64_t from, int64_t day)
{
	return work_of_days(w, from, day) + worked_of_day(w, day, 0);
}

/* The last day at whose beginning no more is over. */
static int64_t
last_day_of(const struct working_time *w, int64_t from, int64_t work)
{
	int64_t low = from, step = 1;

	while (work_before(w, from, low + step) <= work &&
	    step < (int64_t)1 << 40)
		step *= 2;
	for (; step > 0; step /= 2)
		while (work_before(w, from, low + step) <= work)
			low += step;
	return low;
}

/*
 * The last time of a day at which no more than `work` is over since it
 * began, where all of the day exceeds it.  Work of the day before ends first.
 */
static int64_t
time_of_day(const struct working_time *w, int64_t day, int64_t work)
{
	for (int64_t d = day - 1; d <= day; d++) {
		const struct work_hours *h = hours_of(w, d);
		int64_t midnight = (day - d) * DAY_MICROS;

		for (size_t i = 0; h && i < h->nspans; i++) {
			int64_t opens = h->spans[i].opens * MICROS - midnight;
			int64_t closes = h->spans[i].closes * MICROS -
			    midnight;

			opens = opens < 0 ? 0 : opens;
			if (closes <= opens)
				continue;
			if (work < closes - opens)
				return opens + work;
			work -= closes - opens;
		}
	}
	return DAY_MICROS - 1;
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
	int64_t last = last_day_of(w, day, work);
	int64_t left = work - work_before(w, day, last);
	return zone_instant(zone, last * DAY_MICROS +
	    time_of_day(w, last, left));
}
