/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fault as text that cannot drive a terminal. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "io/base/fault.h"
#include "io/base/utf8.h"

struct sink {
	char *at, *end;		/* end leaves room for the NUL */
};

static void
put(struct sink *s, const char *bytes, size_t len)
{
	if ((size_t)(s->end - s->at) < len) {
		s->end = s->at;		/* whole characters only */
		return;
	}
	memcpy(s->at, bytes, len);
	s->at += len;
}

/* Bytes of the character at text, 0 if it is not UTF-8. */
static size_t
character(const char *text)
{
	size_t len = strlen(text);

	for (size_t n = 1; n <= 4 && n <= len; n++)
		if (utf8_check(text, n) == n)
			return n;
	return 0;
}

/* C1 controls, line and paragraph separators, marks that turn the text. */
static bool
is_harmful(const char *c, size_t n)
{
	static const char *const marks[] = { "\u200E", "\u200F", "\u2028",
		"\u2029", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E",
		"\u2066", "\u2067", "\u2068", "\u2069", "\u061C" };

	if (n == 2 && (unsigned char)c[0] == 0xC2 && (unsigned char)c[1] < 0xA0)
		return true;
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (n == strlen(marks[i]) && memcmp(c, marks[i], n) == 0)
			return true;
	return false;
}

static void
put_text(struct sink *s, const char *text)
{
	while (*text) {
		unsigned char first = (unsigned char)*text;
		size_t n = character(text);

		if (n == 0)
			put(s, "\uFFFD", strlen("\uFFFD"));
		else if (first < ' ' || first == 0x7f || is_harmful(text, n))
			put(s, "?", 1);
		else
			put(s, text, n);
		text += n ? n : 1;
	}
}

void
fault_format(const struct fault *f, char *out, unsigned long size)
{
	struct sink s = { out, out + (size ? size - 1 : 0) };
	char line[32];

	if (size == 0)
		return;
	if (f->file[0]) {
		put_text(&s, f->file);
		put(&s, ":", 1);
	}
	if (f->line) {
		int n = snprintf(line, sizeof line, "%llu:",
		    (unsigned long long)f->line);

		put(&s, line, (size_t)n);
	}
	if (f->file[0] || f->line)
		put(&s, " ", 1);
	if (f->column[0]) {
		put_text(&s, f->column);
		put(&s, ": ", 2);
	}
	put_text(&s, f->sentence);
	for (const char *from = f->advice; *from;) {
		char advice[sizeof f->advice];
		size_t len = strcspn(from, "\n");

		memcpy(advice, from, len);
		advice[len] = '\0';
		put(&s, from[0] == ' ' ? "\n" : "\n  ",
		    from[0] == ' ' ? 1 : 3);
		put_text(&s, advice);
		from += len + (from[len] == '\n');
	}
	*s.at = '\0';
}
