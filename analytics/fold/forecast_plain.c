/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain attempts into a forecast: they tell of themselves how far they were
 * at any time before, so that no view need match what it knew then.
 */
#include "analytics/fold/forecast_private.h"

/* Amounts are of deals one by one, and stays are kept one by one. */
bool
forecast_takes_plain(const void *fold, const struct match_rules **rules)
{
	const struct forecast *f = fold;
	const struct forecast_definition *d = f->definition;

	*rules = &d->rules;
	return !f->observes && !d->values &&
	    d->attribute.of == ATTRIBUTE_ENTRY;
}

/* An attempt as far as it was known on some day. */
struct known {
	const struct plain_attempt *attempt;
	size_t reached;
	bool open;
};

static void
add_known(struct forecast_cell *c, size_t goal, const struct known *known,
    int64_t view, int64_t horizon)
{
	const int32_t *day = known->attempt->day;
	size_t last = known->reached > goal ? goal : known->reached - 1;

	histogram_increment(&c->entries, forecast_days_cell(view - day[0]));
	for (size_t k = 1; k <= last; k++)
		histogram_increment(&c->left[(k - 1) * (goal + 1) + k],
		    forecast_days_cell(day[k] - day[k - 1]));
	uint32_t age = forecast_days_cell(view - day[last]);
	if (last == goal) {
		histogram_increment(&c->wins, age);
	} else if (known->open) {
		histogram_increment(&c->open[last], age);
		if (known->attempt->reached > goal &&
		    day[goal] <= view + horizon)
			histogram_increment(&c->won[last], age);
	} else {
		histogram_increment(&c->left[last * (goal + 1)],
		    forecast_days_cell(known->attempt->fate_day - day[last]));
	}
}

/* The oldest view that knows all of a timeline. */
static size_t
oldest_view(const struct forecast *f, int64_t last)
{
	size_t view = 0;

	while (view + 1 < f->definition->nviews && last <= f->ends[view + 1])
		view++;
	return view;
}

static void
add_attempt(struct forecast *f, const struct plain_attempt *a, uint32_t group)
{
	const struct forecast_definition *d = f->definition;
	size_t view = oldest_view(f, a->last);
	struct known known = { a, a->reached, a->fate == FATE_OPEN };

	/* What holds in all later views has a cell of its own; who is open
	   there has not won. */
	add_known(fold_cell(&f->cells, group,
	    (int64_t)(view > 0 ? d->nviews + view : 0)), d->goal, &known,
	    d->views[view], (int64_t)d->horizon);
	while (++view < d->nviews && a->time[0] <= f->ends[view]) {
		while (a->time[known.reached - 1] > f->ends[view])
			known.reached--;
		known.open |= a->fate_time > f->ends[view];
		add_known(fold_cell(&f->cells, group, (int64_t)view), d->goal,
		    &known, d->views[view], (int64_t)d->horizon);
	}
}

void
forecast_add_plain(void *fold, const struct plain_batch *batch)
{
	struct forecast *f = fold;

	for (size_t i = 0; i < batch->n; i++)
		add_attempt(f, batch->attempts[i], batch->groups[i]);
}

bool
forecast_open_plain(const struct forecast *f, const struct plain_attempt *a,
    uint32_t group, struct forecast_standing *out)
{
	const struct forecast_definition *d = f->definition;
	size_t last = a->reached - 1u;

	if (a->reached > d->goal || a->fate != FATE_OPEN)
		return false;
	*out = (struct forecast_standing){ last,
	    forecast_days_cell(d->views[0] - a->day[last]), group,
	    a->values ? a->values->last : DECIMAL_NONE };
	return true;
}
