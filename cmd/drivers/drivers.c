/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/drivers/drivers.h"

#include <stddef.h>
#include <string.h>

#include "cmd/run/statistic.h"

#define AT(member) offsetof(struct drivers_settings, member)

static const char *const models[] = { "logistic", "none", NULL };

static const struct option_spec options[] = {
	{ "reference", 0, OPTION_REPEAT, AT(references), "COL=V",
	    "what levels of COL are held against (the largest)", 0, 0 },
	{ "top", 0, OPTION_COUNT, AT(top), "N",
	    "the N largest levels, others as (other) (10)", 0, 0 },
	{ "min-n", 0, OPTION_COUNT, AT(min_n), "N",
	    "levels of fewer entities are (other), too (20)", 0, 0 },
	{ "model", 0, OPTION_CHOICE, AT(model), "logistic|none",
	    "attributes beside each other, or each alone", 0,
	    models },
	{ "cluster", 0, OPTION_TEXT, AT(cluster), "COL",
	    "entities that agree in it have something in common", 0, 0 },
	{ "tests", 0, OPTION_FLAG, AT(tests), NULL,
	    "instead: does anything matter, how well it tells", 0,
	    0 },
	{ "value", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "key", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "count", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "every", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "week-start", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "sensitivity", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "total", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ 0 }
};

static const struct option_group groups[] = {
	{ "what is read", input_options, false },
	{ "drivers", options, true },
	{ "the goal", goal_options, true },
	{ "the funnel", funnel_options, true },
	{ "what is written", output_options, false },
	{ "part by part", partial_options, false },
	{ "the engine", engine_options, false },
	{ 0 }
};

/*
 * The cluster is the last of the group columns, and no attribute: where
 * saved folds are merged it stands there already.
 */
static int
add_cluster(struct drivers_settings *s, struct arena *arena,
    struct fault *fault)
{
	struct text_list *by = &s->shared.by;
	const char **items = arena_alloc(arena, (by->n + 1) * sizeof *items);
	size_t n = 0;

	for (size_t i = 0; i < by->n; i++)
		if (strcmp(by->items[i], s->cluster) != 0)
			items[n++] = by->items[i];
	if (n == 0)
		return fault_set(fault, FAULT_USAGE, "--cluster: \"%s\" is "
		    "then no attribute, and --by names no other",
		    s->cluster);
	items[n++] = s->cluster;
	by->items = items;
	by->n = n;
	return 0;
}

static int
check(struct run *run, struct fault *fault)
{
	struct drivers_settings *s = run->settings;

	if (s->shared.by.n == 0)
		return fault_set(fault, FAULT_USAGE, "which attributes? say "
		    "--by COL,...");
	if (s->shared.entry > 1)
		return fault_set(fault, FAULT_USAGE, "--entry best and latest "
		    "choose an entry by what came of it: what goes with "
		    "success then is the choice; drivers look at the first");
	if (s->shared.attribute == 1 + ATTRIBUTE_LAST)
		return fault_set(fault, FAULT_USAGE, "--attribute last is "
		    "known only afterwards, and may be what success left "
		    "behind; drivers are known at entry");
	if (s->tests && !drivers_models(s))
		return fault_set(fault, FAULT_USAGE, "--tests are of the "
		    "model, and --model none has none");
	if (s->cluster && !drivers_models(s))
		return fault_set(fault, FAULT_USAGE, "--cluster is of the "
		    "model, and --model none has none");
	return s->cluster ? add_cluster(s, &run->arena, fault) : 0;
}

static const void *
define(const struct scope *scope, struct fault *fault)
{
	const struct settings *s = scope->settings;
	struct outcomes_definition *d = arena_alloc(&scope->run->arena,
	    sizeof *d);

	*d = (struct outcomes_definition){ .attribute = s->attribute ?
		(enum attribute)(s->attribute - 1) : ATTRIBUTE_ENTRY };
	scope_rules(scope, &d->rules);
	return funnel_goal_step(&scope->funnel, s->goal, &d->goal, fault) ==
	    0 ? d : NULL;
}

static const struct statistic drivers_statistic = {
	.class = &outcomes_class,
	.define = define,
	.table = drivers_table,
	.check = check,
};

const struct command command_drivers = {
	.name = "drivers",
	.summary = "what goes with winning, by itself and beside the rest",
	.usage = "--by COL,... [OPTION]... [FILE]...",
	.examples =
	    "  funnel drivers --within 90d --by channel,owner "
	    "samples/b2b.csv\n"
	    "  funnel drivers --within 90d --by channel --cluster owner "
	    "samples/b2b.csv\n"
	    "  funnel drivers --within 90d --by channel,owner --tests "
	    "samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct drivers_settings),
	.run = statistic_run,
	.statistic = &drivers_statistic,
	.timeless = true,
};
