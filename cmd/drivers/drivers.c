/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/drivers/drivers.h"

#include <stddef.h>

#include "cmd/run/statistic.h"

#define AT(member) offsetof(struct drivers_settings, member)

static const char *const models[] = { "logistic", "cox", "none",
	NULL };

static const struct option_spec options[] = {
	{ "reference", 0, OPTION_REPEAT, AT(references), "COL=V",
	    "what levels of COL are held against (the largest)", 0, 0 },
	{ "bin", 0, OPTION_REPEAT, AT(bins), "COL:N",
	    "a number in N groups of about equal size (4)", 0, 0 },
	{ "number", 0, OPTION_REPEAT, AT(numbers), "COL",
	    "a number as it is, or log:COL: a straight line", 0, 0 },
	{ "landmark", 0, OPTION_SPAN, AT(landmark), "SPAN",
	    "look at who is on the way so long after entry", 0, 0 },
	{ "did", 0, OPTION_LIST, AT(did), "STAGE,…",
	    "attributes: whether they got there by then", 0, 0 },
	{ "top", 0, OPTION_COUNT, AT(top), "N",
	    "the N largest levels, others as (other) (10)", 0, 0 },
	{ "min-n", 0, OPTION_COUNT, AT(min_n), "N",
	    "levels of fewer entities are (other), too (20)", 0, 0 },
	{ "model", 0, OPTION_CHOICE, AT(model), "logistic|cox|none",
	    "of chances, of hazards; or each attribute alone", 0, models },
	{ "firth", 0, OPTION_FLAG, AT(firth), NULL,
	    "penalised: for few, or where levels decide", 0, 0 },
	{ "strata", 0, OPTION_TEXT, AT(strata), "COL",
	    "cox: hazards of their own for each value", 0, 0 },
	{ "cluster", 0, OPTION_TEXT, AT(cluster), "COL",
	    "entities that agree in it have something in common", 0, 0 },
	{ "tests", 0, OPTION_FLAG, AT(tests), NULL,
	    "instead: does anything matter, how well it tells", 0,
	    0 },
	{ 0 }
};

static const struct option_spec table_options[] = {
	{ "status", 0, OPTION_TEXT, AT(status), "COL",
	    "column of how it ended: a row an entity", 0, 0 },
	{ "event-value", 0, OPTION_TEXT, AT(event_value), "V|V",
	    "statuses that are the goal (1, yes, true)", 0, 0 },
	{ "duration", 0, OPTION_TEXT, AT(duration), "COL",
	    "column of how long it took: of --model cox", 0, 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"drivers", options, true,
	    "value key count every week-start sensitivity total"
};
static const struct option_group table_group = {
	"a table of entities", table_options, true, NULL
};
static const struct option_group *const groups[] = {
	&input_group, &own_group, &table_group, &goal_group, &funnel_group,
	RESULT_GROUPS
};

static const char *const undrawn[] = { "tests", NULL };

static const struct statistic drivers_statistic = {
	.class = &drivers_class,
	.define = drivers_define,
	.table = drivers_table,
	.check = drivers_check,
	.repeat_tuples = true,
	.undrawn = undrawn,
};

static int
run_drivers(struct run *run)
{
	return drivers_of_table(run->settings) ? drivers_rows(run) :
	    statistic_run(run);
}

const struct command command_drivers = {
	.name = "drivers",
	.summary = "what goes with winning, by itself and beside the rest",
	.usage = "--by COL,... [OPTION]... [FILE]...",
	.examples =
	    "  funnel drivers --within 90d --by channel,owner "
	    "samples/b2b.csv\n"
	    "  funnel drivers --within 90d --by channel --cluster owner "
	    "samples/b2b.csv\n"
	    "  funnel drivers --within 90d --landmark 7d --did contacted "
	    "samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct drivers_settings),
	.run = run_drivers,
	.statistic = &drivers_statistic,
	.timeless = true,
};
