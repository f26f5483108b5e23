/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/match/plain_places.h"

#include <string.h>

#include "analytics/match/matching_private.h"

void
plain_places_begin(struct plain_places *g, const struct matcher *matcher)
{
	memset(g, 0, sizeof *g);
	g->matcher = matcher;
	g->n = g->nstraight = 1;
	/* At the odd place nothing is kept: a walk has room for one plain
	   attempt. */
	for (size_t i = 0; i < PLACES << CLASS_BITS; i++)
		g->next[i] = (i >> CLASS_BITS == PLACE_ODD ? NEXT_ODD :
		    NEXT_NEW) | PLACE_ODD << CLASS_BITS;
}

static void
make_loose(struct plain_place *p)
{
	p->loose = true;
	p->nothers = p->nall = 0;
	memset(p->others, 0, sizeof p->others);
}

/* Ways that differed may be one where others are no longer told apart. */
static size_t
find_loose(const struct plain_places *g, const struct plain_place *p)
{
	size_t i = 0;

	for (; i < g->n; i++) {
		const struct plain_place *q = &g->places[i];

		if (q->loose && q->lost == p->lost &&
		    q->nevents == p->nevents &&
		    memcmp(q->class, p->class, p->nevents) == 0)
			break;
	}
	return i;
}

/* The number of a place, a new one if need be, which may turn loose;
   PLACE_ODD: there are too many.  Each kind has room of its own. */
static size_t
put_place(struct plain_places *g, struct plain_place p)
{
	size_t at = g->n;

	if (p.nothers && g->noff == PLACES_OFF)
		make_loose(&p);
	if (p.loose && (at = find_loose(g, &p)) < g->n)
		return at;
	if (p.loose ? g->nloose == PLACES_LOOSE :
	    !p.nothers && g->nstraight == PLACES_STRAIGHT)
		return PLACE_ODD;
	++*(p.loose ? &g->nloose : p.nothers ? &g->noff : &g->nstraight);
	g->places[g->n++] = p;
	return at;
}

static void
put_event(struct plain_place *p, uint8_t class, size_t row)
{
	if (p->loose)
		return;
	p->all[p->nall] = class;
	p->rows[p->nall++] = (uint8_t)row;
}

/* Behind an event of the attempt. */
static size_t
keep(struct plain_places *g, size_t at, uint8_t class, bool lost)
{
	struct plain_place p = g->places[at];

	put_event(&p, class, p.nevents);
	p.class[p.nevents++] = class;
	p.reached += !lost;
	p.lost = lost;
	return put_place(g, p);
}

/* Behind another. */
static size_t
pass(struct plain_places *g, size_t at, uint8_t class)
{
	struct plain_place p = g->places[at];

	if (p.loose)
		return at;
	if (p.nothers == PLAIN_OTHERS_MAX) {
		make_loose(&p);
	} else {
		p.others[p.nothers] = (uint8_t)p.nall;
		put_event(&p, class, g->matcher->nsteps + p.nothers++);
	}
	return put_place(g, p);
}

uint32_t
plain_places_learn(struct plain_places *g, size_t at, uint8_t class)
{
	const struct plain_place *p = &g->places[at];
	const struct matcher *m = g->matcher;
	struct plain_class of = m->plain_classes[class];
	struct plain_course c = { .reached = p->reached };
	bool done = p->reached == m->nsteps, ends = of.outcome && !p->lost;
	size_t to;
	uint32_t next = 0;

	plain_take(&c, of);
	/* A later event of the funnel opens a lost deal again. */
	c.odd |= p->lost && of.stages;
	if (!done && c.odd) {
		to = PLACE_ODD;
	} else if (!done && (c.advances || ends)) {
		to = keep(g, at, class, ends);
		next = NEXT_KEPT;
	} else {
		to = pass(g, at, class);
	}
	if (to == PLACE_ODD)
		next = NEXT_ODD;
	else if (g->places[to].loose)
		next |= NEXT_LOOSE;
	next |= (uint32_t)to << CLASS_BITS;
	g->next[at << CLASS_BITS | class] = next;
	return next;
}
