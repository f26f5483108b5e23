/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_LANGUAGE_H
#define IO_LANGUAGE_H

#include <stdint.h>

/*
 * The languages there are, and the one that errors and notices are in.
 * What results are in is chosen apart, by io/text/words.h: it never depends
 * on the locale, and messages may.
 *
 * A fault's format and run_say's are translated where they are formatted
 * (fault.h), so that a message is written in English and needs no more.
 * What is put into one as %s, and is English itself, is translated where
 * it stands, by message().  A word that is there for an English plural
 * alone ("row", "rows") needs not be: its translation eats it by %.0s.
 *
 * Each text needs an entry in cmd/po/zh_CN.po; tests/cli/words.t finds
 * missing ones, and words inside a message that nobody translates.
 */
extern const char *const languages[];	/* "en", "zh", NULL */

/*
 * Finds and opens the catalogue of languages[language], beside the program
 * or where it was installed, and needs no locale of the machine.  Before
 * threads.  NULL, or the file that was looked for last: there is none.
 */
const char *language_open(int language);

/* From an open catalogue, else as it is.  The text lives on. */
const char *language_text(const char *english)
    __attribute__((format_arg(1)));
const char *language_text_n(const char *one, const char *many, uint64_t n)
    __attribute__((format_arg(1), format_arg(2)));

/*
 * From here on messages are in languages[language]: English if it has no
 * catalogue.  Before threads, unless it was open or is English.
 */
void message_choose(int language);

/* Which of languages[] messages are in. */
int message_language(void);

const char *message(const char *english) __attribute__((format_arg(1)));

/* What a text that is for results, or for messages, or neither, goes by. */
typedef const char *translator(const char *english);
const char *untranslated(const char *english);

/* In a constant: translated where it is used, by message() or words(). */
#define N_(text) text

#endif
