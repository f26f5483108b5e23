/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_MARKER_H
#define IO_MARKER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What stands in a result for what is no value of the data: (none), (other),
 * (total), (all), (overall), (open), (split), (start), (cut).  A value
 * that reads like one, in any number of parentheses, is written in one pair
 * more, ((none)), and loses it when it is read back.
 */

bool marker_is(const char *text, size_t len);

/* A marker, in any number of parentheses: what is to be written in one
   pair more where it is a value. */
bool marker_like(const char *text, size_t len);

/* A marker in people's words; NULL for any other text. */
const char *marker_words(const char *text, size_t len);

#endif
