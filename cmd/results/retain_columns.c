/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/retain_columns.h"

#include "io/text/words.h"

static const struct column all[] = {
	[RETAIN_GROUP] = { .block = true },
	[RETAIN_COHORT] = { "cohort", .block = true },
	[RETAIN_SIZE] = { "size", N_("of"), LOOK_COUNT, .place = 1 },
	[RETAIN_PERIOD] = { "period", N_("period"), LOOK_TEXT },
	[RETAIN_RETAINED] = { "retained", N_("retained"), LOOK_COUNT,
	    .place = 1 },
	ESTIMATE(RETAIN_RATE, "rate", N_("rate"), LOOK_PERCENT, .place = 1,
	    .of = RETAIN_SIZE, .later = true),
	[RETAIN_COMPLETE] = { "complete", N_("complete"), LOOK_FLAG,
	    .place = 1, .drop = 2 },
	[RETAIN_SO_FAR] = { "rate_so_far", N_("so far"), LOOK_PERCENT,
	    .place = 1, .drop = 1 },
	[RETAIN_VALUE] = { "value", N_("value"), LOOK_NUMBER, .place = 1 },
};

const struct columns retain_columns = GROUPED_COLUMNS_OF(all, RETAIN_COHORT);

static const struct column wide[] = {
	[RETAIN_WIDE_GROUP] = { NULL, "", LOOK_TEXT },
	[RETAIN_WIDE_COHORT] = { "cohort", N_("cohort"), LOOK_TEXT },
	[RETAIN_WIDE_SIZE] = { "size", N_("size"), LOOK_COUNT },
	[RETAIN_WIDE_RATES] = { NULL, "", LOOK_PERCENT, .drop = 1 },
};

const struct columns retain_wide_columns = COLUMNS_OF(wide);
