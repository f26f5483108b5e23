/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of an area in order: by their keys, digit by digit, which looks
   at no record; then those of one key by comparison. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/digit_sort.h"
#include "analytics/base/memory.h"
#include "io/base/sorter_private.h"

/* As unsigned numbers, in the same order. */
static uint64_t
ordinal(const struct place *p)
{
	return (uint64_t)p->key ^ UINT64_C(1) << 63;
}

DIGIT_SORT(sort_by_key, struct place, ordinal, 11)

static void
sort_area_by_key(struct area *a)
{
	struct place *room = memory_array(a->records_room, sizeof *room);
	struct place *sorted = sort_by_key(a->records, room, a->n);

	free(sorted == room ? a->records : room);
	a->records = sorted;
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
		sort_area_by_key(a);
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
