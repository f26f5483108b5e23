/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one wrapper around libcsv, with the scanner before it. */
#include "io/csv/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/utf8.h"

struct cutter {
	char delimiter;
	size_t max_field;
	scan_function *scan;
	uint32_t *places;	/* one more than there are ends */
	uint32_t *ends, *rows, *origins;
	char *text;		/* the fields that libcsv gave */
	size_t room;		/* of the arrays, in entries */

	/* what the callbacks of libcsv fill */
	size_t text_len, nends, nrows;
	bool too_long;
};

struct cutter *
cutter_new(char delimiter, size_t max_field, const char *simd)
{
	struct cutter *c = memory_zeroed(1, sizeof *c);

	c->delimiter = delimiter;
	c->max_field = max_field;
	c->scan = scan_choose(simd);
	if (!c->scan)
		c->scan = scan_portable;
	return c;
}

void
cutter_free(struct cutter *c)
{
	if (!c)
		return;
	free(c->places);
	free(c->rows);
	free(c->origins);
	free(c->text);
	free(c);
}

/* Untouched pages of these cost nothing, so each has its worst case. */
static void
make_room(struct cutter *c, size_t len)
{
	size_t room = len + 2 * SCAN_PADDING;

	if (room <= c->room)
		return;
	free(c->places);
	free(c->rows);
	free(c->origins);
	free(c->text);
	c->places = memory_array(room + 1, sizeof *c->places);
	c->places[0] = UINT32_MAX;
	c->ends = c->places + 1;
	c->rows = memory_array(room, sizeof *c->rows);
	c->origins = memory_array(room, sizeof *c->origins);
	c->text = memory_array(2 * room, 1);
	c->room = room;
}

/* One field, without its quotes, at the end of the text. */
static void
copy_field(struct cutter *c, const char *at, size_t len)
{
	char *to = c->text + c->text_len;

	if (len && at[0] == '"') {
		const char *end = at + len - 1;

		for (at++; at < end; at++) {
			*to++ = *at;
			if (*at == '"')
				at++;	/* its twin */
		}
	} else {
		if (len)
			memcpy(to, at, len);
		to += len;
	}
	c->text_len = (size_t)(to - c->text);
	c->ends[c->nends++] = (uint32_t)c->text_len;
	c->text[c->text_len++] = '\n';
}

/*
 * A block with "" in it, copied field by field into text, so that a field
 * may be asked for any number of times.  The arrays are rewritten in
 * place: never more is written than was read.
 */
static void
copy_block(struct cutter *c, const char *bytes, const struct scan *s,
    struct cut *out)
{
	size_t from = 0, end = 0;

	c->text_len = c->nends = c->nrows = 0;
	for (size_t r = 0; r < s->nrows; r++) {
		size_t last = s->rows[r], origin = from;
		size_t stop = s->ends[last];
		bool returned = stop > from && bytes[stop - 1] == '\r';

		if (last == end && stop - from == returned) {
			from = stop + 1;	/* a blank line */
			end = last + 1;
			continue;
		}
		for (; end <= last; end++) {
			size_t to = s->ends[end];
			size_t cr = end == last && to > from &&
			    bytes[to - 1] == '\r';

			copy_field(c, bytes + from, to - from - cr);
			from = to + 1;
		}
		c->rows[c->nrows] = (uint32_t)(c->nends - 1);
		c->origins[c->nrows++] = (uint32_t)origin;
	}
	*out = (struct cut){ .bytes = c->text, .ends = c->ends,
	    .rows = c->rows, .nrows = c->nrows, .origins = c->origins,
	    .lines = s->lines };
}

static void
on_field(void *bytes, size_t len, void *context)
{
	struct cutter *c = context;

	if (len > c->max_field)
		c->too_long = true;
	if (len)
		memcpy(c->text + c->text_len, bytes, len);
	c->text_len += len;
	c->ends[c->nends++] = (uint32_t)c->text_len;
	c->text[c->text_len++] = '\n';
}

static void
on_row(int terminator, void *context)
{
	struct cutter *c = context;

	(void)terminator;
	c->rows[c->nrows++] = (uint32_t)(c->nends - 1);
}

static int
never_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* Where the quoted field that holds `at` begins; at itself if none does. */
static size_t
find_opening(const char *bytes, size_t origin, size_t at, char delimiter)
{
	size_t opened = at;
	bool inside = false, start = true;

	for (size_t i = origin; i < at; i++) {
		if (inside) {
			if (bytes[i] != '"')
				continue;
			if (i + 1 < at && bytes[i + 1] == '"')
				i++;
			else
				inside = false;
		} else if (bytes[i] == '"' && start) {
			inside = true;
			opened = i;
		}
		start = bytes[i] == delimiter || bytes[i] == '\n' ||
		    bytes[i] == '\r';
		if (start)
			opened = at;
	}
	return opened;
}

/* One more stretch, up to and with its line end. */
static size_t
stretch(const char *bytes, size_t from, size_t len)
{
	while (from < len && bytes[from] != '\n' && bytes[from] != '\r')
		from++;
	return from < len ? from + 1 : len;
}

/*
 * Line by line, so that the beginning of each record is known and the
 * first error stops the work; callbacks cannot.
 */
static int
feed(struct cutter *c, struct csv_parser *parser, const char *bytes,
    size_t len, bool whole, struct csv_fault *fault)
{
	size_t origin = 0;
	bool open = false;

	for (size_t from = 0, to; from < len; from = to) {
		to = stretch(bytes, from, len);
		size_t rows = c->nrows;
		size_t took = csv_parse(parser, bytes + from, to - from,
		    on_field, on_row, c);
		*fault = (struct csv_fault){ CSV_CUT_OK, from + took, 0,
		    origin };
		if (took != to - from) {
			if (csv_error(parser) == CSV_ENOMEM)
				memory_exhausted();
			fault->error = CSV_CUT_QUOTES;
			return -1;
		}
		if (c->too_long) {
			/* Its record is none of the good ones. */
			c->nrows = rows;
			fault->error = CSV_CUT_FIELD;
			return -1;
		}
		if (c->nrows > rows) {
			c->origins[rows] = (uint32_t)origin;
			open = false;
		} else {
			open = open || to - from > 1;
		}
		if (!open)
			origin = to;
	}
	*fault = (struct csv_fault){ CSV_CUT_OK, len, 0, origin };
	if (whole && !open)
		return 0;
	fault->error = CSV_CUT_UNCLOSED;
	return -1;
}

static int
cut_by_libcsv(struct cutter *c, const char *bytes, size_t len, bool whole,
    struct cut *out, struct csv_fault *fault)
{
	struct csv_parser parser;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL |
	    CSV_EMPTY_IS_NULL) != 0)
		memory_exhausted();
	csv_set_delim(&parser, (unsigned char)c->delimiter);
	csv_set_space_func(&parser, never_space);
	csv_set_blk_size(&parser, 65536);
	c->text_len = c->nends = c->nrows = 0;
	c->too_long = false;

	int failed = feed(c, &parser, bytes, len, whole, fault);
	if (failed)
		fault->opened = find_opening(bytes, fault->origin,
		    fault->offset, c->delimiter);
	/* Never csv_fini: it would emit the broken record. */
	csv_free(&parser);

	uint64_t lines = 0;
	for (size_t i = 0; i < len; i++)
		lines += bytes[i] == '\n' ||
		    (bytes[i] == '\r' &&
		    (i + 1 == len || bytes[i + 1] != '\n'));
	*out = (struct cut){ .bytes = c->text, .ends = c->ends,
	    .rows = c->rows, .nrows = c->nrows, .origins = c->origins,
	    .lines = lines };
	return failed;
}

/* Text that is no text, before anything else is asked of it. */
static int
check_text(const struct scan *s, const char *bytes, size_t len,
    struct csv_fault *fault)
{
	size_t good = s->high ? utf8_check(bytes, len) : len;
	const char *nul = s->nul ? memchr(bytes, '\0', good) : NULL;

	if (nul)
		good = (size_t)(nul - bytes);
	if (good < len) {
		*fault = (struct csv_fault){ nul ? CSV_CUT_NUL : CSV_CUT_UTF8,
		    good, 0, 0 };
		return -1;
	}
	return 0;
}

int
cutter_cut(struct cutter *c, char *bytes, size_t len, bool whole,
    struct cut *out, struct csv_fault *fault)
{
	*out = (struct cut){ 0 };
	*fault = (struct csv_fault){ CSV_CUT_OK, 0, 0, 0 };
	make_room(c, len);
	struct scan s = { .ends = c->ends, .rows = c->rows };
	memset(bytes + len, 0, SCAN_PADDING);
	c->scan(bytes, len, c->delimiter, &s);
	if (check_text(&s, bytes, len, fault) != 0) {
		/* The good records before the bad byte; or what is wrong
		   with them, which comes first. */
		struct csv_fault before;

		cut_by_libcsv(c, bytes, fault->offset, false, out, &before);
		if (before.error != CSV_CUT_UNCLOSED)
			*fault = before;
		fault->origin = before.origin;
		return -1;
	}
	/* A field can only be too long in a block longer than the limit. */
	if (s.irregular || !whole || len > c->max_field)
		return cut_by_libcsv(c, bytes, len, whole, out, fault);
	if (s.doubled)
		copy_block(c, bytes, &s, out);
	else
		*out = (struct cut){ .bytes = bytes, .ends = s.ends,
		    .rows = s.rows, .nrows = s.nrows, .quoted = s.quoted,
		    .returns = s.returns, .clad = s.clad,
		    .lines = s.lines };
	return 0;
}

/* The length of the blank that ends before or begins at a place; 0: none. */
static size_t
blank_at(const char *at, size_t len, bool behind)
{
	static const char *const blanks[] = { " ", "\t", "\u00a0",
		"\u3000" };

	for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
		size_t n = strlen(blanks[i]);

		if (n <= len && memcmp(behind ? at + len - n : at, blanks[i],
		    n) == 0)
			return n;
	}
	return 0;
}

struct field
field_trim_slowly(struct field f)
{
	size_t n;

	while ((n = blank_at(f.at, f.len, false)) > 0) {
		f.at += n;
		f.len -= n;
	}
	while ((n = blank_at(f.at, f.len, true)) > 0)
		f.len -= n;
	return f;
}
