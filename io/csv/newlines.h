/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_NEWLINES_H
#define IO_NEWLINES_H

#include <stddef.h>

/* How many bytes of text are that one; at memory speed. */
size_t bytes_count(const char *text, size_t len, char byte);
/* The same of '\n'. */
size_t newlines_count(const char *text, size_t len);

#endif
