/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/text/text.h"
#include "io/write/write_private.h"

/* How many of the first bytes are of ASCII, and need no escape. */
static size_t
plain_length(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len && text[at] >= 0x20 && text[at] < 0x7f &&
	    text[at] != '"' && text[at] != '\\')
		at++;
	return at;
}

static void
put_string(struct output *out, const char *text, size_t len)
{
	uint32_t code;

	output_text(out, "\"");
	for (size_t at = 0; at < len;) {
		size_t as_it_is = plain_length(text + at, len - at);

		if (as_it_is > 0) {
			output_bytes(out, text + at, as_it_is);
			at += as_it_is;
			continue;
		}
		size_t n = text_next(text + at, len - at, &code);

		if (code == '"' || code == '\\')
			output_format(out, "\\%c", (int)code);
		else if (code == '\n')
			output_text(out, "\\n");
		else if (code < 0x20 || (code >= 0x7f && code < 0xa0) ||
		    code == 0x2028 || code == 0x2029)
			output_format(out, "\\u%04x", (unsigned)code);
		else if (code == 0xFFFD)
			output_text(out, "\uFFFD");
		else
			output_bytes(out, text + at, n);
		at += n;
	}
	output_text(out, "\"");
}

static void
put_cell(struct output *out, const struct cell *cell)
{
	char number[NUMBER_TEXT];

	switch (cell->kind) {
	case CELL_EMPTY:
	case CELL_NA:
		output_text(out, "null");
		return;
	case CELL_TEXT:
		if (cell_escaped(cell)) {
			output_format(out, "\"(%s)\"", cell->text.bytes);
			return;
		}
		put_string(out, cell->text.bytes, cell->text.len);
		return;
	default:
		number_format(cell, number);
		output_text(out, number);
	}
}

void
write_json_head(const struct table *t, struct output *out)
{
	output_text(out, "{\"definition\": {");
	for (size_t i = 0; i < table_definitions(t); i++) {
		const char *key = table_definition_key(t, i);
		const char *value = table_definition_value(t, i);

		output_text(out, i ? ", " : "");
		put_string(out, key, strlen(key));
		output_text(out, ": ");
		put_string(out, value, strlen(value));
	}
	output_text(out, "},\n\"rows\": [");
}

/* What stands before each cell of a column. */
struct key {
	char *text;
	size_t len;
};

static struct key *
make_keys(const struct table *t)
{
	struct key *keys = memory_array(table_columns(t), sizeof *keys);

	for (size_t c = 0; c < table_columns(t); c++) {
		struct output *out = output_memory();
		const char *name = table_name(t, c);

		output_text(out, c ? ", " : "");
		put_string(out, name, strlen(name));
		output_text(out, ": ");
		const char *text = output_collected(out, &keys[c].len);
		keys[c].text = memory_copy(text, keys[c].len);
		output_abandon(out);
	}
	return keys;
}

static void
free_keys(const struct table *t, struct key *keys)
{
	for (size_t c = 0; c < table_columns(t); c++)
		free(keys[c].text);
	free(keys);
}

void
write_json_rows(const struct table *t, bool first, struct output *out)
{
	struct key *keys = make_keys(t);

	for (size_t r = 0; r < table_rows(t) && !output_failed(out); r++) {
		output_text(out, first && r == 0 ? "\n{" : ",\n{");
		for (size_t c = 0; c < table_columns(t); c++) {
			output_bytes(out, keys[c].text, keys[c].len);
			put_cell(out, table_cell(t, r, c));
		}
		output_text(out, "}");
	}
	free_keys(t, keys);
}

void
write_json_end(struct output *out)
{
	output_text(out, "\n]}\n");
}

void
write_json(const struct table *t, struct output *out)
{
	write_json_head(t, out);
	write_json_rows(t, true, out);
	write_json_end(out);
}
