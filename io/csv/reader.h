/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_READER_H
#define IO_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/base/fault.h"
#include "io/csv/csv.h"
#include "io/csv/joins.h"
#include "io/csv/shapes.h"

/*
 * Several files with the same header, or columns by_name, as one stream of
 * blocks, each of which begins and ends at a record.  Opening reads the
 * first header, or all, so that columns can be resolved before any row is.
 *
 * reader_next may be called from many threads; all else from one.  The
 * reader owns its text; a block is owned by the caller, who passes it
 * back to be filled again and frees it with block_free.
 */
struct read_options {
	const char *encoding;	/* NULL: decided by the bytes */
	char delimiter;		/* 0: judged on the header record */
	bool no_header;		/* the input has none: columns are #1, #2, … */
	const char *const *header;	/* names given for them; or NULL */
	size_t nheader;
	bool skips;		/* skip_lines are all lines above the header
				   of each file; else they are found */
	uint64_t skip_lines;
	size_t max_field;	/* bytes */
	size_t max_columns;
	const char *simd;	/* as scan_choose takes it */
	size_t block_size;	/* bytes that are read at once; 0: as is best.
				   Results do not depend on it */
	struct source *source;	/* of the first file, where it is open: the
				   reader closes it, also where it fails */
	bool by_name;		/* files may have different headers: columns
				   are those of all, by name, and what a file
				   does not have is empty */
	bool allow_empty;	/* files of 0 bytes are passed over; if all
				   are, there are no columns and no blocks */
};

struct block {
	char *bytes;
	size_t len, room;
	uint64_t sequence;	/* 0, 1, 2 … over all files */
	size_t file;		/* index into the files */
	bool starts_file;	/* lines begin again, at first_line */
	uint64_t first_line;
	bool whole;		/* false: see cutter_cut */
};

struct reader;

/* files NULL or nfiles 0: standard input. */
struct reader *reader_open(const char *const *files, size_t nfiles,
    const struct read_options *options, struct fault *fault);
void reader_close(struct reader *reader);

/* Those of the files, and behind them those of joined tables. */
size_t reader_columns(const struct reader *reader);
size_t reader_own_columns(const struct reader *reader);	/* of the files */
const char *reader_column(const struct reader *reader, size_t i);
/* How records of a file are those of the reader; NULL: as they stand. */
const struct shape *reader_shape(const struct reader *reader, size_t file);
/*
 * Every record goes on with what a table has for its key, which is in
 * `column` (also one of a table joined before).  Before a block is cut;
 * the reader owns the table.
 */
struct joins *reader_joins(const struct reader *reader);
void reader_join(struct reader *reader, struct joined *table, size_t column);
const char *reader_file(const struct reader *reader, size_t file);
char reader_delimiter(const struct reader *reader);
/* Of all files, "UTF-8, GB18030", as far as they are decided. */
const char *reader_encoding(struct reader *reader);
/* The first of them that is a guess, or NULL. */
const char *reader_guess(struct reader *reader);
/* On which line of a file the header stands, and how many lines above it
   were found to be no table; 0 until it was opened, or without one. */
uint64_t reader_header_line(const struct reader *reader, size_t file);
uint64_t reader_titles(const struct reader *reader, size_t file);
/* A definition that stood before the header ("# key: value" lines of our
   own results), each line ended by \n; "" if none. */
const char *reader_preamble(const struct reader *reader);

/* Before the first block: a copy of the first rows, those of at most so many
   bytes that are there already, for whoever wants to see what is in the
   columns. */
void reader_head(const struct reader *reader, struct block *block,
    size_t most);

/* 1 and a block; 0 at the end; -1 with a fault, once: then 0. */
int reader_next(struct reader *reader, struct block *block,
    struct fault *fault);
/* No more blocks: what is running may end. */
void reader_stop(struct reader *reader);
void block_free(struct block *block);

/* For progress: how far it is; rows are those that workers told of. */
struct reader_progress {
	uint64_t taken, total;	/* bytes; total is 0 where not known */
	uint64_t rows;
};

struct reader_progress reader_progress(const struct reader *reader);
/* A worker has read so many rows more. */
void reader_tell_rows(struct reader *reader, uint64_t rows);

/* A cutter that suits the reader's dialect: see io/csv/block_cutter.h. */
struct cutter *reader_cutter(const struct reader *reader);

/* A cutter's fault in lines of its block. */
struct csv_place csv_place(const struct block *block,
    const struct csv_fault *from);

/*
 * Puts it into words: file, line and what to do.  first_line is the line
 * on which the block begins.
 */
int reader_fault(const char *file, uint64_t first_line,
    const struct csv_place *place, struct fault *fault);

/* Newlines in bytes, and CRs that stand alone. */
uint64_t count_lines(const char *bytes, size_t len);

#endif
