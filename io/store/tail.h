/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TAIL_H
#define IO_TAIL_H

#include "io/csv/row_kind.h"
#include "io/store/event_log.h"

/*
 * Rows that are footers if no row of data follows in their file, and
 * rejected if one does: a worker holds those at the end of its block, and
 * the sequencer those at the end of what was read so far.
 */
struct held_row {
	uint64_t line;		/* within the block, from 0 */
	bool text;		/* ROW_TEXT: wants a blank row before */
	bool after_blank;
	bool begins_block;	/* what is before it is in another block */
	enum reject reject;	/* why, where it is no footer */
	char *csv;		/* with BAD_ROWS_KEEP */
	struct fault *fault;	/* with BAD_ROWS_FAIL */
};

struct tail {
	struct held_row rows[FOOTERS_MOST];
	size_t n;
	bool data;	/* there are rows of data before it */
	bool over;	/* it was longer, so that all of it is rejected */
	bool blank;	/* since the last row of data there was a blank one */
	bool ends_blank;	/* the last line is empty */
};

/* Frees what rows hold; n becomes 0. */
void tail_clear(struct tail *tail);

#endif
