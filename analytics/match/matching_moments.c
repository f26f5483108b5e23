/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one moment does to an attempt, order by order. */
#include "analytics/match/matching_private.h"

bool
augment(const struct matcher *m, const struct timeline *t,
    const struct moment *now, size_t step, uint32_t filled,
    uint32_t *visited, uint32_t event[STAGES_MAX])
{
	*visited |= (uint32_t)1 << step;
	for (size_t i = now->from; i < now->to; i++) {
		if (!(steps_of(m, t, i) >> step & 1))
			continue;
		size_t other = 0;
		while (other < m->nsteps && !((filled >> other & 1) &&
		    event[other] == i))
			other++;
		if (other < m->nsteps && ((*visited >> other & 1) ||
		    !augment(m, t, now, other, filled, visited, event)))
			continue;
		event[step] = (uint32_t)i;
		return true;
	}
	return false;
}

size_t
fill_moment(const struct matcher *m, const struct timeline *t,
    const struct moment *now, size_t first, size_t most,
    uint32_t event[STAGES_MAX])
{
	size_t step = first;
	uint32_t filled = 0;

	for (; step < m->nsteps && step < first + most; step++) {
		uint32_t visited = 0;

		if (!augment(m, t, now, step, filled, &visited, event))
			break;
		filled |= (uint32_t)1 << step;
	}
	return step;
}

static void
reach_step(struct attempt *a, size_t step, int64_t time, size_t event)
{
	a->time[step] = time;
	a->event[step] = (uint32_t)event;
}

/* Step after step: an event that fills a step earlier does no harm. */
void
ordered_moment(const struct matcher *m, struct attempt *a,
    const struct timeline *t, const struct moment *now)
{
	uint32_t event[STAGES_MAX];
	size_t most = m->nsteps;

	if (m->rules->ties_against) {
		if (a->reached && a->time[a->reached - 1] == now->time)
			return;
		most = 1;
	}
	if (now->to - now->from == 1) {
		if (!(steps_of(m, t, now->from) >> a->reached & 1))
			return;
		a->seen |= (uint32_t)1 << a->reached;
		reach_step(a, a->reached++, now->time, now->from);
		return;
	}
	size_t end = fill_moment(m, t, now, a->reached, most, event);
	for (; a->reached < end; a->reached++) {
		a->seen |= (uint32_t)1 << a->reached;
		reach_step(a, a->reached, now->time, event[a->reached]);
	}
}

bool
event_taken(const struct attempt *a, size_t i)
{
	for (size_t k = a->reached; k > 0; k--)
		if (a->event[k - 1] == i)
			return true;
	return false;
}

/*
 * The lowest step of an event above the one reached, and all before.
 * Events of a moment are tried until none fills a step: one that came too
 * early in the order of classes may fit after another.
 */
void
reach_moment(const struct matcher *m, struct attempt *a,
    const struct timeline *t, const struct moment *now)
{
	bool moved = true;

	while (moved && a->reached < m->nsteps) {
		moved = false;
		for (size_t i = now->from; i < now->to; i++) {
			uint32_t above = a->reached < m->nsteps ?
			    steps_of(m, t, i) >> a->reached : 0;

			if (!above || event_taken(a, i))
				continue;
			size_t step = a->reached +
			    (size_t)__builtin_ctz(above);
			a->seen |= (uint32_t)1 << step;
			while (a->reached <= step)
				reach_step(a, a->reached++, now->time, i);
			moved = true;
		}
	}
}

/* Whether one more event lets one more step be filled. */
static bool
any_augment(const struct matcher *m, const struct timeline *t, struct any *a,
    size_t i, uint32_t *visited)
{
	uint32_t steps = steps_of(m, t, i) & ~*visited;

	for (; steps; steps &= steps - 1) {
		size_t s = (size_t)__builtin_ctz(steps);

		if (*visited >> s & 1)
			continue;
		*visited |= (uint32_t)1 << s;
		if ((a->filled >> s & 1) &&
		    !any_augment(m, t, a, a->event[s], visited))
			continue;
		a->filled |= (uint32_t)1 << s;
		a->event[s] = (uint32_t)i;
		return true;
	}
	return false;
}

void
any_moment(const struct matcher *m, struct any *any, struct attempt *a,
    const struct timeline *t, const struct moment *now)
{
	for (size_t i = now->from; i < now->to; i++) {
		uint32_t visited = 0;

		if (!steps_of(m, t, i))
			continue;
		any_augment(m, t, any, i, &visited);
		any->first_seen |= steps_of(m, t, i) & 1;
		size_t level = any->first_seen ?
		    (size_t)__builtin_popcount(any->filled) : 0;
		while (a->reached < level) {
			a->seen |= (uint32_t)1 << a->reached;
			reach_step(a, a->reached++, now->time, i);
		}
	}
}

/* Each step for itself; an event shows one, the earlier ones first. */
void
touch_all(const struct matcher *m, struct attempt *a,
    const struct timeline *t, size_t from, size_t to)
{
	struct moment all = { from, to, 0 };

	for (size_t s = 0; s < m->nsteps; s++) {
		uint32_t visited = 0;

		if (!augment(m, t, &all, s, a->touched, &visited, a->event))
			continue;
		a->touched |= (uint32_t)1 << s;
		a->reached = s + 1;
	}
	a->seen = a->touched;
	for (size_t s = 0; s < m->nsteps; s++)
		if (a->touched >> s & 1)
			a->time[s] = t->events[a->event[s]].time;
}
