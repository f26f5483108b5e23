/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CMD_CHART_BLOCKS_H
#define CMD_CHART_BLOCKS_H

#include "cmd/chart/chart.h"

/*
 * A result of convert as the funnels in it: each a block of rows from step
 * 1 on, of one group and one cohort.
 */
struct chart_block {
	size_t first;		/* its row of step 1 */
	const char *group;	/* as chart_keys names it; "" if none */
	bool total;		/* of all groups */
	bool nameless;		/* without a value, or of several */
};

struct chart_blocks {
	struct chart_block *blocks;
	size_t n;		/* >= 1 */
	size_t nstages;		/* every block has them all */
};

/*
 * Reads them into the arena.  -1 with FAULT_INPUT: steps that do not count
 * from 1, blocks of different length.
 */
int chart_blocks_read(const struct chart_source *source,
    struct chart_blocks *out, struct fault *fault);

/*
 * The step (from 1) of the stage that --end names, or the last.  -1 with
 * FAULT_USAGE that names the stages.
 */
int chart_blocks_stage(const struct chart_source *source,
    const struct chart_blocks *blocks, size_t *step, struct fault *fault);

#endif
