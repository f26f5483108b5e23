/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/text/marker.h"
#include "io/text/text.h"
#include "io/write/write_private.h"

typedef void put_function(struct output *out, const char *text, size_t len);

static void
csv_text(struct output *out, const char *text, size_t len, bool excel_safe,
    put_function *put)
{
	if (!excel_safe || !text_is_formula(text, len)) {
		put(out, text, len);
		return;
	}
	char *guarded = memory_array(len + 1, 1);
	if (!guarded)
		return;
	guarded[0] = '\'';
	memcpy(guarded + 1, text, len);
	put(out, guarded, len + 1);
	free(guarded);
}

static void
tsv_text(struct output *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		switch (text[i]) {
		case '\t':
			output_text(out, "\\t");
			break;
		case '\n':
			output_text(out, "\\n");
			break;
		case '\r':
			output_text(out, "\\r");
			break;
		case '\\':
			output_text(out, "\\\\");
			break;
		default:
			output_bytes(out, text + i, 1);
		}
	}
}

static void
put_text(struct output *out, const struct layout *l, const char *text,
    size_t len, put_function *put)
{
	if (l->format == FORMAT_TSV)
		tsv_text(out, text, len);
	else
		csv_text(out, text, len, l->excel_safe, put);
}

void
write_csv_text(struct output *out, const struct layout *l, const char *text,
    size_t len)
{
	if (!marker_like(text, len)) {
		put_text(out, l, text, len, output_csv);
		return;
	}
	/* Nothing in it needs a quote. */
	output_text(out, "(");
	output_bytes(out, text, len);
	output_text(out, ")");
}

static void
put_definition(const struct table *t, struct output *out)
{
	for (size_t i = 0; i < table_definitions(t); i++) {
		const char *value = table_definition_value(t, i);

		output_text(out, "# ");
		output_text(out, table_definition_key(t, i));
		output_text(out, ": ");
		tsv_text(out, value, strlen(value));
		output_text(out, "\n");
	}
}

static void
put_header(const struct table *t, const struct layout *l, struct output *out)
{
	for (size_t c = 0; c < table_columns(t); c++) {
		const char *name = table_name(t, c);

		if (c)
			output_text(out, l->format == FORMAT_TSV ? "\t" : ",");
		put_text(out, l, name, strlen(name), output_csv_name);
	}
	output_text(out, "\n");
}

void
write_csv_head(const struct table *t, const struct layout *l,
    struct output *out)
{
	if (l->excel_safe && l->format == FORMAT_CSV)
		output_text(out, "\xEF\xBB\xBF");
	if (l->definition)
		put_definition(t, out);
	if (l->header)
		put_header(t, l, out);
}

void
write_csv_rows(const struct table *t, const struct layout *l,
    struct output *out)
{
	const char *separator = l->format == FORMAT_TSV ? "\t" : ",";
	char number[NUMBER_TEXT];

	for (size_t r = 0; r < table_rows(t) && !output_failed(out); r++) {
		for (size_t c = 0; c < table_columns(t); c++) {
			const struct cell *cell = table_cell(t, r, c);

			if (c)
				output_text(out, separator);
			if (cell->kind != CELL_TEXT) {
				number_format(cell, number);
				output_text(out, number);
			} else if (cell->text.marker) {
				put_text(out, l, cell->text.bytes,
				    cell->text.len, output_csv);
			} else {
				write_csv_text(out, l, cell->text.bytes,
				    cell->text.len);
			}
		}
		output_text(out, "\n");
	}
}

void
write_csv(const struct table *t, const struct layout *l, struct output *out)
{
	write_csv_head(t, l, out);
	write_csv_rows(t, l, out);
}
