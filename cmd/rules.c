/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the settings to the rules of matching. */
#include "cmd/scope.h"

void
scope_rules(const struct scope *scope, struct match_rules *r)
{
	const struct settings *s = scope->settings;
	const struct funnel *f = &scope->funnel;
	*r = (struct match_rules){
		.nstages = f->nstages,
		.order = s->order ? (enum match_order)(s->order - 1) :
		    MATCH_ORDERED,
		.entry = s->entry ? (enum match_entry)(s->entry - 1) :
		    ENTRY_FIRST,
		.ties_against = s->ties == 2,
		.attempts = s->count == 2,
		.reopen_new = s->reopen == 2,
		.windowed = s->within.given,
		.within = s->within.span,
		.stepped = s->step_within.given,
		.step_within = s->step_within.span,
		.gapped = s->min_gap.given,
		.min_gap = s->min_gap.span,
		.dates = scope->dates,
		.zone = &scope->zone,
		.as_of = scope->as_of,
		.from = scope->from,
		.to = scope->to,
	};
	for (size_t c = 0; c < f->nclasses; c++) {
		r->stages[c] = f->class_stages[c];
		r->outcome[c] = f->class_outcome[c];
	}
}
