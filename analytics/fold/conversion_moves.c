/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an attempt stood, on its entry's clock, as moves of a cell. */
#include "analytics/fold/conversion_private.h"

static void
count_move(struct conversion *f, struct cell *cell, size_t step,
    enum move move, uint32_t clock)
{
	conversion_count_duration(f, &conversion_step(f, cell, step)->
	    moves.by[move], clock);
}

/* From a standing to another, in one cell: at most one net change. */
static void
count_change(struct conversion *f, struct cell *cell,
    const struct standing *from, const struct standing *to, uint32_t clock)
{
	bool further = to->reached > from->reached;
	if (from->off && (further || !to->off))
		count_move(f, cell, from->reached - 1u, MOVE_BACK, clock);
	for (size_t k = from->reached; k < to->reached; k++)
		count_move(f, cell, k - 1, MOVE_ADVANCED, clock);
	if (to->off && (further || !from->off))
		count_move(f, cell, to->reached - 1u, MOVE_OFF, clock);
}

static void
count_standings(struct conversion *f, struct cell *cell,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	struct standing before = { .reached = 1 };
	for (size_t i = 0; i < a->nstandings; i++) {
		const struct standing *now = &a->standings[i];
		uint32_t clock = duration_cell(r, a->entry, now->time);
		if (i + 1 < a->nstandings && duration_cell(r, a->entry,
		    now[1].time) == clock)
			continue;
		count_change(f, cell, &before, now, clock);
		before = *now;
	}
}

static bool
is_off(const struct attempt *a)
{
	return a->fate == FATE_LOST || a->fate == FATE_SKIPPED;
}

/* Where it was last seen, unless nothing could become of it by then. */
static void
count_censored(struct conversion *f, struct cell *cell,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	if (a->fate == FATE_COMPLETED || a->fate == FATE_EXPIRED ||
	    a->until <= r->as_of)
		return;
	count_move(f, cell, a->reached - 1, is_off(a) ? MOVE_CENSORED_OFF :
	    MOVE_CENSORED, duration_cell(r, a->entry, r->as_of));
}

void
conversion_count_moves(struct conversion *f, struct cell *cell,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	if (a->standings)
		count_standings(f, cell, a);
	for (size_t k = 1; k < a->reached && !a->standings; k++)
		count_move(f, cell, k - 1, MOVE_ADVANCED, duration_cell(r,
		    a->entry, a->time[k]));
	if (is_off(a) && !a->standings)
		count_move(f, cell, a->reached - 1, MOVE_OFF, duration_cell(r,
		    a->entry, a->fate_time));
	count_censored(f, cell, a);
}

struct multistate_table
conversion_moves(const struct conversion *f, const struct cell *cell)
{
	struct multistate_table t = { .nstages = matcher_steps(f->matcher) };
	for (size_t k = 0; k < t.nstages; k++)
		t.stages[k] = &cell->stages[f->stage_of[k]].moves;
	t.entered = cell->stages[0].entered;
	return t;
}
