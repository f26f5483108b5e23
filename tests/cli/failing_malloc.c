/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * To be preloaded: memory that ends at the FAIL_AT-th request of the
 * process, or from it on where FAIL_ON is set; without FAIL_AT the number
 * of requests goes to the file FAIL_COUNT.  glibc's own names stand behind
 * the wrappers, since dlsym itself asks for memory.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_long requests;
static long fail_at;
static int fail_on;

__attribute__((constructor)) static void
begin(void)
{
	const char *at = getenv("FAIL_AT");

	fail_at = at ? atol(at) : 0;
	fail_on = getenv("FAIL_ON") != NULL;
	requests = 0;
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("FAIL_COUNT");
	long number = requests;
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file)
		return;
	fprintf(file, "%ld\n", number);
	fclose(file);
}

static int
fails(void)
{
	long number = atomic_fetch_add(&requests, 1) + 1;

	if (fail_at == 0 || number < fail_at ||
	    (number > fail_at && !fail_on))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return fails() ? NULL : __libc_memalign(alignment, size);
}
