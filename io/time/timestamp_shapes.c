/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slow path: every other shape that exports write. */
#include "io/time/timestamp_shapes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A cursor over the text. */
struct scanner {
	const char *at, *end;
};

/* Up to `most` digits, at least `least`; -1 if there are fewer. */
static int64_t
digits(struct scanner *s, int least, int most, int *taken)
{
	int64_t n = 0;
	int i = 0;
	for (; i < most && s->at < s->end && *s->at >= '0' && *s->at <= '9';
	    i++)
		n = n * 10 + *s->at++ - '0';
	if (taken)
		*taken = i;
	return i >= least ? n : -1;
}

static bool
take(struct scanner *s, const char *text)
{
	size_t len = strlen(text);
	if ((size_t)(s->end - s->at) < len || memcmp(s->at, text, len) != 0)
		return false;
	s->at += len;
	return true;
}

/* A moment as it was written. */
struct written {
	struct civil civil;
	int64_t micros;		/* of the day */
	bool timed, offset_known;
	int64_t offset;		/* seconds east, if known */
	enum timestamp_order order;
};

/* ".123456789" after the seconds, as microseconds. */
static int64_t
fraction(struct scanner *s)
{
	int taken;
	int64_t n;
	if (!take(s, ".") && !take(s, ","))
		return 0;
	n = digits(s, 1, 9, &taken);
	for (; n >= 0 && taken < 6; taken++)
		n *= 10;
	for (; n >= 0 && taken > 6; taken--)
		n /= 10;
	return n;
}

/* " AM" or " PM" turns the hour; false if it does not fit. */
static bool
half_day(struct scanner *s, int64_t *hour)
{
	struct scanner before = *s;
	while (take(s, " "))
		;
	bool am = take(s, "AM") || take(s, "am");
	bool pm = !am && (take(s, "PM") || take(s, "pm"));
	if (!am && !pm) {
		*s = before;
		return true;
	}
	if (*hour < 1 || *hour > 12)
		return false;
	*hour = *hour % 12 + (pm ? 12 : 0);
	return true;
}

static bool
offset(struct scanner *s, struct written *w)
{
	if (take(s, "Z") || take(s, "z")) {
		w->offset_known = true;
		return true;
	}
	bool blank = s->at < s->end && *s->at == ' ';
	struct scanner before = *s;
	if (blank)
		s->at++;
	int sign = take(s, "+") ? 1 : take(s, "-") ? -1 : 0;
	if (!sign) {
		*s = before;
		return true;
	}
	int64_t hours = digits(s, 2, 2, NULL), minutes = 0;
	if (s->at < s->end) {
		take(s, ":");
		minutes = digits(s, 2, 2, NULL);
	}
	w->offset_known = true;
	w->offset = sign * (hours * 3600 + minutes * 60);
	return hours >= 0 && hours <= 15 && minutes >= 0 && minutes < 60;
}

/* H:MM[:SS[.fraction]][ AM|PM][offset], to the end of the text. */
static enum timestamp_error
clock_time(struct scanner *s, struct written *w)
{
	int64_t hour = digits(s, 1, 2, NULL), minute, second = 0, micros = 0;
	if (hour < 0 || !take(s, ":"))
		return TIMESTAMP_UNKNOWN;
	minute = digits(s, 2, 2, NULL);
	if (take(s, ":")) {
		second = digits(s, 2, 2, NULL);
		micros = fraction(s);
	}
	if (minute < 0 || second < 0 || micros < 0)
		return TIMESTAMP_UNKNOWN;
	bool fits = half_day(s, &hour);
	if (!offset(s, w) || s->at != s->end)
		return TIMESTAMP_UNKNOWN;
	bool midnight = hour == 24 && minute == 0 && second == 0 && !micros;
	if (!fits || (hour > 23 && !midnight) || minute > 59 || second > 60)
		return TIMESTAMP_CALENDAR;
	w->timed = true;
	w->micros = ((hour * 60 + minute) * 60 + second) * MICROS + micros;
	return TIMESTAMP_OK;
}

/* After the date: nothing, or a separator and a time. */
static enum timestamp_error
rest(struct scanner *s, struct written *w)
{
	if (s->at == s->end)
		return TIMESTAMP_OK;
	if (!take(s, "T") && !take(s, "t") && !take(s, " "))
		return TIMESTAMP_UNKNOWN;
	while (take(s, " "))
		;
	return clock_time(s, w);
}

static enum timestamp_error
finish(const struct timestamp_reader *r, const struct written *w,
    struct timestamp *out)
{
	if (!civil_exists(w->civil))
		return TIMESTAMP_CALENDAR;
	int64_t day = civil_to_day(w->civil);
	int64_t local = day * DAY_MICROS + w->micros;
	out->date_only = !w->timed;
	out->order = w->order;
	if (!w->timed)
		out->instant = zone_day_start(r->zone, day);
	else if (w->offset_known)
		out->instant = local - w->offset * MICROS;
	else
		out->instant = zone_instant(r->zone, local);
	return TIMESTAMP_OK;
}

/* 2025-1-31, 2025/1/31, 2025年1月31日: the year came first. */
static enum timestamp_error
year_first(struct scanner *s, int64_t year, struct written *w)
{
	w->civil.year = (int)year;
	if (take(s, "年")) {
		w->civil.month = (int)digits(s, 1, 2, NULL);
		if (!take(s, "月"))
			return TIMESTAMP_UNKNOWN;
		w->civil.day = (int)digits(s, 1, 2, NULL);
		if (!take(s, "日"))
			return TIMESTAMP_UNKNOWN;
		/* A time may follow with or without a blank. */
		if (s->at < s->end && *s->at != ' ')
			return clock_time(s, w);
		return rest(s, w);
	}
	const char *separator = take(s, "-") ? "-" : take(s, "/") ? "/" :
	    NULL;
	int least = separator && *separator == '-' ? 2 : 1;
	if (!separator)
		return TIMESTAMP_UNKNOWN;
	w->civil.month = (int)digits(s, least, 2, NULL);
	if (!take(s, separator))
		return TIMESTAMP_UNKNOWN;
	w->civil.day = (int)digits(s, least, 2, NULL);
	if (w->civil.month < 0 || w->civil.day < 0)
		return TIMESTAMP_UNKNOWN;
	return rest(s, w);
}

/* 31/1/2025 or 1/31/2025: which is which, as far as one value tells. */
static enum timestamp_error
year_last(struct scanner *s, int64_t first, struct written *w)
{
	int64_t second, year;
	if (!take(s, "/") || (second = digits(s, 1, 2, NULL)) < 0 ||
	    !take(s, "/") || (year = digits(s, 4, 4, NULL)) < 0)
		return TIMESTAMP_UNKNOWN;
	w->order = first > 12 ? ORDER_DM : second > 12 ? ORDER_MD :
	    first == second ? ORDER_NONE : ORDER_EITHER;
	bool day_first = w->order == ORDER_DM;
	w->civil = (struct civil){ (int)year,
	    (int)(day_first ? second : first),
	    (int)(day_first ? first : second) };
	return rest(s, w);
}

/* 20250131, 20250131T081530, epoch seconds and milliseconds. */
static enum timestamp_error
digits_only(struct scanner *s, int taken, int64_t n, struct written *w,
    struct timestamp *out, bool *done)
{
	if (taken == 8) {
		w->civil = (struct civil){ (int)(n / 10000),
		    (int)(n / 100 % 100), (int)(n % 100) };
		if (s->at == s->end)
			return TIMESTAMP_OK;
		if (!take(s, "T"))
			return TIMESTAMP_UNKNOWN;
		int64_t time = digits(s, 6, 6, NULL);
		if (time < 0 || !offset(s, w) || s->at != s->end)
			return TIMESTAMP_UNKNOWN;
		if (time / 10000 > 23 || time / 100 % 100 > 59 ||
		    time % 100 > 60)
			return TIMESTAMP_CALENDAR;
		w->timed = true;
		w->micros = (time / 10000 * 3600 + time / 100 % 100 * 60 +
		    time % 100) * MICROS;
		return TIMESTAMP_OK;
	}
	if (s->at != s->end || taken < 9 || taken > 14)
		return TIMESTAMP_UNKNOWN;
	*done = true;
	*out = (struct timestamp){ n * (taken >= 12 ? 1000 : MICROS), false,
	    ORDER_NONE };
	return TIMESTAMP_OK;
}

enum timestamp_error
timestamp_shaped(const struct timestamp_reader *r, const char *text,
    size_t len, struct timestamp *out)
{
	struct scanner s = { text, text + len };
	struct written w = { 0 };
	enum timestamp_error error;
	bool done = false;
	int taken;
	int64_t n = digits(&s, 1, 14, &taken);
	if (n < 0)
		return TIMESTAMP_UNKNOWN;
	if (taken >= 8)
		error = digits_only(&s, taken, n, &w, out, &done);
	else if (taken == 4)
		error = year_first(&s, n, &w);
	else if (taken <= 2)
		error = year_last(&s, n, &w);
	else
		error = TIMESTAMP_UNKNOWN;
	return error != TIMESTAMP_OK || done ? error : finish(r, &w, out);
}

/*
 * A spreadsheet's day number, 1900 system: it believes in 1900-02-29, so
 * that from 61 on (1900-03-01) it is one ahead of the calendar.
 */
static enum timestamp_error
serial(const struct timestamp_reader *r, const char *text,
    struct timestamp *out)
{
	char *end;
	double n = strtod(text, &end);
	if (strspn(text, "0123456789.") != strlen(text) || *end ||
	    text[0] == '.')
		return TIMESTAMP_UNKNOWN;
	int64_t whole = (int64_t)n;
	if (n < 1 || n >= 2958466 || whole == 60)
		return TIMESTAMP_CALENDAR;
	int64_t day = whole - 25567 - 1 - (whole > 60);
	/* Rounded to the second: a day's fraction has no more in it. */
	int64_t second = (int64_t)((n - (double)whole) * 86400 + 0.5);
	out->date_only = !strchr(text, '.');
	out->order = ORDER_NONE;
	out->instant = second == 0 ? zone_day_start(r->zone, day) :
	    zone_instant(r->zone, day * DAY_MICROS + second * MICROS);
	return TIMESTAMP_OK;
}

static enum timestamp_error
epoch(const char *text, int64_t unit, struct timestamp *out)
{
	char *end;
	size_t at = text[0] == '-';
	if (strspn(text + at, "0123456789") != strlen(text + at) ||
	    !text[at] || strlen(text) > 15)
		return TIMESTAMP_UNKNOWN;
	long long n = strtoll(text, &end, 10);
	if (n > 253402300799LL * (MICROS / unit))
		return TIMESTAMP_CALENDAR;
	*out = (struct timestamp){ n * unit, false, ORDER_NONE };
	return TIMESTAMP_OK;
}

/* Whether a strptime format reads a time of day, or an offset. */
static bool
has_field(const char *format, const char *fields)
{
	for (const char *p = format; (p = strchr(p, '%')); p++) {
		p += p[1] == 'E' || p[1] == 'O' ? 2 : 1;
		if (!*p)
			return false;
		if (strchr(fields, *p))
			return true;
	}
	return false;
}

static enum timestamp_error
by_strptime(const struct timestamp_reader *r, const char *text,
    struct timestamp *out)
{
	struct tm tm = { .tm_mday = 1 };
	const char *end = strptime(text, r->format, &tm);
	if (!end || *end)
		return TIMESTAMP_UNKNOWN;
	struct written w = {
		.civil = { tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday },
		.timed = has_field(r->format, "HIMSTRrcXsklp"),
		.micros = (tm.tm_hour * 3600 + tm.tm_min * 60 +
		    (int64_t)tm.tm_sec) * MICROS,
		.offset_known = has_field(r->format, "zs"),
		.offset = tm.tm_gmtoff,
	};
	return finish(r, &w, out);
}

enum timestamp_error
timestamp_formatted(const struct timestamp_reader *r, const char *text,
    size_t len, struct timestamp *out)
{
	char copy[256];
	if (len >= sizeof copy || memchr(text, '\0', len))
		return TIMESTAMP_UNKNOWN;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (strcmp(r->format, "serial") == 0)
		return serial(r, copy, out);
	if (strcmp(r->format, "epoch-s") == 0)
		return epoch(copy, MICROS, out);
	if (strcmp(r->format, "epoch-ms") == 0)
		return epoch(copy, 1000, out);
	return by_strptime(r, copy, out);
}
