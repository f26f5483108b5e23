/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/compare/compare.h"

#include <stddef.h>

#define SHARED(member) offsetof(struct settings, member)
#define AT(member) offsetof(struct compare_settings, member)

static const char *const adjusts[] = { "bh", "holm", "by", "none", NULL };

static const struct option_spec options[] = {
	{ "before", 0, OPTION_TEXT, AT(before), "A..B",
	    "the first side: entries from A to B, included", 0, 0 },
	{ "after", 0, OPTION_TEXT, AT(after), "C..D",
	    "the second side", 0, 0 },
	{ "placebo", 0, OPTION_TEXT, AT(placebo), "DATE",
	    "instead --before cut here: nothing should show", 0, 0 },
	{ "variant", 0, OPTION_TEXT, AT(variant), "COL",
	    "column of which variant an entity got", 0, 0 },
	{ "control", 0, OPTION_TEXT, AT(control), "VALUE",
	    "its value on the first side; another is the second", 0, 0 },
	{ "split", 0, OPTION_TEXT, AT(split), "R:R",
	    "how the two were to share entities (1:1)", 0, 0 },
	{ "by", 0, OPTION_LIST, SHARED(by), "COL,…",
	    "instead what of the change is mix, rate, maturity",
	    "report", 0 },
	{ "adjust", 0, OPTION_CHOICE, AT(adjust), "bh|holm|by|none",
	    "how q corrects p for the number of tests (bh)", 0, adjusts },
	{ "power", 0, OPTION_TEXT, AT(power), "DIFFERENCE",
	    "instead how many it takes to see it", 0, 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"what is compared", options, true,
	    "every week-start value key sensitivity total"
};
static const struct option_group *const groups[] = {
	&input_group, &own_group, &goal_group, &funnel_group, RESULT_GROUPS
};

/* What the funnel's options have that has no meaning here. */
static int
check_funnel(const struct compare_settings *s, struct fault *fault)
{
	const struct settings *shared = &s->shared;
	const struct {
		bool given;
		const char *option, *why;
	} refused[] = {
		{ shared->entry > 1, N_("entry best or latest"), N_("attempts "
		    "chosen by their outcome bias what is measured in time") },
		{ shared->count == 2, "count attempts", N_("those of one "
		    "entity are alike, and the tests take them for "
		    "independent") },
	};

	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (refused[i].given)
			return fault_set(fault, FAULT_USAGE, "--%s does not "
			    "go with compare: %s", message(refused[i].option),
			    message(refused[i].why));
	if (s->power && shared->by.n)
		return fault_set(fault, FAULT_USAGE, "--power and --by are "
		    "two results: ask for one");
	return 0;
}

static int
check(struct run *run, struct fault *fault)
{
	struct text_list *by = &((struct settings *)run->settings)->by;

	/* Here it asks for another result: a funnel file does not. */
	if (by->from_file)
		*by = (struct text_list){ 0 };
	return check_funnel(run->settings, fault) != 0 ? -1 :
	    compare_check_sides(run, fault);
}

static const void *
define(const struct scope *scope, struct fault *fault)
{
	return compare_definition(scope, 0, fault);
}

static const char *const undrawn[] = { "power", NULL };

static const struct statistic comparison_statistic = {
	.class = &outcomes_class,
	.define = define,
	.table = compare_table,
	.check = check,
	.undrawn = undrawn,
};

static int
run_compare(struct run *run)
{
	struct compare_settings *s = run->settings;

	if (run->nfiles == 2 && compare_mode(s) == COMPARE_ALL && !s->after &&
	    !s->shared.dry_run)
		return compare_files(run);
	return statistic_run(run);
}

const struct command command_compare = {
	.name = "compare",
	.summary = "before and after, A and B: differences, and what they are "
	    "made of",
	.usage = "--before A..B --after C..D [OPTION]... [FILE]...",
	.examples =
	    "  funnel compare --before 2025-01-01..2025-02-28 --after "
	    "2025-03-01..2025-04-30 --within 30d samples/b2c.csv\n"
	    "  funnel compare --before 2025-01-01..2025-02-28 --after "
	    "2025-03-01..2025-04-30 --by channel samples/b2c.csv\n"
	    "  funnel compare --variant region --control north --having "
	    "'region=north|west' --within 30d "
	    "samples/b2c.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct compare_settings),
	.run = run_compare,
	.statistic = &comparison_statistic,
};
