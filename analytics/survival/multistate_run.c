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
	free(r->v.of);
	free(r->forward);
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
	r->variance = variance;
	multistate_walk_begin(&r->walk, t);
	if (variance && r->walk.returns)
		covariances_begin(&r->v, t->nstages);
	else if (variance)
		r->forward = memory_zeroed(1, sizeof *r->forward);
	return r;
}

/* Those who leave a state, of those who are at risk there; false: they are
   more. */
static inline bool
make_shares(struct run *r, size_t from, uint64_t off, uint64_t on,
    struct shares *out)
{
	uint64_t n = r->at[from];
	double p = r->p[from];

	r->sound &= off <= n && on <= n - off;
	if (!r->sound)
		return false;
	/* Exactly 0 where all leave. */
	*out = (struct shares){ (double)(n - off - on) / (double)n,
	    (double)off / (double)n, (double)on / (double)n,
	    r->variance ? p * p / (double)n : 0 };
	r->at[from] = n - off - on;
	r->p[from] = p * out->stay;
	if (r->way)
		multistate_note_move(r->way, from, out);
	return true;
}

/* Who is off a stage returns to it. */
static void
take_return(struct run *r, const struct multistate_entry *e)
{
	size_t to = 2 * e->stage;
	double p = r->p[to + 1];
	struct shares q;

	r->returned[e->stage] |= r->off_censored[e->stage];
	if (!make_shares(r, to + 1, 0, e->count, &q))
		return;
	if (r->variance)
		covariances_return(&r->v, r->table->nstages, e->stage, &q);
	r->p[to] += p * q.on;
	r->at[to] += e->count;
}

static void
leave_stage(struct run *r, size_t stage, uint64_t off, uint64_t on)
{
	size_t from = 2 * stage;
	double p = r->p[from];
	struct shares q;

	if (r->forward) {
		multistate_leave_forward(r, stage, off, on);
		return;
	}
	if (!make_shares(r, from, off, on, &q))
		return;
	if (r->variance)
		covariances_leave(&r->v, r->table->nstages, stage, &q);
	r->p[from + 1] += p * q.off;
	r->p[from + 2] += p * q.on;
	r->at[from + 1] += off;
	r->at[from + 2] += on;
	r->went_off[stage] += off;
	r->reached[stage + 1] += on;
	if (r->way && on)
		multistate_note_rise(r, stage + 1);
}

/* Who leaves a stage, from one of its counts on; returns the next. */
static size_t
take_stage(struct run *r, size_t i)
{
	const struct multistate_entry *e = &r->walk.entries[i];
	size_t stage = e->stage;
	uint64_t on = 0, off = 0;

	if (e->move == MOVE_ADVANCED) {
		on = e->count;
		e++;
		i++;
	}
	if (i < r->walk.next && e->stage == stage && e->move == MOVE_OFF) {
		off = e->count;
		i++;
	}
	leave_stage(r, stage, off, on);
	return i;
}

/* Returns first, then stage by stage upward. */
static void
take_moves(struct run *r)
{
	const struct multistate_walk *w = &r->walk;

	for (size_t i = w->first; w->returns && i < w->next; i++)
		if (w->entries[i].move == MOVE_BACK)
			take_return(r, &w->entries[i]);
	for (size_t i = w->first; i < w->next;)
		if (w->entries[i].move < MOVE_BACK)
			i = take_stage(r, i);
		else
			r->censored |= w->entries[i++].move > MOVE_BACK;
}

static void
take_censored(struct run *r, const struct multistate_entry *e)
{
	bool off = e->move == MOVE_CENSORED_OFF;
	size_t j = e->stage, state = 2 * j + off;

	if (off)
		r->off_censored[j] = true;
	else
		r->unwatched[j] += e->count;
	if (e->cell >= r->last_kept)
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

	r->censored = false;
	for (size_t i = w->first; i < w->next && r->sound; i++)
		if (w->entries[i].move > MOVE_BACK)
			take_censored(r, &w->entries[i]);
}

bool
multistate_run_cell(struct run *r, uint32_t until)
{
	uint32_t next;

	if (!r->sound || !multistate_walk_peek(&r->walk, &next) ||
	    next > until)
		return false;
	if (r->censored)
		take_censorings(r);
	multistate_walk_take(&r->walk);
	r->taken = true;
	take_moves(r);
	return true;
}

/* All cells below one, their censorings too, which may come before moves of
   later stages: they touch their own stage alone. */
static void
run_forward(struct run *r, uint32_t end)
{
	struct multistate_walk *w = &r->walk;
	const struct multistate_entry *e = w->entries + w->next;

	for (; e->cell < end && r->sound; r->taken = true) {
		uint64_t on = e->move == MOVE_ADVANCED ? e->count : 0;
		uint64_t off = e->move == MOVE_OFF ? e->count : 0;
		bool both = on && e[1].cell == e->cell &&
		    e[1].stage == e->stage && e[1].move == MOVE_OFF;

		w->cell = e->cell;
		if (e->move > MOVE_BACK)
			take_censored(r, e);
		else
			multistate_leave_forward(r, e->stage,
			    both ? e[1].count : off, on);
		e += 1 + both;
	}
	w->first = w->next = (size_t)(e - w->entries);
}

void
multistate_run_to(struct run *r, uint32_t horizon)
{
	if (r->censored && r->walk.cell < horizon)
		take_censorings(r);
	if (r->forward)
		run_forward(r, horizon);
	while (multistate_run_cell(r, horizon))
		continue;
	if (r->censored && r->walk.cell < horizon)
		take_censorings(r);
}

/* How many are no longer at a stage below the goal; of those who return
   what adds up to less, modulo 2^64. */
static uint64_t
gone(const struct multistate_entry *e, size_t goal)
{
	return e->move == MOVE_BACK ? -e->count :
	    e->move == MOVE_OFF || e->move == MOVE_CENSORED ||
	    (e->move == MOVE_ADVANCED && e->stage + 1u == goal) ?
	    e->count : 0;
}

void
multistate_run_keep(struct run *r)
{
	const struct multistate_entry *e = r->walk.entries;
	size_t goal = r->table->nstages - 1, n = r->walk.n;
	uint64_t at = r->table->entered;

	r->last_kept = 0;
	for (size_t j = 0; j < goal; j++)
		for (uint8_t m = 0; m < MOVES; m++)
			at -= gone(&(struct multistate_entry){
			    r->walk.of[j][m].count, 0, (uint8_t)j, m }, goal);
	/* From the end, near which it is. */
	for (size_t i = n; i > 0 && r->last_kept == 0;) {
		uint32_t cell = e[i - 1].cell;
		bool moves = false;

		for (; i > 0 && e[i - 1].cell == cell; i--) {
			at += gone(&e[i - 1], goal);
			moves |= e[i - 1].move <= MOVE_BACK;
		}
		if (moves && at >= AT_STAGES_LEAST)
			r->last_kept = cell;
	}
}
