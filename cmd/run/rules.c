/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the settings to the rules of matching. */
#include "cmd/run/scope.h"

/* Stages that are not optional before it; of all of them their number. */
size_t
funnel_step(const struct funnel *f, size_t stage)
{
	uint32_t before = ((uint32_t)1 << stage) - 1;

	return (size_t)__builtin_popcount(before & ~f->optional);
}

static uint8_t
step_of(const struct funnel *f, size_t stage)
{
	return (uint8_t)funnel_step(f, stage);
}

static void
add_exclusions(const struct funnel *f, struct match_rules *r)
{
	for (size_t c = 0; c < f->nclasses; c++)
		for (size_t x = 0; x < f->nexclusions; x++) {
			const struct funnel_exclusion *e = &f->exclusions[x];

			if (!(f->classes[c].exclusions >> x & 1) ||
			    r->nexclusions == EXCLUSIONS_MAX)
				continue;
			size_t from = e->bounded ? e->from : 0;
			size_t to = e->bounded ? e->to : f->nstages;
			r->exclusions[r->nexclusions++] = (struct exclusion){
			    (uint8_t)c, step_of(f, from), step_of(f, to) };
		}
}

/* What was asked for, as it is typed; why is translated. */
static int
refuse(const char *option, const char *why, struct fault *fault)
{
	return fault_set(fault, FAULT_USAGE, "--%s %s", option,
	    message(why));
}

/* Each pair that match_rules_check refuses, in the words of options. */
int
settings_check_policy(const struct settings *s, struct fault *fault)
{
	enum match_order order = s->order ? (enum match_order)(s->order - 1) :
	    MATCH_ORDERED;
	bool steps = order == MATCH_ORDERED || order == MATCH_STRICT;
	const char *chosen_entry = message("entry best or latest");
	const char *ordered = N_("goes with --order ordered or strict alone");
	bool chosen = s->entry > 1, attempts = s->count == 2;

	if (s->step_within.given && !steps)
		return refuse("step-within", ordered, fault);
	if (s->min_gap.given && !steps)
		return refuse("min-gap", ordered, fault);
	if (s->ties == 2 && !steps)
		return refuse("ties against", ordered, fault);
	if (s->optional.n && !steps)
		return refuse("optional", ordered, fault);
	if (chosen && (order == MATCH_REACH || order == MATCH_TOUCH))
		return refuse(chosen_entry, "does not go with "
		    "--order reach or touch, which have one entry", fault);
	if (chosen && attempts)
		return refuse(chosen_entry, "does not go with "
		    "--count attempts, where every one counts", fault);
	if (chosen && s->every)
		return refuse(chosen_entry, "does not go with "
		    "--every: attempts chosen by their outcome bias what is "
		    "measured in time", fault);
	if (order == MATCH_TOUCH && attempts)
		return refuse("count attempts", "does not go with --order "
		    "touch, which has no attempts", fault);
	if (order == MATCH_TOUCH && s->exclude.n)
		return refuse("exclude", "does not go with --order touch, "
		    "which has no attempts", fault);
	if (s->top && !s->by.n)
		return refuse("top", "wants groups: name their columns with "
		    "--by", fault);
	if (s->top && s->sensitivity)
		return refuse("sensitivity", "does not go with --top: the "
		    "largest groups differ by policy", fault);
	return 0;
}

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
		.working = scope->working,
		.as_of = scope->as_of,
		.from = scope->from,
		.to = scope->to,
	};
	r->optional = f->optional;
	for (size_t c = 0; c < f->nclasses; c++) {
		r->stages[c] = f->classes[c].stages;
		r->outcome[c] = f->classes[c].outcome;
		r->drops[c] = f->classes[c].drops;
	}
	add_exclusions(f, r);
}
