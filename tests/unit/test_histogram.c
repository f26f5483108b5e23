/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durations in cells, and how many have each. */
#include "analytics/base/histogram.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/near.h"

/* 13 significant bits, rounded down; no order is turned. */
static void
cells_keep_thirteen_bits(void **state)
{
	uint32_t before = 0;

	(void)state;
	for (int64_t s = 0; s < (int64_t)1 << 35; s += 1 + s / 5000) {
		uint32_t cell = risk_cell_of_seconds(s);
		int64_t least = risk_seconds_of_cell(cell), unit = 1;

		while (s / unit >= 8192)
			unit *= 2;
		assert_int_equal(least, s / unit * unit);
		assert_true(cell >= before && cell < RISK_CELLS_MAX);
		assert_int_equal(risk_cell_of_seconds(least), cell);
		before = cell;
	}
	assert_int_equal(risk_cell_of_seconds(-5), 0);
	assert_int_equal(risk_cell_of_seconds(INT64_MAX),
	    RISK_CELLS_MAX - 1);
	assert_near(risk_days(RISK_DAYS, 7), 7, 0);
	/* 12 hours are 2,700 times 16 seconds, and no less. */
	assert_near(risk_days(RISK_SECONDS, risk_cell_of_seconds(43207)),
	    0.5, 0);
}

/* Against an array, from a few cells in a table to all in bytes. */
static void
histograms_count(void **state)
{
	static uint64_t wanted[RISK_CELLS_MAX], found[RISK_CELLS_MAX];
	static const uint32_t spread[] = { 5, 300, 40000 };
	uint64_t seed = 9;

	(void)state;
	for (size_t k = 0; k < sizeof spread / sizeof spread[0]; k++) {
		struct histogram parts[3] = { { 0 } };

		memset(wanted, 0, sizeof wanted);
		memset(found, 0, sizeof found);
		for (int i = 0; i < 200000; i++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			uint32_t cell = (uint32_t)(seed >> 33) % spread[k];
			uint64_t many = i % 1000 ? 1 : UINT64_C(1) <<
			    (seed >> 40) % 44;
			struct histogram *h = &parts[i % 3];
			if (many == 1)
				histogram_increment(h, cell);
			else
				histogram_add(h, cell, many);
			wanted[cell] += many;
		}
		histogram_merge(&parts[0], &parts[1]);
		histogram_merge(&parts[0], &parts[2]);
		struct histogram_cursor at = { 0 };
		while (histogram_next(&parts[0], &at)) {
			assert_int_equal(found[at.cell], 0);
			found[at.cell] = at.count;
		}
		uint32_t last, greatest = 0;
		uint64_t total = 0;
		for (uint32_t c = 0; c < RISK_CELLS_MAX; c++) {
			greatest = wanted[c] ? c : greatest;
			assert_int_equal(found[c], wanted[c]);
			total += wanted[c];
		}
		assert_int_equal(histogram_total(&parts[0]), total);
		assert_true(histogram_last(&parts[0], &last));
		assert_int_equal(last, greatest);
		for (size_t i = 0; i < 3; i++)
			histogram_free(&parts[i]);
		assert_false(histogram_last(&parts[0], &last));
		assert_int_equal(histogram_total(&parts[0]), 0);
	}
}

/* Small cells become an array soon, but not one that a large cell beside
   them makes a hundred times as long. */
static void
one_large_cell_makes_no_array(void **state)
{
	bool array = false;

	(void)state;
	for (uint32_t small = 0; !array; small++) {
		struct histogram h = { 0 };

		assert_true(small < 1000);
		for (uint32_t cell = 0; cell < small; cell++)
			histogram_add(&h, cell, 1);
		array = h.low;
		histogram_add(&h, RISK_CELLS_MAX - 1, 1);
		assert_true(array || !h.low);
		histogram_free(&h);
	}
}

/* In order, block by block, each of the cells that are not empty once. */
static void
assert_read(const struct histogram *h, const uint64_t *wanted)
{
	struct histogram_count counts[HISTOGRAM_BLOCK];
	struct histogram_reader r;
	uint32_t cell = 0;

	histogram_read_begin(&r, h);
	while (r.next != UINT32_MAX) {
		uint32_t end = (r.next / HISTOGRAM_BLOCK + 1) *
		    HISTOGRAM_BLOCK;
		size_t n = histogram_read(&r, end, counts);

		assert_in_range(n, 1, HISTOGRAM_BLOCK);
		for (size_t i = 0; i < n; i++) {
			for (; cell < counts[i].cell; cell++)
				assert_int_equal(wanted[cell], 0);
			assert_int_equal(counts[i].count, wanted[cell++]);
		}
	}
	for (; cell < RISK_CELLS_MAX; cell++)
		assert_int_equal(wanted[cell], 0);
	histogram_read_end(&r);
}

/* Those of every cell, window by window. */
static void
assert_windows(const struct histogram *h, const uint64_t *wanted)
{
	struct histogram_reader r;
	struct histogram_window w;
	uint32_t cell = 0, i;

	histogram_read_begin(&r, h);
	for (; r.next != UINT32_MAX; cell += HISTOGRAM_WINDOW) {
		histogram_read_window(&r, cell, &w);
		for (i = 0; i < HISTOGRAM_WINDOW; i++) {
			uint64_t count = cell + i < RISK_CELLS_MAX ?
			    wanted[cell + i] : 0;

			assert_int_equal(histogram_window_count(&w, i), count);
			assert_int_equal(w.filled >> i & 1, count > 0);
		}
	}
	histogram_read_window(&r, cell, &w);
	assert_int_equal(w.filled, 0);
	assert_int_equal(histogram_window_count(&w, 63), 0);
	for (; cell < RISK_CELLS_MAX; cell++)
		assert_int_equal(wanted[cell], 0);
	histogram_read_end(&r);
}

static void
assert_counts(const struct histogram *h, const uint64_t *wanted)
{
	static uint64_t found[RISK_CELLS_MAX];
	struct histogram_cursor at = { 0 };
	uint64_t total = 0;
	uint32_t last, greatest = 0;

	memset(found, 0, sizeof found);
	while (histogram_next(h, &at)) {
		assert_int_equal(found[at.cell], 0);
		found[at.cell] = at.count;
	}
	for (uint32_t c = 0; c < RISK_CELLS_MAX; c++) {
		assert_int_equal(found[c], wanted[c]);
		total += wanted[c];
		greatest = wanted[c] ? c : greatest;
	}
	assert_int_equal(histogram_total(h), total);
	assert_int_equal(histogram_last(h, &last), total > 0);
	assert_true(total == 0 || last == greatest);
	assert_int_equal(histogram_is_empty(h), total == 0);
	assert_read(h, wanted);
	assert_windows(h, wanted);
}

/*
 * Against an array: cells in any order, so many at once that they are a list
 * or an array, with bits above that count for nothing; more of them later,
 * merged with ones of other sizes, added to beside, and mapped.
 */
static void
many_cells_count(void **state)
{
	static const uint32_t sizes[] = { 0, 1, 7, 48, 49, 3000, 13000,
		24577, 70000 };
	static const uint32_t spreads[] = { 1, 90, 2000, RISK_CELLS_MAX };
	static uint64_t wanted[RISK_CELLS_MAX], mapped[RISK_CELLS_MAX];
	static uint32_t map[RISK_CELLS_MAX], cells[70000];
	const uint32_t above = 37u << HISTOGRAM_CELL_BITS;
	uint64_t seed = 5;

	(void)state;
	for (uint32_t c = 0; c < RISK_CELLS_MAX; c++)
		map[c] = (c * 7919 + 3) % RISK_CELLS_MAX / 2;
	for (size_t k = 0; k < 9 * 9 * 4; k++) {
		struct histogram parts[2] = { { 0 } };

		memset(wanted, 0, sizeof wanted);
		memset(mapped, 0, sizeof mapped);
		for (size_t i = 0; i < 2; i++) {
			uint32_t n = sizes[i ? k / 9 % 9 : k % 9], first = n;

			for (uint32_t j = 0; j < n; j++) {
				seed = seed * UINT64_C(6364136223846793005) +
				    1;
				cells[j] = above | (uint32_t)(seed >> 33) %
				    spreads[k / 81];
				wanted[cells[j] ^ above]++;
			}
			if (k % 2)
				first = n / 3;
			histogram_add_many(&parts[i], cells, first);
			if (n > 7 && k % 3 == 0) {
				histogram_add(&parts[i], cells[5] ^ above, 2);
				wanted[cells[5] ^ above] += 2;
			}
			histogram_add_many(&parts[i], cells + first,
			    n - first);
		}
		histogram_merge(&parts[0], &parts[1]);
		assert_counts(&parts[0], wanted);
		for (uint32_t c = 0; c < RISK_CELLS_MAX; c++)
			mapped[map[c]] += wanted[c];
		histogram_map(&parts[0], map);
		assert_counts(&parts[0], mapped);
		for (size_t i = 0; i < 2; i++)
			histogram_free(&parts[i]);
	}
}

/* What is there stays, nothing, a list or a table; few change nothing. */
static void
what_is_expected_is_counted(void **state)
{
	static uint64_t wanted[RISK_CELLS_MAX];

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct histogram h = { 0 };
		uint32_t cells[60];

		memset(wanted, 0, sizeof wanted);
		for (uint32_t i = 0; i < 60 && k > 0; i++)
			wanted[cells[i] = i * 1600]++;
		if (k == 1)
			histogram_add_many(&h, cells, 60);
		for (uint32_t i = 0; i < 60 && k > 1; i++)
			histogram_add(&h, cells[i], 1);
		assert_false(histogram_expect(&h, 100));
		assert_true(histogram_expect(&h, 5000));
		assert_true(histogram_expect(&h, 1));
		for (uint32_t i = 0; i < 5000; i++) {
			histogram_increment(&h, i * 20);
			wanted[i * 20]++;
		}
		assert_counts(&h, wanted);
		histogram_free(&h);
	}
}

/*
 * Against an array of all cells: arrays that grow as their cells rise, each
 * of two to another height, merged both ways.
 */
static void
arrays_grow(void **state)
{
	static uint64_t wanted[RISK_CELLS_MAX];
	uint64_t seed = 3;

	(void)state;
	for (uint32_t k = 0; k < 10 * 10; k++) {
		const uint32_t heights[] = { k % 10, k / 10 };
		struct histogram parts[2] = { { 0 } };

		memset(wanted, 0, sizeof wanted);
		for (uint32_t i = 0; i < 2; i++)
			for (uint32_t j = 0; j < 400 * (heights[i] + 1); j++) {
				uint64_t many = j % 300 ? 1 : 1000;

				seed = seed * UINT64_C(6364136223846793005) +
				    1;
				uint32_t cell = (uint32_t)(seed >> 33) %
				    (UINT32_C(150) << j / 400);
				cell %= RISK_CELLS_MAX;
				histogram_add(&parts[i], cell, many);
				wanted[cell] += many;
			}
		histogram_merge(&parts[0], &parts[1]);
		assert_counts(&parts[0], wanted);
		histogram_free(&parts[0]);
		histogram_free(&parts[1]);
	}
}

/* The list of a histogram, if it has one: by ones or many at once. */
static void
wait_for(struct histogram_queue *q, struct histogram *h,
    struct histogram_list *l, const uint32_t *cells, size_t n)
{
	for (size_t i = 0; i < n && (!l || n < 40); i++)
		if (l)
			histogram_list_add(l, cells[i]);
		else
			histogram_later(q, h, cells[i]);
	if (l && n >= 40)
		histogram_list_many(l, cells, n);
}

/* Against an array of all cells: with lists and, when these have run out,
   without; and those that come when all were counted. */
static void
what_waits_is_counted(void **state)
{
	enum { N = HISTOGRAM_LISTS + 8 };
	static uint64_t wanted[N][3000];
	struct histogram_queue *q = calloc(1, sizeof *q);
	struct histogram h[N] = { { 0 } };
	struct histogram_list *lists[N] = { NULL };
	uint32_t cells[9000];
	uint64_t seed = 5;

	(void)state;
	assert_null(histogram_lists(q, h, HISTOGRAM_LISTS + 1));
	for (size_t i = 0; i < N; i += 3) {
		size_t n = i + 3 <= N ? 3 : N - i;
		struct histogram_list *l = histogram_lists(q, &h[i], n);

		assert_true((l != NULL) == (i + n <= HISTOGRAM_LISTS));
		for (size_t k = 0; l && k < n; k++)
			lists[i + k] = l + k;
	}
	for (size_t k = 0; k < 2 * N; k++) {
		size_t i = k * 7 % N, n = k * k * 37 % 9000;

		for (size_t c = 0; c < n; c++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			cells[c] = (uint32_t)(seed >> 33) % 3000;
			wanted[i][cells[c]]++;
		}
		wait_for(q, &h[i], lists[i], cells, n);
		if (k == N)
			histogram_flush(q);
	}
	histogram_flush(q);
	histogram_flush(q);
	for (size_t i = 0; i < N; i++) {
		static uint64_t all[RISK_CELLS_MAX];

		memset(all, 0, sizeof all);
		memcpy(all, wanted[i], sizeof wanted[i]);
		assert_counts(&h[i], all);
		histogram_free(&h[i]);
	}
	if (lists[0])
		histogram_list_add(lists[0], 1);
	histogram_queue_free(q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_expected_is_counted),
		cmocka_unit_test(cells_keep_thirteen_bits),
		cmocka_unit_test(histograms_count),
		cmocka_unit_test(one_large_cell_makes_no_array),
		cmocka_unit_test(many_cells_count),
		cmocka_unit_test(arrays_grow),
		cmocka_unit_test(what_waits_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
