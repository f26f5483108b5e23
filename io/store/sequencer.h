/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SEQUENCER_H
#define IO_SEQUENCER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/base/fault.h"
#include "io/base/output.h"
#include "io/csv/reader.h"
#include "io/store/examine.h"
#include "io/store/tail.h"
#include "io/store/watch.h"

/*
 * Puts back into input order what workers found in their blocks: line
 * numbers, kept rows, the first fault.  A worker commits each block once;
 * what depends on the lines before it happens when all blocks before it
 * were committed.
 */

/* A row that cannot be used, for the file of bad rows. */
struct rejected {
	uint64_t line;		/* within the block, from 0 */
	const char *reason;	/* static */
	char *csv;		/* its fields, as CSV without line end; owned */
};

#define LINE_NONE UINT64_MAX

/* Times that tell how their column is written, or leave it open. */
enum time_sight {
	SIGHT_MD,		/* only month/day */
	SIGHT_DM,		/* only day/month */
	SIGHT_EITHER,
	SIGHT_COMPACT,		/* digits alone that are days */
	SIGHT_EPOCH,		/* digits alone that are none */
	TIME_SIGHTS,
};

/* Currency marks of amounts: the first, and the first that is another. */
struct unit_sight {
	uint32_t unit;		/* as number_read has it; 0: none */
	uint64_t line;		/* in the block */
};

/* A fault of rows that are examined: its first in the block. */
struct seen_fault {
	bool known;
	uint64_t line;		/* within the block, from 0 */
	struct fault_value value;
};

/* Where each block began, by its sequence. */
struct block_places {
	struct block_place {
		size_t file;
		uint64_t line;
	} *all;
	size_t n, room;
};

struct findings {
	uint64_t lines;		/* newlines in the block */
	struct rejected *rejected;
	size_t nrejected, room;
	struct fault fault;	/* its line counts from 0 in the block, or is
				   LINE_NONE where no row is to blame; kind
				   FAULT_NONE if there is none */
	struct csv_place broken;	/* error CSV_CUT_OK if it is not */
	/* Lines in the block. */
	struct {
		bool known;
		uint64_t line;
	} first[TIME_SIGHTS];
	struct unit_sight units[2];
	struct watch_list watched;	/* lines from 0 in the block */
	struct tail tail;
	bool strange;		/* it may hold a U+FFFD */
	struct seen_fault faults[ROW_FAULTS];
};

struct place {
	bool known;
	size_t file;
	uint64_t line;
};

struct sequencer {
	pthread_mutex_t lock;
	struct reader *reader;
	struct output *rejects;
	uint64_t next;		/* sequence of the block that is due */
	uint64_t line;		/* on which it begins */
	struct pending *pending;
	struct fault fault;	/* the first, in input order */
	struct place first[TIME_SIGHTS];
	uint32_t units[2];
	struct place unit_places[2];
	struct watch_list watched;	/* in input order, lines of the file */
	struct tail tail;	/* of the file so far, with its lines */
	size_t tail_file;
	uint64_t footers, rejected[REJECTS];	/* that are settled here */
	bool examines;
	struct block_places blocks;	/* if it examines */
	struct {
		struct place place;
		struct fault_value value;
	} faults[ROW_FAULTS];
};

void sequencer_init(struct sequencer *sequencer, struct reader *reader,
    struct output *rejects);
void sequencer_free(struct sequencer *sequencer);

/* The first places of faults, and the places of blocks, which change their
   owner. */
void sequencer_examined(struct sequencer *sequencer,
    struct row_fault_facts faults[ROW_FAULTS], struct block_places *blocks);

/*
 * Takes over what findings owns and clears it.  A fault stops the reader.
 */
void sequencer_commit(struct sequencer *sequencer, const struct block *block,
    struct findings *findings);

/* All blocks were committed: what is held are footers, or rejected. */
void sequencer_end(struct sequencer *sequencer);

#endif
