/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_JSON_H
#define IO_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/base/arena.h"
#include "io/base/fault.h"

/*
 * The words of JSON (RFC 8259), strictly: what they make up is up to who
 * reads them.  Functions that answer int answer -1 with FAULT_INPUT; the
 * line is in the struct.
 */
struct json {
	const char *at, *end;	/* *end is a NUL */
	uint64_t line;		/* begins at 1 */
	struct fault *fault;
};

/* Bytes of the input, or of the arena; a text is ended by a NUL. */
struct json_text {
	const char *bytes;
	size_t len;
};

/* The next byte that is no blank; NUL at the end. */
char json_next(struct json *json);
/* Whether it is this one: then it is taken. */
bool json_take(struct json *json, char byte);
/* It must be; what: as the fault names it. */
int json_want(struct json *json, char byte, const char *what);
/* That something else stands here. */
int json_expected(struct json *json, const char *what);

/* A text of valid UTF-8 without NUL. */
int json_string(struct json *json, struct arena *arena,
    struct json_text *out, const char *what);
/* A text, a number, true or false as they stand; null is empty. */
int json_value(struct json *json, struct arena *arena,
    struct json_text *out);

#endif
