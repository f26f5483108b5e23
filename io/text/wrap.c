/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A paragraph in lines: at blanks, and between letters of CJK. */
#include "io/text/wrap.h"

#include <string.h>

#include "io/text/text.h"

/* How many bytes from the first on are of ASCII and no blank. */
static size_t
plain_word(const char *text, size_t len)
{
	const char *blank = memchr(text, ' ', len);

	return text_plain(text, blank ? (size_t)(blank - text) : len);
}

/* The bytes up to where a line may break. */
static size_t
unit_length(const char *text, size_t len)
{
	size_t at = 0;
	uint32_t code;
	bool wide = false, opened = false;

	while (at < len && text[at] != ' ') {
		size_t n = wide ? 0 : plain_word(text + at, len - at);

		if (n > 0) {
			opened = text_opens((unsigned char)text[at + n - 1]);
			at += n;
			continue;
		}
		n = text_next(text + at, len - at, &code);
		bool now = text_width(text + at, n) == 2;

		if (at && (wide || now) && !opened && !text_follows(code) &&
		    !(text_is_unit(code) && text[at - 1] >= '0' &&
		    text[at - 1] <= '9'))
			break;
		wide = now;
		opened = text_opens(code);
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

/* What is tied is not to be seen once the lines are made. */
static void
put_plain(struct wrap *w, const char *text, size_t len)
{
	const size_t tied = sizeof TEXT_TIED - 1;
	const size_t joined = sizeof TEXT_JOINED - 1;

	while (len) {
		bool blank = len >= tied && memcmp(text, TEXT_TIED, tied) == 0;
		bool none = len >= joined && memcmp(text, TEXT_JOINED,
		    joined) == 0;
		size_t n = text_plain(text, len);

		n = blank ? tied : none ? joined : n ? n : 1;
		output_bytes(w->out, blank ? " " : text, none ? 0 :
		    blank ? 1 : n);
		text += n;
		len -= n;
	}
}

/* To where the next unit stands, which is so wide. */
static void
make_room(struct wrap *w, size_t wide)
{
	if (w->used > w->indent && w->used + !w->glued + wide > w->room)
		new_line(w);
	if (!w->glued) {
		output_bytes(w->out, " ", 1);
		w->used++;
	}
	w->used += wide;
}

static void
put_unit(struct wrap *w, const char *text, size_t len)
{
	make_room(w, text_width(text, len));
	put_plain(w, text, len);
}

/* The length of a word of plain bytes alone, as nearly all are; or 0. */
static size_t
whole_word(const char *text, size_t len)
{
	size_t n = plain_word(text, len);

	return n < len && text[n] != ' ' ? 0 : n;
}

/* Such words, as many as the line has room for, with a blank between each
   two as they stand there: how many bytes, or 0. */
static size_t
put_words(struct wrap *w, const char *text, size_t len)
{
	size_t at = whole_word(text, len), n;

	if (at == 0)
		return 0;
	make_room(w, at);
	for (; at + 1 < len; at += 1 + n) {
		n = whole_word(text + at + 1, len - at - 1);
		if (n == 0 || w->used + 1 + n > w->room)
			break;
		w->used += 1 + n;
	}
	output_bytes(w->out, text, at);
	return at;
}

static bool
ends_full(const char *text, size_t len)
{
	uint32_t code = 0;

	if (len && (unsigned char)text[len - 1] < 0x80)
		return false;
	for (size_t at = 0; at < len;)
		at += text_next(text + at, len - at, &code);
	return code > 0x2FFF && text_follows(code);
}

void
wrap_words(struct wrap *w, const char *text)
{
	size_t len = strlen(text);
	uint32_t first = 0;

	if (len)
		text_next(text, len, &first);
	/* A full-width mark brings its own blank. */
	if (w->used == 0 || w->full || first == 0xFF08)
		w->glued = true;
	w->full = ends_full(text, len);
	while (len) {
		size_t n = put_words(w, text, len);

		if (n == 0 && (n = unit_length(text, len)) > 0)
			put_unit(w, text, n);
		w->glued = true;
		for (; n < len && text[n] == ' '; n++)
			w->glued = false;
		text += n;
		len -= n;
	}
	w->glued = false;
}
