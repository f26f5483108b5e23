/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Durations in cells, and how many have each. */
#include "analytics/base/histogram.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_keep_thirteen_bits),
		cmocka_unit_test(histograms_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
