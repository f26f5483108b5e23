/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ENCODING_H
#define IO_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "io/base/fault.h"

/*
 * Text of any encoding in, UTF-8 without a byte order mark out; the rules
 * by which an encoding is decided stand in io/csv/source.h, below which this
 * lives.
 *
 * Undecided text is judged by the first byte >= 0x80 and the (up to) 1 MiB
 * from there on, however the bytes come in and however they are asked
 * for: the same text always decides the same.
 */
struct encoding;

/*
 * Where the bytes come from: up to size bytes into buffer, at least one;
 * 0 at the end and -1 with a fault, both again at each further call.
 */
typedef ssize_t pull_function(void *from, char *buffer, size_t size,
    struct fault *fault);

/*
 * charset NULL decides by itself.  file is named in faults; it and from
 * stay the caller's and outlive the encoding.  NULL with FAULT_USAGE for
 * an unknown charset.
 */
struct encoding *encoding_new(const char *charset, pull_function *pull,
    void *from, const char *file, struct fault *fault);
void encoding_free(struct encoding *encoding);

/*
 * At least one byte; 0 at the end; -1 with a fault: pull's own, or
 * bytes that are not of the encoding (with their line), after all good
 * bytes before them.
 */
ssize_t encoding_read(struct encoding *encoding, char *buffer, size_t size,
    struct fault *fault);

/* As source_encoding and source_guessed say. */
const char *encoding_name(const struct encoding *encoding);
bool encoding_guessed(const struct encoding *encoding);

#endif
