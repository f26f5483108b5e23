/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/survive_columns.h"

#include "io/text/words.h"

#define ENDS(column) .low = column##_LOW, .high = column##_HIGH

static const struct column curve[] = {
	[CURVE_GROUP] = { .block = true },
	[CURVE_TIME_DAYS] = { "time_days", N_("time"), LOOK_DAYS },
	[CURVE_TIME] = { "time", N_("time"), LOOK_NUMBER },
	[CURVE_AT_RISK] = { "at_risk", N_("at risk"), LOOK_COUNT },
	[CURVE_EVENTS] = { "events", N_("events"), LOOK_COUNT },
	[CURVE_COMPETING] = { "competing", N_("competing"), LOOK_COUNT,
	    .drop = 1 },
	[CURVE_CENSORED] = { "censored", N_("censored"), LOOK_COUNT,
	    .drop = 2 },
	ESTIMATE(CURVE_SURVIVAL, "survival", N_("survival"), LOOK_PERCENT),
	ESTIMATE(CURVE_INCIDENCE, "incidence", N_("incidence"), LOOK_PERCENT),
};

const struct columns curve_columns = GROUPED_COLUMNS_OF(curve,
    CURVE_AT_RISK);

/* Times in days, or in the unit of a table of durations. */
#define TIMES(unit, look) \
	[SUMMARY_GROUP] = { NULL, "", LOOK_TEXT }, \
	[SUMMARY_N] = { "n", N_("n"), LOOK_COUNT }, \
	[SUMMARY_EVENTS] = { "events", N_("events"), LOOK_COUNT }, \
	[SUMMARY_P25] = { "p25" unit, N_("p25"), look, ENDS(SUMMARY_P25), \
	    .drop = 1, .bare = true }, \
	[SUMMARY_P25_LOW] = { "p25" unit "_low", NULL, look }, \
	[SUMMARY_P25_HIGH] = { "p25" unit "_high", NULL, look }, \
	[SUMMARY_MEDIAN] = { "median" unit, N_("median"), look, \
	    ENDS(SUMMARY_MEDIAN) }, \
	[SUMMARY_MEDIAN_LOW] = { "median" unit "_low", NULL, look }, \
	[SUMMARY_MEDIAN_HIGH] = { "median" unit "_high", NULL, look }, \
	[SUMMARY_P75] = { "p75" unit, N_("p75"), look, ENDS(SUMMARY_P75), \
	    .drop = 2, .bare = true }, \
	[SUMMARY_P75_LOW] = { "p75" unit "_low", NULL, look }, \
	[SUMMARY_P75_HIGH] = { "p75" unit "_high", NULL, look }, \
	[SUMMARY_RMST] = { "rmst" unit, N_("mean"), look, .drop = 3 }, \
	[SUMMARY_RMST_SE] = { "rmst" unit "_se", NULL, look }, \
	[SUMMARY_EXPOSURE] = { "exposure" unit, NULL, LOOK_NUMBER }

static const struct column summary[] = {
	TIMES("_days", LOOK_DAYS),
	[SUMMARY_EVENTS_PER] = { "events_per_day", NULL, LOOK_NUMBER,
	    ENDS(SUMMARY_EVENTS_PER) },
	[SUMMARY_EVENTS_PER_LOW] = { "events_per_day_low", NULL,
	    LOOK_NUMBER },
	[SUMMARY_EVENTS_PER_HIGH] = { "events_per_day_high", NULL,
	    LOOK_NUMBER },
};

const struct columns summary_columns = GROUPED_COLUMNS_OF(summary, SUMMARY_N);

static const struct column plain_summary[] = {
	TIMES("", LOOK_NUMBER),
	[SUMMARY_EVENTS_PER] = { "events_per_unit", NULL, LOOK_NUMBER,
	    ENDS(SUMMARY_EVENTS_PER) },
	[SUMMARY_EVENTS_PER_LOW] = { "events_per_unit_low", NULL,
	    LOOK_NUMBER },
	[SUMMARY_EVENTS_PER_HIGH] = { "events_per_unit_high", NULL,
	    LOOK_NUMBER },
};

const struct columns plain_summary_columns = GROUPED_COLUMNS_OF(plain_summary,
    SUMMARY_N);
