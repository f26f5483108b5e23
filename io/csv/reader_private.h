/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reader.c and reader_open.c share. */
#ifndef IO_READER_PRIVATE_H
#define IO_READER_PRIVATE_H

#include <pthread.h>

#include "io/base/arena.h"
#include "io/csv/header.h"
#include "io/csv/pieces.h"

/* A file whose header was taken, and that cannot be opened again. */
struct waiting {
	struct source *source;	/* NULL: it can */
	struct pieces pieces;
	struct header header;
};

struct reader {
	const char *const *files;
	size_t nfiles;
	struct read_options options;
	pthread_mutex_t lock;
	struct arena arena;
	struct header header;
	struct header_place {
		uint64_t line, titles;	/* as struct header has them */
	} *headers;		/* by file; zeros until it was opened */
	struct joins *joins;
	struct shapes shapes;	/* of all files, if by_name */
	struct waiting *waiting;	/* by file, if by_name */

	struct source *source;
	struct pieces pieces;	/* of the source */
	size_t file;		/* the one that is open */
	bool stopped;
	bool fresh;		/* the next block is its file's first */
	uint64_t first_line;	/* of that block */
	uint64_t sequence;
	uint64_t taken_before;	/* of the files already closed */
	_Atomic uint64_t taken;	/* of all so far */
	uint64_t total;		/* of all files; 0: not known */
	_Atomic uint64_t rows;	/* that workers told of */
	/* Of the files so far, as reader_encoding and reader_guess have it. */
	const char *encodings, *guess;
};

/*
 * reader_open.c: opens a file and takes its header off, which must be that
 * of the first, unless by_name.  -1 with a fault.
 */
int open_file(struct reader *reader, size_t file, struct fault *fault);

/* By name: takes all headers, and makes the reader's columns of them. */
int unite_headers(struct reader *reader, struct fault *fault);

#endif
