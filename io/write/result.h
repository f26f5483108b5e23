/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_RESULT_H
#define IO_RESULT_H

#include "io/csv/reader.h"
#include "io/write/table.h"

/*
 * A result of ours, read back from CSV: all cells are text, empty ones
 * CELL_EMPTY, and NA is CELL_NA.  Definition lines that stood before the
 * header are its definition.  The caller frees it with table_free.
 *
 * NULL with a fault: FAULT_INPUT, or FAULT_NO_DATA for a header alone.
 */
struct table *result_read(struct reader *reader, struct fault *fault);

/*
 * A table as it would be read back: charts of a new result and of one
 * that was written must not differ.  The caller frees it; NULL when out of
 * memory.
 */
struct table *result_as_read(const struct table *table);

/* A cell of a result, read back or new, as a number; NaN if it is none. */
double result_number(const struct table *table, size_t row, size_t column);

#endif
