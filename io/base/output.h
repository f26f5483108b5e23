/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_OUTPUT_H
#define IO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "io/base/fault.h"

/*
 * Bytes out, whole or not at all.  A named file is written beside its
 * target (same folder, no name where the system can, mode by umask or as
 * the old file's), synced and put in its place by output_commit; until then
 * the old file stands.  "-" or NULL is
 * standard output, which is flushed, and closed to see a full disk.
 * A target that is no regular file (/dev/full, a FIFO) is written in place.
 *
 * Writes are buffered; the first error is kept and answered by commit,
 * so that callers need not check each write.
 */
struct output;

/* NULL with a fault (FAULT_OUTPUT): no such folder, no right. */
struct output *output_open(const char *path, struct fault *fault);

void output_bytes(struct output *output, const void *bytes, size_t len);
static inline void
output_text(struct output *output, const char *text)
{
	output_bytes(output, text, strlen(text));
}
void output_format(struct output *output, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Text as a field of CSV: quoted only where it must be, and where it begins
   with # or {, as comments and JSON do, with a byte order mark or as archives
   do; but not below a header, where none is told from text. */
void output_csv(struct output *output, const char *text, size_t len);
void output_csv_below(struct output *output, const char *text, size_t len);
/* Whether a text begins as a comment or JSON does, with a byte order mark, or
   as archives do whose first bytes can be text (io/csv/container.c). */
bool output_begins_as_file(const char *text, size_t len);
/* A name of a header: quoted also where it has a mark that readers, ours
   among them, could count as the delimiter of the file, or begins as JSON,
   HTML or XML do. */
void output_csv_name(struct output *output, const char *text, size_t len);

/* True once a write failed: a long producer may stop early. */
bool output_failed(const struct output *output);

/*
 * Flushes, syncs, renames or closes, and frees.  0, or -1 with a fault:
 * "standard output: No space left on device".  EPIPE on standard output
 * is answered with -1 and an empty sentence: end quietly.
 */
int output_commit(struct output *output, struct fault *fault);

/* Drops what was written, removes the temporary file, frees. */
void output_abandon(struct output *output);

/* An output that only collects, for tests and for saved folds. */
struct output *output_memory(void);
/* What it has collected, no NUL after it; valid until the next call. */
const char *output_collected(const struct output *output, size_t *len);

#endif
