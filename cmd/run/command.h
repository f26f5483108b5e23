/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cmd/options/options.h"
#include "io/base/arena.h"
#include "io/base/fault.h"

/*
 * A command is one struct in one file.  To add one: write cmd/x/x.c with
 * its struct command_x, its page cmd/x/x.1 beside it, and its name in
 * cmd/commands.h.
 *
 * run answers the exit status: 0 fine, 1 the answer is no, 2 usage,
 * 3 input, 4 no data, 5 output.
 */
struct statistic;
struct table;

struct run {
	const struct command *const *commands;	/* all there are, then NULL */
	const struct command *command;	/* NULL until it is known */
	void *settings;		/* zeroed, then filled from the options */
	const void *given;	/* the same, which a command does not change */
	const char *const *files;
	size_t nfiles;
	FILE *log;		/* of --log, or NULL */
	const char *guess;	/* the encoding of the input, where it is no
				   more than a guess; or NULL */
	bool unmatched;		/* --join-strict: a run that is fine ends
				   with 1 all the same */
	/* A picture of a result, into a file by its ending; -1 with a fault.
	   The dispatcher sets it: a command may not include chart. */
	int (*draw)(struct run *run, const struct table *result,
	    const char *path, struct fault *fault);
	struct arena arena;	/* for whatever lives as long as the run */
};

struct command {
	const char *name;
	const char *summary;	/* one line: "stage conversion, …" */
	const char *usage;	/* "[OPTION]... [FILE]..." */
	const char *examples;	/* lines, each begins with "  funnel " */
	const struct option_group *const *groups;	/* end with NULL */
	size_t settings_size;	/* of a struct that begins with settings */
	int (*run)(struct run *run);
	const struct statistic *statistic;	/* that it shows; or NULL */
	bool timeless;		/* it can do without times: --no-time */
};

/* The one of that name in a list that ends with NULL; NULL if none is. */
const struct command *command_find(const struct command *const *commands,
    const char *name);

/*
 * "funnel NAME: fault" on standard error, and in the log; answers the exit
 * status.  An encoding that is a guess is said with it.
 */
int run_fault(const struct run *run, const struct fault *fault);

/*
 * The language of messages, before options are read: that of --lang among
 * the words, else of LC_ALL, LC_MESSAGES, LANG and LANGUAGE.
 */
void run_choose_language(int argc, char **argv);

/*
 * For memory_on_exhaustion; context is the struct run.  Removes what is
 * half written, reports as run_fault does, and ends with FAULT_OUTPUT.
 */
_Noreturn void run_out_of_memory(void *context);

/*
 * INT, TERM, HUP and XCPU remove what is half written, and end the process
 * as they would have.  Before there are threads.
 */
void run_catch_signals(void);

/*
 * Whether a file is read and written, or written twice, by any of its
 * names: -1 with FAULT_USAGE, before anything is opened.
 */
int run_check_files(const struct run *run, struct fault *fault);
/* The same of one file that a command reads besides, by its option. */
int run_check_second(const struct run *run, const char *path,
    const char *option, struct fault *fault);

/* -1: not all was written to the log, which was said on standard error. */
int run_close_log(struct run *run);

/* Of n things, "one" or "many": "row" or "rows", "is" or "are". */
static inline const char *
run_n(uint64_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}

/* --no-time where times are asked for: -1 with FAULT_USAGE. */
int run_check_no_time(struct run *run, struct fault *fault);

/*
 * A line in the log, else on standard error: "funnel NAME: …".  The format
 * is translated, as fault_set's is.
 */
void run_say(const struct run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* That the header of a file is on a line that is not its first. */
void run_say_header(const struct run *run, const char *file, uint64_t line);

#endif
