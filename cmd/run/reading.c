/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/reading.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/run/second_tables.h"

int
reading_character(const char *text, const char *option, const char *allowed,
    char *out, struct fault *fault)
{
	const char *shown = strcmp(option, "decimal") == 0 ? ". ," :
	    ", ; | tab";

	if (!text)
		return 0;
	if (strcmp(text, "\\t") == 0 || strcmp(text, "tab") == 0)
		text = "\t";
	if (strlen(text) != 1 || !strchr(allowed, text[0]))
		return fault_set(fault, FAULT_USAGE,
		    "--%s: \"%s\": expected one of %s", option, text, shown);
	*out = text[0];
	return 0;
}

size_t
settings_threads(const struct settings *s)
{
	if (s->threads)
		return s->threads > 1024 ? 1024 : s->threads;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	return cores > 0 ? (size_t)cores : 1;
}

/* What is read before another worker is there. */
#define START_BYTES ((uint64_t)512 << 10)

size_t
reading_threads(const struct settings *s, const struct reader *reader)
{
	uint64_t bytes = reader_progress(reader).total;
	size_t most = settings_threads(s);
	bool small = bytes && bytes / START_BYTES + 1 < most;

	return small && !s->threads ? (size_t)(bytes / START_BYTES + 1) :
	    most;
}

static int
read_skip(const char *text, struct read_options *o, struct fault *fault)
{
	char *end;

	if (!text)
		return 0;
	o->skips = true;
	o->skip_lines = strtoull(text, &end, 10);
	if (strspn(text, "0123456789") == 0 || *end || strlen(text) > 9)
		return fault_set(fault, FAULT_USAGE, "--skip-lines: \"%s\": "
		    "expected a number of lines", text);
	return 0;
}

int
settings_reader(const struct settings *s, const char *const *files,
    size_t nfiles, struct reader **out, struct fault *fault)
{
	struct read_options o = {
		.encoding = s->encoding,
		.no_header = s->no_header,
		.header = s->header.n ? s->header.items : NULL,
		.nheader = s->header.n,
		.max_field = s->max_field ? s->max_field : (size_t)1 << 20,
		.max_columns = s->max_columns ? s->max_columns : 4096,
		.simd = getenv("FUNNEL_SIMD"),
		.allow_empty = s->partial,
		.by_name = s->by_name,
	};

	if (o.max_field > (uint64_t)256 << 20)
		return fault_set(fault, FAULT_USAGE, "--max-field: %" PRIu64
		    "M: expected at most 256M", s->max_field >> 20);
	if (reading_character(s->delimiter, "delimiter", ",;|\t",
	    &o.delimiter, fault) != 0 ||
	    read_skip(s->skip_lines, &o, fault) != 0)
		return -1;
	*out = reader_open(files, nfiles, &o, fault);
	if (!*out)
		return -1;
	/* A part without a header has no rows that could be joined. */
	return reader_columns(*out) == 0 ? 0 :
	    second_tables_open(s, *out, fault);
}

static void
note_guess(struct run *run, struct reader *reader)
{
	const char *guess = reader_guess(reader);

	run->guess = guess ? arena_copy(&run->arena, guess, strlen(guess)) :
	    NULL;
}

static void
say_header(const struct run *run, const struct reader *reader, size_t file)
{
	const struct settings *s = run->settings;

	if (reader_titles(reader, file) && !s->quiet)
		run_say_header(run, reader_file(reader, file),
		    reader_header_line(reader, file));
}

void
reading_begin(struct run *run, struct reader *reader)
{
	note_guess(run, reader);
	say_header(run, reader, 0);
}

void
reading_end(struct run *run, struct reader *reader)
{
	const struct settings *s = run->settings;

	for (size_t i = 1; i < run->nfiles; i++)
		say_header(run, reader, i);
	note_guess(run, reader);
	if (run->guess && !s->quiet)
		run_say(run, "the text is not UTF-8 and was read as %s; if "
		    "names come out wrong, give --encoding (BIG5, SHIFT_JIS, "
		    "…)", run->guess);
}

int
reading_expected(const struct run *run, struct reader *reader, uint64_t rows,
    struct fault *fault)
{
	const struct settings *s = run->settings;

	if (s->expect_rows == 0 || rows == s->expect_rows)
		return 0;
	fault_set(fault, FAULT_INPUT, "%" PRIu64 " %s, and not %" PRIu64
	    " as --expect-rows says", rows, run_n(rows, "row", "rows"),
	    s->expect_rows);
	return fault_at(fault, reader_file(reader, 0), 0, NULL);
}
