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
#define FEW 48			/* times that are sorted without digits */

#define DIGIT_BITS 9
#define DIGITS (1u << DIGIT_BITS)
#define PASSES 3
_Static_assert((uint64_t)STAGES_MAX * TIMES << HISTOGRAM_CELL_BITS <=
    UINT64_C(1) << PASSES * DIGIT_BITS, "what waits has three digits");

/* Few of them, where they are. */
static void
sort_few(uint32_t *times, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint32_t time = times[i];
		size_t to = i;

		for (; to > 0 && times[to - 1] > time; to--)
			times[to] = times[to - 1];
		times[to] = time;
	}
}

/* By one digit, all in the order of the ones below. */
static void
sort_by_digit(const uint32_t *from, uint32_t *to, size_t n, unsigned shift,
    uint32_t *next)
{
	for (uint32_t d = 0, sum = 0; d < DIGITS; d++) {
		uint32_t count = next[d];

		next[d] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[next[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

/* All of them, in order: in the list, or in as much room beside it. */
static const uint32_t *
sort(uint32_t *times, uint32_t *room, size_t n)
{
	uint32_t next[PASSES][DIGITS] = { 0 };

	for (size_t i = 0; i < n; i++)
		for (unsigned p = 0; p < PASSES; p++)
			next[p][times[i] >> p * DIGIT_BITS & (DIGITS - 1)]++;
	for (unsigned p = 0; p < PASSES; p++) {
		uint32_t *sorted = room;

		sort_by_digit(times, room, n, p * DIGIT_BITS, next[p]);
		room = times;
		times = sorted;
	}
	return times;
}

/* Those of one histogram after the other. */
static void
count_sorted(const struct cell *cell, const uint32_t *times, size_t n)
{
	for (size_t from = 0, to = 0; from < n; from = to) {
		uint32_t which = times[from] >> HISTOGRAM_CELL_BITS;

		while (to < n && times[to] >> HISTOGRAM_CELL_BITS == which)
			to++;
		histogram_add_sorted(&cell->stages[which / TIMES].
		    times[which % TIMES], times + from, to - from);
	}
}

static void
count_cell(struct cell *cell)
{
	size_t n = cell->nwaiting;

	if (n <= FEW) {
		sort_few(cell->waiting, n);
		count_sorted(cell, cell->waiting, n);
	} else {
		uint32_t *room = memory_array(n, sizeof *room);

		count_sorted(cell, sort(cell->waiting, room, n), n);
		free(room);
	}
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
