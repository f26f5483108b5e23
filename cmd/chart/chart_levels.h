/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHART_LEVELS_H
#define CMD_CHART_LEVELS_H

#include "cmd/chart/chart.h"

/*
 * A waterfall in the making: levels, and steps from where the row before
 * ends.  The caller owns the rows, of which there is room enough; the row
 * that was added is its to complete: a count, a sign, an interval.
 */
struct chart_levels {
	struct chart_row *rows;
	size_t n;
	double at;		/* where the last row ends */
};

struct chart_row *chart_levels_level(struct chart_levels *levels,
    const char *name, double at, const char *words);
struct chart_row *chart_levels_step(struct chart_levels *levels,
    const char *name, double by, const char *words);

#endif
