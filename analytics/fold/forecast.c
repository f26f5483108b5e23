/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/forecast.h"

#include "analytics/fold/forecast_private.h"

static size_t
nsteps(const void *definition)
{
	return ((const struct forecast_definition *)definition)->goal;
}

static size_t
nleft(const void *definition)
{
	return nsteps(definition) * (nsteps(definition) + 1);
}

static const struct fold_member deal_members[] = {
	MEMBER(struct forecast_deal, NUMBER, stage),
	MEMBER(struct forecast_deal, NUMBER, age),
	MEMBER(struct forecast_deal, NUMBER, won),
	MEMBER(struct forecast_deal, VALUE, amount),
	{ 0 }
};
static const struct fold_record deal = { sizeof(struct forecast_deal),
	deal_members };

static const struct fold_member win_members[] = {
	MEMBER(struct forecast_win, NUMBER, days),
	MEMBER(struct forecast_win, VALUE, amount),
	{ 0 }
};
static const struct fold_record win = { sizeof(struct forecast_win),
	win_members };

static const struct fold_member stay_members[] = {
	MEMBER(struct forecast_stay, NUMBER, stage),
	MEMBER(struct forecast_stay, NUMBER, began),
	MEMBER(struct forecast_stay, NUMBER, days),
	MEMBER(struct forecast_stay, NUMBER, end),
	{ 0 }
};
static const struct fold_record stay = { sizeof(struct forecast_stay),
	stay_members };

static const struct fold_member cell_members[] = {
	MEMBER(struct forecast_cell, HISTOGRAM, left, .length = nleft),
	MEMBER(struct forecast_cell, HISTOGRAM, open, .length = nsteps),
	MEMBER(struct forecast_cell, HISTOGRAM, won, .length = nsteps),
	MEMBER(struct forecast_cell, HISTOGRAM, late, .length = nsteps),
	MEMBER(struct forecast_cell, HISTOGRAM, entries),
	MEMBER(struct forecast_cell, HISTOGRAM, wins),
	MEMBER(struct forecast_cell, LIST, deals, .of = &deal),
	MEMBER(struct forecast_cell, LIST, amounts, .of = &win),
	MEMBER(struct forecast_cell, LIST, stays, .of = &stay),
	{ 0 }
};
static const struct fold_record cell = { sizeof(struct forecast_cell),
	cell_members };

static const struct fold_member members[] = {
	MEMBER(struct forecast, COUNT, left_out),
	MEMBER(struct forecast, CELLS, cells, .of = &cell),
	{ 0 }
};

/* The end of a view's day is what its rules have as as-of. */
static int64_t
end_of(const struct match_rules *r, int64_t day)
{
	return r->dates ? day : zone_day_start(r->zone, day + 1) - 1;
}

static void
start(void *fold)
{
	struct forecast *f = fold;

	f->definition = f->fold.definition;
	f->observes = f->definition->stays || f->definition->late;
	for (size_t v = 0; v < f->definition->nviews; v++) {
		f->rules[v] = f->definition->rules;
		if (v > 0)
			f->rules[v].as_of = end_of(&f->rules[v],
			    f->definition->views[v]);
		f->ends[v] = f->rules[v].as_of;
		f->matchers[v] = matcher_new(&f->rules[v]);
	}
}

static void
stop(void *fold)
{
	struct forecast *f = fold;

	for (size_t v = 0; v < f->definition->nviews; v++)
		matcher_free(f->matchers[v]);
}

const struct fold_class forecast_class = {
	.name = "forecast",
	.size = sizeof(struct forecast),
	.members = members,
	.add = forecast_add,
	.takes_plain = forecast_takes_plain,
	.add_plain = forecast_add_plain,
	.start = start,
	.stop = stop,
	.is_sound = forecast_is_sound,
};
