/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_FOLD_H
#define ANALYTICS_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "analytics/base/lent_threads.h"
#include "analytics/base/status.h"
#include "analytics/base/timeline.h"

/*
 * The one idea: every statistic is a fold over timelines, and folds merge.
 *
 * A fold holds sufficient statistics only (counts, histograms, exact
 * sums), never a sum of doubles, so that the result is the same for any
 * order and any cut of the timelines.  A fold_class says what its struct
 * consists of (state.h); from that come making, merging, saving, loading
 * and freeing it, for any of them alike: a fold a worker, merged at the
 * end, saved for later, or several folds in one pass.  Each statistic has
 * a finish of its own (conversion_finish, …).
 *
 * What was merged is whole: to finish or save it only reads it, which
 * several threads may do at once.
 */

/* A growing piece of memory; the caller frees bytes. */
struct buffer {
	char *bytes;
	size_t len, room;
};

/* Appends. */
void buffer_add(struct buffer *buffer, const void *bytes, size_t len);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Gives the memory back; the buffer is empty then. */
void buffer_free(struct buffer *buffer);

/*
 * Appends text as one word of a saved fold: blanks, control characters
 * and % become %XX.  unescape takes that off in place and answers the
 * length, which may hold NULs; -1 for a wrong %XX.
 */
void buffer_escape(struct buffer *buffer, const char *text, size_t len);
long text_unescape(char *text);

/*
 * Names of group tuples.  Folds know groups by number, and numbers differ
 * from run to run: what is saved must hold the bytes.
 */
struct group_names {
	void *context;
	/* The bytes of tuple `group` (columns joined by NUL). */
	const char *(*text)(void *context, uint32_t group, size_t *len);
	/* The numbers of the first ncolumns values of n tuples, n of a column
	   before those of the next: small, and equal values of a column have
	   one.  NULL: there are only texts. */
	void (*values)(void *context, const uint32_t *groups, size_t n,
	    size_t ncolumns, uint32_t *out);
	/* Values of a tuple of a saved fold, for who reads one; 0: it has no
	   groups. */
	size_t columns;
	/* The number of a tuple read from a saved fold; GROUP_NONE: none. */
	uint32_t (*number)(void *context, const char *text, size_t len);
	/* The same of units in which values are summed; NULL: none are. */
	const char *(*unit_text)(void *context, uint32_t unit, size_t *len);
	uint32_t (*unit_number)(void *context, const char *text, size_t len);
};

/* How each fold begins. */
struct fold {
	const struct fold_class *class;
	const void *definition;	/* outlives the fold */
	bool overflowed;	/* a sum left its range: what it was is lost */
	uint64_t loaded;	/* counts of saved folds that are in it, all
				   together */
};

struct fold_member;
struct match_rules;
struct plain_batch;

struct fold_class {
	const char *name;	/* "conversion" */
	size_t size;		/* of the struct, which begins with a fold */
	const struct fold_member *members;	/* that are saved and merged */
	enum status (*add)(void *fold, const struct timeline *timeline);
	/*
	 * Both or neither: whether it takes plain attempts, of which rules
	 * (match/plain_attempts.h); NULL: of any, for it looks at events,
	 * and takes those that are alone.  To add them is the same as to add
	 * their timelines.
	 */
	bool (*takes_plain)(const void *fold,
	    const struct match_rules **rules);
	void (*add_plain)(void *fold, const struct plain_batch *batch);
	/* Each of these may be NULL, where there is nothing to do. */
	void (*start)(void *fold);	/* makes what its members are not */
	void (*stop)(void *fold);	/* gives that back, before them */
	void (*flush)(const void *fold);	/* counts what still waits */
	/* What was read adds up, and is in the range of the definition. */
	bool (*is_sound)(const void *fold);
	/* Before members are merged, in place of flush for both of them; and
	   behind the last of them: what members do not say. */
	void (*join)(void *into, void *from);
	void (*finish_merge)(void *into, const struct lent_threads *lent);
};

/* An empty fold. */
void *fold_new(const struct fold_class *class, const void *definition);
void fold_free(void *fold);	/* or NULL */

/*
 * Adds all that is in one fold to another of the same definition; it is
 * empty then, but valid.
 */
void fold_merge(void *into, void *from);
/* The same of n folds, all into the first, with threads that may help. */
void fold_merge_all(void *const *folds, size_t n,
    const struct lent_threads *lent);

/*
 * Appends a fold as text.  Equal folds are equal bytes, whatever numbers
 * their groups have.  STATUS_LIMIT where a sum overflowed.
 */
enum status fold_save(const void *fold, const struct group_names *names,
    struct buffer *out);

/*
 * Adds what was saved under the same definition; the fold stays as it was
 * unless STATUS_OK.  Every byte is checked: STATUS_FORMAT for what no
 * fold was ever saved as, or does not add up; STATUS_VERSION;
 * STATUS_MISMATCH for other lengths; STATUS_LIMIT where the names have no
 * room.  line: of
 * the text, the last that was read; or NULL.
 */
enum status fold_load(void *fold, const struct group_names *names,
    const char *bytes, size_t len, size_t *line);

#endif
