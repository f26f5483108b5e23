/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_DRY_RUN_H
#define CMD_DRY_RUN_H

#include "cmd/run/input.h"
#include "cmd/run/paste.h"

/*
 * --dry-run: what was understood of the input (encoding, header line,
 * columns, form of its dates with two of them, span, rows, entities, stages
 * with their rows, a window, columns for --by, the command to paste), and
 * nothing else: a table of `item, value, rows`.  -1 with a fault.
 */
int dry_run_write(struct input *input, struct fault *fault);

/*
 * The same of what is no event log: begins with files and how they are
 * written, takes lines, ends by writing and freeing it.  Items are N_():
 * people read them in their language.
 */
struct dry_run {
	struct run *run;
	struct table *table;
	bool people;		/* who is shown lines that fit a screen */
};

void dry_run_begin(struct dry_run *dry, struct run *run,
    struct reader *reader);
/* N_(): in the language of people, for people alone. */
const char *dry_run_words(const struct dry_run *dry, const char *english)
    __attribute__((format_arg(2)));
/* A value of NULL is no line. */
void dry_run_text(struct dry_run *dry, const char *item, const char *value);
void dry_run_rows(struct dry_run *dry, const char *item, const char *value,
    size_t len, uint64_t rows);
/* The tables that --join adds, with their rows. */
void dry_run_joined(struct dry_run *dry, struct reader *reader);

/*
 * Two cells of a column in the head that are times and written in different
 * ways, and what times they are.  swap: 3/4/2025 is D/M.
 */
struct sampled {
	size_t column;
	struct timestamp_reader *times;
	bool swap;
	void (*write)(const void *context, int64_t instant, bool date_only,
	    char *out);		/* 40 bytes */
	const void *context;
};
void dry_run_samples(struct dry_run *dry, const struct head *head,
    const struct sampled *sampled);

/*
 * The columns with 2 to 50 values in the head, none of which is a column of
 * dates or has a value for nearly each row, but those that are taken; read
 * is how many rows there are in all.
 */
struct taken {
	const size_t *columns;
	size_t n;
};
void dry_run_by(struct dry_run *dry, const struct head *head,
    struct taken taken, uint64_t read);

/* See paste_call. */
void dry_run_command(struct dry_run *dry, struct reader *reader,
    const struct found *found);
int dry_run_end(struct dry_run *dry, struct fault *fault);

#endif
