/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_RESULT_H
#define CMD_RESULT_H

#include "cmd/options/settings.h"
#include "cmd/run/command.h"
#include "io/base/sorter.h"
#include "io/write/lines.h"
#include "io/write/write.h"

/* How it is written: see result_write. */
struct layout result_layout(struct run *run);

/*
 * Writes a result as the settings ask for: format by --format, by the
 * ending of -o, else text on a terminal and CSV elsewhere.
 * -1 with FAULT_OUTPUT.
 */
int result_write(struct run *run, const struct table *table,
    struct fault *fault);

/*
 * The same of more rows than memory holds: each record of a sorter is one.
 * The table has its columns and its definition; put adds the row of a
 * record.  Asks --fail-if too: the status of exit, or -1 with a fault.
 */
struct sorted_result {
	struct run *run;
	struct sorter *rows;
	struct table *table;
	void (*put)(void *context, const void *record);
	void *context;
	uint64_t limit;		/* the first so many alone; 0: all */
	/* The same row as put's, for CSV and TSV, by so many threads at
	   once; NULL: there is no such function. */
	void (*line)(const void *context, const void *record,
	    struct lines *lines);
	size_t threads;
};
int result_write_sorted(const struct sorted_result *result,
    struct fault *fault);

/*
 * The picture of a result that --chart asks for, if it does, with numbers
 * as they are written.  Where it cannot be drawn, -1 with FAULT_OUTPUT,
 * whatever the reason.
 */
int result_draw(struct run *run, struct table *table,
    struct fault *fault);

/*
 * Of two columns with one name a reader, also our own, would take the
 * wrong one: -1 with FAULT_USAGE.
 */
int result_check(const struct table *table, struct fault *fault);

/* Text, Markdown, HTML: who reads it may skip what is too much. */
bool result_for_people(const struct settings *settings);

/* Asks the questions of --fail-if, for the status of exit: see verdict.h.
   -1 with FAULT_USAGE. */
int result_fails(const struct run *run, const struct table *table,
    int *status, struct fault *fault);

#endif
