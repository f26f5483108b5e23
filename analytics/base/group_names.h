/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_GROUP_NAMES_H
#define ANALYTICS_GROUP_NAMES_H

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

#endif
