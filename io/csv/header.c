/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/csv/above.h"

/* "# key: value" lines of a definition of ours. */
static size_t
take_preamble(const char *bytes, size_t len, struct arena *arena,
    struct header *out)
{
	static const char mark[] = "# funnel: ";
	size_t at = 0;

	if (len < sizeof mark || memcmp(bytes, mark, sizeof mark - 1) != 0)
		return 0;
	while (at + 2 <= len && memcmp(bytes + at, "# ", 2) == 0)
		at = above_line_end(bytes, len, at);
	out->preamble = arena_copy(arena, bytes, at);
	return at;
}

static size_t
take_separator(const char *bytes, size_t len, size_t at, struct header *out)
{
	const char *line = bytes + at;

	if (above_line_end(bytes, len, at) - at < 6 ||
	    memcmp(line, "sep=", 4) != 0 ||
	    (line[5] != '\n' && line[5] != '\r'))
		return at;
	out->delimiter = line[4];
	return above_line_end(bytes, len, at);
}

static int
skip_lines(const struct read_options *options, const char *bytes, size_t len,
    size_t *at, struct fault *fault)
{
	for (uint64_t i = 0; i < options->skip_lines; i++) {
		*at = above_line_end(bytes, len, *at);
		if (*at == len)
			return fault_set(fault, FAULT_INPUT, "has no line "
			    "behind the %llu of --skip-lines%s",
			    (unsigned long long)options->skip_lines,
			    len < HEADER_LOOK ? "" :
			    message(" within the first 256 KiB"));
	}
	return 0;
}

int
header_above(const struct read_options *options, const char *bytes,
    size_t len, struct arena *arena, struct header *out,
    struct fault *fault)
{
	bool given = options->no_header || options->header;
	size_t at = 0, titles = 0;

	if (skip_lines(options, bytes, len, &at, fault) != 0)
		return -1;
	at += take_preamble(bytes + at, len - at, arena, out);
	at = take_separator(bytes, len, at, out);
	if (options->delimiter)
		out->delimiter = options->delimiter;
	if (!given && !options->skips && !out->preamble)
		titles = above_titles(bytes + at, len - at, out->delimiter);
	out->titles = count_lines(bytes + at, titles);
	at += titles;
	/* Where a line was put before a file with a byte order mark. */
	if (len - at >= 3 && memcmp(bytes + at, "\xEF\xBB\xBF", 3) == 0)
		at += 3;
	out->taken = at;
	out->lines = count_lines(bytes, out->taken);
	return 0;
}

static int
name_columns(const struct read_options *options, const struct cut *cut,
    size_t record, struct arena *arena, struct header *out,
    struct fault *fault)
{
	size_t first = cut_first(cut, record), last = cut->rows[record];

	out->n = last - first + 1;
	if (out->n > options->max_columns)
		return fault_set(fault, FAULT_INPUT,
		    "%zu columns, more than --max-columns %zu", out->n,
		    options->max_columns);
	bool given = options->no_header || options->header;
	if (options->header && options->nheader != out->n)
		return fault_set(fault, FAULT_USAGE,
		    "--header names %zu columns, but the first row has %zu",
		    options->nheader, out->n);
	out->names = arena_alloc(arena, out->n * sizeof *out->names);
	for (size_t c = 0; c < out->n; c++) {
		char number[24];
		struct field f = { number, 0 };

		if (options->header)
			f = (struct field){ options->header[c],
			    strlen(options->header[c]) };
		else if (given)
			f.len = (size_t)snprintf(number, sizeof number, "#%zu",
			    c + 1);
		else
			f = cut_field(cut, first, last, c);
		/* Exports leave blanks around names. */
		while (f.len && (f.at[0] == ' ' || f.at[0] == '\t'))
			f.at++, f.len--;
		while (f.len && (f.at[f.len - 1] == ' ' ||
		    f.at[f.len - 1] == '\t'))
			f.len--;
		out->names[c] = arena_copy(arena, f.at, f.len);
	}
	return 0;
}

static void
header_fault(char *bytes, uint64_t line, const struct csv_fault *why,
    struct fault *fault)
{
	struct block block = { .bytes = bytes };
	struct csv_place place = csv_place(&block, why);

	reader_fault(NULL, line, &place, fault);
}

/* The first that is not blank. */
static size_t
first_record(const struct cut *cut)
{
	size_t i = 0;

	while (i < cut->nrows && cut_blank(cut, cut_first(cut, i),
	    cut->rows[i]))
		i++;
	return i;
}

/* What the header is: the first record of a cut that is not blank. */
static int
take_record(const struct read_options *options, const struct block *b,
    const struct cut *cut, const struct csv_fault *broken,
    struct arena *arena, struct header *out, struct fault *fault)
{
	bool given = options->no_header || options->header;
	size_t i = first_record(cut), end = 0;

	/* What is wrong with later rows is not our business. */
	if (i == cut->nrows && broken->error != CSV_CUT_OK) {
		header_fault(b->bytes, out->lines + 1, broken, fault);
		return -1;
	}
	if (i == cut->nrows)
		return fault_set(fault, FAULT_INPUT,
		    "has no header line, only blank lines");
	if (name_columns(options, cut, i, arena, out, fault) != 0)
		return -1;
	if (!given)
		out->line = out->lines + 1 + count_lines(b->bytes,
		    cut_origin(cut, i));
	/* Up to the next record, good or broken, or the end. */
	if (!given)
		end = i + 1 < cut->nrows ? cut_origin(cut, i + 1) :
		    broken->error != CSV_CUT_OK ? broken->origin : b->len;
	out->taken = end;
	out->lines += count_lines(b->bytes, end);
	return 0;
}

/* Enough to cut a header from, mostly. */
#define FIRST_LOOK ((size_t)4 << 10)

/*
 * The first bytes of the block, cut: as few of them as hold a record that
 * is not blank and the next one, which is what take_record looks at.
 */
static void
cut_head(struct cutter *cutter, const struct block *b, char *copy,
    struct cut *cut, struct csv_fault *broken)
{
	size_t len = b->len < FIRST_LOOK ? b->len : FIRST_LOOK;

	for (;; len = b->len) {
		/* A copy: taking quotes off must not touch rows that are
		   left. */
		memcpy(copy, b->bytes, len);
		(void)cutter_cut(cutter, copy, len, len == b->len && b->whole,
		    cut, broken);
		if (first_record(cut) + 1 < cut->nrows || len == b->len)
			return;
	}
}

int
header_take(const struct read_options *options, const struct block *b,
    struct arena *arena, const char *file, struct header *out,
    struct fault *fault)
{
	struct cut cut;
	struct csv_fault broken;

	if (!out->delimiter)
		out->delimiter = above_delimiter(b->bytes, b->len);
	if (b->len == 0)
		return fault_set(fault, FAULT_INPUT,
		    "is empty but for a preamble; expected a header line");
	struct cutter *cutter = cutter_new(out->delimiter, options->max_field,
	    options->simd);
	char *copy = memory_array(b->len + SCAN_PADDING, 1);
	cut_head(cutter, b, copy, &cut, &broken);
	int failed = take_record(options, b, &cut, &broken, arena, out,
	    fault);
	cutter_free(cutter);
	free(copy);
	return failed ? fault_at(fault, file, fault->line, NULL) : 0;
}

int
header_same(const struct header *first, const struct header *other,
    const char *first_file, const char *other_file, struct fault *fault)
{
	size_t i = 0;

	while (i < first->n && i < other->n &&
	    strcmp(first->names[i], other->names[i]) == 0)
		i++;
	if (i == first->n && i == other->n)
		return 0;
	const char *a = i < first->n ? first->names[i] : "(none)";
	const char *b = i < other->n ? other->names[i] : "(none)";
	fault_set(fault, FAULT_INPUT, "the header differs from that of %s: "
	    "column %zu is \"%s\", there \"%s\"", first_file, i + 1, b, a);
	return fault_at(fault, other_file, 1, NULL);
}
