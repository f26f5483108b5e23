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

/* The oldest view that knows all of a timeline. */
static size_t
oldest_view(const struct forecast *f, int64_t last)
{
	size_t view = 0;

	/* Views lie one before the other. */
	for (size_t v = 1; v < f->definition->nviews; v++)
		view += last <= f->ends[v];
	return view;
}

/* Where the attempts of a batch are counted, as they are known in the end. */
struct whole {
	struct forecast_cell *cells[PLAIN_BATCH];
	int32_t day[PLAIN_BATCH];	/* of the view */
	uint8_t view[PLAIN_BATCH];
};

/* What holds in all later views has a cell of its own. */
static void
find_whole(struct forecast *f, const struct plain_batch *b,
    struct whole *out)
{
	const struct forecast_definition *d = f->definition;

	for (size_t i = 0; i < b->n; i++) {
		size_t view = oldest_view(f, b->last[i]);

		out->view[i] = (uint8_t)view;
		out->day[i] = (int32_t)d->views[view];
		out->cells[i] = fold_cell(&f->cells, b->groups[i],
		    (int64_t)(view > 0 ? d->nviews + view : 0));
	}
}

/* Who is open there has not won. */
static void
add_whole(const struct plain_batch *b, size_t goal, const struct whole *w)
{
	size_t last = b->reached > goal ? goal : b->reached - 1;
	const int32_t *day = plain_days(b, 0), *next;

	for (size_t i = 0; i < b->n; i++)
		histogram_increment(&w->cells[i]->entries,
		    forecast_days_cell(w->day[i] - day[i]));
	for (size_t k = 1; k <= last; k++, day = next) {
		size_t move = (k - 1) * (goal + 1) + k;

		next = plain_days(b, k);
		for (size_t i = 0; i < b->n; i++)
			histogram_increment(&w->cells[i]->left[move],
			    forecast_days_cell(next[i] - day[i]));
	}
	next = last < goal && b->fate == FATE_LOST ?
	    plain_days(b, b->reached) : w->day;
	for (size_t i = 0; i < b->n; i++) {
		struct forecast_cell *c = w->cells[i];

		histogram_increment(last == goal ? &c->wins :
		    b->fate == FATE_OPEN ? &c->open[last] :
		    &c->left[last * (goal + 1)],
		    forecast_days_cell(next[i] - day[i]));
	}
}

/* Those that an older view knows in part, and where they are counted. */
struct part {
	struct forecast_cell *cells[PLAIN_BATCH];	/* by attempt */
	int32_t day;
	int64_t end;
	uint8_t at[PLAIN_BATCH];	/* attempts that are known so far … */
	size_t n;			/* … so many */
	uint8_t out[PLAIN_BATCH];	/* those that were left out last */
	size_t nout;
};

/* Keeps those whose time lies in what is known. */
static void
keep_known(struct part *p, const int64_t *time)
{
	size_t n = 0, nout = 0;

	for (size_t j = 0; j < p->n; j++) {
		uint8_t i = p->at[j];
		bool known = time[i] <= p->end;

		p->at[n] = i;
		p->out[nout] = i;
		n += known;
		nout += !known;
	}
	p->n = n;
	p->nout = nout;
}

/* Those that were at a step in the view; win: the day of each, or NULL. */
static void
add_open(const struct part *p, const uint8_t *at, size_t n, size_t step,
    const int32_t *day, const int32_t *win, int64_t horizon)
{
	for (size_t j = 0; j < n; j++) {
		uint8_t i = at[j];
		uint32_t age = forecast_days_cell(p->day - day[i]);

		histogram_increment(&p->cells[i]->open[step], age);
		if (win && win[i] <= p->day + horizon)
			histogram_increment(&p->cells[i]->won[step], age);
	}
}

/* How far they came, as far as it is known. */
static void
add_part(const struct forecast_definition *d, const struct plain_batch *b,
    struct part *p)
{
	size_t goal = d->goal, last = b->reached > goal ? goal :
	    b->reached - 1;
	int64_t horizon = (int64_t)d->horizon;
	const int32_t *win = b->reached > goal ? plain_days(b, goal) : NULL;
	const int32_t *day = plain_days(b, 0), *next;

	for (size_t j = 0; j < p->n; j++)
		histogram_increment(&p->cells[p->at[j]]->entries,
		    forecast_days_cell(p->day - day[p->at[j]]));
	for (size_t k = 1; k <= last && p->n; k++, day = next) {
		size_t move = (k - 1) * (goal + 1) + k;

		next = plain_days(b, k);
		keep_known(p, b->time[k]);
		add_open(p, p->out, p->nout, k - 1, day, win, horizon);
		for (size_t j = 0; j < p->n; j++)
			histogram_increment(&p->cells[p->at[j]]->left[move],
			    forecast_days_cell(next[p->at[j]] -
			    day[p->at[j]]));
	}
	if (last == goal) {
		for (size_t j = 0; j < p->n; j++)
			histogram_increment(&p->cells[p->at[j]]->wins,
			    forecast_days_cell(p->day - day[p->at[j]]));
		return;
	}
	if (b->fate != FATE_LOST) {
		add_open(p, p->at, p->n, last, day, NULL, horizon);
		return;
	}
	next = plain_days(b, b->reached);
	keep_known(p, b->time[b->reached]);
	add_open(p, p->out, p->nout, last, day, NULL, horizon);
	for (size_t j = 0; j < p->n; j++)
		histogram_increment(&p->cells[p->at[j]]->
		    left[last * (goal + 1)],
		    forecast_days_cell(next[p->at[j]] - day[p->at[j]]));
}

static void
add_view(struct forecast *f, const struct plain_batch *b,
    const struct whole *w, size_t view)
{
	const struct forecast_definition *d = f->definition;
	struct part p;

	p.day = (int32_t)d->views[view];
	p.end = f->ends[view];
	p.n = 0;
	for (size_t i = 0; i < b->n; i++) {
		p.at[p.n] = (uint8_t)i;
		p.n += (w->view[i] < view) & (b->time[0][i] <= p.end);
	}
	for (size_t j = 0; j < p.n; j++)
		p.cells[p.at[j]] = fold_cell(&f->cells, b->groups[p.at[j]],
		    (int64_t)view);
	if (p.n > 0)
		add_part(d, b, &p);
}

void
forecast_add_plain(void *fold, const struct plain_batch *b)
{
	struct forecast *f = fold;
	struct whole w;

	find_whole(f, b, &w);
	add_whole(b, f->definition->goal, &w);
	for (size_t v = 1; v < f->definition->nviews; v++)
		add_view(f, b, &w, v);
}

size_t
forecast_open_plain(const struct forecast *f, const struct plain_batch *b,
    struct forecast_standing out[PLAIN_BATCH])
{
	size_t last = b->reached - 1;
	int64_t view = f->definition->views[0];
	const int32_t *days;

	if (b->reached > f->definition->goal || b->fate != FATE_OPEN)
		return 0;
	days = plain_days(b, last);
	for (size_t i = 0; i < b->n; i++)
		out[i] = (struct forecast_standing){ last,
		    forecast_days_cell(view - days[i]), b->groups[i],
		    b->amounts ? b->amounts[i].last : DECIMAL_NONE };
	return b->n;
}
