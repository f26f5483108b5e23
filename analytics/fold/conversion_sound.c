/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what was read as a saved fold can be one: its balance. */
#include "analytics/fold/conversion_private.h"

static uint64_t
moves(const struct stage_counts *s, enum move move)
{
	return histogram_total(&s->moves.by[move]) +
	    histogram_total(&s->unseen.by[move]);
}

/* Moves of a step against who went on, who is off and who is open there. */
static bool
moves_add_up(const struct stage_counts *s, uint64_t next)
{
	uint64_t off = s->fates[FATE_LOST] + s->fates[FATE_SKIPPED];

	return moves(s, MOVE_ADVANCED) == next &&
	    moves(s, MOVE_OFF) == moves(s, MOVE_BACK) + off &&
	    moves(s, MOVE_CENSORED_OFF) <= off &&
	    moves(s, MOVE_CENSORED) == s->fates[FATE_OPEN];
}

/* Without undated attempts all stands on its step's clock; of them some. */
static bool
steps_add_up(const struct stage_counts *s, uint64_t ended, uint64_t open,
    uint64_t undated)
{
	uint64_t of_ended = histogram_total(&s->step_ended);
	uint64_t of_open = histogram_total(&s->step_open);

	return of_ended <= ended && ended - of_ended <= undated &&
	    of_open <= open && open - of_open <= undated;
}

/* Whoever got to a step and no further has met a fate there. */
static bool
fates_add_up(const struct conversion *f, const struct stage_counts *s,
    size_t k, uint64_t next, uint64_t undated)
{
	bool entry = k == 0 && first_is_entry(&f->definition->rules);
	uint64_t open = s->fates[FATE_OPEN], ended = s->fates[FATE_LOST] +
	    s->fates[FATE_SKIPPED] + s->fates[FATE_EXPIRED];

	return s->entered == next + ended + open +
	    s->fates[FATE_COMPLETED] &&
	    (entry ? histogram_total(&s->step_open) <= undated &&
	    steps_add_up(s, ended, histogram_total(&s->step_open), undated) :
	    steps_add_up(s, ended, open, undated)) &&
	    histogram_total(&s->step_next) <= next && s->ties <= next &&
	    moves_add_up(s, next);
}

/* A rate over attempts counts each attempt of each entity. */
static bool
clusters_add_up(const struct clusters *c)
{
	return c->entities <= c->n && c->n <= c->nn &&
	    (__int128)c->nn <= c->n3 && c->n3 <= c->n4 && c->n4 <= c->n5;
}

static bool
stage_is_sound(const struct stage_counts *s)
{
	return s->mature <= s->entered && s->weighed <= s->entered &&
	    s->weight >= 0 && s->weight_squares >= 0 &&
	    clusters_add_up(&s->step) && clusters_add_up(&s->overall) &&
	    clusters_add_up(&s->of_mature);
}

static bool
cell_is_sound(const struct conversion *f, const struct cell *cell)
{
	struct stage_counts *stages = cell->stages;
	const struct match_rules *r = &f->definition->rules;
	size_t steps = matcher_steps(f->matcher);

	if (cell->unseen > stages[0].entered || cell->undated > cell->unseen)
		return false;
	for (size_t k = 0; k < r->nstages; k++)
		if (!stage_is_sound(&stages[k]))
			return false;
	for (size_t k = 0; k < steps && r->order != MATCH_TOUCH; k++)
		if (!fates_add_up(f, &stages[f->stage_of[k]], k,
		    k + 1 < steps ? stages[f->stage_of[k + 1]].entered : 0,
		    cell->undated))
			return false;
	return true;
}

/* Cells of exact durations are those of the list. */
static bool
cells_are_known(const struct conversion *f, const struct histogram *h)
{
	struct histogram_cursor c = { 0 };

	while (histogram_next(h, &c))
		if (c.cell == 0 || c.cell > f->durations.n)
			return false;
	return true;
}

static bool
stages_are_known(const struct conversion *f, const struct stage_counts *s)
{
	for (size_t move = 0; move < MOVES; move++)
		if (!cells_are_known(f, &s->moves.by[move]) ||
		    !cells_are_known(f, &s->unseen.by[move]))
			return false;
	return cells_are_known(f, &s->step_next) &&
	    cells_are_known(f, &s->step_ended) &&
	    cells_are_known(f, &s->step_open);
}

static bool
durations_are_sound(const struct conversion *f)
{
	const struct match_rules *r = &f->definition->rules;
	const int64_t *durations = f->durations.items;
	size_t n = f->durations.n;

	if (r->dates || f->coarse)
		return n == 0 && !(r->dates && f->coarse);
	if (n > DURATIONS_MOST)
		return false;
	for (size_t i = 1; i < n; i++)
		if (durations[i - 1] >= durations[i])
			return false;
	for (size_t i = 0; i < f->cells.index.n; i++)
		for (size_t k = 0; k < r->nstages; k++)
			if (!stages_are_known(f, &conversion_stages(f, i)[k]))
				return false;
	return true;
}

bool
conversion_is_sound(const void *fold)
{
	const struct conversion *f = fold;
	const struct conversion_definition *d = f->definition;

	if (!durations_are_sound(f))
		return false;
	for (size_t i = 0; i < f->cells.index.n; i++)
		if (!every_is_interval(d->every, d->week_start,
		    f->cells.index.keys[i].cohort) ||
		    !cell_is_sound(f, conversion_cell_at(f, i)))
			return false;
	return true;
}
