/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_WRITE_H
#define IO_WRITE_H

#include "io/base/fault.h"
#include "io/base/output.h"
#include "io/write/table.h"

enum format {
	FORMAT_TEXT,
	FORMAT_CSV,
	FORMAT_TSV,
	FORMAT_JSON,
	FORMAT_MD,
	FORMAT_HTML,
};

/* By the ending of a file name; -1 if it says nothing. */
int format_by_ending(const char *path);

struct layout {
	enum format format;
	unsigned width;		/* of the terminal, for text; 0: 80 */
	bool header;		/* write the header line (csv, tsv) */
	bool definition;	/* csv, tsv: definition as leading # lines */
	bool excel_safe;	/* csv: BOM, and ' before =, +, -, @ in text */
	const char *title;	/* over text, md and html; or NULL */
};

/*
 * Writes the table: machine formats all columns, formats for people those
 * with a head that have a cell, in blocks of the leading columns that are
 * a block's.
 *
 * text   columns aligned by display width (CJK counts two), numbers right;
 *        when wider than layout->width, text cells are cut with … down to
 *        12 columns, then columns dropped by their drop, and a last line
 *        says "(not shown: a, b; --format csv has all)".
 *        The definition follows as one caption paragraph, wrapped.
 * csv    RFC 4180, LF, quotes only where needed, UTF-8, no BOM.
 * tsv    tabs, newlines and backslashes in text as \t \n \r \\.
 * json   {"definition": {…}, "rows": [{…}, …]}, one row a line.
 * md     a pipe table, text escaped so that it stays text.
 * html   a page of its own (document.h).
 *
 * Errors of writing are kept by the output.
 */
void table_write(const struct table *table, const struct layout *layout,
    struct output *output);

/*
 * The same bytes for a table of more rows than memory holds, part by
 * part: fill it, hand the part over, table_clear, and so on.  Formats for
 * people align by all rows: where table_stream_measures, each part is
 * handed to table_stream_measure first, and to table_stream_part in a
 * second round.  No blocks.
 *
 * table, layout and output must outlive the stream.
 */
struct table_stream;
struct table_stream *table_stream_new(const struct table *table,
    const struct layout *layout, struct output *output);
void table_stream_free(struct table_stream *stream);
bool table_stream_measures(const struct table_stream *stream);
void table_stream_measure(struct table_stream *stream);
void table_stream_part(struct table_stream *stream);
/* What follows the last part; once, also if there was none. */
void table_stream_end(struct table_stream *stream);

#endif
