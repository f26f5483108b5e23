/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_HISTOGRAM_H
#define ANALYTICS_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/risk.h"

/*
 * Counts by duration cell (risk.h): exact, mergeable, small when there is
 * little in it.  Few cells are held in a hash table, many in an array,
 * whose bytes that change with every event fit a core's cache: a fold
 * adds to dozens of histograms, and waits for nothing else so long.  The
 * array goes up to the highest cell, so that of days, which are few, it is
 * soon smaller than the table.  What stands above a byte comes block by
 * block, made when the first count of a block wants it.  Where hundreds of
 * groups have histograms each, none of them stays in a cache: whoever adds
 * to them collects cells, and adds many at once: few of them make a list.
 *
 * Zero it to begin; histogram_free gives its memory back.  It never
 * shrinks.
 */
#define HISTOGRAM_CELL_BITS 17
#define HISTOGRAM_CELL (((uint64_t)1 << HISTOGRAM_CELL_BITS) - 1)

struct histogram {
	uint64_t *sparse;	/* cells below their counts; 0: free */
	size_t slots, used;	/* slots is a power of two, or 0 */
	bool packed;		/* sparse is no table: a list, ascending */
	uint8_t *low;		/* by cell, once there are many: the lowest
				   8 bits of each count */
	uint32_t cells;		/* so many; else 0 */
	uint64_t **above;	/* by block of cells: by cell, count >> 8;
				   NULL: all 0 */
};

void histogram_add(struct histogram *histogram, uint32_t cell,
    uint64_t count);
void histogram_merge(struct histogram *into, const struct histogram *from);
void histogram_free(struct histogram *histogram);
/* Every cell becomes another, map[cell]. */
void histogram_map(struct histogram *histogram, const uint32_t *map);

/*
 * One more in each of n cells, in any order, of which one may come several
 * times; bits above HISTOGRAM_CELL_BITS count for nothing.
 */
void histogram_add_many(struct histogram *histogram, const uint32_t *cells,
    size_t n);

/* Before n cells more are counted one by one: whether it is an array, which it
   becomes if n are many, so that none of them takes long. */
bool histogram_expect(struct histogram *histogram, size_t n);

static inline bool
histogram_is_empty(const struct histogram *h)
{
	return !h->low && h->used == 0;
}

/* One more in a cell: the common case, without a call. */
static inline void
histogram_increment(struct histogram *h, uint32_t cell)
{
	if (cell < h->cells && h->low[cell] != UINT8_MAX)
		h->low[cell]++;
	else
		histogram_add(h, cell, 1);
}

/*
 * Increments that wait: for a fold whose histograms are too many to stay in
 * a cache.  Of the first histograms that ask for one there is a list each,
 * and when it is full its histogram's array is near while they are counted.
 * Those of others wait for their bytes.  Whoever reads such a histogram
 * flushes first.  Zero one to begin; histogram_queue_free ends it.
 */
#define HISTOGRAM_QUEUE 64
#define HISTOGRAM_LIST 4096	/* cells of one: 16 KB */
#define HISTOGRAM_LISTS 192

struct histogram_list {
	struct histogram *histogram;
	uint32_t *cells;
	uint32_t n, room;
};

struct histogram_queue {
	struct {
		struct histogram *histogram;
		uint32_t cell;
	} items[HISTOGRAM_QUEUE];
	size_t n;
	struct histogram_list *lists;	/* NULL: none yet */
	size_t nlists;
};

void histogram_flush(struct histogram_queue *queue);
void histogram_queue_free(struct histogram_queue *queue);

/* The lists of n histograms, which stay where they are until the queue is
   freed; NULL: there are too many. */
struct histogram_list *histogram_lists(struct histogram_queue *queue,
    struct histogram *histograms, size_t n);

/* Room for one more: what is in a full list is counted. */
void histogram_list_room(struct histogram_list *list);
/* n cells more. */
void histogram_list_many(struct histogram_list *list, const uint32_t *cells,
    size_t n);
/* Counts what is in it, and gives its memory back. */
void histogram_list_end(struct histogram_list *list);

static inline void
histogram_list_add(struct histogram_list *l, uint32_t cell)
{
	if (l->n == l->room)
		histogram_list_room(l);
	l->cells[l->n++] = cell;
}

/* Where a cell is looked for first among slots. */
static inline size_t
histogram_slot(uint32_t cell, size_t slots)
{
	return (cell * UINT32_C(2654435769) >> 7) & (slots - 1);
}

static inline void
histogram_later(struct histogram_queue *q, struct histogram *h,
    uint32_t cell)
{
	if (cell < h->cells)
		__builtin_prefetch(&h->low[cell], 1);
	else if (h->slots)
		__builtin_prefetch(&h->sparse[histogram_slot(cell,
		    h->slots)], 1);
	q->items[q->n].histogram = h;
	q->items[q->n++].cell = cell;
	if (q->n == HISTOGRAM_QUEUE)
		histogram_flush(q);
}

/*
 * Walks over the cells that are not empty, in no order unless dense.
 * Zero a cursor to begin; false at the end.
 */
struct histogram_cursor {
	size_t at;
	uint32_t cell;
	uint64_t count;
};

bool histogram_next_dense(const struct histogram *histogram,
    struct histogram_cursor *cursor);
static inline bool
histogram_next(const struct histogram *h, struct histogram_cursor *c)
{
	if (h->low)
		return histogram_next_dense(h, c);
	while (c->at < h->slots && !h->sparse[c->at])
		c->at++;
	if (c->at == h->slots)
		return false;
	c->cell = (uint32_t)(h->sparse[c->at] & HISTOGRAM_CELL);
	c->count = h->sparse[c->at++] >> HISTOGRAM_CELL_BITS;
	return true;
}

/*
 * The cells that are not empty, ascending, part by part.  Of a table a
 * reader makes a list of its own; histogram_read_end gives it back.  The
 * histogram must not change before.
 */
#define HISTOGRAM_BLOCK 512

struct histogram_count {
	uint64_t count;
	uint32_t cell;
};

struct histogram_reader {
	const struct histogram *histogram;
	struct histogram list;	/* of a table */
	size_t at;
	uint32_t next;		/* the first cell to come; UINT32_MAX: none */
};

void histogram_read_begin(struct histogram_reader *reader,
    const struct histogram *histogram);
/* All to come below a cell, which for an array is the end of the block that
   next is in: a multiple of HISTOGRAM_BLOCK.  Answers how many. */
size_t histogram_read(struct histogram_reader *reader, uint32_t end,
    struct histogram_count *out);
void histogram_read_end(struct histogram_reader *reader);

/*
 * The same for whoever asks several histograms for the same cells: those
 * from one on, a multiple of HISTOGRAM_WINDOW, that no other window goes
 * before.  Counts of an array, as long as they are small, are read where
 * they stand.
 */
#define HISTOGRAM_WINDOW 64

struct histogram_window {
	uint64_t filled;	/* a bit a cell: it is not empty */
	const uint8_t *low;	/* all counts; NULL: they are below */
	uint64_t counts[HISTOGRAM_WINDOW];
};

/* from is not beyond next, or there is nothing in the window.  next, of an
   array, is where the window ends: a cell that may be empty. */
void histogram_read_window(struct histogram_reader *reader, uint32_t from,
    struct histogram_window *out);
static inline uint64_t
histogram_window_count(const struct histogram_window *w, uint32_t i)
{
	return w->low ? w->low[i] : w->counts[i];
}

/* All counts together. */
uint64_t histogram_total(const struct histogram *histogram);
/* The last cell that is not empty; false: all are. */
bool histogram_last(const struct histogram *histogram, uint32_t *cell);

#endif
