/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fast path: a day that was seen before, and plain times of day. */
#include "io/timestamp.h"

#include <string.h>

#include "io/timestamp_shapes.h"

static inline bool
is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

/* Two digits, or something of 100 and above. */
static inline unsigned
two(const char *p)
{
	unsigned a = (unsigned char)(p[0] - '0');
	unsigned b = (unsigned char)(p[1] - '0');
	return a < 10 && b < 10 ? a * 10 + b : 100;
}

/*
 * Where a day's text is kept: any four years without two in one place.
 * Its characters are not looked at otherwise; what is kept tells.
 */
static inline struct day_entry *
entry_of(struct timestamp_reader *r, const char *text)
{
	size_t month = (size_t)(text[5] & 1) * 10 + (text[6] & 15);
	size_t day = (size_t)(text[8] & 3) * 10 + (text[9] & 15);
	return &r->days[((text[3] & 3) << 9 | month << 5 | (day & 31)) & 2047];
}

/* Learns "2025-01-31": its midnight and whether its offset is constant. */
static bool
learn_day(struct timestamp_reader *r, const char *text, struct day_entry *e)
{
	unsigned century = two(text), year = two(text + 2);
	unsigned month = two(text + 5), day = two(text + 8);
	struct civil c = { (int)(century * 100 + year), (int)month,
		(int)day };
	if (text[4] != '-' || text[7] != '-' || century > 99 || year > 99 ||
	    !civil_exists(c))
		return false;
	int64_t number = civil_to_day(c);
	memcpy(&e->head, text, sizeof e->head);
	memcpy(&e->tail, text + 8, sizeof e->tail);
	e->local = number * DAY_MICROS;
	e->instant = zone_day_start(r->zone, number);
	int32_t offset = zone_offset(r->zone, e->instant);
	e->plain = e->instant == e->local - offset * MICROS &&
	    zone_offset(r->zone, e->instant + DAY_MICROS) == offset &&
	    zone_offset(r->zone, e->instant - 1) == offset;
	return true;
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
	/* A digit over 9, or a colon that is none, sets a top bit. */
	uint64_t wrong = ((d + UINT64_C(0x76767F76767F7676)) | d) &
	    UINT64_C(0x8080808080808080);
	uint64_t pairs = d * 10 + (d >> 8);
	uint64_t h = pairs & 0xff, m = pairs >> 24 & 0xff;
	uint64_t s = pairs >> 48 & 0xff;
	if (wrong || h > 23 || m > 59 || s > 59)
		return -1;
	return (int64_t)(h * 3600 + m * 60 + s) * MICROS;
}

static inline bool
is_kept(const struct day_entry *e, const char *text)
{
	uint64_t head;
	uint16_t tail;
	memcpy(&head, text, sizeof head);
	memcpy(&tail, text + 8, sizeof tail);
	return e->head == head && e->tail == tail;
}

/* "2025-01-31", or that and "T08:15:30" with nothing or Z behind. */
static inline bool
read_fast(struct timestamp_reader *r, const char *text, size_t len,
    struct timestamp *out)
{
	if (len != 10 && len != 19 && len != 20)
		return false;
	struct day_entry *e = entry_of(r, text);
	if (__builtin_expect(!is_kept(e, text), 0) && !learn_day(r, text, e))
		return false;
	out->order = ORDER_NONE;
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

/* 2025-01-31… or 20250131…: what --time-format iso holds a column to. */
static bool
is_iso(const char *text, size_t len)
{
	if (len > 4 && text[4] == '-')
		return true;
	return len >= 8 && (len == 8 || text[8] == 'T') && is_digit(text[7]);
}

enum timestamp_error
timestamp_read(struct timestamp_reader *r, const char *text, size_t len,
    struct timestamp *out)
{
	while (len && (*text == ' ' || *text == '\t'))
		text++, len--;
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	if (len == 0)
		return TIMESTAMP_EMPTY;
	bool iso = r->format && strcmp(r->format, "iso") == 0;
	if (iso && !is_iso(text, len))
		return TIMESTAMP_UNKNOWN;
	if ((!r->format || iso) && read_fast(r, text, len, out))
		return TIMESTAMP_OK;
	return r->format && !iso ? timestamp_formatted(r, text, len, out) :
	    timestamp_shaped(r, text, len, out);
}

int64_t
timestamp_swap(int64_t instant, const struct zone *zone)
{
	int64_t local = zone_local(zone, instant);
	int64_t day = local / DAY_MICROS - (local % DAY_MICROS < 0);
	struct civil c = day_to_civil(day);
	struct civil swapped = { c.year, c.day, c.month };
	if (!civil_exists(swapped))
		return instant;
	int64_t moved = civil_to_day(swapped) * DAY_MICROS + local -
	    day * DAY_MICROS;
	return zone_instant(zone, moved);
}

bool
timestamp_option(const char *text, const struct zone *zone,
    struct timestamp *out)
{
	struct timestamp_reader r = { .zone = zone };
	size_t len = strlen(text);
	if (len < 10 || !is_digit(text[0]) || text[4] != '-')
		return false;
	return timestamp_read(&r, text, len, out) == TIMESTAMP_OK &&
	    out->order == ORDER_NONE;
}
