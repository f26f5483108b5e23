/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/reader.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analytics/base/memory.h"
#include "io/csv/reader_private.h"

/* Small enough to stay in a core's cache with what is cut from it. */
#define BLOCK_SIZE ((size_t)256 << 10)

static const char *const stdin_only[] = { "-" };

const char *
reader_file(const struct reader *r, size_t file)
{
	return strcmp(r->files[file], "-") == 0 ? standard_input :
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
	r->headers = memory_zeroed(r->nfiles, sizeof *r->headers);
	int failed = options->by_name ? unite_headers(r, fault) : 0;
	if (!failed)
		failed = open_file(r, 0, fault);
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
	for (size_t i = 0; r->waiting && i < r->nfiles; i++)
		if (r->waiting[i].source) {
			source_close(r->waiting[i].source);
			pieces_free(&r->waiting[i].pieces);
		}
	free(r->waiting);
	free(r->headers);
	shapes_free(&r->shapes);
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

void
reader_head(const struct reader *r, struct block *block, size_t most)
{
	pieces_copy(&r->pieces, block, most);
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

const struct shape *
reader_shape(const struct reader *r, size_t file)
{
	return r->waiting ? &r->shapes.of[file] : NULL;
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
reader_header_line(const struct reader *r, size_t file)
{
	return r->headers[file].line;
}

uint64_t
reader_titles(const struct reader *r, size_t file)
{
	return r->headers[file].titles;
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
