/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether what was read as a saved forecast adds up.  Its days and ages
 * are indices later: what stands in two places must be the same in both.
 */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"

/* One cell of the fold. */
struct check {
	const struct forecast_definition *definition;
	const struct forecast_cell *cell;
	uint64_t *left;		/* by age, RISK_CELLS_MAX: counts that are not
				   yet accounted for; all 0 between two uses */
};

static void
put(const struct check *c, const struct histogram *h)
{
	struct histogram_cursor at = { 0 };

	while (histogram_next(h, &at))
		c->left[at.cell] += at.count;
}

static void
clear(const struct check *c, const struct histogram *h)
{
	struct histogram_cursor at = { 0 };

	while (histogram_next(h, &at))
		c->left[at.cell] = 0;
}

static bool
take(const struct check *c, uint32_t age, uint64_t count)
{
	if (age >= RISK_CELLS_MAX || c->left[age] < count)
		return false;
	c->left[age] -= count;
	return true;
}

/* Puts or clears the ages at which stays of a step ended so. */
static void
each_end(const struct check *c, size_t step, enum forecast_end end,
    void (*act)(const struct check *, const struct histogram *))
{
	size_t goal = c->definition->goal;
	const struct histogram *left = &c->cell->left[step * (goal + 1)];

	if (end == STAY_OPEN)
		act(c, &c->cell->open[step]);
	else if (end == STAY_LOST)
		act(c, &left[0]);
	for (size_t to = 1; end == STAY_ON && to <= goal; to++)
		act(c, &left[to]);
}

static bool
won_were_open(const struct check *c, size_t step)
{
	struct histogram_cursor at = { 0 };
	bool sound = true;

	put(c, &c->cell->open[step]);
	while (sound && histogram_next(&c->cell->won[step], &at))
		sound = take(c, at.cell, at.count);
	clear(c, &c->cell->open[step]);
	return sound;
}

/* Deals of a step, all or those that won, are no others than counted. */
static bool
deals_are_counted(const struct check *c, size_t step,
    const struct histogram *counted, bool won)
{
	const struct forecast_deal *deals = c->cell->deals.items;
	bool sound = true;

	put(c, counted);
	for (size_t i = 0; sound && i < c->cell->deals.n; i++)
		if (deals[i].stage == step && (!won || deals[i].won))
			sound = take(c, deals[i].age, 1);
	clear(c, counted);
	return sound;
}

static bool
wins_are_counted(const struct check *c)
{
	const struct forecast_win *wins = c->cell->amounts.items;
	bool sound = true;

	put(c, &c->cell->wins);
	for (size_t i = 0; sound && i < c->cell->amounts.n; i++)
		sound = take(c, wins[i].days, 1);
	clear(c, &c->cell->wins);
	return sound;
}

static bool
stays_are_counted(const struct check *c, size_t step, enum forecast_end end)
{
	const struct forecast_stay *stays = c->cell->stays.items;
	bool sound = true;

	each_end(c, step, end, put);
	for (size_t i = 0; sound && i < c->cell->stays.n; i++)
		if (stays[i].stage == step && stays[i].end == end)
			sound = take(c, stays[i].days, 1);
	each_end(c, step, end, clear);
	return sound;
}

/*
 * Whoever was there before anything was observed was not new then, and
 * stays to that age or longer.
 */
static bool
late_stayed(const struct check *c, size_t step)
{
	const struct histogram *late = &c->cell->late[step];
	struct histogram_cursor at = { 0 };
	int64_t stayed = 0;
	bool sound = true;

	if (histogram_is_empty(late))
		return true;
	for (int end = STAY_OPEN; end <= STAY_LOST; end++)
		each_end(c, step, (enum forecast_end)end, put);
	while (histogram_next(late, &at)) {
		sound &= at.cell > 0;
		c->left[at.cell] -= at.count;
	}
	for (size_t age = RISK_CELLS_MAX; sound && age-- > 0;) {
		stayed += (int64_t)c->left[age];
		sound = stayed >= 0;
	}
	for (int end = STAY_OPEN; end <= STAY_LOST; end++)
		each_end(c, step, (enum forecast_end)end, clear);
	clear(c, late);
	return sound;
}

static bool
step_is_sound(const struct check *c, size_t step, bool later)
{
	const struct forecast_definition *d = c->definition;
	const struct forecast_cell *cell = c->cell;

	/* Who has no event behind a view did not win later. */
	if (later && !histogram_is_empty(&cell->won[step]))
		return false;
	for (size_t to = 1; to <= step; to++)
		if (!histogram_is_empty(&cell->left[step * (d->goal + 1) +
		    to]))
			return false;
	if (!d->late && !histogram_is_empty(&cell->late[step]))
		return false;
	for (int end = STAY_OPEN; end <= STAY_LOST; end++)
		if (!stays_are_counted(c, step, (enum forecast_end)end))
			return false;
	return won_were_open(c, step) && late_stayed(c, step) &&
	    deals_are_counted(c, step, &cell->open[step], false) &&
	    deals_are_counted(c, step, &cell->won[step], true);
}

/* What deals and stays must be on their own. */
static bool
lists_are_sound(const struct check *c)
{
	const struct forecast_deal *deals = c->cell->deals.items;
	const struct forecast_stay *stays = c->cell->stays.items;
	size_t goal = c->definition->goal;

	for (size_t i = 0; i < c->cell->deals.n; i++)
		if (deals[i].stage >= goal || deals[i].won > 1)
			return false;
	for (size_t i = 0; i < c->cell->stays.n; i++)
		if (stays[i].stage >= goal || stays[i].end > STAY_LOST ||
		    stays[i].began >= RISK_CELLS_MAX ||
		    stays[i].days > stays[i].began)
			return false;
	return true;
}

/*
 * Whoever entered is open, was lost, or won.  Where nothing was known of
 * before some day, who had ended before it is neither.
 */
static bool
cell_is_sound(const struct check *c, bool later)
{
	const struct forecast_definition *d = c->definition;
	const struct forecast_cell *cell = c->cell;
	uint64_t open = 0, lost = 0, gone = 0, won = 0;
	uint64_t entered = histogram_total(&cell->entries);

	if (!lists_are_sound(c) || !wins_are_counted(c))
		return false;
	for (size_t k = 0; k < d->goal; k++) {
		const struct histogram *left = &cell->left[k * (d->goal + 1)];

		if (!step_is_sound(c, k, later))
			return false;
		open += histogram_total(&cell->open[k]);
		lost += histogram_total(&left[0]);
		for (size_t to = k + 1; to <= d->goal; to++)
			gone += histogram_total(&left[to]);
	}
	won = histogram_total(&cell->wins);
	return cell->deals.n == (d->values ? open : 0) &&
	    cell->amounts.n == (d->values ? won : 0) &&
	    (d->late ? cell->stays.n <= (d->stays ? open + lost + gone : 0) :
	    cell->stays.n == (d->stays ? open + lost + gone : 0)) &&
	    (d->late ? entered >= open + lost + won :
	    entered == open + lost + won);
}

bool
forecast_is_sound(const void *fold)
{
	const struct forecast *f = fold;
	const struct forecast_definition *d = f->definition;
	struct check c = { d, NULL, memory_zeroed(RISK_CELLS_MAX,
		sizeof *c.left) };
	bool sound = true;

	for (size_t i = 0; sound && i < f->cells.index.n; i++) {
		int64_t key = f->cells.index.keys[i].cohort;
		bool later = key > (int64_t)d->nviews;

		c.cell = fold_cell_at(&f->cells, i);
		sound = key >= 0 && key != (int64_t)d->nviews &&
		    key < 2 * (int64_t)d->nviews && !(later && d->late) &&
		    cell_is_sound(&c, later);
	}
	free(c.left);
	return sound;
}
