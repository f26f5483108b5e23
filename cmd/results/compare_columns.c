/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/compare_columns.h"

#include "io/text/words.h"

static const struct column all[] = {
	[COMPARE_STAGE] = { "stage", N_("stage"), LOOK_TEXT },
	[COMPARE_N1] = { "n1", N_("of"), LOOK_COUNT, .place = 1, .drop = 1 },
	[COMPARE_K1] = { "k1", NULL, LOOK_COUNT },
	[COMPARE_RATE1] = { "rate1", N_("before"), LOOK_PERCENT },
	[COMPARE_N2] = { "n2", N_("of"), LOOK_COUNT, .place = 2, .drop = 1 },
	[COMPARE_K2] = { "k2", NULL, LOOK_COUNT },
	[COMPARE_RATE2] = { "rate2", N_("after"), LOOK_PERCENT, .place = 1 },
	ESTIMATE(COMPARE_DIFF, "diff", N_("difference"), LOOK_POINTS,
	    .place = 2),
	ESTIMATE(COMPARE_RATIO, "ratio", N_("ratio"), LOOK_NUMBER, .place = 2,
	    .drop = 4),
	[COMPARE_P] = { "p", N_("p"), LOOK_P, .place = 2 },
	[COMPARE_Q] = { "q", N_("q"), LOOK_P, .place = 2, .drop = 2 },
	[COMPARE_MDD] = { "mdd", N_("detectable"), LOOK_POINTS, .place = 2,
	    .drop = 3 },
};

const struct columns compare_columns = COLUMNS_OF(all);

static const struct column parts[] = {
	[PARTS_GROUP] = { NULL, "", LOOK_TEXT },
	[PARTS_TERM] = { "term", .block = true },
	ESTIMATE(PARTS_CHANGE, "change", N_("change in points"), LOOK_POINTS),
};

const struct columns compare_parts_columns = GROUPED_COLUMNS_OF(parts,
    PARTS_CHANGE);
