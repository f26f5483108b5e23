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
 *   unit dates|times|unknown      unknown: no row had a time
 *   span FIRST LAST               of all valid times, in that unit
 *   facts READ OTHER-STAGES AFTER-AS-OF REPEATS USED ENTITIES
 *         EMPTY-VALUES REJECTED…  (one line)
 *   seed ROWS…                    by built-in value, if none were named
 *   part FINGERPRINT ROWS         of each part that is in it
 *   … the fold's own lines, the last of which is "end"
 *
 * A part is empty if it has no rows.  Several may follow one another in
 * one file.
 */
#define PARTIAL_VERSION 1

/* Whether the run can be cut into parts; -1 with FAULT_USAGE if not. */
int partial_check(const struct run *run, struct fault *fault);

/* By what a part is known again; rows that became events. */
struct part_id {
	uint64_t fingerprint, rows;
};

/* Writes the saved fold of these parts to the run's output. */
int partial_write(const struct scope *scope, const void *fold,
    const struct part_id *parts, size_t nparts, struct fault *fault);

/* One saved fold as it was read. */
struct part {
	const char *name;	/* of its file */
	const struct command *command;
	char *with, *by;	/* its definition; by: "" if it had no header */
	enum part_unit { UNIT_UNKNOWN, UNIT_DATES, UNIT_TIMES } unit;
	struct log_facts facts;
	bool seed;
	uint64_t seed_rows[SEED_VALUES];
	struct part_id *ids;
	size_t nids;
	const char *body;	/* the fold's own lines */
	size_t body_len;
};

/* Adds what was found in one log to what was found in others. */
void facts_add(struct log_facts *to, const struct log_facts *from);

/* Names of tuples in a lookup, to which those of saved folds are added. */
struct group_names names_of_lookup(struct lookup *tuples);

/* Zero it to begin; everything in it lives in the arena of the run. */
struct parts {
	struct part *all;
	size_t n, room;
};

/*
 * Adds all parts of a file ("-": standard input), which may hold several.
 * -1 with FAULT_INPUT: no saved fold, cut off, of a newer version.
 */
int parts_read(struct run *run, const char *path, struct parts *parts,
    struct fault *fault);

/*
 * Adds them up: fills the scope and makes the fold, which the caller
 * frees by *statistic's class; zone_free(&scope->zone) too.  -1 with
 * FAULT_INPUT: other definitions, the same part twice, damaged.
 */
int parts_merge(struct run *run, const struct parts *parts,
    struct scope *scope, struct lookup *tuples,
    const struct statistic **statistic, void **fold, struct fault *fault);

#endif
