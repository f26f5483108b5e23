/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that read saved folds share. */
#ifndef CMD_PARTS_PRIVATE_H
#define CMD_PARTS_PRIVATE_H

#include <string.h>

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

static inline bool
line_begins(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

/* Up to the fold's first line, which is the last that was read. */
int parts_read_head(struct lines *lines, struct part *part);
bool parts_read_hash(const char *text, uint64_t *out);

#endif
