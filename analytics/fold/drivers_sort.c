/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows by many columns of small numbers. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/base/order.h"
#include "analytics/fold/drivers_private.h"

/* As many columns a word as it holds, the first of them in its highest
   bits; answers how many bits of each word are used. */
static unsigned *
place_keys(struct drivers_key *keys, size_t nkeys, size_t *nwords)
{
	unsigned *used = memory_zeroed(nkeys + 1, sizeof *used);
	size_t word = 0;

	for (size_t k = nkeys; k-- > 0;) {
		keys[k].bits = order_bits(keys[k].most);
		if (used[word] + keys[k].bits > 64)
			word++;
		keys[k].word = word;
		keys[k].shift = used[word];
		used[word] += keys[k].bits;
	}
	*nwords = word + 1;
	return used;
}

static void
fill_words(const struct drivers_key *keys, size_t nkeys, size_t n,
    struct drivers_order *out)
{
	out->words = memory_array(out->nwords, sizeof *out->words);
	for (size_t w = 0; w < out->nwords; w++)
		out->words[w] = memory_zeroed(n + 1, sizeof **out->words);
	for (size_t k = 0; k < nkeys; k++) {
		const uint32_t *map = keys[k].map;
		uint64_t *words = out->words[keys[k].word];

		for (size_t i = 0; i < n; i++) {
			uint32_t number = row_number(&keys[k].numbers, i);

			words[i] |= (uint64_t)(map ? map[number] : number) <<
			    keys[k].shift;
		}
	}
}

static void
put_in_order(uint64_t *words, const struct order_item *items, size_t n)
{
	uint64_t *by_row = memory_array(n + 1, sizeof *by_row);

	memcpy(by_row, words, n * sizeof *words);
	for (size_t i = 0; i < n; i++)
		words[i] = by_row[items[i].place];
	free(by_row);
}

/* The last digit of the last word first. */
static void
sort_rows(struct drivers_order *o, size_t n)
{
	struct order_item *room = memory_array(2 * n + 1, sizeof *room);
	struct order_item *items = room;

	for (size_t i = 0; i < n; i++)
		items[i].place = (uint32_t)i;
	for (size_t w = 0; w < o->nwords; w++) {
		for (size_t i = 0; i < n; i++)
			items[i].word = o->words[w][items[i].place];
		items = order_by_words(items, items == room ? room + n : room,
		    n);
	}
	for (size_t w = 0; w < o->nwords; w++)
		put_in_order(o->words[w], items, n);
	free(room);
}

void
drivers_sort(struct drivers_key *keys, size_t nkeys, size_t n,
    struct drivers_order *out)
{
	unsigned *used = place_keys(keys, nkeys, &out->nwords);

	fill_words(keys, nkeys, n, out);
	/* One word is all that a row has. */
	if (out->nwords == 1)
		order_words(out->words[0], n, used[0]);
	else
		sort_rows(out, n);
	free(used);
}

void
drivers_order_free(struct drivers_order *o)
{
	for (size_t w = 0; w < o->nwords; w++)
		free(o->words[w]);
	free(o->words);
}
