/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strict order: no event of another step lies between.  Such an event
 * takes a chain back to nothing; it goes on from the next first step,
 * while the attempt's clock stays at its entry.
 *
 * Events of one moment have no order, and an event of a shared value can
 * be several things, so that several chains are possible after a moment.
 * Of those of one length only the earliest matters, since what follows
 * treats them alike.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/matching_private.h"

/* Of more events than this in one moment only their own order is tried. */
#define ORDERS_MAX 7

struct walk {
	struct matcher *m;
	struct attempt *a;
	const struct timeline *t;
	const struct moment *now;
	uint32_t events[ORDERS_MAX];	/* of steps, in this moment */
	size_t n;
	uint64_t lengths;		/* of m->next_chains */
};

bool
strict_new(struct matcher *m)
{
	m->chains = calloc(m->nsteps + 1, sizeof *m->chains);
	m->next_chains = calloc(m->nsteps + 1, sizeof *m->next_chains);
	return m->chains && m->next_chains;
}

void
strict_begin(struct matcher *m)
{
	m->lengths = 1;	/* the empty chain */
}

static bool
earlier(const struct chain *a, const struct chain *b, size_t length)
{
	for (size_t k = 0; k < length; k++)
		if (a->time[k] != b->time[k])
			return a->time[k] < b->time[k];
	return false;
}

static void
keep(struct walk *w, const struct chain *chain, size_t length)
{
	struct chain *kept = &w->m->next_chains[length];
	if ((w->lengths >> length & 1) && !earlier(chain, kept, length))
		return;
	*kept = *chain;
	w->lengths |= (uint64_t)1 << length;
}

/* Whether this moment can follow the last step of a chain. */
static bool
may_follow(const struct walk *w, const struct chain *chain, size_t length)
{
	const struct match_rules *r = w->m->rules;
	int64_t now = w->now->time;
	if (length == 0)
		return true;
	int64_t last = chain->time[length - 1];
	return (!r->ties_against || last < now) &&
	    (!r->gapped || rules_end(r, r->min_gap, last) <= now) &&
	    (!r->stepped || now <= rules_end(r, r->step_within, last)) &&
	    now <= rules_window(r, w->a->entry, length);
}

static void
note_reached(struct walk *w, const struct chain *chain, size_t length)
{
	struct attempt *a = w->a;
	if (length < a->reached || (length == a->reached &&
	    (a->time[0] != chain->time[0] ||
	    a->time[length - 1] != w->now->time ||
	    !earlier(chain, (const struct chain *)a->time, length))))
		return;
	a->reached = length;
	memcpy(a->time, chain->time, length * sizeof *a->time);
	memcpy(a->event, chain->event, length * sizeof *a->event);
	a->seen = length < 32 ? ((uint32_t)1 << length) - 1 : ~(uint32_t)0;
}

static void walk(struct walk *w, struct chain *chain, size_t length,
    uint32_t used);

/* One event next, in every way in which it can be taken. */
static void
take(struct walk *w, struct chain *chain, size_t length, uint32_t used,
    uint32_t i)
{
	uint32_t steps = steps_of(w->m, w->t, i);
	bool advances = length < w->m->nsteps && (steps >> length & 1) &&
	    may_follow(w, chain, length);
	bool repeats = length > 0 && (steps >> (length - 1) & 1);
	if (advances) {
		struct chain longer = *chain;
		longer.time[length] = w->now->time;
		longer.event[length] = i;
		note_reached(w, &longer, length + 1);
		walk(w, &longer, length + 1, used);
	}
	if (repeats)
		walk(w, chain, length, used);
	if (length > 0 && !advances && !repeats) {
		struct chain fresh = { 0 };
		if (steps & 1) {
			fresh.time[0] = w->now->time;
			fresh.event[0] = i;
		}
		walk(w, &fresh, steps & 1, used);
	} else if (length == 0 && !advances) {
		walk(w, chain, 0, used);
	}
}

static void
walk(struct walk *w, struct chain *chain, size_t length, uint32_t used)
{
	uint32_t all = ((uint32_t)1 << w->n) - 1;
	uint64_t tried = 0;
	if (used == all) {
		keep(w, chain, length);
		return;
	}
	for (size_t j = 0; j < w->n; j++) {
		uint8_t class = w->t->events[w->events[j]].class;
		/* Events of one class do the same. */
		if ((used >> j & 1) || (tried >> class & 1))
			continue;
		tried |= (uint64_t)1 << class;
		take(w, chain, length, used | (uint32_t)1 << j,
		    w->events[j]);
	}
}

/* From every chain there is, over the events that w holds. */
static void
walk_all(struct walk *w)
{
	struct matcher *m = w->m;
	w->lengths = 0;
	for (size_t k = 0; k <= m->nsteps; k++)
		if (m->lengths >> k & 1)
			walk(w, &m->chains[k], k, 0);
	struct chain *swap = m->chains;
	m->chains = m->next_chains;
	m->next_chains = swap;
	m->lengths = w->lengths;
}

void
strict_moment(struct matcher *m, struct attempt *a, const struct timeline *t,
    const struct moment *now)
{
	struct walk w = { .m = m, .a = a, .t = t, .now = now };
	size_t all = 0;
	for (size_t i = now->from; i < now->to; i++)
		all += steps_of(m, t, i) != 0;
	for (size_t i = now->from; i < now->to; i++) {
		if (!steps_of(m, t, i))
			continue;
		w.events[w.n++] = (uint32_t)i;
		if (all > ORDERS_MAX || w.n == all) {
			walk_all(&w);
			w.n = 0;
		}
	}
}
