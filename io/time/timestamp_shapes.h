/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TIMESTAMP_SHAPES_H
#define IO_TIMESTAMP_SHAPES_H

#include "io/time/timestamp.h"

/* A moment as it was written. */
struct written {
	struct civil civil;
	int64_t micros;		/* of the day */
	bool timed, offset_known;
	int64_t offset;		/* seconds east, if known */
	enum timestamp_order order;
	enum timestamp_form form;
};

/* What it is in time; TIMESTAMP_CALENDAR where there is no such day. */
enum timestamp_error timestamp_finish(const struct timestamp_reader *reader,
    const struct written *written, struct timestamp *out);

/* Every shape that needs no format; text has no blanks around it. */
enum timestamp_error timestamp_shaped(const struct timestamp_reader *reader,
    const char *text, size_t len, struct timestamp *out);

/* By one format, which is not "iso". */
enum timestamp_error timestamp_formatted(
    const struct timestamp_reader *reader, const char *format,
    const char *text, size_t len, struct timestamp *out);

#endif
