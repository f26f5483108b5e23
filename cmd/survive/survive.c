/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/survive/survive.h"

#include <stddef.h>

#include "cmd/run/statistic.h"
#include "cmd/run/verdict.h"

#define SHARED(member) offsetof(struct settings, member)
#define AT(member) offsetof(struct survive_settings, member)

static const char *const conf_types[] = { "log-log", "log", "plain", NULL };

static const struct option_spec options[] = {
	{ "start", 0, OPTION_TEXT, AT(start), "STAGE",
	    "from its first event on", 0, 0 },
	{ "end", 0, OPTION_TEXT, AT(end), "STAGE",
	    "to its first event from there on", 0, 0 },
	{ "lost", 0, OPTION_TEXT, SHARED(lost), "V|V",
	    "values that end it otherwise: they compete", 0, 0 },
	{ "at", 0, OPTION_LIST, AT(at), "30d,90d",
	    "the curve at these times only", 0, 0 },
	{ "summary", 0, OPTION_FLAG, AT(summary), NULL,
	    "quantiles and the restricted mean instead", 0, 0 },
	{ "horizon", 0, OPTION_TEXT, AT(horizon), "SPAN",
	    "up to which the mean goes (the last time of all)", 0, 0 },
	{ "tests", 0, OPTION_FLAG, AT(tests), NULL,
	    "whether the groups of --by differ, instead", 0, 0 },
	{ "strata", 0, OPTION_TEXT, AT(strata), "COL",
	    "tests compare groups inside its values only", 0, 0 },
	{ "order-groups", 0, OPTION_LIST, AT(order_groups), "V,V,…",
	    "groups in this order, which a trend goes by", 0, 0 },
	{ "conf-type", 0, OPTION_CHOICE, AT(conf_type), "log-log|log|plain",
	    "how intervals are made", 0, conf_types },
	{ "observed-from", 0, OPTION_TEXT, AT(observed_from), "DATE",
	    "nothing was recorded before: late entry", 0, 0 },
	{ "force-km", 0, OPTION_FLAG, AT(force_km), NULL,
	    "take competing ends for censorings, against advice", 0, 0 },
	{ 0 }
};

static const struct option_spec duration_options[] = {
	{ "duration", 0, OPTION_TEXT, AT(duration), "COL",
	    "column of how long it took, in a unit of its own", 0, 0 },
	{ "status", 0, OPTION_TEXT, AT(status), "COL",
	    "column of how it ended", 0, 0 },
	{ "event-value", 0, OPTION_TEXT, AT(event_value), "V|V",
	    "statuses that are the event (1, yes, true)", 0, 0 },
	{ "competing-value", 0, OPTION_TEXT, AT(competing_value), "V|V",
	    "what ends it otherwise; others are censored", 0, 0 },
	{ 0 }
};

static const struct option_group own_group = {
	"survival", options, true, "week-start value key"
};
static const struct option_group duration_group = {
	"a table of durations", duration_options, true, NULL
};
static const struct option_group *const groups[] = {
	&input_group, &own_group, &duration_group, &start_group, RESULT_GROUPS
};

static int
set_classes(const struct scope *scope, struct lifetimes_definition *d,
    struct fault *fault)
{
	const struct survive_settings *s =
	    (const struct survive_settings *)scope->settings;
	const struct funnel *f = &scope->funnel;
	size_t start, end;

	if (funnel_find_stage(f, "start", s->start, &start, fault) != 0 ||
	    funnel_find_stage(f, "end", s->end, &end, fault) != 0)
		return -1;
	for (size_t c = 0; c < f->nclasses; c++) {
		d->starts[c] = f->classes[c].stages >> start & 1;
		d->ends[c] = f->classes[c].stages >> end & 1;
		d->stages[c] = f->classes[c].stages;
		d->outcomes[c] = f->classes[c].outcome;
	}
	return 0;
}

static const void *
define(const struct scope *scope, struct fault *fault)
{
	const struct survive_settings *s =
	    (const struct survive_settings *)scope->settings;
	struct lifetimes_definition *d = arena_alloc(
	    &scope->run->arena, sizeof *d);

	*d = (struct lifetimes_definition){
		.as_of = scope->as_of,
		.from = scope->from,
		.to = scope->to,
		.late = s->observed_from,
		.second = scope->dates ? 0 : MICROS,
	};
	if (d->late && scope_bound(scope, "observed-from", s->observed_from,
	    false, &d->observed_from, fault) != 0)
		return NULL;
	return set_classes(scope, d, fault) == 0 ? d : NULL;
}

static const char *const undrawn[] = { "at", "summary", "tests", NULL };

static const struct statistic survival_statistic = {
	.class = &lifetimes_class,
	.define = define,
	.table = survive_table,
	.check = survive_check,
	.undrawn = undrawn,
};

static int
run_survive(struct run *run)
{
	const struct survive_settings *s = run->settings;
	struct fault fault = { 0 };

	if (!survive_of_durations(s))
		return statistic_run(run);
	return verdict_check(&s->shared.fail_if, &fault) != 0 ||
	    survive_check(run, &fault) != 0 ? run_fault(run, &fault) :
	    survive_durations(run);
}

const struct command command_survive = {
	.name = "survive",
	.summary = "time to an end: survival, incidence, tests of groups",
	.usage = "--start STAGE --end STAGE [OPTION]... [FILE]...",
	.examples =
	    "  funnel survive --start identified --end won --at 30d,60d,90d "
	    "samples/b2b.csv\n"
	    "  funnel survive --start identified --end won --by channel "
	    "--summary samples/b2c.csv\n"
	    "  funnel survive --start identified --end won --by channel "
	    "--tests samples/b2c.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct survive_settings),
	.run = run_survive,
	.statistic = &survival_statistic,
};
