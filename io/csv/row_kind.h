/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ROW_KIND_H
#define IO_ROW_KIND_H

#include <stddef.h>

#include "io/csv/csv.h"

/*
 * What exports write that is no row of their table: delimiters alone, and
 * below the table totals and a few lines of text.
 */
enum row_kind {
	ROW_OF_DATA,
	ROW_BLANK,	/* no field holds more than blanks */
	ROW_TEXT,	/* one field alone has text: a footer below a blank
			   row or another footer, else a row cut short */
	ROW_FOOTER,	/* at the end: no id and no time, or "Grand Total" */
};

/* More rows than this without an id and a time are no footer. */
#define FOOTERS_MOST 32

/* Who reads a row: how many fields it should have, the column of its id
   (COLUMN_NONE: it has none), and those of its times. */
struct row_shape {
	size_t columns, id;
	const size_t *times;
	size_t ntimes;
};

/* Of the record whose ends begin at first and stop at last. */
enum row_kind row_kind(const struct cut *cut, size_t first, size_t last,
    const struct row_shape *shape);

/* Whether the line that ends before bytes[at] is empty; at 0: no. */
bool row_after_blank_line(const char *bytes, size_t at);

#endif
