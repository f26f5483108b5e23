/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/flow/flow.h"

#include <stddef.h>

#include "cmd/run/statistic.h"

#define SHARED(member) offsetof(struct settings, member)
#define AT(member) offsetof(struct flow_settings, member)

static const char *const repeats[] = { "merge", "keep", NULL };

static const struct option_spec options[] = {
	{ "stays", 0, OPTION_FLAG, AT(stays), NULL,
	    "a row a stage: visits, returns, days, medians", 0, 0 },
	{ "passages", 0, OPTION_FLAG, AT(passages), NULL,
	    "first passages: on, lost, open, and back", 0, 0 },
	{ "paths", 0, OPTION_COUNT, AT(paths), "N",
	    "the N ways that most entities went", 0, 0 },
	{ "absorption", 0, OPTION_FLAG, AT(absorption), NULL,
	    "where those in each stage end, by a chain of moves", 0, 0 },
	{ "tests", 0, OPTION_FLAG, AT(tests), NULL,
	    "of --absorption: does the stage before matter?", 0, 0 },
	{ "values", 0, OPTION_FLAG, AT(values), NULL,
	    "every value of --stage is a state, in no order", 0, 0 },
	{ "end", 0, OPTION_TEXT, AT(end), "V|V",
	    "stages that end a way, as outcomes do (the last)", 0, 0 },
	{ "repeats", 0, OPTION_CHOICE, AT(repeats), "merge|keep",
	    "equal stages in a row: one stay, or each its own", 0, repeats },
	{ "lost", 0, OPTION_TEXT, SHARED(lost), "V|V",
	    "values that end a deal", 0, 0 },
	{ "max-paths", 0, OPTION_COUNT, AT(max_paths), "N",
	    "distinct ways of entities (1000000)", 0, 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"moves, or instead", options, true, "week-start value key"
};
static const struct option_group *const groups[] = {
	&input_group, &own_group, &start_group, RESULT_GROUPS
};

static int
check(struct run *run, struct fault *fault)
{
	const struct flow_settings *s = run->settings;

	const char *why = NULL;

	if (s->stays + s->passages + (s->paths > 0) + s->absorption > 1)
		why = N_("--stays, --passages, --paths and --absorption are "
		    "results of their own: ask for one");
	else if (s->passages && s->values)
		why = N_("--passages wants stages in their order; --values "
		    "have none");
	else if (s->tests && !s->absorption)
		why = N_("--tests is of --absorption");
	else if (s->shared.chart && s->shared.by.n && !s->stays)
		why = N_("--chart draws one group, or the --stays of several: "
		    "--where leaves one");
	if (why)
		return fault_set(fault, FAULT_USAGE, "%s", message(why));
	return s->values ? flow_check_values(run, fault) : 0;
}

static bool
stageless(const void *settings)
{
	return ((const struct flow_settings *)settings)->values;
}

static const char *const undrawn[] = { "absorption", NULL };

static const struct statistic flow_statistic = {
	.class = &flow_class,
	.define = flow_define,
	.table = flow_table,
	.check = check,
	.stageless = stageless,
	.undrawn = undrawn,
};

const struct command command_flow = {
	.name = "flow",
	.summary = "from where to where, how long, in circles or on",
	.usage = "[OPTION]... [FILE]...",
	.examples =
	    "  funnel flow samples/b2b.csv\n"
	    "  funnel flow --stays --by channel samples/b2b.csv\n"
	    "  funnel flow --passages samples/b2b.csv | funnel chart\n"
	    "  funnel flow --paths 10 samples/b2b.csv\n"
	    "  funnel flow --absorption samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct flow_settings),
	.run = flow_run,
	.statistic = &flow_statistic,
};
