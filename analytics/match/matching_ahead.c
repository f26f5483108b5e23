/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounds of all attempts where steps have windows or gaps: backwards from
 * each goal, when it can be got to from a step that is filled at a moment.
 *
 * What may follow a moment is an interval of later ones, whose ends never
 * go back as the moment goes on.  So chains need not cross: who starts
 * earlier and gets to the goal at all gets there no later, and of the
 * interval the first moment that leads to the goal is the best.
 *
 * That an event fills one step alone is not looked at where several steps
 * are filled at once, nor are exclusions: bounds that are not always met.
 */
#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"

#define NONE UINT32_MAX

/* What holds for the whole timeline. */
struct ahead {
	struct matcher *m;
	const struct timeline *t;
	bool together;		/* one moment may fill several steps */
	bool lost;		/* at the end */
	uint32_t seen[STAGES_MAX + 1];	/* by level: 1 + the last event that
					   is of it or higher */
};

static void
see(struct ahead *h, size_t i, bool *stages, bool *outcome)
{
	const struct matcher *m = h->m;
	const struct plain_class *class =
	    &m->plain_classes[h->t->events[i].class];

	*stages |= class->stages;
	*outcome |= class->outcome;
	for (size_t l = 1; l <= class->level; l++)
		h->seen[l] = (uint32_t)i + 1;
}

static struct outlook *
new_outlook(struct matcher *m, const struct timeline *t, size_t event)
{
	m->outlooks = memory_reserve(m->outlooks, &m->outlooks_room,
	    m->noutlooks + 1, sizeof *m->outlooks);
	struct outlook *o = &m->outlooks[m->noutlooks++];
	*o = (struct outlook){ .time = t->events[event].time,
	    .event = (uint32_t)event };
	return o;
}

/* Candidates [*from, to) end before a moment. */
static void
end_before(struct matcher *m, size_t *from, size_t to, size_t moment)
{
	for (; *from < to; ++*from)
		m->candidates[*from].last = (uint32_t)moment - 1;
}

/* Moments and candidates; with reopen_new, where they end. */
static void
survey(struct ahead *h)
{
	struct matcher *m = h->m;
	const struct timeline *t = h->t;
	size_t running = 0;

	for (size_t i = 0; i < t->n;) {
		struct outlook *o = new_outlook(m, t, i);
		bool stages = false, outcome = false;
		size_t first = m->ncandidates;

		for (; i < t->n && t->events[i].time == o->time; i++) {
			see(h, i, &stages, &outcome);
			o->steps |= steps_of(m, t, i);
			if (!is_entry(m, t, i))
				continue;
			candidate_add(m, i);
			m->candidates[m->ncandidates - 1].moment =
			    (uint32_t)m->noutlooks - 1;
		}
		if (stages && h->lost && m->rules->reopen_new)
			end_before(m, &running, first, m->noutlooks - 1);
		h->lost = outcome || (h->lost && !stages);
	}
	end_before(m, &running, m->ncandidates, m->noutlooks);
}

/* The moments in which a step may follow each. */
static void
measure(struct matcher *m)
{
	const struct match_rules *r = m->rules;
	struct outlook *o = m->outlooks;
	size_t far = 0, near = 0, n = m->noutlooks;

	for (size_t i = 0; i < n; i++) {
		far = far > i ? far : i + 1;
		while (far < n && !far_enough(r, o[i].time, o[far].time))
			far++;
		near = near > i ? near : i;
		while (near + 1 < n &&
		    near_enough(r, o[i].time, o[near + 1].time))
			near++;
		o[i].far = (uint32_t)far;
		o[i].near = (uint32_t)near;
	}
}

/* The last moment that counts for each candidate. */
static void
measure_windows(const struct ahead *h)
{
	struct matcher *m = h->m;
	size_t last = 0;

	for (size_t i = 0; i < m->ncandidates; i++) {
		struct candidate *c = &m->candidates[i];
		int64_t deadline = attempt_deadline(m,
		    m->outlooks[c->moment].time);

		while (last + 1 < m->noutlooks &&
		    m->outlooks[last + 1].time <= deadline)
			last++;
		c->open = !h->lost && deadline > m->rules->as_of &&
		    c->last + 1 == m->noutlooks;
		if (last < c->last)
			c->last = (uint32_t)last;
	}
}

/* The next moment from each on from which there is a way to the goal. */
static void
link_next(struct matcher *m)
{
	uint32_t next = NONE;

	for (size_t i = m->noutlooks; i-- > 0;) {
		if (m->outlooks[i].goal != NONE)
			next = (uint32_t)i;
		m->outlooks[i].next = next;
	}
}

/* When the goal is got to by a step after a moment; NONE: not. */
static uint32_t
goal_after(const struct ahead *h, size_t i)
{
	const struct outlook *o = h->m->outlooks;

	if (h->together && o[i].goal != NONE)
		return o[i].goal;
	uint32_t to = o[i].far < h->m->noutlooks ? o[o[i].far].next : NONE;
	return to != NONE && to <= o[i].near ? o[to].goal : NONE;
}

/*
 * From goals at the step above to goals at this one.  Only later moments
 * are looked at, whose goals are those of the step above yet.
 */
static void
step_back(const struct ahead *h, size_t step)
{
	struct matcher *m = h->m;

	link_next(m);
	for (size_t i = 0; i < m->noutlooks; i++)
		m->outlooks[i].goal = m->outlooks[i].steps >> step & 1 ?
		    goal_after(h, i) : NONE;
}

/* When each moment that is an entry gets to a step. */
static void
look_for(const struct ahead *h, size_t step)
{
	struct matcher *m = h->m;

	for (size_t i = 0; i < m->noutlooks; i++)
		m->outlooks[i].goal = m->outlooks[i].steps >> step & 1 ?
		    (uint32_t)i : NONE;
	while (step-- > 0)
		step_back(h, step);
}

/* How many candidates get to this step, and not further. */
static size_t
bound_steps(const struct ahead *h, size_t step)
{
	struct matcher *m = h->m;
	size_t n = 0;

	look_for(h, step);
	for (size_t i = 0; i < m->ncandidates; i++) {
		struct candidate *c = &m->candidates[i];
		uint32_t goal = m->outlooks[c->moment].goal;

		if (c->bound || goal == NONE || goal > c->last)
			continue;
		c->bound = (uint8_t)(step + 1);
		n++;
	}
	return n;
}

/* Whether some chain of an entry stands where it can still go on. */
static void
look_for_the_living(const struct ahead *h)
{
	struct matcher *m = h->m;

	for (size_t i = 0; i < m->noutlooks; i++)
		m->outlooks[i].goal = NONE;
	for (size_t step = m->nsteps; step-- > 0;) {
		step_back(h, step);
		for (size_t i = 0; i < m->noutlooks; i++)
			if ((m->outlooks[i].steps >> step & 1) &&
			    can_go_on(m->rules, m->outlooks[i].time))
				m->outlooks[i].goal = (uint32_t)i;
	}
}

/* Open: not at the end, skipped nothing, and some chain lives. */
static void
bound_open(const struct ahead *h)
{
	struct matcher *m = h->m;

	if (m->rules->stepped)
		look_for_the_living(h);
	for (size_t i = 0; i < m->ncandidates; i++) {
		struct candidate *c = &m->candidates[i];

		c->open &= c->bound < m->nsteps &&
		    h->seen[c->bound + 1] <= c->event &&
		    (!m->rules->stepped ||
		    m->outlooks[c->moment].goal != NONE);
	}
}

void
bound_ahead(struct matcher *m, const struct timeline *t)
{
	struct ahead h = { .m = m, .t = t, .together = at_once(m) > 1 };
	size_t left;

	m->noutlooks = 0;
	survey(&h);
	measure(m);
	measure_windows(&h);
	left = m->ncandidates;
	for (size_t step = m->nsteps; step-- > 0 && left > 0;)
		left -= bound_steps(&h, step);
	bound_open(&h);
}
