/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHARSET_H
#define IO_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What bytes in memory tell about their encoding.  Names are static and
 * are ones that iconv knows.
 */

/* By a byte order mark, whose length goes to mark; NULL if there is none.
   At least 3 bytes should be shown, unless the text is shorter. */
const char *charset_by_mark(const char *text, size_t len, size_t *mark);

/*
 * The text begins with its first byte >= 0x80.  "UTF-8"; "GB18030" or
 * "CP936" where at least half of the characters that they make of two bytes
 * are common ones; else "WINDOWS-1252"; NULL if it is none of them.  whole:
 * the text ends here, so that a character cut off by the end is bad.
 */
const char *charset_guess(const char *text, size_t len, bool whole);

/* True for the names under which UTF-8 goes: "utf8", "UTF-8", … */
bool charset_is_utf8(const char *name);

#endif
