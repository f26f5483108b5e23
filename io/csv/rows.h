/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ROWS_H
#define IO_ROWS_H

#include "io/csv/csv.h"
#include "io/csv/reader.h"
#include "io/csv/row_kind.h"

/*
 * Rows one after another, in input order, in one thread: for commands
 * that turn rows into rows.  A row holds until the visitor returns.
 */
struct row {
	const struct cut *cut;
	size_t first, last;	/* of its ends */
	size_t file;		/* of the reader */
	uint64_t line;		/* on which it begins */
	bool after_blank;	/* the line before is empty */
};

static inline size_t
row_fields(const struct row *row)
{
	return row->last - row->first + 1;
}

static inline struct field
row_field(const struct row *row, size_t column)
{
	return cut_field(row->cut, row->first, row->last, column);
}

/* A record with a wrong number of fields: how many there are, and
   how many a record of its file has. */
int rows_fields_fault(const struct reader *reader, const struct cut *cut,
    size_t fields, struct fault *fault);

/* Anything but 0 stops. */
typedef int visit_row(void *context, const struct row *row,
    struct fault *fault);

/*
 * 0 at the end, 1 when the visitor stopped with a positive number; -1
 * with a fault: the visitor's, to which file and line of its row are
 * added, or of the reading.
 */
int rows_each(struct reader *reader, visit_row *visit, void *context,
    struct fault *fault);

/* Rows that are none of their table. */
struct row_counts {
	uint64_t footers, blank;
};

/*
 * The same without blank rows and footers (io/csv/row_kind.h), which are
 * counted.  What could be a footer is visited when a row of data follows it.
 */
int rows_each_of(struct reader *reader, const struct row_shape *shape,
    visit_row *visit, void *context, struct row_counts *counts,
    struct fault *fault);

#endif
