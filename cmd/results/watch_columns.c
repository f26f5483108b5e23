/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/watch_columns.h"

#include "io/text/words.h"

#define OF_A_PERIOD \
	[WATCH_MEASURE] = { "measure", NULL, LOOK_TEXT }, \
	[WATCH_PERIOD] = { "period", N_("period"), LOOK_TIME }, \
	[WATCH_COMPLETE] = { "complete", NULL, LOOK_FLAG }, \
	[WATCH_N] = { "n", N_("entered"), LOOK_COUNT }, \
	[WATCH_K] = { "k", N_("reached"), LOOK_COUNT, .drop = 1 }, \
	[WATCH_SHARE] = { "rate", N_("rate"), LOOK_PERCENT, .of = WATCH_N }, \
	[WATCH_COUNT] = { "count", N_("count"), LOOK_COUNT }, \
	[WATCH_MEDIAN_DAYS] = { "median_days", N_("median"), LOOK_DAYS }, \
	[WATCH_CENTER] = { "center", NULL, LOOK_NUMBER }, \
	[WATCH_LOW] = { "limit_low", NULL, LOOK_NUMBER }, \
	[WATCH_HIGH] = { "limit_high", NULL, LOOK_NUMBER }, \
	[WATCH_Z] = { "z", NULL, LOOK_NUMBER }, \
	[WATCH_EWMA] = { "ewma", NULL, LOOK_NUMBER }, \
	[WATCH_EWMA_LIMIT] = { "ewma_limit", NULL, LOOK_NUMBER }, \
	[WATCH_CUSUM_UP] = { "cusum_up", NULL, LOOK_NUMBER }, \
	[WATCH_CUSUM_DOWN] = { "cusum_down", NULL, LOOK_NUMBER }, \
	[WATCH_SIGNAL] = { "signal", N_("signal"), LOOK_TEXT }, \
	[WATCH_DIRECTION] = { "direction", NULL, LOOK_TEXT }, \
	[WATCH_STRIP] = { "strip", N_("between its limits"), LOOK_TEXT },

static const struct column periods[] = {
	[WATCH_GROUP] = { .block = true }, OF_A_PERIOD
};
const struct columns watch_columns = GROUPED_COLUMNS_OF(periods,
    WATCH_MEASURE);

static const struct column groups[] = {
	[WATCH_GROUP] = { NULL, "", LOOK_TEXT }, OF_A_PERIOD
};
const struct columns watch_group_columns = GROUPED_COLUMNS_OF(groups,
    WATCH_MEASURE);
