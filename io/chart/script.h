/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_SCRIPT_H
#define IO_SCRIPT_H

#include <stddef.h>

/*
 * A gnuplot script as it grows.  Zero it, add to it, free it.
 *
 * Text from the data enters a script through script_text alone: gnuplot
 * runs shell commands from back quotes, from a value that closes its quote,
 * from a newline inside one.
 */
struct script {
	char *bytes;	/* NUL-ended; NULL while empty */
	size_t len, capacity;
};

void script_free(struct script *script);

/*
 * Our own constant text and numbers, printf's format.  Never with %s or
 * %c: a test looks for them.
 */
void script_add(struct script *script, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* All of another script, as it stands. */
void script_append(struct script *script, const struct script *more);

/*
 * Text as a string expression of single-quoted literals: harmless as
 * label_next makes it, cut to columns of display with an ellipsis; its
 * quotes are written as numbers, 'it'."\047".'s'.  For labels and titles,
 * under a noenhanced terminal.  NULL is the empty text.
 */
void script_text(struct script *script, const char *text, size_t columns);

#endif
