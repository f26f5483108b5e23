/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fast path: a day that was seen before, and plain times of day. */
#include "io/time/timestamp.h"

#include <string.h>

#include "io/time/timestamp_fast.h"
#include "io/time/timestamp_shapes.h"

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
	int64_t instant = zone_day_start(r->zone, number);
	int32_t offset = zone_offset(r->zone, instant);
	uint16_t first_two;
	memcpy(&first_two, text, sizeof first_two);
	memcpy(&e->day, text + 2, sizeof e->day);
	e->local_s = number * (DAY_MICROS / MICROS);
	e->instant_s = instant / MICROS;
	bool plain = e->instant_s == e->local_s - offset &&
	    zone_offset(r->zone, instant + DAY_MICROS) == offset &&
	    zone_offset(r->zone, instant - 1) == offset;
	e->century = first_two | (plain ? DAY_PLAIN : DAY_CHANGES);
	return true;
}

/* A time of a day whose offset changes: what timestamp_known leaves. */
static bool
read_changing(const struct timestamp_reader *r, const struct day_entry *e,
    const char *text, size_t len, struct timestamp *out)
{
	int64_t clock_s = len == KNOWN_DATE ? 0 :
	    read_clock(text + KNOWN_DATE);
	int64_t local = (e->local_s + clock_s) * MICROS;

	if (clock_s < 0 || (len == KNOWN_ZULU && text[19] != 'Z'))
		return false;
	*out = (struct timestamp){ .order = ORDER_NONE, .form = FORM_ISO,
	    .date_only = len == KNOWN_DATE, .offset = len == KNOWN_ZULU };
	out->instant = len == KNOWN_ZULU ? local :
	    len == KNOWN_DATE ? e->instant_s * MICROS :
	    zone_instant(r->zone, local);
	return true;
}

/* The same of any day: it is learnt first. */
static inline bool
read_fast(struct timestamp_reader *r, const char *text, size_t len,
    struct timestamp *out)
{
	if (len != KNOWN_DATE && len != KNOWN_TIME && len != KNOWN_ZULU)
		return false;
	struct day_entry *e = &r->days[day_place(text)];
	if (!day_is_kept(e, text, DAY_PLAIN) &&
	    !day_is_kept(e, text, DAY_CHANGES) && !learn_day(r, text, e))
		return false;
	return e->century & DAY_PLAIN ? timestamp_known(r, text, len, out) :
	    read_changing(r, e, text, len, out);
}

/* 2025-01-31… or 20250131…: what --time-format iso holds a column to. */
static bool
is_iso(const char *text, size_t len)
{
	if (len > 4 && text[4] == '-')
		return true;
	return len >= 8 && (len == 8 || text[8] == 'T') && is_digit(text[7]);
}

static enum timestamp_error
read_shape(struct timestamp_reader *r, const char *text, size_t len,
    struct timestamp *out)
{
	return read_fast(r, text, len, out) ? TIMESTAMP_OK :
	    timestamp_shaped(r, text, len, out);
}

/* The first format that fits; of those that do not, the closest miss. */
static enum timestamp_error
read_formats(struct timestamp_reader *r, const char *text, size_t len,
    struct timestamp *out)
{
	enum timestamp_error worst = TIMESTAMP_UNKNOWN;

	for (size_t i = 0; i < r->nformats; i++) {
		bool iso = strcmp(r->formats[i], "iso") == 0;
		enum timestamp_error error = TIMESTAMP_UNKNOWN;

		if (!iso)
			error = timestamp_formatted(r, r->formats[i], text,
			    len, out);
		else if (is_iso(text, len))
			error = read_shape(r, text, len, out);
		if (error == TIMESTAMP_OK)
			return error;
		if (error == TIMESTAMP_CALENDAR)
			worst = error;
	}
	return worst;
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
	return r->nformats ? read_formats(r, text, len, out) :
	    read_shape(r, text, len, out);
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
