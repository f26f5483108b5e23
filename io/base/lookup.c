/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/lookup.h"

#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "analytics/base/memory.h"
#include "io/base/arena.h"
#include "io/base/secret.h"

struct entry {
	const char *bytes;
	size_t len;
	uint64_t hash;
};

struct lookup {
	struct arena arena;
	struct entry *entries;
	size_t n, room;
	uint32_t *slots;	/* number + 1; 0: free */
	size_t mask;
	uint64_t seed;
};

struct lookup *
lookup_new(void)
{
	struct lookup *l = memory_zeroed(1, sizeof *l);

	l->mask = 63;
	l->slots = memory_zeroed(l->mask + 1, sizeof *l->slots);
	secret_fill(&l->seed, sizeof l->seed);
	return l;
}

void
lookup_free(struct lookup *l)
{
	if (!l)
		return;
	arena_free(&l->arena);
	free(l->entries);
	free(l->slots);
	free(l);
}

static size_t
find_slot(const struct lookup *l, uint64_t hash, const char *bytes,
    size_t len)
{
	size_t at = hash & l->mask;

	for (; l->slots[at]; at = (at + 1) & l->mask) {
		const struct entry *e = &l->entries[l->slots[at] - 1];

		if (e->hash == hash && e->len == len &&
		    memcmp(e->bytes, bytes, len) == 0)
			break;
	}
	return at;
}

uint32_t
lookup_find(const struct lookup *l, const char *bytes, size_t len)
{
	uint64_t hash = XXH3_64bits_withSeed(bytes, len, l->seed);
	uint32_t found = l->slots[find_slot(l, hash, bytes, len)];

	return found ? found - 1 : LOOKUP_NONE;
}

static void
grow(struct lookup *l)
{
	size_t mask = l->mask * 2 + 1;
	uint32_t *slots = memory_zeroed(mask + 1, sizeof *slots);

	for (size_t i = 0; i < l->n; i++) {
		size_t at = l->entries[i].hash & mask;

		while (slots[at])
			at = (at + 1) & mask;
		slots[at] = (uint32_t)i + 1;
	}
	free(l->slots);
	l->slots = slots;
	l->mask = mask;
}

uint32_t
lookup_add(struct lookup *l, const char *bytes, size_t len)
{
	uint64_t hash = XXH3_64bits_withSeed(bytes, len, l->seed);
	size_t at = find_slot(l, hash, bytes, len);

	if (l->slots[at])
		return l->slots[at] - 1;
	l->entries = memory_reserve(l->entries, &l->room, l->n + 1,
	    sizeof *l->entries);
	if (l->n * 2 > l->mask) {
		grow(l);
		at = find_slot(l, hash, bytes, len);
	}
	/* More than numbers are for: no memory holds them. */
	if (l->n >= LOOKUP_NONE - 1)
		memory_exhausted();

	const char *copy = arena_copy(&l->arena, bytes, len);

	l->entries[l->n] = (struct entry){ copy, len, hash };
	l->slots[at] = (uint32_t)++l->n;
	return (uint32_t)l->n - 1;
}

size_t
lookup_size(const struct lookup *l)
{
	return l->n;
}

const char *
lookup_text(const struct lookup *l, uint32_t number, size_t *len)
{
	if (len)
		*len = l->entries[number].len;
	return l->entries[number].bytes;
}
