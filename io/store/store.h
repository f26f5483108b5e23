/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_STORE_H
#define IO_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "analytics/base/timeline.h"
#include "io/base/fault.h"

/*
 * Events on their way to timelines: appended by many workers to 256
 * partitions, by a hash of the entity; then each partition is read whole
 * by one worker.  Beyond its budget the store writes to one temporary
 * file, unlinked as soon as it is made.
 *
 * An event takes 24 bytes: 120 bits of hash (8 more are the partition's
 * number), the class and two flags in the byte that they free, the time.
 * Group, value, key and id follow where the layout has them.
 */
#define PARTITIONS 256

struct layout_bits {
	bool groups;	/* 8 bytes: a uint32_t and nothing */
	bool values;	/* 16 bytes */
	bool keys;	/* 8 bytes: a hash of the key */
	bool ids;	/* 4 bytes of length, the id, up to a multiple of 8 */
};

#define PACKED_CLASS 0x3f
#define PACKED_EITHER 0x40	/* the date could be D/M or M/D */
#define PACKED_HAVING 0x80	/* passes --having */

struct packed {
	uint64_t low;
	uint64_t high;	/* its lowest byte is class and flags */
	int64_t time;	/* microseconds */
};

/* What one worker appends for one row. */
struct append {
	struct packed packed;	/* high's lowest byte: see above */
	uint8_t partition;
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
/* No more loads: begins to give memory back, while others work on. */
void store_retire(struct store *store);

/* -1 with FAULT_OUTPUT: the temporary file, or no memory without a bound. */
int store_append(struct store *store, size_t worker,
    const struct append *event, struct fault *fault);


/* The records of a partition, in memory again, one span after another. */
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

/* The length of a record without its id. */
static inline size_t
layout_size(struct layout_bits layout)
{
	return sizeof(struct packed) + (layout.groups ? 8 : 0) +
	    (layout.values ? sizeof(decimal) : 0) +
	    (layout.keys ? sizeof(uint64_t) : 0);
}

/* An event without its id, where there is room for it; behind it. */
static inline unsigned char *
layout_write(struct layout_bits layout, unsigned char *at,
    const struct append *event)
{
	memcpy(at, &event->packed, sizeof event->packed);
	at += sizeof event->packed;
	if (layout.groups) {
		memcpy(at, &event->group, sizeof event->group);
		at += 8;
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

/*
 * The bins of a worker, by partition, where no record has an id, so that
 * all are of one length; else NULL.  They are for store_append_plain: once
 * a row, without a call.  false: no room there, store_append makes some.
 */
struct bin *store_plain_bins(struct store *store, size_t worker);

static inline bool
store_append_plain(struct bin *bins, struct layout_bits layout,
    const struct append *event)
{
	struct bin *bin = &bins[event->partition];
	if ((size_t)(bin->end - bin->at) < layout_size(layout))
		return false;
	/* The next event of this bin will find its line in the cache. */
	__builtin_prefetch(bin->at + 64, 1);
	bin->at = layout_write(layout, bin->at, event);
	return true;
}

#endif
