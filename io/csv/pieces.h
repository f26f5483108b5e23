/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_PIECES_H
#define IO_PIECES_H

#include <stdbool.h>
#include <stddef.h>

#include "io/base/fault.h"
#include "io/csv/reader.h"
#include "io/csv/source.h"

/*
 * The bytes of one source as blocks, each cut behind a record.  What was
 * taken can be put back: so a reader looks at the head of a file first.
 *
 * The source is the caller's.  Zeroed, with source and sizes set, it is at
 * the beginning; pieces_free gives back what waits.
 */
struct pieces {
	struct source *source;
	size_t block_size;	/* bytes that are read at once */
	size_t record_limit;	/* beyond it a record is given up */
	bool ended;		/* the source has no more */
	char *rest;		/* taken from the source, and to be given */
	size_t rest_at, rest_len, rest_room;
};

void pieces_free(struct pieces *pieces);

/* Nothing waits, and nothing more comes. */
bool pieces_done(const struct pieces *pieces);

/* So many bytes, wherever a record ends; fewer only at the end.  -1 with a
   fault. */
int pieces_look(struct pieces *pieces, struct block *block, size_t size,
    struct fault *fault);

/*
 * A block: len 0 at the end; whole false (see cutter_cut) where a record
 * has no end within the limit, and then no more comes.  -1 with a fault.
 */
int pieces_next(struct pieces *pieces, struct block *block,
    struct fault *fault);

/* A copy of what waits, of at most so many bytes, up to the end of its last
   record; len 0: none is whole. */
void pieces_copy(const struct pieces *pieces, struct block *block,
    size_t most);

/* What was taken last, from a byte on, with the block, which is empty
   then. */
void pieces_return(struct pieces *pieces, struct block *block, size_t from);

#endif
