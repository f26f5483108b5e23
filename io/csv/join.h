/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_JOIN_H
#define IO_JOIN_H

#include "io/csv/joined.h"
#include "io/csv/reader.h"

/*
 * Reads a second table whole, to be found by the column `key` of it (as
 * column_find names columns).  Rows without a key are counted apart.
 *
 * NULL with a fault: FAULT_USAGE, it has no such column; FAULT_INPUT, two
 * rows have one key (with both lines), a row has not as many fields as
 * the header, or it cannot be read.  The caller frees it, or hands it to
 * a reader (reader_join).
 */
struct joined *join_read(const char *file, const char *key,
    const struct read_options *options, struct fault *fault);

#endif
