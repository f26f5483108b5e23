/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "analytics/base/memory.h"

#define REPLACEMENT 0xFFFD

size_t
text_next(const char *text, size_t len, uint32_t *code)
{
	utf8proc_int32_t c;

	if (len > 0 && (unsigned char)text[0] < 0x80) {
		*code = (unsigned char)text[0];
		return 1;
	}
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text,
	    len > 8 ? 8 : (utf8proc_ssize_t)len, &c);

	*code = n > 0 ? (uint32_t)c : REPLACEMENT;
	return n > 0 ? (size_t)n : 1;
}

bool
text_harmful(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c ||
	    c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static size_t
width_of(uint32_t code)
{
	/* ASCII needs no table. */
	if ((code >= 0x20 && code < 0x7f) || text_harmful(code))
		return 1;
	int width = utf8proc_charwidth((utf8proc_int32_t)code);
	return width > 0 ? (size_t)width : 0;
}

#define EACH UINT64_C(0x0101010101010101)

/* Whether eight bytes are all from 0x20 to 0x7e. */
static bool
eight_are_plain(const char *text)
{
	uint64_t x;

	memcpy(&x, text, sizeof x);
	return ((x | (x + EACH) | (x - EACH * 0x20)) & EACH * 0x80) == 0;
}

size_t
text_plain(const char *text, size_t len)
{
	size_t at = 0;

	while (at + 8 <= len && eight_are_plain(text + at))
		at += 8;
	while (at < len && text[at] >= 0x20 && text[at] < 0x7f)
		at++;
	return at;
}

size_t
text_width(const char *text, size_t len)
{
	size_t width = 0;
	uint32_t code;

	for (size_t at = 0; at < len;) {
		size_t plain = text_plain(text + at, len - at);

		at += plain;
		width += plain;
		if (at == len)
			break;
		at += text_next(text + at, len - at, &code);
		width += width_of(code);
	}
	return width;
}

bool
text_is_formula(const char *text, size_t len)
{
	return len && text[0] && strchr("=+-@\t\r", text[0]);
}

size_t
text_cut(const char *text, size_t len, size_t width, char *out, size_t size)
{
	bool cut = len > width && text_width(text, len) > width;
	size_t room = cut && width ? width - 1 : width, used = 0, n = 0;
	uint32_t code;

	for (size_t at = 0; at < len;) {
		/* What is plain goes as it is. */
		size_t plain = text_plain(text + at, len - at);

		plain = plain < room - used ? plain : room - used;
		if (plain > 0 && n + plain + 8 <= size) {
			memcpy(out + n, text + at, plain);
			n += plain;
			used += plain;
			at += plain;
			continue;
		}
		size_t bytes = text_next(text + at, len - at, &code);
		size_t wide = width_of(code);

		if (used + wide > room || n + 8 > size)
			break;
		if (text_harmful(code))
			out[n++] = '?';
		else if (code == REPLACEMENT)
			n += (size_t)snprintf(out + n, 4, "\uFFFD");
		else {
			memcpy(out + n, text + at, bytes);
			n += bytes;
		}
		used += wide;
		at += bytes;
	}
	if (cut && width && n + 4 <= size)
		n += (size_t)snprintf(out + n, 4, "…");
	out[n] = '\0';
	return n;
}

bool
text_follows(uint32_t code)
{
	static const uint32_t marks[] = { '!', ')', ',', '.', ':', ';', '?',
	    0xA0, 0x2019, 0x201D, TEXT_JOINER, 0x3001, 0x3002, 0x300B, 0x300D,
	    0x300F, 0x3011, 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B,
	    0xFF1F };

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (code == marks[i])
			return true;
	return false;
}

/* Of CJK, what may not end a line; and what ties to the next letter. */
bool
text_opens(uint32_t code)
{
	return code == 0xA0 || code == TEXT_JOINER || code == 0x201C ||
	    code == 0x300A || code == 0x300C || code == 0x300E ||
	    code == 0x3010 || code == 0xFF08;
}

void
text_tie(const char *text, char *out, size_t size)
{
	size_t len = strlen(text), n = 0;
	uint32_t code;

	for (size_t at = 0; at < len;) {
		size_t bytes = text_next(text + at, len - at, &code);
		bool blank = code == ' ', wide = width_of(code) == 2;
		const char *piece = blank ? TEXT_TIED : text + at;
		size_t more = blank ? sizeof TEXT_TIED - 1 : bytes;

		at += bytes;
		if (n + more + sizeof TEXT_JOINED >= size)
			break;
		memcpy(out + n, piece, more);
		n += more;
		if (wide && at < len) {
			memcpy(out + n, TEXT_JOINED, sizeof TEXT_JOINED - 1);
			n += sizeof TEXT_JOINED - 1;
		}
	}
	out[n] = '\0';
}

char *
text_fold(const char *text)
{
	size_t used = 0, len;
	utf8proc_uint8_t *folded;
	/* Nothing folds where the bytes are no UTF-8. */
	bool folds = utf8proc_map((const utf8proc_uint8_t *)text, 0, &folded,
	    UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE |
	    UTF8PROC_COMPAT | UTF8PROC_CASEFOLD) >= 0;
	const char *from = folds ? (const char *)folded : text;
	char *out;

	len = strlen(from);
	out = memory_array(len + 1, 1);
	for (size_t i = 0; i < len; i++)
		if (!strchr(" \t_-", from[i]))
			out[used++] = from[i];
	out[used] = '\0';
	if (folds)
		free(folded);
	return out;
}
