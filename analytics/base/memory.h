/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_MEMORY_H
#define ANALYTICS_MEMORY_H

#include <stddef.h>

/*
 * All memory of the program comes from here, and what is asked for is
 * there: nobody checks for NULL.  Where there is none left, the handler is
 * called, by whichever thread asked, and must not return: it removes what
 * is half written, says so, and ends the process.  Without a handler the
 * process is killed (SIGILL).
 *
 * Sizes are n members of size bytes; a product that overflows is more than
 * there is.  None is ever NULL, 0 members included.  free() gives back.
 */
typedef void memory_handler(void *context);

/* Once, before there are threads; context is handed to the handler. */
void memory_on_exhaustion(memory_handler *handler, void *context);

/* For what a library could not allocate: calls the handler. */
_Noreturn void memory_exhausted(void);

#define MEMORY_OWNED(n, size) \
	__attribute__((malloc, returns_nonnull, alloc_size(n, size)))

/* Not zeroed. */
void *memory_array(size_t n, size_t size) MEMORY_OWNED(1, 2);
/* All bytes 0. */
void *memory_zeroed(size_t n, size_t size) MEMORY_OWNED(1, 2);
/* With old's contents; old, which may be NULL, is gone. */
void *memory_resize(void *old, size_t n, size_t size)
    __attribute__((returns_nonnull, alloc_size(2, 3)));
/* The same, but NULL is an answer, and old is there then: for what an
   option bounds, which the caller's message names. */
void *memory_try(void *old, size_t n, size_t size);
/* Twice the room, or more: at least `wanted` members.  *room begins at 0. */
void *memory_grow(void *old, size_t *room, size_t wanted, size_t size)
    __attribute__((returns_nonnull));
/* A copy of len bytes, ended by a NUL that len does not count. */
char *memory_copy(const void *bytes, size_t len)
    __attribute__((malloc, returns_nonnull));

/* The array as it is if it has so much room; else a larger one. */
static inline void *
memory_reserve(void *old, size_t *room, size_t wanted, size_t size)
{
	return wanted <= *room ? old : memory_grow(old, room, wanted, size);
}

#endif
