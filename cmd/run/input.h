/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_INPUT_H
#define CMD_INPUT_H

#include "cmd/run/head.h"
#include "cmd/run/reading.h"
#include "cmd/run/scope.h"

/*
 * From the settings to an event log that is read, with everything that a
 * command needs to know about it: the funnel that holds, as-of, bounds of
 * entries.  Commands that read events begin with input_open.
 */
struct input {
	struct scope scope;	/* first: for names both are one context */
	struct reader *reader;
	struct log_options options;
	struct event_log *log;
	struct output *rejects;
	struct head head;	/* under --dry-run and --where; else empty */
	struct fault wide;	/* see cmd/run/wide.h */
	bool stageless;		/* every row is an activity */
};

struct input_needs {
	bool ids;	/* timelines with their ids */
	bool values;	/* --value, if it is given */
	bool groups;	/* --by, if it is given */
	bool currency;	/* --currency, if it is given */
	bool stageless;	/* no stages: every row is an activity */
	bool orders;	/* the same of a log of purchases: one without any
			   column that may be of stages, where none is named
			   either; each_row holds of it */
	bool repeat_tuples;	/* of groups: see struct log_options */
	bool each_row;	/* rows are kept apart: see struct log_options */
	bool examine;	/* rows are examined: see io/store/examine.h */
	const int64_t *file_times;	/* in place of a column of times */
	const char *beside;	/* a column that is read behind those of --by,
				   and makes no groups; or NULL */
	const char *const *watch;	/* ids whose rows are remembered */
	size_t nwatch;
};

/*
 * Opens, reads all rows, resolves the funnel and as-of; says on standard
 * error what was recognised.  -1 with a fault; then everything is freed.
 */
int input_open(struct run *run, const struct input_needs *needs,
    struct input *out, struct fault *fault);

/* Writes the file of bad rows; prints the balance.  Once, at the end. */
int input_finish(struct input *input, struct fault *fault);
void input_free(struct input *input);

/* FAULT_USAGE: a --time-format that is none. */
int settings_check_formats(const struct settings *settings,
    struct fault *fault);

#endif
