/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/reader.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analytics/base/memory.h"
#include "io/base/arena.h"
#include "io/csv/header.h"
#include "io/csv/pieces.h"

/* Small enough to stay in a core's cache with what is cut from it. */
#define BLOCK_SIZE ((size_t)256 << 10)

struct reader {
	const char *const *files;
	size_t nfiles;
	struct read_options options;
	pthread_mutex_t lock;
	struct arena arena;
	struct header header;
	struct joins *joins;

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

static const char *const stdin_only[] = { "-" };

const char *
reader_file(const struct reader *r, size_t file)
{
	return strcmp(r->files[file], "-") == 0 ? "standard input" :
	    r->files[file];
}

/* A record may be longer than a block; but not without end. */
static size_t
record_limit(const struct reader *r)
{
	size_t limit = 4 * r->options.max_field;

	return limit > 4 * BLOCK_SIZE ? limit : 4 * BLOCK_SIZE;
}

/* One more name in a list of them, each once. */
static const char *
add_name(struct reader *r, const char *list, const char *name)
{
	char longer[256];
	size_t len = strlen(name);
	const char *found = list ? strstr(list, name) : NULL;

	/* UTF-16 is no part of UTF-16LE. */
	while (found && found[len] && found[len] != ',')
		found = strstr(found + 1, name);
	if (found)
		return list;
	snprintf(longer, sizeof longer, "%s%s%s", list ? list : "",
	    list ? ", " : "", name);
	return arena_copy(&r->arena, longer, strlen(longer));
}

/* With the open file's, as far as that is decided. */
static const char *
encodings_now(struct reader *r)
{
	return !r->source ? r->encodings :
	    add_name(r, r->encodings, source_encoding(r->source));
}

static const char *
guess_now(struct reader *r)
{
	if (r->guess || !r->source || !source_guessed(r->source))
		return r->guess;
	return add_name(r, NULL, source_encoding(r->source));
}

static void
close_source(struct reader *r)
{
	if (!r->source)
		return;
	r->encodings = encodings_now(r);
	r->guess = guess_now(r);
	r->taken_before += source_taken(r->source);
	source_close(r->source);
	r->source = NULL;
}

static int
empty_file(struct fault *fault)
{
	return fault_set(fault, FAULT_INPUT, "is empty (0 bytes); "
	    "expected a CSV with a header line");
}

/* The header of the open file; the bytes behind it go back. */
static int
take_header(struct reader *r, struct block *b, struct header *header,
    struct fault *fault)
{
	const char *file = reader_file(r, r->file);

	header->delimiter = r->header.delimiter;
	if (header_above(&r->options, b->bytes, b->len, &r->arena, header,
	    fault) != 0)
		return fault_at(fault, file, 0, NULL);
	pieces_put_back(&r->pieces, b->bytes + header->taken,
	    b->len - header->taken);
	if (pieces_next(&r->pieces, b, fault) != 0 ||
	    header_take(&r->options, b, &r->arena, file, header, fault) != 0)
		return -1;
	pieces_put_back(&r->pieces, b->bytes + header->taken,
	    b->len - header->taken);
	return 0;
}

static int
open_source(struct reader *r, size_t file, struct fault *fault)
{
	r->file = file;
	r->source = file == 0 && r->options.source ? r->options.source :
	    source_open(r->files[file], r->options.encoding, fault);
	r->pieces.source = r->source;
	r->pieces.ended = false;
	return r->source ? 0 : -1;
}

/*
 * Opens a file and takes its header off.  A file of 0 bytes, where it is
 * allowed, has ended.
 */
static int
open_file(struct reader *r, size_t file, struct fault *fault)
{
	struct block b = { 0 };
	struct header header = { 0 };
	bool first = r->header.n == 0;

	if (open_source(r, file, fault) != 0)
		return -1;
	int failed = pieces_look(&r->pieces, &b, HEADER_LOOK, fault);
	bool empty = !failed && b.len == 0;
	if (empty && !r->options.allow_empty)
		failed = empty_file(fault);
	else if (!failed && !empty)
		failed = take_header(r, &b, &header, fault);
	if (!failed && !empty && first)
		r->header = header;
	else if (!failed && !empty)
		failed = header_same(&r->header, &header,
		    reader_file(r, 0), reader_file(r, file), fault);
	if (failed && !fault->file[0])
		fault_at(fault, reader_file(r, file), 0, NULL);
	r->fresh = !empty;
	r->first_line = header.lines + 1;
	free(b.bytes);
	return failed ? -1 : 0;
}

/* All bytes that there are to read, for progress alone. */
static uint64_t
sum_sizes(const struct reader *r)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < r->nfiles; i++) {
		struct stat about;

		if (stat(r->files[i], &about) != 0 || !S_ISREG(about.st_mode))
			return 0;
		sum += (uint64_t)about.st_size;
	}
	return sum;
}

struct reader *
reader_open(const char *const *files, size_t nfiles,
    const struct read_options *options, struct fault *fault)
{
	struct reader *r = memory_zeroed(1, sizeof *r);

	r->files = nfiles ? files : stdin_only;
	r->nfiles = nfiles ? nfiles : 1;
	r->options = *options;
	r->pieces.block_size = options->block_size ? options->block_size :
	    BLOCK_SIZE;
	r->pieces.record_limit = record_limit(r);
	r->total = sum_sizes(r);
	pthread_mutex_init(&r->lock, NULL);
	r->joins = joins_new();
	int failed = open_file(r, 0, fault);
	/* Columns must be known: on to the first file that is not empty. */
	while (!failed && r->header.n == 0 && r->file + 1 < r->nfiles) {
		close_source(r);
		failed = open_file(r, r->file + 1, fault);
	}
	if (!failed)
		return r;
	reader_close(r);
	return NULL;
}

void
reader_close(struct reader *r)
{
	if (!r)
		return;
	close_source(r);
	pthread_mutex_destroy(&r->lock);
	joins_free(r->joins);
	arena_free(&r->arena);
	pieces_free(&r->pieces);
	free(r);
}

/* Under the lock. */
static int
next_block(struct reader *r, struct block *b, struct fault *fault)
{
	for (;;) {
		if (r->stopped)
			return 0;
		if (pieces_done(&r->pieces)) {
			close_source(r);
			if (r->file + 1 >= r->nfiles)
				return 0;
			if (open_file(r, r->file + 1, fault) != 0)
				return -1;
			continue;
		}
		b->file = r->file;
		if (pieces_next(&r->pieces, b, fault) != 0) {
			if (!fault->file[0])
				fault_at(fault, reader_file(r, r->file), 0,
				    NULL);
			return -1;
		}
		atomic_store_explicit(&r->taken, r->taken_before +
		    source_taken(r->source), memory_order_relaxed);
		if (b->len == 0)
			continue;
		b->sequence = r->sequence++;
		b->starts_file = r->fresh;
		b->first_line = r->fresh ? r->first_line : 0;
		r->fresh = false;
		return 1;
	}
}

int
reader_next(struct reader *r, struct block *block, struct fault *fault)
{
	pthread_mutex_lock(&r->lock);
	int got = next_block(r, block, fault);
	if (got <= 0)
		r->stopped = true;
	pthread_mutex_unlock(&r->lock);
	return got;
}

void
reader_stop(struct reader *r)
{
	pthread_mutex_lock(&r->lock);
	r->stopped = true;
	pthread_mutex_unlock(&r->lock);
}

void
block_free(struct block *block)
{
	free(block->bytes);
	*block = (struct block){ 0 };
}

size_t
reader_columns(const struct reader *r)
{
	return r->header.n + r->joins->columns;
}

size_t
reader_own_columns(const struct reader *r)
{
	return r->header.n;
}

const char *
reader_column(const struct reader *r, size_t i)
{
	return i < r->header.n ? r->header.names[i] :
	    joins_column(r->joins, i - r->header.n);
}

struct joins *
reader_joins(const struct reader *r)
{
	return r->joins;
}

void
reader_join(struct reader *r, struct joined *table, size_t column)
{
	joins_add(r->joins, table, column, r->header.names, r->header.n);
}

char
reader_delimiter(const struct reader *r)
{
	return r->header.delimiter;
}

const char *
reader_preamble(const struct reader *r)
{
	return r->header.preamble ? r->header.preamble : "";
}

const char *
reader_encoding(struct reader *r)
{
	const char *all = encodings_now(r);

	return all ? all : "UTF-8";
}

const char *
reader_guess(struct reader *r)
{
	return guess_now(r);
}

uint64_t
reader_header_line(const struct reader *r)
{
	return r->header.line;
}

uint64_t
reader_titles(const struct reader *r)
{
	return r->header.titles;
}

struct reader_progress
reader_progress(const struct reader *r)
{
	/* Without the lock: a worker may wait for bytes under it. */
	return (struct reader_progress){
		atomic_load_explicit(&r->taken, memory_order_relaxed),
		r->total,
		atomic_load_explicit(&r->rows, memory_order_relaxed) };
}

void
reader_tell_rows(struct reader *r, uint64_t rows)
{
	atomic_fetch_add_explicit(&r->rows, rows, memory_order_relaxed);
}

struct cutter *
reader_cutter(const struct reader *r)
{
	return cutter_new(r->header.delimiter, r->options.max_field,
	    r->options.simd);
}
