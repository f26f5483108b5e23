/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TABLE_H
#define IO_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/decimal.h"
#include "io/base/fault.h"
#include "io/base/output.h"

/*
 * A result: one header, one row an estimate, and the definition under
 * which it was computed.  cmd fills it; the writers know no statistics.
 *
 * A table owns every byte in it: names and texts are copied.  Machine
 * formats write all columns; formats for people show a view.
 */
enum cell_kind {
	CELL_EMPTY,	/* undefined: "" in CSV, null in JSON */
	CELL_NA,	/* not yet known: NA in CSV, null in JSON */
	CELL_TEXT,
	CELL_COUNT,	/* exact */
	CELL_NUMBER,	/* an estimate, %.12g; NaN is written as empty */
	CELL_DECIMAL,	/* exact */
	CELL_BOOL,	/* true, false */
};

struct cell {
	enum cell_kind kind;
	union {
		struct {
			const char *bytes;
			size_t len;
		} text;
		uint64_t count;
		double number;
		decimal decimal;
		bool flag;
	};
};

struct table;

/* NULL when out of memory.  names are the machine names, ncolumns >= 1. */
struct table *table_new(const char *const *names, size_t ncolumns);
void table_free(struct table *table);

/*
 * Appends a row of empty cells.  0, or -1 when out of memory (errno set).
 * The table_* setters below write into the last row, at a column.
 */
int table_add_row(struct table *table);
void table_na(struct table *table, size_t column);
int table_text(struct table *table, size_t column, const char *bytes,
    size_t len);
void table_count(struct table *table, size_t column, uint64_t count);
void table_number(struct table *table, size_t column, double number);
void table_decimal(struct table *table, size_t column, decimal value);
void table_bool(struct table *table, size_t column, bool flag);
/* As a cell of any table; 0, or -1 when out of memory. */
int table_copy(struct table *table, size_t column, const struct cell *cell);

/* Takes all rows away: for tables that are written part by part. */
void table_clear(struct table *table);

/* One line of the definition, in the order in which they are added. */
int table_define(struct table *table, const char *key, const char *value);

size_t table_rows(const struct table *table);
size_t table_columns(const struct table *table);
const char *table_name(const struct table *table, size_t column);
const struct cell *table_cell(const struct table *table, size_t row,
    size_t column);
/* (size_t)-1 if there is none. */
size_t table_find(const struct table *table, const char *name);
size_t table_definitions(const struct table *table);
const char *table_definition_key(const struct table *table, size_t i);
const char *table_definition_value(const struct table *table, size_t i);

/* How a column looks to people. */
enum look {
	LOOK_TEXT,	/* left, cut with … when too long */
	LOOK_COUNT,	/* right, 1,234,567 */
	LOOK_PERCENT,	/* 0.4321 as 43.2%; with interval 43.2% (42.1–44.3) */
	LOOK_DAYS,	/* 12.3 d; below a day 5.2 h; below an hour 12 min */
	LOOK_NUMBER,	/* four significant digits; with interval x (a–b) */
	LOOK_RATIO,	/* three decimals, so that a column has one form */
	LOOK_P,		/* 0.0123, <0.0001 */
	LOOK_POINTS,	/* a difference of shares: +3.2 (-0.4 to +6.8) */
	LOOK_RANGE,	/* of shares, the interval alone: 42.1–44.3% */
	LOOK_FLAG,	/* yes, no */
	LOOK_TIME,	/* a date, or date and minutes of an ISO 8601 time;
			   never cut */
	LOOK_STAGE_TIME,	/* the same, under the name of a stage: data,
				   in no language */
};

/*
 * One column that people see.  low and high name the ends of its
 * interval, or are NULL.  A view is an array that ends with a NULL head.
 * Columns of the table that are absent in it are skipped.
 */
struct view {
	const char *head;	/* as people read it: "overall" */
	const char *column;	/* the machine name of its value */
	const char *low, *high;
	enum look look;
	int drop;		/* 0: never; else the highest goes first when
				   the terminal is too narrow */
};

enum format {
	FORMAT_TEXT,
	FORMAT_CSV,
	FORMAT_TSV,
	FORMAT_JSON,
	FORMAT_MD,
	FORMAT_HTML,
};

/* -1 if name is none of text, csv, tsv, json, md, html. */
int format_by_name(const char *name);
/* By the ending of a file name; -1 if it says nothing. */
int format_by_ending(const char *path);

struct layout {
	enum format format;
	unsigned width;		/* of the terminal, for text; 0: 80 */
	bool header;		/* write the header line (csv, tsv) */
	bool definition;	/* csv, tsv: definition as leading # lines */
	bool excel_safe;	/* csv: BOM, and ' before =, +, -, @ in text */
	const char *title;	/* over text, md and html; or NULL */
	/* Rows of one block share these leading columns (not csv, tsv and
	   json): a new
	   block begins with a blank line and names them.  0: one block. */
	size_t block_columns;
};

/*
 * Writes the table.  view NULL: people see every column.
 *
 * text   columns aligned by display width (CJK counts two), numbers right;
 *        when wider than layout->width, text cells are cut with … down to
 *        12 columns, then columns dropped by view->drop, and a last line
 *        says "(not shown: a, b; --format csv has all)".
 *        The definition follows as one caption paragraph, wrapped.
 * csv    RFC 4180, LF, quotes only where needed, UTF-8, no BOM.
 * tsv    tabs, newlines and backslashes in text as \t \n \r \\.
 * json   {"definition": {…}, "rows": [{…}, …]}, one row a line.
 * md     a pipe table, text escaped so that it stays text.
 * html   a page of its own (document.h).
 *
 * 0, or -1 with a fault of kind FAULT_OUTPUT.
 */
int table_write(const struct table *table, const struct view *view,
    const struct layout *layout, struct output *output,
    struct fault *fault);

/*
 * The same bytes for a table of more rows than memory holds, part by
 * part: fill it, hand the part over, table_clear, and so on.  Formats for
 * people align by all rows: where table_stream_measures, each part is
 * handed to table_stream_measure first, and to table_stream_part in a
 * second round.  No blocks.
 *
 * table, view, layout and output must outlive the stream.  NULL when out
 * of memory.
 */
struct table_stream;
struct table_stream *table_stream_new(const struct table *table,
    const struct view *view, const struct layout *layout,
    struct output *output);
void table_stream_free(struct table_stream *stream);
bool table_stream_measures(const struct table_stream *stream);
/* These three: -1 when out of memory. */
int table_stream_measure(struct table_stream *stream);
int table_stream_part(struct table_stream *stream);
/* What follows the last part; once, also if there was none. */
int table_stream_end(struct table_stream *stream);

#endif
