/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_axis.h"

#include <math.h>
#include <string.h>

#include "tests/unit/near.h"

/*
 * The rule of the header, by hand: ends and labels.  Days since 1970 by
 * date -u -d DATE +%s / 86400: 2024-01-01 is 19723, 2025-07-01 is 20270.
 */
static const struct {
	enum axis_kind kind;
	double low, high;
	unsigned most;
	bool widen;
	double ends[2];
	const char *labels;
} axes[] = {
	{ AXIS_LINEAR, 0, 37, 6, true, { 0, 40 }, "0 10 20 30 40" },
	{ AXIS_LINEAR, -3, 2, 5, true, { -4, 2 }, "−4 −2 0 2" },
	{ AXIS_LINEAR, 0.3, 0.9, 6, false, { 0.3, 0.9 },
	    "0.4 0.6 0.8" },
	{ AXIS_LINEAR, 5, 5, 5, true, { 2, 8 }, "2 4 6 8" },
	{ AXIS_LINEAR, NAN, NAN, 3, true, { 0, 0.5 }, "0.00 0.25 0.50" },
	{ AXIS_PERCENT, 0, 0.58, 5, true, { 0, 0.6 }, "0% 20% 40% 60%" },
	{ AXIS_PERCENT, 0, 1, 5, true, { 0, 1 }, "0% 25% 50% 75% 100%" },
	/* Of shares, of which none is above all. */
	{ AXIS_PERCENT, 1, 1, 3, true, { 0.5, 1 }, "50% 75% 100%" },
	{ AXIS_PERCENT, 0, 0, 4, true, { 0, 0.6 }, "0% 20% 40% 60%" },
	{ AXIS_PERCENT, 0, 0.0123, 6, true, { 0, 0.0125 },
	    "0.00% 0.25% 0.50% 0.75% 1.00% 1.25%" },
	{ AXIS_LOG, 0.5, 2, 9, true, { 0.5, 2 }, "0.5 0.75 1 1.25 1.5 2" },
	{ AXIS_LOG, 0.62, 1.8, 7, false, { 0.62, 1.8 }, "0.75 1 1.25 1.5" },
	{ AXIS_LOG, 0.01, 300, 7, true, { 0.01, 1000 },
	    "0.01 0.1 1 10 100 1,000" },
	{ AXIS_LOG, 0.95, 1.05, 5, false, { 0.95, 1.05 },
	    "0.96 0.98 1.00 1.02 1.04" },
	{ AXIS_DAYS, 0, 183, 8, false, { 0, 183 },
	    "0 30 60 90 120 150 180" },
	{ AXIS_DAYS, 0, 0.2, 8, false, { 0, 0.2 }, "0 h 1 h 2 h 3 h 4 h" },
	{ AXIS_DATES, 19723, 20270, 8, false, { 19723, 20270 },
	    "2024-01 2024-04 2024-07 2024-10 2025-01 2025-04 2025-07" },
	{ AXIS_DATES, 19723, 19750, 8, false, { 19723, 19750 },
	    "2024-01-01 2024-01-08 2024-01-15 2024-01-22" },
	{ AXIS_DATES, 19723, 19723, 8, true, { 19722, 19724 },
	    "2023-12-31 2024-01-01 2024-01-02" },
	{ AXIS_DATES, 0, 30000, 8, true, { -7305, 47482 },
	    "1950 2000 2050 2100" },
};

static void
ticks_are_round(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof axes / sizeof axes[0]; i++) {
		struct axis axis;
		char labels[AXIS_TICKS * AXIS_LABEL] = "";

		axis_make(&axis, axes[i].kind, axes[i].low, axes[i].high,
		    axes[i].most, axes[i].widen);
		for (size_t k = 0; k < axis.nticks; k++) {
			strcat(labels, k > 0 ? " " : "");
			strcat(labels, axis.labels[k]);
		}
		assert_string_equal(labels, axes[i].labels);
		assert_near(axis.low, axes[i].ends[0], 1e-12);
		assert_near(axis.high, axes[i].ends[1], 1e-12);
	}
}

/* Every range of many sizes: few enough, in order, inside, about data. */
static void
ticks_suffice_everywhere(void **state)
{
	(void)state;
	for (int kind = AXIS_LINEAR; kind <= AXIS_DATES; kind++)
		for (int size = -9; size <= 9; size++)
			for (unsigned most = 3; most <= AXIS_TICKS; most++) {
				double low = 1.37, high = low +
				    2.11 * pow(10, size);
				struct axis axis;

				axis_make(&axis, kind, low, high, most, true);
				assert_in_range(axis.nticks, 2, most);
				assert_true(axis.low <= low * (1 + 1e-9));
				assert_true(axis.high >= fmin(high, kind ==
				    AXIS_DATES ? 376199 : HUGE_VAL) *
				    (1 - 1e-9));
				for (size_t k = 1; k < axis.nticks; k++)
					assert_true(axis.ticks[k] >
					    axis.ticks[k - 1]);
			}
}

static void
values_become_pixels(void **state)
{
	struct axis axis;

	(void)state;
	axis_make(&axis, AXIS_LINEAR, 0, 40, 5, true);
	axis.from = 500;
	axis.to = 100;
	assert_near(axis_at(&axis, 0), 500, 1e-12);
	assert_near(axis_at(&axis, 10), 400, 1e-12);
	assert_near(axis_at(&axis, 45), 50, 1e-12);
	/* Half and double are as far from one. */
	axis_make(&axis, AXIS_LOG, 0.25, 4, 9, false);
	axis.from = 0;
	axis.to = 400;
	assert_near(axis_at(&axis, 0.5), 100, 1e-12);
	assert_near(axis_at(&axis, 1), 200, 1e-12);
	assert_near(axis_at(&axis, 2), 300, 1e-12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_are_round),
		cmocka_unit_test(ticks_suffice_everywhere),
		cmocka_unit_test(values_become_pixels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
