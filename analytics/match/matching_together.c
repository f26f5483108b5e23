/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bounds of all attempts in one pass, where no chains of one attempt
 * compete: attempts that run at one time and stand where another stands
 * have one future, until their windows end.  So there are never more
 * groups of them than there are ways to stand; groups that meet are
 * joined (union-find), and an attempt is judged when its window ends.
 *
 * For strict order with windows or gaps of steps what a step may follow is
 * left open, and exclusions are not looked at; nor are they for strict in a
 * moment that also has stages, where it hangs on the chain that counts.
 * These bounds are not always met.  All else is exact.
 */
#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"

struct sweep {
	struct matcher *m;
	const struct timeline *t;
	struct moment now;
	bool loose;		/* strict with limits */
	size_t judged;		/* the candidates before it are */
	int64_t deadline;	/* of the first that is not */
	bool lost;
	uint32_t seen[STAGES_MAX + 1];	/* by level: 1 + the last event that
					   is of it or higher */
};

/* The candidate that holds what is known of a group. */
static uint32_t
leader_of(struct candidate *c, uint32_t i)
{
	while (c[i].leader != i) {
		c[i].leader = c[c[i].leader].leader;
		i = c[i].leader;
	}
	return i;
}

/* What became of a candidate by now. */
static void
judge(struct sweep *s)
{
	struct candidate *all = s->m->candidates, *c = &all[s->judged];
	const struct candidate *group = &all[leader_of(all,
	    (uint32_t)s->judged)];

	c->bound = group->reached;
	c->open = !group->ended && !s->lost && group->reached <
	    s->m->nsteps && s->seen[group->reached + 1] <= c->event &&
	    s->deadline > s->m->rules->as_of;
	s->judged++;
}

static void
judge_before(struct sweep *s, int64_t time)
{
	const struct matcher *m = s->m;

	while (s->judged < m->ncandidates) {
		s->deadline = attempt_deadline(m,
		    s->t->events[m->candidates[s->judged].event].time);
		if (s->deadline >= time)
			return;
		judge(s);
	}
}

static bool
same_place(const struct matcher *m, const struct running *a,
    const struct running *b)
{
	if (a->reached != b->reached || a->lengths != b->lengths)
		return false;
	/* What was filled later lies within what was filled earlier. */
	return m->rules->order != MATCH_ANY ||
	    (a->any.first_seen == b->any.first_seen &&
	    __builtin_popcount(a->any.filled) ==
	    __builtin_popcount(b->any.filled));
}

/* Among those that go on, joined with a group of the same place. */
static void
go_on(struct matcher *m, const struct running *r)
{
	for (size_t i = 0; i < m->ngoing; i++) {
		struct running *other = &m->going[i];

		if (!same_place(m, other, r))
			continue;
		m->candidates[r->leader].leader = other->leader;
		if (r->newest > other->newest)
			other->newest = r->newest;
		return;
	}
	m->going = memory_reserve(m->going, &m->going_room, m->ngoing + 1,
	    sizeof *m->going);
	m->going[m->ngoing++] = *r;
}

/* Strict, one event: the lengths that chains can have after it. */
static void
strict_event(const struct sweep *s, struct running *r, uint64_t steps)
{
	uint64_t longer = (r->lengths & steps) << 1;
	uint64_t same = r->lengths & steps << 1;
	uint64_t other = r->lengths & ~(steps << 1) &
	    ~(s->loose ? steps & 1 : steps);

	if (longer && 63 - __builtin_clzll(longer) > r->reached)
		r->reached = (uint8_t)(63 - __builtin_clzll(longer));
	r->lengths = longer | same | (other ? 1 << (steps & 1) : 0);
}

/* In whatever order the events are taken, and not all of them. */
static void
strict_loosely(const struct sweep *s, struct running *r,
    const struct moment *now)
{
	uint64_t before = 0;

	while (before != r->lengths) {
		before = r->lengths;
		for (size_t i = now->from; i < now->to; i++) {
			uint64_t lengths = r->lengths;

			strict_event(s, r, steps_of(s->m, s->t, i));
			r->lengths |= lengths;
		}
	}
}

static void
strict_step(const struct sweep *s, struct running *r, struct attempt *scratch,
    const struct moment *now)
{
	uint32_t steps = 0;
	size_t n = 0;

	for (size_t i = now->from; i < now->to; i++) {
		n += steps_of(s->m, s->t, i) != 0;
		steps |= steps_of(s->m, s->t, i);
	}
	if (n == 1) {
		strict_event(s, r, steps);
	} else if (n > 1 && s->loose) {
		strict_loosely(s, r, now);
	} else if (n > 1) {
		r->lengths = strict_lengths(s->m, scratch, s->t, now,
		    r->lengths);
		r->reached = (uint8_t)scratch->reached;
	}
}

/* Takes a group through a moment that has stages. */
static void
step(const struct sweep *s, struct running *r, const struct moment *now)
{
	struct attempt *scratch = &s->m->attempts[1];

	scratch->reached = r->reached;
	scratch->seen = 0;
	if (r->reached)
		/* An earlier moment, whichever: see ties_against. */
		scratch->time[r->reached - 1] = INT64_MIN;
	switch (s->m->rules->order) {
	case MATCH_STRICT:
		strict_step(s, r, scratch, now);
		return;
	case MATCH_ANY:
		any_moment(s->m, &r->any, scratch, s->t, now);
		break;
	default:
		ordered_moment(s->m, scratch, s->t, now);
	}
	r->reached = (uint8_t)scratch->reached;
}

/* Strictly between two steps: the first of them filled before this moment. */
static bool
excluded(const struct sweep *s, const struct running *r, size_t before,
    bool stages)
{
	const struct match_rules *rules = s->m->rules;

	if (s->loose || (stages && rules->order == MATCH_STRICT))
		return false;
	for (size_t e = 0; e < rules->nexclusions; e++) {
		const struct exclusion *x = &rules->exclusions[e];

		if (before <= x->from || r->reached > x->to)
			continue;
		for (size_t i = s->now.from; i < s->now.to; i++)
			if (s->t->events[i].class == x->class)
				return true;
	}
	return false;
}

/* All that run, through this moment. */
static void
go_through(struct sweep *s, bool stages)
{
	struct matcher *m = s->m;

	m->ngoing = 0;
	for (size_t i = 0; i < m->nrunning; i++) {
		struct running *r = &m->running[i];
		size_t before = r->reached;

		if (r->newest < s->judged)
			continue;
		if (stages)
			step(s, r, &s->now);
		m->candidates[r->leader].reached = r->reached;
		if (r->reached == m->nsteps || excluded(s, r, before, stages))
			m->candidates[r->leader].ended = true;
		else
			go_on(m, r);
	}
}

/* More events of one class than this in a moment do what these do. */
#define ALIKE_MAX (STAGES_MAX + 1)

static bool
as_the_one_before(const struct sweep *s, size_t i)
{
	const struct event *e = s->t->events;

	return i > s->now.from && e[i - 1].class == e[i].class &&
	    i + ALIKE_MAX < s->now.to && e[i + ALIKE_MAX].class == e[i].class;
}

static void
enter(struct sweep *s, size_t i)
{
	struct matcher *m = s->m;
	struct moment rest = { i, s->now.to, s->now.time };
	uint32_t leader = (uint32_t)m->ncandidates;
	struct running r = { .leader = leader, .newest = leader,
	    .lengths = m->rules->order == MATCH_STRICT };

	candidate_add(m, i);
	if (as_the_one_before(s, i)) {
		m->candidates[leader].leader = m->candidates[leader - 1].leader;
		uint32_t of = leader_of(m->candidates, leader);
		for (size_t k = 0; k < m->ngoing; k++)
			if (m->going[k].leader == of)
				m->going[k].newest = leader;
		return;
	}
	step(s, &r, &rest);
	m->candidates[leader].reached = r.reached;
	if (r.reached == m->nsteps)
		m->candidates[leader].ended = true;
	else
		go_on(m, &r);
}

/* The moment that follows: its end, and what is seen in it. */
static void
next_moment(struct sweep *s, bool *stages, bool *outcome)
{
	const struct timeline *t = s->t;

	s->now.from = s->now.to;
	s->now.time = t->events[s->now.from].time;
	*stages = *outcome = false;
	for (; s->now.to < t->n && t->events[s->now.to].time == s->now.time;
	    s->now.to++) {
		const struct plain_class *class = &s->m->plain_classes[
		    t->events[s->now.to].class];

		*stages |= class->stages;
		*outcome |= class->outcome;
	}
}

/* Reopened as another attempt: all that run end as they are. */
static void
end_all(struct matcher *m)
{
	for (size_t i = 0; i < m->nrunning; i++)
		m->candidates[m->running[i].leader].ended = true;
	m->nrunning = 0;
}

static void
see_levels(struct sweep *s)
{
	for (size_t i = s->now.from; i < s->now.to; i++) {
		size_t level = s->m->plain_classes[s->t->events[i].class].level;

		for (size_t l = 1; l <= level; l++)
			s->seen[l] = (uint32_t)i + 1;
	}
}

static void
swap_groups(struct matcher *m)
{
	struct running *going = m->running;
	size_t room = m->running_room;

	m->running = m->going;
	m->running_room = m->going_room;
	m->nrunning = m->ngoing;
	m->going = going;
	m->going_room = room;
}

static void
take_all(struct sweep *s, bool stages)
{
	if (stages)
		see_levels(s);
	else if (!s->m->rules->nexclusions)
		return;
	go_through(s, stages);
	for (size_t i = s->now.from; i < s->now.to; i++)
		if (is_entry(s->m, s->t, i))
			enter(s, i);
	swap_groups(s->m);
}

void
bound_together(struct matcher *m, const struct timeline *t)
{
	const struct match_rules *r = m->rules;
	struct sweep s = { .m = m, .t = t,
	    .loose = r->order == MATCH_STRICT && (r->stepped || r->gapped) };

	m->nrunning = 0;
	while (s.now.to < t->n) {
		bool stages, outcome;

		next_moment(&s, &stages, &outcome);
		judge_before(&s, s.now.time);
		if (stages && s.lost && r->reopen_new)
			end_all(m);
		take_all(&s, stages);
		s.lost = outcome || (s.lost && !stages);
	}
	judge_before(&s, INT64_MAX);
	while (s.judged < m->ncandidates) {
		s.deadline = INT64_MAX;
		judge(&s);
	}
}
