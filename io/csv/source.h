/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SOURCE_H
#define IO_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "io/base/fault.h"

/*
 * Bytes in: one file, or standard input ("-"), as UTF-8 text.
 *
 * Taken off on the way, in this order: gzip (also several members) and
 * zstd (also several frames), known by their magic bytes, decompressed in
 * a thread of their own; a byte order mark; the encoding.  Nothing is
 * ever mapped; files are read with read(2), so pipes take the same path.
 *
 * Encoding.  NULL decides by itself: a byte order mark (UTF-8, UTF-16 LE
 * and BE); else UTF-8 as long as all bytes are below 0x80; at the first
 * byte >= 0x80, by the 1 MiB from there on, strict UTF-8; else a guess:
 * GB18030 where at least half of its characters of two bytes are common ones
 * (CP936 where byte 0x80, the euro of Excel, occurs), WINDOWS-1252 where they
 * are not and all bytes are letters of it; else an error that names
 * --encoding.  How the bytes come in and are asked
 * for makes no difference.  Any name that iconv knows can be given.  A
 * character cut by a block edge is no error.
 *
 * The source promises valid UTF-8 only where it converts.  Where the
 * bytes are UTF-8 already it passes them on, and the reader of records
 * checks them block by block, in parallel (utf8_check).
 *
 * One thread calls source_read at a time.
 */
struct source;

/*
 * NULL with a fault: FAULT_INPUT for a missing file, a folder ("is a
 * directory"), no right to read; FAULT_USAGE for an unknown encoding.
 */
struct source *source_open(const char *path, const char *encoding,
    struct fault *fault);

/*
 * Fills buffer with up to size bytes; fewer only before the end or before
 * a fault, so only 0 says that the end has come.  Returns the number, 0
 * at the end, -1 with a fault (FAULT_INPUT: read error, cut-off or damaged
 * gzip or zstd, bytes that are not of the encoding).  A fault comes only
 * after all good bytes before it were delivered.  After 0 or -1 the answer
 * stays the same.
 */
ssize_t source_read(struct source *source, char *buffer, size_t size,
    struct fault *fault);

/* The first byte, before any is read; -1 where there is none, or a fault,
   which source_read then tells. */
int source_peek(struct source *source);

/* The path as given; "standard input" for "-". */
const char *source_name(const struct source *source);

/* "UTF-8", "GB18030", …: what was decided so far; and whether that is a
   guess by bytes that fit, so that the user is to be told. */
const char *source_encoding(const struct source *source);
bool source_guessed(const struct source *source);

/* For progress: bytes taken from the file so far.  May be called from
   another thread. */
uint64_t source_taken(const struct source *source);

void source_close(struct source *source);

#endif
