/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether what was read as a saved forecast adds up. */
#include "analytics/fold/forecast_private.h"

static uint64_t
count_of(const struct histogram *h)
{
	struct histogram_cursor at = { 0 };
	uint64_t n = 0;

	while (histogram_next(h, &at))
		n += at.count;
	return n;
}

/* None that is open is as old. */
static uint32_t
past_oldest(const struct histogram *open)
{
	struct histogram_cursor at = { 0 };
	uint32_t oldest = 0;

	while (histogram_next(open, &at))
		oldest = at.cell >= oldest ? (uint32_t)at.cell + 1 : oldest;
	return oldest;
}

/* Whoever entered is open, was lost, or won; and goes where steps go.  Who
   has no event behind a view did not win later. */
static bool
cell_is_sound(const struct forecast_definition *d,
    const struct forecast_cell *c, bool later)
{
	uint64_t open = 0, lost = 0, deals = 0;
	uint32_t oldest[STAGES_MAX] = { 0 };

	for (size_t k = 0; k < d->goal; k++) {
		uint64_t here = count_of(&c->open[k]);

		for (size_t to = 1; to <= k; to++)
			if (count_of(&c->left[k * (d->goal + 1) + to]) > 0)
				return false;
		if (count_of(&c->won[k]) > (later ? 0 : here))
			return false;
		open += here;
		oldest[k] = past_oldest(&c->open[k]);
		lost += count_of(&c->left[k * (d->goal + 1)]);
	}
	for (size_t i = 0; i < c->deals.n; i++) {
		const struct forecast_deal *one = c->deals.items;

		if (one[i].stage >= d->goal || one[i].won > !later ||
		    one[i].age >= oldest[one[i].stage])
			return false;
		deals++;
	}
	return deals == (d->values ? open : 0) &&
	    c->amounts.n == (d->values ? count_of(&c->wins) : 0) &&
	    (d->late || count_of(&c->entries) == open + lost +
	    count_of(&c->wins));
}

bool
forecast_is_sound(const void *fold)
{
	const struct forecast *f = fold;
	const struct forecast_definition *d = f->definition;

	for (size_t i = 0; i < f->cells.index.n; i++) {
		int64_t key = f->cells.index.keys[i].cohort;
		bool later = key > (int64_t)d->nviews;

		if (key < 0 || key == (int64_t)d->nviews ||
		    key >= 2 * (int64_t)d->nviews || (later && d->late) ||
		    !cell_is_sound(d, fold_cell_at(&f->cells, i), later))
			return false;
	}
	return true;
}
