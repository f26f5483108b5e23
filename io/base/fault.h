/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_FAULT_H
#define IO_FAULT_H

#include <stdint.h>

#include "io/base/language.h"

/*
 * Why something in io could not be done.  Functions that take a fault
 * return 0, or -1 with the fault filled in; they never print and never
 * exit.  cmd prints it and exits with its kind.
 */
enum fault_kind {
	FAULT_NONE = 0,
	FAULT_USAGE = 2,	/* option, funnel file, unknown column */
	FAULT_INPUT = 3,	/* bytes that cannot be read as asked */
	FAULT_NO_DATA = 4,	/* nothing left to count */
	FAULT_OUTPUT = 5,	/* result, chart, temporary file */
};

struct fault {
	enum fault_kind kind;
	char file[512];		/* "" if none is to blame */
	uint64_t line;		/* where the record begins, from 1; 0: none */
	char column[128];	/* "" if none */
	char sentence[768];	/* what was found, what was expected */
	char advice[3072];	/* further lines, each ended by \n; or "" */
};

/*
 * Sets kind and sentence (printf's format; cut to fit) and clears the
 * rest.  The format is translated here, by message(); words among what is
 * put into it are the caller's to translate.  Bytes of data are shown as
 * they are: fault_format makes them harmless.  Always returns -1, so that
 * a caller can "return fault_set(...)".
 */
int fault_set(struct fault *fault, enum fault_kind kind,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Files without a name are called so; fault_at translates these. */
extern const char standard_input[], standard_output[];

/* These add to a fault that was set, and return -1 as fault_set does. */
int fault_at(struct fault *fault, const char *file, uint64_t line,
    const char *column);
/* To the sentence: "; did you mean "NEAR"?"; nothing for NULL. */
int fault_suggest(struct fault *fault, const char *near);
int fault_advise(struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * "file:line: column: sentence\n  advice" into out (size bytes, NUL-ended,
 * cut to fit at a character; lines of advice are indented).  Control
 * characters (C0, C1, DEL, bidi marks) become '?', bad UTF-8 becomes
 * U+FFFD, so that nothing from the data can drive a terminal.
 */
void fault_format(const struct fault *fault, char *out, unsigned long size);

#endif
