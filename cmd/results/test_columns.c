/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/test_columns.h"

#include "io/text/words.h"

static const struct column all[] = {
	[TEST_NAME] = { "test", N_("test"), LOOK_TEXT },
	[TEST_STATISTIC] = { "statistic", N_("statistic"), LOOK_NUMBER },
	[TEST_DF] = { "df", N_("df"), LOOK_NUMBER },
	[TEST_P] = { "p", N_("p"), LOOK_P },
	ESTIMATE(TEST_EFFECT, "effect", N_("effect"), LOOK_NUMBER),
	[TEST_EFFECT_NAME] = { "effect_name", N_("measured by"), LOOK_TEXT },
};

const struct columns test_columns = COLUMNS_OF(all);
