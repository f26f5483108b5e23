/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CONDITIONS_H
#define CMD_CONDITIONS_H

#include "cmd/options/settings.h"
#include "io/csv/condition.h"
#include "io/csv/reader.h"

/*
 * "COL=V|V", "COL!=V", "COL<5", "COL~glob" … as each use of --where or
 * --having has it, and a bracket of --stages; \ takes a sign literally.
 * Into the arena.
 */
struct condition_words {
	const char *column;
	enum condition_test test;
	struct field *values;	/* of an order one, which is not empty */
	size_t n;		/* at least 1 */
};

/* Before there is an input.  FAULT_USAGE: no sign, nothing to compare. */
int condition_words_read(const char *text, const char *option,
    struct arena *arena, struct condition_words *out, struct fault *fault);

/* Whether no cell passes both, as far as their words show. */
bool condition_words_clash(const struct condition_words *a,
    const struct condition_words *b);

/*
 * zone is that of bounds that are times; NULL: they are but text.
 * FAULT_USAGE: the same, or a column that is not there.
 */
int conditions_read(const struct text_list *texts, const char *option,
    const struct settings *settings, const struct zone *zone,
    const struct reader *reader, struct arena *arena,
    struct conditions *out, struct fault *fault);

/* How numbers of an input that was opened are written. */
struct number_form settings_numbers(const struct settings *settings,
    const struct reader *reader);

#endif
