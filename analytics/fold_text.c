/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold_text.h"

#include <stdlib.h>
#include <string.h>

#define NO_GROUP "-"	/* a tuple is never this: its first byte is '=' */

bool
fold_text_group(const struct group_names *names, uint32_t group,
    struct buffer *out)
{
	if (group == GROUP_NONE)
		return buffer_add(out, NO_GROUP, 1);
	size_t len;
	const char *text = names->text(names->context, group, &len);
	bool fine = buffer_add(out, "=", 1);
	for (size_t i = 0; i < len && fine; i++) {
		unsigned char c = (unsigned char)text[i];
		fine = c <= ' ' || c == '%' || c == 0x7f ?
		    buffer_format(out, "%%%02X", c) :
		    buffer_add(out, text + i, 1);
	}
	return fine;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Takes %XX off in place; -1 if it is wrong. */
static long
unescape(char *text)
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
	return to - text;
}

enum status
fold_text_read_group(const struct group_names *names, char *word,
    uint32_t *out)
{
	*out = GROUP_NONE;
	if (strcmp(word, NO_GROUP) == 0)
		return STATUS_OK;
	long len = *word == '=' && !strchr(word, ' ') ?
	    unescape(word + 1) : -1;
	if (len < 0)
		return STATUS_FORMAT;
	*out = names->number(names->context, word + 1, (size_t)len);
	return *out == GROUP_NONE ? STATUS_LIMIT : STATUS_OK;
}

bool
fold_lines_next(struct fold_lines *l)
{
	const char *newline = l->at < l->end ?
	    memchr(l->at, '\n', (size_t)(l->end - l->at)) : NULL;
	if (!newline)
		return false;
	size_t len = (size_t)(newline - l->at);
	free(l->line);
	l->line = malloc(len + 1);
	if (!l->line)
		return false;
	memcpy(l->line, l->at, len);
	l->line[len] = '\0';
	l->at = newline + 1;
	return strlen(l->line) == len;
}

void
fold_lines_free(struct fold_lines *l)
{
	free(l->line);
	l->line = NULL;
}

static bool
read_number(const char **at, uint64_t *out)
{
	const char *c = *at;
	uint64_t n = 0;
	for (; *c >= '0' && *c <= '9'; c++)
		if (__builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*c - '0'), &n))
			return false;
	if (c == *at)
		return false;
	*at = c;
	*out = n;
	return true;
}

bool
fold_text_read_pair(const char **at, uint64_t *a, uint64_t *b)
{
	const char *c = *at;
	if (*c++ != ' ' || !read_number(&c, a) || *c++ != ':' ||
	    !read_number(&c, b))
		return false;
	*at = c;
	return true;
}
