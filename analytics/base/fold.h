/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FOLD_H
#define ANALYTICS_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "analytics/base/status.h"
#include "analytics/base/timeline.h"

/*
 * The one idea: every statistic is a fold over timelines, and folds merge.
 *
 * A fold holds sufficient statistics only (counts, histograms, exact
 * sums), never a sum of doubles, so that the result is the same for any
 * order and any cut of the timelines.  Each statistic has its own typed
 * functions (conversion_new, conversion_finish, …); a fold_class is the
 * part that drivers need to run any of them: a fold a worker, merged at
 * the end, saved for later, or several folds in one pass.
 *
 * What was merged is whole: to finish or save it only reads it, which
 * several threads may do at once.
 */

/* A growing piece of memory; the caller frees bytes. */
struct buffer {
	char *bytes;
	size_t len, room;
};

/* Appends; false when out of memory. */
bool buffer_add(struct buffer *buffer, const void *bytes, size_t len);
bool buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Gives the memory back; the buffer is empty then. */
void buffer_free(struct buffer *buffer);

/*
 * Appends text as one word of a saved fold: blanks, control characters
 * and % become %XX.  unescape takes that off in place and answers the
 * length, which may hold NULs; -1 for a wrong %XX.
 */
bool buffer_escape(struct buffer *buffer, const char *text, size_t len);
long text_unescape(char *text);

/*
 * Names of group tuples.  Folds know groups by number, and numbers differ
 * from run to run: what is saved must hold the bytes.
 */
struct group_names {
	void *context;
	/* The bytes of tuple `group` (columns joined by NUL). */
	const char *(*text)(void *context, uint32_t group, size_t *len);
	/* The number of a tuple read from a saved fold; GROUP_NONE: none. */
	uint32_t (*number)(void *context, const char *text, size_t len);
};

struct fold_class {
	const char *name;	/* "conversion" */
	/* An empty fold; the definition must outlive it.  NULL: no memory. */
	void *(*new)(const void *definition);
	enum status (*add)(void *fold, const struct timeline *timeline);
	/* from has the same definition, and is left empty but valid. */
	enum status (*merge)(void *into, void *from);
	enum status (*save)(const void *fold, const struct group_names *names,
	    struct buffer *out);
	/* Adds what was saved to a fold of the same definition. */
	enum status (*load)(void *fold, const struct group_names *names,
	    const char *bytes, size_t len);
	void (*free)(void *fold);
};

#endif
