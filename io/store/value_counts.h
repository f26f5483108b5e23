/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_VALUE_COUNTS_H
#define IO_VALUE_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How many rows have each value of a column, exactly, whoever counted
 * which rows, and in whatever order.
 *
 * Where the values are more than VALUE_COUNTS_BYTES hold, every second one
 * is dropped, by a bit of its unseeded hash, and so on until they fit.
 * That a value stays depends on the set of all values alone, and a count
 * that is kept is of all rows: counts that were merged are those of one
 * counter that saw everything.
 */
struct value_counts;

#define VALUE_COUNTS_BYTES ((size_t)8 << 20)
#define VALUE_COUNTS_EACH 48	/* bytes of a value beside its own */

struct value_counts *value_counts_new(void);
void value_counts_free(struct value_counts *counts);

/* Its number, for value_counts_again: it holds as long as nothing is cut. */
uint32_t value_counts_add(struct value_counts *counts, const char *value,
    size_t len, uint64_t rows);
/* One more row. */
void value_counts_again(struct value_counts *counts, uint32_t number);
void value_counts_merge(struct value_counts *to,
    const struct value_counts *from);

/* How many are kept, and one of them, in no order. */
size_t value_counts_size(const struct value_counts *counts);
const char *value_counts_at(const struct value_counts *counts, size_t i,
    size_t *len, uint64_t *rows);
/* Whether there were more. */
bool value_counts_cut(const struct value_counts *counts);

#endif
