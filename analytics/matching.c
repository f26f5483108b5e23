/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From timelines to attempts: entries, windows, fates. */
#include "analytics/matching.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/matching_private.h"

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
	return r->dates ? working_days(r->working, from, to) :
	    working_elapsed(r->working, r->zone, from, to);
}

static bool
of_steps(enum match_order order)
{
	return order == MATCH_ORDERED || order == MATCH_STRICT;
}

enum status
match_rules_check(const struct match_rules *r)
{
	bool touch = r->order == MATCH_TOUCH;
	if (r->nstages < 1 || r->nstages > STAGES_MAX ||
	    r->nexclusions > EXCLUSIONS_MAX || (r->optional & 1))
		return STATUS_DOMAIN;
	if (!of_steps(r->order) && (r->stepped || r->gapped ||
	    r->ties_against || r->optional))
		return STATUS_DOMAIN;
	if (r->entry != ENTRY_FIRST && (r->attempts || touch ||
	    r->order == MATCH_REACH))
		return STATUS_DOMAIN;
	return touch && (r->attempts || r->nexclusions) ? STATUS_DOMAIN :
	    STATUS_OK;
}

/* Steps are the stages that are not optional, numbered anew. */
static void
plan_steps(struct matcher *m)
{
	const struct match_rules *r = m->rules;
	for (size_t k = 0; k < r->nstages; k++)
		if (!(r->optional >> k & 1))
			m->stage_of[m->nsteps++] = (uint8_t)k;
	for (size_t c = 0; c < CLASSES_MAX; c++) {
		for (size_t s = 0; s < m->nsteps; s++)
			m->steps[c] |= (r->stages[c] >> m->stage_of[s] & 1)
			    << s;
		m->shared |= (m->steps[c] & (m->steps[c] - 1)) != 0;
	}
}

struct matcher *
matcher_new(const struct match_rules *rules)
{
	struct matcher *m = calloc(1, sizeof *m);
	if (!m || match_rules_check(rules) != STATUS_OK) {
		free(m);
		return NULL;
	}
	m->rules = rules;
	plan_steps(m);
	m->limited = rules->order == MATCH_ORDERED &&
	    (rules->stepped || rules->gapped);
	m->room = 4;
	m->attempts = malloc(m->room * sizeof *m->attempts);
	if (m->attempts && (rules->order != MATCH_STRICT || strict_new(m)))
		return m;
	matcher_free(m);
	return NULL;
}

void
matcher_free(struct matcher *m)
{
	if (!m)
		return;
	free(m->attempts);
	free(m->chains);
	free(m->next_chains);
	free(m->standings);
	free(m->leads);
	free(m->next_led);
	free(m);
}

size_t
matcher_steps(const struct matcher *m)
{
	return m->nsteps;
}

size_t
matcher_stage(const struct matcher *m, size_t step)
{
	return m->stage_of[step];
}

/* Finds an event for a step, moving others on (Kuhn's matching). */
static bool
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
static void
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

static bool
taken(const struct attempt *a, size_t i)
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
static void
reach_moment(const struct matcher *m, struct attempt *a,
    const struct timeline *t, const struct moment *now)
{
	bool moved = true;
	while (moved && a->reached < m->nsteps) {
		moved = false;
		for (size_t i = now->from; i < now->to; i++) {
			uint32_t above = a->reached < m->nsteps ?
			    steps_of(m, t, i) >> a->reached : 0;
			if (!above || taken(a, i))
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

/*
 * Any order: as many steps as the events so far can fill together, once
 * one of them can be the first.  (Then some largest filling has it.)
 */
struct any {
	uint32_t filled, event[STAGES_MAX];
	bool first_seen;
};

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

static void
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
static void
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

/* What an attempt has met, moment by moment. */
struct course {
	struct matcher *m;
	const struct timeline *t;
	struct attempt *a;
	struct any any;
	bool lost, ended, fine;
};

static void
take_moment(struct course *c, const struct moment *now)
{
	switch (c->m->rules->order) {
	case MATCH_ORDERED:
		if (c->m->limited)
			c->fine = limited_moment(c->m, c->a, c->t, now);
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

static void
settle_fate(const struct course *c)
{
	const struct match_rules *r = c->m->rules;
	struct attempt *a = c->a;
	int64_t until = a->deadline;
	if (c->m->limited && c->m->alive_until < until)
		until = c->m->alive_until;
	if (a->reached == c->m->nsteps) {
		a->fate = FATE_COMPLETED;
		a->fate_time = a->time[a->reached - 1];
	} else if (c->lost) {
		a->fate = FATE_LOST;
	} else if (until <= r->as_of) {
		a->fate = FATE_EXPIRED;
		a->fate_time = until;
	} else {
		a->fate = FATE_OPEN;
		a->fate_time = r->as_of;
	}
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
		int64_t from = a->time[steps - 1];
		int64_t to = a->reached > steps ? a->time[steps] :
		    a->fate == FATE_COMPLETED ? a->deadline : a->fate_time;
		for (size_t i = 0; i < c->t->n; i++) {
			const struct event *e = &c->t->events[i];
			if (e->time < from || e->time > to ||
			    !(r->stages[e->class] >> k & 1) || taken(a, i))
				continue;
			a->optional |= (uint32_t)1 << k;
			a->optional_event[k] = (uint32_t)i;
			break;
		}
	}
}

static void
begin(struct course *c, size_t entry)
{
	struct attempt *a = c->a;
	a->entry = c->t->events[entry].time;
	a->entry_event = (uint32_t)entry;
	a->reached = 0;
	a->touched = a->seen = a->optional = 0;
	a->excluded = false;
	a->deadline = rules_window(c->m->rules, a->entry, c->m->nsteps - 1);
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
	while (now.to < c->t->n && !c->ended && c->fine) {
		bool stages = false;
		now.from = now.to;
		now.time = c->t->events[now.from].time;
		if (now.time > c->a->deadline ||
		    (c->m->limited && now.time > c->m->alive_until)) {
			break;
		}
		for (; now.to < c->t->n &&
		    c->t->events[now.to].time == now.time; now.to++)
			stages |= r->stages[c->t->events[now.to].class] != 0;
		if (stages && c->lost && r->reopen_new) {
			now.to = now.from;
			break;
		}
		if (stages)
			take_moment(c, &now);
		end_moment(c, &now, stages);
	}
	if (r->order == MATCH_TOUCH)
		touch_all(c->m, c->a, c->t, entry, now.to);
	if (c->m->limited && c->fine)
		c->fine = limited_end(c->m, c->a, c->t);
	settle_fate(c);
	if (r->optional)
		find_optional(c);
	return now.to;
}

/* The next event from i on that can be an entry; t->n: none. */
static size_t
find_entry(const struct matcher *m, const struct timeline *t, size_t i)
{
	uint32_t entry = of_steps(m->rules->order) ? 1 : ~(uint32_t)0;
	while (i < t->n && !(steps_of(m, t, i) & entry))
		i++;
	return i;
}

static enum match_verdict
judge(const struct matcher *m, const struct timeline *t,
    const struct attempt *a)
{
	const struct match_rules *r = m->rules;
	if (a->reached == 0)
		return MATCH_NO_ENTRY;
	if (a->entry < r->from)
		return MATCH_BEFORE_FROM;
	if (a->entry >= r->to)
		return MATCH_AFTER_TO;
	return t->events[a->entry_event].having ? MATCH_COUNTS :
	    MATCH_NOT_HAVING;
}

/* Whether b is the better attempt: furthest, open, then by its entry. */
static bool
better(const struct matcher *m, const struct attempt *a,
    const struct attempt *b)
{
	if (a->reached != b->reached)
		return b->reached > a->reached;
	bool a_open = a->fate == FATE_OPEN, b_open = b->fate == FATE_OPEN;
	if (a_open != b_open)
		return b_open;
	return m->rules->entry == ENTRY_LATEST;
}

static bool
make_room(struct matcher *m)
{
	if (m->n + 2 < m->room)
		return true;
	struct attempt *more = realloc(m->attempts,
	    2 * m->room * sizeof *more);
	if (!more)
		return false;
	m->attempts = more;
	m->room *= 2;
	return true;
}

static bool
attempt_at(struct matcher *m, const struct timeline *t, size_t entry,
    struct attempt *a, size_t *next)
{
	struct course c = { .m = m, .t = t, .a = a, .fine = true };
	*next = follow(&c, entry);
	return c.fine;
}

/* Every attempt, one after another; those that count are kept. */
static enum status
match_all(struct matcher *m, const struct timeline *t,
    enum match_verdict *verdict)
{
	size_t i = find_entry(m, t, 0), next;
	*verdict = MATCH_NO_ENTRY;
	for (; i < t->n; i = find_entry(m, t, next)) {
		if (!make_room(m) ||
		    !attempt_at(m, t, i, &m->attempts[m->n], &next))
			return STATUS_NO_MEMORY;
		/* Of dates, or of an end at once: always onward. */
		next = next > i ? next : i + 1;
		enum match_verdict judged = judge(m, t, &m->attempts[m->n]);
		if (judged == MATCH_COUNTS)
			m->n++;
		if (*verdict != MATCH_COUNTS)
			*verdict = judged;
	}
	return STATUS_OK;
}

/* The one attempt that counts, of the first entry or the best of all. */
static enum status
match_one(struct matcher *m, const struct timeline *t,
    enum match_verdict *verdict)
{
	struct attempt *best = &m->attempts[0], *other = &m->attempts[1];
	size_t i = find_entry(m, t, 0), next;
	*verdict = MATCH_NO_ENTRY;
	if (i == t->n)
		return STATUS_OK;
	if (!attempt_at(m, t, i, best, &next))
		return STATUS_NO_MEMORY;
	while (m->rules->entry != ENTRY_FIRST &&
	    (i = find_entry(m, t, i + 1)) < t->n) {
		if (!attempt_at(m, t, i, other, &next))
			return STATUS_NO_MEMORY;
		if (better(m, best, other))
			*best = *other;
	}
	*verdict = judge(m, t, best);
	m->n = *verdict == MATCH_COUNTS;
	return STATUS_OK;
}

static bool
is_dropped(const struct match_rules *r, const struct timeline *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (r->drops[t->events[i].class])
			return true;
	return false;
}

enum status
matcher_match(struct matcher *m, const struct timeline *t,
    const struct attempt **out, size_t *n, enum match_verdict *verdict)
{
	enum match_verdict unused;
	if (!verdict)
		verdict = &unused;
	m->n = 0;
	m->attempts[0].reached = 0;
	enum status status = STATUS_OK;
	*verdict = MATCH_DROPPED;
	if (!is_dropped(m->rules, t))
		status = m->rules->attempts ? match_all(m, t, verdict) :
		    match_one(m, t, verdict);
	*out = m->attempts;
	*n = status == STATUS_OK ? m->n : 0;
	return status;
}
