/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/order.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/digit_sort.h"
#include "analytics/base/memory.h"

#define DIGIT 11	/* bits, whose counts stay near */
#define DIGITS ((size_t)1 << DIGIT)

/* At least one, so that none lies above the highest bit of a full word. */
unsigned
order_bits(uint64_t most)
{
	return most > 2 ? 64 - (unsigned)__builtin_clzll(most - 1) : 1;
}

static uint64_t
word_of(const struct order_item *item)
{
	return item->word;
}
DIGIT_SORT(sort_items, struct order_item, word_of, DIGIT)

struct order_item *
order_by_words(struct order_item *items, struct order_item *other, size_t n)
{
	return sort_items(items, other, n);
}

/* Few are put in their places one by one. */
#define FEW 24

static void
insert_words(uint64_t *words, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint64_t word = words[i];
		size_t to = i;

		for (; to > 0 && words[to - 1] > word; to--)
			words[to] = words[to - 1];
		words[to] = word;
	}
}

/* The highest digit first: what agrees in it is soon few, and near.  Of few
   words the digit is short, since all of its counts are gone through.  What
   is in no place from one to another stays as it lies. */
static void
sort_words(uint64_t *words, uint64_t *other, size_t n, unsigned bits,
    size_t from, size_t to)
{
	unsigned digit = order_bits(n) < DIGIT ? order_bits(n) : DIGIT;
	unsigned shift = bits > digit ? bits - digit : 0;
	uint64_t most = ((uint64_t)1 << digit) - 1;
	uint32_t at[DIGITS + 1];

	if (n <= FEW) {
		insert_words(words, n);
		return;
	}
	memset(at, 0, (most + 2) * sizeof *at);
	for (size_t i = 0; i < n; i++)
		at[(words[i] >> shift & most) + 1]++;
	for (size_t d = 0; d < most; d++)
		at[d + 1] += at[d];
	for (size_t i = 0; i < n; i++)
		other[at[words[i] >> shift & most]++] = words[i];
	memcpy(words, other, n * sizeof *words);
	for (size_t d = 0, first = 0; shift && d <= most; first = at[d++])
		if (at[d] - first > 1 && at[d] > from && first < to)
			sort_words(words + first, other, at[d] - first, shift,
			    from > first ? from - first : 0, to - first);
}

void
order_words(uint64_t *words, size_t n, unsigned bits)
{
	order_words_at(words, n, bits, 0, n);
}

void
order_words_at(uint64_t *words, size_t n, unsigned bits, size_t from,
    size_t to)
{
	uint64_t *other = memory_array(n + 1, sizeof *other);

	sort_words(words, other, n, bits, from, to);
	free(other);
}
