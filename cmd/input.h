/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_INPUT_H
#define CMD_INPUT_H

#include "cmd/command.h"
#include "cmd/settings.h"
#include "cmd/stages.h"
#include "io/event_log.h"
#include "io/table.h"

/*
 * From the settings to an event log that is read, with everything that a
 * command needs to know about it: the funnel that holds, as-of, bounds of
 * entries.  Commands that read events begin with input_open.
 */
struct input {
	const struct run *run;
	const struct settings *settings;
	struct reader *reader;
	struct zone zone;
	struct funnel funnel;
	struct log_options options;
	struct event_log *log;
	struct output *rejects;

	/* in the unit of struct event */
	int64_t as_of, from, to;
	bool as_of_given;
};

struct input_needs {
	bool ids;	/* timelines with their ids */
	bool values;	/* --value, if it is given */
	bool groups;	/* --by, if it is given */
};

/*
 * Opens, reads all rows, settles the funnel and as-of; says on standard
 * error what was recognised.  -1 with a fault; then everything is freed.
 */
int input_open(struct run *run, const struct input_needs *needs,
    struct input *out, struct fault *fault);

/* Writes the file of bad rows; prints the balance.  Once, at the end. */
int input_finish(struct input *input, struct fault *fault);
void input_free(struct input *input);

/* The lines of the definition that all results share. */
int input_define(const struct input *input, struct table *table);

/* "2025-06-30", or an instant with its offset, into out (40 bytes). */
void input_time_text(const struct input *input, int64_t time, char *out);

/* Workers: --threads, else the cores. */
size_t settings_threads(const struct settings *settings);

#endif
