/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was asked for to what is computed. */
#include <string.h>

#include "cmd/flow/flow.h"

const char *const *
flow_names(const struct scope *scope)
{
	const struct funnel *f = &scope->funnel;

	if (flow_settings(scope)->values)
		return flow_value_names(scope);
	const char **names = arena_alloc(&scope->run->arena,
	    (STAGES_MAX + CLASSES_MAX) * sizeof *names);
	size_t n = f->nstages;

	for (size_t k = 0; k < f->nstages; k++)
		names[k] = f->stages[k].name;
	for (size_t c = 0; c < f->nclasses; c++)
		if (!f->classes[c].stages && f->classes[c].outcome)
			names[n++] = f->classes[c].value;
	return names;
}

/* Stages by the lowest that a value fills; each outcome is one of its own. */
static void
set_states(const struct funnel *f, struct flow_definition *d)
{
	d->nstates = d->nstages = f->nstages;
	for (size_t c = 0; c < CLASSES_MAX; c++) {
		d->state[c] = FLOW_NONE;
		if (c >= f->nclasses)
			continue;
		if (f->classes[c].stages)
			d->state[c] = (uint8_t)__builtin_ctz(
			    f->classes[c].stages);
		else if (f->classes[c].outcome)
			d->state[c] = (uint8_t)d->nstates++;
	}
}

/* Outcomes, and the stages that --end names; by default the last one. */
static int
set_ends(const struct scope *scope, struct flow_definition *d,
    struct fault *fault)
{
	const char *end = flow_settings(scope)->end;
	struct arena *arena = &scope->run->arena;
	struct text_list names;
	size_t k;

	d->ends = true;
	for (k = d->nstages; k < d->nstates; k++)
		d->end[k] = true;
	if (!end) {
		d->end[d->nstages - 1] = true;
		return 0;
	}
	names = text_split(arena_copy(arena, end, strlen(end)), '|', true,
	    arena);
	for (size_t i = 0; i < names.n; i++) {
		if (funnel_find_stage(&scope->funnel, "end", names.items[i],
		    &k, fault) != 0)
			return -1;
		d->end[k] = true;
	}
	return 0;
}

const void *
flow_define(const struct scope *scope, struct fault *fault)
{
	struct flow_definition *d = arena_alloc(&scope->run->arena,
	    sizeof *d);

	*d = (struct flow_definition){
		.keep = flow_settings(scope)->repeats == 2,
		.dates = scope->dates,
		.as_of = scope->as_of,
		.from = scope->from,
		.to = scope->to,
	};
	if (flow_settings(scope)->values)
		return flow_define_values(scope, d, fault) == 0 ? d : NULL;
	set_states(&scope->funnel, d);
	return set_ends(scope, d, fault) == 0 ? d : NULL;
}
