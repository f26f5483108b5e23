/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/reader.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analytics/base/memory.h"
#include "io/base/arena.h"
#include "io/csv/header.h"
#include "io/csv/newlines.h"
#include "io/csv/source.h"

/* Small enough to stay in a core's cache with what is cut from it. */
#define BLOCK_SIZE ((size_t)256 << 10)

struct reader {
	const char *const *files;
	size_t nfiles;
	struct read_options options;
	size_t block_size;
	pthread_mutex_t lock;
	struct arena arena;
	struct header header;

	struct source *source;
	size_t file;		/* the one that is open */
	bool ended;		/* the open file is read to its end */
	bool stopped;
	bool fresh;		/* the next block is its file's first */
	bool at_head;		/* and its header still to be taken */
	uint64_t first_line;	/* of that block */
	uint64_t sequence;
	char *rest;		/* bytes after the last cut */
	size_t rest_len, rest_room;
	uint64_t taken_before;	/* of the files already closed */
	_Atomic uint64_t taken;	/* of all so far */
	uint64_t total;		/* of all files; 0: not known */
	_Atomic uint64_t rows;	/* that workers told of */
	char *notice;
	const char *encoding;	/* of the first file, once it is closed */
};

static const char *const stdin_only[] = { "-" };

const char *
reader_file(const struct reader *r, size_t file)
{
	return strcmp(r->files[file], "-") == 0 ? "standard input" :
	    r->files[file];
}

static void
grow(char **bytes, size_t *room, size_t wanted)
{
	if (wanted <= *room)
		return;
	*bytes = memory_resize(*bytes, wanted, 1);
	*room = wanted;
}

/* One more read of up to `more` bytes at the end of a block. */
static int
fill(struct reader *r, struct block *b, size_t more, struct fault *fault)
{
	grow(&b->bytes, &b->room, b->len + more + 1 + SCAN_PADDING);
	ssize_t n = source_read(r->source, b->bytes + b->len, more, fault);
	if (n < 0)
		return -1;
	b->len += (size_t)n;
	/* Only 0 is the end: a short read may stand before a fault. */
	r->ended = n == 0;
	return 0;
}

/*
 * The end of the last record in a block: after the last newline that an
 * even number of quotes precedes, which in strict CSV is outside quotes.
 * 0 if there is none.
 */
static size_t
last_record_end(const char *bytes, size_t len)
{
	bool odd = bytes_count(bytes, len, '"') & 1;
	if (!odd) {
		const char *end = memrchr(bytes, '\n', len);
		const char *quote = end ?
		    memchr(end, '"', len - (size_t)(end - bytes)) : NULL;
		if (!quote)
			return end ? (size_t)(end - bytes) + 1 : 0;
	}
	for (size_t i = len; i > 0; i--) {
		if (bytes[i - 1] == '"')
			odd = !odd;
		else if (bytes[i - 1] == '\n' && !odd)
			return i;
	}
	return 0;
}

/* The same of a block that may begin with a definition, whose quotes are
   none of CSV. */
static size_t
block_end(const struct reader *r, const struct block *b)
{
	uint64_t lines;
	size_t head = r->at_head ? header_preamble(b->bytes, b->len, &lines) :
	    0;
	size_t end = last_record_end(b->bytes + head, b->len - head);

	return end ? head + end : 0;
}

/* A record may be longer than a block; but not without end. */
static size_t
record_limit(const struct reader *r)
{
	size_t limit = 4 * r->options.max_field;
	return limit > 4 * BLOCK_SIZE ? limit : 4 * BLOCK_SIZE;
}

static void
keep_rest(struct reader *r, struct block *b, size_t end)
{
	r->rest_len = b->len - end;
	grow(&r->rest, &r->rest_room, r->rest_len);
	if (r->rest_len)
		memcpy(r->rest, b->bytes + end, r->rest_len);
	b->len = end;
}

/* Reads on until a block holds a whole record, or must be given up. */
static int
cut_block(struct reader *r, struct block *b, struct fault *fault)
{
	for (;;) {
		size_t end = 0;
		if (r->ended) {
			if (b->len && b->bytes[b->len - 1] != '\n')
				b->bytes[b->len++] = '\n';
			end = block_end(r, b);
			b->whole = end == b->len;
			return 0;
		}
		end = block_end(r, b);
		if (end > 0) {
			keep_rest(r, b, end);
			return 0;
		}
		if (b->len > record_limit(r)) {
			b->whole = false;
			r->ended = true;
			return 0;
		}
		if (fill(r, b, b->len > r->block_size ? b->len :
		    r->block_size, fault) != 0)
			return -1;
	}
}

/* The rest of the last block, then more, cut at a record's end. */
static int
next_of_file(struct reader *r, struct block *b, struct fault *fault)
{
	grow(&b->bytes, &b->room, r->rest_len + r->block_size + 1 +
	    SCAN_PADDING);
	b->len = r->rest_len;
	if (b->len)
		memcpy(b->bytes, r->rest, b->len);
	r->rest_len = 0;
	b->file = r->file;
	b->whole = true;
	if (!r->ended) {
		size_t half = (r->block_size + 1) / 2;
		size_t more = b->len < half ? r->block_size - b->len : half;
		if (fill(r, b, more, fault) != 0)
			return -1;
	}
	return cut_block(r, b, fault);
}

static void
take_notice(struct reader *r)
{
	const char *notice = source_notice(r->source);
	if (notice && !r->notice)
		r->notice = arena_copy(&r->arena, notice, strlen(notice));
}

static const char *
keep_encoding(struct reader *r)
{
	const char *name = source_encoding(r->source);
	return arena_copy(&r->arena, name, strlen(name));
}

static void
close_source(struct reader *r)
{
	if (!r->source)
		return;
	take_notice(r);
	if (!r->encoding)
		r->encoding = keep_encoding(r);
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

/*
 * Opens a file, reads its first block and takes the header off; what is
 * left becomes the rest.  A file of 0 bytes, where it is allowed, has
 * ended.
 */
static int
open_file(struct reader *r, size_t file, struct fault *fault)
{
	struct block b = { 0 };
	struct header header = { 0 };
	r->file = file;
	r->ended = false;
	r->rest_len = 0;
	r->source = file == 0 && r->options.source ? r->options.source :
	    source_open(r->files[file], r->options.encoding, fault);
	if (!r->source)
		return -1;
	r->at_head = true;
	int failed = next_of_file(r, &b, fault);
	r->at_head = false;
	if (!failed && b.len == 0 && r->options.allow_empty) {
		free(b.bytes);
		r->ended = true;
		return 0;
	}
	bool first = r->header.n == 0;
	if (!failed && b.len == 0)
		failed = empty_file(fault);
	if (!failed)
		failed = header_take(&r->options, &b, &r->arena,
		    reader_file(r, file), first ? 0 : r->header.delimiter,
		    &header, fault);
	if (!failed && first)
		r->header = header;
	else if (!failed)
		failed = header_same(&r->header, &header,
		    reader_file(r, 0), reader_file(r, file), fault);
	if (!failed) {
		/* The header's block and the rest behind it go back. */
		size_t left = b.len - header.taken;

		grow(&r->rest, &r->rest_room, left + r->rest_len + 1);
		memmove(r->rest + left, r->rest, r->rest_len);
		memcpy(r->rest, b.bytes + header.taken, left);
		r->rest_len += left;
		r->fresh = true;
		r->first_line = header.lines + 1;
	}
	if (failed && !fault->file[0])
		fault_at(fault, reader_file(r, file), 0, NULL);
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
	r->block_size = options->block_size ? options->block_size :
	    BLOCK_SIZE;
	r->total = sum_sizes(r);
	pthread_mutex_init(&r->lock, NULL);
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
	arena_free(&r->arena);
	free(r->rest);
	free(r);
}

/* Under the lock. */
static int
next_block(struct reader *r, struct block *b, struct fault *fault)
{
	for (;;) {
		if (r->stopped)
			return 0;
		if (r->rest_len == 0 && r->ended) {
			close_source(r);
			if (r->file + 1 >= r->nfiles)
				return 0;
			if (open_file(r, r->file + 1, fault) != 0)
				return -1;
			continue;
		}
		if (next_of_file(r, b, fault) != 0) {
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
	return r->header.n;
}

const char *
reader_column(const struct reader *r, size_t i)
{
	return r->header.names[i];
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
reader_encoding(const struct reader *r)
{
	return r->encoding ? r->encoding : r->source ?
	    source_encoding(r->source) : "UTF-8";
}

const char *
reader_notice(struct reader *r)
{
	if (r->source)
		take_notice(r);
	return r->notice;
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
