/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What state.c, state_save.c and state_load.c share. */
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

#endif
