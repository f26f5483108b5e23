/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_GROUP_NAMES_H
#define ANALYTICS_GROUP_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/fold.h"

/*
 * What the tuples of a fold are called (struct group_names, fold.h), column
 * by column.  Texts belong to the names and end where their length says.
 */

/* The value of a column of a tuple; not of GROUP_OTHER, which has none. */
const char *group_names_value(const struct group_names *names,
    uint32_t tuple, size_t column, size_t *len);

/*
 * Below, equal to or above 0 as tuple a comes before b, is the same, or
 * comes after it: the first ncolumns columns one by one, by bytes, empty
 * values last; after all of them GROUP_OTHER.
 */
int group_names_compare(const struct group_names *names, size_t ncolumns,
    uint32_t a, uint32_t b);

/* Of one column, as above. */
int group_names_compare_column(const struct group_names *names,
    size_t column, uint32_t a, uint32_t b);

/* The number that a value is; NaN where it is none. */
double group_names_number(const struct group_names *names, uint32_t tuple,
    size_t column);

/* Whether a column of all tuples[0..n) is a number. */
bool group_names_are_numbers(const struct group_names *names, size_t column,
    const uint32_t *tuples, size_t n);

/* Columns of tuples, from one up to but without another. */
struct group_columns {
	const struct group_names *names;
	size_t from, to;
	bool numbers;		/* the first of them is one in all tuples,
				   and sorts as such */
};

/*
 * Numbers tuples from 0 in the order of some of their columns, those alike
 * that agree in all of these.
 *
 *   tuples   tuples[0..n), each once; left in that order
 *   number   the caller's, written at the place of each tuple
 *
 * Answers how many numbers there are.
 */
size_t group_names_rank(const struct group_columns *columns,
    uint32_t *tuples, size_t n, uint32_t *number);

/* Adds "web, north" to out, "(none)" for an empty value. */
void group_names_join(const struct group_columns *columns, uint32_t tuple,
    struct buffer *out);

#endif
