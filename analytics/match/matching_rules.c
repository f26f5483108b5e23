/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules say of a time, and of an event that may be an entry. */
#include "analytics/match/matching_private.h"

int64_t
rules_end(const struct match_rules *r, struct span span, int64_t from)
{
	if (r->working)
		return r->dates ? working_end_day(r->working, span, from) :
		    working_end_instant(r->working, span, from, r->zone);
	return r->dates ? span_end_day(span, from) :
	    span_end_instant(span, from, r->zone);
}

int64_t
rules_window(const struct match_rules *r, int64_t entry, size_t step)
{
	if (r->windowed)
		return rules_end(r, r->within, entry);
	if (!r->stepped)
		return INT64_MAX;
	struct span all = r->step_within;
	all.count *= (int64_t)step;
	return rules_end(r, all, entry);
}

int64_t
rules_elapsed(const struct match_rules *r, int64_t from, int64_t to)
{
	if (!r->working)
		return to - from;
	if (r->dates)
		return working_days(r->working, from, to);
	return working_as_days(r->working, working_elapsed(r->working,
	    r->zone, from, to));
}

bool
of_steps(enum match_order order)
{
	return order == MATCH_ORDERED || order == MATCH_STRICT;
}

bool
is_entry(const struct matcher *m, const struct timeline *t, size_t i)
{
	uint32_t entry = of_steps(m->rules->order) ? 1 : ~(uint32_t)0;

	return steps_of(m, t, i) & entry;
}

int64_t
attempt_deadline(const struct matcher *m, int64_t entry)
{
	return m->rules->windowed || m->rules->stepped ?
	    rules_window(m->rules, entry, m->nsteps - 1) : INT64_MAX;
}
