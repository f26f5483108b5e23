/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Groups that differ by chance alone: how often a scan over them finds
 * something all the same.  At q <= 0.05 that should be in one of twenty.
 * RUNS of the environment is how many scans; 1,000 in tests/slow.
 */
#include <stdio.h>
#include <stdlib.h>

#include "analytics/models/segments.h"
#include "tests/unit/near.h"

#define GROUPS 200
#define SIZE 60

/* Steele, Lea and Flood, OOPSLA 2014: splitmix64. */
static double
uniform(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

/* Scans in which a group of those that are all alike has q <= 0.05. */
static int
false_runs(int scans, double rate)
{
	struct segments_options options = { 0.95, INTERVAL_WILSON,
	    DIFFERENCE_NEWCOMBE, ADJUST_BH, false, NULL, false, 0 };
	struct count groups[GROUPS];
	struct segment out[GROUPS];
	uint64_t state = 1;
	int runs = 0;

	for (int run = 0; run < scans; run++) {
		bool found = false;

		for (size_t i = 0; i < GROUPS; i++) {
			groups[i] = (struct count){ 0, SIZE };
			for (int j = 0; j < SIZE; j++)
				groups[i].k += uniform(&state) < rate;
		}
		assert_int_equal(segments_of_rates(groups, GROUPS, &options,
		    out, NULL), STATUS_OK);
		for (size_t i = 0; i < GROUPS; i++)
			found |= out[i].q <= 0.05;
		runs += found;
	}
	return runs;
}

static void
chance_is_found_once_in_twenty(void **state)
{
	static const double rates[] = { 0.02, 0.1, 0.2, 0.3, 0.5, 0.9 };
	const char *runs_wanted = getenv("RUNS");
	int scans = runs_wanted ? atoi(runs_wanted) : 100;
	/* Of few scans, three standard errors above one in twenty. */
	double most = scans < 1000 ? 0.05 + 3 * sqrt(0.0475 / scans) : 0.065;

	(void)state;
	for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
		int runs = false_runs(scans, rates[i]);

		printf("# rate %.2f: a false discovery in %d of %d runs\n",
		    rates[i], runs, scans);
		assert_true(runs <= scans * most);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chance_is_found_once_in_twenty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
