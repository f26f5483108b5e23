/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/newlines.h"

#include <stdint.h>
#include <string.h>

#include "analytics/base/lanes.h"

/* The compiler cuts these into what the machine has. */
typedef uint8_t bytes32 __attribute__((vector_size(32)));

WIDEST size_t
bytes_count(const char *text, size_t len, char byte)
{
	size_t n = 0;

	while (len >= sizeof(bytes32)) {
		/* A lane is a byte: it counts to 255 and no further. */
		size_t rounds = len / sizeof(bytes32);

		if (rounds > 255)
			rounds = 255;
		bytes32 sums = { 0 };
		for (size_t i = 0; i < rounds; i++) {
			bytes32 bytes;

			memcpy(&bytes, text + i * sizeof bytes, sizeof bytes);
			/* A lane that is equal becomes all ones, that is -1. */
			sums -= (bytes32)(bytes == (uint8_t)byte);
		}
		for (size_t i = 0; i < sizeof sums; i++)
			n += sums[i];
		text += rounds * sizeof(bytes32);
		len -= rounds * sizeof(bytes32);
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
