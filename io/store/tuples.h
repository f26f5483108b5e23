/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TUPLES_H
#define IO_TUPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The tuples of a log's group columns: the values of each column are
 * numbered, and a tuple is a row of these numbers, which has a number
 * itself.  Several workers may add values and tuples, and ask how many there
 * are; all else waits until they are done.
 */
struct tuples;

struct tuples *tuples_new(size_t ncolumns);
void tuples_free(struct tuples *tuples);	/* or NULL */

/* The number of a value of a column: 0, 1, 2 … as they come. */
uint32_t tuples_add_value(struct tuples *tuples, size_t column,
    const char *text, size_t len);

/* The number of a row of ncolumns values: of one column that of its value. */
uint32_t tuples_add(struct tuples *tuples, const uint32_t *values);

/*
 * Room for TUPLES_BLOCK rows of ncolumns values, uint32_t, or uint8_t where
 * they are narrow, which whoever asked for it fills: the numbers of these
 * tuples are *first and those behind it, and nobody asks whether they have
 * others already.  Of more than one column.
 */
#define TUPLES_BLOCK 4096
void *tuples_block(struct tuples *tuples, bool narrow, uint32_t *first);

/* Above all numbers of tuples. */
size_t tuples_end(struct tuples *tuples);

/*
 * The numbers of the values of n tuples in the first ncolumns columns, or in
 * all that there are: n of a column before those of the next, out has room
 * for n of each.  What one of them says.
 */
void tuples_values(const struct tuples *tuples, const uint32_t *which,
    size_t n, size_t ncolumns, uint32_t *out);
const char *tuples_value_text(const struct tuples *tuples, uint32_t tuple,
    size_t column, size_t *len);

/* All values of a tuple, joined by NUL; made when it is asked for. */
const char *tuples_text(struct tuples *tuples, uint32_t tuple, size_t *len);

/* Below, equal to or above 0 as memcmp has these texts, which it does not
   make. */
int tuples_compare(const struct tuples *tuples, uint32_t a, uint32_t b);

#endif
