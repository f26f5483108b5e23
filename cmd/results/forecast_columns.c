/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/forecast_columns.h"

#include "io/text/words.h"

static const struct column all[] = {
	[FORECAST_GROUP] = { .block = true },
	[FORECAST_UNTIL] = { "until", N_("until"), LOOK_TIME },
	[FORECAST_PART] = { "part", N_("part"), LOOK_TEXT },
	[FORECAST_N] = { "n", N_("open"), LOOK_COUNT },
	ESTIMATE(FORECAST_EXPECTED, "expected", N_("won"), LOOK_NUMBER_OF),
	[FORECAST_OPEN_AMOUNT] = { "open_amount", N_("open amount"),
	    LOOK_AMOUNT, .drop = 2 },
	ESTIMATE(FORECAST_AMOUNT, "amount", N_("amount won"), LOOK_AMOUNT),
	[FORECAST_UNKNOWN] = { "unknown_n", N_("not known"), LOOK_COUNT,
	    .drop = 5 },
	[FORECAST_STALE] = { "stale_n", N_("stale"), LOOK_COUNT,
	    .drop = 4 },
	[FORECAST_EXTRAPOLATED] = { "extrapolated_n", NULL, LOOK_COUNT },
	[FORECAST_IMPUTED] = { "imputed_n", NULL, LOOK_COUNT },
	[FORECAST_WON_SO_FAR] = { "won_so_far", N_("won so far"),
	    LOOK_AMOUNT },
	[FORECAST_GAP] = { "gap", N_("gap"), LOOK_AMOUNT },
	[FORECAST_CHANCE] = { "quota_chance", N_("chance of quota"),
	    LOOK_PERCENT },
	[FORECAST_COVERAGE] = { "coverage", N_("open / gap"), LOOK_RATIO },
	[FORECAST_NEEDED_OPEN] = { "needed_open", N_("open needed"),
	    LOOK_AMOUNT },
};
const struct columns forecast_columns = GROUPED_COLUMNS_OF(all,
    FORECAST_UNTIL);

static const struct column wide[] = {
	[FORECAST_WIDE_GROUP] = { .block = true },
	[FORECAST_WIDE_UNTIL] = { "until", N_("until"), LOOK_TIME },
	[FORECAST_WIDE_N] = { "n", N_("open"), LOOK_COUNT, .drop = 2 },
	ESTIMATE(FORECAST_WIDE_OPEN, "open_won", N_("open won"),
	    LOOK_NUMBER_OF),
	ESTIMATE(FORECAST_WIDE_AMOUNT, "amount", N_("amount"), LOOK_AMOUNT),
	[FORECAST_WIDE_NEW] = { "new_won", N_("new"), LOOK_NUMBER_OF,
	    .drop = 3 },
	ESTIMATE(FORECAST_WIDE_ALL, "all_won", N_("all won"), LOOK_NUMBER_OF),
	[FORECAST_WIDE_QUOTA] = { "quota_chance", N_("chance of quota"),
	    LOOK_PERCENT },
};
const struct columns forecast_wide_columns = GROUPED_COLUMNS_OF(wide,
    FORECAST_WIDE_UNTIL);

static const struct column deals[] = {
	[DEAL_GROUP] = { NULL, "", LOOK_TEXT },
	[DEAL_ENTITY] = { "entity", N_("entity"), LOOK_TEXT },
	[DEAL_STAGE] = { "stage", N_("stage"), LOOK_TEXT },
	[DEAL_AGE] = { "age_days", N_("days in stage"), LOOK_COUNT },
	[DEAL_AMOUNT] = { "amount", N_("amount"), LOOK_NUMBER },
	[DEAL_UNTIL] = { "until", N_("until"), LOOK_TIME },
	ESTIMATE(DEAL_CHANCE, "chance", N_("chance"), LOOK_PERCENT),
};
const struct columns deal_columns = GROUPED_COLUMNS_OF(deals, DEAL_ENTITY);

static const struct column backtest[] = {
	[BACKTEST_GROUP] = { .block = true },
	[BACKTEST_ORIGIN] = { "origin", N_("forecast on"), LOOK_TIME },
	[BACKTEST_HORIZON] = { "horizon_days", N_("days"), LOOK_COUNT,
	    .drop = 3 },
	[BACKTEST_N] = { "n", N_("open"), LOOK_COUNT },
	ESTIMATE(BACKTEST_EXPECTED, "expected", N_("expected"), LOOK_NUMBER_OF),
	[BACKTEST_ACTUAL] = { "actual", N_("came"), LOOK_COUNT },
	[BACKTEST_COVERED] = { "covered", N_("inside"), LOOK_FLAG },
	[BACKTEST_BRIER] = { "brier", N_("Brier"), LOOK_RATIO },
	[BACKTEST_NAIVE] = { "naive_expected", N_("by stage shares"),
	    LOOK_NUMBER_OF, .drop = 2 },
	[BACKTEST_NAIVE_BRIER] = { "naive_brier", N_("its Brier"),
	    LOOK_RATIO, .drop = 1 },
	ESTIMATE(BACKTEST_AMOUNT, "expected_amount", NULL, LOOK_AMOUNT),
	[BACKTEST_ACTUAL_AMOUNT] = { "actual_amount", NULL, LOOK_AMOUNT },
	[BACKTEST_NAIVE_AMOUNT] = { "naive_amount", NULL, LOOK_AMOUNT },
	[BACKTEST_BIN] = { "bin", N_("chance of"), LOOK_TEXT },
	[BACKTEST_MEAN] = { "mean", N_("mean"), LOOK_PERCENT, .drop = 4 },
	ESTIMATE(BACKTEST_OBSERVED, "observed", N_("came true"),
	    LOOK_PERCENT),
};
const struct columns backtest_columns = GROUPED_COLUMNS_OF(backtest,
    BACKTEST_ORIGIN);
