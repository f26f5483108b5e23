/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_WORD_CACHE_H
#define IO_WORD_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Short texts of a few kinds, such as stages, and the numbers that a
 * lookup found for them: before it, for what comes once a row.  A text of
 * up to 16 bytes is compared as two words; longer ones are never held.
 *
 * Zero it to begin.  At least 8 bytes from the text on can be read,
 * however short it is: fields of a cut have such room behind them.
 */
#define WORD_CACHE_SLOTS 1024	/* a power of two */

struct word_cache {
	struct word {
		uint64_t head, tail;
		uint32_t room;	/* length + 1; 0: free */
		uint32_t number;
	} slots[WORD_CACHE_SLOTS];
};

/* All bytes of a word that the first n of a text fill. */
static inline uint64_t
word_mask(size_t n)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define FIRST(n) (~(~UINT64_C(0) >> 8 * (n)))
#else
#define FIRST(n) (((uint64_t)1 << 8 * (n)) - 1)
#endif
	static const uint64_t masks[9] = { 0, FIRST(1), FIRST(2), FIRST(3),
		FIRST(4), FIRST(5), FIRST(6), FIRST(7), ~UINT64_C(0) };
#undef FIRST
	return masks[n < 8 ? n : 8];
}

/*
 * What a text of at most 16 bytes is compared by: its first bytes, and
 * its last.  Without a branch, for lengths follow no pattern.
 */
static inline __attribute__((always_inline)) struct word
word_of(const char *text, size_t len)
{
	struct word w = { .room = (uint32_t)len + 1 };
	uint64_t mask = word_mask(len);

	memcpy(&w.head, text, sizeof w.head);
	memcpy(&w.tail, text + (len > 8 ? len - 8 : 0), sizeof w.tail);
	w.head &= mask;
	w.tail &= mask;
	return w;
}

static inline size_t
word_place(const struct word *w)
{
	uint64_t hash = (w->head ^ w->tail * 31) *
	    UINT64_C(0x9E3779B97F4A7C15);

	return hash >> 48 & (WORD_CACHE_SLOTS - 1);
}

/* Where its number stands or will stand; NULL if it is too long. */
static inline struct word *
word_slot(struct word_cache *cache, const char *text, size_t len, bool *hit)
{
	if (len > 16)
		return NULL;
	struct word w = word_of(text, len);
	struct word *at = &cache->slots[word_place(&w)];
	*hit = at->head == w.head && at->tail == w.tail &&
	    at->room == w.room;
	if (!*hit)
		*at = w;
	return at;
}

/* The same of one that has its number already; else NULL.  Of one that is
   too long no room is in the cache. */
static inline __attribute__((always_inline)) const struct word *
word_find(const struct word_cache *cache, const char *text, size_t len)
{
	struct word w = word_of(text, len);
	const struct word *at = &cache->slots[word_place(&w)];

	return ((at->head ^ w.head) | (at->tail ^ w.tail) |
	    (at->room ^ w.room)) == 0 ? at : NULL;
}

/* The same of one of at most 8 bytes, whose head is all of it. */
static inline __attribute__((always_inline)) const struct word *
word_find_short(const struct word_cache *cache, const char *text, size_t len)
{
	struct word w = { .room = (uint32_t)len + 1 };

	memcpy(&w.head, text, sizeof w.head);
	w.head &= word_mask(len);
	w.tail = w.head;
	const struct word *at = &cache->slots[word_place(&w)];

	return ((at->head ^ w.head) | (at->room ^ w.room)) == 0 ? at : NULL;
}

#endif
