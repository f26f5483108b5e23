/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table whose rows come part by part. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/write/document_private.h"
#include "io/write/write_private.h"

struct table_stream {
	const struct table *table;
	const struct layout *layout;
	struct output *out;
	struct seen *seen;	/* by column */
	struct document *page;	/* of HTML */
	bool begun;
};

struct table_stream *
table_stream_new(const struct table *table, const struct layout *layout,
    struct output *out)
{
	struct table_stream *s = memory_zeroed(1, sizeof *s);

	*s = (struct table_stream){ table, layout, out,
	    memory_zeroed(table_columns(table), sizeof *s->seen), NULL, false };
	return s;
}

void
table_stream_free(struct table_stream *s)
{
	if (s && s->page)
		document_end(s->page);
	if (s)
		free(s->seen);
	free(s);
}

bool
table_stream_measures(const struct table_stream *s)
{
	return s->layout->format == FORMAT_TEXT ||
	    s->layout->format == FORMAT_MD ||
	    s->layout->format == FORMAT_HTML;
}

void
table_stream_measure(struct table_stream *s)
{
	seen_rows(s->table, s->seen);
}

static void
begin(struct table_stream *s)
{
	switch (s->layout->format) {
	case FORMAT_CSV:
	case FORMAT_TSV:
		write_csv_head(s->table, s->layout, s->out);
		break;
	case FORMAT_JSON:
		write_json_head(s->table, s->out);
		break;
	case FORMAT_TEXT:
		write_text_title(s->layout, s->out);
		break;
	case FORMAT_MD:
		write_md_title(s->layout, s->out);
		break;
	case FORMAT_HTML:
		s->page = write_html_begin(s->layout, s->out);
		break;
	}
}

void
table_stream_part(struct table_stream *s)
{
	bool first = !s->begun;

	if (first)
		begin(s);
	s->begun = true;
	switch (s->layout->format) {
	case FORMAT_CSV:
	case FORMAT_TSV:
		write_csv_rows(s->table, s->layout, s->out);
		break;
	case FORMAT_JSON:
		write_json_rows(s->table, first, s->out);
		break;
	case FORMAT_TEXT:
		write_text_part(s->table, s->layout, s->seen, first, s->out);
		break;
	case FORMAT_MD:
		write_md_part(s->table, s->seen, first, s->out);
		break;
	case FORMAT_HTML:
		html_table_part(s->page, s->table, s->seen, first);
		break;
	}
}

void
table_stream_end(struct table_stream *s)
{
	/* No row at all: the head stands alone, as with a table. */
	for (size_t c = 0; !s->begun && c < table_columns(s->table); c++)
		s->seen[c].filled = true;
	if (!s->begun)
		table_stream_part(s);
	struct document *page = s->page;

	s->page = NULL;
	switch (s->layout->format) {
	case FORMAT_CSV:
	case FORMAT_TSV:
		break;
	case FORMAT_JSON:
		write_json_end(s->out);
		break;
	case FORMAT_TEXT:
		write_text_dropped(s->table, s->layout, s->seen, s->out);
		write_text_definition(s->table, s->layout, s->out);
		break;
	case FORMAT_MD:
		write_md_definition(s->table, s->out);
		break;
	case FORMAT_HTML:
		html_table_end(page);
		write_html_end(page, s->table);
		break;
	}
}
