/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which tuple of the log is on which side, and in which group. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/group_names.h"
#include "analytics/base/memory.h"
#include "analytics/fold/outcomes_finish.h"
#include "cmd/compare/compare.h"
#include "io/base/nearest.h"

static struct arena *
arena_of(const struct compared *c)
{
	return &c->scope->run->arena;
}

/* Tuples that occur. */
struct tuples {
	uint32_t *all;
	size_t n;
	size_t room;		/* one above the greatest of them */
};

/* Values of the variant column: the control and one other. */
#define VALUES_SHOWN 6

struct values {
	const char *texts[VALUES_SHOWN];
	size_t n;
};

static void
add_value(struct values *v, const char *text)
{
	for (size_t i = 0; i < v->n && i < VALUES_SHOWN; i++)
		if (strcmp(v->texts[i], text) == 0)
			return;
	if (v->n < VALUES_SHOWN)
		v->texts[v->n] = text;
	v->n++;
}

static int
refuse_values(const struct compared *c, const struct values *v, bool control,
    struct fault *fault)
{
	const struct compare_settings *s = c->settings;

	if (!control) {
		const char *near = nearest(s->control, v->texts,
		    v->n < VALUES_SHOWN ? v->n : VALUES_SHOWN);

		fault_set(fault, FAULT_NO_DATA, "--control: nobody who entered "
		    "has %s \"%s\"", s->variant, s->control);
		return fault_suggest(fault, near);
	}
	if (v->n == 0)
		return fault_set(fault, FAULT_NO_DATA, "--variant: everybody "
		    "who entered has %s \"%s\": there is nothing to compare",
		    s->variant, s->control);
	fault_set(fault, FAULT_USAGE, "--variant: beside \"%s\", %s has "
	    "several values; leave one of them, such as --having '%s=%s|%s'",
	    s->control, s->variant, s->variant, s->control,
	    v->texts[0][0] ? v->texts[0] : v->texts[1]);
	for (size_t i = 0; i < v->n && i < VALUES_SHOWN; i++)
		fault_advise(fault, "%s\n", v->texts[i][0] ? v->texts[i] :
		    message("(none)"));
	return v->n > VALUES_SHOWN ? fault_advise(fault, "…\n") : -1;
}

static int
set_variant(struct compared *c, const struct tuples *t, struct fault *fault)
{
	struct values others = { 0 };
	bool control = false;
	uint8_t *sides = arena_alloc(arena_of(c), t->room + 1);

	for (size_t i = 0; i < t->n; i++) {
		size_t len;
		const char *value = scope_group(c->scope, t->all[i],
		    c->scope->nby - 1, &len);

		value = arena_copy(arena_of(c), value, len);
		bool is = strcmp(value, c->settings->control) == 0;
		sides[t->all[i]] = !is;
		control |= is;
		if (!is)
			add_value(&others, value);
	}
	c->of.sides.of_group = sides;
	return control && others.n == 1 ? 0 : refuse_values(c, &others,
	    control, fault);
}

/* Groups by the first columns: the variant is the last. */
static void
set_groups(struct compared *c, const struct tuples *t, size_t columns)
{
	const struct group_columns by = { &c->scope->names, 0, columns,
	    false };
	size_t top = c->settings->shared.top, n, *kept;
	uint32_t *groups = arena_alloc(arena_of(c),
	    (t->room + 1) * sizeof *groups);

	kept = arena_alloc(arena_of(c), (t->n + 1) * sizeof *kept);
	c->groups = arena_alloc(arena_of(c), (t->n + 1) * sizeof *c->groups);
	n = group_names_rank(&by, t->all, t->n, groups);
	for (size_t i = 0; i < t->n; i++)
		c->groups[groups[t->all[i]]] = t->all[i];
	c->of.sides.groups = groups;
	c->of.sides.ngroups = n;
	comparison_keep_top(c->of.fold, &c->of.sides, t->all, t->n, groups,
	    top, kept);
	if (c->of.sides.ngroups == n)
		return;
	for (size_t i = 0; i < top; i++)
		c->groups[i] = c->groups[kept[i]];
	c->groups[top] = GROUP_OTHER;
}

static void
set_periods(struct compared *c)
{
	const struct outcomes_definition *d = c->of.fold->definition;
	struct comparison_sides *s = &c->of.sides;

	memset(s->of_period, SIDE_NONE, sizeof s->of_period);
	s->of_period[0] = 0;
	if (compare_mode(c->settings) == COMPARE_FILES || d->nperiods == 2)
		s->of_period[1] = 1;
	for (size_t p = 0; compare_has_parts(d) && p < d->nperiods; p++)
		s->of_period[p] = p == COMPARE_PARTS;
}

/* In the order of all columns, in which values are told. */
static int
set_tuples(struct compared *c, bool variant, struct fault *fault)
{
	const struct group_columns all = { &c->scope->names, 0,
	    c->scope->nby, false };
	size_t columns = c->scope->nby - variant;
	struct tuples t;

	t.all = outcomes_tuples(c->of.fold, &t.n, &t.room);
	uint32_t *places = memory_array(t.room, sizeof *places);

	group_names_rank(&all, t.all, t.n, places);
	free(places);
	int failed = variant ? set_variant(c, &t, fault) : 0;

	if (!failed && columns)
		set_groups(c, &t, columns);
	free(t.all);
	return failed;
}

int
compare_sides(struct compared *c, struct fault *fault)
{
	enum compare_mode mode = compare_mode(c->settings);
	bool files = mode == COMPARE_FILES;

	c->of.sides = (struct comparison_sides){ .ngroups = 1 };
	for (int i = 0; i < 2; i++)
		c->of.sides.as_of[i] = files ? c->settings->file_as_of[i] :
		    c->scope->as_of;
	set_periods(c);
	return c->scope->nby == 0 ? 0 : set_tuples(c,
	    mode == COMPARE_VARIANT, fault);
}
