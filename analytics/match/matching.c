/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From timelines to attempts: entries, windows, fates. */
#include "analytics/match/matching.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"

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

/*
 * Steps up to the lowest stage of a class: an event of it that lies above
 * the steps reached went on without the next.  Where steps have no order,
 * none does.
 */
static uint8_t
level_of(const struct matcher *m, size_t class)
{
	uint32_t stages = m->rules->stages[class];
	uint8_t level = 0;

	if (!stages || !of_steps(m->rules->order))
		return 0;
	while (level < m->nsteps && m->stage_of[level] <=
	    __builtin_ctz(stages))
		level++;
	return level;
}

static void
plan_class(struct matcher *m, size_t class)
{
	const struct match_rules *r = m->rules;
	uint32_t steps = 0;

	for (size_t s = 0; s < m->nsteps; s++)
		steps |= (r->stages[class] >> m->stage_of[s] & 1) << s;
	m->steps[class] = steps;
	m->plain_classes[class] = (struct plain_class){ steps,
	    level_of(m, class), r->stages[class] != 0, r->outcome[class] };
	m->shared |= (steps & (steps - 1)) != 0;
	m->drops |= r->drops[class];
}

/* Steps are the stages that are not optional, numbered anew. */
static void
plan_steps(struct matcher *m)
{
	const struct match_rules *r = m->rules;

	for (size_t k = 0; k < r->nstages; k++)
		if (!(r->optional >> k & 1))
			m->stage_of[m->nsteps++] = (uint8_t)k;
	for (size_t c = 0; c < CLASSES_MAX; c++)
		plan_class(m, c);
}

struct matcher *
matcher_new(const struct match_rules *rules)
{
	struct matcher *m = memory_zeroed(1, sizeof *m);

	m->rules = rules;
	plan_steps(m);
	m->limited = rules->order == MATCH_ORDERED &&
	    (rules->stepped || rules->gapped);
	m->plain = rules->order == MATCH_ORDERED && !m->limited &&
	    !rules->nexclusions && !rules->optional && !rules->reopen_new;
	m->records = rules->order != MATCH_TOUCH &&
	    rules->entry == ENTRY_FIRST;
	m->room = 4;
	m->attempts = memory_array(m->room, sizeof *m->attempts);
	return m;
}

void
matcher_free(struct matcher *m)
{
	if (!m)
		return;
	free(m->attempts);
	free(m->now.items);
	free(m->next.items);
	free(m->standings);
	free(m->footholds);
	free(m->leads);
	free(m->next_led);
	free(m->candidates);
	free(m->running);
	free(m->going);
	free(m->outlooks);
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

const struct plain_class *
matcher_plain(const struct matcher *m)
{
	return m->plain && !m->drops && !m->rules->attempts &&
	    m->rules->entry == ENTRY_FIRST ? m->plain_classes : NULL;
}

/* The next event from i on that can be an entry; t->n: none. */
static size_t
find_entry(const struct matcher *m, const struct timeline *t, size_t i)
{
	while (i < t->n && !is_entry(m, t, i))
		i++;
	return i;
}

enum match_verdict
attempt_verdict(const struct matcher *m, const struct timeline *t,
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

/*
 * Reach: who was never seen but at outcomes, a snapshot's lost deal, has
 * passed the first stage too.  The first of them; t->n: none.
 */
static size_t
find_outcome(const struct matcher *m, const struct timeline *t)
{
	size_t i = 0;

	if (m->rules->order != MATCH_REACH)
		return t->n;
	while (i < t->n && !m->rules->outcome[t->events[i].class])
		i++;
	return i;
}

/* Of a timeline without an entry. */
static void
match_outcome(struct matcher *m, const struct timeline *t,
    enum match_verdict *verdict)
{
	size_t i = find_outcome(m, t);

	*verdict = MATCH_NO_ENTRY;
	if (i == t->n)
		return;
	attempt_of_outcome(m, t, i, &m->attempts[0]);
	*verdict = attempt_verdict(m, t, &m->attempts[0]);
	m->n = *verdict == MATCH_COUNTS;
}

/* Every attempt, one after another; those that count are kept, or all. */
static void
match_all(struct matcher *m, const struct timeline *t, bool all,
    enum match_verdict *verdict)
{
	size_t i = find_entry(m, t, 0), next;

	*verdict = MATCH_NO_ENTRY;
	if (i == t->n) {
		match_outcome(m, t, verdict);
		m->n |= all && m->attempts[0].reached > 0;
	}
	for (; i < t->n; i = find_entry(m, t, next)) {
		m->attempts = memory_reserve(m->attempts, &m->room, m->n + 2,
		    sizeof *m->attempts);
		attempt_at(m, t, i, &m->attempts[m->n], &next);
		/* Of dates, or of an end at once: always onward. */
		next = next > i ? next : i + 1;
		struct attempt *a = &m->attempts[m->n];
		enum match_verdict judged = attempt_verdict(m, t, a);
		if (judged == MATCH_COUNTS || (all && a->reached > 0))
			m->n++;
		/* One that began nowhere says nothing of those that did. */
		if (*verdict != MATCH_COUNTS && judged != MATCH_NO_ENTRY)
			*verdict = judged;
	}
}

/* The one attempt that counts, of the first entry or the best of all. */
static void
match_one(struct matcher *m, const struct timeline *t,
    enum match_verdict *verdict)
{
	struct attempt *best = &m->attempts[0];
	size_t i = find_entry(m, t, 0), next;

	if (i == t->n) {
		match_outcome(m, t, verdict);
		return;
	}
	if (m->rules->entry == ENTRY_FIRST ||
	    find_entry(m, t, i + 1) == t->n)
		attempt_at(m, t, i, best, &next);
	else
		best_attempt(m, t);
	*verdict = attempt_verdict(m, t, best);
	m->n = *verdict == MATCH_COUNTS;
}

static bool
is_dropped(const struct match_rules *r, const struct timeline *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (r->drops[t->events[i].class])
			return true;
	return false;
}

/*
 * What it came by without a date is no sight of it.  What took it back in
 * between, and was undone, is not kept: any such event may have.
 */
static void
note_undated(const struct timeline *t, struct attempt *a)
{
	const struct event *e = t->events;

	a->undated = e[a->entry_event].undated;
	for (size_t k = 0; k < a->reached; k++) {
		if (!e[a->event[k]].undated)
			continue;
		a->seen &= ~((uint32_t)1 << k);
		a->undated = true;
	}
	a->fate_undated = (a->fate == FATE_LOST || a->fate == FATE_SKIPPED) &&
	    e[a->fate_event].undated;
	a->undated |= a->fate_undated;
	for (size_t i = a->entry_event; a->standings && i < t->n; i++)
		a->undated |= e[i].undated;
}

void
match_anew(struct matcher *m, const struct timeline *t, bool all,
    const struct attempt **out, size_t *n, enum match_verdict *verdict)
{
	m->n = m->nstandings = 0;
	if (m->rules->optional)
		memset(m->next_optional, 0, sizeof m->next_optional);
	m->attempts[0].reached = 0;
	*verdict = MATCH_DROPPED;
	if (m->drops && is_dropped(m->rules, t))
		;
	else if (m->rules->attempts)
		match_all(m, t, all, verdict);
	else
		match_one(m, t, verdict);
	for (size_t i = 0; t->undated && m->rules->order != MATCH_TOUCH &&
	    i < m->n; i++)
		note_undated(t, &m->attempts[i]);
	*out = m->attempts;
	*n = m->n;
}

enum status
matcher_all(struct matcher *m, const struct timeline *t,
    const struct attempt **out, size_t *n, enum match_verdict *verdict)
{
	match_anew(m, t, true, out, n, verdict);
	return STATUS_OK;
}
