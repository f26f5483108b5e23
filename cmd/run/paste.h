/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_PASTE_H
#define CMD_PASTE_H

#include "analytics/base/fold.h"
#include "cmd/run/command.h"
#include "cmd/run/stages.h"
#include "io/csv/reader.h"

/*
 * Commands that are printed to be pasted into a shell.
 */

/* A byte inside single quotes; a word in them. */
void paste_byte(struct buffer *buffer, char byte);
void paste_quoted(struct buffer *buffer, const char *text);

/*
 * Parts of a command, each ended by NUL: those of how files are read that
 * were given (--encoding, --join, …), and what a reader found out that
 * another run might not: a guessed encoding, a delimiter that is no comma,
 * lines above the header.
 */
void paste_reading(struct buffer *parts, struct run *run,
    struct reader *reader);

/* The command and what was asked of it, for another input. */
void paste_asked(struct buffer *parts, struct run *run);

/*
 * The same of this whole call, without --dry-run, and with the columns,
 * stages, outcomes and goal that were found out.
 */
struct found {
	const char *entity, *stage, *time;	/* columns; NULL: none */
	const char *stages, *lost, *goal;	/* as options take them */
};
void paste_call(struct buffer *parts, struct run *run,
    struct reader *reader, const struct found *found);

#endif
