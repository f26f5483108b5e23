/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times of days that were seen before, without a call: once a row. */
#ifndef IO_TIMESTAMP_FAST_H
#define IO_TIMESTAMP_FAST_H

#include <string.h>

#include "io/time/timestamp.h"

/*
 * Where a day's text is kept: any four years without two in one place.
 * Its characters are not looked at otherwise; what is kept tells.
 */
static inline struct day_entry *
day_entry_of(struct timestamp_reader *r, const char *text)
{
	size_t month = (size_t)(text[5] & 1) * 10 + (text[6] & 15);
	size_t day = (size_t)(text[8] & 3) * 10 + (text[9] & 15);

	return &r->days[((text[3] & 3) << 9 | month << 5 | (day & 31)) & 2047];
}

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

/* "08:15:30" to microseconds, all digits at once; -1 if it is none. */
static inline int64_t
read_clock(const char *text)
{
	uint64_t d = load_eight(text) ^ UINT64_C(0x30303A30303A3030);
	/* A digit over 9, or 5 before another, or a colon that is none, sets
	   a top bit. */
	uint64_t wrong = ((d + UINT64_C(0x767A7F767A7F7676)) | d) &
	    UINT64_C(0x8080808080808080);
	uint64_t pairs = d * 10 + (d >> 8);
	uint64_t h = pairs & 0xff, m = pairs >> 24 & 0xff;
	uint64_t s = pairs >> 48 & 0xff;

	if (wrong || h > 23)
		return -1;
	return (int64_t)(h * 3600 + m * 60 + s) * MICROS;
}

static inline bool
day_is_kept(const struct day_entry *e, const char *text)
{
	uint64_t head;
	uint16_t tail;

	memcpy(&head, text, sizeof head);
	memcpy(&tail, text + 8, sizeof tail);
	/* An entry of no day yet is all NUL, which no day is. */
	return e->head == head && e->tail == tail && head;
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
	if (len != 10 && len != 19 && len != 20)
		return false;
	const struct day_entry *e = day_entry_of(r, text);
	if (!day_is_kept(e, text))
		return false;
	out->order = ORDER_NONE;
	out->form = FORM_ISO;
	out->offset = len == 20;
	out->date_only = len == 10;
	out->instant = e->instant;
	if (len == 10)
		return true;
	int64_t micros = read_clock(text + 11);
	if ((text[10] != ' ' && text[10] != 'T') || micros < 0)
		return false;
	if (len == 20) {
		if (text[19] != 'Z')
			return false;
		out->instant = e->local + micros;
	} else {
		out->instant = e->plain ? e->instant + micros :
		    zone_instant(r->zone, e->local + micros);
	}
	return true;
}

#endif
