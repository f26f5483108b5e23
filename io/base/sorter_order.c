/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of an area in order: by their keys, digit by digit, which looks
   at no record; then those of one key by comparison. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/sorter_private.h"

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)

/* As unsigned numbers, in the same order. */
static uint64_t
ordinal(const struct place *p)
{
	return (uint64_t)p->key ^ UINT64_C(1) << 63;
}

static void
sort_by_digit(const struct place *from, struct place *to, size_t n,
    unsigned shift)
{
	size_t next[DIGITS] = { 0 };

	for (size_t i = 0; i < n; i++)
		next[ordinal(&from[i]) >> shift & (DIGITS - 1)]++;
	for (size_t d = 0, sum = 0; d < DIGITS; d++) {
		size_t count = next[d];

		next[d] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[next[ordinal(&from[i]) >> shift & (DIGITS - 1)]++] =
		    from[i];
}

/* Digits in which all agree are left out. */
static void
sort_by_key(struct area *a)
{
	struct place *from = a->records, *to;
	uint64_t varies = 0;

	for (size_t i = 1; i < a->n; i++)
		varies |= ordinal(&from[i]) ^ ordinal(&from[0]);
	if (!varies)
		return;
	to = memory_array(a->records_room, sizeof *to);
	for (unsigned shift = 0; shift < 64; shift += DIGIT_BITS) {
		struct place *sorted = to;

		if (!(varies >> shift & (DIGITS - 1)))
			continue;
		sort_by_digit(from, to, a->n, shift);
		to = from;
		from = sorted;
	}
	a->records = from;
	free(to);
}

struct order {
	const unsigned char *bytes;
	sorter_compare *compare;
};

static int
compare_places(const void *x, const void *y, void *context)
{
	const struct place *px = x, *py = y;
	const struct order *o = context;
	const unsigned char *a = o->bytes + px->at, *b = o->bytes + py->at;
	uint64_t a_len, b_len;

	if (px->key != py->key)
		return px->key < py->key ? -1 : 1;
	memcpy(&a_len, a, HEAD);
	memcpy(&b_len, b, HEAD);
	return o->compare(a + HEAD, a_len, b + HEAD, b_len);
}

#define FEW 256		/* that are sorted without digits */

void
sorter_sort_area(struct sorter *s, struct area *a)
{
	struct order order = { a->bytes, s->compare };
	size_t from = 0, to = a->n;

	if (a->n > FEW)
		sort_by_key(a);
	for (; from < a->n; from = to) {
		to = a->n;
		if (a->n > FEW)
			for (to = from + 1; to < a->n && a->records[to].key ==
			    a->records[from].key; to++)
				;
		if (to - from > 1)
			qsort_r(a->records + from, to - from,
			    sizeof *a->records, compare_places, &order);
	}
}
