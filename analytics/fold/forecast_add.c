/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One timeline into a forecast, as of each of its views. */
#include "analytics/fold/forecast_private.h"

static int64_t
day_of(const struct forecast *f, int64_t time)
{
	const struct match_rules *r = &f->definition->rules;

	return r->dates ? time : zone_day(r->zone, time);
}

/* A place in the funnel, and the view that it is seen in; or all views from
   the oldest that sees it on. */
struct place {
	struct forecast *fold;
	struct forecast_cell *cell;
	size_t view, step;
	int64_t since;		/* the day on which it came there */
	size_t reached;		/* of its attempt, as far as is known then */
	enum fate fate;
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
		    forecast_days_cell(d->observed_from - from));
	if (!d->stays)
		return true;
	stay = fold_list_add(&p->cell->stays, sizeof *stay);
	*stay = (struct forecast_stay){ (uint32_t)p->step,
	    forecast_days_cell(d->views[p->view] - from),
	    forecast_days_cell(until - from), end };
	return true;
}

/* The stay in a place ended: it went to step `to`, or was lost, with 0. */
static void
add_stay(const struct place *p, size_t to, int64_t until)
{
	size_t goal = p->fold->definition->goal;

	if (!p->fold->observes ||
	    observe(p, p->since, until, to ? STAY_ON : STAY_LOST))
		histogram_increment(&p->cell->left[p->step * (goal + 1) +
		    to], forecast_days_cell(until - p->since));
}

/*
 * The steps that an attempt was seen at, up to the goal: one that a later
 * one only proves was passed over.  The place is the last of them then.
 */
static void
add_stays(struct place *p, const struct attempt *a)
{
	size_t goal = p->fold->definition->goal;

	for (size_t k = 1; k < p->reached && k <= goal; k++) {
		if (!(a->seen >> k & 1) && k < goal)
			continue;

		int64_t day = day_of(p->fold, a->time[k]);

		add_stay(p, k, day);
		p->step = k;
		p->since = day;
	}
}

static void
add_win(const struct place *p, const struct timeline *t,
    const struct attempt *a)
{
	const struct forecast_definition *d = p->fold->definition;
	uint32_t days = forecast_days_cell(d->views[p->view] - p->since);
	struct forecast_win *win;

	histogram_increment(&p->cell->wins, days);
	if (!d->values)
		return;
	win = fold_list_add(&p->cell->amounts, sizeof *win);
	*win = (struct forecast_win){ days,
	    timeline_amount(t, a->event[d->goal]) };
}

static void
add_open(const struct place *p, const struct timeline *t, bool won)
{
	const struct forecast_definition *d = p->fold->definition;
	uint32_t age = forecast_days_cell(d->views[p->view] - p->since);
	struct forecast_deal *deal;

	if (p->fold->observes)
		observe(p, p->since, d->views[p->view], STAY_OPEN);
	histogram_increment(&p->cell->open[p->step], age);
	if (won)
		histogram_increment(&p->cell->won[p->step], age);
	if (!d->values)
		return;
	deal = fold_list_add(&p->cell->deals, sizeof *deal);
	*deal = (struct forecast_deal){ (uint32_t)p->step, age, won,
	    timeline_amount(t, t->n - 1) };
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

static void
add_attempt(struct place p, const struct timeline *t,
    const struct attempt *a, bool won)
{
	const struct forecast_definition *d = p.fold->definition;

	int64_t entered = day_of(p.fold, a->entry);

	histogram_increment(&p.cell->entries,
	    forecast_days_cell(d->views[p.view] - entered));
	p.since = a->time[0] == a->entry ? entered :
	    day_of(p.fold, a->time[0]);
	add_stays(&p, a);
	if (p.step == d->goal)
		add_win(&p, t, a);
	else if (p.fate == FATE_OPEN)
		add_open(&p, t, won);
	else
		add_stay(&p, 0, day_of(p.fold, a->fate_time));
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

	*out = (struct place){ f, fold_cell(&f->cells, group,
	    (int64_t)(later ? d->nviews + view : view)), view, 0, 0,
	    a->reached, a->fate };
	if (a->outcome_only)
		f->left_out += later || view == 0;
	return !a->outcome_only;
}

/* Of a timeline, what was known at the end of a view's day. */
static size_t
known_at(const struct forecast *f, const struct timeline *t, size_t view)
{
	size_t n = t->n;

	while (n > 0 && t->events[n - 1].time > f->ends[view])
		n--;
	return n;
}

/* The attempts of one timeline: all, and those that a view knows. */
struct attempts {
	const struct attempt *whole, *known;
	size_t nwhole, nknown;
	bool tell;		/* known is whole, which tells its past */
};

/* Leaves out what came behind a time. */
static void
take_back(struct place *p, const struct attempt *a, int64_t end)
{
	while (a->time[p->reached - 1] > end)
		p->reached--;
	if (p->reached < a->reached || a->fate_time > end)
		p->fate = FATE_OPEN;
}

static void
add_view(struct forecast *f, const struct timeline *known, size_t view,
    const struct attempts *of)
{
	const struct attempt *a = of->known;
	struct place p;

	for (size_t i = 0; i < of->nknown; i++) {
		if (!begin(f, known, &a[i], view, false, &p))
			continue;
		if (of->tell)
			take_back(&p, &a[i], f->ends[view]);
		add_attempt(p, known, &a[i], p.fate == FATE_OPEN &&
		    wins_later(f, &a[i], view, of->whole, of->nwhole));
	}
}

/*
 * Whether an attempt tells of itself how far it was at any time before:
 * where nobody comes back and no two times are equal, there is no need to
 * match what was known then.
 */
static bool
tells_past(const struct forecast *f, const struct timeline *t,
    const struct attempts *of)
{
	const struct match_rules *r = &f->definition->rules;

	return of->nwhole == 1 && !t->undated && !r->attempts &&
	    r->entry == ENTRY_FIRST && r->order != MATCH_TOUCH &&
	    !of->whole[0].standings && !of->whole[0].outcome_only &&
	    !attribute_by_outcome(&f->definition->attribute);
}

/*
 * The views from one on, each of which knows less than the one before it.
 * No window bounds a forecast: where no event lies between two views they
 * match alike.  What is undated is looked at in the first view alone.
 */
static enum status
add_views(struct forecast *f, const struct timeline *t, size_t view,
    struct attempts *of)
{
	struct timeline known = { .events = t->events, .n = t->n };
	size_t nviews = f->definition->nviews, matched = t->undated ? 0 :
	    t->n;
	enum status status = STATUS_OK;
	/* Whether anything depends on the last event that is known. */
	bool asks_last = f->definition->values ||
	    f->definition->attribute.of != ATTRIBUTE_ENTRY;

	of->tell = tells_past(f, t, of);
	for (; view < nviews && status == STATUS_OK; view++) {
		if (of->tell && of->whole[0].entry > f->ends[view])
			break;
		if (asks_last || !of->tell)
			known.n = known_at(f, &known, view);
		if (known.n == 0)
			break;
		if (known.n != matched && !of->tell)
			status = matcher_match(f->matchers[view], &known,
			    &of->known, &of->nknown, NULL);
		matched = known.n;
		if (status == STATUS_OK)
			add_view(f, &known, view, of);
	}
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
	    last <= f->ends[view + 1])
		view++;
	return view;
}

enum status
forecast_add(void *fold, const struct timeline *t)
{
	struct forecast *f = fold;
	size_t oldest = oldest_view(f, t);
	struct attempts of;
	struct place p;
	enum status status = matcher_match(f->matchers[0], t, &of.whole,
	    &of.nwhole, NULL);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < of.nwhole; i++)
		if (begin(f, t, &of.whole[i], oldest, oldest > 0, &p))
			add_attempt(p, t, &of.whole[i], false);
	of.known = of.whole;
	of.nknown = of.nwhole;
	return add_views(f, t, oldest + 1, &of);
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

		if (a[i].reached > d->goal || a[i].fate != FATE_OPEN)
			continue;
		for (size_t k = 1; k < a[i].reached; k++)
			last = a[i].seen >> k & 1 ? k : last;
		out[open++] = (struct forecast_standing){ last,
		    forecast_days_cell(d->views[0] -
		    day_of(f, a[i].time[last])),
		    attribute_group(&d->attribute, t, &a[i]),
		    timeline_amount(t, t->n - 1) };
	}
	return open;
}
