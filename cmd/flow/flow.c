/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/flow/flow.h"

#include <stddef.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "cmd/results/flow_columns.h"
#include "cmd/run/statistic.h"

#define SHARED(member) offsetof(struct settings, member)
#define AT(member) offsetof(struct flow_settings, member)
#define PATHS_MOST 1000000

static const char *const repeats[] = { "merge", "keep", NULL };

static const struct option_spec options[] = {
	{ "stays", 0, OPTION_FLAG, AT(stays), NULL,
	    "a row a stage: visits, returns, days, medians", 0, 0 },
	{ "paths", 0, OPTION_COUNT, AT(paths), "N",
	    "the N ways that most entities went", 0, 0 },
	{ "end", 0, OPTION_TEXT, AT(end), "STAGE|STAGE",
	    "stages that end a way, as outcomes do (the last)", 0, 0 },
	{ "repeats", 0, OPTION_CHOICE, AT(repeats), "merge|keep",
	    "equal stages in a row: one stay, or each its own", 0, repeats },
	{ "lost", 0, OPTION_TEXT, SHARED(lost), "V|V",
	    "values that end a deal", 0, 0 },
	{ "max-paths", 0, OPTION_COUNT, AT(max_paths), "N",
	    "distinct ways of entities (1000000)", 0, 0 },
	{ "week-start", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "value", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ "key", 0, OPTION_ABSENT, 0, NULL, NULL, 0, 0 },
	{ 0 }
};

static const struct option_group groups[] = {
	{ "what is read", input_options, false },
	{ "moves, or instead", options, true },
	{ "who and when", start_options, true },
	{ "what is written", output_options, false },
	{ "a picture of it", chart_options, false },
	{ "part by part", partial_options, false },
	{ "the engine", engine_options, false },
	{ 0 }
};

static const void *
define(const struct scope *scope, struct fault *fault)
{
	return flow_define(scope, fault);
}

static int
check(struct run *run, struct fault *fault)
{
	const struct flow_settings *s = run->settings;

	if (s->stays && s->paths)
		return fault_set(fault, FAULT_USAGE, "--stays and --paths "
		    "are two results: ask for one");
	return 0;
}

static int
by_name(const void *a, const void *b, void *scope)
{
	const struct flow_part *x = a, *y = b;

	return scope_compare(scope, x->group, y->group);
}

/* The groups by name, then the total. */
static struct flow_part *
parts_of(const struct scope *scope, const struct flow *f, size_t *n)
{
	size_t ngroups = f->ways.index.n;
	bool total = scope->settings->total && scope->nby;
	struct flow_part *parts = memory_array(ngroups + 1, sizeof *parts);

	for (size_t i = 0; i < ngroups; i++)
		parts[i] = (struct flow_part){
			.group = f->ways.index.keys[i].group };
	qsort_r(parts, ngroups, sizeof *parts, by_name, (void *)scope);
	parts[ngroups] = (struct flow_part){ GROUP_NONE, true, NULL };
	*n = ngroups + total;
	return parts;
}

static const struct columns *
columns_of(const struct flow_settings *s)
{
	return s->stays ? &stays_columns : s->paths ? &paths_columns :
	    &flow_columns;
}

static void
put_part(const struct flow_making *m, const struct flow *f,
    struct flow_part *part)
{
	const struct flow_settings *s = flow_settings(m->scope);

	part->pool = flow_pool_new(f, part->group, part->total);
	if (s->stays)
		flow_put_stays(m, part);
	else if (s->paths)
		flow_put_paths(m, part);
	else
		flow_put_moves(m, part);
	if (part->total || m->scope->nby == 0)
		flow_say(m, part);
	flow_pool_free(part->pool);
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

static struct table *
make_table(const struct scope *scope, const void *fold, struct fault *fault)
{
	const struct flow *f = fold;
	struct flow_making m = { .scope = scope,
		.definition = f->definition };
	struct flow_part *parts;
	size_t n;

	if (check_paths(scope, f, fault) != 0)
		return NULL;
	m.names = flow_names(scope);
	m.table = table_new(columns_of(flow_settings(scope)));
	scope_define(scope, m.table);
	scope_has_groups(scope, m.table);
	table_has_all(m.table);
	parts = parts_of(scope, f, &n);
	for (size_t i = 0; i < n; i++)
		put_part(&m, f, &parts[i]);
	free(parts);
	return m.table;
}

static const struct statistic flow_statistic = {
	.class = &flow_class,
	.define = define,
	.table = make_table,
	.check = check,
};

const struct command command_flow = {
	.name = "flow",
	.summary = "from where to where, how long, in circles or on",
	.usage = "[OPTION]... [FILE]...",
	.examples =
	    "  funnel flow samples/b2b.csv\n"
	    "  funnel flow --stays --by channel samples/b2b.csv\n"
	    "  funnel flow --paths 10 samples/b2b.csv\n",
	.groups = groups,
	.settings_size = sizeof(struct flow_settings),
	.run = statistic_run,
	.statistic = &flow_statistic,
};
