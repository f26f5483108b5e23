/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A partition cut finer, by more bits of the hash. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/store/timelines_private.h"

/* With its groups and events, a bucket of this size stays in a cache. */
#define BUCKET_BYTES ((size_t)64 << 10)
#define BUCKETS_MAX ((size_t)1 << 14)

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
		b->bytes = memory_array(bytes, 1);
		b->room = bytes;
	}
}

/* Not the bits by which groups are looked up later. */
static inline size_t
bucket_of(const struct buckets *b, const unsigned char *record)
{
	uint64_t low;

	memcpy(&low, record, sizeof low);
	return low >> 48 & (b->n - 1);
}

/* Into ends: the bytes of each bucket. */
static void
count_records(struct buckets *b, const struct stored_span *span,
    struct layout_bits layout)
{
	const unsigned char *at = span->bytes, *end = at + span->len;

	while (at < end) {
		const unsigned char *next = record_end(layout, at);

		b->ends[bucket_of(b, at)] += (size_t)(next - at);
		at = next;
	}
}

/* Nearly all have one or two times as much as is always there: that is
   copied without a call, twice what lies in the middle. */
static inline __attribute__((always_inline)) void
copy_record(unsigned char *to, const unsigned char *from, size_t len)
{
	const size_t least = sizeof(struct packed);

	memcpy(to, from, least);
	if (len > 2 * least)
		memcpy(to + least, from + least, len - least);
	else if (len > least)
		memcpy(to + len - least, from + len - least, least);
}

/*
 * ends say where the next record goes; after the last, where they end.
 * false: a bucket has more than its share.
 */
static inline __attribute__((always_inline)) bool
copy_records(struct buckets *b, const struct stored_span *span,
    struct layout_bits layout, size_t share)
{
	const unsigned char *at = span->bytes, *end = at + span->len;

	while (at < end) {
		size_t i = bucket_of(b, at), to = b->ends[i];
		size_t len = (size_t)(record_end(layout, at) - at);

		if (share && to + len > b->starts[i] + share)
			return false;
		copy_record(b->bytes + to, at, len);
		b->ends[i] = to + len;
		at += len;
	}
	return true;
}

/* Hashes fill buckets evenly, unless few entities have most of the
   records: then their sizes are not asked for. */
static bool
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
	make_room(b, l->bytes);
	if (!fill_shares(b, l, layout))
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
