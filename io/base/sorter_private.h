/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sorter.c and sorter_merge.c share. */
#ifndef IO_SORTER_PRIVATE_H
#define IO_SORTER_PRIVATE_H

#include <pthread.h>
#include <stdbool.h>

#include "io/base/sorter.h"

/* A record takes its length, its bytes, and blanks up to 8. */
#define HEAD sizeof(uint64_t)

/* Where the head of a record stands in an area. */
struct place {
	int64_t key;
	size_t at;
};

/*
 * What one worker has added and not yet written.  Records are read in their
 * order: if they stood in that of their coming, each would be on a page of
 * its own, and half of the time would go into finding these.  So as soon as
 * the first few thousand keys are known, all later records stand in buckets,
 * by bounds of their keys that hold about as many each.
 */
#define BUCKETS 256

struct area {
	unsigned char *bytes;
	size_t used, room;
	size_t stored;		/* of the bytes used, those of records */
	struct place *records;	/* sorted when read */
	size_t n, records_room;
	int64_t *bounds;	/* BUCKETS - 1, ascending: the least keys of
				   all buckets but the first; NULL: none */
	struct bucket {
		size_t at, end;	/* where its next record stands */
	} *buckets;
};

struct run {
	uint64_t offset, len;
};

/* Where the merge stands in an area or a run. */
struct cursor {
	const struct area *area;	/* or NULL: a run */
	size_t at;			/* the next record of the area */
	struct run left;		/* of the run, not yet in buffer */
	unsigned char *buffer;
	size_t from, have, room;
	const unsigned char *record;	/* the one that is due; NULL: none */
	size_t len;
	int64_t key;
};

struct sorter {
	size_t workers;
	uint64_t budget;
	const char *folder;
	sorter_compare *compare;
	sorter_key *key;
	struct area *areas;

	pthread_mutex_t lock;	/* of what follows, while records are added */
	int file;
	uint64_t written;
	struct run *runs;
	size_t nruns, runs_room;

	struct cursor *cursors;
	size_t ncursors;
	struct cursor **heap;	/* of those that have a record */
	size_t nheap;
	bool moved;		/* the first of the heap was handed out */
};

static inline size_t
stored_length(size_t len)
{
	return HEAD + ((len + 7) & ~(size_t)7);
}

static inline int64_t
sorter_key_of(const struct sorter *s, const void *record, size_t len)
{
	return s->key ? s->key(record, len) : 0;
}

/* sorter_order.c: the records of an area, by what they are. */
void sorter_sort_area(struct sorter *sorter, struct area *area);

/* Bytes on their way to one run of the file. */
struct writer {
	struct sorter *sorter;
	struct run run;
	unsigned char *buffer;
	size_t used;
	uint64_t done;
};

/* Begins a run of that length at the end of the file; see writer_end. */
int writer_begin(struct writer *writer, struct sorter *sorter, uint64_t len,
    struct fault *fault);
/* A record with its head. */
int writer_add(struct writer *writer, const unsigned char *stored,
    size_t len, struct fault *fault);
/* Writes the rest unless failed, and frees; answers whether it failed. */
int writer_end(struct writer *writer, int failed, struct fault *fault);

void sorter_free_cursors(struct sorter *sorter);

#endif
