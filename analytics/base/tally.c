/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/tally.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"

/* FNV-1a, whose low bits are mixed once more: strings are short. */
static uint32_t
hash_of(const unsigned char *bytes, size_t len)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325);

	for (size_t i = 0; i < len; i++)
		h = (h ^ bytes[i]) * UINT64_C(0x100000001B3);
	return (uint32_t)(h ^ h >> 32);
}

/* Where a string is, or would be. */
static size_t
slot_of(const struct tally *t, const void *bytes, size_t len, uint32_t hash)
{
	size_t at = hash & t->mask;

	for (; t->slots[at]; at = (at + 1) & t->mask) {
		const struct tally_item *i = &t->items[t->slots[at] - 1];

		if (i->hash == hash && i->len == len &&
		    memcmp(t->bytes + i->at, bytes, len) == 0)
			break;
	}
	return at;
}

/* Room for one more; slots stay at most half full. */
static void
grow(struct tally *t, size_t len)
{
	t->items = memory_reserve(t->items, &t->items_room, t->n + 1,
	    sizeof *t->items);
	t->bytes = memory_reserve(t->bytes, &t->room, t->used + len, 1);
	if (t->slots && (t->n + 1) * 2 <= t->mask)
		return;
	if (t->n >= UINT32_MAX / 2)
		memory_exhausted();
	size_t mask = t->slots ? t->mask * 2 + 1 : 15;
	free(t->slots);
	t->slots = memory_zeroed(mask + 1, sizeof *t->slots);
	t->mask = mask;
	for (size_t i = 0; i < t->n; i++) {
		size_t at = t->items[i].hash & mask;

		while (t->slots[at])
			at = (at + 1) & mask;
		t->slots[at] = (uint32_t)i + 1;
	}
}

size_t
tally_add(struct tally *t, const void *bytes, size_t len, uint64_t count)
{
	uint32_t hash = hash_of(bytes, len);

	if (t->slots) {
		size_t at = slot_of(t, bytes, len, hash);

		if (t->slots[at]) {
			t->items[t->slots[at] - 1].count += count;
			return t->slots[at] - 1;
		}
	}
	grow(t, len);
	t->slots[slot_of(t, bytes, len, hash)] = (uint32_t)t->n + 1;
	if (len)
		memcpy(t->bytes + t->used, bytes, len);
	t->items[t->n++] = (struct tally_item){ count, t->used,
	    (uint32_t)len, hash };
	t->used += len;
	return t->n - 1;
}

void
tally_merge(struct tally *into, const struct tally *from)
{
	for (size_t i = 0; i < from->n; i++)
		tally_add(into, tally_bytes(from, &from->items[i]),
		    from->items[i].len, from->items[i].count);
}

void
tally_free(struct tally *t)
{
	free(t->bytes);
	free(t->items);
	free(t->slots);
	*t = (struct tally){ 0 };
}

int
tally_compare(const struct tally *t, const struct tally_item *a,
    const struct tally_item *b)
{
	return compare_bytes(t->bytes + a->at, a->len, t->bytes + b->at,
	    b->len);
}

static int
by_bytes(const void *a, const void *b, void *tally)
{
	return tally_compare(tally, a, b);
}

struct tally_item *
tally_sorted(const struct tally *t)
{
	struct tally_item *items = memory_array(t->n, sizeof *items);

	if (t->n)
		memcpy(items, t->items, t->n * sizeof *items);
	qsort_r(items, t->n, sizeof *items, by_bytes, (void *)t);
	return items;
}
