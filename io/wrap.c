/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A paragraph in lines: at blanks, and between letters of CJK. */
#include <string.h>

#include "io/text.h"
#include "io/write.h"

/* May not begin a line: it belongs to what stands before. */
static bool
follows(uint32_t code)
{
	static const uint32_t marks[] = { 0x3001, 0x3002, 0x300B, 0x300D,
	    0x300F, 0x3011, 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B,
	    0xFF1F };
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (code == marks[i])
			return true;
	return false;
}

/* The bytes up to where a line may break. */
static size_t
unit_length(const char *text, size_t len)
{
	size_t at = 0;
	uint32_t code;
	bool wide = false;
	while (at < len && text[at] != ' ') {
		size_t n = text_next(text + at, len - at, &code);
		bool now = text_width(text + at, n) == 2;
		if (at && (wide || now) && !follows(code))
			break;
		wide = now;
		at += n;
	}
	return at;
}

static void
new_line(struct wrap *w)
{
	output_text(w->out, "\n");
	for (size_t i = 0; i < w->indent; i++)
		output_text(w->out, " ");
	w->used = w->indent;
	w->glued = true;
}

static void
put_unit(struct wrap *w, const char *text, size_t len)
{
	size_t wide = text_width(text, len);
	if (w->used > w->indent && w->used + !w->glued + wide > w->room)
		new_line(w);
	if (!w->glued) {
		output_text(w->out, " ");
		w->used++;
	}
	output_bytes(w->out, text, len);
	w->used += wide;
}

void
wrap_words(struct wrap *w, const char *text)
{
	size_t len = strlen(text);
	if (w->used == 0)
		w->glued = true;
	while (len) {
		size_t n = unit_length(text, len);
		if (n)
			put_unit(w, text, n);
		w->glued = true;
		for (; n < len && text[n] == ' '; n++)
			w->glued = false;
		text += n;
		len -= n;
	}
	w->glued = false;
}
