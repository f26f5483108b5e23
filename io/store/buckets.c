/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A partition cut finer, by more bits of the hash. */
#include <stdlib.h>

#include "analytics/base/always_inline.h"
#include "analytics/base/memory.h"
#include "io/store/timelines_private.h"

/* With its groups and events, a bucket of this size stays in a cache. */
#define BUCKET_BYTES ((size_t)32 << 10)
#define BUCKETS_MAX ((size_t)1 << 14)

/* What is copied of an event at least: loaded spans can be read so far beyond
   their end. */
#define PIECE LOADED_PADDING

/* Beside a quarter more than the mean, room for a bucket's unevenness. */
#define SHARE_LEAST ((size_t)1 << 10)

static void
make_room(struct buckets *b, size_t bytes)
{
	b->n = 1;
	while (bytes / b->n > BUCKET_BYTES && b->n < BUCKETS_MAX)
		b->n *= 2;
	if (b->n > b->ends_room) {
		free(b->ends);
		free(b->starts);
		b->ends = memory_array(b->n, sizeof *b->ends);
		b->starts = memory_array(b->n, sizeof *b->starts);
		b->ends_room = b->n;
	}
	/* In even shares. */
	bytes += bytes / 4 + b->n * SHARE_LEAST;
	if (bytes > b->room) {
		free(b->bytes);
		b->bytes = memory_array(bytes + LOADED_PADDING, 1);
		b->room = bytes;
	}
}

/*
 * Of the bucket of the event before and what comes next: its bucket, and the
 * bytes of one event, with the head of its record where it begins one.  So
 * records are taken apart, since a loop over the events of each would be of
 * as many turns as no processor can guess.
 */
static inline ALWAYS_INLINE size_t
piece_len(const struct buckets *b, struct layout_bits layout,
    const unsigned char *at, size_t *bucket)
{
	uint64_t word = packed_word(at), follows = word >> 63;
	const unsigned char *end = first_end(layout,
	    at + (1 - follows) * sizeof word);

	if (layout.groups)
		end -= (follows & word >> 62) * sizeof(uint32_t);
	/* Not the bits by which groups are looked up later. */
	*bucket = (*bucket & -follows) | ((word >> 40 & (b->n - 1)) &
	    (follows - 1));
	if (!follows)
		end = id_end(layout, word, end);
	return (size_t)(end - at);
}

/* Into ends: the bytes of each bucket. */
static void
count_records(struct buckets *b, const struct stored_span *span,
    struct layout_bits layout)
{
	const unsigned char *at = span->bytes, *end = at + span->len;
	size_t i = 0;

	while (at < end) {
		size_t len = piece_len(b, layout, at, &i);

		b->ends[i] += len;
		at += len;
	}
}

/* Nearly all have a half of that, or as much, or twice: it is copied without
   a call, what lies in the middle twice; what is too much is written over. */
static inline ALWAYS_INLINE void
copy_piece(unsigned char *to, const unsigned char *from, size_t len)
{
	memcpy(to, from, PIECE);
	if (len > 2 * PIECE)
		memcpy(to + PIECE, from + PIECE, len - PIECE);
	else if (len > PIECE)
		memcpy(to + len - PIECE, from + len - PIECE, PIECE);
}

/*
 * ends say where the next record goes; after the last, where they end.
 * false: a bucket has more than its share.
 */
static inline ALWAYS_INLINE bool
copy_records(struct buckets *b, const struct stored_span *span,
    struct layout_bits layout, size_t share)
{
	const unsigned char *at = span->bytes, *end = at + span->len;
	size_t i = 0;

	while (at < end) {
		size_t len = piece_len(b, layout, at, &i), to = b->ends[i];

		if (share && to + (len > PIECE ? len : PIECE) >
		    b->starts[i] + share)
			return false;
		if (share)
			copy_piece(b->bytes + to, at, len);
		else
			memcpy(b->bytes + to, at, len);
		b->ends[i] = to + len;
		at += len;
	}
	return true;
}

/* Hashes fill buckets evenly, unless few entities have most of the
   records: then their sizes are not asked for. */
static inline ALWAYS_INLINE bool
fill_shares(struct buckets *b, const struct loaded *l,
    struct layout_bits layout)
{
	size_t share = b->room / b->n;

	for (size_t i = 0; i < b->n; i++)
		b->starts[i] = b->ends[i] = i * share;
	for (size_t i = 0; i < l->n; i++)
		if (!copy_records(b, &l->spans[i], layout, share))
			return false;
	return true;
}

static void
fill_counted(struct buckets *b, const struct loaded *l,
    struct layout_bits layout)
{
	size_t start = 0;

	memset(b->ends, 0, b->n * sizeof *b->ends);
	for (size_t i = 0; i < l->n; i++)
		count_records(b, &l->spans[i], layout);
	for (size_t i = 0; i < b->n; i++) {
		size_t len = b->ends[i];

		b->starts[i] = b->ends[i] = start;
		start += len;
	}
	for (size_t i = 0; i < l->n; i++)
		copy_records(b, &l->spans[i], layout, 0);
}

void
buckets_fill(struct buckets *b, const struct loaded *l,
    struct layout_bits layout)
{
	bool filled;

	make_room(b, l->bytes);
	/* What is known of most is not asked once an event. */
	if (layout_is_bare(layout))
		filled = fill_shares(b, l, bare_layout);
	else if (layout_is_named(layout))
		filled = fill_shares(b, l, named_layout);
	else
		filled = fill_shares(b, l, layout);
	if (!filled)
		fill_counted(b, l, layout);
}

void
buckets_free(struct buckets *b)
{
	free(b->bytes);
	free(b->ends);
	free(b->starts);
	*b = (struct buckets){ 0 };
}
