/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of state.h share. */
#ifndef ANALYTICS_STATE_PRIVATE_H
#define ANALYTICS_STATE_PRIVATE_H

#include "analytics/fold/state.h"

#define STATE_VERSION 2
#define NO_GROUP "-"		/* a tuple is never this: it begins with = */
#define NOT_THERE "-"		/* neither is a number */

/* One word of a line, or a line. */
static inline bool
member_is_word(const struct fold_member *m)
{
	return m->kind <= MEMBER_VALUE && !m->length;
}

/* A record in place is so many words of the line of what it is in. */
static inline bool
member_is_inline(const struct fold_member *m)
{
	return member_is_word(m) || (m->kind == MEMBER_RECORD && !m->length);
}

/* Of several lines of one name each says which it is. */
static inline bool
member_is_numbered(const struct fold_member *m)
{
	return m->length || m->count > 1;
}

size_t member_size(const struct fold_member *m);

/* Orders the facts of two entities, word by word. */
int record_compare(const struct fold_record *of, const void *a, const void *b);

/* Those of cells[] that are of one group, and its word. */
struct saved_group {
	struct buffer name;
	const size_t *cells;
	size_t n;
};

/* Groups by their words, and of each its cells by their keys: numbers of
   cells in `cells`, which has room for all.  The caller frees both. */
struct saved_group *saved_groups(const struct group_names *names,
    const struct fold_cells *c, size_t *cells, size_t *n);

/* How many there are, and the first of them. */
static inline size_t
member_count(const struct fold_member *m, const void *definition)
{
	return m->length ? m->length(definition) : m->count ? m->count : 1;
}

static inline void *
member_at(const struct fold_member *m, const void *record)
{
	char *at = (char *)record + m->offset;

	return m->length ? *(void **)(void *)at : at;
}

/*
 * A saved fold that is read.  What takes a word goes behind it, or answers
 * false and keeps what went wrong first.
 */
struct saved_text {
	const char *at, *end;
	const struct group_names *names;
	const void *definition;
	size_t line;
	uint64_t counted;	/* all counts together */
	enum status status;	/* the first that went wrong */
};

/* False, always. */
bool saved_fail(struct saved_text *t, enum status status);
bool saved_wrong(struct saved_text *t);

static inline bool
saved_is_next(const struct saved_text *t, char c)
{
	return t->at < t->end && *t->at == c;
}

static inline bool
saved_ends_word(char c)
{
	return c == ' ' || c == '\n';
}

/* Just these bytes. */
bool saved_take(struct saved_text *t, const char *bytes);
bool saved_end_line(struct saved_text *t);
bool saved_number(struct saved_text *t, uint64_t most, uint64_t *out);
/* All of them together stay below FOLD_COUNT_MOST. */
bool saved_count(struct saved_text *t, uint64_t *out);
/* From -most to most. */
bool saved_time(struct saved_text *t, int64_t most, int64_t *out);
/* The same, or NOT_THERE for the one that stands for none. */
bool saved_bound(struct saved_text *t, int64_t none, int64_t *out);
bool saved_decimal(struct saved_text *t, decimal *out);
/* The bytes of a word, the caller's; NULL where it is wrong. */
char *saved_bytes(struct saved_text *t, size_t *len);

#endif
