/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/match/plain_attempts.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"

/*
 * A place on the way through the funnel: the events that were kept so far.
 * There are few ways, and each is learnt once; then an event is looked up
 * by where it comes and its class.
 */
#define PLACES 64

/* What comes of an event: where what may follow it stands in a table, for the
   place behind it; and: */
#define CLASS_BITS 6
#define NEXT_PLACE ((PLACES - 1) << CLASS_BITS)
#define NEXT_OTHER (1 << 12)	/* it is none of the attempt's */
#define NEXT_ODD (1 << 13)	/* the timeline is not plain */
#define PLACE_ODD (PLACES - 1)	/* the last, which it does not leave */
#define NEXT_NEW (1 << 14)	/* it comes there for the first time */
#define NEXT_KEPT_BIT 15	/* the highest: it is one of its */
#define NEXT_KEPT (1 << NEXT_KEPT_BIT)
_Static_assert(CLASSES_MAX <= 1 << CLASS_BITS && NEXT_PLACE < NEXT_OTHER,
    "the table has all classes, and its places leave room for the rest");

struct place {
	size_t reached, nevents;
	bool lost;
	uint8_t class[PLAIN_STEPS_MAX];
};

/* A batch with room for its attempts. */
struct list {
	struct plain_batch batch;
	struct plain_id ids[PLAIN_BATCH];
	struct plain_amounts *amounts;	/* NULL: no room yet */
	char *id_bytes;
	size_t ids_len, ids_room;
	uint32_t groups[PLAIN_BATCH];
	int64_t deadline[PLAIN_BATCH], last[PLAIN_BATCH];
	int64_t time[][PLAIN_BATCH];	/* as many as there are steps */
};

/* Courses: by place, and whether its attempts are alone, and over. */
#define ALONE 1
#define OVER 2
#define ENDINGS 4

/* A timeline that was gone through. */
struct walk {
	int64_t time[PLAIN_STEPS_MAX + 1];	/* of what was kept, and of
						   what may be next */
	int64_t deadline, last;
	size_t place;
	bool alone, valued;
};

struct plain_gathered {
	const struct match_rules *rules;
	struct matcher *matcher;	/* of the rules */
	struct place places[PLACE_ODD];	/* the first is before all events */
	size_t nplaces;
	uint16_t next[PLACES << CLASS_BITS];	/* by place and class */
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
	g->nplaces = 1;
	/* At the odd place nothing is kept: a walk has room for one plain
	   attempt. */
	for (size_t i = 0; i < PLACES << CLASS_BITS; i++)
		g->next[i] = (i >> CLASS_BITS == PLACE_ODD ? NEXT_ODD :
		    NEXT_NEW) | PLACE_ODD << CLASS_BITS;
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

/* The place behind one, when an event is kept; PLACE_ODD: there are too
   many. */
static size_t
new_place(struct plain_gathered *g, const struct place *from, uint8_t class,
    bool lost)
{
	struct place *to = &g->places[g->nplaces];

	if (g->nplaces == PLACE_ODD)
		return PLACE_ODD;
	*to = *from;
	to->class[to->nevents++] = class;
	to->reached += !lost;
	to->lost = lost;
	return g->nplaces++;
}

/* An event of a class that comes at a place for the first time. */
static unsigned
learn(struct plain_gathered *g, size_t at, uint8_t class)
{
	const struct place *p = &g->places[at];
	const struct matcher *m = g->matcher;
	struct plain_class of = m->plain_classes[class];
	struct plain_course c = { .reached = p->reached };
	bool done = p->reached == m->nsteps, ends = of.outcome && !p->lost;
	size_t to = at;
	unsigned next = NEXT_OTHER;

	plain_take(&c, of);
	/* A later event of the funnel opens a lost deal again. */
	c.odd |= p->lost && of.stages;
	if (!done && (c.odd || c.advances || ends)) {
		to = c.odd ? PLACE_ODD : new_place(g, p, class, ends);
		next = to == PLACE_ODD ? NEXT_ODD : NEXT_KEPT;
	}
	next |= (unsigned)to << CLASS_BITS;
	g->next[at << CLASS_BITS | class] = (uint16_t)next;
	return next;
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
	unsigned met = 0;
	uint32_t group = e->group, differ = 0;
	uint64_t high = 0, low = 0;
	size_t n = 0, place = 0;
	int64_t before = INT64_MIN, deadline = w->deadline;

	for (const struct event *end = e + t->n; e < end; e++) {
		unsigned next = g->next[place | e->class];
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
			next = learn(g, place >> CLASS_BITS, e->class);
		w->time[n] = time;
		n += next >> NEXT_KEPT_BIT;
		met |= next;
		place = next & NEXT_PLACE;
	}
	w->place = place >> CLASS_BITS;
	w->last = before;
	w->alone = having & !late & !differ & !(met & NEXT_OTHER);
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
    struct walk *w, unsigned *met)
{
	const struct event *end = t->events + t->n;
	unsigned all = 0;
	size_t n = 0, place = 0;

	for (const struct event *e = t->events; e < end; e++) {
		unsigned next = g->next[place | e->class];

		w->time[n] = e->time;
		n += next >> NEXT_KEPT_BIT;
		all |= next;
		place = next & NEXT_PLACE;
	}
	w->place = place >> CLASS_BITS;
	w->last = end[-1].time;
	w->alone = !(all & NEXT_OTHER);
	w->valued = false;
	*met = all;
	return !(all & (NEXT_ODD | NEXT_NEW));
}

/* Whether it is plain; what walk_even does not take is walked with care. */
static inline bool
go_through(struct plain_gathered *g, const struct timeline *t,
    struct walk *w)
{
	unsigned met = NEXT_NEW;

	if (t->even && t->events[t->n - 1].time <= w->deadline &&
	    walk_even(g, t, w, &met))
		return true;
	return met & NEXT_NEW && walk(g, t, w);
}

static struct list *
new_list(struct plain_gathered *g, const struct place *p, size_t ending)
{
	size_t nsteps = g->matcher->nsteps;
	struct list *l = memory_zeroed(1, sizeof *l + nsteps *
	    sizeof *l->time);
	bool over = ending & OVER;

	l->batch = (struct plain_batch){ .reached = p->reached,
	    .nevents = p->nevents, .over = over, .alone = ending & ALONE,
	    .fate = p->reached == nsteps ? FATE_COMPLETED : p->lost ?
	    FATE_LOST : over ? FATE_EXPIRED : FATE_OPEN,
	    .rules = g->rules, .groups = l->groups, .time = l->time,
	    .deadline = l->deadline, .last = l->last,
	    .derived = g->derived };
	memcpy(l->batch.class, p->class, sizeof p->class);
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
	size_t ending = (w->alone ? ALONE : 0) |
	    (w->deadline <= r->as_of ? OVER : 0);
	struct list **at = &g->lists[w->place * ENDINGS + ending];
	if (!*at)
		*at = new_list(g, &g->places[w->place], ending);
	struct list *l = *at;
	size_t i = l->batch.n, nsteps = m->nsteps;
	/* All, though some are of nothing: it is as many each time. */
#pragma GCC unroll 8
	for (size_t k = 0; k < PLAIN_STEPS_MAX && k < nsteps; k++)
		l->time[k][i] = w->time[k];
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
    struct event events[PLAIN_STEPS_MAX])
{
	for (size_t k = 0; k < b->nevents; k++)
		events[k] = (struct event){ .time = b->time[k][i],
		    .group = b->groups[i], .class = b->class[k],
		    .having = true, .value = DECIMAL_NONE };
	return (struct timeline){ .events = events, .n = b->nevents };
}
