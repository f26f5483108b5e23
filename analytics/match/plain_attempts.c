/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/match/plain_attempts.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"
#include "analytics/match/plain_places.h"

/* A batch with room for its attempts. */
struct list {
	struct plain_batch batch;
	struct plain_id ids[PLAIN_BATCH];
	struct plain_amounts *amounts;	/* NULL: no room yet */
	char *id_bytes;
	size_t ids_len, ids_room;
	uint32_t groups[PLAIN_BATCH];
	int64_t deadline[PLAIN_BATCH], last[PLAIN_BATCH];
	int64_t time[][PLAIN_BATCH];	/* as many as there are steps, then
					   of others: one at least */
};

/* Courses: by place, and whether its timelines are whole, and over. */
#define WHOLE 1
#define OVER 2
#define ENDINGS 4

/* A timeline that was gone through. */
struct walk {
	int64_t time[PLAIN_STEPS_MAX + 1];	/* of what was kept, and of
						   what may be next */
	int64_t deadline, last;
	size_t place;
	bool whole, valued;
};

struct plain_gathered {
	const struct match_rules *rules;
	struct matcher *matcher;	/* of the rules */
	struct plain_places courses;
	struct list *lists[PLACES * ENDINGS];	/* NULL: none yet */
	struct plain_derived *derived;	/* of the batch at work */
	struct walk walk;		/* the last one */
};

struct plain_gathered *
plain_new(const struct match_rules *rules)
{
	struct matcher *m = matcher_new(rules);
	struct plain_gathered *g;

	if (!matcher_plain(m) || rules->nstages > PLAIN_STEPS_MAX ||
	    rules->working) {
		matcher_free(m);
		return NULL;
	}
	g = memory_zeroed(1, sizeof *g);
	g->rules = rules;
	g->matcher = m;
	plain_places_begin(&g->courses, m);
	g->derived = plain_derived_new();
	return g;
}

void
plain_free(struct plain_gathered *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < PLACES * ENDINGS; i++) {
		if (!g->lists[i])
			continue;
		free(g->lists[i]->amounts);
		free(g->lists[i]->id_bytes);
		free(g->lists[i]);
	}
	matcher_free(g->matcher);
	free(g->derived);
	free(g);
}

bool
plain_has_rules(const struct plain_gathered *g,
    const struct match_rules *rules)
{
	return match_rules_equal(rules, g->rules);
}

/*
 * The events, almost without branches: what comes next is not foreseeable.
 * Each is written down as if it were kept, and is if the next place says
 * so.
 */
static bool
walk(struct plain_gathered *g, const struct timeline *t, struct walk *w)
{
	const struct event *e = t->events;
	bool odd = false, having = true, late = false;
	uint32_t met = 0;
	uint32_t group = e->group, differ = 0;
	uint64_t high = 0, low = 0;
	size_t n = 0, place = 0;
	int64_t before = INT64_MIN, deadline = w->deadline;

	for (const struct event *end = e + t->n; e < end; e++) {
		uint32_t next = g->courses.next[place | e->class];
		int64_t time = e->time;

		odd |= time <= before;
		before = time;
		/* Of none, in halves. */
		high |= (uint64_t)(e->value >> 64) ^
		    (uint64_t)(DECIMAL_NONE >> 64);
		low |= (uint64_t)e->value;
		differ |= e->group ^ group;
		having &= e->having;
		if (time > deadline) {
			late = true;
			continue;
		}
		if (next & NEXT_NEW)
			next = plain_places_learn(&g->courses,
			    place >> CLASS_BITS, e->class);
		w->time[n] = time;
		n += next >> NEXT_KEPT_BIT;
		met |= next;
		place = next & NEXT_PLACE;
	}
	w->place = place >> CLASS_BITS;
	w->last = before;
	w->whole = having & !late & !differ & !(met & NEXT_LOOSE);
	w->valued = high | low;
	return !odd & !(met & NEXT_ODD);
}

/*
 * The same of a timeline that is even and has no event behind its window:
 * then only classes are looked at.  false: it is not plain, or *met says that
 * its way is still to be learnt.
 */
static bool
walk_even(const struct plain_gathered *g, const struct timeline *t,
    struct walk *w, uint32_t *met)
{
	const struct event *end = t->events + t->n;
	uint32_t all = 0;
	size_t n = 0, place = 0;

	for (const struct event *e = t->events; e < end; e++) {
		uint32_t next = g->courses.next[place | e->class];

		w->time[n] = e->time;
		n += next >> NEXT_KEPT_BIT;
		all |= next;
		place = next & NEXT_PLACE;
	}
	w->place = place >> CLASS_BITS;
	w->last = end[-1].time;
	w->whole = !(all & NEXT_LOOSE);
	w->valued = false;
	*met = all;
	return !(all & (NEXT_ODD | NEXT_NEW));
}

/* Whether it is plain; what walk_even does not take is walked with care. */
static inline bool
go_through(struct plain_gathered *g, const struct timeline *t,
    struct walk *w)
{
	uint32_t met = NEXT_NEW;

	if (t->even && t->events[t->n - 1].time <= w->deadline &&
	    walk_even(g, t, w, &met))
		return true;
	return met & NEXT_NEW && walk(g, t, w);
}

static struct list *
new_list(struct plain_gathered *g, const struct plain_place *p,
    size_t ending)
{
	size_t nsteps = g->matcher->nsteps;
	struct list *l = memory_zeroed(1, sizeof *l + (nsteps + 1 +
	    p->nothers) * sizeof *l->time);
	bool over = ending & OVER;

	l->batch = (struct plain_batch){ .reached = p->reached,
	    .nevents = p->nevents, .over = over, .whole = ending & WHOLE,
	    .fate = p->reached == nsteps ? FATE_COMPLETED : p->lost ?
	    FATE_LOST : over ? FATE_EXPIRED : FATE_OPEN,
	    .rules = g->rules, .groups = l->groups, .time = l->time,
	    .deadline = l->deadline, .last = l->last,
	    .derived = g->derived };
	memcpy(l->batch.class, p->class, sizeof p->class);
	if (!l->batch.whole)
		return l;
	l->batch.nall = p->nall;
	memcpy(l->batch.all, p->all, sizeof p->all);
	memcpy(l->batch.rows, p->rows, sizeof p->rows);
	return l;
}

/* The first that has any makes room for those of all. */
static void
put_amounts(struct list *l, const struct timeline *t, const struct walk *w)
{
	struct plain_amounts *a;
	decimal last = DECIMAL_NONE;

	if (!l->amounts)
		l->amounts = memory_array(PLAIN_BATCH, sizeof *l->amounts);
	for (size_t i = 0; !l->batch.amounts && i < PLAIN_BATCH; i++) {
		for (size_t k = 0; k < PLAIN_STEPS_MAX; k++)
			l->amounts[i].step[k] = DECIMAL_NONE;
		l->amounts[i].last = DECIMAL_NONE;
	}
	l->batch.amounts = l->amounts;
	a = &l->amounts[l->batch.n];
	for (size_t i = 0, k = 0; i < t->n; i++) {
		const struct event *e = &t->events[i];

		if (e->value != DECIMAL_NONE)
			last = e->value;
		if (k < l->batch.reached && e->time == w->time[k])
			a->step[k++] = last;
	}
	a->last = last;
}

/* Whoever lists open deals wants to know which they are. */
static void
put_id(struct list *l, const struct timeline *t)
{
	l->ids[l->batch.n] = (struct plain_id){ (uint32_t)l->ids_len,
	    (uint32_t)t->id_len };
	/* One more, so that there is a place for an empty one too. */
	l->id_bytes = memory_reserve(l->id_bytes, &l->ids_room, l->ids_len +
	    t->id_len + 1, 1);
	memcpy(l->id_bytes + l->ids_len, t->id, t->id_len);
	l->ids_len += t->id_len;
	l->batch.ids = l->ids;
	l->batch.id_bytes = l->id_bytes;
}

struct plain_batch *
plain_gather(struct plain_gathered *g, const struct timeline *t)
{
	const struct matcher *m = g->matcher;
	const struct match_rules *r = g->rules;
	const struct event *first = &t->events[0];
	struct walk *w = &g->walk;

	if (t->undated || !first->having || !(m->steps[first->class] & 1) ||
	    first->time < r->from || first->time >= r->to)
		return NULL;
	w->deadline = r->windowed ? attempt_deadline(m, first->time) :
	    INT64_MAX;
	if (!go_through(g, t, w))
		return NULL;
	size_t ending = (w->whole ? WHOLE : 0) |
	    (w->deadline <= r->as_of ? OVER : 0);
	const struct plain_place *p = &g->courses.places[w->place];
	struct list **at = &g->lists[w->place * ENDINGS + ending];
	if (!*at)
		*at = new_list(g, p, ending);
	struct list *l = *at;
	size_t i = l->batch.n, nsteps = m->nsteps;
	/* All, though some are of nothing: it is as many each time. */
#pragma GCC unroll 8
	for (size_t k = 0; k < PLAIN_STEPS_MAX && k < nsteps; k++)
		l->time[k][i] = w->time[k];
	/* And one other, though most have none: that is not foreseeable. */
	l->time[nsteps][i] = t->events[p->others[0]].time;
	for (size_t k = 1; k < p->nothers; k++)
		l->time[nsteps + k][i] = t->events[p->others[k]].time;
	l->groups[i] = first->group;
	l->last[i] = w->last;
	l->deadline[i] = w->deadline;
	if (w->valued)
		put_amounts(l, t, w);
	if (l->batch.fate == FATE_OPEN && t->id)
		put_id(l, t);
	l->batch.n++;
	return &l->batch;
}

struct plain_batch *
plain_waiting(struct plain_gathered *g)
{
	for (size_t i = 0; i < PLACES * ENDINGS; i++)
		if (g->lists[i] && g->lists[i]->batch.n)
			return &g->lists[i]->batch;
	return NULL;
}

void
plain_empty(struct plain_batch *batch)
{
	struct list *l = (struct list *)batch;

	l->ids_len = 0;
	batch->n = 0;
	batch->amounts = NULL;
	plain_derived_forget(batch->derived);
}

struct timeline
plain_timeline(const struct plain_batch *b, size_t i,
    struct event events[PLAIN_EVENTS_MAX])
{
	for (size_t k = 0; k < b->nall; k++)
		events[k] = (struct event){ .time = b->time[b->rows[k]][i],
		    .group = b->groups[i], .class = b->all[k],
		    .having = true, .value = DECIMAL_NONE };
	return (struct timeline){ .events = events, .n = b->nall };
}
