/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The estimate of a stage by its horizon, and which horizon that is. */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/conversion_finish.h"

bool
conversion_has_eventual(const struct match_rules *r)
{
	return conversion_has_fates(r) && r->entry == ENTRY_FIRST;
}

/* How many times as large a variance is where attempts are alike. */
static const double *
effects_of(const struct conversion_finish *f, const struct cell *cell,
    double out[STAGES_MAX])
{
	for (size_t k = 0; k < f->nsteps; k++) {
		const struct stage_counts *s =
		    &cell->stages[f->fold->stage_of[k]];

		out[k] = clusters_design_effect(&s->overall, s->entered);
	}
	return f->rules->attempts ? out : NULL;
}

static bool
is_too_young(const struct conversion_finish *f, const struct cell *cell)
{
	return !has_window(f->rules) && f->reach_known &&
	    (cell->watched < 0 ||
	    conversion_last_cell(f->fold, cell->watched) < f->reach);
}

/*
 * Where nobody was censored both are the same counts.  The rate's interval
 * has the degrees of freedom too; at 0 and 1 it would count who is open.
 */
static struct proportion
counts_or_curve(const struct conversion_finish *f, struct proportion rate,
    struct proportion eventual)
{
	return f->rules->attempts && eventual.rate == rate.rate &&
	    rate.rate > 0 && rate.rate < 1 ? rate : eventual;
}

/*
 * No window, and the goal was reached by nobody at all: of a stage that
 * nobody has come to, while some may still, a share of 0 is no estimate.
 */
static bool
is_unknown(const struct conversion_finish *f,
    const struct conversion_row *rows, size_t k)
{
	bool open = false;

	if (has_window(f->rules) || f->reach_known ||
	    rows[f->fold->stage_of[k]].entered > 0)
		return false;
	for (size_t j = 0; j < k; j++)
		open |= rows[f->fold->stage_of[j]].open > 0;
	return open;
}

static void
put_eventual(const struct conversion_finish *f,
    const struct multistate_stage *s, size_t k, struct conversion_row *row)
{
	if (k == 0) {
		row->eventual_overall = row->overall;
		return;
	}
	row->eventual_overall = counts_or_curve(f, row->overall,
	    (struct proportion){ s->estimate, s->low, s->high });
	row->eventual = counts_or_curve(f, row->rate, s->eventual);
	conversion_entry_days(f->fold, &s->times, &row->from_entry);
}

/*
 * Where some were not seen at each step, times are of a second estimate
 * without them, to a horizon of its own.
 */
static enum status
finish_seen_days(const struct conversion_finish *f, const struct cell *cell,
    const double *effects, struct conversion_row *rows)
{
	struct multistate_table t = conversion_seen_moves(f->fold, cell);
	struct multistate_stage stages[STAGES_MAX];
	struct multistate_horizon h;
	bool told = t.entered > 0 && conversion_horizon(f->fold, &t, &h);
	enum status status = told ? multistate_estimate(&t, &h, f->level,
	    effects, stages) : STATUS_OK;

	for (size_t k = 1; k < f->nsteps && status == STATUS_OK; k++) {
		struct conversion_row *row = &rows[f->fold->stage_of[k]];

		row->from_entry = conversion_no_days;
		if (told && row->eventual_known && stages[k].known)
			conversion_entry_days(f->fold, &stages[k].times,
			    &row->from_entry);
	}
	return status;
}

/* Of a curve that was followed, unless its end is not known. */
static enum status
set_reach(struct conversion_finish *f, const struct multistate_table *t,
    uint32_t reach)
{
	enum status status = STATUS_OK;

	f->reach = reach;
	if (reach == UINT32_MAX)
		status = multistate_reach(t, MULTISTATE_REACH, &f->reach);
	f->alone = false;
	f->reach_known = status == STATUS_OK;
	/* Nobody got there: nobody is too young. */
	return status == STATUS_TOO_FEW ? STATUS_OK : status;
}

enum status
conversion_eventual(struct conversion_finish *f, const struct cell *cell,
    struct conversion_row *rows)
{
	struct conversion_moves moves;
	struct multistate_stage stages[STAGES_MAX];
	struct multistate_horizon h;
	double room[STAGES_MAX];
	const double *effects = effects_of(f, cell, room);
	enum status status = STATUS_OK;

	conversion_moves(f->fold, cell, &moves);
	bool told = conversion_horizon(f->fold, &moves.table, &h);
	bool known = told && (f->alone || !is_too_young(f, cell));
	/* The reach of all is read from the times of the one. */
	h.untimed = f->untimed && !f->alone;
	if (known)
		status = multistate_estimate(&moves.table, &h, f->level,
		    effects, stages);
	if (known && f->alone && status == STATUS_OK) {
		status = set_reach(f, &moves.table,
		    stages[f->nsteps - 1].times.reach);
		known = !is_too_young(f, cell);
	}
	for (size_t k = 0; k < f->nsteps; k++) {
		struct conversion_row *row = &rows[f->fold->stage_of[k]];

		row->eventual_days = told ?
		    conversion_horizon_days(f->fold, &h, k) : NAN;
		row->eventual_known = k == 0 || (known && stages[k].known &&
		    !is_unknown(f, rows, k));
		if (row->eventual_known && status == STATUS_OK)
			put_eventual(f, &stages[k], k, row);
	}
	if (moves.sums && !f->untimed && status == STATUS_OK)
		status = finish_seen_days(f, cell, effects, rows);
	conversion_moves_free(&moves);
	return status;
}

/* All that happened to attempts of a cell on their entries' clocks. */
static void
add_moves(const struct conversion_finish *f, const struct cell *cell,
    struct multistate_moves *sums, uint64_t *entered)
{
	*entered += cell->stages[0].entered;
	for (size_t k = 0; k < f->nsteps; k++) {
		const struct stage_counts *s = conversion_step(f->fold, cell,
		    k);

		for (size_t move = 0; move < MOVES; move++) {
			histogram_merge(&sums[k].by[move],
			    &s->moves.by[move]);
			histogram_merge(&sums[k].by[move],
			    &s->unseen.by[move]);
		}
	}
}

enum status
conversion_reach(struct conversion_finish *f)
{
	f->alone = f->fold->cells.index.n == 1;
	if (f->alone)
		return STATUS_OK;
	struct multistate_moves *sums = memory_zeroed(f->nsteps,
	    sizeof *sums);
	struct multistate_table t = { .nstages = f->nsteps };

	for (size_t k = 0; k < f->nsteps; k++)
		t.stages[k] = &sums[k];
	for (size_t i = 0; i < f->fold->cells.index.n; i++)
		add_moves(f, conversion_cell_at(f->fold, i), sums,
		    &t.entered);
	enum status status = set_reach(f, &t, UINT32_MAX);

	for (size_t k = 0; k < f->nsteps; k++)
		for (size_t move = 0; move < MOVES; move++)
			histogram_free(&sums[k].by[move]);
	free(sums);
	return status;
}
