/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_TALLY_H
#define ANALYTICS_TALLY_H

#include <stddef.h>
#include <stdint.h>

/*
 * How often each of many byte strings came: the ways of entities through
 * their stages.  Exact and mergeable; equal tallies have equal sorted
 * contents, in whatever order they were filled.
 *
 * Zero it to begin; tally_free gives its memory back.
 */
struct tally_item {
	uint64_t count;
	size_t at;		/* its bytes begin here, in bytes */
	uint32_t len, hash;
};

struct tally {
	char *bytes;
	size_t used, room;	/* of bytes */
	struct tally_item *items;	/* in the order in which they came */
	size_t n, items_room;
	uint32_t *slots;	/* number + 1 by hash; 0: free */
	size_t mask;
};

/* len below 2^32; the bytes are copied.  The number of its item. */
size_t tally_add(struct tally *tally, const void *bytes, size_t len,
    uint64_t count);
void tally_merge(struct tally *into, const struct tally *from);
void tally_free(struct tally *tally);

static inline const unsigned char *
tally_bytes(const struct tally *t, const struct tally_item *item)
{
	return (const unsigned char *)t->bytes + item->at;
}

/* memcmp order, a string before those that it begins. */
int tally_compare(const struct tally *tally, const struct tally_item *a,
    const struct tally_item *b);

/* Its items by their bytes, which the caller frees. */
struct tally_item *tally_sorted(const struct tally *tally);

#endif
