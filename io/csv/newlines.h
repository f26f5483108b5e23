/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_NEWLINES_H
#define IO_NEWLINES_H

#include <stddef.h>

/* How many bytes of text are that one; at memory speed. */
size_t bytes_count(const char *text, size_t len, char byte);
/* The same of '\n'. */
size_t newlines_count(const char *text, size_t len);
/* The same up to the first byte >= 0x80; *ascii: how many bytes are before
   that. */
size_t newlines_in_ascii(const char *text, size_t len, size_t *ascii);

#endif
