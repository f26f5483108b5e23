/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/script.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/text/label.h"

void
script_free(struct script *script)
{
	free(script->bytes);
	*script = (struct script){ 0 };
}

/* Room for more bytes and a NUL. */
static void
reserve(struct script *script, size_t more)
{
	script->bytes = memory_reserve(script->bytes, &script->capacity,
	    script->len + more + 1, 1);
}

static void
add_bytes(struct script *script, const char *bytes, size_t len)
{
	reserve(script, len);
	memcpy(script->bytes + script->len, bytes, len);
	script->len += len;
	script->bytes[script->len] = '\0';
}

void
script_add(struct script *script, const char *format, ...)
{
	va_list arguments, again;
	int len;

	va_start(arguments, format);
	va_copy(again, arguments);
	len = vsnprintf(NULL, 0, format, arguments);
	if (len >= 0) {
		reserve(script, (size_t)len);
		vsnprintf(script->bytes + script->len, (size_t)len + 1,
		    format, again);
		script->len += (size_t)len;
	}
	va_end(again);
	va_end(arguments);
}

void
script_append(struct script *script, const struct script *more)
{
	add_bytes(script, more->bytes, more->len);
}

static void
add_constant(struct script *script, const char *text)
{
	add_bytes(script, text, strlen(text));
}

/*
 * gnuplot takes two quotes for one only behind another character and only
 * once in a row; of four in a row it makes an end and a beginning.  Its
 * search for @macros takes a quote in double quotes for the end of a
 * string.  What it reads rightly everywhere is the quote as a number, alone
 * in double quotes and joined to its neighbours by dots.
 */
void
script_text(struct script *script, const char *text, size_t columns)
{
	const char *end;
	char bytes[4];

	text = text == NULL ? "" : text;
	end = label_end(text, (double)columns, label_columns);

	add_constant(script, "'");
	for (const char *next = text; next < end;) {
		uint32_t c = label_next(&next);

		if (c == '\'')
			add_constant(script, "'.\"\\047\".'");
		else
			add_bytes(script, bytes, label_encode(c, bytes));
	}
	if (*end != '\0')
		add_constant(script, "…");
	add_constant(script, "'");
}
