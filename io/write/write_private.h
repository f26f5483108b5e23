/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writers behind table_write, and what they share. */
#ifndef IO_WRITE_PRIVATE_H
#define IO_WRITE_PRIVATE_H

#include "io/base/arena.h"
#include "io/text/words.h"
#include "io/write/write.h"

/* In place of rows, for people: a head alone reads as a fault. */
#define NO_ROWS N_("no rows")

void write_csv(const struct table *table, const struct layout *layout,
    struct output *out);
void write_csv_head(const struct table *table, const struct layout *layout,
    struct output *out);
void write_csv_rows(const struct table *table, const struct layout *layout,
    struct output *out);
/* A text that is a value of the data, as a cell. */
void write_csv_text(struct output *out, const struct layout *layout,
    const char *text, size_t len);
void write_json(const struct table *table, struct output *out);
void write_json_head(const struct table *table, struct output *out);
/* first: no row was written before. */
void write_json_rows(const struct table *table, bool first,
    struct output *out);
void write_json_end(struct output *out);
void write_text(const struct table *table, const struct layout *layout,
    struct output *out);
void write_md(const struct table *table, const struct layout *layout,
    struct output *out);
void write_html(const struct table *table, const struct layout *layout,
    struct output *out);
/* The page around it; the end writes the definition, and frees. */
struct document;
struct document *write_html_begin(const struct layout *layout,
    struct output *out);
void write_html_end(struct document *document, const struct table *table);

/* What lies around the rows. */
void write_text_title(const struct layout *layout, struct output *out);
void write_text_definition(const struct table *table,
    const struct layout *layout, struct output *out);
void write_md_title(const struct layout *layout, struct output *out);
void write_md_definition(const struct table *table, struct output *out);

/* The rows alone: no title, no definition. */
void write_text_rows(const struct table *table, const struct layout *layout,
    struct output *out);
void write_md_rows(const struct table *table, struct output *out);

/* Harmless text, each byte of ASCII that has an escape as that. */
void write_escaped(struct output *out, const char *text, size_t len,
    const char *const escapes[128]);
/* Text that stays text in Markdown. */
void md_text(struct output *out, const char *text);

/* A machine's number: shortest of %.12g. */
#define NUMBER_TEXT 64
void number_format(const struct cell *cell, char out[NUMBER_TEXT]);

/*
 * The same of the number (double)micros / DAY_MICROS, from whole numbers
 * alone and without a NUL; answers what is behind it.  NULL: it is no such
 * number as nearly all durations are, from 1e-3 days to 9,999.
 */
char *number_days(int64_t micros, char *out);

/*
 * What people see, as text: a head and a column of cells for each column
 * that has a head, and a cell.
 */
struct shown_column {
	const char *head;
	const char *full;	/* the head, and what holds of all cells */
	const char *holds;	/* that alone, or NULL */
	size_t column;		/* of the table */
	bool right;		/* numbers */
	bool cuttable;		/* text may be cut */
	int drop;
	const char **cells;	/* one a row, harmless */
};

struct shown {
	struct shown_column *columns;
	size_t n;
	struct arena arena;
};

/* What is true of a column in all rows; widened part by part. */
struct seen {
	bool filled;	/* some cell is not empty */
	bool text;	/* some cell is text */
	size_t width;	/* of the widest cell, as people see it */
};

/* Widens seen, one for each column of the table, by its rows. */
void seen_rows(const struct table *table, struct seen *seen);
/* As shown_make, of a part of the rows of which all were seen. */
void shown_part(const struct table *table, const struct seen *seen,
    struct shown *out);

/* Lines of a part: the head before the first, and what ends them all. */
void write_text_part(const struct table *table, const struct layout *layout,
    const struct seen *seen, bool first, struct output *out);
void write_text_dropped(const struct table *table,
    const struct layout *layout, const struct seen *seen,
    struct output *out);
void write_md_part(const struct table *table, const struct seen *seen,
    bool first, struct output *out);

void shown_make(const struct table *table, struct shown *out);
void shown_free(struct shown *shown);

/* "region East · cohort 2025-01-01", harmless; into the arena. */
const char *block_title(const struct table *table, size_t row,
    struct arena *arena);

#endif
