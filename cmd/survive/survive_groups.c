/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which tuples are which group, and which stratum. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/group_names.h"
#include "cmd/survive/survive.h"

static struct group_columns
columns_of(const struct scope *scope)
{
	const struct survive_settings *s =
	    (const struct survive_settings *)scope->settings;

	return (struct group_columns){ &scope->names, 0,
	    scope->nby - (s->strata != NULL), false };
}

/* As --order-groups names it. */
static const char *
group_name(const struct scope *scope,
    const struct survive_groups *g, size_t group)
{
	struct group_columns columns = columns_of(scope);
	struct buffer text = { 0 };

	group_names_join(&columns, g->tuples[group], &text);
	const char *name = arena_copy(&scope->run->arena, text.bytes,
	    text.len);
	buffer_free(&text);
	return name;
}

/* The place of a group in --order-groups; -1 with a fault. */
static int
find_place(const struct scope *scope, const struct survive_groups *g,
    size_t group, struct fault *fault)
{
	const struct text_list *order =
	    &((const struct survive_settings *)scope->settings)->order_groups;
	const char *name = group_name(scope, g, group);

	for (size_t i = 0; i < order->n; i++)
		if (strcmp(order->items[i], name) == 0)
			return (int)i;
	return fault_set(fault, FAULT_USAGE, "--order-groups: where is "
	    "\"%s\"? name all groups", name);
}

/* As --order-groups says, in place of the order of their names. */
static int
reorder(const struct scope *scope, const uint32_t *tuples, size_t n,
    struct survive_groups *g, struct fault *fault)
{
	struct arena *arena = &scope->run->arena;
	int *places = arena_alloc(arena, (g->n + 1) * sizeof *places);
	uint32_t *numbers = arena_alloc(arena, (g->n + 1) * sizeof *numbers);

	for (size_t i = 0; i < g->n; i++)
		if ((places[i] = find_place(scope, g, i, fault)) < 0)
			return -1;
	for (size_t i = 0; i < g->n; i++) {
		numbers[i] = 0;
		for (size_t j = 0; j < g->n; j++)
			numbers[i] += places[j] < places[i];
	}
	for (size_t i = 0; i < n; i++) {
		g->by_group[tuples[i]] = numbers[g->by_group[tuples[i]]];
		g->tuples[g->by_group[tuples[i]]] = tuples[i];
	}
	g->ordered = true;
	return 0;
}

static int
fill_groups(const struct scope *scope, uint32_t *tuples, size_t n,
    struct survive_groups *g, struct fault *fault)
{
	const struct survive_settings *s =
	    (const struct survive_settings *)scope->settings;
	struct group_columns own = columns_of(scope), strata = { own.names,
	    own.to, scope->nby, false };

	if (s->order_groups.n && own.to != 1)
		return fault_set(fault, FAULT_USAGE, "--order-groups is of "
		    "one column, and --by has %zu", own.to);
	g->ordered = own.numbers = own.to == 1 &&
	    group_names_are_numbers(own.names, 0, tuples, n);
	g->n = group_names_rank(&own, tuples, n, g->by_group);
	for (size_t i = 0; i < n; i++)
		g->tuples[g->by_group[tuples[i]]] = tuples[i];
	if (s->order_groups.n && reorder(scope, tuples, n, g, fault) != 0)
		return -1;
	for (size_t i = 0; i < g->n; i++)
		g->scores[i] = own.numbers && !s->order_groups.n ?
		    group_names_number(own.names, g->tuples[i], 0) :
		    (double)i + 1;
	g->nstrata = s->strata ? group_names_rank(&strata, tuples, n,
	    g->by_cross) : 1;
	for (size_t i = 0; i < n; i++)
		g->by_cross[tuples[i]] = g->by_group[tuples[i]] +
		    (s->strata ? g->by_cross[tuples[i]] * (uint32_t)g->n : 0);
	return 0;
}

int
survive_group(const struct scope *scope, const struct lifetimes *fold,
    struct survive_groups *g, struct fault *fault)
{
	struct arena *arena = &scope->run->arena;
	uint32_t *tuples;
	size_t n, room;
	int failed;

	*g = (struct survive_groups){ .n = 1, .nstrata = 1 };
	if (scope->nby == 0)
		return 0;
	tuples = lifetimes_groups(fold, &n);
	room = n ? (size_t)tuples[n - 1] + 1 : 0;
	g->tuples = arena_alloc(arena, (n + 1) * sizeof *g->tuples);
	g->scores = arena_alloc(arena, (n + 1) * sizeof *g->scores);
	g->by_group = arena_alloc(arena, (room + 1) * sizeof *g->by_group);
	g->by_cross = arena_alloc(arena, (room + 1) * sizeof *g->by_cross);
	failed = fill_groups(scope, tuples, n, g, fault);
	free(tuples);
	return failed;
}
