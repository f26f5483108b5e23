/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store/tuples.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/near.h"

static uint32_t
add(struct tuples *t, const char *first, const char *second)
{
	const uint32_t values[] = {
		tuples_add_value(t, 0, first, strlen(first)),
		tuples_add_value(t, 1, second, strlen(second)) };

	return tuples_add(t, values);
}

static void
tuples_are_told_apart_by_their_values(void **state)
{
	struct tuples *t = tuples_new(2);
	uint32_t values[3] = { 9, 9, 9 };
	size_t len;

	(void)state;
	assert_int_equal(add(t, "web", ""), 0);
	assert_int_equal(add(t, "", "web"), 1);
	assert_int_equal(add(t, "web", ""), 0);
	assert_int_equal(tuples_end(t), 2);
	/* As many as there is room for, and as there are. */
	tuples_values(t, (uint32_t[]){ 1 }, 1, 1, values);
	assert_int_equal(values[0], 1);
	assert_int_equal(values[1], 9);
	tuples_values(t, (uint32_t[]){ 1 }, 1, 3, values);
	assert_int_equal(values[1], 1);
	assert_int_equal(values[2], 9);
	/* A column before the next. */
	uint32_t both[4];
	tuples_values(t, (uint32_t[]){ 0, 1 }, 2, 2, both);
	assert_memory_equal(both, ((uint32_t[]){ 0, 1, 0, 1 }), sizeof both);
	assert_memory_equal(tuples_value_text(t, 1, 1, &len), "web", 3);
	assert_int_equal(len, 3);
	assert_memory_equal(tuples_text(t, 0, &len), "web", 4);
	assert_int_equal(len, 4);
	assert_memory_equal(tuples_text(t, 1, &len), "\0web", 4);
	tuples_free(t);
}

/* As memcmp has the texts: a NUL is between values, so the shorter of two
   that begin alike comes first whatever is behind it. */
static void
order_is_that_of_texts(void **state)
{
	struct tuples *t = tuples_new(2);
	uint32_t ab = add(t, "ab", "a"), a = add(t, "a", "z");

	(void)state;
	assert_true(tuples_compare(t, a, ab) < 0);
	assert_true(tuples_compare(t, ab, a) > 0);
	assert_true(tuples_compare(t, a, add(t, "a", "y")) > 0);
	assert_int_equal(tuples_compare(t, a, a), 0);
	tuples_free(t);
}

static void
one_column_has_its_values_for_tuples(void **state)
{
	struct tuples *t = tuples_new(1);
	size_t len;
	uint32_t web = tuples_add_value(t, 0, "web", 3);
	uint32_t ads = tuples_add_value(t, 0, "ads", 3), value;

	(void)state;
	assert_int_equal(tuples_add(t, &ads), ads);
	assert_int_equal(tuples_end(t), 2);
	tuples_values(t, &web, 1, 1, &value);
	assert_int_equal(value, web);
	assert_memory_equal(tuples_text(t, web, &len), "web", 3);
	assert_int_equal(len, 3);
	tuples_free(t);
}

/* A block between those that are added one by one takes no number. */
static void
blocks_have_numbers_of_their_own(void **state)
{
	struct tuples *t = tuples_new(2);
	uint32_t first, web = add(t, "web", "");
	uint32_t *rows = tuples_block(t, false, &first), narrow_first;
	uint8_t *narrow = tuples_block(t, true, &narrow_first);

	(void)state;
	memset(rows, 0, sizeof *rows * 2 * TUPLES_BLOCK);
	assert_true(first > web);
	memset(narrow, 0, 2 * TUPLES_BLOCK);
	assert_int_equal(narrow_first, first + TUPLES_BLOCK);
	assert_int_equal(tuples_end(t), narrow_first + TUPLES_BLOCK);
	assert_int_equal(add(t, "ads", ""), web + 1);
	assert_int_equal(add(t, "web", ""), web);
	assert_int_equal(tuples_compare(t, web, first + 7), 0);
	assert_int_equal(tuples_compare(t, web, narrow_first + 7), 0);
	narrow[15] = 1;
	uint32_t values[2] = { 9, 9 };
	tuples_values(t, (uint32_t[]){ narrow_first + 7 }, 1, 2, values);
	assert_int_equal(values[0], 0);
	assert_int_equal(values[1], 1);
	narrow[15] = 0;
	for (int i = 0; i < TUPLES_BLOCK; i++) {
		char name[16];

		snprintf(name, sizeof name, "%d", i);
		add(t, name, "");
	}
	size_t len;
	assert_memory_equal(tuples_value_text(t, add(t, "4095", ""), 0, &len),
	    "4095", 4);
	assert_int_equal(add(t, "4095", ""), first + 2 * TUPLES_BLOCK + 1);
	tuples_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tuples_are_told_apart_by_their_values),
		cmocka_unit_test(order_is_that_of_texts),
		cmocka_unit_test(one_column_has_its_values_for_tuples),
		cmocka_unit_test(blocks_have_numbers_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
