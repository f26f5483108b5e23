/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CSV_H
#define IO_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/csv/scan.h"

/*
 * A block of CSV cut into fields and records: by the scanner where it is
 * plain, else by libcsv in strict mode, whose word is final.  Both give
 * the same cut, so that whatever reads fields knows only this header.
 *
 * One cutter for one thread.  A cut points into the block or into the
 * cutter, and holds until the next call.
 */
struct field {
	const char *at;
	size_t len;
};

/* True for what is neither a blank of any kind nor part of one. */
static inline __attribute__((always_inline)) bool
byte_is_plain(char c)
{
	unsigned char u = (unsigned char)c;

	/* All but a few of ASCII, in one comparison. */
	return (unsigned char)(u - '!') < 0x80 - '!' ||
	    (u > 0x80 && u != 0xa0 && u != 0xc2 && u != 0xe3);
}

/* Without spaces, tabs, no-break and ideographic spaces around it. */
struct field field_trim_slowly(struct field field);

static inline struct field
field_trim(struct field f)
{
	return f.len == 0 || (byte_is_plain(f.at[0]) &&
	    byte_is_plain(f.at[f.len - 1])) ? f : field_trim_slowly(f);
}

struct cut {
	const char *bytes;
	const uint32_t *ends;	/* where fields end, ascending; and before
				   the first, UINT32_MAX (cut_from) */
	const uint32_t *rows;	/* of each record, the index of its last end */
	size_t nrows;
	bool quoted, returns;	/* what fields still wear */
	bool clad;		/* quotes around every one of them */
	const uint32_t *origins;	/* where records begin in the block;
					   NULL: where they begin in bytes */
	uint64_t lines;		/* in the whole block, as count_lines has it */
	size_t added;		/* fields of each record that its file does
				   not have (block_cutter.h) */
	size_t joined;		/* of these, at its end: of other tables */
};

enum csv_error {
	CSV_CUT_OK,
	CSV_CUT_QUOTES,		/* a quote where none may be */
	CSV_CUT_UNCLOSED,	/* a quoted field that never ends */
	CSV_CUT_FIELD,		/* a field over max_field */
	CSV_CUT_NUL,
	CSV_CUT_UTF8,
};

struct csv_fault {
	enum csv_error error;
	size_t offset;		/* in the block: where it was noticed */
	size_t opened;		/* where the quoted field began, if one did */
	size_t origin;		/* where the record begins */
};

/*
 * The same in lines, each from 0 within the block, so that it can be put
 * into words when the block's first line is known.
 */
struct csv_place {
	enum csv_error error;
	uint64_t line;		/* on which the record begins, or for NUL
				   and UTF-8 on which the byte stands */
	uint64_t opened, noticed;
	bool inside;		/* a quoted field was open */
	unsigned char byte;	/* that is not UTF-8 */
};

struct cutter;

/* simd: as scan_choose takes it. */
struct cutter *cutter_new(char delimiter, size_t max_field,
    const char *simd);
void cutter_free(struct cutter *cutter);

/*
 * Cuts a block that begins at a record.  len < 2^32; SCAN_PADDING bytes
 * after it can be written.  whole: it ends after a record, with a newline;
 * else (the end of an overlong record is not in it) libcsv says why.
 * On an error, out holds the good records before it, and fault says
 * where; 0 or -1.
 */
int cutter_cut(struct cutter *cutter, char *bytes, size_t len, bool whole,
    struct cut *out, struct csv_fault *fault);

/* Where the field begins that stops at an end: behind the end before. */
static inline __attribute__((always_inline)) size_t
cut_from(const struct cut *cut, size_t end)
{
	const uint32_t *at = cut->ends + end;

	return (uint32_t)(at[-1] + 1);
}

/* Where record i begins in the block. */
static inline size_t
cut_origin(const struct cut *cut, size_t i)
{
	if (cut->origins)
		return cut->origins[i];
	return i ? cut_from(cut, (size_t)cut->rows[i - 1] + 1) : 0;
}

/* The index of the first end of record i. */
static inline size_t
cut_first(const struct cut *cut, size_t i)
{
	return i ? (size_t)cut->rows[i - 1] + 1 : 0;
}

static inline size_t
cut_fields(const struct cut *cut, size_t i)
{
	return cut->rows[i] - cut_first(cut, i) + 1;
}

/* Field c of the record whose ends begin at first and stop at last. */
static inline struct field
cut_field(const struct cut *cut, size_t first, size_t last, size_t c)
{
	size_t end = first + c;
	size_t from = cut_from(cut, end);
	size_t to = cut->ends[end];

	if (cut->returns && end == last && to > from &&
	    cut->bytes[to - 1] == '\r')
		to--;
	struct field field = { cut->bytes + from, to - from };
	if (cut->quoted && field.len && field.at[0] == '"') {
		field.at++;
		field.len -= 2;
	}
	return field;
}

/* A blank line is no record, in a file of any number of columns. */
static inline bool
cut_blank(const struct cut *cut, size_t first, size_t last)
{
	if (last != first || cut->origins)
		return false;
	size_t from = cut_from(cut, first);
	size_t len = cut->ends[first] - from;
	return len == 0 ||
	    (len == 1 && cut->returns && cut->bytes[from] == '\r');
}

#endif
