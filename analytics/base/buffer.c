/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/fold.h"
#include "analytics/base/memory.h"

void
buffer_add(struct buffer *b, const void *bytes, size_t len)
{
	b->bytes = memory_reserve(b->bytes, &b->room, b->len + len + 1, 1);
	if (len)
		memcpy(b->bytes + b->len, bytes, len);
	b->len += len;
	b->bytes[b->len] = '\0';
}

void
buffer_format(struct buffer *b, const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	size_t len = (size_t)vsnprintf(NULL, 0, format, again);
	va_end(again);
	b->bytes = memory_reserve(b->bytes, &b->room, b->len + len + 1, 1);
	vsnprintf(b->bytes + b->len, len + 1, format, arguments);
	va_end(arguments);
	b->len += len;
}

void
buffer_free(struct buffer *b)
{
	free(b->bytes);
	*b = (struct buffer){ 0 };
}

void
buffer_escape(struct buffer *b, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c <= ' ' || c == '%' || c == 0x7f)
			buffer_format(b, "%%%02X", c);
		else
			buffer_add(b, text + i, 1);
	}
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

long
text_unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (*from != '%') {
			*to++ = *from;
			continue;
		}
		int high = hex(from[1]);
		int low = high < 0 ? -1 : hex(from[2]);
		if (low < 0)
			return -1;
		*to++ = (char)(high << 4 | low);
		from += 2;
	}
	*to = '\0';
	return to - text;
}
