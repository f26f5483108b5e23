/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where an attempt stood, on its entry's clock, as moves of a cell. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_private.h"

static void
count_move(struct conversion *f, struct cell *cell, size_t step,
    enum move move, bool unseen, int64_t passed)
{
	conversion_count_duration(f, cell, f->stage_of[step],
	    unseen ? TIME_UNSEEN + move : move, passed);
}

/* Standings in one cell of risk.h, and the one before them. */
struct run {
	const struct attempt *attempt;
	bool unseen;
	struct standing before;
	size_t first, end;
};

static int64_t
passed_at(const struct conversion *f, const struct run *run, size_t i)
{
	const struct attempt *a = run->attempt;

	return duration_between(&f->definition->rules, a->entry,
	    a->standings[i].time);
}

/* When it came back to the funnel, or to a further stage. */
static size_t
first_return(const struct run *run)
{
	const struct standing *s = run->attempt->standings;
	size_t i = run->first;

	while (s[i].off && s[i].reached <= run->before.reached)
		i++;
	return i;
}

static size_t
first_beyond(const struct run *run, size_t reached)
{
	size_t i = run->first;

	while (run->attempt->standings[i].reached <= reached)
		i++;
	return i;
}

/* When it left for as long as the run goes on. */
static size_t
last_loss(const struct run *run)
{
	const struct standing *s = run->attempt->standings;
	size_t i = run->end - 1;

	while (i > run->first && s[i - 1].off &&
	    s[i - 1].reached == s[i].reached)
		i--;
	return i;
}

/*
 * From a standing to another makes one net change, also where durations
 * are exact: what is counted must not hang on whether they are.
 */
static void
count_run(struct conversion *f, struct cell *cell, const struct run *run)
{
	const struct standing *from = &run->before;
	const struct standing *to = &run->attempt->standings[run->end - 1];
	bool further = to->reached > from->reached;
	bool unseen = run->unseen;

	if (from->off && (further || !to->off))
		count_move(f, cell, from->reached - 1u, MOVE_BACK,
		    unseen, passed_at(f, run, first_return(run)));
	for (size_t k = from->reached; k < to->reached; k++)
		count_move(f, cell, k - 1, MOVE_ADVANCED,
		    unseen, passed_at(f, run, first_beyond(run, k)));
	if (to->off && (further || !from->off))
		count_move(f, cell, to->reached - 1u, MOVE_OFF,
		    unseen, passed_at(f, run, last_loss(run)));
}

static void
count_standings(struct conversion *f, struct cell *cell,
    const struct attempt *a, bool unseen)
{
	const struct match_rules *r = &f->definition->rules;
	struct run run = { .attempt = a, .unseen = unseen,
	    .before = { .reached = 1 } };

	for (; run.first < a->nstandings; run.first = run.end) {
		uint32_t clock = duration_cell_of(r, passed_at(f, &run,
		    run.first));

		run.end = run.first + 1;
		while (run.end < a->nstandings && duration_cell_of(r,
		    passed_at(f, &run, run.end)) == clock)
			run.end++;
		count_run(f, cell, &run);
		run.before = a->standings[run.end - 1];
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
    const struct attempt *a, bool unseen)
{
	const struct match_rules *r = &f->definition->rules;

	if (a->fate == FATE_COMPLETED || a->fate == FATE_EXPIRED ||
	    a->until <= r->as_of)
		return;
	count_move(f, cell, a->reached - 1, is_off(a) ? MOVE_CENSORED_OFF :
	    MOVE_CENSORED, unseen, duration_between(r, a->entry,
	    r->as_of));
}

/* What a later step proves has no time of its own. */
static bool
is_unseen(const struct match_rules *r, const struct attempt *a)
{
	uint32_t steps = (uint32_t)(((uint64_t)1 << a->reached) - 1);

	return a->undated || (r->order == MATCH_REACH &&
	    (a->outcome_only || (a->seen & steps) != steps));
}

void
conversion_count_moves(struct conversion *f, struct cell *cell,
    const struct attempt *a)
{
	const struct match_rules *r = &f->definition->rules;
	bool unseen = is_unseen(r, a);

	cell->unseen += unseen;
	if (a->standings)
		count_standings(f, cell, a, unseen);
	for (size_t k = 1; k < a->reached && !a->standings; k++)
		count_move(f, cell, k - 1, MOVE_ADVANCED, unseen,
		    duration_between(r, a->entry, a->time[k]));
	if (is_off(a) && !a->standings)
		count_move(f, cell, a->reached - 1, MOVE_OFF, unseen,
		    duration_between(r, a->entry, a->fate_time));
	count_censored(f, cell, a, unseen);
}

struct multistate_table
conversion_seen_moves(const struct conversion *f, const struct cell *cell)
{
	struct multistate_table t = { .nstages = matcher_steps(f->matcher) };

	for (size_t k = 0; k < t.nstages; k++)
		t.stages[k] = &cell->stages[f->stage_of[k]].moves;
	t.entered = cell->stages[0].entered - cell->unseen;
	return t;
}

void
conversion_moves(const struct conversion *f, const struct cell *cell,
    struct conversion_moves *out)
{
	*out = (struct conversion_moves){
	    .table = conversion_seen_moves(f, cell) };
	if (cell->unseen == 0)
		return;
	out->table.entered = cell->stages[0].entered;
	out->sums = memory_zeroed(out->table.nstages, sizeof *out->sums);
	for (size_t k = 0; k < out->table.nstages; k++) {
		const struct stage_counts *s = conversion_step(f, cell, k);

		for (size_t move = 0; move < MOVES; move++) {
			histogram_merge(&out->sums[k].by[move],
			    &s->moves.by[move]);
			histogram_merge(&out->sums[k].by[move],
			    &s->unseen.by[move]);
		}
		out->table.stages[k] = &out->sums[k];
	}
}

void
conversion_moves_free(struct conversion_moves *moves)
{
	for (size_t k = 0; moves->sums && k < moves->table.nstages; k++)
		for (size_t move = 0; move < MOVES; move++)
			histogram_free(&moves->sums[k].by[move]);
	free(moves->sums);
}
