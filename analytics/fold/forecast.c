/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/forecast.h"

#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"

static int64_t
day_of(const struct forecast *f, int64_t time)
{
	const struct match_rules *r = &f->definition->rules;

	return r->dates ? time : zone_day(r->zone, time);
}

static uint32_t
cell_of(int64_t days)
{
	return days < 0 ? 0 : days < RISK_CELLS_MAX ? (uint32_t)days :
	    RISK_CELLS_MAX - 1;
}

/* Of the last event up to one, that has any. */
static decimal
amount_at(const struct timeline *t, size_t event)
{
	while (event > 0 && t->events[event].value == DECIMAL_NONE)
		event--;
	return t->events[event].value;
}

/* A place in the funnel, and the view that it is seen in; or all views from
   the oldest that sees it on. */
struct place {
	struct forecast *fold;
	struct forecast_cell *cell;
	size_t view, step;
};

/*
 * A stay from one day to another.  Days on which nothing was observed count
 * for nobody.  False where all of it lay before any was.
 */
static bool
observe(const struct place *p, int64_t from, int64_t until,
    enum forecast_end end)
{
	const struct forecast_definition *d = p->fold->definition;
	struct forecast_stay *stay;

	if (d->late && until < d->observed_from) {
		p->fold->left_out += p->view == 0;
		return false;
	}
	if (d->late && from < d->observed_from)
		histogram_increment(&p->cell->late[p->step],
		    cell_of(d->observed_from - from));
	if (!d->stays)
		return true;
	stay = fold_list_add(&p->cell->stays, sizeof *stay);
	*stay = (struct forecast_stay){ (uint32_t)p->step,
	    cell_of(d->views[p->view] - from), cell_of(until - from), end };
	return true;
}

/* A stay that ended: it went to step `to`, or was lost, with 0. */
static void
add_stay(const struct place *p, size_t to, int64_t from, int64_t until)
{
	size_t goal = p->fold->definition->goal;

	if (observe(p, from, until, to ? STAY_ON : STAY_LOST))
		histogram_increment(&p->cell->left[p->step * (goal + 1) +
		    to], cell_of(until - from));
}

/*
 * The steps that an attempt was seen at, up to the goal: one that a later
 * one only proves was passed over.  The place is the last of them then.
 */
static void
add_stays(struct place *p, const struct attempt *a)
{
	struct forecast *f = p->fold;
	size_t goal = f->definition->goal;

	for (size_t k = 1; k < a->reached && k <= goal; k++) {
		if (!(a->seen >> k & 1) && k < goal)
			continue;
		add_stay(p, k, day_of(f, a->time[p->step]),
		    day_of(f, a->time[k]));
		p->step = k;
	}
}

static void
add_win(const struct place *p, const struct timeline *t,
    const struct attempt *a)
{
	const struct forecast_definition *d = p->fold->definition;
	uint32_t days = cell_of(d->views[p->view] -
	    day_of(p->fold, a->time[d->goal]));
	struct forecast_win *win;

	histogram_increment(&p->cell->wins, days);
	if (!d->values)
		return;
	win = fold_list_add(&p->cell->amounts, sizeof *win);
	*win = (struct forecast_win){ days,
	    amount_at(t, a->event[d->goal]) };
}

static void
add_open(const struct place *p, const struct timeline *t, int64_t since,
    bool won)
{
	const struct forecast_definition *d = p->fold->definition;
	uint32_t age = cell_of(d->views[p->view] - since);
	struct forecast_deal *deal;

	observe(p, since, d->views[p->view], STAY_OPEN);
	histogram_increment(&p->cell->open[p->step], age);
	if (won)
		histogram_increment(&p->cell->won[p->step], age);
	if (!d->values)
		return;
	deal = fold_list_add(&p->cell->deals, sizeof *deal);
	*deal = (struct forecast_deal){ (uint32_t)p->step, age, won,
	    amount_at(t, t->n - 1) };
}

/* Whether an attempt that was open had won by the end of its horizon. */
static bool
wins_later(const struct forecast *f, const struct attempt *a, size_t view,
    const struct attempt *whole, size_t nwhole)
{
	const struct forecast_definition *d = f->definition;

	for (size_t i = 0; i < nwhole; i++)
		if (whole[i].entry_event == a->entry_event)
			return whole[i].reached > d->goal &&
			    day_of(f, whole[i].time[d->goal]) <=
			    d->views[view] + (int64_t)d->horizon;
	return false;
}

/* It is mostly the group of the entity before. */
static struct forecast_cell *
cell_at(struct forecast *f, uint32_t group, size_t key)
{
	if (!f->last[key].cell || f->last[key].group != group) {
		f->last[key].group = group;
		f->last[key].cell = fold_cell(&f->cells, group,
		    (int64_t)key);
	}
	return f->last[key].cell;
}

static void
add_attempt(struct place p, const struct timeline *t,
    const struct attempt *a, bool won)
{
	struct forecast *f = p.fold;
	const struct forecast_definition *d = f->definition;
	int64_t since;

	histogram_increment(&p.cell->entries,
	    cell_of(d->views[p.view] - day_of(f, a->entry)));
	add_stays(&p, a);
	since = day_of(f, a->time[p.step]);
	if (p.step == d->goal)
		add_win(&p, t, a);
	else if (a->fate == FATE_OPEN)
		add_open(&p, t, since, won);
	else
		add_stay(&p, 0, since, day_of(f, a->fate_time));
}

/*
 * Where an attempt begins, as of one view; or of all from it on, the
 * newest.  Of one seen at its end alone nobody knows how old it was: false.
 */
static bool
begin(struct forecast *f, const struct timeline *t, const struct attempt *a,
    size_t view, bool later, struct place *out)
{
	const struct forecast_definition *d = f->definition;
	uint32_t group = attribute_group(&d->attribute, t, a);

	*out = (struct place){ f, cell_at(f, group, later ?
	    d->nviews + view : view), view, 0 };
	if (a->outcome_only)
		f->left_out += later || view == 0;
	return !a->outcome_only;
}

/* What was known at the end of a view's day. */
static size_t
known_at(const struct forecast *f, const struct timeline *t, size_t view)
{
	size_t n = t->n;

	while (n > 0 && t->events[n - 1].time > f->rules[view].as_of)
		n--;
	return n;
}

/*
 * No window bounds a forecast: who has no event behind a view is matched in
 * it as in all.  What is undated of it is looked at in the first view alone.
 */
static bool
is_whole(const struct timeline *known, const struct timeline *t)
{
	return known->n == t->n && !t->undated;
}

static enum status
add_view(struct forecast *f, const struct timeline *t, size_t view,
    const struct attempt *whole, size_t nwhole)
{
	struct timeline known = { .events = t->events,
	    .n = known_at(f, t, view) };
	const struct attempt *a = whole;
	enum status status = STATUS_OK;
	size_t n = nwhole;
	struct place p;

	if (known.n == 0)
		return STATUS_OK;
	if (!is_whole(&known, t))
		status = matcher_match(f->matchers[view], &known, &a, &n,
		    NULL);
	for (size_t i = 0; status == STATUS_OK && i < n; i++)
		if (begin(f, &known, &a[i], view, false, &p))
			add_attempt(p, &known, &a[i], a[i].fate == FATE_OPEN &&
			    wins_later(f, &a[i], view, whole, nwhole));
	return status;
}

/* The oldest view that knows all of a timeline; of what lies before anything
   was observed, each view is asked. */
static size_t
oldest_view(const struct forecast *f, const struct timeline *t)
{
	const struct forecast_definition *d = f->definition;
	int64_t last = t->events[t->n - 1].time;
	size_t view = 0;

	while (!d->late && !t->undated && view + 1 < d->nviews &&
	    last <= f->rules[view + 1].as_of)
		view++;
	return view;
}

static enum status
forecast_add(void *fold, const struct timeline *t)
{
	struct forecast *f = fold;
	size_t oldest = oldest_view(f, t), n;
	const struct attempt *whole;
	struct place p;
	enum status status = matcher_match(f->matchers[0], t, &whole, &n,
	    NULL);

	for (size_t i = 0; status == STATUS_OK && i < n; i++)
		if (begin(f, t, &whole[i], oldest, oldest > 0, &p))
			add_attempt(p, t, &whole[i], false);
	for (size_t v = oldest + 1; status == STATUS_OK &&
	    v < f->definition->nviews; v++)
		status = add_view(f, t, v, whole, n);
	return status;
}

size_t
forecast_open(struct forecast *f, const struct timeline *t,
    struct forecast_standing *out)
{
	const struct forecast_definition *d = f->definition;
	const struct attempt *a;
	size_t n, open = 0;

	if (matcher_match(f->matchers[0], t, &a, &n, NULL) != STATUS_OK)
		return 0;
	for (size_t i = 0; i < n; i++) {
		size_t last = 0;

		for (size_t k = 1; k < a[i].reached; k++)
			last = a[i].seen >> k & 1 ? k : last;
		if (a[i].reached > d->goal || a[i].fate != FATE_OPEN)
			continue;
		out[open++] = (struct forecast_standing){ last,
		    cell_of(d->views[0] - day_of(f, a[i].time[last])),
		    attribute_group(&d->attribute, t, &a[i]),
		    amount_at(t, t->n - 1) };
	}
	return open;
}

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
	for (size_t v = 0; v < f->definition->nviews; v++) {
		f->rules[v] = f->definition->rules;
		if (v > 0)
			f->rules[v].as_of = end_of(&f->rules[v],
			    f->definition->views[v]);
		f->matchers[v] = matcher_new(&f->rules[v]);
		if (!f->matchers[v])
			memory_exhausted();
	}
}

static void
stop(void *fold)
{
	struct forecast *f = fold;

	for (size_t v = 0; v < f->definition->nviews; v++)
		matcher_free(f->matchers[v]);
}

/* Cells that are given away are no more the last. */
static void
join(void *into, void *from)
{
	struct forecast *f = into, *other = from;

	memset(f->last, 0, sizeof f->last);
	memset(other->last, 0, sizeof other->last);
}

const struct fold_class forecast_class = {
	.name = "forecast",
	.size = sizeof(struct forecast),
	.members = members,
	.add = forecast_add,
	.start = start,
	.stop = stop,
	.is_sound = forecast_is_sound,
	.join = join,
};
