/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times of a group and cohort that wait to be counted. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

#define WAITING_FIRST 24
#define WAITING_FEW 24576	/* about the bytes of a histogram's array */
#define WAITING_MOST 196608	/* about those of all arrays of a few stages */
#define FEW_CELLS 16		/* whose histograms are at hand */
#define TIMES_MOST (STAGES_MAX * TIMES)

static size_t
which(uint32_t time)
{
	return time >> HISTOGRAM_CELL_BITS;
}

/* One histogram after the other, each of which a cache holds. */
static void
count_cell(struct cell *cell)
{
	uint32_t ends[TIMES_MOST] = { 0 };
	size_t n = cell->nwaiting;
	uint32_t *sorted = memory_array(n, sizeof *sorted);

	for (size_t i = 0; i < n; i++)
		ends[which(cell->waiting[i])]++;
	for (size_t w = 0, sum = 0; w < TIMES_MOST; w++) {
		size_t count = ends[w];

		ends[w] = (uint32_t)sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		sorted[ends[which(cell->waiting[i])]++] = cell->waiting[i];
	for (size_t w = 0, from = 0; from < n; from = ends[w++])
		if (ends[w] > from)
			histogram_add_many(&cell->stages[w / TIMES].
			    times[w % TIMES], sorted + from, ends[w] - from);
	free(sorted);
	cell->nwaiting = 0;
}

static void
make_room(struct cell *cell, size_t room)
{
	cell->waiting = memory_resize(cell->waiting, room,
	    sizeof *cell->waiting);
	cell->waiting_room = (uint32_t)room;
}

static void
forget(struct cell *cell)
{
	free(cell->waiting);
	cell->waiting = NULL;
	cell->nwaiting = cell->waiting_room = 0;
}

bool
conversion_wait(struct conversion *f, struct cell *cell)
{
	size_t room = cell->waiting_room;

	cell->direct = room >= WAITING_FEW &&
	    f->cells.index.n <= FEW_CELLS;
	if (cell->direct || room >= WAITING_MOST)
		count_cell(cell);
	else
		make_room(cell, room ? room * 2 : WAITING_FIRST);
	return !cell->direct;
}

void
conversion_move_waiting(struct cell *into, struct cell *from)
{
	size_t n = into->nwaiting + from->nwaiting;

	if (into->waiting_room < n)
		make_room(into, n);
	if (from->nwaiting > 0)
		memcpy(into->waiting + into->nwaiting, from->waiting,
		    from->nwaiting * sizeof *from->waiting);
	into->nwaiting = (uint32_t)n;
	/* Room may be left though nothing waits in it. */
	forget(from);
}

void
conversion_count_waiting(const struct conversion *f)
{
	for (size_t i = 0; i < f->cells.index.n; i++) {
		struct cell *cell = conversion_cell_at(f, i);

		/* What is counted may be read by several threads. */
		if (!cell->waiting)
			continue;
		count_cell(cell);
		forget(cell);
	}
}

void
conversion_forget_waiting(struct conversion *f)
{
	for (size_t i = 0; i < f->cells.index.n; i++)
		free(conversion_cell_at(f, i)->waiting);
}

void
conversion_map_waiting(struct conversion *f, const uint32_t *map)
{
	for (size_t i = 0; i < f->cells.index.n; i++) {
		struct cell *cell = conversion_cell_at(f, i);

		for (size_t j = 0; j < cell->nwaiting; j++) {
			uint32_t *time = &cell->waiting[j];

			*time = (*time & ~(uint32_t)HISTOGRAM_CELL) |
			    map[*time & HISTOGRAM_CELL];
		}
	}
}
