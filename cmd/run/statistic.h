/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_STATISTIC_H
#define CMD_STATISTIC_H

#include "analytics/base/fold.h"
#include "cmd/run/scope.h"
#include "io/write/table.h"

/*
 * A statistic as a command shows it: a fold, and the table made of it.
 * Whatever drives folds (a command over its log, merge over saved ones, a
 * report over several at once) knows only this.
 */
struct statistic {
	const struct fold_class *class;
	/* The fold's definition, into the run's arena; NULL with a fault. */
	const void *(*define)(const struct scope *scope,
	    struct fault *fault);
	/* The table of a whole fold; NULL with a fault. */
	struct table *(*table)(const struct scope *scope, const void *fold,
	    struct fault *fault);
	/* Options that do not go together, before anything is read and
	   again where parts are merged; -1 with a fault.  NULL: none. */
	int (*check)(struct run *run, struct fault *fault);
	/* Every row is an activity: no column of stages is read.  NULL:
	   never. */
	bool (*stageless)(const void *settings);
	/* The option that names a stage, and ends that: it is said where
	   there are stages.  NULL: none. */
	const char *stage_option;
	/* Asks --fail-if, and whatever else ends a run with 1, of a whole
	   fold; -1 with a fault.  NULL: --fail-if of all rows. */
	int (*judge)(const struct scope *scope, const void *fold,
	    int *status, struct fault *fault);
	/* Options whose result has no picture, which --chart is refused
	   with; ends with NULL.  NULL: there are none. */
	const char *const *undrawn;
	bool silent;	/* with --quiet no table either, unless --output
			   names a file for it */
	bool repeat_tuples;	/* of groups may have several numbers each:
				   there are many, and none is shown */
	bool each_row;	/* rows of one time stay apart: see input_needs */
};

static inline bool
statistic_stageless(const struct statistic *s, const void *settings)
{
	return s && s->stageless && s->stageless(settings);
}

/*
 * --chart beside an option of the command whose result has no picture: -1
 * with FAULT_USAGE, before anything is read.
 */
int statistic_check_chart(const struct command *command,
    const struct settings *settings, struct arena *arena,
    struct fault *fault);

/*
 * The run of a command that is one statistic over one log: reads, folds,
 * writes the table, or the saved fold where --partial asks for it.
 */
int statistic_run(struct run *run);

/*
 * The same of a log that the command has opened itself: folds, and writes
 * what is asked for.
 */
struct input;
int statistic_of_log(struct input *input, const struct statistic *statistic,
    struct fault *fault);

/*
 * Writes the table of a fold as the settings ask.  1 if --fail-if is
 * answered yes, -1 with a fault.
 */
int statistic_write(const struct statistic *statistic,
    const struct scope *scope, const void *fold, struct fault *fault);

/*
 * A p or q.  No chance is 0: what is too small to be told is written as
 * the least that is told, so that cells stay numbers.
 */
#define P_LEAST 1e-300

static inline void
statistic_p(struct table *table, size_t column, double p)
{
	table_number(table, column, p < P_LEAST ? P_LEAST : p);
}

#endif
