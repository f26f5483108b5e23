/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/newlines.h"

#include <stdint.h>
#include <string.h>

/* The compiler cuts these into what the machine has. */
typedef uint8_t lanes __attribute__((vector_size(32)));

#if defined(__x86_64__) && defined(__GLIBC__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
/* Chosen when the program starts; sanitizers come too late for that, and
   clang 14 leaves the chooser out of archives. */
#define WIDEST __attribute__((target_clones("avx2", "default")))
#else
#define WIDEST
#endif

WIDEST size_t
bytes_count(const char *text, size_t len, char byte)
{
	size_t n = 0;

	while (len >= sizeof(lanes)) {
		/* A lane is a byte: it counts to 255 and no further. */
		size_t rounds = len / sizeof(lanes);

		if (rounds > 255)
			rounds = 255;
		lanes sums = { 0 };
		for (size_t i = 0; i < rounds; i++) {
			lanes bytes;

			memcpy(&bytes, text + i * sizeof bytes, sizeof bytes);
			/* A lane that is equal becomes all ones, that is -1. */
			sums -= (lanes)(bytes == (uint8_t)byte);
		}
		for (size_t i = 0; i < sizeof sums; i++)
			n += sums[i];
		text += rounds * sizeof(lanes);
		len -= rounds * sizeof(lanes);
	}
	for (size_t i = 0; i < len; i++)
		n += text[i] == byte;
	return n;
}

size_t
newlines_count(const char *text, size_t len)
{
	return bytes_count(text, len, '\n');
}
