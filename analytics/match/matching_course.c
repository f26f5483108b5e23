/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One attempt from its entry to its fate. */
#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"

/* What an attempt has met, moment by moment. */
struct course {
	struct matcher *m;
	const struct timeline *t;
	struct attempt *a;
	struct any any;
	bool lost, ended;
	uint8_t level;		/* the highest seen: see plain_class */
	struct standing last;	/* where it stood */
};

static void
take_moment(struct course *c, const struct moment *now)
{
	switch (c->m->rules->order) {
	case MATCH_ORDERED:
		if (c->m->limited)
			limited_moment(c->m, c->a, c->t, now);
		else
			ordered_moment(c->m, c->a, c->t, now);
		break;
	case MATCH_STRICT:
		strict_moment(c->m, c->a, c->t, now);
		break;
	case MATCH_ANY:
		any_moment(c->m, &c->any, c->a, c->t, now);
		break;
	case MATCH_REACH:
		reach_moment(c->m, c->a, c->t, now);
		break;
	case MATCH_TOUCH:
		break;
	}
}

static void
lose(struct course *c, int64_t time, size_t event)
{
	c->lost = true;
	c->a->fate_time = time;
	c->a->fate_event = (uint32_t)event;
}

/* Strictly after the step that begins it, before the one that ends it. */
static bool
excludes(const struct course *c, const struct moment *now, size_t i)
{
	const struct match_rules *r = c->m->rules;

	for (size_t e = 0; e < r->nexclusions; e++) {
		const struct exclusion *x = &r->exclusions[e];

		if (x->class == c->t->events[i].class &&
		    c->a->reached > x->from && c->a->reached <= x->to &&
		    c->a->time[x->from] < now->time)
			return true;
	}
	return false;
}

/* Outcomes and exclusions of a moment, after all of its steps. */
static void
end_moment(struct course *c, const struct moment *now, bool stages)
{
	const struct match_rules *r = c->m->rules;

	if (stages)
		/* A later event of the funnel opens a lost deal again. */
		c->lost = false;
	if (c->a->reached == c->m->nsteps) {
		c->ended = true;
		return;
	}
	for (size_t i = now->from; i < now->to; i++) {
		if (r->nexclusions && excludes(c, now, i)) {
			lose(c, now->time, i);
			c->a->excluded = c->ended = true;
			return;
		}
		if (r->outcome[c->t->events[i].class] && !c->lost)
			lose(c, now->time, i);
	}
}

/* The first of its events that went on without the next step. */
static void
skip(const struct course *c)
{
	struct attempt *a = c->a;
	size_t i = a->entry_event;

	while (c->m->plain_classes[c->t->events[i].class].level <= a->reached)
		i++;
	a->fate = FATE_SKIPPED;
	a->fate_event = (uint32_t)i;
	a->fate_time = c->t->events[i].time;
	if (a->fate_time < a->time[a->reached - 1])
		a->fate_time = a->time[a->reached - 1];
}

static void
set_fate(const struct course *c)
{
	const struct match_rules *r = c->m->rules;
	struct attempt *a = c->a;
	int64_t until = a->deadline;

	if (c->m->limited && c->m->alive_until < until)
		until = c->m->alive_until;
	a->until = until;
	if (a->reached == c->m->nsteps) {
		a->fate = FATE_COMPLETED;
		a->fate_time = a->time[a->reached - 1];
	} else if (c->lost) {
		a->fate = FATE_LOST;
	} else if (c->level > a->reached) {
		skip(c);
	} else if (until <= r->as_of) {
		a->fate = FATE_EXPIRED;
		a->fate_time = until;
	} else {
		a->fate = FATE_OPEN;
		a->fate_time = r->as_of;
	}
}

/* The first event at a time or later. */
static size_t
first_since(const struct timeline *t, int64_t time)
{
	size_t from = 0, to = t->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (t->events[middle].time < time)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/*
 * Looks for one of an optional stage in a time, that shows nothing else.
 * Attempts that follow one another look ever later, so that none passes
 * over what one before it has.
 */
static void
look_for_optional(const struct course *c, size_t stage, int64_t from,
    int64_t to)
{
	const struct match_rules *r = c->m->rules;
	const struct timeline *t = c->t;
	size_t *next = &c->m->next_optional[stage], i = first_since(t, from);
	bool met = false;

	if (r->attempts && *next > i)
		i = *next;
	for (; i < t->n && t->events[i].time <= to; i++) {
		if (!(r->stages[t->events[i].class] >> stage & 1))
			continue;
		*next = met ? *next : i;
		met = true;
		if (event_taken(c->a, i))
			continue;
		c->a->optional |= (uint32_t)1 << stage;
		c->a->optional_event[stage] = (uint32_t)i;
		return;
	}
	*next = met ? *next : i;
}

/* Optional stages: an event between the steps around them. */
static void
find_optional(const struct course *c)
{
	const struct match_rules *r = c->m->rules;
	struct attempt *a = c->a;
	size_t steps = 0;	/* before the stage */

	for (size_t k = 0; k < r->nstages; k++) {
		if (!(r->optional >> k & 1)) {
			steps++;
			continue;
		}
		if (a->reached < steps)
			return;
		look_for_optional(c, k, a->time[steps - 1],
		    a->reached > steps ? a->time[steps] :
		    a->fate == FATE_COMPLETED ? a->deadline : a->fate_time);
	}
}

/* Notes where it stands after a moment, if that is new. */
static void
record(struct course *c, int64_t time)
{
	struct matcher *m = c->m;
	struct standing now = { time, (uint8_t)c->a->reached,
	    c->lost || c->level > c->a->reached };

	if (now.reached == 0 || (now.reached == c->last.reached &&
	    now.off == c->last.off))
		return;
	m->standings[m->nstandings++] = c->last = now;
	c->a->nstandings++;
}

static void
begin(struct course *c, size_t entry)
{
	struct attempt *a = c->a;

	a->entry = c->t->events[entry].time;
	a->entry_event = (uint32_t)entry;
	a->reached = 0;
	a->touched = a->seen = a->optional = 0;
	a->excluded = a->outcome_only = false;
	a->undated = a->fate_undated = false;
	a->standings = NULL;
	a->nstandings = 0;
	c->level = 0;
	c->last = (struct standing){ .reached = 1 };
	a->deadline = attempt_deadline(c->m, a->entry);
	if (c->m->limited)
		limited_begin(c->m);
	else if (c->m->rules->order == MATCH_STRICT)
		strict_begin(c->m);
}

/*
 * From an entry on.  Answers where the next attempt may begin: the first
 * event that is no part of this one.
 */
static size_t
follow(struct course *c, size_t entry)
{
	const struct match_rules *r = c->m->rules;
	struct moment now = { .to = entry };

	begin(c, entry);
	if (c->m->records) {
		/* One a moment, at most; none is kept that would move. */
		c->m->standings = memory_reserve(c->m->standings,
		    &c->m->standings_room, c->t->n, sizeof *c->m->standings);
		c->a->standings = c->m->standings + c->m->nstandings;
	}
	while (now.to < c->t->n && !c->ended) {
		bool stages = false;
		uint8_t level = c->level;

		now.from = now.to;
		now.time = c->t->events[now.from].time;
		if (now.time > c->a->deadline ||
		    (c->m->limited && now.time > c->m->alive_until)) {
			break;
		}
		for (; now.to < c->t->n &&
		    c->t->events[now.to].time == now.time; now.to++) {
			const struct plain_class *class = &c->m->
			    plain_classes[c->t->events[now.to].class];

			stages |= class->stages;
			level = class->level > level ? class->level : level;
		}
		if (stages && c->lost && r->reopen_new) {
			now.to = now.from;
			break;
		}
		c->level = level;
		if (stages)
			take_moment(c, &now);
		end_moment(c, &now, stages);
		if (c->m->records)
			record(c, now.time);
	}
	if (r->order == MATCH_TOUCH)
		touch_all(c->m, c->a, c->t, entry, now.to);
	if (c->m->limited)
		limited_end(c->m, c->a, c->t);
	set_fate(c);
	if (r->optional)
		find_optional(c);
	return now.to;
}

/*
 * The same where no policy asks for more, no two times are equal and
 * nobody comes back: an event a moment, taken almost without branches, for
 * nearly every entity of nearly every run comes here.  false: it is to be
 * followed otherwise.
 */
static bool
follow_plain(struct course *c, size_t entry, size_t *next)
{
	const struct event *e = c->t->events;
	struct attempt *a = c->a;
	const struct plain_class *classes = c->m->plain_classes;
	struct plain_course p = { 0 };
	size_t i = entry, n = c->t->n;

	begin(c, entry);
	for (; i < n && p.reached < c->m->nsteps && e[i].time <= a->deadline;
	    i++) {
		struct plain_class class = classes[e[i].class];

		if (i + 1 < n && e[i + 1].time == e[i].time)
			return false;
		if (class.outcome) {
			lose(c, e[i].time, i);
			i = plain_lose(&p, classes, c->t, i, a->deadline);
			break;
		}
		a->time[p.reached] = e[i].time;
		a->event[p.reached] = (uint32_t)i;
		plain_take(&p, class);
	}
	if (p.odd)
		return false;
	a->reached = p.reached;
	a->seen = (uint32_t)(((uint64_t)1 << p.reached) - 1);
	set_fate(c);
	*next = i;
	return true;
}

void
attempt_of_outcome(struct matcher *m, const struct timeline *t, size_t outcome,
    struct attempt *a)
{
	struct course c = { .m = m, .t = t, .a = a };

	begin(&c, outcome);
	a->reached = 1;
	a->time[0] = a->entry;
	a->event[0] = (uint32_t)outcome;
	a->outcome_only = true;
	lose(&c, a->entry, outcome);
	set_fate(&c);
}

void
attempt_at(struct matcher *m, const struct timeline *t, size_t entry,
    struct attempt *a, size_t *next)
{
	struct course c;

	c.m = m;
	c.t = t;
	c.a = a;
	c.lost = c.ended = false;
	/* Its events stay as they are: only those of filled steps count. */
	c.any.filled = 0;
	c.any.first_seen = false;
	if (!m->plain || !follow_plain(&c, entry, next)) {
		c.lost = false;
		*next = follow(&c, entry);
	}
}
