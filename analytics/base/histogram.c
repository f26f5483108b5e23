/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/histogram.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

#define CELL_BITS 17
#define CELL_MASK (((uint64_t)1 << CELL_BITS) - 1)
#define SPARSE_MAX 2048		/* slots; beyond that the array is smaller */
#define BLOCK 512		/* cells, a page of what stands above */
#define BLOCKS ((RISK_CELLS_MAX + BLOCK - 1) / BLOCK)

static size_t
slot_of(uint32_t cell, size_t slots)
{
	return (cell * UINT32_C(2654435769) >> 7) & (slots - 1);
}

static size_t
find(const struct histogram *h, uint32_t cell)
{
	size_t at = slot_of(cell, h->slots);
	while (h->sparse[at] && (h->sparse[at] & CELL_MASK) != cell)
		at = (at + 1) & (h->slots - 1);
	return at;
}

static void
add_dense(struct histogram *h, uint32_t cell, uint64_t count)
{
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

static void
become_dense(struct histogram *h)
{
	h->low = memory_zeroed(RISK_CELLS_MAX, sizeof *h->low);
	h->above = memory_zeroed(BLOCKS, sizeof *h->above);
	for (size_t i = 0; i < h->slots; i++)
		if (h->sparse[i])
			add_dense(h, (uint32_t)(h->sparse[i] & CELL_MASK),
			    h->sparse[i] >> CELL_BITS);
	free(h->sparse);
	h->sparse = NULL;
	h->slots = h->used = 0;
}

static void
grow(struct histogram *h)
{
	struct histogram larger = { .slots = h->slots ? h->slots * 2 : 8 };

	if (larger.slots > SPARSE_MAX) {
		become_dense(h);
		return;
	}
	larger.sparse = memory_zeroed(larger.slots, sizeof *larger.sparse);
	for (size_t i = 0; i < h->slots; i++)
		if (h->sparse[i])
			larger.sparse[find(&larger, (uint32_t)
			    (h->sparse[i] & CELL_MASK))] = h->sparse[i];
	larger.used = h->used;
	free(h->sparse);
	*h = larger;
}

void
histogram_add(struct histogram *h, uint32_t cell, uint64_t count)
{
	if (count == 0)
		return;
	if (!h->low && (h->used + 1) * 4 > h->slots * 3)
		grow(h);
	/* 47 bits of count are enough for any one machine; be sure. */
	if (!h->low && count >> (63 - CELL_BITS))
		become_dense(h);
	if (h->low) {
		add_dense(h, cell, count);
		return;
	}
	size_t at = find(h, cell);
	if (!h->sparse[at]) {
		h->sparse[at] = cell;
		h->used++;
	}
	h->sparse[at] += count << CELL_BITS;
}

void
histogram_flush(struct histogram_queue *q)
{
	for (size_t i = 0; i < q->n; i++)
		histogram_increment(q->items[i].histogram, q->items[i].cell);
	/* An empty one may be flushed by several threads. */
	if (q->n)
		q->n = 0;
}

/* The next cell from `at` on that may be counted: eight at a time. */
static size_t
skip_empty(const struct histogram *h, size_t at)
{
	while (at % 8 == 0 && at < RISK_CELLS_MAX) {
		const uint64_t *block = h->above[at / BLOCK];
		uint64_t any;
		memcpy(&any, h->low + at, sizeof any);
		for (size_t i = 0; block && i < 8; i++)
			any |= block[at % BLOCK + i];
		if (any)
			break;
		at += 8;
	}
	return at;
}

bool
histogram_next(const struct histogram *h, struct histogram_cursor *c)
{
	for (; h->low && (c->at = skip_empty(h, c->at)) < RISK_CELLS_MAX;
	    c->at++) {
		c->count = dense_count(h, c->at);
		if (c->count) {
			c->cell = (uint32_t)c->at++;
			return true;
		}
	}
	for (; !h->low && c->at < h->slots; c->at++) {
		if (!h->sparse[c->at])
			continue;
		c->cell = (uint32_t)(h->sparse[c->at] & CELL_MASK);
		c->count = h->sparse[c->at++] >> CELL_BITS;
		return true;
	}
	return false;
}

void
histogram_merge(struct histogram *into, const struct histogram *from)
{
	struct histogram_cursor c = { 0 };
	while (histogram_next(from, &c))
		histogram_add(into, c.cell, c.count);
}

uint64_t
histogram_count(const struct histogram *h, uint32_t cell)
{
	if (h->low)
		return dense_count(h, cell);
	return h->slots ? h->sparse[find(h, cell)] >> CELL_BITS : 0;
}

void
histogram_free(struct histogram *h)
{
	free(h->sparse);
	free(h->low);
	for (size_t i = 0; h->above && i < BLOCKS; i++)
		free(h->above[i]);
	free(h->above);
	*h = (struct histogram){ 0 };
}
