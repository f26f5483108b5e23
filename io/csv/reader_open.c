/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a reader: each opened, and its header taken off. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analytics/base/memory.h"
#include "io/csv/container.h"
#include "io/csv/reader_private.h"

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
	pieces_return(&r->pieces, b, header->taken);
	if (pieces_next(&r->pieces, b, fault) != 0 ||
	    header_take(&r->options, b, &r->arena, file, header, fault) != 0)
		return -1;
	pieces_return(&r->pieces, b, header->taken);
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
 * allowed, has ended; its header has no columns.
 */
static int
begin_file(struct reader *r, size_t file, struct header *header,
    struct fault *fault)
{
	struct block b = { 0 };

	*header = (struct header){ 0 };
	if (open_source(r, file, fault) != 0)
		return -1;
	int failed = pieces_look(&r->pieces, &b, HEADER_LOOK, fault);
	if (!failed && b.len == 0 && !r->options.allow_empty)
		failed = empty_file(fault);
	else if (!failed && b.len)
		failed = (!r->options.skips && container_refuse_text(b.bytes,
		    b.len, fault) != 0) || take_header(r, &b, header, fault);
	if (failed && !fault->file[0])
		fault_at(fault, reader_file(r, file), 0, NULL);
	r->headers[file] = (struct header_place){ header->line,
	    header->titles };
	free(b.bytes);
	return failed ? -1 : 0;
}

/* One whose header was taken before: on with its rows. */
static int
resume_file(struct reader *r, size_t file, struct header *header,
    struct fault *fault)
{
	struct waiting *w = &r->waiting[file];

	if (!w->source)
		return begin_file(r, file, header, fault) != 0 ? -1 :
		    header_same(&w->header, header, reader_file(r, file),
		    reader_file(r, file), fault);
	pieces_free(&r->pieces);
	r->file = file;
	r->source = w->source;
	r->pieces = w->pieces;
	*header = w->header;
	*w = (struct waiting){ .header = w->header };
	return 0;
}

int
open_file(struct reader *r, size_t file, struct fault *fault)
{
	struct header header;
	int failed = r->waiting ? resume_file(r, file, &header, fault) :
	    begin_file(r, file, &header, fault);

	if (!failed && header.n && r->header.n == 0)
		r->header = header;
	else if (!failed && header.n && !r->waiting)
		failed = header_same(&r->header, &header, reader_file(r, 0),
		    reader_file(r, file), fault) != 0 ? fault_advise(fault,
		    "  --union takes such files as one, columns by name\n") : 0;
	r->fresh = header.n > 0;
	r->first_line = header.lines + 1;
	return failed;
}

static int
other_delimiter(const struct reader *r, const struct header *first,
    const struct header *header, struct fault *fault)
{
	fault_set(fault, FAULT_INPUT, "its columns are told apart by \"%s\", "
	    "those of %s by \"%s\"; --union wants one of them",
	    header->delimiter == '\t' ? message("tab") :
	    (char[]){ header->delimiter,
	    '\0' }, reader_file(r, 0), first->delimiter == '\t' ? message("tab")
	    :
	    (char[]){ first->delimiter, '\0' });
	return fault_at(fault, reader_file(r, r->file), 0, NULL);
}

/* A pipe waits with what was read of it; a file can be opened again. */
static void
leave_file(struct reader *r, struct waiting *w)
{
	struct stat about;
	const char *path = r->files[r->file];
	struct pieces fresh = { .block_size = r->pieces.block_size,
	    .record_limit = r->pieces.record_limit };

	if (strcmp(path, "-") != 0 && stat(path, &about) == 0 &&
	    S_ISREG(about.st_mode)) {
		source_close(r->source);
		pieces_free(&r->pieces);
	} else {
		w->source = r->source;
		w->pieces = r->pieces;
	}
	r->source = NULL;
	r->pieces = fresh;
}

int
unite_headers(struct reader *r, struct fault *fault)
{
	const struct header *first = NULL;

	r->waiting = memory_zeroed(r->nfiles, sizeof *r->waiting);
	for (size_t i = 0; i < r->nfiles; i++) {
		struct header *h = &r->waiting[i].header;

		if (begin_file(r, i, h, fault) != 0)
			return -1;
		shapes_add(&r->shapes, h->names, h->n);
		if (first && h->n > 1 && h->delimiter != first->delimiter)
			return other_delimiter(r, first, h, fault);
		if (!first && h->n)
			first = h;
		leave_file(r, &r->waiting[i]);
	}
	if (!first)
		return 0;
	r->header = *first;
	r->header.names = r->shapes.names;
	r->header.n = r->shapes.n;
	return 0;
}
