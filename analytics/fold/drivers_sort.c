/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows by many columns of small numbers. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/drivers_private.h"

#define DIGIT 11	/* bits, whose counts stay near */
#define DIGITS ((size_t)1 << DIGIT)

struct item {
	uint64_t word;
	uint32_t row;
};

/* At least one, so that none lies above the highest bit of a full word. */
static unsigned
bits_of(size_t most)
{
	return most > 2 ? 64 - (unsigned)__builtin_clzll(most - 1) : 1;
}

/* As many columns a word as it holds, the first of them in its highest
   bits; answers how many bits of each word are used. */
static unsigned *
place_keys(struct drivers_key *keys, size_t nkeys, size_t *nwords)
{
	unsigned *used = memory_zeroed(nkeys + 1, sizeof *used);
	size_t word = 0;

	for (size_t k = nkeys; k-- > 0;) {
		keys[k].bits = bits_of(keys[k].most);
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
	for (size_t k = 0; k < nkeys; k++)
		for (size_t i = 0; i < n; i++)
			out->words[keys[k].word][i] |= (uint64_t)
			    keys[k].numbers[i] << keys[k].shift;
}

/* By counting: equal ones stay in their order. */
static void
sort_digit(const struct item *from, struct item *to, size_t n,
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

static void
put_in_order(uint64_t *words, const struct item *items, size_t n)
{
	uint64_t *by_row = memory_array(n + 1, sizeof *by_row);

	memcpy(by_row, words, n * sizeof *words);
	for (size_t i = 0; i < n; i++)
		words[i] = by_row[items[i].row];
	free(by_row);
}

/* The last digit of the last word first. */
void
drivers_sort(struct drivers_key *keys, size_t nkeys, size_t n,
    struct drivers_order *out)
{
	unsigned *used = place_keys(keys, nkeys, &out->nwords);
	struct item *items = memory_array(n + 1, sizeof *items);
	struct item *other = memory_array(n + 1, sizeof *other), *turned;

	fill_words(keys, nkeys, n, out);
	for (size_t i = 0; i < n; i++)
		items[i].row = (uint32_t)i;
	for (size_t w = 0; w < out->nwords; w++) {
		for (size_t i = 0; i < n; i++)
			items[i].word = out->words[w][items[i].row];
		for (unsigned shift = 0; shift < used[w]; shift += DIGIT) {
			sort_digit(items, other, n, shift);
			turned = items;
			items = other;
			other = turned;
		}
	}
	out->rows = memory_array(n + 1, sizeof *out->rows);
	for (size_t i = 0; i < n; i++)
		out->rows[i] = items[i].row;
	/* Those of the last word came along. */
	for (size_t i = 0; i < n; i++)
		out->words[out->nwords - 1][i] = items[i].word;
	for (size_t w = 0; w + 1 < out->nwords; w++)
		put_in_order(out->words[w], items, n);
	free(items);
	free(other);
	free(used);
}

void
drivers_order_free(struct drivers_order *o)
{
	for (size_t w = 0; w < o->nwords; w++)
		free(o->words[w]);
	free(o->words);
	free(o->rows);
}
