/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A partition cut finer, by more bits of the hash. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/store/timelines_private.h"

/* With its groups and events, a bucket of this size stays in a cache. */
#define BUCKET_BYTES ((size_t)64 << 10)
#define BUCKETS_MAX ((size_t)1 << 14)

static void
make_room(struct buckets *b, size_t bytes)
{
	b->n = 1;
	while (bytes / b->n > BUCKET_BYTES && b->n < BUCKETS_MAX)
		b->n *= 2;
	if (b->n > b->ends_room) {
		free(b->ends);
		b->ends = memory_array(b->n, sizeof *b->ends);
		b->ends_room = b->n;
	}
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

/* ends say where the next record goes; after the last, where they end. */
static void
copy_records(struct buckets *b, const struct stored_span *span,
    struct layout_bits layout)
{
	const unsigned char *at = span->bytes, *end = at + span->len;

	while (at < end) {
		size_t *to = &b->ends[bucket_of(b, at)];
		size_t len = (size_t)(record_end(layout, at) - at);

		if (len == sizeof(struct packed))
			memcpy(b->bytes + *to, at, sizeof(struct packed));
		else
			memcpy(b->bytes + *to, at, len);
		*to += len;
		at += len;
	}
}

void
buckets_fill(struct buckets *b, const struct loaded *l,
    struct layout_bits layout)
{
	make_room(b, l->bytes);
	memset(b->ends, 0, b->n * sizeof *b->ends);
	if (b->n > 1)
		for (size_t i = 0; i < l->n; i++)
			count_records(b, &l->spans[i], layout);
	size_t start = 0;
	for (size_t i = 0; i < b->n; i++) {
		size_t len = b->ends[i];

		b->ends[i] = start;
		start += len;
	}
	for (size_t i = 0; i < l->n; i++)
		copy_records(b, &l->spans[i], layout);
}

void
buckets_free(struct buckets *b)
{
	free(b->bytes);
	free(b->ends);
	*b = (struct buckets){ 0 };
}
