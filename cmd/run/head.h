/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_HEAD_H
#define CMD_HEAD_H

#include "io/csv/csv.h"
#include "io/csv/reader.h"
#include "io/time/timestamp.h"

/*
 * The first rows of an input, before they are read: as many as lie whole in
 * its first HEAD_BYTES, whatever they come through and in which blocks.  They
 * have the columns of joined tables too.  What cannot be cut has no rows.
 */
#define HEAD_BYTES ((size_t)128 << 10)

struct head {
	struct reader *reader;
	struct block block;
	struct block_cutter *cutter;
	struct cut cut;
	size_t rows;
};

/* Before the first block is taken.  head_free before reader_close; a zeroed
   one is free already. */
void head_take(struct reader *reader, struct head *out);
void head_free(struct head *head);

/* A cell without blanks around it, which lives as long as the head; ""
   where the row has another number of fields. */
struct field head_cell(const struct head *head, size_t row, size_t column);

/* Dates in nine of ten cells of its first rows that are not empty; digits
   alone are none. */
bool head_has_dates(const struct head *head, size_t rows, size_t column,
    struct timestamp_reader *times);

#endif
