/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts of values: by brute force, and the same whoever counted what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/store/value_counts.h"

#define PARTS 7

static uint64_t
rows_of(const struct value_counts *c, const char *value)
{
	for (size_t i = 0; i < value_counts_size(c); i++) {
		size_t len;
		uint64_t rows;
		const char *at = value_counts_at(c, i, &len, &rows);

		if (len == strlen(value) && memcmp(at, value, len) == 0)
			return rows;
	}
	return 0;
}

/* `values` of them, twice and in some order, each part every PARTS-th. */
static void
count(struct value_counts *parts[PARTS], size_t values, size_t stride)
{
	char value[40];

	for (size_t i = 0; i < 2 * values; i++) {
		int len = snprintf(value, sizeof value, "value %zu",
		    i * stride % values);

		value_counts_add(parts[i % PARTS], value, (size_t)len, 1);
	}
}

static struct value_counts *
counted(size_t values, size_t stride, bool together)
{
	struct value_counts *parts[PARTS], *whole = value_counts_new();

	for (size_t i = 0; i < PARTS; i++)
		parts[i] = together ? whole : value_counts_new();
	count(parts, values, stride);
	for (size_t i = 0; i < PARTS && !together; i++) {
		value_counts_merge(whole, parts[i]);
		value_counts_free(parts[i]);
	}
	return whole;
}

static void
few_are_exact(void **state)
{
	struct value_counts *c = counted(5000, 1, false);

	(void)state;
	assert_false(value_counts_cut(c));
	assert_int_equal(value_counts_size(c), 5000);
	assert_int_equal(rows_of(c, "value 0"), 2);
	assert_int_equal(rows_of(c, "value 4999"), 2);
	assert_int_equal(rows_of(c, "value 5000"), 0);
	value_counts_free(c);
}

/* By its number a value is counted again, whatever came in between. */
static void
numbers_hold(void **state)
{
	struct value_counts *c = counted(5000, 1, true);
	uint32_t number = value_counts_add(c, "value 7", 7, 1);

	(void)state;
	value_counts_add(c, "another", 7, 1);
	for (int i = 0; i < 10; i++)
		value_counts_again(c, number);
	assert_int_equal(rows_of(c, "value 7"), 2 + 1 + 10);
	assert_int_equal(rows_of(c, "value 8"), 2);
	value_counts_free(c);
}

/* Each value that is kept has all its rows, and the same ones are kept. */
static void
many_are_cut_alike(void **state)
{
	struct value_counts *whole = counted(300000, 1, true);
	struct value_counts *merged = counted(300000, 7919, false);
	size_t n = value_counts_size(whole), bytes = 0;

	(void)state;
	assert_true(value_counts_cut(whole));
	assert_true(value_counts_cut(merged));
	assert_int_equal(value_counts_size(merged), n);
	for (size_t i = 0; i < n; i++) {
		size_t len;
		uint64_t rows;

		value_counts_at(merged, i, &len, &rows);
		assert_int_equal(rows, 2);
		bytes += len + VALUE_COUNTS_EACH;
	}
	for (size_t i = 0; i < n; i += n / 50) {
		size_t len;
		uint64_t rows;
		const char *at = value_counts_at(whole, i, &len, &rows);
		char value[40] = "";

		memcpy(value, at, len);
		assert_int_equal(rows_of(merged, value), 2);
	}
	assert_true(bytes <= VALUE_COUNTS_BYTES);
	assert_true(bytes > VALUE_COUNTS_BYTES / 3);
	value_counts_free(whole);
	value_counts_free(merged);
}

/* One value alone that is more than the bound leaves nothing, and ends. */
static void
one_is_too_long(void **state)
{
	size_t len = VALUE_COUNTS_BYTES + 1;
	char *value = malloc(len);
	struct value_counts *c = value_counts_new();

	(void)state;
	assert_non_null(value);
	memset(value, 'x', len);
	value_counts_add(c, value, len, 1);
	assert_int_equal(value_counts_size(c), 0);
	assert_true(value_counts_cut(c));
	value_counts_free(c);
	free(value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_are_exact),
		cmocka_unit_test(numbers_hold),
		cmocka_unit_test(many_are_cut_alike),
		cmocka_unit_test(one_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
