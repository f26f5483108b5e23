/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/dry_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/run/result.h"
#include "io/base/lookup.h"
#include "io/text/text.h"
#include "io/text/words.h"
#include "io/time/zone.h"

/* Columns of a value on a screen of 80, beside items and rows. */
#define ROOM 56
#define SAMPLES 2
#define VALUES_LEAST 2
#define VALUES_MOST 50

enum { ITEM, VALUE, ROWS };

static const struct column all[] = {
	[ITEM] = { "item", N_("item"), LOOK_TEXT },
	[VALUE] = { "value", N_("understood as"), LOOK_TEXT, .whole = true },
	[ROWS] = { "rows", N_("rows"), LOOK_COUNT },
};
static const struct columns columns = COLUMNS_OF(all);

const char *
dry_run_words(const struct dry_run *d, const char *english)
{
	return d->people ? words(english) : english;
}

static void
add(struct dry_run *d, const char *item, const char *value, size_t len)
{
	if (*item)
		item = dry_run_words(d, item);
	table_add_row(d->table);
	table_text(d->table, ITEM, item, strlen(item));
	table_text(d->table, VALUE, value, len);
}

/* The most of a text that fits into the room, up to a blank if it has one
   there. */
static size_t
line_len(const char *text)
{
	size_t len = strlen(text), at = 0, blank = 0;
	uint32_t code;

	while (at < len && text_width(text, at) <= ROOM) {
		if (text[at] == ' ')
			blank = at;
		at += text_next(text + at, len - at, &code);
	}
	return text_width(text, at) <= ROOM ? len : blank ? blank : at;
}

void
dry_run_text(struct dry_run *d, const char *item, const char *value)
{
	while (value && *value) {
		size_t len = d->people ? line_len(value) : strlen(value);

		add(d, item, value, len);
		value += len + (value[len] == ' ');
		item = "";
	}
}

void
dry_run_rows(struct dry_run *d, const char *item, const char *value,
    size_t len, uint64_t rows)
{
	char cut[8 * ROOM];

	if (d->people) {
		len = text_cut(value, len, ROOM, cut, sizeof cut);
		value = cut;
	}
	add(d, item, value, len);
	table_count(d->table, ROWS, rows);
}

void
dry_run_begin(struct dry_run *d, struct run *run, struct reader *reader)
{
	char delimiter[2] = { reader_delimiter(reader), '\0' };
	char line[24], encoding[256];

	*d = (struct dry_run){ run, table_new(&columns),
	    result_for_people(run->settings) };
	table_has_all(d->table);
	for (size_t i = 0; i < run->nfiles || i == 0; i++)
		dry_run_text(d, N_("file"), reader_file(reader, i));
	snprintf(encoding, sizeof encoding, reader_guess(reader) ?
	    dry_run_words(d, N_("%s (guessed)")) : "%s",
	    reader_encoding(reader));
	dry_run_text(d, N_("encoding"), encoding);
	dry_run_text(d, N_("delimiter"), delimiter[0] == '\t' ? "tab" :
	    delimiter);
	snprintf(line, sizeof line, "%" PRIu64,
	    reader_header_line(reader, 0));
	dry_run_text(d, N_("header_line"), *line == '0' ? NULL : line);
}

void
dry_run_joined(struct dry_run *d, struct reader *reader)
{
	const struct joins *joins = reader_joins(reader);

	for (size_t i = 0; i < joins->n; i++) {
		const struct joined *j = joins->items[i].table;

		dry_run_rows(d, N_("joined"), joined_file(j),
		    strlen(joined_file(j)), joined_rows(j));
	}
}

void
dry_run_samples(struct dry_run *d, const struct head *head,
    const struct sampled *s)
{
	struct field last = { "", 0 };
	char read[40], text[160];

	for (size_t r = 0, n = 0; r < head->rows && n < SAMPLES; r++) {
		struct field f = head_cell(head, r, s->column);
		struct timestamp t;

		if (f.len == 0 || (f.len == last.len &&
		    memcmp(f.at, last.at, f.len) == 0) ||
		    timestamp_read(s->times, f.at, f.len, &t) != TIMESTAMP_OK)
			continue;
		s->write(s->context, s->swap && t.order == ORDER_EITHER ?
		    timestamp_swap(t.instant, s->times->zone) : t.instant,
		    t.date_only, read);
		snprintf(text, sizeof text, "%.*s = %s", f.len > 80 ? 80 :
		    (int)f.len, f.at, read);
		dry_run_text(d, N_("sample"), text);
		last = f;
		n++;
	}
}

/* How many values a column has; 0 if too many, or they name no groups. */
static size_t
count_values(const struct head *head, size_t column,
    struct timestamp_reader *times)
{
	struct lookup *values = lookup_new();
	size_t filled = 0, n = 0;

	for (size_t r = 0; r < head->rows && n <= VALUES_MOST; r++) {
		struct field f = head_cell(head, r, column);

		filled += f.len > 0;
		if (f.len)
			lookup_add(values, f.at, f.len);
		n = lookup_size(values);
	}
	lookup_free(values);
	return n >= VALUES_LEAST && n <= VALUES_MOST && n * 2 <= filled &&
	    !head_has_dates(head, head->rows, column, times) ? n : 0;
}

static bool
is_taken(const struct taken *taken, size_t column)
{
	for (size_t i = 0; i < taken->n; i++)
		if (taken->columns[i] == column)
			return true;
	return false;
}

void
dry_run_by(struct dry_run *d, const struct head *head, struct taken taken,
    uint64_t read)
{
	struct zone utc;
	struct timestamp_reader times = { .zone = &utc };
	struct fault fault = { 0 };
	bool any = false;
	char text[1024];

	if (zone_load("UTC", &utc, &fault) != 0)
		return;
	for (size_t c = 0; c < reader_columns(head->reader); c++) {
		size_t n = is_taken(&taken, c) ? 0 :
		    count_values(head, c, &times);

		if (n == 0)
			continue;
		snprintf(text, sizeof text, dry_run_words(d,
		    N_("%s: %zu values")), reader_column(head->reader, c), n);
		dry_run_text(d, N_("by"), text);
		any = true;
	}
	zone_free(&utc);
	snprintf(text, sizeof text, dry_run_words(d,
	    N_("(of the first %zu rows)")), head->rows);
	if (any && head->rows < read)
		dry_run_text(d, N_("by"), text);
}

/* For people a line is as wide as the room, and goes on behind \. */
void
dry_run_command(struct dry_run *d, struct reader *reader,
    const struct found *found)
{
	struct buffer parts = { 0 }, line = { 0 };
	const char *item = N_("command");

	paste_call(&parts, d->run, reader, found);
	for (size_t i = 0; i < parts.len; i += strlen(parts.bytes + i) + 1) {
		const char *part = parts.bytes + i;
		bool full = d->people && line.len && text_width(line.bytes,
		    line.len) + text_width(part, strlen(part)) + 3 > ROOM;

		if (full) {
			buffer_add(&line, " \\", 2);
			add(d, item, line.bytes, line.len);
			line.len = 0;
			item = "";
		}
		buffer_format(&line, "%s%s", line.len ? " " : full ? "  " :
		    "", part);
	}
	add(d, item, line.bytes, line.len);
	buffer_free(&parts);
	buffer_free(&line);
}

int
dry_run_end(struct dry_run *d, struct fault *fault)
{
	int failed = result_write(d->run, d->table, fault);

	table_free(d->table);
	return failed;
}
