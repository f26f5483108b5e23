/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_JOINED_H
#define IO_JOINED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/csv/csv.h"

/*
 * A second table in memory, found by its key: what --join adds to rows.
 * io/csv/join.h reads one.  Once it is whole it does not change, so that
 * many threads may ask it.  Whoever made it frees it.
 */
struct joined;

/* file is what people called it; columns are those that it adds, without
   the key; both are copied. */
struct joined *joined_new(const char *file, const char *key,
    const char *const *columns, size_t n);
void joined_free(struct joined *joined);

const char *joined_file(const struct joined *joined);
const char *joined_key(const struct joined *joined);
size_t joined_columns(const struct joined *joined);
const char *joined_column(const struct joined *joined, size_t i);

/*
 * Adds a row: its fields in the order of the columns, and the line it
 * begins on.  0; or the line of the row that has this key already, which
 * stays.
 */
uint64_t joined_add(struct joined *joined, struct field key,
    const struct field *fields, uint64_t line);

/*
 * The fields of the row with a key (blanks around it aside), one after
 * another with a byte behind each, as a cut has them: ends counts from
 * the beginning of the text.  No row has that key, or it is empty: every
 * field is, and found is false.
 */
struct joined_row {
	const char *text;
	size_t len;		/* with the last field's byte */
	const uint32_t *ends;	/* of each column */
	bool found;
	size_t row;		/* if it is found: as joined_row has it */
};

struct joined_row joined_find(const struct joined *joined,
    struct field key);

/* Rows of the table without a key, which nothing finds. */
void joined_add_keyless(struct joined *joined);
uint64_t joined_keyless(const struct joined *joined);

/* The line of its header, where those above it were found to be no table;
   else 0. */
void joined_set_header(struct joined *joined, uint64_t line);
uint64_t joined_header(const struct joined *joined);

/* What its encoding was guessed to be, copied; NULL: it is no guess. */
void joined_set_guess(struct joined *joined, const char *encoding);
const char *joined_guess(const struct joined *joined);

/* The keys, as they came: their number; the i-th, and the line it begins on;
   and which of them a key is, or as many as there are. */
size_t joined_rows(const struct joined *joined);
const char *joined_row_key(const struct joined *joined, size_t i);
uint64_t joined_row_line(const struct joined *joined, size_t i);
size_t joined_row(const struct joined *joined, struct field key);

/* Without blanks around it: as keys are compared. */
struct field joined_trim(struct field key);

#endif
