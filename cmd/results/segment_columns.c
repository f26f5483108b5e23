/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/segment_columns.h"

#include "io/text/words.h"

static const struct column all[] = {
	[SEGMENT_GROUP] = { NULL, "", LOOK_TEXT },
	[SEGMENT_N] = { "n", N_("n"), LOOK_COUNT },
	[SEGMENT_K] = { "k", N_("k"), LOOK_COUNT, .drop = 5 },
	ESTIMATE(SEGMENT_RATE, "rate", N_("rate"), LOOK_PERCENT,
	    .of = SEGMENT_N),
	ESTIMATE(SEGMENT_MEAN, "mean", N_("value"), LOOK_NUMBER,
	    .of = SEGMENT_N),
	ESTIMATE(SEGMENT_MEDIAN, "median", N_("value"), LOOK_NUMBER,
	    .of = SEGMENT_N),
	ESTIMATE(SEGMENT_SUM, "sum", N_("value"), LOOK_NUMBER,
	    .of = SEGMENT_N),
	ESTIMATE(SEGMENT_NPS, "nps", N_("value"), LOOK_NUMBER,
	    .of = SEGMENT_N),
	ESTIMATE(SEGMENT_CSAT, "csat", N_("rate"), LOOK_PERCENT,
	    .of = SEGMENT_N),
	ESTIMATE(SEGMENT_DIFF, "diff", N_("against others"), LOOK_POINTS,
	    .drop = 3),
	ESTIMATE(SEGMENT_RATIO, "ratio", N_("ratio"), LOOK_RATIO, .drop = 8,
	    .bare = true),
	[SEGMENT_P] = { "p", N_("p"), LOOK_P, .drop = 4 },
	[SEGMENT_Q] = { "q", N_("q"), LOOK_P },
	[SEGMENT_MDD] = { "mdd", N_("detectable"), LOOK_POINTS, .drop = 7 },
	[SEGMENT_TARGET] = { "target", NULL, LOOK_PERCENT },
	[SEGMENT_OPEN] = { "open", N_("open"), LOOK_COUNT, .drop = 6 },
	ESTIMATE(SEGMENT_SHRUNK, "shrunk", N_("shrunk"), LOOK_PERCENT),
	ESTIMATE(SEGMENT_RANK, "rank", N_("rank"), LOOK_NUMBER),
	[SEGMENT_BEST] = { "best", N_("best"), LOOK_PERCENT, .drop = 2 },
	[SEGMENT_ABOVE] = { "above", N_("above all"), LOOK_PERCENT,
	    .drop = 3 },
};

const struct columns segment_columns = GROUPED_COLUMNS_OF(all, SEGMENT_N);
