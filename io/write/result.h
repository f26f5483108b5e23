/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_RESULT_H
#define IO_RESULT_H

#include "io/base/fault.h"
#include "io/write/table.h"

/*
 * Says whose result a header is: its description.  NULL with a fault where
 * it is nobody's, or a column that is wanted is missing.
 */
typedef const struct columns *result_of(void *context,
    const char *const *names, size_t n, struct fault *fault);

/*
 * A result of ours, read back from a file or ("-") standard input: CSV or
 * TSV, with or without its definition, or, where the first character is a
 * brace, JSON as we write it.  Columns are bound to a description by their
 * names, once: those before the first that it has are groups, what else it
 * does not have is left out.  Cells are checked by the description: a
 * number is finite, and no interval ends before it begins.
 *
 * NULL with a fault that tells file, line and column: FAULT_INPUT, or
 * FAULT_NO_DATA where there is no row.  The caller frees the table.
 */
struct table *result_read(const char *path, result_of *whose, void *context,
    struct fault *fault);

#endif
