/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ABOVE_H
#define IO_ABOVE_H

#include <stddef.h>

/*
 * What stands above the header of a file, by the bytes that it begins with.
 */

/* The candidate , ; TAB | that stands most often in a record, outside
   quotes; the comma where none does. */
char above_delimiter(const char *bytes, size_t len);

/* Behind the line that begins at from; len if it has no end. */
size_t above_line_end(const char *bytes, size_t len, size_t from);

/*
 * The bytes of lines that obviously are no table: empty ones, comments (#),
 * titles of one cell, and a block of such pairs as "Owner,Ana" that an empty
 * line ends; all of them above a record with as many fields as the next.
 * 0 where there is none, or it is not obvious.  delimiter 0: that of each
 * record.
 *
 * Judged by up to 100 lines: whoever asks shows as many bytes, however the
 * file is read.
 */
size_t above_titles(const char *bytes, size_t len, char delimiter);

#endif
