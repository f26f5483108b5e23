/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durations that wait to be counted, of all and of a group and cohort. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

#define BLOCK_FIRST 32
#define BLOCK_MOST 8192	/* 32 KB, as what events lay in; and a
				   histogram's array takes its place */
#define WAITING_FEW 24576	/* about the bytes of a histogram's array */
#define WAITING_MOST 196608	/* about those of all arrays of a few stages */
#define FEW_CELLS 16		/* whose histograms are at hand */
#define TIMES_MOST (STAGES_MAX << TIME_BITS)

/* Blocks that are full, the last one first: no time is ever moved. */
struct waiting_block {
	struct waiting_block *before;
	uint32_t n;
	uint32_t times[];
};

static size_t
which(uint32_t time)
{
	return time >> HISTOGRAM_CELL_BITS;
}

static struct histogram *
histogram_of(const struct cell *cell, size_t w)
{
	return &cell->stages[w >> TIME_BITS].
	    times[w & ((1u << TIME_BITS) - 1)];
}

static void
close_block(struct cell *cell)
{
	if (cell->waiting_room == 0)
		return;
	cell->block->n = cell->nwaiting;
	cell->nclosed += cell->nwaiting;
	cell->nwaiting = cell->waiting_room = 0;
}

static void
open_block(struct cell *cell, uint32_t room)
{
	struct waiting_block *b = memory_array(1, sizeof *b + room *
	    sizeof *b->times);

	close_block(cell);
	b->before = cell->block;
	cell->block = b;
	cell->waiting = b->times;
	cell->waiting_room = room;
}

static void
forget(struct cell *cell)
{
	while (cell->block) {
		struct waiting_block *before = cell->block->before;

		free(cell->block);
		cell->block = before;
	}
	cell->waiting = NULL;
	cell->nwaiting = cell->waiting_room = 0;
	cell->nclosed = 0;
}

/* Room to sort in. */
struct sorting {
	uint32_t *times;
	/* By which: the histogram, if it is an array; else where the next of
	   its times goes. */
	struct histogram *arrays[TIMES_MOST];
	size_t next[TIMES_MOST];
};

/* Answers how many times are to be sorted. */
static size_t
find_places(const struct cell *cell, struct sorting *s)
{
	size_t sum = 0;

	memset(s->next, 0, sizeof s->next);
	for (const struct waiting_block *b = cell->block; b; b = b->before)
		for (size_t i = 0; i < b->n; i++)
			s->next[which(b->times[i])]++;
	for (size_t w = 0; w < TIMES_MOST; w++) {
		size_t count = s->next[w];

		s->arrays[w] = count && histogram_expect(histogram_of(cell, w),
		    count) ? histogram_of(cell, w) : NULL;
		s->next[w] = sum;
		sum += s->arrays[w] ? 0 : count;
	}
	return sum;
}

/* An array takes times as they come: the part of it that changes is small.
   Others take all of theirs at once. */
static void
take_times(const struct waiting_block *b, struct sorting *s)
{
	for (size_t i = 0; i < b->n; i++) {
		uint32_t time = b->times[i];
		size_t w = which(time);

		if (s->arrays[w])
			histogram_increment(s->arrays[w], time &
			    (uint32_t)HISTOGRAM_CELL);
		else
			s->times[s->next[w]++] = time;
	}
}

static void
count_cell(struct cell *cell)
{
	struct sorting s;
	size_t n;

	close_block(cell);
	n = find_places(cell, &s);
	s.times = memory_array(n, sizeof *s.times);
	for (const struct waiting_block *b = cell->block; b; b = b->before)
		take_times(b, &s);
	for (size_t w = 0, from = 0; from < n; from = s.next[w++])
		if (s.next[w] > from)
			histogram_add_many(histogram_of(cell, w),
			    s.times + from, s.next[w] - from);
	free(s.times);
	forget(cell);
}

/* Room for one more; false: the cell is direct from now on. */
static bool
find_room(const struct conversion *f, struct cell *cell)
{
	size_t n = cell->nclosed + cell->nwaiting;
	uint32_t room = cell->waiting_room;

	cell->direct = n >= WAITING_FEW && f->cells.index.n <= FEW_CELLS;
	if (cell->direct || n >= WAITING_MOST)
		count_cell(cell);
	if (!cell->direct)
		open_block(cell, room == 0 ? BLOCK_FIRST :
		    room < BLOCK_MOST ? room * 2 : room);
	return !cell->direct;
}

/* Into the list of its cell; false: the cell is direct. */
static inline bool
put_off(const struct conversion *f, struct cell *cell, uint32_t which,
    uint32_t at)
{
	/* A direct one has no room. */
	if (cell->nwaiting == cell->waiting_room && (cell->direct ||
	    !find_room(f, cell)))
		return false;
	cell->waiting[cell->nwaiting++] = which << HISTOGRAM_CELL_BITS | at;
	return true;
}

struct increment {
	struct histogram *histogram;
	uint32_t cell;
};

/* Those of cells that are direct, into increments; answers how many. */
static size_t
take_queue(const struct conversion *f, struct increment *direct)
{
	const struct duration_queue *q = f->queue;
	const struct match_rules *r = &f->definition->rules;
	size_t n = 0, all = q->n;

	for (size_t i = 0; i < all; i++) {
		uint32_t cell = duration_cell_of(r, q->passed[i]);
		struct histogram *h;

		if (put_off(f, q->cells[i], q->which[i], cell))
			continue;
		h = histogram_of(q->cells[i], q->which[i]);
		if (cell < h->cells)
			__builtin_prefetch(&h->low[cell], 1);
		direct[n].histogram = h;
		direct[n++].cell = cell;
	}
	return n;
}

static void
count_many(const struct conversion *f)
{
	struct increment direct[DURATION_QUEUE];
	size_t n = take_queue(f, direct);

	for (size_t i = 0; i < n; i++)
		histogram_increment(direct[i].histogram, direct[i].cell);
}

/* While the list of durations is not too long: then cells change, and those
   that come after are others. */
static void
count_exact(struct conversion *f)
{
	const struct duration_queue *q = f->queue;

	for (size_t i = 0; i < q->n; i++) {
		uint32_t cell = f->coarse ? duration_cell_of(
		    &f->definition->rules, q->passed[i]) :
		    conversion_exact_cell(f, q->passed[i]);

		if (!put_off(f, q->cells[i], q->which[i], cell))
			histogram_increment(histogram_of(q->cells[i],
			    q->which[i]), cell);
	}
}

void
conversion_count_cells(struct conversion *f, struct cell *const *cells,
    uint32_t which, const uint32_t *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!put_off(f, cells[i], which, at[i]))
			histogram_increment(histogram_of(cells[i], which),
			    at[i]);
}

void
conversion_count_queue(struct conversion *f)
{
	/* What is counted may be read by several threads. */
	if (f->queue->n == 0)
		return;
	if (f->coarse || f->definition->rules.dates)
		count_many(f);
	else
		count_exact(f);
	f->queue->n = 0;
}

void
conversion_move_waiting(struct cell *into, struct cell *from)
{
	struct waiting_block *first = from->block;

	if (!first)
		return;
	close_block(into);
	close_block(from);
	while (first->before)
		first = first->before;
	first->before = into->block;
	into->block = from->block;
	into->nclosed += from->nclosed;
	from->block = NULL;
	forget(from);
}

static void
count_one(void *fold, size_t i)
{
	struct cell *cell = conversion_cell_at(fold, i);

	/* What is counted may be read by several threads. */
	if (cell->block)
		count_cell(cell);
}

void
conversion_count_waiting(struct conversion *f, const struct lent_threads *lent)
{
	size_t n = f->cells.index.n, waiting = 0;

	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = conversion_cell_at(f, i);

		waiting += cell->nclosed + cell->nwaiting;
	}
	lent_threads_run(waiting < WAITING_MOST ? NULL : lent, n, count_one,
	    f);
}

void
conversion_forget_waiting(struct conversion *f)
{
	for (size_t i = 0; i < f->cells.index.n; i++)
		forget(conversion_cell_at(f, i));
}

void
conversion_map_waiting(struct conversion *f, const uint32_t *map)
{
	for (size_t i = 0; i < f->cells.index.n; i++) {
		struct cell *cell = conversion_cell_at(f, i);

		close_block(cell);
		for (struct waiting_block *b = cell->block; b; b = b->before)
			for (size_t j = 0; j < b->n; j++) {
				uint32_t *time = &b->times[j];

				*time = (*time & ~(uint32_t)HISTOGRAM_CELL) |
				    map[*time & HISTOGRAM_CELL];
			}
	}
}
