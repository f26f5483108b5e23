/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reader and its scanner against libcsv, whose word is final: the same
 * fields, rows and errors for any bytes, on every SIMD path, and however
 * the bytes are cut into blocks.
 *
 * The first byte chooses delimiter, longest field and whether the text is
 * repeated, the second how much is read at once; the rest stands behind a
 * header.
 */
#include <csv.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/base/utf8.h"
#include "io/csv/reader.h"
#include "tests/fuzz/fuzz.h"

#define TEXT_MAX 65536
/* Several batches of a scanner, which guesses from one to the next. */
#define TEXT_LONG 8192

/* All that was read: fields ended by 0xFF, rows by 0xFE, and the fault. */
struct reading {
	unsigned char rows[4 * TEXT_MAX];
	size_t len, good;	/* good: up to the last whole row */
	struct fault fault;
};

static void
put(struct reading *r, const char *bytes, size_t len, unsigned char end)
{
	MUST(r->len + len + 1 < sizeof r->rows, "too much was read");
	if (len)
		memcpy(r->rows + r->len, bytes, len);
	r->len += len;
	r->rows[r->len++] = end;
	if (end == 0xFE)
		r->good = r->len;
}

/* libcsv, byte by byte, so that every position is known. */
struct oracle {
	struct reading *reading;
	size_t max_field;
	bool too_long;
	bool row;		/* one has just ended */
};

static void
on_field(void *bytes, size_t len, void *context)
{
	struct oracle *o = context;

	o->too_long |= len > o->max_field;
	put(o->reading, bytes, len, 0xFF);
}

static void
on_row(int end, void *context)
{
	struct oracle *o = context;

	(void)end;
	if (!o->too_long)
		put(o->reading, "", 0, 0xFE);
	o->row = true;
}

static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

/* Lines that ended before a place, lone CRs among them. */
static uint64_t
lines_before(const char *text, size_t at)
{
	uint64_t n = 0;

	for (size_t i = 0; i < at; i++)
		n += text[i] == '\n' ||
		    (text[i] == '\r' && (i + 1 == at || text[i + 1] != '\n'));
	return n;
}

/* Where text is no text: a NUL, or bytes that are not UTF-8. */
static size_t
find_bad(const char *text, size_t len, enum csv_error *error)
{
	const char *nul = memchr(text, '\0', len);
	size_t good = utf8_check(text, len);

	if (nul && (size_t)(nul - text) <= good) {
		*error = CSV_CUT_NUL;
		return (size_t)(nul - text);
	}
	*error = good < len ? CSV_CUT_UTF8 : CSV_CUT_OK;
	return good;
}

static void
ask_libcsv(const char *text, size_t len, char delimiter, size_t max_field,
    struct reading *out)
{
	struct oracle o = { .reading = out, .max_field = max_field };
	struct csv_parser parser;
	enum csv_error error;
	size_t bad = find_bad(text, len, &error), at, origin = 0, opened = 0;
	struct csv_place place = { .error = CSV_CUT_OK };
	bool inside = false, empty = true;

	MUST(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI |
	    CSV_APPEND_NULL | CSV_EMPTY_IS_NULL) == 0, "csv_init");
	csv_set_delim(&parser, (unsigned char)delimiter);
	csv_set_space_func(&parser, no_space);
	for (at = 0; at < bad; at++) {
		bool line_end = text[at] == '\n' || text[at] == '\r';

		o.row = false;
		if (csv_parse(&parser, text + at, 1, on_field, on_row, &o) !=
		    1) {
			place.error = CSV_CUT_QUOTES;
			break;
		}
		if (!inside && parser.quoted)
			opened = at;
		inside = parser.quoted;
		if (o.too_long && line_end)
			break;
		empty = o.row || (empty && line_end);
		if (empty)
			origin = at + 1;
	}
	/* Seen when its line ends, or where the text does. */
	if (place.error == CSV_CUT_OK && o.too_long)
		place.error = CSV_CUT_FIELD;
	if (place.error == CSV_CUT_OK && bad < len) {
		place.error = error;
		place.line = lines_before(text, bad);
		place.byte = (unsigned char)text[bad];
	} else {
		if (place.error == CSV_CUT_OK && inside)
			place.error = CSV_CUT_UNCLOSED;
		place.line = lines_before(text, origin);
		place.inside = inside;
		place.opened = lines_before(text, inside ? opened : at);
		place.noticed = lines_before(text, at);
	}
	csv_free(&parser);
	if (place.error != CSV_CUT_OK)
		reader_fault("/dev/fd", 2, &place, &out->fault);
	out->len = out->good;
}

/* One block as the program reads it. */
static int
take_block(const struct block *b, struct cutter *cutter, uint64_t *line,
    struct reading *out)
{
	struct cut cut;
	struct csv_fault why;
	int failed = cutter_cut(cutter, b->bytes, b->len, b->whole, &cut,
	    &why);

	for (size_t r = 0; r < cut.nrows; r++) {
		size_t first = cut_first(&cut, r), n = cut_fields(&cut, r);

		if (cut_blank(&cut, first, cut.rows[r]))
			continue;
		for (size_t c = 0; c < n; c++) {
			struct field f = cut_field(&cut, first, cut.rows[r],
			    c);

			put(out, f.at, f.len, 0xFF);
		}
		put(out, "", 0, 0xFE);
	}
	if (failed) {
		struct csv_place place = csv_place(b, &why);

		reader_fault("/dev/fd", *line, &place, &out->fault);
	}
	*line += cut.lines;
	return failed;
}

static void
read_all(const char *path, const struct read_options *options,
    struct reading *out)
{
	struct block b = { 0 };
	struct fault fault = { 0 };
	uint64_t line = 1;
	struct reader *reader = reader_open(&path, 1, options, &fault);

	MUST(reader, "%s", fault.sentence);
	struct cutter *cutter = reader_cutter(reader);
	MUST(cutter, "no memory");
	int got;
	while ((got = reader_next(reader, &b, &fault)) > 0) {
		if (b.starts_file)
			line = b.first_line;
		if (take_block(&b, cutter, &line, out) != 0)
			break;
	}
	MUST(got >= 0, "%s", fault.sentence);
	out->len = out->good;
	block_free(&b);
	cutter_free(cutter);
	reader_close(reader);
}

static void
compare(const struct reading *want, const struct reading *got,
    const struct read_options *o)
{
	const char *simd = o->simd ? o->simd : "default";

	MUST(got->fault.kind == want->fault.kind &&
	    strcmp(got->fault.sentence, want->fault.sentence) == 0 &&
	    got->fault.line == want->fault.line,
	    "%s, %zu at once: line %llu: \"%s\" instead of %llu: \"%s\"",
	    simd, o->block_size, (unsigned long long)got->fault.line,
	    got->fault.sentence, (unsigned long long)want->fault.line,
	    want->fault.sentence);
	MUST(got->len == want->len &&
	    memcmp(got->rows, want->rows, want->len) == 0,
	    "%s, %zu at once: other rows (%zu bytes, not %zu)", simd,
	    o->block_size, got->len, want->len);
}

/* Behind what is there, as often as it takes; answers how much that is. */
static size_t
repeat(char *text, size_t len, const uint8_t *more, size_t n)
{
	while (n > 0 && len < TEXT_LONG && len + n <= TEXT_MAX) {
		memcpy(text + len, more, n);
		len += n;
	}
	return len;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static const char delimiters[] = ",;\t|";
	static const char *const paths[] = { "off", "avx2", "avx512", NULL };
	static struct reading want, got;
	static char text[TEXT_MAX + 8];
	static int file = -1;
	char path[64];

	if (len < 2 || len > TEXT_MAX)
		return 0;
	struct read_options o = { .encoding = "UTF-8",
		.delimiter = delimiters[bytes[0] & 3],
		.max_field = bytes[0] & 4 ? 16 : 1 << 20,
		.max_columns = TEXT_MAX, .skips = true };
	int head = snprintf(text, 5, "a%cb\n", o.delimiter);
	memcpy(text + head, bytes + 2, len - 2);
	size_t total = (size_t)head + len - 2;
	if (bytes[0] & 8)
		total = repeat(text, total, bytes + 2, len - 2);
	if (file < 0)
		file = memfd_create("scan", 0);
	MUST(file >= 0 && ftruncate(file, 0) == 0 &&
	    pwrite(file, text, total, 0) == (ssize_t)total, "no memory");
	snprintf(path, sizeof path, "/proc/self/fd/%d", file);

	/* What every text ends with. */
	if (text[total - 1] != '\n')
		text[total++] = '\n';
	want.len = want.good = 0;
	want.fault = (struct fault){ 0 };
	ask_libcsv(text + head, total - (size_t)head, o.delimiter,
	    o.max_field, &want);
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		if (paths[i] && !scan_choose(paths[i]))
			continue;
		o.simd = paths[i];
		for (int cut = 0; cut < 2; cut++) {
			o.block_size = cut ? (size_t)bytes[1] + 1 :
			    total + 1;
			got.len = got.good = 0;
			got.fault = (struct fault){ 0 };
			read_all(path, &o, &got);
			compare(&want, &got, &o);
		}
	}
	return 0;
}
