/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times by a format that was named. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "io/time/timestamp_shapes.h"

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
	*out = (struct timestamp){ .date_only = !strchr(text, '.'),
	    .form = FORM_GIVEN };
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
	    !text[at] || strlen(text) > 18)
		return TIMESTAMP_UNKNOWN;
	long long n = strtoll(text, &end, 10);
	if (n > 253402300799LL * (MICROS / unit))
		return TIMESTAMP_CALENDAR;
	*out = (struct timestamp){ .instant = n * unit, .form = FORM_GIVEN,
	    .offset = true };
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

/*
 * strptime knows no fractions: takes the digits that %f stands for out of
 * the text, and %f out of the format.  *micros is -1 where none stand there.
 */
static void
take_fraction(char *text, char *format, int64_t *micros)
{
	char *mark = strstr(format, "%f"), *end;
	struct tm tm = { 0 };
	size_t n;

	*micros = 0;
	if (!mark)
		return;
	*mark = '\0';
	end = strptime(text, format, &tm);
	n = end ? strspn(end, "0123456789") : 0;
	*micros = n >= 1 && n <= 9 ? 0 : -1;
	for (size_t i = 0; i < 6 && *micros >= 0; i++)
		*micros = *micros * 10 + (i < n ? end[i] - '0' : 0);
	if (*micros >= 0)
		memmove(end, end + n, strlen(end + n) + 1);
	memmove(mark, mark + 2, strlen(mark + 2) + 1);
}

static enum timestamp_error
by_strptime(const struct timestamp_reader *r, const char *pattern,
    char *text, struct timestamp *out)
{
	char format[256];
	struct tm tm = { .tm_mday = 1 };
	int64_t micros;
	const char *end;

	snprintf(format, sizeof format, "%s", pattern);
	take_fraction(text, format, &micros);
	end = micros < 0 ? NULL : strptime(text, format, &tm);
	if (!end || *end)
		return TIMESTAMP_UNKNOWN;

	struct written w = {
		.civil = { tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday },
		.timed = has_field(format, "HIMSTRrcXsklp"),
		.micros = (tm.tm_hour * 3600 + tm.tm_min * 60 +
		    (int64_t)tm.tm_sec) * MICROS + micros,
		.offset_known = has_field(format, "zs"),
		.offset = tm.tm_gmtoff,
		.form = FORM_GIVEN,
	};

	return timestamp_finish(r, &w, out);
}

enum timestamp_error
timestamp_formatted(const struct timestamp_reader *r, const char *format,
    const char *text, size_t len, struct timestamp *out)
{
	char copy[256];

	if (len >= sizeof copy || memchr(text, '\0', len))
		return TIMESTAMP_UNKNOWN;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (strcmp(format, "serial") == 0)
		return serial(r, copy, out);
	if (strcmp(format, "epoch-s") == 0)
		return epoch(copy, MICROS, out);
	if (strcmp(format, "epoch-ms") == 0)
		return epoch(copy, 1000, out);
	if (strcmp(format, "epoch-us") == 0)
		return epoch(copy, 1, out);
	return by_strptime(r, format, copy, out);
}
