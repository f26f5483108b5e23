/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times of days that were seen before, without a call: once a row. */
#ifndef IO_TIMESTAMP_FAST_H
#define IO_TIMESTAMP_FAST_H

#include <string.h>

#include "io/time/timestamp.h"

/* Bytes as a number, the first the lowest, whatever the machine. */
static inline uint64_t
load_eight(const char *text)
{
	uint64_t bytes;

	memcpy(&bytes, text, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes = __builtin_bswap64(bytes);
#endif
	return bytes;
}

/* Of the digits of "08:15:30": bytes 0, 3 and 6 have those numbers. */
static inline uint64_t
number_pairs(uint64_t digits)
{
	return digits * 10 + (digits >> 8);
}

/*
 * Where a day's text is kept: any four years without two in one place.
 * Its characters are not looked at otherwise; what is kept tells.
 */
static inline struct day_entry *
day_entry_of(struct timestamp_reader *r, const char *text)
{
	uint64_t pairs = number_pairs(load_eight(text + 2) ^
	    UINT64_C(0x30302D30302D3030));

	return &r->days[(pairs & 3) << 9 | (pairs >> 24 & 15) << 5 |
	    (pairs >> 48 & 31)];
}

/* "08:15:30" to seconds, all digits at once; -1 if it is none. */
static inline int64_t
read_clock(const char *text)
{
	uint64_t d = load_eight(text) ^ UINT64_C(0x30303A30303A3030);
	/* A digit over 9, or 5 before another, or a colon that is none, sets
	   a top bit. */
	uint64_t wrong = ((d + UINT64_C(0x767A7F767A7F7676)) | d) &
	    UINT64_C(0x8080808080808080);
	uint64_t pairs = number_pairs(d);
	uint64_t h = pairs & 0xff, m = pairs >> 24 & 0xff;
	uint64_t s = pairs >> 48 & 0xff;

	if (wrong || h > 23)
		return -1;
	return (int64_t)(h * 3600 + m * 60 + s);
}

static inline bool
day_is_kept(const struct day_entry *e, const char *text)
{
	uint64_t day;
	uint16_t century;

	memcpy(&century, text, sizeof century);
	memcpy(&day, text + 2, sizeof day);
	/* An entry of no day yet is all NUL, which no day is. */
	return e->day == day && e->century == century && century;
}

/* The clock behind a day, as timestamp_known has it, added to *seconds. */
static inline __attribute__((always_inline)) bool
add_clock(const struct timestamp_reader *r, const struct day_entry *e,
    const char *text, size_t len, int64_t *seconds)
{
	int64_t clock_s = read_clock(text + 11);

	if ((text[10] != ' ' && text[10] != 'T') || clock_s < 0)
		return false;
	if (len == 20) {
		*seconds = e->local_s + clock_s;
		return text[19] == 'Z';
	}
	*seconds = e->plain ? e->instant_s + clock_s : zone_instant(r->zone,
	    (e->local_s + clock_s) * MICROS) / MICROS;
	return true;
}

/*
 * "2025-01-31", or that and "T08:15:30" with nothing or Z behind, as
 * timestamp_read would have it; false for all else, and for days that it
 * has not seen: ask timestamp_read.
 */
static inline __attribute__((always_inline)) bool
timestamp_known(struct timestamp_reader *r, const char *text, size_t len,
    struct timestamp *out)
{
	int64_t seconds;

	if (len != 10 && len != 19 && len != 20)
		return false;
	const struct day_entry *e = day_entry_of(r, text);
	if (!day_is_kept(e, text))
		return false;
	seconds = e->instant_s;
	if (len != 10 && !add_clock(r, e, text, len, &seconds))
		return false;
	out->order = ORDER_NONE;
	out->form = FORM_ISO;
	out->offset = len == 20;
	out->date_only = len == 10;
	/* Where this is inlined, it is seen to be of whole seconds. */
	out->instant = seconds * MICROS;
	return true;
}

#endif
