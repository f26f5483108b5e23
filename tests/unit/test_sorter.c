/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sorter against qsort, in memory and over many runs and merges. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "io/base/sorter_private.h"
#include "tests/unit/near.h"

struct text {
	unsigned char bytes[40];
	size_t len;
};

static int
compare(const void *a, size_t a_len, const void *b, size_t b_len)
{
	size_t len = a_len < b_len ? a_len : b_len;
	int order = memcmp(a, b, len);

	return order ? order : (a_len > b_len) - (a_len < b_len);
}

/* A text's first byte, in no way that a byte could be below 0. */
static int64_t
first_byte(const void *record, size_t len)
{
	(void)len;
	return *(const unsigned char *)record - INT64_C(128);
}

static int
compare_texts(const void *x, const void *y)
{
	const struct text *a = x, *b = y;

	return compare(a->bytes, a->len, b->bytes, b->len);
}

static struct text *
random_texts(size_t n)
{
	struct text *all = calloc(n, sizeof *all);
	unsigned long seed = 1;

	assert_non_null(all);
	for (size_t i = 0; i < n; i++) {
		all[i].len = 1 + i % sizeof all->bytes;
		for (size_t b = 0; b < all[i].len; b++) {
			seed = seed * 6364136223846793005u +
			    1442695040888963407u;
			all[i].bytes[b] = (unsigned char)(seed >> 60);
		}
	}
	return all;
}

static void
expect_sorted(struct sorter *s, const struct text *wanted, size_t n)
{
	struct fault fault = { 0 };
	const void *record;
	size_t len;

	assert_int_equal(sorter_rewind(s, &fault), 0);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(sorter_next(s, &record, &len, &fault), 1);
		assert_int_equal((uintptr_t)record % 8, 0);
		assert_int_equal(len, wanted[i].len);
		assert_memory_equal(record, wanted[i].bytes, len);
	}
	assert_int_equal(sorter_next(s, &record, &len, &fault), 0);
	assert_int_equal(sorter_next(s, &record, &len, &fault), 0);
}

static void
any_number_of_runs_is_one_order(void **state)
{
	/* 200 bytes a worker: some 15,000 runs, merged 256 at a time. */
	static const struct { size_t n, workers; uint64_t budget; bool spills; }
	    cases[] = {
		{ 0, 1, 0, false }, { 1, 3, 0, false }, { 5000, 1, 0, false },
		{ 5000, 4, 0, false }, { 5000, 3, 20000, true },
		{ 5000, 2, 1 << 30, false }, { 40000, 1, 200, true },
		{ 2000, 2, 1, true },
	};

	(void)state;
	for (size_t c = 0; c < 2 * (sizeof cases / sizeof cases[0]); c++) {
		struct text *all = random_texts(cases[c / 2].n + 1);
		struct fault fault = { 0 };
		struct sorter *s = sorter_new(cases[c / 2].workers,
		    cases[c / 2].budget, "/tmp", compare,
		    c % 2 ? first_byte : NULL);

		assert_non_null(s);
		for (size_t i = 0; i < cases[c / 2].n; i++)
			assert_int_equal(sorter_add(s, i % cases[c / 2].workers,
			    all[i].bytes, all[i].len, &fault), 0);
		qsort(all, cases[c / 2].n, sizeof *all, compare_texts);
		expect_sorted(s, all, cases[c / 2].n);
		/* And again from the start, for a second round. */
		expect_sorted(s, all, cases[c / 2].n);
		assert_true((s->nruns > 0) == cases[c / 2].spills);
		sorter_free(s);
		free(all);
	}
}

/* Records that begin with a text and blanks, whatever comes behind. */
static int
compare_begins(const void *a, size_t a_len, const void *b, size_t b_len)
{
	(void)a_len;
	(void)b_len;
	return memcmp(a, b, sizeof((struct text *)0)->bytes);
}

static int
compare_whole(const void *x, const void *y)
{
	const struct text *a = x, *b = y;

	return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

static int64_t
first_bytes(const void *record, size_t len)
{
	const unsigned char *bytes = record;

	(void)len;
	return (bytes[0] << 16 | bytes[1] << 8 | bytes[2]) - 70000;
}

/* More than a sample of keys: those behind it stand in buckets, of which one
   part may be a single record's; in memory, and in runs of 64 MB. */
static void
buckets_are_in_order(void **state)
{
	static const struct { size_t n, longest; uint64_t budget; } cases[] = {
		{ 16 * BUCKETS, 40, 0 }, { 50000, 40, 0 }, { 4500, 40000, 0 },
		{ 60000, 5000, 64 << 20 },
	};

	(void)state;
	for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
		size_t n = cases[c].n, longest = cases[c].longest;
		struct text *all = random_texts(n);
		unsigned char *record = calloc(1, longest);
		struct fault fault = { 0 };
		struct sorter *s = sorter_new(1, cases[c].budget, "/tmp",
		    compare_begins, first_bytes);
		const void *got;
		size_t len;

		assert_non_null(record);
		for (size_t i = 0; i < n; i++) {
			memcpy(record, all[i].bytes, sizeof all[i].bytes);
			assert_int_equal(sorter_add(s, 0, record, 40 +
			    i % (longest - 39), &fault), 0);
		}
		qsort(all, n, sizeof *all, compare_whole);
		assert_int_equal(sorter_rewind(s, &fault), 0);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(sorter_next(s, &got, &len, &fault),
			    1);
			assert_memory_equal(got, all[i].bytes,
			    sizeof all[i].bytes);
		}
		assert_int_equal(sorter_next(s, &got, &len, &fault), 0);
		assert_true((s->nruns > 0) == (cases[c].budget > 0));
		assert_non_null(s->areas[0].bounds);
		sorter_free(s);
		free(record);
		free(all);
	}
}

static void
a_folder_that_is_not_there_is_a_fault(void **state)
{
	struct fault fault = { 0 };
	struct sorter *s = sorter_new(1, 64, "/nonexistent", compare, NULL);

	(void)state;
	assert_non_null(s);
	assert_int_equal(sorter_add(s, 0, "first", 5, &fault), 0);
	for (int i = 0; i < 9 && fault.kind == FAULT_NONE; i++)
		sorter_add(s, 0, "another", 7, &fault);
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	assert_string_equal(fault.file, "/nonexistent");
	sorter_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_of_runs_is_one_order),
		cmocka_unit_test(buckets_are_in_order),
		cmocka_unit_test(a_folder_that_is_not_there_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
