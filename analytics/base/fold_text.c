/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/fold_text.h"

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
	return buffer_add(out, "=", 1) && buffer_escape(out, text, len);
}

int
fold_text_compare(const struct buffer *a, const struct buffer *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order = memcmp(a->bytes, b->bytes, len);
	return order ? order : (a->len > b->len) - (a->len < b->len);
}

enum status
fold_text_read_group(const struct group_names *names, char *word,
    uint32_t *out)
{
	*out = GROUP_NONE;
	if (strcmp(word, NO_GROUP) == 0)
		return STATUS_OK;
	long len = *word == '=' && !strchr(word, ' ') ?
	    text_unescape(word + 1) : -1;
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
