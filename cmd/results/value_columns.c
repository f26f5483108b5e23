/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/value_columns.h"

#include "io/text/words.h"

static const struct column customers[] = {
	[CUSTOMER_ENTITY] = { "entity", N_("entity"), LOOK_TEXT },
	[CUSTOMER_PURCHASES] = { "purchases", N_("bought"), LOOK_COUNT },
	[CUSTOMER_LAST] = { "last_days", N_("days ago"), LOOK_COUNT },
	[CUSTOMER_AGE] = { "age_days", NULL, LOOK_COUNT },
	[CUSTOMER_MEAN] = { "mean_spend", NULL, LOOK_NUMBER },
	ESTIMATE(CUSTOMER_ALIVE, "p_alive", N_("alive"), LOOK_PERCENT,
	    .bare = true),
	ESTIMATE(CUSTOMER_EXPECTED, "expected", N_("expected"),
	    LOOK_NUMBER),
	[CUSTOMER_LIKELY_LOW] = { "likely_low", NULL, LOOK_COUNT },
	[CUSTOMER_LIKELY_HIGH] = { "likely_high", NULL, LOOK_COUNT },
	[CUSTOMER_LIKELY] = { "likely", N_("likely"), LOOK_TEXT,
	    .drop = 2 },
	ESTIMATE(CUSTOMER_SPEND, "spend", N_("spend"), LOOK_AMOUNT,
	    .bare = true, .drop = 1),
	ESTIMATE(CUSTOMER_VALUE, "value", N_("value"), LOOK_AMOUNT,
	    .bare = true),
};
const struct columns customer_columns = COLUMNS_OF(customers);

static const struct column fit[] = {
	[VALUE_FIT_MODEL] = { "model", N_("model"), LOOK_TEXT },
	[VALUE_FIT_PARAMETER] = { "parameter", N_("parameter"), LOOK_TEXT },
	[VALUE_FIT_ESTIMATE] = { "estimate", N_("estimate"), LOOK_NUMBER,
	    VALUE_FIT_LOW, VALUE_FIT_HIGH },
	[VALUE_FIT_LOW] = { "estimate_low", NULL, LOOK_NUMBER },
	[VALUE_FIT_HIGH] = { "estimate_high", NULL, LOOK_NUMBER },
	[VALUE_FIT_LOGLIK] = { "loglik", N_("log likelihood"), LOOK_RATIO,
	    .drop = 2 },
	[VALUE_FIT_BIC] = { "bic", N_("BIC"), LOOK_RATIO },
	[VALUE_FIT_N] = { "n", N_("customers"), LOOK_COUNT, .drop = 1 },
};
const struct columns value_fit_columns = COLUMNS_OF(fit);

static const struct column holdout[] = {
	[HOLDOUT_MODEL] = { "model", N_("model"), LOOK_TEXT },
	[HOLDOUT_KIND] = { "kind", N_("what"), LOOK_TEXT },
	[HOLDOUT_KEY] = { "key", N_("of"), LOOK_TEXT },
	[HOLDOUT_N] = { "n", N_("customers"), LOOK_COUNT },
	[HOLDOUT_ACTUAL] = { "actual", N_("came"), LOOK_NUMBER },
	ESTIMATE(HOLDOUT_EXPECTED, "expected", N_("expected"), LOOK_NUMBER),
};
const struct columns holdout_columns = COLUMNS_OF(holdout);

static const struct column rfm[] = {
	[RFM_ENTITY] = { "entity", N_("entity"), LOOK_TEXT },
	[RFM_RECENCY] = { "recency_days", N_("days ago"), LOOK_COUNT },
	[RFM_FREQUENCY] = { "frequency", N_("bought"), LOOK_COUNT },
	[RFM_MONEY] = { "money", N_("amount"), LOOK_NUMBER },
	[RFM_R] = { "r", "R", LOOK_COUNT },
	[RFM_F] = { "f", "F", LOOK_COUNT },
	[RFM_M] = { "m", "M", LOOK_COUNT },
	[RFM_SEGMENT] = { "segment", N_("segment"), LOOK_TEXT },
};
const struct columns rfm_columns = COLUMNS_OF(rfm);

const char *const rfm_segment_names[] = {
	"champions",
	"loyal",
	"potential_loyal",
	"new",
	"promising",
	"need_attention",
	"about_to_sleep",
	"cannot_lose",
	"at_risk",
	"hibernating",
};

const char *const rfm_segment_heads[] = {
	N_("champions"),
	N_("loyal"),
	N_("potentially loyal"),
	N_("new ones"),
	N_("promising"),
	N_("need attention"),
	N_("about to sleep"),
	N_("not to be lost"),
	N_("at risk of leaving"),
	N_("hibernating"),
};

static const struct column rfm_summary[] = {
	[RFM_SUMMARY_SEGMENT] = { "segment", N_("segment"), LOOK_TEXT },
	[RFM_SUMMARY_N] = { "n", N_("customers"), LOOK_COUNT },
	[RFM_SUMMARY_SHARE] = { "share", N_("share"), LOOK_PERCENT },
	[RFM_SUMMARY_MONEY] = { "money", N_("amount"), LOOK_NUMBER },
};
const struct columns rfm_summary_columns = COLUMNS_OF(rfm_summary);

static const struct column cohort[] = {
	[COHORT_GROUP] = { .block = true },
	[COHORT_COHORT] = { "cohort", .block = true },
	[COHORT_AGE] = { "age", N_("age"), LOOK_COUNT },
	[COHORT_N] = { "n", N_("customers"), LOOK_COUNT },
	[COHORT_COMPLETE] = { "complete", NULL, LOOK_FLAG },
	[COHORT_INCREMENT] = { "increment", N_("in it"), LOOK_NUMBER,
	    .drop = 1 },
	ESTIMATE(COHORT_VALUE, "value_per_entity", N_("so far"),
	    LOOK_AMOUNT),
	ESTIMATE(COHORT_PROJECTED, "projected", N_("projected"),
	    LOOK_AMOUNT),
};
const struct columns cohort_columns = GROUPED_COLUMNS_OF(cohort,
    COHORT_COHORT);

const char *const relation_names[] = {
	"true_friends", "butterflies", "barnacles", "strangers",
};
const char *const relation_heads[] = {
	N_("true friends"), N_("butterflies"), N_("barnacles"),
	N_("strangers"),
};

static const struct column relation[] = {
	[RELATION_QUADRANT] = { "quadrant", "", LOOK_TEXT },
	[RELATION_N] = { "n", N_("customers"), LOOK_COUNT },
	[RELATION_SHARE] = { "share", N_("share"), LOOK_PERCENT },
	[RELATION_PROFIT] = { "profit", N_("profit"), LOOK_NUMBER },
	[RELATION_PROFIT_SHARE] = { "profit_share", N_("of profit"),
	    LOOK_PERCENT },
	[RELATION_MEAN_PROFIT] = { "mean_profit", N_("each"), LOOK_AMOUNT },
	[RELATION_MEAN_LENGTH] = { "mean_length_days", N_("length"),
	    LOOK_DAYS },
};
const struct columns relation_columns = COLUMNS_OF(relation);
