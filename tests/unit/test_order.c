/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/order.h"

#include <stdlib.h>

#include "tests/unit/near.h"
#include "tests/unit/random.h"

enum { ITEMS = 700 };

static int
by_word_and_place(const void *a, const void *b)
{
	const struct order_item *x = a, *y = b;

	if (x->word != y->word)
		return x->word < y->word ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* Words of each width, many of them equal, against the library's sort. */
static void
words_are_in_order(void **state)
{
	struct order_item items[2 * ITEMS], expected[ITEMS], *sorted;
	uint64_t seed = 1;

	(void)state;
	for (unsigned bits = 1; bits <= 64; bits++) {
		for (uint32_t i = 0; i < ITEMS; i++) {
			uint64_t word = random_next(&seed) << 33 ^
			    random_next(&seed) << 2 ^ random_next(&seed) % 4;

			if (i && random_next(&seed) % 2)
				word = items[random_next(&seed) % i].word;
			items[i] = (struct order_item){ word & UINT64_MAX >>
			    (64 - bits), i };
			expected[i] = items[i];
		}
		qsort(expected, ITEMS, sizeof *expected, by_word_and_place);
		sorted = order_by_words(items, items + ITEMS, ITEMS);
		for (size_t i = 0; i < ITEMS; i++) {
			assert_int_equal(sorted[i].word, expected[i].word);
			assert_int_equal(sorted[i].place, expected[i].place);
		}
	}
}

static int
by_word(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

enum { WORDS = 20000 };

/* Few and many, spread out or mostly alike, against the library's sort. */
static void
words_alone_are_in_order(void **state)
{
	static uint64_t words[WORDS], expected[WORDS];
	static const uint64_t alike[] = { 1, 7, 3000, UINT64_MAX };
	uint64_t seed = 3;

	(void)state;
	for (unsigned bits = 1; bits <= 64; bits += 7)
		for (size_t n = 0; n <= WORDS; n = n * 5 + 1)
			for (size_t kind = 0; kind < 4; kind++) {
				for (size_t i = 0; i < n; i++)
					words[i] = expected[i] = (random_next(
					    &seed) << 33 ^ random_next(
					    &seed)) % alike[kind] &
					    UINT64_MAX >> (64 - bits);
				qsort(expected, n, sizeof *expected, by_word);
				order_words_at(words, n, bits, n / 3, n / 2);
				assert_memory_equal(words + n / 3, expected +
				    n / 3, (n / 2 - n / 3) * sizeof *words);
				order_words(words, n, bits);
				assert_memory_equal(words, expected, n *
				    sizeof *words);
			}
}

/* The first word last: as one sort by both. */
static void
two_words_are_sorted_by_the_last_first(void **state)
{
	struct order_item items[2 * ITEMS], *sorted = items;
	uint64_t first[ITEMS], last[ITEMS], seed = 2;

	(void)state;
	for (uint32_t i = 0; i < ITEMS; i++) {
		first[i] = random_next(&seed) % 5;
		last[i] = random_next(&seed) % 3000;
		items[i] = (struct order_item){ last[i], i };
	}
	sorted = order_by_words(items, items + ITEMS, ITEMS);
	for (size_t i = 0; i < ITEMS; i++)
		sorted[i].word = first[sorted[i].place];
	sorted = order_by_words(sorted, sorted == items ? items + ITEMS :
	    items, ITEMS);
	for (size_t i = 1; i < ITEMS; i++) {
		uint32_t a = sorted[i - 1].place, b = sorted[i].place;

		assert_true(first[a] < first[b] || (first[a] == first[b] &&
		    (last[a] < last[b] || (last[a] == last[b] && a < b))));
	}
}

static void
bits_hold_every_number(void **state)
{
	(void)state;
	assert_int_equal(order_bits(0), 1);
	assert_int_equal(order_bits(2), 1);
	assert_int_equal(order_bits(3), 2);
	assert_int_equal(order_bits(4), 2);
	assert_int_equal(order_bits(5), 3);
	assert_int_equal(order_bits(UINT64_MAX), 64);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_in_order),
		cmocka_unit_test(words_alone_are_in_order),
		cmocka_unit_test(two_words_are_sorted_by_the_last_first),
		cmocka_unit_test(bits_hold_every_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
