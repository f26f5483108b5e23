/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"

#define BLOCK_SIZE ((size_t)16 << 10)

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	_Alignas(16) unsigned char bytes[];
};

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;

	/* What cannot be rounded up, or has no room for a head, is too much. */
	if (size > SIZE_MAX / 2)
		memory_exhausted();
	size = (size + 15) & ~(size_t)15;
	if (!block || block->size - block->used < size) {
		size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;

		block = memory_zeroed(1, sizeof *block + room);
		block->size = room;
		block->next = arena->blocks;
		arena->blocks = block;
	}

	void *at = block->bytes + block->used;

	block->used += size;
	return at;
}

char *
arena_copy(struct arena *arena, const char *bytes, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	if (len)
		memcpy(copy, bytes, len);
	return copy;
}

void
arena_free(struct arena *arena)
{
	struct arena_block *next;

	for (struct arena_block *b = arena->blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	arena->blocks = NULL;
}
