/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/newlines.h"

#include <stdint.h>
#include <string.h>

#include "analytics/base/lanes.h"
#include "io/base/utf8.h"

/* The compiler cuts these into what the machine has. */
typedef uint8_t bytes32 __attribute__((vector_size(32)));

/* At most so many at once: a lane is a byte, which counts to 255. */
#define ROUNDS 255

/* Of so many rounds; *high: the highest bit of a lane where a byte had it. */
static inline __attribute__((always_inline)) size_t
count_rounds(const char *text, size_t rounds, char byte, bytes32 *high)
{
	bytes32 sums = { 0 };
	size_t n = 0;

#pragma GCC unroll 4
	for (size_t i = 0; i < rounds; i++) {
		bytes32 bytes;

		memcpy(&bytes, text + i * sizeof bytes, sizeof bytes);
		/* A lane that is equal becomes all ones, that is -1. */
		sums -= (bytes32)(bytes == (uint8_t)byte);
		*high |= bytes;
	}
	for (size_t i = 0; i < sizeof sums; i++)
		n += sums[i];
	return n;
}

static inline __attribute__((always_inline)) size_t
rounds_of(size_t len)
{
	return len / sizeof(bytes32) < ROUNDS ? len / sizeof(bytes32) : ROUNDS;
}

WIDEST size_t
bytes_count(const char *text, size_t len, char byte)
{
	size_t n = 0, rounds;

	while ((rounds = rounds_of(len)) > 0) {
		bytes32 high = { 0 };

		n += count_rounds(text, rounds, byte, &high);
		text += rounds * sizeof(bytes32);
		len -= rounds * sizeof(bytes32);
	}
	for (size_t i = 0; i < len; i++)
		n += text[i] == byte;
	return n;
}

WIDEST size_t
newlines_in_ascii(const char *text, size_t len, size_t *ascii)
{
	size_t n = 0, at = 0, rounds;

	while ((rounds = rounds_of(len - at)) > 0) {
		bytes32 high = { 0 };
		size_t more = count_rounds(text + at, rounds, '\n', &high);
		uint8_t any = 0;

		for (size_t i = 0; i < sizeof high; i++)
			any |= high[i];
		if (any & 0x80)
			break;
		n += more;
		at += rounds * sizeof(bytes32);
	}
	*ascii = at + utf8_ascii(text + at, len - at);
	return n + bytes_count(text + at, *ascii - at, '\n');
}

size_t
newlines_count(const char *text, size_t len)
{
	return bytes_count(text, len, '\n');
}
