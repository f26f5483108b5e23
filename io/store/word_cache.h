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
 * Zero it to begin.  No text holds a NUL.  At least 16 bytes from the text
 * on can be read, however short it is: fields of a cut have such room behind
 * them.
 */
#define WORD_CACHE_SLOTS 1024	/* a power of two */
#define WORD_MOST 16

struct word_cache {
	struct word {
		uint64_t head, tail;	/* both 0: free */
		uint32_t number;
	} slots[WORD_CACHE_SLOTS];
};

/* A NUL before what is none: no head of a text is free with it. */
#define WORD_TAKEN UINT64_C(0x0001000000000100)

/* The first n bytes of two words, n <= 16: the one that holds those from
   `at` on, 0 or 8. */
static inline __attribute__((always_inline)) uint64_t
word_mask(size_t n, size_t at)
{
	static const unsigned char filled[32]
	    __attribute__((aligned(32))) = { [0 ... 15] = 0xff };
	uint64_t mask;

	memcpy(&mask, filled + 16 + at - n, sizeof mask);
	return mask;
}

/* A text of at most WORD_MOST bytes, without a branch, for lengths follow
   no pattern. */
static inline __attribute__((always_inline)) struct word
word_of(const char *text, size_t len)
{
	struct word w = { .number = 0 };

	memcpy(&w.head, text, sizeof w.head);
	memcpy(&w.tail, text + sizeof w.head, sizeof w.tail);
	w.head = (w.head & word_mask(len, 0)) ^ WORD_TAKEN;
	w.tail &= word_mask(len, sizeof w.head);
	return w;
}

static inline size_t
word_place(const struct word *w)
{
	uint64_t hash = (w->head + 2 * w->tail) *
	    UINT64_C(0x9E3779B97F4A7C15);

	return hash / (UINT64_MAX / WORD_CACHE_SLOTS + 1);
}

/* Where its number stands or will stand; NULL if it is too long. */
static inline struct word *
word_slot(struct word_cache *cache, const char *text, size_t len, bool *hit)
{
	if (len > WORD_MOST)
		return NULL;
	struct word w = word_of(text, len);
	struct word *at = &cache->slots[word_place(&w)];
	*hit = at->head == w.head && at->tail == w.tail;
	if (!*hit)
		*at = w;
	return at;
}

/* The same of one that has its number already; else NULL. */
static inline __attribute__((always_inline)) const struct word *
word_find(const struct word_cache *cache, const char *text, size_t len)
{
	if (__builtin_expect(len > WORD_MOST, 0))
		return NULL;
	struct word w = word_of(text, len);
	const struct word *at = &cache->slots[word_place(&w)];

	return ((at->head ^ w.head) | (at->tail ^ w.tail)) == 0 ? at : NULL;
}

#endif
