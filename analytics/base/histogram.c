/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/histogram.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/histogram_private.h"
#include "analytics/base/lanes.h"
#include "analytics/base/memory.h"

#define SPARSE_MAX 2048		/* slots; more than that are too slow */
#define BLOCK HISTOGRAM_BLOCK	/* cells, a page of what stands above */

static size_t
blocks_of(const struct histogram *h)
{
	return (h->cells + BLOCK - 1) / BLOCK;
}

static size_t
find(const struct histogram *h, uint32_t cell)
{
	size_t at = histogram_slot(cell, h->slots);

	while (h->sparse[at] && (h->sparse[at] & HISTOGRAM_CELL) != cell)
		at = (at + 1) & (h->slots - 1);
	return at;
}

/* How many cells an array has that goes up to one: whole windows. */
static uint32_t
cells_up_to(uint32_t cell)
{
	const uint32_t most = (RISK_CELLS_MAX + HISTOGRAM_WINDOW - 1) /
	    HISTOGRAM_WINDOW * HISTOGRAM_WINDOW;
	uint32_t cells = BLOCK;

	while (cells <= cell)
		cells *= 2;
	return cells < most ? cells : most;
}

static void
make_dense(struct histogram *h, uint32_t cells)
{
	size_t before = h->cells, blocks = blocks_of(h);

	if (cells <= h->cells)
		return;
	h->cells = cells;
	h->low = memory_resize(h->low, cells, sizeof *h->low);
	memset(h->low + before, 0, cells - before);
	h->above = memory_resize(h->above, blocks_of(h), sizeof *h->above);
	memset(h->above + blocks, 0, (blocks_of(h) - blocks) *
	    sizeof *h->above);
}

static void
add_dense(struct histogram *h, uint32_t cell, uint64_t count)
{
	if (cell >= h->cells)
		make_dense(h, cells_up_to(cell));
	uint64_t sum = h->low[cell] + (count & UINT8_MAX);
	uint64_t carry = (sum >> 8) + (count >> 8);
	uint64_t **block = &h->above[cell / BLOCK];

	h->low[cell] = (uint8_t)sum;
	if (carry == 0)
		return;
	if (!*block)
		*block = memory_zeroed(BLOCK, sizeof **block);
	(*block)[cell % BLOCK] += carry;
}

static uint64_t
dense_count(const struct histogram *h, size_t cell)
{
	const uint64_t *block = h->above[cell / BLOCK];

	return (block ? block[cell % BLOCK] << 8 : 0) | h->low[cell];
}

void
histogram_become_dense(struct histogram *h)
{
	make_dense(h, BLOCK);
	for (size_t i = 0; i < h->slots; i++)
		if (h->sparse[i])
			add_dense(h, (uint32_t)(h->sparse[i] & HISTOGRAM_CELL),
			    h->sparse[i] >> HISTOGRAM_CELL_BITS);
	free(h->sparse);
	h->sparse = NULL;
	h->slots = h->used = 0;
	h->packed = false;
}

/* Whether an array up to the highest cell, one more of which is wanted,
   takes no more than so many slots. */
static bool
fits_array(const struct histogram *h, uint32_t last, size_t slots)
{
	if (slots * sizeof *h->sparse < BLOCK)
		return false;
	for (size_t i = 0; i < h->slots; i++)
		if ((h->sparse[i] & HISTOGRAM_CELL) > last)
			last = (uint32_t)(h->sparse[i] & HISTOGRAM_CELL);
	return cells_up_to(last) <= slots * sizeof *h->sparse;
}

/* So that there is room for one more cell. */
static void
grow(struct histogram *h, uint32_t cell)
{
	struct histogram larger = *h;

	larger.packed = false;
	for (larger.slots = 8; larger.slots * 3 < (h->used + 1) * 4;)
		larger.slots *= 2;
	if (larger.slots > SPARSE_MAX || fits_array(h, cell, larger.slots)) {
		histogram_become_dense(h);
		return;
	}
	larger.sparse = memory_zeroed(larger.slots, sizeof *larger.sparse);
	for (size_t i = 0; i < h->slots; i++)
		if (h->sparse[i])
			larger.sparse[find(&larger, (uint32_t)
			    (h->sparse[i] & HISTOGRAM_CELL))] = h->sparse[i];
	free(h->sparse);
	*h = larger;
}

void
histogram_add(struct histogram *h, uint32_t cell, uint64_t count)
{
	if (count == 0)
		return;
	if (!h->low && (h->packed || (h->used + 1) * 4 > h->slots * 3))
		grow(h, cell);
	/* 47 bits of count are enough for any one machine; be sure. */
	if (!h->low && count >> (63 - HISTOGRAM_CELL_BITS))
		histogram_become_dense(h);
	if (h->low) {
		add_dense(h, cell, count);
		return;
	}
	size_t at = find(h, cell);
	if (!h->sparse[at]) {
		h->sparse[at] = cell;
		h->used++;
	}
	h->sparse[at] += count << HISTOGRAM_CELL_BITS;
}

/* Counts below 256, eight cells at a time: those from `at` on. */
static uint64_t
load_low(const struct histogram *h, size_t at)
{
	uint64_t eight;

	memcpy(&eight, h->low + (at & ~(size_t)7), sizeof eight);
	return le64toh(eight) & ~UINT64_C(0) << at % 8 * 8;
}

/* The first cell of a block from `at` on with a low count, or its end. */
static size_t
first_low(const struct histogram *h, size_t at, size_t end)
{
	if (h->low[at])
		return at;
	for (; at < end; at = (at | 7) + 1) {
		uint64_t eight = load_low(h, at);

		if (eight)
			return (at & ~(size_t)7) +
			    (size_t)__builtin_ctzll(eight) / 8;
	}
	return end;
}

size_t
histogram_skip_empty(const struct histogram *h, size_t at)
{
	while (at < h->cells) {
		const uint64_t *block = h->above[at / BLOCK];
		size_t end = (at / BLOCK + 1) * BLOCK;

		if (end > h->cells)
			end = h->cells;
		if (!block)
			at = first_low(h, at, end);
		else
			while (at < end && !h->low[at] && !block[at % BLOCK])
				at++;
		if (at < end)
			break;
	}
	return at;
}

bool
histogram_next_dense(const struct histogram *h, struct histogram_cursor *c)
{
	c->at = histogram_skip_empty(h, c->at);
	if (c->at >= h->cells)
		return false;
	c->count = dense_count(h, c->at);
	c->cell = (uint32_t)c->at++;
	return true;
}

/* Counts below 256 of one window: by twos, whose sums cannot overflow. */
static inline uint64_t
window_total(const uint8_t *low)
{
	const uint64_t twos = UINT64_C(0x00ff00ff00ff00ff);
	uint64_t sums = 0, eight;

	for (size_t i = 0; i < HISTOGRAM_WINDOW; i += sizeof eight) {
		memcpy(&eight, low + i, sizeof eight);
		sums += (eight & twos) + (eight >> 8 & twos);
	}
	return sums * UINT64_C(0x0001000100010001) >> 48;
}

uint64_t
histogram_total(const struct histogram *h)
{
	uint64_t total = 0;

	for (size_t i = 0; !h->low && i < h->slots; i++)
		total += h->sparse[i] >> HISTOGRAM_CELL_BITS;
	for (size_t at = 0; at < h->cells; at += HISTOGRAM_WINDOW)
		total += window_total(h->low + at);
	for (size_t b = 0; b < blocks_of(h); b++)
		for (size_t i = 0; h->above[b] && i < BLOCK; i++)
			total += h->above[b][i] << 8;
	return total;
}

/* A cell behind which, in an array, all are empty: a multiple of 8. */
static size_t
last_eight(const struct histogram *h)
{
	size_t end = h->cells;
	uint64_t eight = 0;

	for (; end > 0 && !h->above[(end - 1) / BLOCK]; end -= 8) {
		memcpy(&eight, h->low + end - 8, sizeof eight);
		if (eight)
			break;
	}
	return end;
}

bool
histogram_last(const struct histogram *h, uint32_t *cell)
{
	struct histogram_cursor c = { 0 };
	bool any = false;

	for (size_t i = h->low ? last_eight(h) : 0; i-- > 0;)
		if (dense_count(h, i)) {
			*cell = (uint32_t)i;
			return true;
		}
	for (; !h->low && histogram_next(h, &c); any = true)
		*cell = any && *cell > c.cell ? *cell : c.cell;
	return any;
}

#define LOW_BITS UINT64_C(0x7f7f7f7f7f7f7f7f)

/*
 * Eight counts at once, of which most are 0 on one side; where one of them
 * overflows its byte, one by one.
 */
static void
merge_eight(struct histogram *into, const struct histogram *from, size_t at)
{
	uint64_t a, b, sum;

	memcpy(&b, from->low + at, sizeof b);
	if (b == 0)
		return;
	memcpy(&a, into->low + at, sizeof a);
	sum = ((a & LOW_BITS) + (b & LOW_BITS)) ^ ((a ^ b) & ~LOW_BITS);
	if (((a & b) | ((a | b) & ~sum)) & ~LOW_BITS) {
		for (size_t i = at; i < at + 8; i++)
			add_dense(into, (uint32_t)i, from->low[i]);
		return;
	}
	memcpy(into->low + at, &sum, sizeof sum);
}

/* The same of as many as the widest registers hold: true where none
   overflows, as nearly always. */
#define WIDE 32
typedef uint8_t wide __attribute__((vector_size(WIDE), aligned(1)));

static inline bool
merge_wide(uint8_t *into, const uint8_t *from)
{
	typedef uint64_t words __attribute__((vector_size(WIDE)));
	wide b = *(const wide *)from, sum = *(const wide *)into + b;
	words over = (words)(sum < b);

	if ((over[0] | over[1]) | (over[2] | over[3]))
		return false;
	*(wide *)into = sum;
	return true;
}

WIDEST static void
merge_low(struct histogram *into, const struct histogram *from)
{
	size_t at = 0;

	for (; at + WIDE <= from->cells; at += WIDE)
		if (!merge_wide(into->low + at, from->low + at))
			for (size_t i = 0; i < WIDE; i += 8)
				merge_eight(into, from, at + i);
	for (; at < from->cells; at += 8)
		merge_eight(into, from, at);
}

static void
merge_above(struct histogram *into, const struct histogram *from, size_t b)
{
	if (!from->above[b])
		return;
	if (!into->above[b])
		into->above[b] = memory_zeroed(BLOCK, sizeof **into->above);
	for (size_t i = 0; i < BLOCK; i++)
		into->above[b][i] += from->above[b][i];
}

void
histogram_merge(struct histogram *into, const struct histogram *from)
{
	struct histogram_cursor c = { 0 };

	if (from->low && !into->low)
		histogram_become_dense(into);
	make_dense(into, from->cells);
	merge_low(into, from);
	for (size_t b = 0; b < blocks_of(from); b++)
		merge_above(into, from, b);
	if (from->low)
		return;
	/* One that many are added to is no list for long. */
	if (!into->low && from->packed && into->used <= 4 * from->used)
		histogram_merge_lists(into, from);
	else
		while (histogram_next(from, &c))
			if (c.cell < into->cells && c.count <= (uint64_t)
			    (UINT8_MAX - into->low[c.cell]))
				into->low[c.cell] += (uint8_t)c.count;
			else
				histogram_add(into, c.cell, c.count);
}

void
histogram_map(struct histogram *h, const uint32_t *map)
{
	struct histogram mapped = { 0 };
	struct histogram_cursor c = { 0 };

	if (h->packed) {
		histogram_map_list(h, map);
		return;
	}
	while (histogram_next(h, &c))
		histogram_add(&mapped, map[c.cell], c.count);
	histogram_free(h);
	*h = mapped;
}

void
histogram_free(struct histogram *h)
{
	free(h->sparse);
	free(h->low);
	for (size_t i = 0; i < blocks_of(h); i++)
		free(h->above[i]);
	free(h->above);
	*h = (struct histogram){ 0 };
}
