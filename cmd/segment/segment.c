/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/segment/segment_private.h"

#include <stddef.h>

#include "cmd/run/statistic.h"

#define SHARED(member) offsetof(struct settings, member)
#define AT(member) offsetof(struct segment_settings, member)

static const char *const intervals[] = { "wilson", "clopper-pearson",
	"jeffreys", "agresti-coull", "mid-p", "likelihood", "arcsine",
	"logit", "wilson-cc", "jeffreys-raw", "wald", "wald-cc", NULL };
static const char *const differences[] = { "newcombe",
	"miettinen-nurminen", "agresti-caffo", "mee", "newcombe-cc", "wald",
	"wald-cc", NULL };
static const char *const adjusts[] = { "bh", "holm", "by", "none",
	"bonferroni", "hochberg", "hommel", NULL };

static const struct option_spec options[] = {
	{ "measure", 0, OPTION_TEXT, AT(measure), "COL",
	    "instead a number, from the event that got there", 0, 0 },
	{ "stat", 0, OPTION_CHOICE, AT(stat), "mean|median|sum|nps|csat",
	    "what is made of the numbers", 0,
	    segment_statistics },
	{ "satisfied", 0, OPTION_TEXT, AT(satisfied), "N",
	    "csat: answers from here up are (4)", 0, 0 },
	{ "bin", 0, OPTION_TEXT, AT(bin), "COL:N",
	    "N groups of equal counts by it; COL:5,10: at cuts", 0, 0 },
	{ "rfm", 0, OPTION_COUNT, AT(rfm), "N",
	    "groups by recency, frequency, --value: 1 to N each", 0, 0 },
	{ "purchase", 0, OPTION_TEXT, AT(purchase), "STAGE",
	    "what --rfm counts (the stage of --goal)", 0, 0 },
	{ "interval", 0, OPTION_CHOICE, AT(interval),
	    "wilson|clopper-pearson|jeffreys|…",
	    "of a rate", 0, intervals },
	{ "diff-interval", 0, OPTION_CHOICE, AT(diff_interval),
	    "newcombe|miettinen-nurminen|…",
	    "of a difference of rates", 0, differences },
	{ "adjust", 0, OPTION_CHOICE, AT(adjust), "bh|holm|by|none",
	    "how q corrects p for the number of tests", 0, adjusts },
	{ "target", 0, OPTION_LEVEL, AT(target), "RATE",
	    "compare each rate with it, not with all others", 0, 0 },
	{ "shrink", 0, OPTION_FLAG, AT(shrink), NULL,
	    "draw rates of small groups to the usual; rank them", 0, 0 },
	{ "tests", 0, OPTION_FLAG, AT(tests), NULL,
	    "whether the groups differ at all, instead", 0, 0 },
	{ "strata", 0, OPTION_TEXT, AT(strata), "COL",
	    "tests compare two groups inside its values", 0, 0 },
	{ "split", 0, OPTION_TEXT, AT(split), "R:R",
	    "tests: were two groups to share entities so?", 0, 0 },
	{ "min-n", 0, OPTION_COUNT, AT(min_n), "N",
	    "show groups of N and more; all are tested", 0, 0 },
	{ "top", 0, OPTION_COUNT, AT(top), "N",
	    "show the N largest groups; all are tested", 0, 0 },
	{ "value", 0, OPTION_TEXT, SHARED(value), "COL",
	    "column of the amount of a purchase, for --rfm", "input", 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"segments", options, true, "count every week-start sensitivity"
};
static const struct option_group *const groups[] = {
	&input_group, &own_group, &goal_group, &funnel_group, RESULT_GROUPS
};

static int
find_goal(const struct scope *scope, const struct segment_settings *s,
    struct outcomes_definition *d, struct fault *fault)
{
	const struct funnel *f = &scope->funnel;
	const char *goal = s->shared.goal;
	size_t stage;

	if (funnel_goal(f, s->purchase ? "purchase" : "goal",
	    s->purchase ? s->purchase : goal, &d->purchase, fault) != 0)
		return -1;
	if (!s->measure)
		return funnel_goal_step(f, goal, &d->goal, fault);
	if (funnel_goal(f, "goal", goal, &stage, fault) != 0)
		return -1;
	d->goal = funnel_step(f, stage);
	return 0;
}

static const void *
define(const struct scope *scope, struct fault *fault)
{
	const struct segment_settings *s =
	    (const struct segment_settings *)scope->settings;
	struct outcomes_definition *d = arena_alloc(
	    &scope->run->arena, sizeof *d);

	*d = (struct outcomes_definition){
		.attribute = scope->attribute,
		.records = s->measure || s->bin || s->rfm,
		.purchases = s->rfm,
	};
	scope_rules(scope, &d->rules);
	return find_goal(scope, s, d, fault) == 0 &&
	    scope_check_attribute(scope, d->goal, fault) == 0 ? d : NULL;
}

static const char *const undrawn[] = { "tests", NULL };

static const struct statistic segment_outcomes = {
	.class = &outcomes_class,
	.define = define,
	.table = segment_table,
	.check = segment_check,
	.undrawn = undrawn,
};

const struct command command_segment = {
	.name = "segment",
	.summary = "groups compared: which differ, by how much, is it real",
	.usage = "--by COL,... [OPTION]... [FILE]...",
	.examples =
	    "  funnel segment --by channel --within 90d samples/b2b.csv\n"
	    "  funnel segment --by owner --goal won --within 90d --shrink "
	    "samples/b2b.csv\n"
	    "  funnel segment --by channel --goal served --measure score "
	    "--stat nps samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct segment_settings),
	.run = statistic_run,
	.statistic = &segment_outcomes,
	.timeless = true,
};
