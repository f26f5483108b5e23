/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times of days that were seen before, without a call: once a row. */
#ifndef IO_TIMESTAMP_FAST_H
#define IO_TIMESTAMP_FAST_H

#include <endian.h>
#include <string.h>

#include "io/time/timestamp.h"

/* Bytes as a number, the first the lowest, whatever the machine. */
static inline uint64_t
load_eight(const char *text)
{
	uint64_t bytes;

	memcpy(&bytes, text, sizeof bytes);
	return le64toh(bytes);
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
static inline size_t
day_place(const char *text)
{
	uint64_t pairs = number_pairs(load_eight(text + 2) ^
	    UINT64_C(0x30302D30302D3030));

	/* Two bits of the year, four of the month, five of the day, from bits
	   0, 24 and 48 to 57, 53 and 48. */
	pairs &= UINT64_C(0x001F00000F000003);
	return pairs * (UINT64_C(1) << 57 | UINT64_C(1) << 29 | 1) >> 48;
}

/* " 08:15:30" or "T08:15:30" to seconds, all digits at once; -1 if it is
   neither. */
static inline int64_t
read_clock(const char *text)
{
	uint64_t d = load_eight(text + 1) ^ UINT64_C(0x30303A30303A3030);
	/* A digit over 9, or 5 before another, or a colon that is none, sets
	   a top bit. */
	uint64_t wrong = ((d + UINT64_C(0x767A7F767A7F7676)) | d) &
	    UINT64_C(0x8080808080808080);
	uint64_t pairs = number_pairs(d);
	uint64_t h = pairs & 0xff;

	if (wrong || h > 23 || (text[0] != ' ' && text[0] != 'T'))
		return -1;
	/* The minutes at bit 24 times 60 fall on the seconds at bit 48. */
	pairs &= UINT64_C(0x003F00003F000000);
	return (int64_t)(h * 3600 +
	    (pairs * (UINT64_C(60) << 24 | 1) >> 48));
}

/* The lengths of "2025-01-31", with "T08:15:30", and with Z behind. */
enum known_length {
	KNOWN_DATE = 10,
	KNOWN_TIME = 19,
	KNOWN_ZULU = 20,
};

/* Behind the century of an entry that holds a day: its offset from UTC is
   constant, or it is not. */
#define DAY_PLAIN (UINT32_C(1) << 16)
#define DAY_CHANGES (UINT32_C(2) << 16)

/* Whether that is the day of an entry, and of such a kind. */
static inline bool
day_is_kept(const struct day_entry *e, const char *text, uint32_t kind)
{
	uint64_t day;
	uint16_t century;

	memcpy(&century, text, sizeof century);
	memcpy(&day, text + 2, sizeof day);
	return e->day == day && e->century == (century | kind);
}

/*
 * "2025-01-31", or that and "T08:15:30" with nothing or Z behind, of a day
 * that was seen before and whose offset is constant, as timestamp_read would
 * have it; false for all else: ask timestamp_read.
 */
static inline __attribute__((always_inline)) bool
timestamp_known_s(const struct timestamp_reader *r, const char *text,
    size_t len, int64_t *instant_s)
{
	int64_t clock_s;

	if (len < KNOWN_DATE || len > KNOWN_ZULU)
		return false;
	const struct day_entry *e = &r->days[day_place(text)];
	if (__builtin_expect(!day_is_kept(e, text, DAY_PLAIN), 0))
		return false;
	*instant_s = e->instant_s;
	if (len < KNOWN_TIME)
		return len == KNOWN_DATE;
	clock_s = read_clock(text + KNOWN_DATE);
	*instant_s = (len == KNOWN_TIME ? e->instant_s : e->local_s) + clock_s;
	return clock_s >= 0 && (len == KNOWN_TIME || text[19] == 'Z');
}

/* The same, and what else is known of it. */
static inline __attribute__((always_inline)) bool
timestamp_known(const struct timestamp_reader *r, const char *text,
    size_t len, struct timestamp *out)
{
	int64_t instant_s;

	if (!timestamp_known_s(r, text, len, &instant_s))
		return false;
	*out = (struct timestamp){ .instant = instant_s * MICROS,
	    .date_only = len == KNOWN_DATE, .offset = len == KNOWN_ZULU,
	    .order = ORDER_NONE, .form = FORM_ISO };
	return true;
}

#endif
