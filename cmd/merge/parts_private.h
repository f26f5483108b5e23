/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What parts.c and parts_lines.c share. */
#ifndef CMD_PARTS_PRIVATE_H
#define CMD_PARTS_PRIVATE_H

#include "cmd/run/partial.h"
#include "io/csv/source.h"

#define LINES_BLOCK ((size_t)1 << 16)

/* A file that is being taken apart, line by line. */
struct lines {
	struct run *run;
	struct source *source;
	const char *name;
	char *block;
	size_t at, len;		/* of the block */
	uint64_t number;
	struct part *part;	/* whose text all lines are added to */
	size_t from;		/* where the last one begins in it */
	struct buffer line;	/* the last one, without its newline */
	struct fault *fault;
};

/* -1 with a fault at the last line. */
int lines_fault(struct lines *lines, const char *sentence);
int lines_damaged(struct lines *lines);
int lines_no_fold(struct lines *lines);

/* 1: there is more; 0: the end; -1 with a fault. */
int lines_fill(struct lines *lines);

/* The next line, also into the text of the part; -1 with a fault. */
int lines_next(struct lines *lines);

void lines_add(struct buffer *buffer, const char *bytes, size_t len);

#endif
