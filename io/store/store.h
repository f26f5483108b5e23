/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_STORE_H
#define IO_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "analytics/base/timeline.h"
#include "analytics/time/calendar.h"
#include "io/base/fault.h"

/*
 * Events on their way to timelines: appended by many workers to 256
 * partitions, by a hash of the entity; then each partition is read whole
 * by one worker.  Beyond its budget the store writes to one temporary
 * file, unlinked as soon as it is made.
 *
 * Rows of an entity mostly follow one another, and are one record then.  It
 * takes 16 bytes with its first event: 87 bits of hash (8 more are the
 * partition's number), seconds since 1970 in 32, class and flags in 8; and 8
 * bytes for each event that follows.  A time that is no such number of
 * seconds, or of an event that is undated, takes 8 bytes more.  Group, value
 * and key stand behind each event, where the layout has them; but no group
 * behind an event that has that of the one before it.  Behind the first is an
 * id that is not computed from its hash (see id_key).
 */
#define PARTITIONS 256

struct layout_bits {
	bool groups;	/* 4 bytes, of an event that is not alike */
	bool values;	/* 16 bytes */
	bool keys;	/* 8 bytes: a hash of the key */
	bool ids;	/* of PACKED_NAMED: a length, 1 byte or 5, and the id */
	uint8_t rest;	/* the store's own: bytes of the first three */
};

#define PACKED_CLASS 0x3f	/* all bits: of no class, the form is wide */
#define PACKED_EITHER 0x40	/* the date could be D/M or M/D */
#define PACKED_HAVING 0x80	/* passes --having */
#define PACKED_UNDATED 0x100	/* event.undated; of the wide form alone */

/*
 * How a record begins: low is of the hash, high is the word of its first
 * event.  From its lowest bit on such a word has 8 bits of class and flags,
 * 32 of seconds, and 24 of hash; or, of an event that follows, the highest
 * bit of all, which no low has, and below it whether it has the group of the
 * event before.  The wide form has the class in place of seconds, and behind
 * it the time, in microseconds.  In a layout with ids low has PACKED_NAMED if
 * the id of that hash is kept.
 */
struct packed {
	uint64_t low, high;
};
#define PACKED_SECONDS 8
#define PACKED_HASH (~UINT64_C(0) << 40)
#define PACKED_FOLLOWS (UINT64_C(1) << 63)
#define PACKED_ALIKE (UINT64_C(1) << 62)
#define PACKED_NAMED (UINT64_C(1) << 62)
#define PACKED_LOW (~PACKED_FOLLOWS)

/* Word by word: so they stay in registers. */
static inline struct packed
packed_load(const unsigned char *at)
{
	struct packed p;

	memcpy(&p.low, at, sizeof p.low);
	memcpy(&p.high, at + sizeof p.low, sizeof p.high);
	return p;
}

static inline uint64_t
packed_word(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return word;
}

/* Whether an event is there that follows another, or a record begins. */
static inline bool
packed_follows(const unsigned char *at)
{
	return packed_word(at) & PACKED_FOLLOWS;
}

static inline bool
packed_is_wide(uint64_t word)
{
	return (word & PACKED_CLASS) == PACKED_CLASS;
}

/* What one worker appends for one row. */
struct append {
	uint64_t low, high;	/* the hash: of low PACKED_LOW, of high the 24
				   highest bits */
	uint8_t partition;	/* and 8 more */
	bool follows;		/* the worker's last event has the same hash:
				   it need not begin a record */
	bool alike;		/* it follows, in a layout with groups, and has
				   the group of that event */
	uint16_t class;		/* and flags: see above */
	int64_t time;		/* microseconds */
	uint32_t group;
	decimal value;
	uint64_t key;
	const char *id;
	size_t id_len;
};

struct store;

/* One worker's end of one partition. */
struct bin {
	unsigned char *at, *end;	/* free room of the newest chunk */
	struct chunk *chunks;		/* newest first */
};

/*
 * budget: bytes of events to keep in memory; 0: no bound.  folder: where
 * the temporary file goes.
 */
struct store *store_new(size_t workers, struct layout_bits layout,
    uint64_t budget, const char *folder);
void store_free(struct store *store);
/* Partition p is not loaded again: its memory goes back.  By one thread a
   partition. */
void store_drop(struct store *store, size_t p);

/* Where events have ids, one that follows has one as well: it may have to
   begin a record.  -1 with FAULT_OUTPUT: the temporary file, or no memory
   without a bound. */
int store_append(struct store *store, size_t worker,
    const struct append *event, struct fault *fault);


/* The records of a partition, in memory again, one span after another; so
   many bytes behind each can be read. */
#define LOADED_PADDING 16
struct stored_span {
	const unsigned char *bytes;
	size_t len;
};

struct loaded {
	struct stored_span *spans;
	size_t n;
	size_t bytes;		/* of all spans */
	void *buffer;		/* what was read back, or NULL */
	size_t room, spans_room;
};

/*
 * Loads partition p into *loaded, which is zeroed before its first use
 * and freed with loaded_free.  Spans stay valid until the next store_load
 * into the same struct.
 */
int store_load(struct store *store, size_t p, struct loaded *loaded,
    struct fault *fault);
void loaded_free(struct loaded *loaded);

struct layout_bits store_layout(const struct store *store);

/* Of layouts with nothing but times and classes; with ids; with groups. */
static const struct layout_bits bare_layout = { .rest = 0 };
static const struct layout_bits named_layout = { .ids = true };
static const struct layout_bits grouped_layout = { .groups = true,
	.rest = sizeof(uint32_t) };

static inline bool
layout_is_bare(struct layout_bits layout)
{
	return layout.rest == 0 && !layout.ids;
}

static inline bool
layout_is_named(struct layout_bits layout)
{
	return layout.rest == 0 && layout.ids;
}

static inline bool
layout_is_grouped(struct layout_bits layout)
{
	return layout.groups && layout.rest == grouped_layout.rest &&
	    !layout.ids;
}

/* The most that a record takes without its id. */
static inline size_t
layout_most(struct layout_bits layout)
{
	return sizeof(struct packed) + sizeof(int64_t) + layout.rest;
}

/*
 * An event and its time; behind it.  Whether it follows changes from row to
 * row: a head is written before it in any case, and then over it.
 */
static inline __attribute__((always_inline)) unsigned char *
packed_write(unsigned char *at, const struct append *event)
{
	uint64_t follows = event->follows;
	uint64_t word = follows << 63 | (uint64_t)event->alike << 62 |
	    (event->high & PACKED_HASH & (follows - 1));
	int64_t seconds = event->time / MICROS;
	bool wide = seconds * MICROS != event->time || seconds < 0 ||
	    seconds > UINT32_MAX || (event->class & PACKED_UNDATED);

	word |= wide ? (event->class & ~PACKED_UNDATED) | PACKED_CLASS |
	    (uint64_t)(event->class & (PACKED_CLASS | PACKED_UNDATED)) <<
	    PACKED_SECONDS :
	    event->class | (uint64_t)seconds << PACKED_SECONDS;
	memcpy(at, &event->low, sizeof event->low);
	at += (1 - follows) * sizeof event->low;
	memcpy(at, &word, sizeof word);
	if (__builtin_expect(!wide, 1))
		return at + sizeof word;
	memcpy(at + sizeof word, &event->time, sizeof event->time);
	return at + sizeof word + sizeof event->time;
}

/* The time of the event whose word is there, its class and flags; behind
   them. */
static inline const unsigned char *
packed_read(const unsigned char *at, int64_t *time, uint16_t *class)
{
	uint64_t word = packed_word(at);

	*class = (uint16_t)(word & UINT8_MAX);
	*time = (int64_t)(uint32_t)(word >> PACKED_SECONDS) * MICROS;
	if (__builtin_expect(!packed_is_wide(word), 1))
		return at + sizeof word;
	*class = (uint16_t)((word & (PACKED_EITHER | PACKED_HAVING)) |
	    (word >> PACKED_SECONDS & (PACKED_CLASS | PACKED_UNDATED)));
	memcpy(time, at + sizeof word, sizeof *time);
	return at + sizeof word + sizeof *time;
}

/* An event without its id, where there is room for it; behind it. */
static inline __attribute__((always_inline)) unsigned char *
layout_write(struct layout_bits layout, unsigned char *at,
    const struct append *event)
{
	at = packed_write(at, event);
	if (layout.groups) {
		memcpy(at, &event->group, sizeof event->group);
		at += !event->alike * sizeof event->group;
	}
	if (layout.values) {
		memcpy(at, &event->value, sizeof event->value);
		at += sizeof event->value;
	}
	if (layout.keys) {
		memcpy(at, &event->key, sizeof event->key);
		at += sizeof event->key;
	}
	return at;
}

/* Whether an id stands behind the first event of a record that begins with
   that word. */
static inline bool
layout_names(struct layout_bits layout, uint64_t low)
{
	return layout.ids && (low & PACKED_NAMED);
}

/* The most that stands before an id: ID_LONG, where its length is no byte
   below that, and 4 bytes of length. */
#define ID_LONG UINT8_MAX
#define ID_HEAD_MOST (1 + sizeof(uint32_t))

/* Its id, behind what layout_write writes. */
static inline unsigned char *
id_write(unsigned char *at, const struct append *event)
{
	uint32_t len = (uint32_t)event->id_len;

	*at++ = (unsigned char)(len < ID_LONG ? len : ID_LONG);
	if (len >= ID_LONG) {
		memcpy(at, &len, sizeof len);
		at += sizeof len;
	}
	if (len > 0)
		memcpy(at, event->id, len);
	return at + len;
}

/* The bytes of an id, and how many. */
static inline const unsigned char *
id_read(const unsigned char *at, uint32_t *len)
{
	*len = *at++;
	if (*len < ID_LONG)
		return at;
	memcpy(len, at, sizeof *len);
	return at + sizeof *len;
}

/*
 * The bins of a worker, by partition.  They are for store_append_plain:
 * once a row, without a call.  false: no room there, store_append makes
 * some.
 */
struct bin *store_plain_bins(struct store *store, size_t worker);

static inline __attribute__((always_inline)) bool
store_append_plain(struct bin *bins, struct layout_bits layout,
    const struct append *event)
{
	struct bin *bin = &bins[event->partition];
	size_t most = layout_most(layout);
	bool named = layout_names(layout, event->low);

	if (named)
		most += ID_HEAD_MOST + event->id_len;
	if (__builtin_expect((size_t)(bin->end - bin->at) < most, 0))
		return false;
	/* The next event of this bin will find its line in the cache. */
	__builtin_prefetch(bin->at + 64, 1);
	bin->at = layout_write(layout, bin->at, event);
	if (named && !event->follows)
		bin->at = id_write(bin->at, event);
	return true;
}

#endif
