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
	size_t taken;		/* bytes that are not rows */
	uint64_t lines;		/* and how many lines they are */
};

/* How many bytes of a file's first block are a definition of ours, which is
   no CSV, and how many lines; 0 without. */
size_t header_preamble(const char *bytes, size_t len, uint64_t *lines);

/*
 * Takes the header off the first block of a file.  before is the
 * delimiter of the files before it, 0 if none.  An Excel line "sep=;"
 * is honoured.  -1 with a fault.
 */
int header_take(const struct read_options *options, struct block *block,
    struct arena *arena, const char *file, char before, struct header *out,
    struct fault *fault);

/* FAULT_INPUT with both headers unless they are the same. */
int header_same(const struct header *first, const struct header *other,
    const char *first_file, const char *other_file, struct fault *fault);

#endif
