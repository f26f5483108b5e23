/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_PROCESS_H
#define IO_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "io/base/fault.h"

#define PROCESS_INPUT "/dev/fd/3"

/*
 * One run of another program, confined (confine.h): a clean environment,
 * no standard input, a process group of its own that is killed when the
 * program has ended or its time is over.  What it writes goes to files
 * that have no name.
 */
struct process {
	const char *program;		/* a path */
	const char *name;		/* its argv[0] */
	const char *arguments[2];	/* NULL: no more */
	int input;			/* a file that it reads as
					   PROCESS_INPUT; -1: none */
	unsigned timeout_ms;

	bool started;	/* it ran, and status says how it ended */
	/* The answer, once process_run returned 0. */
	int status;		/* as waitpid gives it */
	bool timed_out;
	char *out, *err;	/* NUL-ended; the caller frees both */
	size_t out_len;
};

/*
 * 0 if the program ran, however it ended; -1 with a fault (FAULT_OUTPUT)
 * if it could not be run: no temporary file, no process.
 */
int process_run(struct process *process, struct fault *fault);

/*
 * A file in $TMPDIR or /tmp that has no name, above the standard
 * descriptors: the caller's, who closes it.  -1 with a fault.
 */
int process_temporary(struct fault *fault);

#endif
