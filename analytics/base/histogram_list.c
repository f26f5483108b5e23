/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells that wait, and counts as a list: neither a table nor an array. */
#include <stdlib.h>

#include "analytics/base/histogram_private.h"
#include "analytics/base/memory.h"

#define WAITING_MAX 24576	/* cells that wait: about an array's bytes */
#define PACKED_MAX 12288	/* counts of a list: likewise */
#define FEW 48			/* counts that are sorted without digits */

#define DIGIT_BITS 9
#define DIGITS (1u << DIGIT_BITS)
_Static_assert(RISK_CELLS_MAX <= DIGITS * DIGITS, "a cell has two digits");

void
histogram_make_room(struct histogram *h)
{
	size_t room = h->waiting_room;

	if (h->low)
		return;
	if (room == WAITING_MAX) {
		histogram_become_dense(h);
		return;
	}
	room = room ? room * 2 : 24;
	h->waiting = memory_resize(h->waiting, room, sizeof *h->waiting);
	h->waiting_room = (uint32_t)room;
}

/* One digit of the cells, all in the order of the one below. */
static void
sort_by_digit(const uint64_t *from, uint64_t *to, size_t n, unsigned shift)
{
	size_t next[DIGITS] = { 0 };

	for (size_t i = 0; i < n; i++)
		next[(from[i] & HISTOGRAM_CELL) >> shift & (DIGITS - 1)]++;
	for (size_t d = 0, sum = 0; d < DIGITS; d++) {
		size_t count = next[d];

		next[d] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[next[(from[i] & HISTOGRAM_CELL) >> shift & (DIGITS - 1)]++] =
		    from[i];
}

/* Few of them, where they are. */
static void
sort_few(uint64_t *counts, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint64_t count = counts[i];
		size_t to = i;

		for (; to > 0 && (counts[to - 1] & HISTOGRAM_CELL) >
		    (count & HISTOGRAM_CELL); to--)
			counts[to] = counts[to - 1];
		counts[to] = count;
	}
}

/* All that a histogram has from here on: n counts, whose memory it takes. */
static void
pack(struct histogram *h, uint64_t *counts, size_t n)
{
	size_t kept = 0;

	if (n > FEW) {
		uint64_t *room = memory_array(n, sizeof *room);

		sort_by_digit(counts, room, n, 0);
		sort_by_digit(room, counts, n, DIGIT_BITS);
		free(room);
	} else {
		sort_few(counts, n);
	}
	for (size_t i = 0; i < n; i++)
		if (kept && !((counts[kept - 1] ^ counts[i]) & HISTOGRAM_CELL))
			counts[kept - 1] += counts[i] & ~HISTOGRAM_CELL;
		else
			counts[kept++] = counts[i];
	free(h->sparse);
	free(h->waiting);
	*h = (struct histogram){ .sparse = memory_resize(counts, kept,
	    sizeof *counts), .slots = kept, .used = kept, .packed = true };
	if (kept > PACKED_MAX)
		histogram_become_dense(h);
}

/* Counts that are in no array, into a list; answers how many. */
static size_t
copy_counts(const struct histogram *h, uint64_t *to)
{
	size_t n = 0;

	for (size_t i = 0; i < h->slots; i++)
		if (h->sparse[i])
			to[n++] = h->sparse[i];
	for (size_t i = 0; i < h->nwaiting; i++)
		to[n++] = UINT64_C(1) << HISTOGRAM_CELL_BITS | h->waiting[i];
	return n;
}

void
histogram_settle(struct histogram *h)
{
	if (h->nwaiting == 0)
		return;
	uint64_t *counts = memory_array(h->used + h->nwaiting,
	    sizeof *counts);

	pack(h, counts, copy_counts(h, counts));
}

void
histogram_merge_lists(struct histogram *into, const struct histogram *from)
{
	uint64_t *counts = memory_array(into->used + from->used,
	    sizeof *counts);
	size_t n = copy_counts(into, counts);

	pack(into, counts, n + copy_counts(from, counts + n));
}

void
histogram_map_list(struct histogram *h, const uint32_t *map)
{
	uint64_t *counts = memory_array(h->used + h->nwaiting,
	    sizeof *counts);

	for (size_t i = 0; i < h->used; i++)
		h->sparse[i] = (h->sparse[i] & ~HISTOGRAM_CELL) |
		    map[h->sparse[i] & HISTOGRAM_CELL];
	pack(h, counts, copy_counts(h, counts));
}
