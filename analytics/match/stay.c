/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/match/stay.h"

#include "analytics/match/matching_private.h"

#define NOWHERE STAGES_MAX		/* lost, to come back */
#define NO_MOVE (STAGES_MAX + 1)

/* Where an event puts an attempt that has reached a step. */
static size_t
place_of(const struct matcher *m, const struct timeline *t, size_t i,
    size_t furthest)
{
	uint32_t steps = steps_of(m, t, i);
	uint32_t before = steps & (((uint32_t)1 << furthest) - 1);

	if (m->rules->order == MATCH_ANY)
		return NO_MOVE;
	if (m->rules->outcome[t->events[i].class])
		return NOWHERE;
	if (steps >> furthest & 1)
		return furthest;
	return before ? (size_t)__builtin_ctz(before) : NO_MOVE;
}

static void
end_stay(const struct match_rules *r, struct stay *s, int64_t to)
{
	s->latest = rules_elapsed(r, s->since, to);
	s->cumulative += s->latest;
}

void
attempt_stay(const struct matcher *m, const struct timeline *t,
    const struct attempt *a, struct stay *out)
{
	size_t furthest = a->reached - 1, place = furthest;

	*out = (struct stay){ .since = a->time[furthest] };
	for (size_t i = a->event[furthest] + 1; i < t->n &&
	    t->events[i].time <= a->fate_time; i++) {
		/* The outcome that is its fate ends it, and is no move. */
		if (a->fate == FATE_LOST && i == a->fate_event)
			break;
		size_t to = place_of(m, t, i, furthest);
		if (to == NO_MOVE || to == place)
			continue;
		if (place == furthest)
			end_stay(m->rules, out, t->events[i].time);
		out->since = t->events[i].time;
		place = to;
	}
	out->there = place == furthest;
	if (out->there)
		end_stay(m->rules, out, a->fate_time);
}
