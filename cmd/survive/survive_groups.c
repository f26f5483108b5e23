/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which tuples are which group, and which stratum. */
#include <stdlib.h>
#include <string.h>

#include "cmd/survive/survive.h"

/* A tuple while it is sorted. */
struct member {
	const struct scope *scope;
	uint32_t tuple;
	size_t columns;		/* that name the group */
	bool numbers;		/* all groups are numbers, and sort so */
};

static size_t
group_columns(const struct scope *scope)
{
	const struct survive_settings *s =
	    (const struct survive_settings *)scope->settings;
	return scope->nby - (s->strata != NULL);
}

static bool
group_number(const struct scope *scope, uint32_t tuple, decimal *out)
{
	size_t len;
	const char *text = scope_group(scope, tuple, 0, &len);
	return decimal_parse(text, len, '.', out) == DECIMAL_OK;
}

static int
compare_column(const struct scope *scope, uint32_t a, uint32_t b, size_t c)
{
	size_t x_len, y_len;
	const char *x = scope_group(scope, a, c, &x_len);
	const char *y = scope_group(scope, b, c, &y_len);
	if (!x_len != !y_len)
		return x_len ? -1 : 1;
	int order = memcmp(x, y, x_len < y_len ? x_len : y_len);
	return order ? order : (x_len > y_len) - (x_len < y_len);
}

static int
compare_groups(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = 0;
	if (x->numbers) {
		decimal m = 0, n = 0;
		group_number(x->scope, x->tuple, &m);
		group_number(x->scope, y->tuple, &n);
		order = (m > n) - (m < n);
	}
	for (size_t c = 0; c < x->columns && order == 0; c++)
		order = compare_column(x->scope, x->tuple, y->tuple, c);
	return order;
}

static int
compare_strata(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	return compare_column(x->scope, x->tuple, y->tuple,
	    x->scope->nby - 1);
}

static bool
all_numbers(const struct scope *scope, const uint32_t *tuples, size_t n)
{
	decimal number;
	for (size_t i = 0; i < n; i++)
		if (!group_number(scope, tuples[i], &number))
			return false;
	return group_columns(scope) == 1;
}

/* Numbers equal members alike, in the order of compare. */
static size_t
number_members(struct member *all, size_t n,
    int (*compare)(const void *, const void *), uint32_t *numbers)
{
	size_t next = 0;
	qsort(all, n, sizeof *all, compare);
	for (size_t i = 0; i < n; i++) {
		next += i > 0 && compare(&all[i - 1], &all[i]) != 0;
		numbers[all[i].tuple] = (uint32_t)next;
	}
	return n ? next + 1 : 0;
}

static void
fill_groups(const struct scope *scope, struct member *all, size_t n,
    struct survive_groups *g)
{
	decimal number;
	g->n = number_members(all, n, compare_groups, g->by_group);
	for (size_t i = 0; i < n; i++) {
		uint32_t group = g->by_group[all[i].tuple];
		g->tuples[group] = all[i].tuple;
		g->scores[group] = all[i].numbers && group_number(scope,
		    all[i].tuple, &number) ? decimal_double(number) :
		    (double)group + 1;
	}
	g->nstrata = 1;
	if (group_columns(scope) < scope->nby)
		g->nstrata = number_members(all, n, compare_strata,
		    g->by_cross);
	for (size_t i = 0; i < n; i++) {
		uint32_t t = all[i].tuple;
		g->by_cross[t] = g->by_cross[t] * (uint32_t)g->n +
		    g->by_group[t];
	}
}

int
survive_group(const struct scope *scope, const struct lifetimes *fold,
    struct survive_groups *g, struct fault *fault)
{
	struct arena *arena = &((struct run *)scope->run)->arena;
	size_t n = lifetimes_groups(fold, NULL, 0), room = 0;
	uint32_t *tuples = arena_alloc(arena, (n + 1) * sizeof *tuples);
	struct member *all = arena_alloc(arena, (n + 1) * sizeof *all);
	*g = (struct survive_groups){ .n = 1, .nstrata = 1 };
	if (scope->nby == 0)
		return 0;
	if (tuples && all)
		lifetimes_groups(fold, tuples, n);
	for (size_t i = 0; tuples && i < n; i++)
		room = tuples[i] >= room ? (size_t)tuples[i] + 1 : room;
	g->tuples = arena_alloc(arena, (n + 1) * sizeof *g->tuples);
	g->scores = arena_alloc(arena, (n + 1) * sizeof *g->scores);
	g->by_group = arena_alloc(arena, (room + 1) * sizeof *g->by_group);
	g->by_cross = arena_alloc(arena, (room + 1) * sizeof *g->by_cross);
	if (!tuples || !all || !g->tuples || !g->scores || !g->by_group ||
	    !g->by_cross)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	bool numbers = all_numbers(scope, tuples, n);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct member){ scope, tuples[i],
		    group_columns(scope), numbers };
	fill_groups(scope, all, n, g);
	return 0;
}

const char *
survive_group_name(const struct scope *scope,
    const struct survive_groups *g, size_t group)
{
	struct arena *arena = &((struct run *)scope->run)->arena;
	size_t columns = group_columns(scope), room = 1, used = 0, len;
	if (scope->nby == 0)
		return "(all)";
	for (size_t c = 0; c < columns; c++) {
		scope_group(scope, g->tuples[group], c, &len);
		room += len + sizeof "(none), ";
	}
	char *name = arena_alloc(arena, room);
	for (size_t c = 0; name && c < columns; c++) {
		const char *text = scope_group(scope, g->tuples[group], c,
		    &len);
		if (len == 0) {
			text = "(none)";
			len = strlen(text);
		}
		if (c > 0) {
			memcpy(name + used, ", ", 2);
			used += 2;
		}
		memcpy(name + used, text, len);
		used += len;
	}
	return name;
}
