/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_HEADER_H
#define IO_HEADER_H

#include "io/base/arena.h"
#include "io/csv/reader.h"

/*
 * The header record of a file: its columns, and by them the delimiter.
 * Names live in the arena that is passed in.
 */
struct header {
	char delimiter;
	const char **names;	/* without blanks around them */
	size_t n;
	char *preamble;		/* "# …" lines of our own results, or NULL */
	size_t taken;		/* bytes that are not rows, of the last call */
	uint64_t lines;		/* how many lines all of them are */
	uint64_t line;		/* on which the header stands; 0: it has none */
	uint64_t titles;	/* of these, lines above that were found to be
				   no table, though nothing was said */
};

/* How many bytes of the head of a file header_above is shown, unless there
   are fewer. */
#define HEADER_LOOK ((size_t)256 << 10)

/*
 * What stands above the header, by the first bytes of a file: a definition
 * of ours, an Excel line "sep=;", --skip-lines, and lines that are no table
 * (io/csv/above.h).  Sets out->taken, and what out holds of it.  delimiter
 * of out: that of the files before it, or 0.  -1 with a fault.
 */
int header_above(const struct read_options *options, const char *bytes,
    size_t len, struct arena *arena, struct header *out,
    struct fault *fault);

/*
 * Then takes the header off the block that begins with it.  -1 with a
 * fault.
 */
int header_take(const struct read_options *options, const struct block *block,
    struct arena *arena, const char *file, struct header *out,
    struct fault *fault);

/* FAULT_INPUT with both headers unless they are the same. */
int header_same(const struct header *first, const struct header *other,
    const char *first_file, const char *other_file, struct fault *fault);

#endif
