/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ARENA_H
#define IO_ARENA_H

#include <stddef.h>

/*
 * Memory that is freed all at once.  Zero an arena to begin; whatever is
 * allocated from it lives until arena_free.  One thread at a time.
 */
struct arena {
	struct arena_block *blocks;
};

/* Zeroed, aligned to 16 bytes; never NULL (analytics/base/memory.h). */
void *arena_alloc(struct arena *arena, size_t size)
    __attribute__((returns_nonnull));
/* A copy, ended by a NUL that len does not count. */
char *arena_copy(struct arena *arena, const char *bytes, size_t len)
    __attribute__((returns_nonnull));
void arena_free(struct arena *arena);

#endif
