/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_LEAST 8	/* members of an array that grows */

/* Set once, before there are threads. */
static struct {
	memory_handler *handler;
	void *context;
} exhaustion;

void
memory_on_exhaustion(memory_handler *handler, void *context)
{
	exhaustion.handler = handler;
	exhaustion.context = context;
}

void
memory_exhausted(void)
{
	if (exhaustion.handler)
		exhaustion.handler(exhaustion.context);
	__builtin_trap();
}

/* At least a byte, since an answer of NULL would mean that there is none. */
static size_t
bytes_of(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return SIZE_MAX;
	return bytes ? bytes : 1;
}

static void *
present(void *memory)
{
	if (!memory)
		memory_exhausted();
	return memory;
}

void *
memory_try(void *old, size_t n, size_t size)
{
	return realloc(old, bytes_of(n, size));
}

void *
memory_array(size_t n, size_t size)
{
	return present(malloc(bytes_of(n, size)));
}

void *
memory_zeroed(size_t n, size_t size)
{
	return present(calloc(1, bytes_of(n, size)));
}

void *
memory_resize(void *old, size_t n, size_t size)
{
	return present(memory_try(old, n, size));
}

void *
memory_grow(void *old, size_t *room, size_t wanted, size_t size)
{
	size_t twice;

	if (__builtin_mul_overflow(*room, 2, &twice))
		twice = SIZE_MAX;
	*room = twice < ROOM_LEAST ? ROOM_LEAST : twice;
	if (*room < wanted)
		*room = wanted;
	return memory_resize(old, *room, size);
}

char *
memory_copy(const void *bytes, size_t len)
{
	char *copy = memory_array(len + 1, 1);

	if (len)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}
