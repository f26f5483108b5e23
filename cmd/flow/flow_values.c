/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --values: every value of the column is a state.  They are read as groups
 * are, which equal times are ordered by, and which are few.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/flow/flow.h"
#include "cmd/run/dry_run.h"
#include "cmd/run/input.h"
#include "cmd/run/statistic.h"
#include "cmd/run/verdict.h"

int
flow_check_values(struct run *run, struct fault *fault)
{
	struct flow_settings *s = run->settings;
	struct settings *shared = &s->shared;
	const char **by = arena_alloc(&run->arena, sizeof *by);
	const char *why = NULL;

	if (!shared->stage)
		why = N_("--values wants --stage: of which column?");
	else if (shared->stages || shared->lost)
		why = N_("--values takes every value of the column for a "
		    "state: leave out --stages and --lost");
	else if (shared->by.n)
		why = N_("--values does not go with --by: filter by --where, "
		    "group by group");
	else if (shared->partial)
		why = N_("--values does not go with --partial: a part may lack "
		    "values, and name the others in another order");
	else if (s->absorption && !s->end)
		why = N_("--absorption of --values wants --end: of values no "
		    "end is known");
	if (why)
		return fault_set(fault, FAULT_USAGE, "%s", message(why));
	by[0] = shared->stage;
	shared->by = (struct text_list){ .items = by, .n = 1 };
	return 0;
}

static int
by_value(const void *a, const void *b, void *scope)
{
	return scope_compare(scope, *(const uint32_t *)a,
	    *(const uint32_t *)b);
}

/* The tuples by the bytes of their values. */
static uint32_t *
sorted_values(const struct scope *scope)
{
	size_t n = flow_settings(scope)->nvalues;
	uint32_t *tuples = memory_array(n, sizeof *tuples);

	for (uint32_t i = 0; i < n; i++)
		tuples[i] = i;
	qsort_r(tuples, n, sizeof *tuples, by_value, (void *)scope);
	return tuples;
}

const char *const *
flow_value_names(const struct scope *scope)
{
	size_t n = flow_settings(scope)->nvalues, len;
	struct arena *arena = &scope->run->arena;
	const char **names = arena_alloc(arena, (n + 1) * sizeof *names);
	uint32_t *tuples = sorted_values(scope);

	for (size_t i = 0; i < n; i++) {
		const char *value = scope_group(scope, tuples[i], 0, &len);

		names[i] = len ? arena_copy(arena, value, len) : "(none)";
	}
	free(tuples);
	return names;
}

static int
set_end(const struct scope *scope, const char *name,
    struct flow_definition *d, struct fault *fault)
{
	const char *const *names = flow_value_names(scope);

	for (size_t k = 0; k < d->nstates; k++)
		if (strcmp(names[k], name) == 0) {
			d->end[k] = true;
			return 0;
		}
	return fault_set(fault, FAULT_USAGE, "--end: \"%s\" is no value of "
	    "\"%s\"", name, scope->settings->stage);
}

int
flow_define_values(const struct scope *scope, struct flow_definition *d,
    struct fault *fault)
{
	const struct flow_settings *s = flow_settings(scope);
	struct arena *arena = &scope->run->arena;
	uint8_t *states = arena_alloc(arena, s->nvalues + 1);
	uint32_t *tuples = sorted_values(scope);
	struct text_list ends = { 0 };

	for (size_t i = 0; i < s->nvalues; i++)
		states[tuples[i]] = (uint8_t)i;
	free(tuples);
	d->state_of_group = states;
	d->nstates = s->nvalues;
	d->ends = s->end;
	if (s->end)
		ends = text_split(arena_copy(arena, s->end, strlen(s->end)),
		    '|', true, arena);
	for (size_t i = 0; i < ends.n; i++)
		if (set_end(scope, ends.items[i], d, fault) != 0)
			return -1;
	return 0;
}

/* What was read is folded, if its values are few enough. */
static int
fold_values(struct input *in, struct flow_settings *s, struct fault *fault)
{
	s->nvalues = event_log_tuples(in->log);
	if (s->nvalues > FLOW_STATES_MAX)
		return fault_set(fault, FAULT_USAGE, "--values: \"%s\" has %zu "
		    "values, more than %d", s->shared.stage, s->nvalues,
		    FLOW_STATES_MAX);
	return statistic_of_log(in, in->scope.command->statistic, fault);
}

int
flow_run(struct run *run)
{
	struct flow_settings *s = run->settings;
	const struct input_needs needs = { .groups = true,
		.stageless = true };
	struct fault fault = { 0 };
	struct input in;
	int failed;

	if (!s->values)
		return statistic_run(run);
	if (verdict_check(&s->shared.fail_if, &fault) != 0 ||
	    run->command->statistic->check(run, &fault) != 0 ||
	    input_open(run, &needs, &in, &fault) != 0)
		return run_fault(run, &fault);
	failed = s->shared.dry_run ? dry_run_write(&in, &fault) :
	    fold_values(&in, s, &fault);
	input_free(&in);
	return failed < 0 ? run_fault(run, &fault) : failed;
}
