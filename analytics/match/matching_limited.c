/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ordered, with a window or a gap for each step: the earliest event is
 * not always the best, so that all chains of an attempt are followed.
 *
 * Forwards, moment by moment: at which steps some chain may stand.  Then
 * backwards from the furthest step: from which of these it can be got to.
 * The chain that counts takes the earliest of those, step by step; if
 * some chain at the furthest step can still go on, it is one of them.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"

void
limited_begin(struct matcher *m)
{
	m->nfootholds = 0;
	memset(m->behind, 0, sizeof m->behind);
	memset(m->latest, 0, sizeof m->latest);
	m->alive_until = INT64_MAX;
}

bool
far_enough(const struct match_rules *r, int64_t from, int64_t to)
{
	return from < to &&
	    (!r->gapped || rules_end(r, r->min_gap, from) <= to);
}

bool
near_enough(const struct match_rules *r, int64_t from, int64_t to)
{
	return !r->stepped || to <= rules_end(r, r->step_within, from);
}

/* Whether step s can be filled after one of the footholds before. */
static bool
can_enter(struct matcher *m, size_t s, int64_t now)
{
	while (m->behind[s] < m->nfootholds && far_enough(m->rules,
	    m->footholds[m->behind[s]].moment.time, now)) {
		if (m->footholds[m->behind[s]].steps >> (s - 1) & 1)
			m->latest[s] = m->behind[s] + 1;
		m->behind[s]++;
	}
	return m->latest[s] && near_enough(m->rules,
	    m->footholds[m->latest[s] - 1].moment.time, now);
}

size_t
at_once(const struct matcher *m)
{
	const struct match_rules *r = m->rules;
	bool apart = r->ties_against || (r->gapped && r->min_gap.count > 0);

	return apart ? 1 : m->nsteps;
}

static struct foothold *
new_foothold(struct matcher *m, const struct moment *now)
{
	m->footholds = memory_reserve(m->footholds, &m->footholds_room,
	    m->nfootholds + 1, sizeof *m->footholds);

	struct foothold *s = &m->footholds[m->nfootholds];

	*s = (struct foothold){ *now, 0, 0 };
	return s;
}

void
limited_moment(struct matcher *m, struct attempt *a, const struct timeline *t,
    const struct moment *now)
{
	const struct match_rules *r = m->rules;
	uint32_t event[STAGES_MAX];
	struct foothold *here = new_foothold(m, now);
	size_t first = m->nfootholds == 0 ? 0 : 1;
	size_t last = m->nfootholds == 0 ? 1 : m->nsteps;

	for (size_t s = first; s < last; s++) {
		if (s > 0 && !can_enter(m, s, now->time))
			continue;
		size_t end = fill_moment(m, t, now, s, at_once(m), event);
		if (end > s)
			here->entered |= (uint32_t)1 << s;
		for (size_t k = s; k < end; k++)
			here->steps |= (uint32_t)1 << k;
	}
	if (!here->steps)
		return;
	m->nfootholds++;
	/* The earliest time of a step, for exclusions, until the end. */
	for (size_t k = a->reached; k < m->nsteps; k++)
		if (here->steps >> k & 1) {
			a->time[k] = now->time;
			a->reached = k + 1;
		}
	if (r->stepped)
		m->alive_until = rules_end(r, r->step_within, now->time);
}

/* leads[g * nsteps + s]: to fill s first at foothold g leads to the goal. */
struct back {
	struct matcher *m;
	const struct timeline *t;
	size_t goal;		/* the furthest step */
	bool alive_only;	/* some chain at the goal can still go on */
};

bool
can_go_on(const struct match_rules *r, int64_t time)
{
	return !r->stepped ||
	    rules_end(r, r->step_within, time) > r->as_of;
}

static bool
at_goal(const struct back *b, size_t g, size_t step)
{
	return step == b->goal && (!b->alive_only ||
	    can_go_on(b->m->rules, b->m->footholds[g].moment.time));
}

/* The foothold to which one goes on from step s - 1 at g; none: n. */
static size_t
next_of(const struct back *b, size_t g, size_t s)
{
	const struct matcher *m = b->m;
	int64_t now = m->footholds[g].moment.time;
	size_t to = g + 1, end = m->nfootholds;

	while (to < end) {
		size_t middle = to + (end - to) / 2;

		if (far_enough(m->rules, now,
		    m->footholds[middle].moment.time))
			end = middle;
		else
			to = middle + 1;
	}
	if (to < m->nfootholds)
		to = m->next_led[to * m->nsteps + s];
	return to < m->nfootholds && near_enough(m->rules, now,
	    m->footholds[to].moment.time) ? to : m->nfootholds;
}

/* Whether having filled steps up to `step` at g leads to the goal. */
static bool
leads_on(const struct back *b, size_t g, size_t step)
{
	return at_goal(b, g, step) || (step < b->goal &&
	    next_of(b, g, step + 1) < b->m->nfootholds);
}

static void
look_back(const struct back *b)
{
	struct matcher *m = b->m;
	uint32_t event[STAGES_MAX];

	for (size_t g = m->nfootholds; g-- > 0;) {
		const struct foothold *here = &m->footholds[g];

		for (size_t s = 0; s < m->nsteps; s++) {
			bool leads = false;

			if (here->entered >> s & 1) {
				size_t end = fill_moment(m, b->t,
				    &here->moment, s, at_once(m), event);

				for (size_t k = s; k < end && !leads; k++)
					leads = leads_on(b, g, k);
			}
			m->leads[g * m->nsteps + s] = leads;
			m->next_led[g * m->nsteps + s] = leads ? g :
			    g + 1 < m->nfootholds ?
			    m->next_led[(g + 1) * m->nsteps + s] :
			    m->nfootholds;
		}
	}
}

/* Takes the earliest way that leads on: to stay in a moment is earlier. */
static void
pick(const struct back *b, struct attempt *a)
{
	struct matcher *m = b->m;
	uint32_t event[STAGES_MAX];
	size_t g = 0, s = 0;

	a->reached = 0;
	a->seen = 0;
	while (g < m->nfootholds) {
		const struct moment *now = &m->footholds[g].moment;
		size_t end = fill_moment(m, b->t, now, s, at_once(m), event);
		size_t last = end - 1;

		while (last > s && !leads_on(b, g, last))
			last--;
		for (; s <= last && s <= b->goal; s++) {
			a->time[s] = now->time;
			a->event[s] = event[s];
			a->seen |= (uint32_t)1 << s;
			a->reached = s + 1;
		}
		if (a->reached == b->goal + 1)
			return;
		g = next_of(b, g, s);
	}
}

static void
make_work_room(struct matcher *m)
{
	size_t room = m->nfootholds * m->nsteps;

	if (room <= m->work_room)
		return;
	free(m->leads);
	free(m->next_led);
	m->leads = memory_array(room, sizeof *m->leads);
	m->next_led = memory_array(room, sizeof *m->next_led);
	m->work_room = room;
}

void
limited_end(struct matcher *m, struct attempt *a, const struct timeline *t)
{
	struct back b = { m, t, a->reached - 1, false };

	if (a->reached == 0)
		return;
	make_work_room(m);
	for (size_t g = 0; g < m->nfootholds && a->reached < m->nsteps; g++)
		b.alive_only |= (m->footholds[g].steps >> b.goal & 1) &&
		    can_go_on(m->rules, m->footholds[g].moment.time);
	look_back(&b);
	pick(&b, a);
}
