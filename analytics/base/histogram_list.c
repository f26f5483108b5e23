/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts as a list: neither a table nor an array. */
#include <stdlib.h>

#include "analytics/base/histogram_private.h"
#include "analytics/base/memory.h"

#define PACKED_MAX 12288	/* counts of a list: about an array's bytes */
#define SORTED_MAX 4096		/* of more an array is made sooner */
#define FEW 48			/* counts that are sorted without digits */

#define DIGIT_BITS 9
#define DIGITS (1u << DIGIT_BITS)
_Static_assert(RISK_CELLS_MAX <= DIGITS * DIGITS, "a cell has two digits");

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

/* All that a histogram has from here on: n counts, ascending, each of a
   cell of its own; it takes their memory. */
static void
become_list(struct histogram *h, uint64_t *counts, size_t n)
{
	free(h->sparse);
	*h = (struct histogram){ .sparse = memory_resize(counts, n,
	    sizeof *counts), .slots = n, .used = n, .packed = true };
	if (n > PACKED_MAX)
		histogram_become_dense(h);
}

/* The same of n counts in any order. */
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
	become_list(h, counts, kept);
}

/* Counts that are in no array, into a list; answers how many. */
static size_t
copy_counts(const struct histogram *h, uint64_t *to)
{
	size_t n = 0;

	for (size_t i = 0; i < h->slots; i++)
		if (h->sparse[i])
			to[n++] = h->sparse[i];
	return n;
}

static bool
is_list(const struct histogram *h)
{
	return h->packed || h->used == 0;
}

/* Two lists into one.  Which of them goes on follows no pattern: without a
   branch.  Answers how many counts there are. */
static size_t
merge_sorted(const struct histogram *x, const struct histogram *y,
    uint64_t *to)
{
	size_t i = 0, j = 0, n = 0;

	while (i < x->used && j < y->used) {
		uint64_t a = x->sparse[i], b = y->sparse[j];
		uint64_t a_cell = a & HISTOGRAM_CELL;
		uint64_t b_cell = b & HISTOGRAM_CELL;
		uint64_t from_a = -(uint64_t)(a_cell <= b_cell);
		uint64_t from_b = -(uint64_t)(b_cell <= a_cell);

		to[n++] = (a & from_a) + ((b - (b_cell & from_a)) & from_b);
		i += from_a & 1;
		j += from_b & 1;
	}
	while (i < x->used)
		to[n++] = x->sparse[i++];
	while (j < y->used)
		to[n++] = y->sparse[j++];
	return n;
}

void
histogram_merge_lists(struct histogram *into, const struct histogram *from)
{
	uint64_t *counts = memory_array(into->used + from->used,
	    sizeof *counts);
	size_t n;

	if (is_list(into) && is_list(from)) {
		become_list(into, counts, merge_sorted(into, from, counts));
		return;
	}
	n = copy_counts(into, counts);
	pack(into, counts, n + copy_counts(from, counts + n));
}

void
histogram_map_list(struct histogram *h, const uint32_t *map)
{
	uint64_t *counts = memory_array(h->used, sizeof *counts);

	for (size_t i = 0; i < h->used; i++)
		h->sparse[i] = (h->sparse[i] & ~HISTOGRAM_CELL) |
		    map[h->sparse[i] & HISTOGRAM_CELL];
	pack(h, counts, copy_counts(h, counts));
}

bool
histogram_expect(struct histogram *h, size_t n)
{
	if (!h->low && h->used + n > SORTED_MAX)
		histogram_become_dense(h);
	return h->low;
}

/* Where the array stands is asked again only when it may have moved: for
   all that the compiler knows a byte of it could be the histogram itself. */
static void
add_to_array(struct histogram *h, const uint32_t *cells, size_t n)
{
	uint8_t *low = h->low;
	uint32_t ncells = h->cells;

	for (size_t i = 0; i < n; i++) {
		uint32_t cell = cells[i] & (uint32_t)HISTOGRAM_CELL;

		if (cell < ncells && low[cell] != UINT8_MAX) {
			low[cell]++;
			continue;
		}
		histogram_add(h, cell, 1);
		low = h->low;
		ncells = h->cells;
	}
}

void
histogram_add_many(struct histogram *h, const uint32_t *cells, size_t n)
{
	const uint64_t one = UINT64_C(1) << HISTOGRAM_CELL_BITS;
	struct histogram more = { 0 };
	uint64_t *counts;

	if (histogram_expect(h, n)) {
		add_to_array(h, cells, n);
		return;
	}
	counts = memory_array(n, sizeof *counts);
	for (size_t i = 0; i < n; i++)
		counts[i] = one | (cells[i] & HISTOGRAM_CELL);
	pack(&more, counts, n);
	if (histogram_is_empty(h)) {
		histogram_free(h);
		*h = more;
	} else {
		histogram_merge(h, &more);
		histogram_free(&more);
	}
}
