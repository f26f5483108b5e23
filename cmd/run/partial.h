/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_PARTIAL_H
#define CMD_PARTIAL_H

#include "cmd/run/scope.h"
#include "cmd/run/statistic.h"
#include "io/base/lookup.h"

/*
 * Saved folds: what --partial writes and merge reads.  Text, in lines of
 * words (blanks and control characters inside a word are %XX):
 *
 *   funnel-partial VERSION COMMAND
 *   with OPTION VALUE             the definition, one line an option
 *   by COLUMN                     names of the group columns
 *   currency NAME                 of --currency, sorted
 *   unit dates|times|midnights|unknown
 *                                 unknown: no row had a time
 *   span FIRST LAST               of all valid times, in that unit
 *   facts READ NOT-WHERE OTHER-STAGES AFTER-AS-OF REPEATS USED ENTITIES
 *         EMPTY-VALUES REJECTED…  (one line)
 *   seed ROWS…                    by built-in value, if none were named
 *   parts N                       that are in it, empty ones too
 *   part FINGERPRINT ROWS         of each that has rows
 *   id HASH TEXT                  the smallest hashes of entities' ids
 *   … the fold's own lines (state_save.c), the last of which is "end"
 *   checksum HASH                 of all bytes before
 *
 * A part is empty if it has no rows.  Several may follow one another in
 * one file.
 *
 * What was folded as days cannot be folded as times later.  So a part of
 * dates is followed by itself with its dates taken as times, the days'
 * beginnings ("midnights"): merge takes that one beside parts with times.
 *
 * The form is frozen with 1.0, whose parts every 1.x reads: whatever changes
 * a line from then on raises this number, or STATE_VERSION where it is one
 * of a fold, and still reads what was before.  No part of an unreleased
 * form is read wrongly: one of dates without midnights is refused.
 */
#define PARTIAL_VERSION 2

/* Whether the run can be cut into parts; -1 with FAULT_USAGE if not. */
int partial_check(const struct run *run, struct fault *fault);

/* By what a part is known again; rows that became events. */
struct part_rows {
	uint64_t fingerprint, rows;
};

/* What went into a saved fold. */
struct partial_origin {
	uint64_t parts;
	struct part_rows *rows;
	size_t nrows;
	struct id_sample ids;
	bool midnights;		/* dates, taken as times */
};

/* Adds the saved fold of these parts to a text; -1 with a fault. */
int partial_add(struct buffer *text, const struct scope *scope,
    const void *fold, const struct partial_origin *origin,
    struct fault *fault);
/* Writes that text to the run's output. */
int partial_commit(const struct buffer *text,
    const struct settings *settings, struct fault *fault);

/* One saved fold as it was read. */
struct part {
	const char *name;	/* of its file */
	uint64_t line;		/* on which it begins there */
	const struct command *command;
	char *with, *by;	/* its definition; by: NULL if it had no
				   header */
	struct text_list currencies;
	enum part_unit { UNIT_UNKNOWN, UNIT_DATES, UNIT_TIMES,
	    UNIT_MIDNIGHTS } unit;
	struct part *midnights;	/* of dates: the part, as times */
	struct log_facts facts;
	bool seed;
	uint64_t seed_rows[SEED_VALUES];
	struct partial_origin origin;
	struct buffer text;	/* all of it */
	size_t body, body_len;	/* the fold's own lines, in the text */
	uint64_t body_line;
};

/* Adds what was found in one log to what was found in others. */
void facts_add(struct log_facts *to, const struct log_facts *from);

/*
 * Names of the scope's tuples, to which those of saved folds are added,
 * and of its currencies.  The scope stays where it is from here on.
 */
void partial_names(struct scope *scope, struct lookup *tuples);

/* Zero it to begin; parts_free gives it back. */
struct parts {
	struct part *all;
	size_t n, room;
};

/*
 * Adds all parts of a file ("-": standard input), which may hold several.
 * -1 with FAULT_INPUT: no saved fold, cut off, of another version.
 */
int parts_read(struct run *run, const char *path, struct parts *parts,
    struct fault *fault);
void parts_free(struct parts *parts);

/*
 * Takes parts of dates as times, if there are any.  In a merge they are
 * taken so beside a part with times, as in a run over all their rows.
 */
bool parts_as_times(struct parts *parts);

/* Frees the other form of parts of dates, where nobody will ask for it. */
void parts_drop_midnights(struct parts *parts);

/*
 * Adds them up: fills the scope and makes the fold, which the caller
 * frees by *statistic's class; zone_free(&scope->zone) too.  -1 with
 * FAULT_INPUT: other definitions, the same part twice, an entity in two
 * parts, damaged.  What was loaded of parts is freed, but for --partial.
 */
int parts_merge(struct run *run, struct parts *parts,
    struct scope *scope, struct lookup *tuples,
    const struct statistic **statistic, void **fold, struct fault *fault);

#endif
