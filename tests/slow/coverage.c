/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often intervals hold the truth, and p-values cry wolf, by simulation
 * from fixed seeds: the table of tests/README.md.  Simulators are these
 * files' own; coverage.t judges the rows.
 */
#include <string.h>

#include "analytics/base/setup.h"
#include "tests/slow/coverage.h"

/* coverage [PART]: the rows of one part, so that parts may run at once. */
static const struct part {
	const char *name;
	void (*cover)(void);
} parts[] = {
	{ "funnels", cover_funnels },
	{ "rates", cover_rates },
	{ "shrunk", cover_shrunk_rates },
	{ "samples", cover_samples },
	{ "forecasts", cover_forecasts },
	{ "watch", cover_watch },
	{ "value", cover_value },
};

int
main(int argc, char **argv)
{
	size_t covered = 0;

	analytics_setup();
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (argc < 2 || strcmp(argv[1], parts[i].name) == 0) {
			parts[i].cover();
			covered++;
		}
	return covered > 0 ? 0 : 2;
}
