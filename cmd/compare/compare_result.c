/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a fold to a result: the age, what is said of it, and a table. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analytics/rates/trend.h"
#include "cmd/compare/compare.h"
#include "cmd/run/folding.h"

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
	enum status status = d->ages ? comparison_age(c->fold, &c->sides,
	    &c->age) : STATUS_OK;
	if (status == STATUS_OK)
		return 0;
	if (status != STATUS_TOO_FEW)
		return statistic_fault(status, fault);
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
	if (moving.test.p < 1 - scope_level(c->scope) &&
	    !c->settings->shared.quiet)
		run_say(c->scope->run, "the rate was moving inside --before "
		    "already (%s; trend p = %.2g): what is seen need not be "
		    "the change's", text, moving.test.p);
	snprintf(text + at, sizeof text - at, "; trend p = %.12g",
	    moving.test.p);
	return table_define(t, "pre_trend", text);
}

struct table *
compare_table(const struct scope *scope, const void *fold,
    struct fault *fault)
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
