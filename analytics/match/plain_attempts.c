/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/match/plain_attempts.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"

bool
plain_begin(struct plain_gathered *g, const struct match_rules *rules)
{
	struct matcher *m = matcher_new(rules);

	if (!matcher_plain(m) || rules->nstages > PLAIN_STEPS_MAX ||
	    rules->working) {
		matcher_free(m);
		return false;
	}
	*g = (struct plain_gathered){ .rules = rules, .matcher = m };
	return true;
}

static int32_t
day_of(const struct match_rules *r, int64_t time)
{
	return (int32_t)(r->dates ? time : zone_day(r->zone, time));
}

static void
put_days(const struct match_rules *r, struct plain_attempt *a)
{
	for (size_t k = 0; k < a->reached; k++)
		a->day[k] = day_of(r, a->time[k]);
	a->fate_day = a->fate == FATE_LOST || a->fate == FATE_EXPIRED ?
	    day_of(r, a->fate_time) : 0;
}

static void
put_values(struct plain_gathered *into, const struct timeline *t,
    struct plain_attempt *a)
{
	struct plain_values *v;
	decimal last = DECIMAL_NONE;

	if (!into->values)
		into->values = memory_array(PLAIN_BATCH, sizeof *v);
	v = &into->values[into->n];
	for (size_t i = 0, k = 0; i < t->n; i++) {
		const struct event *e = &t->events[i];

		if (e->value != DECIMAL_NONE)
			last = e->value;
		if (k == a->reached || e->time != a->time[k])
			continue;
		v->value[k] = e->value;
		v->amount[k++] = last;
	}
	v->last = last;
	a->values = v;
}

/* Whoever lists open deals wants to know which they are. */
static void
put_id(struct plain_gathered *into, const struct timeline *t,
    struct plain_attempt *a)
{
	a->id = (uint32_t)into->ids_len;
	a->id_len = (uint32_t)t->id_len;
	/* One more, so that there is a place for an empty one too. */
	into->ids = memory_reserve(into->ids, &into->ids_room,
	    into->ids_len + t->id_len + 1, 1);
	memcpy(into->ids + into->ids_len, t->id, t->id_len);
	into->ids_len += t->id_len;
}

static void
put_fate(const struct match_rules *r, size_t nsteps, bool lost,
    struct plain_attempt *a)
{
	if (a->reached == nsteps) {
		a->fate = FATE_COMPLETED;
		a->fate_time = a->time[nsteps - 1];
	} else if (lost) {
		a->fate = FATE_LOST;
	} else if (a->deadline <= r->as_of) {
		a->fate = FATE_EXPIRED;
		a->fate_time = a->deadline;
	} else {
		a->fate = FATE_OPEN;
		a->fate_time = r->as_of;
	}
}

/*
 * The events, almost without branches: what comes next is not foreseeable.
 * Each is written down as if it were the next step, and kept if it is.
 */
static bool
take_events(const struct matcher *m, const struct timeline *t,
    struct plain_attempt *a, bool *valued)
{
	const struct event *e = t->events;
	struct plain_course c = { 0 };
	bool lost = false, alone = true, any = false;
	int64_t before = INT64_MIN;

	for (size_t i = 0; i < t->n; i++) {
		struct plain_class class = m->plain_classes[e[i].class];
		int64_t time = e[i].time;

		c.odd |= time <= before;
		before = time;
		any |= e[i].value != DECIMAL_NONE;
		alone &= e[i].having & (e[i].group == e[0].group);
		if (c.reached == m->nsteps || time > a->deadline) {
			alone = false;
			continue;
		}
		a->time[c.reached] = time;
		a->class[c.reached] = e[i].class;
		bool ends = class.outcome & !lost;
		plain_take(&c, class);
		/* A later event of the funnel opens a lost deal again. */
		c.odd |= lost & class.stages;
		a->fate_time = ends ? time : a->fate_time;
		a->fate_class = ends ? e[i].class : a->fate_class;
		lost |= ends;
		alone &= c.advances | ends;
	}
	a->reached = (uint8_t)c.reached;
	a->last = before;
	a->alone = alone;
	*valued = any;
	put_fate(m->rules, m->nsteps, lost, a);
	return !c.odd;
}

bool
plain_gather(struct plain_gathered *into, const struct timeline *t)
{
	struct plain_attempt *a = &into->attempts[into->n];
	const struct matcher *m = into->matcher;
	const struct event *first = &t->events[0];
	bool valued;

	if (t->undated || !first->having || !(m->steps[first->class] & 1) ||
	    first->time < into->rules->from || first->time >= into->rules->to)
		return false;
	a->deadline = into->rules->windowed ?
	    attempt_deadline(m, first->time) : INT64_MAX;
	a->fate_time = 0;
	a->fate_class = 0;
	a->id_len = 0;
	a->values = NULL;
	if (!take_events(m, t, a, &valued))
		return false;
	put_days(into->rules, a);
	if (valued)
		put_values(into, t, a);
	if (a->fate == FATE_OPEN && t->id)
		put_id(into, t, a);
	into->groups[into->n++] = first->group;
	return true;
}

struct timeline
plain_timeline(const struct plain_attempt *a, uint32_t group,
    struct event events[PLAIN_STEPS_MAX + 1])
{
	struct event e = { .group = group, .having = true,
	    .value = DECIMAL_NONE };
	size_t n = 0;

	for (; n < a->reached; n++) {
		events[n] = e;
		events[n].time = a->time[n];
		events[n].class = a->class[n];
	}
	if (a->fate == FATE_LOST) {
		events[n] = e;
		events[n].time = a->fate_time;
		events[n++].class = a->fate_class;
	}
	return (struct timeline){ .events = events, .n = n };
}

static size_t
kind_of(const struct plain_attempt *a)
{
	return (a->reached - 1u) * FATES + a->fate;
}

struct plain_batch
plain_batch_of(struct plain_gathered *g)
{
	uint8_t next[PLAIN_STEPS_MAX * FATES] = { 0 };

	for (size_t i = 0; i < g->n; i++)
		next[kind_of(&g->attempts[i])]++;
	for (size_t k = 0, sum = 0; k < sizeof next; k++) {
		size_t count = next[k];

		next[k] = (uint8_t)sum;
		sum += count;
	}
	for (size_t i = 0; i < g->n; i++) {
		size_t to = next[kind_of(&g->attempts[i])]++;

		g->ordered[to] = &g->attempts[i];
		g->ordered_groups[to] = g->groups[i];
	}
	return (struct plain_batch){ g->ordered, g->ordered_groups, g->n,
	    g->ids };
}

void
plain_empty(struct plain_gathered *g)
{
	g->n = g->ids_len = 0;
}

void
plain_free(struct plain_gathered *g)
{
	matcher_free(g->matcher);
	free(g->values);
	free(g->ids);
}
