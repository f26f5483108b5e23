/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/header.h"

#include <stdio.h>
#include <string.h>

/* Bytes at the head that are no CSV: our definition lines, sep=. */
static size_t
line_end(const char *bytes, size_t len, size_t from)
{
	const char *end = memchr(bytes + from, '\n', len - from);
	return end ? (size_t)(end - bytes) + 1 : len;
}

size_t
header_preamble(const char *bytes, size_t len, uint64_t *lines)
{
	static const char mark[] = "# funnel: ";
	size_t at = 0;

	*lines = 0;
	if (len < sizeof mark || memcmp(bytes, mark, sizeof mark - 1))
		return 0;
	while (at + 2 <= len && memcmp(bytes + at, "# ", 2) == 0) {
		at = line_end(bytes, len, at);
		++*lines;
	}
	return at;
}

static size_t
take_preamble(const struct block *b, struct arena *arena, struct header *out)
{
	size_t len = header_preamble(b->bytes, b->len, &out->lines);

	if (len)
		out->preamble = arena_copy(arena, b->bytes, len);
	return len;
}

static size_t
take_separator(const struct block *b, size_t at, struct header *out)
{
	const char *line = b->bytes + at;
	size_t len = line_end(b->bytes, b->len, at) - at;
	if (len < 6 || memcmp(line, "sep=", 4) != 0)
		return at;
	if (line[5] != '\n' && line[5] != '\r')
		return at;
	out->delimiter = line[4];
	out->lines++;
	return at + len;
}

/*
 * Judged on the whole header record, outside quotes: the candidate that
 * stands there most often; the comma where none does.
 */
static char
judge_delimiter(const char *bytes, size_t len)
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

/* The first record that is not blank, and the bytes up to its end. */
static int
first_record(const struct read_options *options, struct block *b, size_t at,
    struct arena *arena, const char *file, struct header *out,
    struct fault *fault)
{
	struct cut cut;
	struct csv_fault why;
	struct cutter *cutter = cutter_new(out->delimiter, options->max_field,
	    options->simd);
	/* A copy: taking quotes off must not touch rows that are left. */
	char *copy = arena_alloc(arena, b->len - at + SCAN_PADDING);
	int failed = 0;
	size_t i = 0;
	bool broken = false;
	if (!failed) {
		memcpy(copy, b->bytes + at, b->len - at);
		failed = cutter_cut(cutter, copy, b->len - at, b->whole, &cut,
		    &why);
		broken = failed;
		while (i < cut.nrows && cut_blank(&cut, cut_first(&cut, i),
		    cut.rows[i]))
			i++;
		if (i < cut.nrows)
			failed = 0;	/* later rows are not our business */
		else if (failed)
			header_fault(b->bytes + at, out->lines + 1, &why,
			    fault);
		else
			failed = fault_set(fault, FAULT_INPUT,
			    "has no header line, only blank lines");
	}
	if (!failed)
		failed = name_columns(options, &cut, i, arena, out, fault);
	if (!failed) {
		bool header = !options->no_header && !options->header;
		/* Up to the next record, good or broken, or the end. */
		size_t end = !header ? 0 : i + 1 < cut.nrows ?
		    cut_origin(&cut, i + 1) : broken ? why.origin :
		    b->len - at;
		out->taken = at + end;
		out->lines += count_lines(b->bytes + at, end);
	}
	cutter_free(cutter);
	return failed ? fault_at(fault, file, fault->line, NULL) : 0;
}

int
header_take(const struct read_options *options, struct block *b,
    struct arena *arena, const char *file, char before, struct header *out,
    struct fault *fault)
{
	*out = (struct header){ 0 };
	size_t at = take_preamble(b, arena, out);
	at = take_separator(b, at, out);
	if (options->delimiter)
		out->delimiter = options->delimiter;
	else if (!out->delimiter)
		out->delimiter = before ? before :
		    judge_delimiter(b->bytes + at, b->len - at);
	if (at == b->len)
		return fault_set(fault, FAULT_INPUT,
		    "is empty but for a preamble; expected a header line");
	return first_record(options, b, at, arena, file, out, fault);
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
