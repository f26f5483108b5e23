/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a histogram in order, whatever holds them. */
#include <string.h>

#include "analytics/base/histogram_private.h"

static const struct histogram *
read_of(const struct histogram_reader *r)
{
	return r->list.used ? &r->list : r->histogram;
}

static void
find_next(struct histogram_reader *r)
{
	const struct histogram *h = read_of(r);
	size_t at = r->at;

	if (h->low) {
		at = histogram_skip_empty(h, at);
		r->next = at < h->cells ? (uint32_t)at : UINT32_MAX;
	} else {
		r->next = at < h->used ?
		    (uint32_t)(h->sparse[at] & HISTOGRAM_CELL) : UINT32_MAX;
	}
}

void
histogram_read_begin(struct histogram_reader *r, const struct histogram *h)
{
	*r = (struct histogram_reader){ .histogram = h };
	if (h->used && !h->packed)
		histogram_merge_lists(&r->list, h);
	find_next(r);
}

void
histogram_read_end(struct histogram_reader *r)
{
	histogram_free(&r->list);
}

static size_t
read_list(struct histogram_reader *r, const struct histogram *h,
    uint32_t end, struct histogram_count *out)
{
	const uint64_t *counts = h->sparse + r->at;
	size_t left = h->used - r->at, n = 0;

	for (; n < left && (counts[n] & HISTOGRAM_CELL) < end; n++)
		out[n] = (struct histogram_count){
		    counts[n] >> HISTOGRAM_CELL_BITS,
		    (uint32_t)(counts[n] & HISTOGRAM_CELL) };
	r->at += n;
	return n;
}

/* Counts below 256.  Which of eight cells are empty follows no pattern:
   without a branch. */
static size_t
read_low(const uint8_t *low, uint32_t from, uint32_t end,
    struct histogram_count *out)
{
	size_t n = 0;

	for (uint32_t at = from & ~UINT32_C(7); at < end; at += 8) {
		uint64_t eight;

		memcpy(&eight, low + at, sizeof eight);
		for (uint32_t i = at; eight && i < at + 8; i++) {
			out[n] = (struct histogram_count){ low[i], i };
			n += low[i] > 0;
		}
	}
	return n;
}

static size_t
read_array(struct histogram_reader *r, const struct histogram *h,
    uint32_t end, struct histogram_count *out)
{
	const uint64_t *above = h->above[r->next / HISTOGRAM_BLOCK];
	size_t n = 0;

	end = end < h->cells ? end : h->cells;
	r->at = end;
	/* All before next are empty. */
	if (!above)
		return read_low(h->low, r->next, end, out);
	for (uint32_t at = r->next; at < end; at++) {
		uint64_t count = above[at % HISTOGRAM_BLOCK] << 8 |
		    h->low[at];

		out[n] = (struct histogram_count){ count, at };
		n += count > 0;
	}
	return n;
}

size_t
histogram_read(struct histogram_reader *r, uint32_t end,
    struct histogram_count *out)
{
	const struct histogram *h = read_of(r);
	size_t n = h->low ? read_array(r, h, end, out) :
	    read_list(r, h, end, out);

	find_next(r);
	return n;
}
