/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/drivers_columns.h"

#include "io/text/words.h"

static const struct column all[] = {
	[DRIVERS_ATTRIBUTE] = { N_("attribute"), NULL, LOOK_TEXT,
	    .block = true },
	[DRIVERS_LEVEL] = { "level", N_("level"), LOOK_TEXT,
	    .blank = N_("(all)") },
	[DRIVERS_N] = { "n", N_("n"), LOOK_COUNT },
	[DRIVERS_K] = { "k", N_("k"), LOOK_COUNT, .drop = 2 },
	ESTIMATE(DRIVERS_RATE, "rate", N_("rate"), LOOK_PERCENT,
	    .bare = true),
	ESTIMATE(DRIVERS_CRUDE, "odds_ratio", N_("crude"), LOOK_RATIO,
	    .bare = true),
	ESTIMATE(DRIVERS_HAZARD, "hazard_ratio", N_("crude"), LOOK_RATIO,
	    .bare = true),
	ESTIMATE(DRIVERS_ADJUSTED, "adjusted", N_("adjusted"), LOOK_NUMBER),
	ESTIMATE(DRIVERS_EFFECT, "effect", N_("points"), LOOK_POINTS,
	    .drop = 1),
	[DRIVERS_CHI2] = { "chi2", NULL, LOOK_NUMBER },
	[DRIVERS_DF] = { "df", NULL, LOOK_NUMBER },
	[DRIVERS_P] = { "p", N_("p"), LOOK_P, .drop = 3 },
	[DRIVERS_Q] = { "q", N_("q"), LOOK_P },
};

const struct columns drivers_columns = COLUMNS_OF(all);
