/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/forecast/forecast.h"

#include <stddef.h>

#include "cmd/run/folding.h"
#include "cmd/run/statistic.h"
#include "io/write/table.h"

#define SHARED(member) offsetof(struct settings, member)
#define AT(member) offsetof(struct forecast_settings, member)

static const char *const seasons[] = { "month", NULL };
static const char *const calendars[] = { "month", "quarter", NULL };

static const struct option_spec options[] = {
	{ "until", 0, OPTION_LIST, AT(until), "DATE,…",
	    "to the end of these days, behind as-of", 0, 0 },
	{ "quota", 0, OPTION_TEXT, AT(quota), "N",
	    "the chance to win so much (so many: no --value)",
	    "report", 0 },
	{ "quota-from", 0, OPTION_TEXT, AT(quota_from), "DATE",
	    "wins count from here on (the quarter of --until)", "report",
	    0 },
	{ "deals", 0, OPTION_FLAG, AT(deals), NULL,
	    "a row an open deal, with its chance", 0, 0 },
	{ "backtest", 0, OPTION_COUNT, AT(backtest), "N",
	    "N past forecasts against what came, instead", 0, 0 },
	{ "calibrate", 0, OPTION_FLAG, AT(calibrate), NULL,
	    "intervals as wide as past forecasts ask for", 0, 0 },
	{ "arrivals", 0, OPTION_TEXT, AT(arrivals), "90d|none",
	    "new deals come as in so many days (90d)", 0, 0 },
	{ "season", 0, OPTION_CHOICE, AT(season), "month",
	    "… times what the month had in two years or more", 0, seasons },
	{ "close-calendar", 0, OPTION_CHOICE, AT(close_calendar),
	    "month|quarter", "deals close as it ends, whatever their age",
	    0, calendars },
	{ "observed-from", 0, OPTION_TEXT, AT(observed_from), "DATE",
	    "nothing was recorded before: late entry", 0, 0 },
	{ "probability", 0, OPTION_TEXT, AT(probability), "STAGE=P",
	    "refused: chances are what deals did, by age", 0, 0 },
	{ "value", 0, OPTION_TEXT, SHARED(value), "COL",
	    "column of a deal's amount, the latest counts", "input", 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"the forecast", options, true,
	    "within step-within min-gap calendar every week-start top "
	    "sensitivity"
};
static const struct option_group *const groups[] = {
	&input_group, &own_group, &goal_group, &funnel_group, RESULT_GROUPS
};

static struct table *
make_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	const struct forecast_settings *s = forecast_settings(scope);
	struct forecast_result result;
	struct forecast_ask ask;
	struct table *table = NULL;
	enum status status;

	if (forecast_ask(scope, &ask, fault) != 0)
		return NULL;
	status = forecast_finish(fold, &ask, s->shared.total && scope->nby,
	    &result);
	if (status != STATUS_OK) {
		statistic_fault(status, fault);
	} else {
		forecast_sort(scope, &result);
		forecast_say(scope, fold, &ask, &result);
		table = s->backtest ? forecast_backtest_table(scope, &ask,
		    &result) : forecast_parts_table(scope, fold, &ask,
		    &result, fault);
	}
	forecast_result_free(&result);
	return table;
}

static const struct statistic forecast_statistic = {
	.class = &forecast_class,
	.define = forecast_define,
	.table = make_table,
	.check = forecast_check,
};

static int
run(struct run *this)
{
	const struct forecast_settings *s = this->settings;

	return s->deals && !s->shared.dry_run ? forecast_deals(this) :
	    statistic_run(this);
}

const struct command command_forecast = {
	.name = "forecast",
	.summary = "the open pipeline: what it will bring by a date",
	.usage = "--until DATE,... [OPTION]... [FILE]...",
	.examples =
	    "  funnel forecast --until 2025-07-31,2025-08-31 --value amount "
	    "samples/b2b.csv\n"
	    "  funnel forecast --until 2025-09-30 --value amount --deals "
	    "samples/b2b.csv\n"
	    "  funnel forecast --until 2025-07-31 --backtest 6 "
	    "samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct forecast_settings),
	.run = run,
	.statistic = &forecast_statistic,
};
