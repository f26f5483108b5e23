/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_ORPHANS_H
#define IO_ORPHANS_H

#include <stdbool.h>
#include <stdint.h>

#include "io/base/lookup.h"
#include "io/csv/csv.h"

/*
 * Rows whose key a joined table does not have: how many, and of which
 * keys.  At most ORPHAN_KEYS keys are told apart; where there are more,
 * `many` is set and rows are no longer counted by key, but the keys that
 * come first in the input are among those that are held.
 *
 * Threads note their own; put together they are what one thread would
 * have noted.  Zeroed to begin.
 */
#define ORPHAN_KEYS 10000

struct orphan {
	uint64_t rows;
	uint64_t block, line;		/* of the first of them, from 0 */
};

struct orphans {
	struct lookup *keys;		/* NULL: none */
	struct orphan *of;		/* by the number of a key */
	size_t room;
	uint64_t rows;			/* of all keys */
	bool many;
};

void orphans_note(struct orphans *orphans, struct field key, uint64_t block,
    uint64_t line);

/* Adds those of `from`, and frees them. */
void orphans_merge(struct orphans *to, struct orphans *from);
void orphans_free(struct orphans *orphans);

/*
 * The first keys of the input: their numbers into out, at most n of them,
 * in that order.  Answers how many.
 */
size_t orphans_first(const struct orphans *orphans, uint32_t *out, size_t n);

#endif
