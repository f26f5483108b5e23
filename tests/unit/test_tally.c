/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/base/tally.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/near.h"

#define STRINGS 1000
#define ALPHABET 3		/* bytes 0, 1, 2: NUL is a byte as any */
#define LENGTHS 6		/* 0 … 5 */

static size_t
draw_string(unsigned char *out)
{
	size_t len = (size_t)rand() % LENGTHS;

	for (size_t i = 0; i < len; i++)
		out[i] = (unsigned char)(rand() % ALPHABET);
	return len;
}

/* A number for each string: its digits base 3, behind a 1. */
static size_t
number_of(const unsigned char *string, size_t len)
{
	size_t n = 1;

	for (size_t i = 0; i < len; i++)
		n = n * ALPHABET + string[i];
	return n;
}

/* Two halves, merged, are what an array counts. */
static void
strings_are_counted_as_by_an_array(void **state)
{
	static uint64_t wanted[2 * 3 * 3 * 3 * 3 * 3];
	struct tally halves[2] = { { 0 }, { 0 } };
	uint64_t found = 0;

	(void)state;
	srand(5);
	for (size_t i = 0; i < STRINGS; i++) {
		unsigned char string[LENGTHS];
		size_t len = draw_string(string);

		tally_add(&halves[i % 2], string, len, i);
		wanted[number_of(string, len)] += i;
	}
	tally_merge(&halves[0], &halves[1]);
	struct tally_item *items = tally_sorted(&halves[0]);
	for (size_t i = 0; i < halves[0].n; i++) {
		assert_int_equal(items[i].count, wanted[number_of(
		    tally_bytes(&halves[0], &items[i]), items[i].len)]);
		assert_true(i == 0 || tally_compare(&halves[0],
		    &items[i - 1], &items[i]) < 0);
		found += items[i].count;
	}
	assert_int_equal(found, (uint64_t)STRINGS * (STRINGS - 1) / 2);
	free(items);
	tally_free(&halves[0]);
	tally_free(&halves[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_counted_as_by_an_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
