/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_LINES_H
#define IO_LINES_H

#include <string.h>

#include "analytics/base/fold.h"
#include "analytics/base/memory.h"
#include "io/write/write.h"

/*
 * Rows of CSV or TSV without a table, for results of millions of rows: the
 * bytes that table_write makes of the same cells, collected in memory.  One
 * thread at a time.  The layout outlives them; buffer_free(&lines.bytes)
 * gives the memory back.
 *
 * Cells come in the order of the columns, all of them, then lines_end.
 */
struct lines {
	const struct layout *layout;
	struct buffer bytes;
	char separator;
};

void lines_begin(struct lines *lines, const struct layout *layout);

/*
 * Room for so many bytes more.  What is written there needs neither quotes
 * nor escapes; lines_took says where it ends.
 */
static inline char *
lines_room(struct lines *l, size_t wanted)
{
	l->bytes.bytes = memory_reserve(l->bytes.bytes, &l->bytes.room,
	    l->bytes.len + wanted, 1);
	return l->bytes.bytes + l->bytes.len;
}

static inline void
lines_took(struct lines *l, const char *end)
{
	l->bytes.len = (size_t)(end - l->bytes.bytes);
}

/* A text, which is a value of the data; a marker (io/text/marker.h) or
   another word of the program's own; none. */
void lines_text(struct lines *lines, const char *text, size_t len);
static inline void
lines_word(struct lines *l, const char *word)
{
	size_t len = strlen(word);
	char *to = lines_room(l, len + 1);

	memcpy(to, word, len);
	to[len] = l->separator;
	lines_took(l, to + len + 1);
}
static inline void
lines_empty(struct lines *l)
{
	char *to = lines_room(l, 1);

	*to++ = l->separator;
	lines_took(l, to);
}
void lines_number(struct lines *lines, double number);
/* DECIMAL_NONE: none. */
void lines_decimal(struct lines *lines, decimal value);
/* The number (double)micros / DAY_MICROS. */
void lines_days(struct lines *lines, int64_t micros);

/* The row ends; it has a cell. */
static inline void
lines_end(struct lines *l)
{
	l->bytes.bytes[l->bytes.len - 1] = '\n';
}

#endif
