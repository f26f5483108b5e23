/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/base/utf8.h"

#include <stdint.h>
#include <string.h>

static const uint64_t high_bits = 0x8080808080808080u;

static uint64_t
eight(const char *text)
{
	uint64_t bytes;

	memcpy(&bytes, text, sizeof bytes);
	return bytes;
}

size_t
utf8_ascii(const char *text, size_t len)
{
	size_t i = 0;

	for (; len - i >= 64; i += 64) {
		const char *t = text + i;
		uint64_t any = eight(t) | eight(t + 8) | eight(t + 16) |
		    eight(t + 24) | eight(t + 32) | eight(t + 40) |
		    eight(t + 48) | eight(t + 56);

		if (any & high_bits)
			break;
	}
	for (; len - i >= 8 && !(eight(text + i) & high_bits); i += 8)
		;
	while (i < len && !(text[i] & 0x80))
		i++;
	return i;
}

/* The length that a lead byte asks for; 0 if it can lead nothing. */
static size_t
wanted(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead < 0xC2)
		return 0;
	if (lead < 0xE0)
		return 2;
	if (lead < 0xF0)
		return 3;
	return lead < 0xF5 ? 4 : 0;
}

/*
 * The second byte carries the whole of what makes UTF-8 strict: overlong
 * forms, surrogates and numbers above U+10FFFF all end here.
 */
static bool
second_fits(unsigned char lead, unsigned char second)
{
	unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;

	return second >= low && second <= high;
}

static bool
continues(unsigned char byte)
{
	return (byte & 0xC0) == 0x80;
}

/* True if the first len bytes (1 … wanted) can begin a sequence. */
static bool
begins(const unsigned char *text, size_t len)
{
	if (len > 1 && !second_fits(text[0], text[1]))
		return false;
	for (size_t i = 2; i < len; i++)
		if (!continues(text[i]))
			return false;
	return true;
}

/*
 * How many bytes from the front are three-byte sequences that need no
 * second look: nearly all of Chinese text (U+1000 … U+CFFF).
 */
static size_t
common_run(const unsigned char *text, size_t len)
{
	size_t i = 0;

	while (len - i >= 3 && text[i] > 0xE0 && text[i] < 0xED &&
	    continues(text[i + 1]) && continues(text[i + 2]))
		i += 3;
	return i;
}

size_t
utf8_check(const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t i = 0;

	while (i < len) {
		if (bytes[i] < 0x80) {
			i += utf8_ascii(text + i, len - i);
			continue;
		}
		size_t common = common_run(bytes + i, len - i);
		i += common;
		if (common)
			continue;
		size_t n = wanted(bytes[i]);
		if (n == 0 || n > len - i || !begins(bytes + i, n))
			return i;
		i += n;
	}
	return len;
}

size_t
utf8_cut(const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t most = len < 3 ? len : 3;

	for (size_t n = 1; n <= most; n++) {
		const unsigned char *at = bytes + len - n;

		if (!continues(*at))
			return wanted(*at) > n && begins(at, n) ? n : 0;
	}
	return 0;
}

void
utf8_copy(char *to, size_t size, const char *text, size_t len)
{
	if (len >= size) {
		len = size - 1;
		len -= utf8_cut(text, len);
	}
	memcpy(to, text, len);
	to[len] = '\0';
}
