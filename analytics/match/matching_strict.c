/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strict order: no event of another step lies between.  Such an event
 * takes a chain back to nothing; it goes on from the next first step,
 * while the attempt's clock stays at its entry.
 *
 * Events of one moment have no order, and an event of a shared value can
 * be several things, so that several chains are possible after a moment.
 * Of those of one length only the earliest matters, unless steps have
 * windows or gaps: then also when the last step was filled.
 */
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/match/matching_private.h"

/* Of more events than this in one moment only their own order is tried. */
#define ORDERS_MAX 7

struct walk {
	struct matcher *m;
	struct attempt *a;
	const struct timeline *t;
	const struct moment *now;
	uint32_t events[ORDERS_MAX];	/* of steps, in this moment */
	size_t n;
};

/* Whether steps are filled earlier in a, the first that differs. */
static bool
chain_earlier(const int64_t *a, const int64_t *b, size_t length)
{
	for (size_t k = 0; k < length; k++)
		if (a[k] != b[k])
			return a[k] < b[k];
	return false;
}

static void
push(struct chains *chains, const struct chain *chain, size_t length)
{
	chains->items = memory_reserve(chains->items, &chains->room,
	    chains->n + 1, sizeof *chains->items);

	struct strict_chain *last = &chains->items[chains->n++];

	last->length = length;
	/* Only what is filled: chains are long, and mostly empty. */
	memcpy(last->chain.time, chain->time, length * sizeof *chain->time);
	memcpy(last->chain.event, chain->event,
	    length * sizeof *chain->event);
}

void
strict_begin(struct matcher *m)
{
	static const struct chain none;	/* of length 0 */

	m->now.n = 0;
	push(&m->now, &none, 0);
}

/* Whether two chains of a length have the same future. */
static bool
same_future(const struct match_rules *r, const struct chain *a,
    const struct chain *b, size_t length)
{
	return length == 0 || !(r->stepped || r->gapped) ||
	    a->time[length - 1] == b->time[length - 1];
}

static void
keep(struct walk *w, const struct chain *chain, size_t length)
{
	struct chains *next = &w->m->next;

	for (size_t i = 0; i < next->n; i++) {
		struct strict_chain *kept = &next->items[i];

		if (kept->length != length || !same_future(w->m->rules,
		    &kept->chain, chain, length))
			continue;
		if (chain_earlier(chain->time, kept->chain.time, length))
			kept->chain = *chain;
		return;
	}
	push(next, chain, length);
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
	    !chain_earlier(chain->time, a->time, length)))
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

	m->next.n = 0;
	for (size_t k = 0; k < m->now.n; k++) {
		struct strict_chain from = m->now.items[k];

		walk(w, &from.chain, from.length, 0);
	}
	struct chains swap = m->now;
	m->now = m->next;
	m->next = swap;
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

uint64_t
strict_lengths(struct matcher *m, struct attempt *a, const struct timeline *t,
    const struct moment *now, uint64_t lengths)
{
	struct chain before;
	uint64_t after = 0;

	for (size_t k = 0; k < m->nsteps; k++) {
		before.time[k] = INT64_MIN;
		before.event[k] = 0;
	}
	a->entry = now->time;
	m->now.n = 0;
	for (size_t l = 0; l <= m->nsteps; l++)
		if (lengths >> l & 1)
			push(&m->now, &before, l);
	strict_moment(m, a, t, now);
	for (size_t i = 0; i < m->now.n; i++)
		after |= (uint64_t)1 << m->now.items[i].length;
	return after;
}
