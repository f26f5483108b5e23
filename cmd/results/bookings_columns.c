/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/results/bookings_columns.h"

#include "io/text/words.h"

static const struct column all[] = {
	[BOOKINGS_PERIOD] = { "period", N_("period"), LOOK_TEXT },
	[BOOKINGS_ENTERED] = { "entered", N_("entered"), LOOK_COUNT },
	[BOOKINGS_WON] = { "won", N_("reached the goal"), LOOK_COUNT },
	[BOOKINGS_LOST] = { "lost", N_("lost"), LOOK_COUNT },
	[BOOKINGS_CLOSED_WIN_RATE] = { "closed_win_rate",
	    N_("of those closed"), LOOK_PERCENT, BOOKINGS_CLOSED_WIN_RATE_LOW,
	    BOOKINGS_CLOSED_WIN_RATE_HIGH, .bare = true },
	[BOOKINGS_CLOSED_WIN_RATE_LOW] = { "closed_win_rate_low" },
	[BOOKINGS_CLOSED_WIN_RATE_HIGH] = { "closed_win_rate_high" },
	[BOOKINGS_VALUE] = { "value", N_("value"), LOOK_AMOUNT,
	    BOOKINGS_VALUE_LOW, BOOKINGS_VALUE_HIGH },
	[BOOKINGS_VALUE_LOW] = { "value_low" },
	[BOOKINGS_VALUE_HIGH] = { "value_high" },
	[BOOKINGS_MEDIAN_DAYS] = { "median_days", N_("took"), LOOK_DAYS,
	    BOOKINGS_MEDIAN_DAYS_LOW, BOOKINGS_MEDIAN_DAYS_HIGH, .drop = 1,
	    .bare = true },
	[BOOKINGS_MEDIAN_DAYS_LOW] = { "median_days_low" },
	[BOOKINGS_MEDIAN_DAYS_HIGH] = { "median_days_high" },
};
const struct columns bookings_columns = COLUMNS_OF(all);

static const struct column owners[] = {
	[OWNER_NAME] = { "owner", N_("owner"), LOOK_TEXT },
	[OWNER_N] = { "n", N_("n"), LOOK_COUNT },
	[OWNER_WON] = { "won", N_("reached the goal"), LOOK_COUNT,
	    .drop = 2 },
	[OWNER_RATE] = { "shrunk_rate", N_("shrunk rate"), LOOK_PERCENT,
	    OWNER_RATE_LOW, OWNER_RATE_HIGH },
	[OWNER_RATE_LOW] = { "shrunk_rate_low" },
	[OWNER_RATE_HIGH] = { "shrunk_rate_high" },
	[OWNER_RANK] = { "rank", N_("expected rank"), LOOK_NUMBER_OF,
	    OWNER_RANK_LOW, OWNER_RANK_HIGH },
	[OWNER_RANK_LOW] = { "rank_low" },
	[OWNER_RANK_HIGH] = { "rank_high" },
	[OWNER_DAYS] = { "median_days", N_("took"), LOOK_DAYS,
	    OWNER_DAYS_LOW, OWNER_DAYS_HIGH, .drop = 1, .bare = true },
	[OWNER_DAYS_LOW] = { "median_days_low" },
	[OWNER_DAYS_HIGH] = { "median_days_high" },
	[OWNER_VALUE] = { "value", N_("value"), LOOK_AMOUNT,
	    OWNER_VALUE_LOW, OWNER_VALUE_HIGH },
	[OWNER_VALUE_LOW] = { "value_low" },
	[OWNER_VALUE_HIGH] = { "value_high" },
};
const struct columns owner_columns = COLUMNS_OF(owners);

static const struct column stuck[] = {
	[STUCK_ENTITY] = { "entity", N_("entity"), LOOK_TEXT, .whole = true },
	[STUCK_OWNER] = { "owner", N_("owner"), LOOK_TEXT },
	[STUCK_STAGE] = { "stage", N_("stage"), LOOK_TEXT },
	[STUCK_DAYS] = { "days_in_stage", N_("in stage"), LOOK_DAYS },
	[STUCK_AMOUNT] = { "amount", N_("amount"), LOOK_AMOUNT },
};
const struct columns stuck_columns = COLUMNS_OF(stuck);

static const struct column pipeline[] = {
	[PIPELINE_OWNER] = { "owner", N_("owner"), LOOK_TEXT },
	[PIPELINE_OPEN] = { "open", N_("open"), LOOK_COUNT },
	[PIPELINE_STUCK] = { "stuck", N_("of them stuck"), LOOK_COUNT },
	[PIPELINE_EXPECTED] = { "expected", N_("expected"), LOOK_NUMBER_OF,
	    PIPELINE_EXPECTED_LOW, PIPELINE_EXPECTED_HIGH },
	[PIPELINE_EXPECTED_LOW] = { "expected_low" },
	[PIPELINE_EXPECTED_HIGH] = { "expected_high" },
	[PIPELINE_AMOUNT] = { "amount", N_("open amount"), LOOK_AMOUNT,
	    .drop = 1 },
	[PIPELINE_WORTH] = { "expected_amount", N_("expected amount"),
	    LOOK_AMOUNT, PIPELINE_WORTH_LOW, PIPELINE_WORTH_HIGH },
	[PIPELINE_WORTH_LOW] = { "expected_amount_low" },
	[PIPELINE_WORTH_HIGH] = { "expected_amount_high" },
	[PIPELINE_DUE] = { "expected_in_period" },
	[PIPELINE_DUE_LOW] = { "expected_in_period_low" },
	[PIPELINE_DUE_HIGH] = { "expected_in_period_high" },
	[PIPELINE_DUE_WORTH] = { "expected_amount_in_period" },
	[PIPELINE_DUE_WORTH_LOW] = { "expected_amount_in_period_low" },
	[PIPELINE_DUE_WORTH_HIGH] = { "expected_amount_in_period_high" },
};
const struct columns pipeline_columns = COLUMNS_OF(pipeline);

static const struct column quotas[] = {
	[QUOTA_OWNER] = { "owner", N_("owner"), LOOK_TEXT },
	[QUOTA_TARGET] = { "target", N_("target"), LOOK_NUMBER_OF },
	[QUOTA_REACHED] = { "reached", N_("reached"), LOOK_NUMBER_OF },
	[QUOTA_SHARE] = { "reached_share", N_("of it"), LOOK_PERCENT },
	[QUOTA_SO_FAR] = { "so_far", N_("so far"), LOOK_NUMBER_OF },
	[QUOTA_EXPECTED] = { "expected", N_("still expected"),
	    LOOK_NUMBER_OF, QUOTA_EXPECTED_LOW, QUOTA_EXPECTED_HIGH },
	[QUOTA_EXPECTED_LOW] = { "expected_low" },
	[QUOTA_EXPECTED_HIGH] = { "expected_high" },
	[QUOTA_OUTLOOK] = { "outlook_share", N_("then of it"),
	    LOOK_PERCENT, QUOTA_OUTLOOK_LOW, QUOTA_OUTLOOK_HIGH },
	[QUOTA_OUTLOOK_LOW] = { "outlook_share_low" },
	[QUOTA_OUTLOOK_HIGH] = { "outlook_share_high" },
};
const struct columns quota_columns = COLUMNS_OF(quotas);

static const struct column apart[] = {
	[APART_GROUP] = { "group", N_("group"), LOOK_TEXT },
	[APART_COLUMN] = { "column", N_("column"), LOOK_TEXT },
	[APART_RATE] = { "shrunk_rate", N_("shrunk rate"), LOOK_PERCENT,
	    APART_RATE_LOW, APART_RATE_HIGH },
	[APART_RATE_LOW] = { "shrunk_rate_low" },
	[APART_RATE_HIGH] = { "shrunk_rate_high" },
	[APART_USUAL] = { "usual", N_("usual"), LOOK_PERCENT },
	[APART_SIDE] = { "side", N_("it is"), LOOK_TEXT },
};
const struct columns apart_columns = COLUMNS_OF(apart);

static const struct column entries[] = {
	[ENTRIES_PERIOD] = { "period", N_("period"), LOOK_TEXT,
	    .whole = true },
	[ENTRIES_ENTERED] = { "entered", N_("entered"), LOOK_COUNT },
	[ENTRIES_RATE] = { "rate", N_("rate"), LOOK_PERCENT },
	[ENTRIES_USUAL] = { "usual", N_("usual"), LOOK_RANGE,
	    ENTRIES_USUAL_LOW, ENTRIES_USUAL_HIGH },
	[ENTRIES_USUAL_LOW] = { "usual_low" },
	[ENTRIES_USUAL_HIGH] = { "usual_high" },
	[ENTRIES_BEFORE] = { "since_before", N_("before"), LOOK_POINTS },
	[ENTRIES_YEAR_AGO] = { "since_year_ago", N_("year ago"),
	    LOOK_POINTS },
	[ENTRIES_JUDGED] = { "judged", N_("judged"), LOOK_TEXT,
	    .whole = true },
	[ENTRIES_Q] = { "q", "q", LOOK_P },
};
const struct columns entries_columns = COLUMNS_OF(entries);
