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
#define FEW_CELLS 48		/* which may have a list a histogram */
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

/* Where the next time of each histogram goes, among all by histogram; answers
   how many there are. */
static size_t
find_places(const struct cell *cell, size_t next[TIMES_MOST])
{
	size_t sum = 0;

	memset(next, 0, TIMES_MOST * sizeof *next);
	for (const struct waiting_block *b = cell->block; b; b = b->before)
		for (size_t i = 0; i < b->n; i++)
			next[which(b->times[i])]++;
	for (size_t w = 0; w < TIMES_MOST; w++) {
		size_t count = next[w];

		next[w] = sum;
		sum += count;
	}
	return sum;
}

/* Histogram by histogram, whose array is near while they are counted. */
static void
count_cell(struct cell *cell)
{
	size_t next[TIMES_MOST], n, from = 0;
	uint32_t *times;

	close_block(cell);
	n = find_places(cell, next);
	times = memory_array(n, sizeof *times);
	for (const struct waiting_block *b = cell->block; b; b = b->before)
		for (size_t i = 0; i < b->n; i++)
			times[next[which(b->times[i])]++] = b->times[i];
	for (size_t w = 0; from < n; from = next[w++])
		if (next[w] > from)
			histogram_add_many(histogram_of(cell, w),
			    times + from, next[w] - from);
	free(times);
	forget(cell);
}

static size_t
nlists(const struct conversion *f)
{
	return f->definition->rules.nstages << TIME_BITS;
}

static void
free_lists(struct cell *cell, const struct conversion *f)
{
	for (size_t w = 0; w < nlists(f) && cell->lists; w++)
		free(cell->lists[w].cells);
	free(cell->lists);
	cell->lists = NULL;
}

/* Then it has none.  What is counted may be read by several threads. */
static void
count_lists(struct cell *cell, const struct conversion *f)
{
	if (!cell->lists)
		return;
	for (size_t w = 0; w < nlists(f); w++)
		histogram_list_end(&cell->lists[w]);
	free_lists(cell, f);
}

/* What waits in its blocks goes into lists, and all that comes. */
static void
begin_lists(const struct conversion *f, struct cell *cell)
{
	close_block(cell);
	cell->lists = memory_zeroed(nlists(f), sizeof *cell->lists);
	for (size_t w = 0; w < nlists(f); w++)
		cell->lists[w].histogram = histogram_of(cell, w);
	for (const struct waiting_block *b = cell->block; b; b = b->before)
		for (size_t i = 0; i < b->n; i++)
			histogram_list_add(&cell->lists[which(b->times[i])],
			    b->times[i]);
	forget(cell);
}

/* Room for one more, if it has no lists then. */
static void
find_room(const struct conversion *f, struct cell *cell)
{
	size_t n = cell->nclosed + cell->nwaiting;
	uint32_t room = cell->waiting_room;

	if (n >= WAITING_FEW && f->cells.index.n <= FEW_CELLS) {
		begin_lists(f, cell);
		return;
	}
	if (n >= WAITING_MOST)
		count_cell(cell);
	open_block(cell, room == 0 ? BLOCK_FIRST :
	    room < BLOCK_MOST ? room * 2 : room);
}

static inline void
put_off(const struct conversion *f, struct cell *cell, uint32_t which,
    uint32_t at)
{
	if (!cell->lists && cell->nwaiting == cell->waiting_room)
		find_room(f, cell);
	if (cell->lists)
		histogram_list_add(&cell->lists[which], at);
	else
		cell->waiting[cell->nwaiting++] =
		    which << HISTOGRAM_CELL_BITS | at;
}

static void
count_many(const struct conversion *f)
{
	const struct duration_queue *q = f->queue;
	const struct match_rules *r = &f->definition->rules;

	for (size_t i = 0; i < q->n; i++)
		put_off(f, q->cells[i], q->which[i], duration_cell_of(r,
		    q->passed[i]));
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

		put_off(f, q->cells[i], q->which[i], cell);
	}
}

void
conversion_count_cells(struct conversion *f, struct cell *const *cells,
    uint32_t which, const uint32_t *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_off(f, cells[i], which, at[i]);
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
conversion_move_waiting(const struct conversion *f, struct cell *into,
    struct cell *from)
{
	struct waiting_block *first = from->block;

	count_lists(from, f);
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
	const struct conversion *f = fold;
	struct cell *cell = conversion_cell_at(f, i);

	count_lists(cell, f);
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

		waiting += cell->lists ? WAITING_MOST :
		    cell->nclosed + cell->nwaiting;
	}
	lent_threads_run(waiting < WAITING_MOST ? NULL : lent, n, count_one,
	    f);
}

void
conversion_forget_waiting(struct conversion *f)
{
	for (size_t i = 0; i < f->cells.index.n; i++) {
		forget(conversion_cell_at(f, i));
		free_lists(conversion_cell_at(f, i), f);
	}
}

void
conversion_map_waiting(struct conversion *f, const uint32_t *map)
{
	for (size_t i = 0; i < f->cells.index.n; i++) {
		struct cell *cell = conversion_cell_at(f, i);

		count_lists(cell, f);
		close_block(cell);
		for (struct waiting_block *b = cell->block; b; b = b->before)
			for (size_t j = 0; j < b->n; j++) {
				uint32_t *time = &b->times[j];

				*time = (*time & ~(uint32_t)HISTOGRAM_CELL) |
				    map[*time & HISTOGRAM_CELL];
			}
	}
}
