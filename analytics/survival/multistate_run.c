/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How chances and their covariance move on, cell by cell. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

/* A stage that empties by censoring while it holds more is not known. */
#define EMPTIED_MOST 0.02
#define AT_STAGES_LEAST 10

void
multistate_run_free(struct run *r)
{
	if (!r)
		return;
	multistate_walk_end(&r->walk);
	multistate_way_free(r->way);
	free(r->v);
	free(r);
}

struct run *
multistate_run_new(const struct multistate_table *t, bool variance)
{
	struct run *r = memory_zeroed(1, sizeof *r);

	r->table = t;
	r->nstates = 2 * t->nstages - 1;
	r->at[0] = r->reached[0] = t->entered;
	r->p[0] = 1;
	r->sound = true;
	r->last_kept = UINT32_MAX;
	if (variance)
		r->v = memory_zeroed(1, sizeof *r->v);
	multistate_walk_begin(&r->walk, t);
	return r;
}

static void
carry_covariances(struct run *r, size_t from, const struct leaving *l,
    const double *share, double stay, double n)
{
	struct shares q = { .stay = stay,
	    .scale = r->p[from] * r->p[from] / n };
	bool returns = from % 2;

	for (size_t i = 0; i < l->n; i++)
		*(!returns && l->to[i] == from + 1 ? &q.off : &q.on) =
		    share[i];
	(returns ? covariances_return : covariances_leave)(r->v,
	    r->table->nstages, from / 2, &q);
}

/* Some of a state leave it, all at one time. */
static void
leave(struct run *r, size_t from, const struct leaving *l)
{
	uint64_t n = r->at[from], left = 0;
	double share[2] = { 0, 0 };

	for (size_t i = 0; i < l->n; i++)
		left += l->count[i];
	if (left > n) {
		r->sound = false;
		return;
	}
	/* Exactly 0 where all leave. */
	double stay = (double)(n - left) / (double)n;
	for (size_t i = 0; i < l->n; i++)
		share[i] = (double)l->count[i] / (double)n;
	if (r->way)
		multistate_note_leaving(r->way, from, l, share, stay);
	if (r->v)
		carry_covariances(r, from, l, share, stay, (double)n);
	for (size_t i = 0; i < l->n; i++) {
		r->p[l->to[i]] += r->p[from] * share[i];
		r->at[l->to[i]] += l->count[i];
	}
	r->p[from] *= stay;
	r->at[from] = n - left;
}

static void
take_return(struct run *r, const struct multistate_entry *e)
{
	const struct leaving l = { 1, { 2u * e->stage }, { e->count } };

	r->returned[e->stage] |= r->off_censored[e->stage];
	leave(r, 2u * e->stage + 1, &l);
}

static void
go_to(struct leaving *l, size_t state, uint64_t count)
{
	l->to[l->n] = state;
	l->count[l->n++] = count;
}

/* Who leaves a stage, from one of its counts on; returns the next. */
static size_t
take_stage(struct run *r, size_t i)
{
	const struct multistate_entry *e = &r->walk.entries[i];
	const struct multistate_entry *advanced = NULL, *off = NULL;
	size_t j = e->stage;
	struct leaving l = { 0 };

	if (e->move == MOVE_ADVANCED) {
		advanced = e;
		i++;
	}
	e = &r->walk.entries[i];
	if (i < r->walk.next && e->stage == j && e->move == MOVE_OFF) {
		off = e;
		i++;
	}
	if (off)
		go_to(&l, 2 * j + 1, off->count);
	if (advanced)
		go_to(&l, 2 * j + 2, advanced->count);
	leave(r, 2 * j, &l);
	r->reached[j + 1] += advanced ? advanced->count : 0;
	r->went_off[j] += off ? off->count : 0;
	return i;
}

/* Returns first, then stage by stage upward. */
static void
take_moves(struct run *r)
{
	const struct multistate_walk *w = &r->walk;

	for (size_t i = w->first; i < w->next; i++)
		if (w->entries[i].move == MOVE_BACK)
			take_return(r, &w->entries[i]);
	for (size_t i = w->first; i < w->next;)
		if (w->entries[i].move < MOVE_BACK)
			i = take_stage(r, i);
		else
			i++;
}

static void
take_censored(struct run *r, const struct multistate_entry *e, bool stay)
{
	bool off = e->move == MOVE_CENSORED_OFF;
	size_t j = e->stage, state = 2 * j + off;

	if (off)
		r->off_censored[j] = true;
	else
		r->unwatched[j] += e->count;
	if (stay)
		return;
	if (e->count > r->at[state]) {
		r->sound = false;
		return;
	}
	r->at[state] -= e->count;
	if (!off && r->at[state] == 0 && r->p[state] > EMPTIED_MOST)
		r->emptied[j] = true;
}

/* The censorings of the cell that was taken last. */
static void
take_censorings(struct run *r)
{
	const struct multistate_walk *w = &r->walk;
	bool stay = w->cell >= r->last_kept;

	for (size_t i = w->first; i < w->next && r->sound; i++)
		if (w->entries[i].move > MOVE_BACK)
			take_censored(r, &w->entries[i], stay);
}

bool
multistate_run_cell(struct run *r, uint32_t until)
{
	uint32_t next;

	if (!r->sound || !multistate_walk_peek(&r->walk, &next) ||
	    next > until)
		return false;
	if (r->taken)
		take_censorings(r);
	multistate_walk_take(&r->walk);
	r->taken = true;
	take_moves(r);
	if (r->way)
		multistate_note_rises(r);
	return true;
}

void
multistate_run_to(struct run *r, uint32_t horizon)
{
	while (multistate_run_cell(r, horizon))
		continue;
	if (!r->taken || r->walk.cell == horizon)
		return;
	take_censorings(r);
	multistate_walk_clear(&r->walk);
}

void
multistate_run_keep(struct run *r)
{
	struct multistate_walk *w = &r->walk;
	size_t goal = r->table->nstages - 1;
	uint64_t at = r->table->entered;

	r->last_kept = 0;
	for (uint32_t cell; multistate_walk_peek(w, &cell);) {
		uint64_t before = at, moves = 0;

		multistate_walk_take(w);
		for (size_t i = w->first; i < w->next; i++) {
			const struct multistate_entry *e = &w->entries[i];

			moves += e->move <= MOVE_BACK ? e->count : 0;
			if (e->move == MOVE_BACK)
				at += e->count;
			else if (e->move == MOVE_OFF ||
			    e->move == MOVE_CENSORED ||
			    (e->move == MOVE_ADVANCED &&
			    e->stage + 1u == goal))
				at -= e->count;
		}
		if (moves && before >= AT_STAGES_LEAST)
			r->last_kept = cell;
	}
	multistate_walk_rewind(w);
}
