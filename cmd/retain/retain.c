/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/retain/retain.h"

#include <stddef.h>

#include "cmd/run/folding.h"
#include "cmd/run/statistic.h"

#define SHARED(member) offsetof(struct settings, member)
#define AT(member) offsetof(struct retain_settings, member)

static const char *const modes[] = { "on", "before", "after", "streak",
	NULL };
static const char *const clocks[] = { "calendar", "rolling", NULL };
static const char *const cohorts[] = { "first", "recurring", NULL };

static const struct option_spec options[] = {
	{ "start", 0, OPTION_TEXT, AT(start), "STAGE",
	    "what begins; without it every row is an activity", 0, 0 },
	{ "return", 0, OPTION_TEXT, AT(returns), "STAGE",
	    "what is a return (the stage of --start again)", 0, 0 },
	{ "every", 0, OPTION_CHOICE, SHARED(every),
	    EVERY_ARGUMENT,
	    "cohorts by the date of the start, and periods", "report",
	    every_names },
	{ "periods", 0, OPTION_COUNT, AT(periods), "N",
	    "the last (30 days, 12 weeks or months, 8, 5)", 0, 0 },
	{ "mode", 0, OPTION_CHOICE, AT(mode), "on|after|before|streak",
	    "in period k, in k or later, by k, in each up to k", 0, modes },
	{ "brackets", 0, OPTION_LIST, AT(brackets), "1,3,7,…",
	    "periods together: 1, 2-3, 4-7, …", 0, 0 },
	{ "clock", 0, OPTION_CHOICE, AT(clock), "calendar|rolling",
	    "civil periods, or each entity's own from its start", 0, clocks },
	{ "cohort", 0, OPTION_CHOICE, AT(cohort), "first|recurring",
	    "by the first start, or in each period with a start", 0,
	    cohorts },
	{ "min-events", 0, OPTION_COUNT, AT(min_events), "N",
	    "returns in a period that make it active (1)", 0, 0 },
	{ "project", 0, OPTION_COUNT, AT(project), "N",
	    "N periods more by the shifted-beta-geometric model", 0, 0 },
	{ "wide", 0, OPTION_FLAG, AT(wide), NULL,
	    "rates as a triangle, a row a cohort", 0, 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"retention", options, true, NULL
};
static const struct option_group *const groups[] = {
	&input_group, &own_group, &start_group, RESULT_GROUPS
};

static bool
stageless(const void *settings)
{
	return !((const struct retain_settings *)settings)->start;
}

static struct table *
make_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	const struct retain_settings *s =
	    (const struct retain_settings *)scope->settings;
	struct retention_result result;
	enum status status = retention_finish(fold, s->mode ?
	    (enum retention_mode)(s->mode - 1) : RETENTION_ON,
	    scope_level(scope), s->shared.total && scope->nby, &result);

	if (status == STATUS_TOO_FEW)
		fault_set(fault, FAULT_NO_DATA,
		    "nobody started: no rate, not a rate of zero");
	else if (status != STATUS_OK)
		statistic_fault(status, fault);
	if (status != STATUS_OK)
		return NULL;
	const struct retention_definition *d = retain_define(scope, fault);
	struct table *table = d ? retain_table(scope, d, &result, fault) :
	    NULL;
	retention_result_free(&result);
	return table;
}

static const char *const undrawn[] = { "wide", NULL };

static const struct statistic retention_statistic = {
	.class = &retention_class,
	.define = retain_define,
	.table = make_table,
	.check = retain_check,
	.stageless = stageless,
	.stage_option = "start",
	.undrawn = undrawn,
};

const struct command command_retain = {
	.name = "retain",
	.summary = "retention: who comes back, by cohort and period",
	.usage = "--every day|week|month|quarter [OPTION]... [FILE]...",
	.examples =
	    "  funnel retain --start won --return served --every month "
	    "samples/ecommerce.csv\n"
	    "  funnel retain --every week --wide --entity lead_id "
	    "--time occurred_at samples/b2c.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct retain_settings),
	.run = statistic_run,
	.statistic = &retention_statistic,
};
