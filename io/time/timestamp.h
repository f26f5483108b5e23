/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TIMESTAMP_H
#define IO_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/time/calendar.h"

/*
 * Times as exports write them, one field at a time and fast: this is
 * called once a row.
 *
 * Without a format these dates are taken, and nothing else:
 *   2025-01-31  2025-1-31  2025/1/31  2025.1.31  2025年1月31日
 *   31/1/2025  1/31/2025  31-1-2025  1/31/25  31.1.2025  (the day is
 *   first between points; two figures of a year are 1970 to 2069)
 *   1-Mar-2025  1 March 2025  Mar 1, 2025
 * each alone or with a time of day behind T, a blank or a comma and one:
 *   H  H:MM  H:MM:SS  H:MM:SS.fraction, with AM or PM behind it or 上午 or
 *   下午 before; 8时30分15秒, 8点30分; then nothing or Z, UTC, GMT, +HH,
 *   +HHMM, +HH:MM;
 * and digits alone:
 *   20250131  202501310815  20250131081530  20250131T081530[Z]
 *   epoch seconds (9 to 11 digits, with a fraction), milliseconds (12, 13)
 *   and microseconds (15, 16).
 * A fraction has up to nine digits; beyond microseconds they are cut off.
 * 24:00:00 is the end of the day; a leap second :60 is the next minute.
 *
 * Two things a value alone does not tell.  "31/1/2025" forces D/M,
 * "1/31/2025" forces M/D; where both numbers are at most 12 and differ, it
 * is read as M/D and marked, and timestamp_swap turns it into D/M when the
 * column has decided.  Twelve or fourteen digits are a day if they can be;
 * whoever reads a column refuses it where others in it are no days.
 */
enum timestamp_order {
	ORDER_NONE,	/* no such value */
	ORDER_EITHER,	/* 3/4/2025 */
	ORDER_MD,	/* 3/14/2025 */
	ORDER_DM,	/* 14/3/2025 */
};

/* How it was written. */
enum timestamp_form {
	FORM_ISO,
	FORM_YEAR_FIRST,	/* 2025/1/31 and its like */
	FORM_FIGURES,		/* the year last */
	FORM_NAMED,		/* a month by its name */
	FORM_COMPACT,		/* digits alone, a day */
	FORM_EPOCH,		/* digits alone, since 1970 */
	FORM_GIVEN,		/* by a format that was named */
	FORMS,
};

enum timestamp_error {
	TIMESTAMP_OK,
	TIMESTAMP_EMPTY,
	TIMESTAMP_UNKNOWN,	/* no known shape: "next week" */
	TIMESTAMP_CALENDAR,	/* the shape, but no such day or hour */
};

struct timestamp {
	int64_t instant;	/* microseconds; a date: its local midnight */
	bool date_only;
	enum timestamp_order order;
	enum timestamp_form form;
	bool offset;		/* it says how far from UTC it is */
};

/*
 * How a column is read.  Zero it, set zone and formats, use it in one
 * thread: it caches the last day and its offset.
 */
struct timestamp_reader {
	const struct zone *zone;	/* of values without offset */
	/* Tried in order; none: the shapes above.  "iso": 2025-01-31 and
	   20250131 with their times; "serial": a spreadsheet's day numbers
	   (1900 system); "epoch-s", "epoch-ms", "epoch-us"; else strptime's,
	   where %f is the digits of a fraction. */
	const char *const *formats;
	size_t nformats;
	/* days seen before, private */
	struct day_entry {
		uint64_t day;		/* "25-01-31" */
		uint32_t century;	/* "20", and of which kind it is */
		int64_t local_s;	/* its midnight, local seconds */
		int64_t instant_s;	/* the instant it begins */
	} days[2048];
};

/* Reads text[0..len), blanks around it ignored. */
enum timestamp_error timestamp_read(struct timestamp_reader *reader,
    const char *text, size_t len, struct timestamp *out);

/*
 * A value marked ORDER_EITHER, that was read as M/D, as D/M instead.
 */
int64_t timestamp_swap(int64_t instant, const struct zone *zone);

/*
 * A day or time given as an option value: ISO only.  false if it is none.
 * Also relative to nothing: the wall clock is never read.
 */
bool timestamp_option(const char *text, const struct zone *zone,
    struct timestamp *out);

#endif
