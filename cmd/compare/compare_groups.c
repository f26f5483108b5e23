/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which tuple of the log is on which side, and in which group. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/compare/compare.h"
#include "io/base/nearest.h"

static int
no_memory(struct fault *fault)
{
	return fault_set(fault, FAULT_INPUT, "out of memory");
}

static struct arena *
arena_of(const struct compared *c)
{
	return &((struct run *)c->scope->run)->arena;
}

/* Tuples that occur, each once, by bytes. */
struct tuples {
	uint32_t *all;
	size_t n;
	size_t room;		/* one above the greatest of them */
};

static int
by_bytes(const void *a, const void *b, void *scope)
{
	return scope_compare(scope, *(const uint32_t *)a,
	    *(const uint32_t *)b);
}

static int
list_tuples(const struct compared *c, struct tuples *t, struct fault *fault)
{
	const struct cohort_index *index = &c->fold->index;
	*t = (struct tuples){ arena_alloc(arena_of(c),
	    (index->n + 1) * sizeof *t->all), 0, 0 };
	if (!t->all)
		return no_memory(fault);
	for (size_t i = 0; i < index->n; i++) {
		uint32_t tuple = index->keys[i].group;
		t->all[i] = tuple;
		t->room = tuple + 1 > t->room ? tuple + 1 : t->room;
	}
	qsort_r(t->all, index->n, sizeof *t->all, by_bytes,
	    (void *)c->scope);
	/* One in several periods is there several times. */
	for (size_t i = 0; i < index->n; i++)
		if (i == 0 || t->all[i] != t->all[t->n - 1])
			t->all[t->n++] = t->all[i];
	return 0;
}

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
		return fault_set(fault, FAULT_NO_DATA, "--control: nobody who "
		    "entered has %s \"%s\"%s%s%s", s->variant, s->control,
		    near ? "; did you mean \"" : "", near ? near : "",
		    near ? "\"?" : "");
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
		    "(none)");
	return v->n > VALUES_SHOWN ? fault_advise(fault, "…\n") : -1;
}

static int
set_variant(struct compared *c, const struct tuples *t, struct fault *fault)
{
	struct values others = { 0 };
	bool control = false;
	uint8_t *sides = arena_alloc(arena_of(c), t->room + 1);
	if (!sides)
		return no_memory(fault);
	for (size_t i = 0; i < t->n; i++) {
		size_t len;
		const char *value = scope_group(c->scope, t->all[i],
		    c->scope->nby - 1, &len);
		value = arena_copy(arena_of(c), value, len);
		if (!value)
			return no_memory(fault);
		bool is = strcmp(value, c->settings->control) == 0;
		sides[t->all[i]] = !is;
		control |= is;
		if (!is)
			add_value(&others, value);
	}
	c->sides.of_group = sides;
	return control && others.n == 1 ? 0 : refuse_values(c, &others,
	    control, fault);
}

/* "web, north": the columns of the groups, (none) for empty ones. */
static const char *
group_name(const struct compared *c, uint32_t tuple, size_t columns)
{
	struct buffer text = { 0 };
	bool fine = true;
	for (size_t i = 0; i < columns && fine; i++) {
		size_t len;
		const char *value = scope_group(c->scope, tuple, i, &len);
		fine = (i == 0 || buffer_add(&text, ", ", 2)) &&
		    (len ? buffer_add(&text, value, len) :
		    buffer_add(&text, "(none)", 6));
	}
	const char *name = fine ? arena_copy(arena_of(c), text.bytes,
	    text.len) : NULL;
	buffer_free(&text);
	return name;
}

static bool
same_group(const struct compared *c, uint32_t a, uint32_t b, size_t columns)
{
	for (size_t i = 0; i < columns; i++) {
		size_t x_len, y_len;
		const char *x = scope_group(c->scope, a, i, &x_len);
		const char *y = scope_group(c->scope, b, i, &y_len);
		if (x_len != y_len || memcmp(x, y, x_len) != 0)
			return false;
	}
	return true;
}

static int
set_groups(struct compared *c, const struct tuples *t, size_t columns,
    struct fault *fault)
{
	size_t n = 0;
	uint32_t *numbers = arena_alloc(arena_of(c),
	    (t->room + 1) * sizeof *numbers);
	c->groups = arena_alloc(arena_of(c), (t->n + 1) * sizeof *c->groups);
	if (!numbers || !c->groups)
		return no_memory(fault);
	for (size_t i = 0; i < t->n; i++) {
		/* The variant is the last column: groups lie together. */
		if (i == 0 || !same_group(c, t->all[i - 1], t->all[i],
		    columns)) {
			c->groups[n] = group_name(c, t->all[i], columns);
			if (!c->groups[n++])
				return no_memory(fault);
		}
		numbers[t->all[i]] = (uint32_t)n - 1;
	}
	c->sides.groups = numbers;
	c->sides.ngroups = n;
	return 0;
}

/* A group with what it is ranked by. */
struct ranked {
	uint64_t n;
	uint32_t group;
};

static int
by_size(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return x->group < y->group ? -1 : 1;
}

/* The largest keep their order and places, the others become one. */
static int
keep_top(struct compared *c, const struct tuples *t, struct fault *fault)
{
	struct comparison_sides *s = &c->sides;
	size_t n = s->ngroups, top = c->settings->shared.top, next = 0;
	if (!top || n <= top)
		return 0;
	struct aged_pair *counts = arena_alloc(arena_of(c),
	    n * sizeof *counts);
	struct ranked *all = arena_alloc(arena_of(c), n * sizeof *all);
	uint32_t *to = arena_alloc(arena_of(c), n * sizeof *to);
	if (!counts || !all || !to)
		return no_memory(fault);
	comparison_count(c->fold, s, &(struct comparison_age){ .all = true },
	    0, counts);
	for (uint32_t g = 0; g < n; g++) {
		all[g] = (struct ranked){ counts[g].before.n +
		    counts[g].after.n, g };
		to[g] = UINT32_MAX;
	}
	qsort(all, n, sizeof *all, by_size);
	for (size_t i = 0; i < top; i++)
		to[all[i].group] = 0;
	for (size_t g = 0; g < n; g++)
		if (to[g] == 0) {
			c->groups[next] = c->groups[g];
			to[g] = (uint32_t)next++;
		}
	c->groups[top] = "(other)";
	for (size_t i = 0; i < t->n; i++) {
		uint32_t *g = &((uint32_t *)s->groups)[t->all[i]];
		*g = to[*g] == UINT32_MAX ? (uint32_t)top : to[*g];
	}
	s->ngroups = top + 1;
	return 0;
}

static void
set_periods(struct compared *c)
{
	const struct outcomes_definition *d = c->fold->definition;
	struct comparison_sides *s = &c->sides;
	memset(s->of_period, SIDE_NONE, sizeof s->of_period);
	s->of_period[0] = 0;
	if (compare_mode(c->settings) == COMPARE_FILES || d->nperiods == 2)
		s->of_period[1] = 1;
	for (size_t p = 0; compare_has_parts(d) && p < d->nperiods; p++)
		s->of_period[p] = p == COMPARE_PARTS;
}

int
compare_sides(struct compared *c, struct fault *fault)
{
	bool variant = compare_mode(c->settings) == COMPARE_VARIANT;
	bool files = compare_mode(c->settings) == COMPARE_FILES;
	size_t columns = c->scope->nby - variant;
	struct tuples tuples;
	c->sides = (struct comparison_sides){ .ngroups = 1 };
	for (int i = 0; i < 2; i++)
		c->sides.as_of[i] = files ? c->settings->file_as_of[i] :
		    c->scope->as_of;
	set_periods(c);
	if (c->scope->nby == 0)
		return 0;
	if (list_tuples(c, &tuples, fault) != 0 ||
	    (variant && set_variant(c, &tuples, fault) != 0) ||
	    (columns && set_groups(c, &tuples, columns, fault) != 0))
		return -1;
	return keep_top(c, &tuples, fault);
}
