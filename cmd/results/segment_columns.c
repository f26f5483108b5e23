/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/segment_columns.h"

#include "io/text/words.h"

#define ESTIMATE(column, name, head, look) \
	[column] = { name, head, look, column##_LOW, column##_HIGH, \
	    .of = SEGMENT_N }, \
	[column##_LOW] = { name "_low", NULL, look }, \
	[column##_HIGH] = { name "_high", NULL, look }

static const struct column all[] = {
	[SEGMENT_GROUP] = { NULL, "", LOOK_TEXT },
	[SEGMENT_N] = { "n", N_("n"), LOOK_COUNT },
	[SEGMENT_K] = { "k", N_("k"), LOOK_COUNT, .drop = 5 },
	ESTIMATE(SEGMENT_RATE, "rate", N_("rate"), LOOK_PERCENT),
	ESTIMATE(SEGMENT_MEAN, "mean", N_("value"), LOOK_NUMBER),
	ESTIMATE(SEGMENT_MEDIAN, "median", N_("value"), LOOK_NUMBER),
	ESTIMATE(SEGMENT_SUM, "sum", N_("value"), LOOK_NUMBER),
	ESTIMATE(SEGMENT_NPS, "nps", N_("value"), LOOK_NUMBER),
	ESTIMATE(SEGMENT_CSAT, "csat", N_("rate"), LOOK_PERCENT),
	[SEGMENT_DIFF] = { "diff", N_("against others"), LOOK_POINTS,
	    SEGMENT_DIFF_LOW, SEGMENT_DIFF_HIGH, .drop = 3 },
	[SEGMENT_DIFF_LOW] = { "diff_low", NULL, LOOK_POINTS },
	[SEGMENT_DIFF_HIGH] = { "diff_high", NULL, LOOK_POINTS },
	[SEGMENT_RATIO] = { "ratio", N_("ratio"), LOOK_RATIO,
	    SEGMENT_RATIO_LOW, SEGMENT_RATIO_HIGH, .drop = 8, .bare = true },
	[SEGMENT_RATIO_LOW] = { "ratio_low", NULL, LOOK_RATIO },
	[SEGMENT_RATIO_HIGH] = { "ratio_high", NULL, LOOK_RATIO },
	[SEGMENT_P] = { "p", N_("p"), LOOK_P, .drop = 4 },
	[SEGMENT_Q] = { "q", N_("q"), LOOK_P },
	[SEGMENT_MDD] = { "mdd", N_("could see"), LOOK_POINTS, .drop = 7 },
	[SEGMENT_TARGET] = { "target", NULL, LOOK_PERCENT },
	[SEGMENT_OPEN] = { "open", N_("open"), LOOK_COUNT, .drop = 6 },
	[SEGMENT_SHRUNK] = { "shrunk", N_("shrunk"), LOOK_PERCENT,
	    SEGMENT_SHRUNK_LOW, SEGMENT_SHRUNK_HIGH },
	[SEGMENT_SHRUNK_LOW] = { "shrunk_low", NULL, LOOK_PERCENT },
	[SEGMENT_SHRUNK_HIGH] = { "shrunk_high", NULL, LOOK_PERCENT },
	[SEGMENT_RANK] = { "rank", N_("rank"), LOOK_NUMBER,
	    SEGMENT_RANK_LOW, SEGMENT_RANK_HIGH },
	[SEGMENT_RANK_LOW] = { "rank_low", NULL, LOOK_NUMBER },
	[SEGMENT_RANK_HIGH] = { "rank_high", NULL, LOOK_NUMBER },
	[SEGMENT_BEST] = { "best", N_("best"), LOOK_PERCENT, .drop = 2 },
	[SEGMENT_ABOVE] = { "above", N_("above all"), LOOK_PERCENT,
	    .drop = 3 },
};

const struct columns segment_columns = GROUPED_COLUMNS_OF(all, SEGMENT_N);
