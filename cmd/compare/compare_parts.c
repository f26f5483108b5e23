/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a change is mix, rate and maturity, by group. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/compare/compare.h"
#include "cmd/results/compare_columns.h"
#include "io/text/text.h"

static const char *const terms[] = { "mix", "rate", "maturity", "total" };
#define TERMS (sizeof terms / sizeof terms[0])

static const struct effect *
effect_of(const struct decomposition_row *row, size_t term)
{
	const struct effect *const effects[TERMS] = { &row->mix, &row->rate,
	    &row->maturity, &row->total };

	return effects[term];
}

/* tuple NULL: of all groups. */
static void
put_row(struct table *t, const struct compared *c, const char *term,
    const uint32_t *tuple, const struct effect *e)
{
	const struct scope groups = compare_groups_scope(c);

	table_add_row(t);
	table_word(t, PARTS_TERM, term);
	scope_keys(&groups, t, tuple ? *tuple : 0, !tuple);
	table_range(t, PARTS_CHANGE, e->estimate, e->low, e->high);
}

static void
put_rows(struct table *t, const struct compared *c,
    const struct decomposition *d)
{
	for (size_t term = 0; term < TERMS; term++) {
		for (size_t g = 0; g < c->of.sides.ngroups; g++)
			put_row(t, c, terms[term], &c->groups[g],
			    effect_of(&d->groups[g], term));
		put_row(t, c, terms[term], NULL, effect_of(&d->all, term));
	}
}

static void
define_number(struct table *t, const char *key, double number)
{
	char text[40];

	snprintf(text, sizeof text, "%.12g", number);
	table_define(t, key, text);
}

static double
rate_of(uint64_t k, uint64_t n)
{
	return (double)k / n;
}

/* Where the change begins and ends, for whoever draws it. */
static void
define_parts(struct table *t, const struct compared *c,
    const struct bootstrap_options *o, const struct decomposition *d)
{
	struct aged_pair all = comparison_whole(&c->of, c->of.goal);
	char text[80];

	snprintf(text, sizeof text, "seed %" PRIu32 ", %zu replicates",
	    o->seed, o->replicates);
	define_number(t, "before_as_of",
	    rate_of(all.before.reached, all.before.n));
	define_number(t, "after_as_of",
	    rate_of(all.after.reached, all.after.n));
	define_number(t, "before_equal_age",
	    rate_of(all.before.within, all.before.n));
	define_number(t, "after_equal_age",
	    rate_of(all.after.within, all.after.n));
	define_number(t, "before_equal_mix", d->before);
	define_number(t, "after_equal_mix", d->after);
	table_define(t, "simpson", d->simpson ? "true" : "false");
	table_define(t, "every_group", d->every_group ? "true" : "false");
	table_define(t, "bootstrap", text);
}

static void
say_simpson(const struct compared *c, const struct decomposition *d)
{
	char all[TEXT_NUMBER], rates[TEXT_NUMBER], mix[TEXT_NUMBER];
	char maturity[TEXT_NUMBER];

	if (!d->simpson || c->settings->shared.quiet)
		return;
	text_points(d->all.total.estimate, all);
	text_points(d->all.rate.estimate, rates);
	text_points(d->all.mix.estimate, mix);
	text_points(d->all.maturity.estimate, maturity);
	run_say(c->scope->run, "Simpson: the whole went %s points, and the "
	    "rates inside the groups %s (%s); the rest is mix %s and "
	    "maturity %s", all, rates, d->every_group ?
	    message("in every group") : message("though not in every group"),
	    mix, maturity);
}

static int
status_fault(const struct compared *c, enum status status,
    struct fault *fault)
{
	if (status != STATUS_LIMIT)
		return fault_set(fault, FAULT_INPUT, "%s",
		    message(status_sentence(status)));
	if (c->of.sides.ngroups > DECOMPOSITION_GROUPS_MAX)
		return fault_set(fault, FAULT_USAGE, "--by: %zu groups are "
		    "more than can be taken apart (%d); --top N keeps the "
		    "largest", c->of.sides.ngroups, DECOMPOSITION_GROUPS_MAX);
	return fault_set(fault, FAULT_INPUT, "--by: more than 2^36 entities");
}

static int
fill(struct table *t, const struct compared *c, struct aged_pair *groups,
    struct decomposition *d, struct fault *fault)
{
	struct bootstrap_options o = BOOTSTRAP_DEFAULT;

	o.level = scope_level(c->scope);
	comparison_count(c->of.fold, &c->of.sides, &c->of.age, c->of.goal,
	    groups);
	enum status status = decomposition(groups, c->of.sides.ngroups, &o, d);
	if (status != STATUS_OK)
		return status_fault(c, status, fault);
	say_simpson(c, d);
	define_parts(t, c, &o, d);
	put_rows(t, c, d);
	return 0;
}

static struct table *
empty_table(const struct compared *c)
{
	struct table *t = table_new(&compare_parts_columns);
	const struct scope groups = compare_groups_scope(c);

	table_has_column(t, PARTS_TERM);
	scope_has_groups(&groups, t);
	table_has_columns(t, PARTS_CHANGE, PARTS_CHANGE_HIGH);
	compare_define(c, t);
	return t;
}

struct table *
compare_parts(const struct compared *c, struct fault *fault)
{
	size_t n = c->of.sides.ngroups;
	struct table *t = empty_table(c);
	struct aged_pair *groups = memory_zeroed(n + 1, sizeof *groups);
	struct decomposition d = { .groups = memory_zeroed(n + 1,
	    sizeof *d.groups) };
	int failed = fill(t, c, groups, &d, fault);

	free(groups);
	free(d.groups);
	if (!failed)
		return t;
	table_free(t);
	return NULL;
}
