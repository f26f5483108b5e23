/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/secret.h"

#include <stdint.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

void
secret_fill(void *bytes, size_t len)
{
	unsigned char *to = bytes;
	size_t have = 0;

	while (have < len) {
		ssize_t n = getrandom(to + have, len - have, 0);

		if (n <= 0)
			break;
		have += (size_t)n;
	}
	/* A kernel without getrandom: better than a constant. */
	uint64_t x = (uint64_t)time(NULL) ^ (uint64_t)getpid() << 32 ^
	    (uint64_t)(uintptr_t)&have;
	for (; have < len; have++) {
		x = x * UINT64_C(6364136223846793005) + 1442695040888963407u;
		to[have] = (unsigned char)(x >> 56);
	}
}
