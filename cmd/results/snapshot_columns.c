/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/snapshot_columns.h"

#include "io/text/words.h"

static const struct column all[] = {
	[WATERFALL_GROUP] = { NULL, "", LOOK_TEXT, .block = true },
	[WATERFALL_FROM] = { "from", NULL, LOOK_TIME, .block = true },
	[WATERFALL_TO] = { "to", NULL, LOOK_TIME, .block = true },
	[WATERFALL_CLOSING] = { "closing", NULL, LOOK_TEXT, .block = true },
	[WATERFALL_MOVEMENT] = { "movement", N_("movement"), LOOK_TEXT,
	    .ends = true },
	[WATERFALL_N] = { "n", N_("n"), LOOK_COUNT },
	[WATERFALL_VALUE] = { "value", N_("value"), LOOK_NUMBER },
};

const struct columns waterfall_columns = GROUPED_COLUMNS_OF(all,
    WATERFALL_FROM);
