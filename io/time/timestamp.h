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
 * Without a format these are taken, and nothing else:
 *   2025-01-31   2025-01-31T08:15[:30[.fraction]][Z|±HH[:]MM]   (T or a space)
 *   20250131     20250131T081530[Z]
 *   2025/1/31    2025年1月31日      with optional " H:MM[:SS]"
 *   31/1/2025 or 1/31/2025, with optional " H:MM[:SS][ AM|PM]": see below
 *   epoch seconds (9–11 digits; 8 are a date) or milliseconds (12–14 digits)
 * A fraction has up to nine digits; beyond microseconds they are cut off.
 * 24:00:00 is the end of the day; a leap second :60 is the next minute.
 * "31/1/2025" forces D/M, "1/31/2025" forces M/D; where both numbers are
 * at most 12 and differ, the value alone does not tell.  It is read as
 * M/D and marked; timestamp_swap turns it into D/M, when the column has
 * decided.
 */
enum timestamp_order {
	ORDER_NONE,	/* no such value */
	ORDER_EITHER,	/* 3/4/2025 */
	ORDER_MD,	/* 3/14/2025 */
	ORDER_DM,	/* 14/3/2025 */
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
};

/*
 * How a column is read.  Zero it, set zone and format, use it in one
 * thread: it caches the last day and its offset.
 */
struct timestamp_reader {
	const struct zone *zone;	/* of values without offset */
	const char *format;		/* NULL: the shapes above; "iso": the
					   first two lines of them; "serial": a
					   spreadsheet's day numbers (1900
					   system); "epoch-s", "epoch-ms";
					   else strptime's */
	/* days seen before, private */
	struct day_entry {
		uint64_t head;		/* "2025-01-" */
		uint16_t tail;		/* "31" */
		bool plain;		/* its offset is constant */
		int64_t local;		/* its midnight, local microseconds */
		int64_t instant;	/* the instant it begins */
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
