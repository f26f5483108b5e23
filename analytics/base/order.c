/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/order.h"

#define DIGIT 11	/* bits, whose counts stay near */
#define DIGITS ((size_t)1 << DIGIT)

/* At least one, so that none lies above the highest bit of a full word. */
unsigned
order_bits(uint64_t most)
{
	return most > 2 ? 64 - (unsigned)__builtin_clzll(most - 1) : 1;
}

static void
sort_digit(const struct order_item *from, struct order_item *to, size_t n,
    unsigned shift)
{
	size_t at[DIGITS + 1] = { 0 };

	for (size_t i = 0; i < n; i++)
		at[(from[i].word >> shift & (DIGITS - 1)) + 1]++;
	for (size_t d = 0; d < DIGITS; d++)
		at[d + 1] += at[d];
	for (size_t i = 0; i < n; i++)
		to[at[from[i].word >> shift & (DIGITS - 1)]++] = from[i];
}

struct order_item *
order_by_words(struct order_item *items, struct order_item *other, size_t n,
    unsigned bits)
{
	for (unsigned shift = 0; shift < bits; shift += DIGIT) {
		struct order_item *sorted = other;

		sort_digit(items, sorted, n, shift);
		other = items;
		items = sorted;
	}
	return items;
}
