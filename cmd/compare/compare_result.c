/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a fold to a result: the age, what is said of it, and a table. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analytics/rates/trend.h"
#include "cmd/compare/compare.h"
#include "cmd/run/folding.h"

/* A side without anybody has no rate, and not one of zero. */
static int
check_filled(const struct compared *c, struct fault *fault)
{
	struct comparison_age all = { .all = true };
	struct compared_fold whole = c->of;

	whole.age = all;
	struct aged_pair n = comparison_whole(&whole, 0);
	bool one = compare_one_sided(c->settings);
	char side[300];
	if (n.before.n && (n.after.n || one))
		return 0;
	compare_side_name(c->settings, n.before.n > 0, side, sizeof side);
	if (outcomes_aged(&c->of.fold->definition->rules))
		return fault_set(fault, FAULT_NO_DATA, "%s: nobody entered "
		    "so early that the window of --within is over", side);
	fault_set(fault, FAULT_NO_DATA, "%s: nobody entered", side);
	/* Under --from and --to every result without anybody says it. */
	return scope_has_bounds(c->scope) ? -1 :
	    scope_advise_span(c->scope, fault);
}

static int
choose_age(struct compared *c, struct fault *fault)
{
	const struct outcomes_definition *d = c->of.fold->definition;
	char as_of[40];

	c->of.age = (struct comparison_age){ .all = true };
	enum status status = d->ages ? comparison_age(c->of.fold, &c->of.sides,
	    &c->of.age) : STATUS_OK;
	if (status == STATUS_OK)
		return 0;
	if (status != STATUS_TOO_FEW)
		return statistic_fault(status, fault);
	scope_time_text(c->scope, c->scope->as_of, as_of);
	return fault_set(fault, FAULT_NO_DATA, "the last one entered at as-of "
	    "(%s), so that there is no age to compare at: %s earlier, or say "
	    "--within", as_of, compare_mode(c->settings) == COMPARE_PERIODS ?
	    message("end --after") : message("end with --to"));
}

static void
say_age(const struct compared *c)
{
	struct aged_pair n = comparison_whole(&c->of, 0);

	if (c->settings->shared.quiet ||
	    outcomes_aged(&c->of.fold->definition->rules))
		return;
	if (!c->of.age.all)
		run_say(c->scope->run, "without --within both sides are "
		    "compared at an age of %.4g days, which everybody had at "
		    "as-of", compare_age_days(c));
	else if (compare_mode(c->settings) == COMPARE_VARIANT &&
	    (c->open[0] || c->open[1]))
		run_say(c->scope->run, "without --within rates are those at "
		    "as-of: %" PRIu64 " of %" PRIu64 " and %" PRIu64 " of %"
		    PRIu64 " are still open, so that there is no test",
		    c->open[0], n.before.n, c->open[1], n.after.n);
}

/*
 * Whether the rate was moving before anything was changed: then the
 * change need not be what moved it.
 */
static void
define_trend(const struct compared *c, struct table *t)
{
	struct count parts[COMPARE_PARTS];
	struct trend moving;
	char text[200];
	size_t at = 0;

	if (!compare_has_parts(c->of.fold->definition))
		return;
	enum status status = comparison_trend(&c->of, COMPARE_PARTS, parts,
	    &moving);
	if (status != STATUS_OK || !(moving.test.p <= 1))
		return;
	for (size_t i = 0; i < COMPARE_PARTS; i++)
		at += (size_t)snprintf(text + at, sizeof text - at,
		    "%s%" PRIu64 "/%" PRIu64, i ? ", " : "", parts[i].k,
		    parts[i].n);
	if (moving.test.p < 1 - scope_level(c->scope) &&
	    !c->settings->shared.quiet)
		run_say(c->scope->run, "the rate was moving inside --before "
		    "already (%s; trend p = %.2g): what is seen need not be "
		    "the change's", text, moving.test.p);
	snprintf(text + at, sizeof text - at, "; trend p = %.12g",
	    moving.test.p);
	table_define(t, "pre_trend", text);
}

struct table *
compare_table(const struct scope *scope, const void *fold,
    struct fault *fault)
{
	struct compared c = { .scope = scope, .of.fold = fold, .settings =
	    (const struct compare_settings *)scope->settings };
	bool parts = scope->nby > (c.settings->variant != NULL);
	bool variants = compare_mode(c.settings) == COMPARE_VARIANT;

	c.of.goal = c.of.fold->definition->goal;
	if (compare_sides(&c, fault) != 0 || check_filled(&c, fault) != 0 ||
	    choose_age(&c, fault) != 0 ||
	    (variants && compare_split(&c, fault) != 0))
		return NULL;
	comparison_open(c.of.fold, &c.of.sides, c.open);
	say_age(&c);
	struct table *t = c.settings->power ? compare_power(&c, fault) :
	    parts ? compare_parts(&c, fault) : compare_rates(&c, fault);
	if (t)
		define_trend(&c, t);
	if (t && variants)
		compare_define_split(&c, t);
	return t;
}
