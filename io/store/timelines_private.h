/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that make timelines out of the store share. */
#ifndef IO_TIMELINES_PRIVATE_H
#define IO_TIMELINES_PRIVATE_H

#include <stdatomic.h>

#include "io/store/event_log_private.h"

/*
 * The records of a partition, entities of like hash side by side: buckets
 * small enough to be grouped and sorted in a core's cache.
 */
struct buckets {
	unsigned char *bytes;	/* padded as loaded spans are */
	size_t room;
	size_t *starts, *ends;	/* of each bucket, in bytes; with room between
				   them */
	size_t n, ends_room;	/* n is a power of two */
};

/* Zero it first; buckets_free ends it. */
void buckets_fill(struct buckets *buckets, const struct loaded *loaded,
    struct layout_bits layout);
void buckets_free(struct buckets *buckets);

/* Records of one entity. */
struct group {
	uint64_t low, high;	/* its hash, of high the bits of packed */
	uint32_t n;		/* events */
	uint32_t first, last;	/* of its records */
};

/* The entities of what was added, in the order of their first records. */
struct gathered {
	struct group *groups;
	size_t ngroups, groups_room;
	struct record {
		const unsigned char *at;
		uint32_t events;
		uint32_t next;	/* of its group, but of the last */
	} *records;
	size_t nrecords, records_room;
	size_t nevents;
	uint32_t *slots;	/* group number + 1; 0: free */
	size_t mask;
};

/* Zero it first; gather_none forgets what it has, gathered_free ends it. */
void gather_none(struct gathered *gathered);
void gather(struct gathered *gathered, const unsigned char *bytes, size_t len,
    struct layout_bits layout);
void gathered_free(struct gathered *gathered);

/* Reads the events of one group after another. */
struct group_reader;
typedef bool read_group_events(struct group_reader *reader,
    const struct record *records, const struct group *group,
    struct timeline *to);
struct group_reader {
	const struct event_log *log;
	struct layout_bits layout;
	int64_t as_of, month;	/* the last time that counts, and that less a
				   month, as struct event has times */
	bool plain;		/* times are those of struct event */
	bool lean;		/* likewise; events have but a time, a class,
				   whether they pass --having, and a group */
	read_group_events *read;	/* as the layout has them */
	struct log_facts *facts;	/* events after as-of, in the month */
	struct event *events;	/* of the last group */
	uint64_t *keys;		/* of these; NULL: the layout has none */
	size_t room;
};

void group_reader_start(struct group_reader *reader,
    const struct event_log *log, int64_t as_of, struct log_facts *facts);
void group_reader_end(struct group_reader *reader);

/* Its events up to as-of, in the order in which they were gathered, and
   whether they are even.  false: one is not later than that before it. */
bool group_read(struct group_reader *reader,
    const struct gathered *gathered, const struct group *group,
    struct timeline *to);

/* The word of a record's first event. */
static inline const unsigned char *
record_first(const unsigned char *at)
{
	return at + offsetof(struct packed, high);
}

/* Behind a record's first event, but for an id: see id_read. */
static inline const unsigned char *
first_end(struct layout_bits layout, const unsigned char *at)
{
	uint64_t word = packed_word(at);

	return at + sizeof word + (packed_is_wide(word) ? sizeof(int64_t) :
	    0) + layout.rest;
}

/* Behind an event that follows. */
static inline const unsigned char *
event_end(struct layout_bits layout, const unsigned char *at)
{
	return first_end(layout, at) - (packed_word(at) & PACKED_ALIKE ?
	    sizeof(uint32_t) : 0);
}

/* Behind an id, where there is one of a record that begins with that word. */
static inline const unsigned char *
id_end(struct layout_bits layout, uint64_t low, const unsigned char *at)
{
	uint32_t len;

	if (!layout_names(layout, low))
		return at;
	at = id_read(at, &len);
	return at + len;
}

/*
 * long_ones.c: of the entities of more events than --max-entity-events
 * those that have most; zero it to begin, free hashes.
 */
struct long_ones {
	uint64_t events;	/* of each; 0: there is none */
	struct long_hash {
		uint64_t low, high;
	} *hashes;
	size_t n, room;
};

void long_ones_add(struct long_ones *ones, uint64_t events, uint64_t low,
    uint64_t high);
/* What was in from is gone. */
void long_ones_join(struct long_ones *into, struct long_ones *from);
/* -1 with a fault that names the first of them by the bytes of its id, so
   that it is the same one, whichever was met first. */
int long_ones_fault(struct long_ones *ones, const struct event_log *log,
    struct fault *fault);

/*
 * timeline_order.c: events of one entity in their order, those of one class
 * and time as one.  It is total up to equal events, so that any sort gives
 * one result.  keys: of the events, or NULL.  Answers how many stand, and
 * counts repeats and what was added.
 */
size_t timeline_make(const struct event_log *log, struct event *events,
    const uint64_t *keys, size_t n, struct log_facts *facts);

/* Events that are examined: all of them stand, by time, class, group and
   value, equal ones by their places, which are sorted with them. */
void timeline_place(struct event *events, uint64_t *places, size_t n);

#endif
