/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a histogram in order, whatever holds them. */
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/* Which of the counts below 256 are not 0. */
static uint64_t
filled_low(const uint8_t *low)
{
	uint64_t filled = 0;
#ifdef __SSE2__
	const __m128i zero = _mm_setzero_si128();

	for (size_t i = 0; i < HISTOGRAM_WINDOW; i += 16) {
		__m128i some = _mm_loadu_si128((const __m128i *)(low + i));
		unsigned empty = (unsigned)_mm_movemask_epi8(
		    _mm_cmpeq_epi8(some, zero));

		filled |= (uint64_t)(uint16_t)~empty << i;
	}
#else
	for (size_t i = 0; i < HISTOGRAM_WINDOW; i++)
		filled |= (uint64_t)(low[i] > 0) << i;
#endif
	return filled;
}

/* Counts below 256, window by window. */
static size_t
read_low(const uint8_t *low, uint32_t from, uint32_t end,
    struct histogram_count *out)
{
	size_t n = 0;

	for (uint32_t at = from - from % HISTOGRAM_WINDOW; at < end;
	    at += HISTOGRAM_WINDOW)
		for (uint64_t filled = filled_low(low + at); filled;
		    filled &= filled - 1) {
			uint32_t cell = at +
			    (uint32_t)__builtin_ctzll(filled);

			out[n++] = (struct histogram_count){ low[cell],
			    cell };
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

static void
window_of_array(const struct histogram *h, uint32_t from,
    struct histogram_window *w)
{
	const uint64_t *above = h->above[from / HISTOGRAM_BLOCK];

	w->low = h->low + from;
	w->filled = filled_low(w->low);
	if (!above)
		return;
	above += from % HISTOGRAM_BLOCK;
	for (uint32_t i = 0; i < HISTOGRAM_WINDOW; i++) {
		w->counts[i] = above[i] << 8 | w->low[i];
		w->filled |= (uint64_t)(w->counts[i] > 0) << i;
	}
	w->low = NULL;
}

static void
window_of_list(struct histogram_reader *r, const struct histogram *h,
    uint32_t from, struct histogram_window *w)
{
	memset(w->counts, 0, sizeof w->counts);
	for (; r->at < h->used; r->at++) {
		uint32_t cell = (uint32_t)(h->sparse[r->at] & HISTOGRAM_CELL);

		if (cell >= from + HISTOGRAM_WINDOW)
			break;
		w->filled |= UINT64_C(1) << (cell - from);
		w->counts[cell - from] = h->sparse[r->at] >>
		    HISTOGRAM_CELL_BITS;
	}
}

void
histogram_read_window(struct histogram_reader *r, uint32_t from,
    struct histogram_window *w)
{
	static const uint8_t none[HISTOGRAM_WINDOW];
	const struct histogram *h = read_of(r);
	uint32_t end = from + HISTOGRAM_WINDOW;

	w->filled = 0;
	w->low = none;
	if (r->next >= end)
		return;
	if (h->low) {
		window_of_array(h, from, w);
		r->next = end < h->cells ? end : UINT32_MAX;
		return;
	}
	w->low = NULL;
	window_of_list(r, h, from, w);
	find_next(r);
}
