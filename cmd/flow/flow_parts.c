/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of a fold: group by group, and what is said of all. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "cmd/flow/flow.h"
#include "cmd/results/flow_columns.h"

#define PATHS_MOST 1000000	/* unless --max-paths says another */

static int
by_name(const void *a, const void *b, void *scope)
{
	const struct flow_part *x = a, *y = b;

	return scope_compare(scope, x->group, y->group);
}

/* The values of --values are read as groups, and are none. */
static bool
has_groups(const struct scope *scope)
{
	return scope->nby && !flow_settings(scope)->values;
}

/* The groups by name, then all together, shown or not. */
static struct flow_part *
parts_of(const struct scope *scope, const struct flow *f, size_t *n)
{
	size_t ngroups = has_groups(scope) ? f->ways.index.n : 0;
	struct flow_part *parts = memory_array(ngroups + 1, sizeof *parts);

	for (size_t i = 0; i < ngroups; i++)
		parts[i] = (struct flow_part){
			.group = f->ways.index.keys[i].group, .shown = true };
	qsort_r(parts, ngroups, sizeof *parts, by_name, (void *)scope);
	parts[ngroups] = (struct flow_part){ GROUP_NONE, true,
		ngroups == 0 || scope->settings->total, NULL };
	*n = ngroups + 1;
	return parts;
}

static const struct columns *
columns_of(const struct flow_settings *s)
{
	if (s->absorption)
		return s->tests ? &order_columns : &absorption_columns;
	if (s->passages)
		return &passages_columns;
	return s->stays ? &stays_columns : s->paths ? &paths_columns :
	    &flow_columns;
}

static int
put_rows(const struct flow_making *m, const struct flow_part *part,
    struct fault *fault)
{
	const struct flow_settings *s = flow_settings(m->scope);

	if (s->absorption && !s->tests)
		return flow_put_absorption(m, part, fault);
	if (s->tests)
		flow_put_tests(m, part);
	else if (s->stays)
		flow_put_stays(m, part);
	else if (s->passages)
		flow_put_passages(m, part);
	else if (s->paths)
		flow_put_paths(m, part);
	else
		flow_put_moves(m, part);
	return 0;
}

/* The sentences are of all entities together. */
static int
put_part(const struct flow_making *m, const struct flow_index *index,
    struct flow_part *part, struct fault *fault)
{
	int failed = 0;

	part->pool = flow_pool_new(index, part->group, part->total);
	if (part->shown)
		failed = put_rows(m, part, fault);
	if (part->total && !failed) {
		if (flow_settings(m->scope)->absorption)
			flow_say_order(m, part);
		else
			flow_say(m, part);
	}
	flow_pool_free(part->pool);
	return failed;
}

/* More would be a table of single entities, and of no end. */
static int
check_paths(const struct scope *scope, const struct flow *f,
    struct fault *fault)
{
	uint64_t most = flow_settings(scope)->max_paths, n = 0;

	for (size_t i = 0; i < f->ways.index.n; i++)
		n += ((const struct flow_ways *)fold_cell_at(&f->ways,
		    i))->ways.n;
	if (n == 0)
		return fault_set(fault, FAULT_NO_DATA, "nobody came to any "
		    "stage: no moves");
	if (n > (most ? most : PATHS_MOST))
		return fault_set(fault, FAULT_INPUT, "%llu ways of entities, "
		    "more than --max-paths", (unsigned long long)n);
	return 0;
}

struct table *
flow_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	const struct flow *f = fold;
	struct flow_making m = { .scope = scope,
		.definition = f->definition };
	struct flow_index *index;
	struct flow_part *parts;
	int failed = 0;
	size_t n;

	if (check_paths(scope, f, fault) != 0)
		return NULL;
	m.names = flow_names(scope);
	m.table = table_new(columns_of(flow_settings(scope)));
	scope_define(scope, m.table);
	if (has_groups(scope))
		scope_has_groups(scope, m.table);
	table_has_all(m.table);
	parts = parts_of(scope, f, &n);
	index = flow_index_new(f);
	for (size_t i = 0; i < n && !failed; i++)
		failed = put_part(&m, index, &parts[i], fault);
	flow_index_free(index);
	free(parts);
	if (!failed)
		return m.table;
	table_free(m.table);
	return NULL;
}
