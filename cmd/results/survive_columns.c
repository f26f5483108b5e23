/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/survive_columns.h"

#include "io/text/words.h"

static const struct column curve[] = {
	[CURVE_GROUP] = { "group" },
	[CURVE_TIME_DAYS] = { "time_days", N_("time"), LOOK_DAYS },
	[CURVE_TIME] = { "time", N_("time"), LOOK_NUMBER },
	[CURVE_AT_RISK] = { "at_risk", N_("at risk"), LOOK_COUNT },
	[CURVE_EVENTS] = { "events", N_("events"), LOOK_COUNT },
	[CURVE_COMPETING] = { "competing", N_("competing"), LOOK_COUNT,
	    .drop = 1 },
	[CURVE_CENSORED] = { "censored", N_("censored"), LOOK_COUNT,
	    .drop = 2 },
	[CURVE_SURVIVAL] = { "survival", N_("survival"), LOOK_PERCENT,
	    CURVE_LOW, CURVE_HIGH },
	[CURVE_INCIDENCE] = { "incidence", N_("incidence"), LOOK_PERCENT,
	    CURVE_LOW, CURVE_HIGH },
	[CURVE_LOW] = { "low", NULL, LOOK_PERCENT },
	[CURVE_HIGH] = { "high", NULL, LOOK_PERCENT },
};

const struct columns curve_columns = COLUMNS_OF(curve);

#define ENDS(column) .low = column##_LOW, .high = column##_HIGH

static const struct column summary[] = {
	[SUMMARY_GROUP] = { "group", N_("group"), LOOK_TEXT },
	[SUMMARY_N] = { "n", N_("n"), LOOK_COUNT },
	[SUMMARY_EVENTS] = { "events", N_("events"), LOOK_COUNT },
	[SUMMARY_P25] = { "p25", N_("p25"), LOOK_DAYS, ENDS(SUMMARY_P25),
	    .drop = 1, .bare = true },
	[SUMMARY_P25_LOW] = { "p25_low", NULL, LOOK_DAYS },
	[SUMMARY_P25_HIGH] = { "p25_high", NULL, LOOK_DAYS },
	[SUMMARY_MEDIAN] = { "median", N_("median"), LOOK_DAYS,
	    ENDS(SUMMARY_MEDIAN) },
	[SUMMARY_MEDIAN_LOW] = { "median_low", NULL, LOOK_DAYS },
	[SUMMARY_MEDIAN_HIGH] = { "median_high", NULL, LOOK_DAYS },
	[SUMMARY_P75] = { "p75", N_("p75"), LOOK_DAYS, ENDS(SUMMARY_P75),
	    .drop = 2, .bare = true },
	[SUMMARY_P75_LOW] = { "p75_low", NULL, LOOK_DAYS },
	[SUMMARY_P75_HIGH] = { "p75_high", NULL, LOOK_DAYS },
	[SUMMARY_RMST] = { "rmst", N_("mean"), LOOK_DAYS, .drop = 3 },
	[SUMMARY_RMST_SE] = { "rmst_se", NULL, LOOK_DAYS },
	[SUMMARY_EXPOSURE] = { "exposure", NULL, LOOK_NUMBER },
	[SUMMARY_RATE] = { "rate", NULL, LOOK_NUMBER, ENDS(SUMMARY_RATE) },
	[SUMMARY_RATE_LOW] = { "rate_low", NULL, LOOK_NUMBER },
	[SUMMARY_RATE_HIGH] = { "rate_high", NULL, LOOK_NUMBER },
};

const struct columns summary_columns = COLUMNS_OF(summary);
