/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/compare.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "analytics/trend.h"

#define AT(member) offsetof(struct compare_settings, member)

static const char *const adjusts[] = { "bh", "holm", "by", "none", NULL };

static const struct option_spec options[] = {
	{ "before", 0, OPTION_TEXT, AT(before), "A..B",
	    "the first side: entries from A to B, included", 0, 0 },
	{ "after", 0, OPTION_TEXT, AT(after), "C..D",
	    "the second side", 0, 0 },
	{ "placebo", 0, OPTION_TEXT, AT(placebo), "DATE",
	    "instead --before up to and from a date: nothing should show",
	    0, 0 },
	{ "variant", 0, OPTION_TEXT, AT(variant), "COL",
	    "column of which variant an entity got", 0, 0 },
	{ "control", 0, OPTION_TEXT, AT(control), "VALUE",
	    "the first side: its value there; any other is the second", 0,
	    0 },
	{ "goal", 0, OPTION_TEXT, AT(goal), "STAGE",
	    "of the overall rate and of --by (the last stage)", 0, 0 },
	{ "adjust", 0, OPTION_CHOICE, AT(adjust), "bh|holm|by|none",
	    "how q corrects p for the number of tests (bh)", 0, adjusts },
	{ "power", 0, OPTION_TEXT, AT(power), "DIFFERENCE",
	    "instead how many it takes to see it, and what these see", 0, 0 },
	{ 0 }
};

static const struct option_group groups[] = {
	{ "what is read", input_options, false },
	{ "what is compared", options, true },
	{ "the funnel", funnel_options, true },
	{ "what is written", output_options, false },
	{ "part by part", partial_options, false },
	{ "the engine", engine_options, false },
	{ 0 }
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
		{ shared->every, "every", "the periods are --before and "
		    "--after" },
		{ shared->entry > 1, "entry best or latest", "attempts "
		    "chosen by their outcome bias what is measured in time" },
		{ shared->count == 2, "count attempts", "those of one entity "
		    "are alike, and the tests take them for independent" },
		{ shared->value, "value", "rates are compared" },
		{ shared->sensitivity, "sensitivity", "it is of convert" },
		{ shared->total, "total", "all groups together are always "
		    "there" },
	};
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (refused[i].given)
			return fault_set(fault, FAULT_USAGE, "--%s does not "
			    "go with compare: %s", refused[i].option,
			    refused[i].why);
	if (s->power && shared->by.n)
		return fault_set(fault, FAULT_USAGE, "--power and --by are "
		    "two results: ask for one");
	return 0;
}

static int
check(struct run *run, struct fault *fault)
{
	return check_funnel(run->settings, fault) != 0 ? -1 :
	    compare_check_sides(run, fault);
}

static int
find_goal(const struct scope *scope, size_t *out, struct fault *fault)
{
	const struct compare_settings *s =
	    (const struct compare_settings *)scope->settings;
	const struct funnel *f = &scope->funnel;
	size_t stage, steps = 0;
	for (size_t k = 0; k < f->nstages; k++)
		steps += !(f->optional >> k & 1);
	if (steps < 2)
		return fault_set(fault, FAULT_USAGE, "--stages: a rate wants "
		    "two stages: from where to where");
	*out = steps - 1;
	if (!s->goal)
		return 0;
	if (funnel_find_stage(f, "goal", s->goal, &stage, fault) != 0)
		return -1;
	if (stage == 0 || f->optional >> stage & 1)
		return fault_set(fault, FAULT_USAGE, "--goal: \"%s\" %s",
		    s->goal, stage ? "is optional: nobody has to get there" :
		    "is the entry");
	for (*out = 0; stage > 0; stage--)
		*out += !(f->optional >> stage & 1);
	return 0;
}

const struct outcomes_definition *
compare_definition(const struct scope *scope, size_t file,
    struct fault *fault)
{
	const struct compare_settings *s =
	    (const struct compare_settings *)scope->settings;
	enum compare_mode mode = compare_mode(s);
	struct outcomes_definition *d = arena_alloc(
	    &((struct run *)scope->run)->arena, sizeof *d);
	if (!d) {
		fault_set(fault, FAULT_INPUT, "out of memory");
		return NULL;
	}
	d->period = file;
	d->attribute = s->shared.attribute ? (enum attribute)
	    (s->shared.attribute - 1) : ATTRIBUTE_ENTRY;
	scope_rules(scope, &d->rules);
	d->ages = !outcomes_aged(&d->rules) && mode != COMPARE_VARIANT &&
	    mode != COMPARE_ALL;
	return find_goal(scope, &d->goal, fault) == 0 &&
	    compare_periods(scope, d, fault) == 0 ? d : NULL;
}

static const void *
define(const struct scope *scope, struct fault *fault)
{
	return compare_definition(scope, 0, fault);
}

static double
age_days(const struct compared *c)
{
	return c->scope->dates ? (double)c->age.age :
	    (double)c->age.age / DAY_MICROS;
}

struct table *
compare_table_new(const struct compared *c, const char *const *names,
    size_t ncolumns)
{
	struct table *t = table_new(names, ncolumns);
	const struct compare_settings *s = c->settings;
	struct scope scope = *c->scope;
	char text[80] = "the window", key[16];
	/* The variant is no group. */
	scope.nby -= s->variant != NULL;
	if (!c->age.all)
		snprintf(text, sizeof text, "%.12g d", age_days(c));
	else if (!outcomes_aged(&c->fold->definition->rules))
		snprintf(text, sizeof text, "none: rates at as-of, %" PRIu64
		    " and %" PRIu64 " open", c->open[0], c->open[1]);
	int failed = !t || scope_define(&scope, t) != 0 ||
	    table_define(t, "equal_age", text) != 0;
	for (int i = 0; i < 2 && s->file_names[0] && !failed; i++) {
		failed = table_define(t, i ? "after" : "before",
		    s->file_names[i]);
		scope_time_text(c->scope, s->file_as_of[i], text);
		snprintf(key, sizeof key, "%s_to", i ? "after" : "before");
		failed |= table_define(t, key, text);
	}
	if (!failed)
		return t;
	table_free(t);
	return NULL;
}

/* A side without anybody has no rate, and not one of zero. */
static int
check_filled(const struct compared *c, struct fault *fault)
{
	struct comparison_age all = { .all = true };
	struct compared whole = *c;
	whole.age = all;
	struct aged_pair n = compare_count(&whole, 0);
	bool one = compare_one_sided(c->settings);
	char side[300];
	if (n.before.n && (n.after.n || one))
		return 0;
	compare_side_name(c->settings, n.before.n > 0, side, sizeof side);
	if (outcomes_aged(&c->fold->definition->rules))
		return fault_set(fault, FAULT_NO_DATA, "%s: nobody entered "
		    "so early that the window of --within is over", side);
	return fault_set(fault, FAULT_NO_DATA, "%s: nobody entered", side);
}

static int
settle_age(struct compared *c, struct fault *fault)
{
	const struct outcomes_definition *d = c->fold->definition;
	char as_of[40];
	c->age = (struct comparison_age){ .all = true };
	if (!d->ages || comparison_age(c->fold, &c->sides, &c->age) ==
	    STATUS_OK)
		return 0;
	scope_time_text(c->scope, c->scope->as_of, as_of);
	return fault_set(fault, FAULT_NO_DATA, "the last one entered at as-of "
	    "(%s), so that there is no age to compare at: %s earlier, or say "
	    "--within", as_of, compare_mode(c->settings) == COMPARE_PERIODS ?
	    "end --after" : "end with --to");
}

static void
say_age(const struct compared *c)
{
	struct aged_pair n = compare_count(c, 0);
	if (c->settings->shared.quiet ||
	    outcomes_aged(&c->fold->definition->rules))
		return;
	if (!c->age.all)
		run_say(c->scope->run, "without --within both sides are "
		    "compared at an age of %.4g days, which everybody had at "
		    "as-of", age_days(c));
	else if (c->open[0] || c->open[1])
		run_say(c->scope->run, "without --within rates are those at "
		    "as-of: %" PRIu64 " of %" PRIu64 " and %" PRIu64 " of %"
		    PRIu64 " are still open, so that there is no test",
		    c->open[0], n.before.n, c->open[1], n.after.n);
}

/*
 * Whether the rate was moving before anything was changed: then the
 * change need not be what moved it.
 */
static int
define_trend(const struct compared *c, struct table *t)
{
	struct count parts[COMPARE_PARTS];
	struct compared part = *c;
	struct trend moving;
	char text[200];
	size_t at = 0;
	if (!compare_has_parts(c->fold->definition))
		return 0;
	for (size_t i = 0; i < COMPARE_PARTS; i++) {
		memset(part.sides.of_period, SIDE_NONE,
		    sizeof part.sides.of_period);
		part.sides.of_period[i] = 0;
		struct aged_pair of = compare_count(&part, 0);
		struct aged_pair to = compare_count(&part, c->goal);
		parts[i] = (struct count){ to.before.within, of.before.n };
		at += (size_t)snprintf(text + at, sizeof text - at,
		    "%s%" PRIu64 "/%" PRIu64, i ? ", " : "", parts[i].k,
		    parts[i].n);
	}
	if (trend(parts, NULL, COMPARE_PARTS, &moving) != STATUS_OK ||
	    !(moving.test.p <= 1))
		return 0;
	snprintf(text + at, sizeof text - at, "; trend p = %.12g",
	    moving.test.p);
	if (moving.test.p < 1 - scope_level(c->scope) &&
	    !c->settings->shared.quiet)
		run_say(c->scope->run, "the rate was moving inside --before "
		    "already (%s): what is seen need not be the change's",
		    text);
	return table_define(t, "pre_trend", text);
}

static struct table *
make_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	struct compared c = { .scope = scope, .fold = fold, .settings =
	    (const struct compare_settings *)scope->settings };
	bool parts = scope->nby > (c.settings->variant != NULL);
	c.goal = c.fold->definition->goal;
	if (compare_sides(&c, fault) != 0 || check_filled(&c, fault) != 0 ||
	    settle_age(&c, fault) != 0)
		return NULL;
	comparison_open(c.fold, &c.sides, c.open);
	say_age(&c);
	struct table *t = c.settings->power ? compare_power(&c, fault) :
	    parts ? compare_parts(&c, fault) : compare_rates(&c, fault);
	if (!t || define_trend(&c, t) == 0)
		return t;
	table_free(t);
	fault_set(fault, FAULT_INPUT, "out of memory");
	return NULL;
}

/* Text is in blocks of a term: mix, rate, maturity, the whole. */
static size_t
block_columns(const struct scope *scope)
{
	const struct compare_settings *s =
	    (const struct compare_settings *)scope->settings;
	return scope->nby > (s->variant != NULL);
}

static const struct statistic comparison_statistic = {
	&outcomes_class, define, make_table, NULL, block_columns, check,
	NULL, compare_view,
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
