/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/flow_columns.h"

#include "io/text/words.h"

static const struct column moves[] = {
	[FLOW_GROUP] = { .block = true },
	[FLOW_FROM] = { "from", N_("from"), LOOK_TEXT },
	[FLOW_TO] = { "to", N_("to"), LOOK_TEXT },
	[FLOW_KIND] = { "kind", N_("kind"), LOOK_TEXT, .drop = 1 },
	[FLOW_COUNT] = { "count", N_("count"), LOOK_COUNT },
	[FLOW_ENTITIES] = { "entities", NULL, LOOK_COUNT },
	[FLOW_LEFT] = { "left", N_("of left"), LOOK_COUNT, .drop = 2 },
	ESTIMATE(FLOW_SHARE, "share", N_("share of left"), LOOK_PERCENT),
	ESTIMATE(FLOW_INCIDENCE, "incidence", N_("will go"), LOOK_PERCENT),
	[FLOW_INCIDENCE_DAYS] = { "incidence_days", NULL, LOOK_DAYS },
	[FLOW_MEDIAN] = { "median_days", N_("median"), LOOK_DAYS },
	[FLOW_TIES] = { "ties", NULL, LOOK_COUNT },
};
const struct columns flow_columns = GROUPED_COLUMNS_OF(moves, FLOW_FROM);

static const struct column stays[] = {
	[STAYS_GROUP] = { .block = true },
	[STAYS_STAGE] = { "stage", N_("stage"), LOOK_TEXT },
	[STAYS_ENTITIES] = { "entities", N_("entities"), LOOK_COUNT },
	[STAYS_VISITS] = { "visits", N_("visits"), LOOK_COUNT, .drop = 3 },
	[STAYS_REPEATS] = { "repeats", NULL, LOOK_COUNT },
	[STAYS_RETURNS] = { "returns", N_("returns"), LOOK_COUNT },
	[STAYS_REWORK] = { "rework_entities", NULL, LOOK_COUNT },
	[STAYS_LOOPS2] = { "loops2", NULL, LOOK_COUNT },
	[STAYS_SKIPPED] = { "skipped", N_("skipped"), LOOK_COUNT,
	    .drop = 4 },
	[STAYS_FIRST] = { "first", NULL, LOOK_COUNT },
	[STAYS_LAST] = { "last", NULL, LOOK_COUNT },
	[STAYS_LEFT] = { "left", NULL, LOOK_COUNT },
	[STAYS_OPEN] = { "open", N_("open"), LOOK_COUNT, .drop = 2 },
	[STAYS_TOTAL] = { "total_days", NULL, LOOK_NUMBER },
	[STAYS_TIME_SHARE] = { "time_share", N_("of all days"),
	    LOOK_PERCENT },
	ESTIMATE(STAYS_MEDIAN, "median_days", N_("median"), LOOK_DAYS),
	[STAYS_P25] = { "p25_days", NULL, LOOK_DAYS },
	[STAYS_P75] = { "p75_days", N_("p75"), LOOK_DAYS, .drop = 5 },
	[STAYS_P90] = { "p90_days", N_("p90"), LOOK_DAYS, .drop = 1 },
};
const struct columns stays_columns = GROUPED_COLUMNS_OF(stays, STAYS_STAGE);

static const struct column passages[] = {
	[PASSAGES_GROUP] = { .block = true },
	[PASSAGES_FROM] = { "from", N_("from"), LOOK_TEXT },
	[PASSAGES_TO] = { "to", N_("to"), LOOK_TEXT },
	[PASSAGES_KIND] = { "kind", N_("kind"), LOOK_TEXT, .drop = 1 },
	[PASSAGES_ENTITIES] = { "entities", N_("entities"), LOOK_COUNT },
	[PASSAGES_OF] = { "of", N_("of"), LOOK_COUNT },
	ESTIMATE(PASSAGES_SHARE, "share", N_("share"), LOOK_PERCENT),
};
const struct columns passages_columns = GROUPED_COLUMNS_OF(passages,
    PASSAGES_FROM);

static const struct column paths[] = {
	[PATHS_GROUP] = { .block = true },
	[PATHS_PATH] = { "path", N_("path"), LOOK_TEXT },
	[PATHS_ENTITIES] = { "entities", N_("entities"), LOOK_COUNT },
	ESTIMATE(PATHS_SHARE, "share", N_("share"), LOOK_PERCENT),
};
const struct columns paths_columns = GROUPED_COLUMNS_OF(paths, PATHS_PATH);

static const struct column absorption[] = {
	[ABSORPTION_GROUP] = { .block = true },
	[ABSORPTION_STAGE] = { "stage", N_("stage"), LOOK_TEXT },
	[ABSORPTION_END] = { "end", N_("end"), LOOK_TEXT },
	ESTIMATE(ABSORPTION_CHANCE, "probability", N_("ends there"),
	    LOOK_PERCENT),
	[ABSORPTION_SE] = { "se", NULL, LOOK_NUMBER },
	[ABSORPTION_ENTITIES] = { "entities", N_("entities"), LOOK_COUNT,
	    .drop = 1 },
	[ABSORPTION_ENDED] = { "ended", N_("ended"), LOOK_COUNT },
	[ABSORPTION_ENDED_THERE] = { "ended_there", NULL, LOOK_COUNT },
	[ABSORPTION_OBSERVED] = { "observed", N_("share of ended"),
	    LOOK_PERCENT },
};
const struct columns absorption_columns = GROUPED_COLUMNS_OF(absorption,
    ABSORPTION_STAGE);

static const struct column order[] = {
	[ORDER_GROUP] = { .block = true },
	[ORDER_STAGE] = { "stage", N_("stage"), LOOK_TEXT },
	[ORDER_N] = { "n", N_("moves"), LOOK_COUNT },
	[ORDER_CHI_SQUARED] = { "chi_squared", N_("chi-squared"),
	    LOOK_NUMBER },
	[ORDER_G] = { "g", N_("G"), LOOK_NUMBER },
	[ORDER_DF] = { "df", N_("df"), LOOK_COUNT },
	[ORDER_FEW] = { "expected_below_5", N_("expected < 5"), LOOK_COUNT },
	[ORDER_P] = { "p", N_("p"), LOOK_P },
};
const struct columns order_columns = GROUPED_COLUMNS_OF(order, ORDER_STAGE);
