/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times of a group and cohort that wait to be counted. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

#define BLOCK_FIRST 24
#define BLOCK_MOST 3072
#define WAITING_FEW 24576	/* about the bytes of a histogram's array */
#define WAITING_MOST 196608	/* about those of all arrays of a few stages */
#define FEW_CELLS 16		/* whose histograms are at hand */
#define TIMES_MOST (STAGES_MAX * TIMES)

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

/* Where the times of each histogram begin, once they are sorted. */
static void
find_places(const struct cell *cell, uint32_t next[TIMES_MOST])
{
	uint32_t sum = 0;

	for (const struct waiting_block *b = cell->block; b; b = b->before)
		for (size_t i = 0; i < b->n; i++)
			next[which(b->times[i])]++;
	for (size_t w = 0; w < TIMES_MOST; w++) {
		uint32_t count = next[w];

		next[w] = sum;
		sum += count;
	}
}

/* Room to sort in, for one cell after another. */
struct sorting {
	uint32_t *times;
	size_t room;
};

/* One histogram after the other, each of which a cache holds. */
static void
count_cell(struct cell *cell, struct sorting *s)
{
	uint32_t ends[TIMES_MOST] = { 0 };

	close_block(cell);
	find_places(cell, ends);
	s->times = memory_reserve(s->times, &s->room, cell->nclosed,
	    sizeof *s->times);
	for (const struct waiting_block *b = cell->block; b; b = b->before)
		for (size_t i = 0; i < b->n; i++)
			s->times[ends[which(b->times[i])]++] = b->times[i];
	for (size_t w = 0, from = 0; from < cell->nclosed; from = ends[w++])
		if (ends[w] > from)
			histogram_add_many(&cell->stages[w / TIMES].
			    times[w % TIMES], s->times + from,
			    ends[w] - from);
	forget(cell);
}

bool
conversion_wait(struct conversion *f, struct cell *cell)
{
	size_t n = cell->nclosed + cell->nwaiting;
	uint32_t room = cell->waiting_room;
	struct sorting s = { 0 };

	cell->direct = n >= WAITING_FEW && f->cells.index.n <= FEW_CELLS;
	if (cell->direct || n >= WAITING_MOST)
		count_cell(cell, &s);
	free(s.times);
	if (!cell->direct)
		open_block(cell, room == 0 ? BLOCK_FIRST :
		    room < BLOCK_MOST ? room * 2 : room);
	return !cell->direct;
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

void
conversion_count_waiting(const struct conversion *f)
{
	struct sorting s = { 0 };

	for (size_t i = 0; i < f->cells.index.n; i++) {
		struct cell *cell = conversion_cell_at(f, i);

		/* What is counted may be read by several threads. */
		if (cell->block)
			count_cell(cell, &s);
	}
	free(s.times);
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
