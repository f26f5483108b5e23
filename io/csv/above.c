/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/above.h"

#include <stdbool.h>
#include <string.h>

/* Titles are few; what is longer is a table that is broken. */
#define RECORDS_MOST 100

/* A record as it lies there: how many fields, how many not blank. */
struct shape {
	size_t end;		/* where the next one begins */
	size_t fields, filled;
};

char
above_delimiter(const char *bytes, size_t len)
{
	static const char candidates[] = { ',', ';', '\t', '|' };
	size_t counts[4] = { 0 };
	bool inside = false;

	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '"')
			inside = !inside;
		if (inside)
			continue;
		if (bytes[i] == '\n' || bytes[i] == '\r')
			break;
		for (int c = 0; c < 4; c++)
			counts[c] += bytes[i] == candidates[c];
	}
	int best = 0;
	for (int c = 1; c < 4; c++)
		if (counts[c] > counts[best])
			best = c;
	return candidates[best];
}

size_t
above_line_end(const char *bytes, size_t len, size_t from)
{
	while (from < len && bytes[from] != '\n' && bytes[from] != '\r')
		from++;
	if (from + 1 < len && bytes[from] == '\r' && bytes[from + 1] == '\n')
		from++;
	return from < len ? from + 1 : len;
}

/* A quote opens a field only at its beginning, as in strict CSV; of two in
   such a field the first closes it and the second opens it again. */
static struct shape
shape_of(const char *bytes, size_t len, size_t at, char delimiter)
{
	struct shape s = { at, 1, 0 };
	bool inside = false, begins = true, quoted = false, filled = false;

	for (; s.end < len; s.end++) {
		char c = bytes[s.end];

		if (c == '"' && (quoted || begins)) {
			inside = !inside;
			quoted = true;
			begins = false;
		} else if (!inside && (c == '\n' || c == '\r')) {
			break;
		} else if (!inside && c == delimiter) {
			s.filled += filled;
			s.fields++;
			filled = quoted = false;
			begins = true;
		} else {
			filled |= c != ' ' && c != '\t';
			begins = false;
		}
	}
	s.filled += filled;
	s.end = above_line_end(bytes, len, s.end);
	return s;
}

/* The first record from at on that is not blank; false: there is none. */
static bool
next_shape(const char *bytes, size_t len, size_t at, char delimiter,
    struct shape *out)
{
	for (; at < len; at = out->end) {
		*out = shape_of(bytes, len, at, delimiter);
		if (out->filled)
			return true;
	}
	return false;
}

/* The record at `at` has as many names as the next one has fields. */
static bool
is_header(const char *bytes, size_t len, size_t at, const struct shape *s,
    char delimiter)
{
	struct shape next;

	if (s->fields < 2 || (s->filled < 2 && s->fields > 2))
		return false;
	if (!next_shape(bytes, len, s->end, delimiter, &next))
		return true;
	/* Of several lines of comments none is the header. */
	if (bytes[at] == '#' && bytes[s->end] == '#')
		return false;
	return next.fields == s->fields;
}

static bool
is_title(const char *bytes, size_t len, size_t at, const struct shape *s,
    char delimiter)
{
	if (bytes[at] == '#' || s->filled < 2)
		return true;
	/* "Owner,Ana", above an empty line. */
	return s->filled == 2 && s->end < len &&
	    shape_of(bytes, len, s->end, delimiter).filled == 0;
}

size_t
above_titles(const char *bytes, size_t len, char delimiter)
{
	size_t at = 0;

	for (int i = 0; i < RECORDS_MOST && at < len; i++) {
		char by = delimiter ? delimiter :
		    above_delimiter(bytes + at, len - at);
		struct shape s = shape_of(bytes, len, at, by);

		if (is_header(bytes, len, at, &s, by))
			return at;
		if (!is_title(bytes, len, at, &s, by))
			return 0;
		at = s.end;
	}
	return 0;
}
