/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FOLD_TEXT_H
#define ANALYTICS_FOLD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/fold.h"

/*
 * Saved folds are lines of words separated by one space.  What folds that
 * count by group and cohort share in writing and reading them.
 */

/* More entities than any log holds: sums of so many do not overflow. */
#define FOLD_COUNT_MOST ((uint64_t)1 << 48)

/*
 * A group tuple as one word: "=" and its bytes, those that could end a
 * word as %XX; "-" for GROUP_NONE.  False when out of memory.
 */
bool fold_text_group(const struct group_names *names, uint32_t group,
    struct buffer *out);

/* Compares two such words by bytes, the shorter first. */
int fold_text_compare(const struct buffer *a, const struct buffer *b);

/*
 * Reads such a word, which is changed.  STATUS_FORMAT where it is none,
 * STATUS_LIMIT where the names have no room for another tuple.
 */
enum status fold_text_read_group(const struct group_names *names,
    char *word, uint32_t *out);

/* A cursor over lines; line is the current one, owned by the cursor. */
struct fold_lines {
	const char *at, *end;
	char *line;
};

/* The next line, without its newline; false at the end or if cut off. */
bool fold_lines_next(struct fold_lines *lines);
void fold_lines_free(struct fold_lines *lines);

/*
 * Reads " A:B" at *at and moves it behind: false where that does not
 * stand there, or a number does not fit.
 */
bool fold_text_read_pair(const char **at, uint64_t *a, uint64_t *b);

#endif
