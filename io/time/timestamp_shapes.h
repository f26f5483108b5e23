/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TIMESTAMP_SHAPES_H
#define IO_TIMESTAMP_SHAPES_H

#include "io/time/timestamp.h"

/* Every shape that needs no format; text has no blanks around it. */
enum timestamp_error timestamp_shaped(const struct timestamp_reader *reader,
    const char *text, size_t len, struct timestamp *out);

/* By reader->format. */
enum timestamp_error timestamp_formatted(
    const struct timestamp_reader *reader, const char *text, size_t len,
    struct timestamp *out);

#endif
