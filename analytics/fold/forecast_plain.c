/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain attempts into a forecast: they tell of themselves how far they were
 * at any time before, so that no view need match what it knew then.
 */
#include "analytics/base/always_inline.h"
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

/* What is counted of a batch. */
struct days {
	const int32_t *event[PLAIN_STEPS_MAX];
	/* By event, how long it was to there from the event before. */
	int32_t stay[PLAIN_STEPS_MAX][PLAIN_BATCH];
	size_t last;	/* step, as far as the goal */
};

/* Of all places, also those where there is no attempt. */
static void
put_stays(const int32_t *from, const int32_t *to, int32_t *out)
{
	typedef uint32_t many __attribute__((vector_size(32), aligned(4)));

	for (size_t i = 0; i < PLAIN_BATCH; i += sizeof(many) / sizeof *out)
		*(many *)(out + i) = *(const many *)(to + i) -
		    *(const many *)(from + i);
}

static void
find_days(const struct plain_batch *b, size_t goal, struct days *out)
{
	out->last = b->reached > goal ? goal : b->reached - 1;
	for (size_t k = 0; k < b->nevents; k++) {
		out->event[k] = plain_days(b, k);
		if (k > 0)
			put_stays(out->event[k - 1], out->event[k],
			    out->stay[k]);
	}
}

/* Attempts, each as one view knows it: n pairs. */
struct seen {
	uint8_t *at, *view;
	size_t n;
};

/* Where the views count attempts of one group. */
struct views {
	int32_t day[FORECAST_VIEWS_MAX];
	uint8_t some[FORECAST_VIEWS_MAX];	/* n views: those with any */
	size_t n;
	/* By view, of these: all that is counted there, and the histogram of
	   what is counted now. */
	struct forecast_cell *cell[FORECAST_VIEWS_MAX];
	struct histogram *of[FORECAST_VIEWS_MAX];
	uint8_t *low[FORECAST_VIEWS_MAX];
	uint32_t cells[FORECAST_VIEWS_MAX];
};

/* The views of a mask.  What holds in all later views, too, has a cell of
   its own. */
static void
find_cells(struct forecast *f, uint32_t group, uint64_t mask, bool later,
    struct views *out)
{
	size_t own = later ? f->definition->nviews : 0;

	out->n = 0;
	for (; mask; mask &= mask - 1) {
		size_t v = (size_t)__builtin_ctzll(mask);

		out->some[out->n++] = (uint8_t)v;
		out->cell[v] = fold_cell(&f->cells, group, (int64_t)(v > 0 ?
		    own + v : 0));
	}
}

enum counted { ENTRIES, WINS, OPEN, WON, LEFT };

static inline ALWAYS_INLINE struct histogram *
histogram_of(struct forecast_cell *c, enum counted what, size_t k)
{
	return what == ENTRIES ? &c->entries : what == WINS ? &c->wins :
	    what == OPEN ? &c->open[k] : what == WON ? &c->won[k] :
	    &c->left[k];
}

/* A number that the array lacks, or whose byte is full: it is 0 then. */
static __attribute__((noinline)) void
count_with_care(struct views *v, size_t view, int32_t days)
{
	struct histogram *h = v->of[view];

	if ((uint32_t)days < h->cells)
		h->low[days] = UINT8_MAX;
	histogram_add(h, forecast_days_cell(days), 1);
	v->low[view] = h->low;
	v->cells[view] = h->cells;
}

/*
 * Each of the days until its view, or else each of the numbers of days; all
 * views at once, for each of them has few.  An array is mostly long enough,
 * and its last cell is the one that forecast_days_cell knows: no more is
 * asked of a number.
 */
static inline ALWAYS_INLINE void
count_days(struct views *v, enum counted what, size_t k,
    const struct seen *s, const int32_t *days, bool until)
{
	const uint8_t *at = s->at, *of = s->view;
	size_t n = s->n;

	for (size_t j = 0; j < v->n; j++) {
		size_t view = v->some[j];
		struct histogram *h = histogram_of(v->cell[view], what, k);

		v->of[view] = h;
		v->low[view] = h->low;
		v->cells[view] = h->cells;
	}
	for (size_t j = 0; j < n; j++) {
		size_t view = of[j];
		int32_t day = days[at[j]];
		uint32_t cell = (uint32_t)(until ? v->day[view] - day : day);

		if (cell >= v->cells[view] || ++v->low[view][cell] == 0)
			count_with_care(v, view, (int32_t)cell);
	}
}

static void
count_stays(struct views *v, size_t k, const struct seen *s,
    const int32_t *stay)
{
	count_days(v, LEFT, k, s, stay, false);
}

static void
count_ages(struct views *v, enum counted what, size_t k,
    const struct seen *s, const int32_t *day)
{
	count_days(v, what, k, s, day, true);
}

/* All that they went through is known; who is open there has not won. */
static void
add_whole(const struct plain_batch *b, size_t goal, const struct days *d,
    struct views *v, const struct seen *s)
{
	size_t last = d->last;

	count_ages(v, ENTRIES, 0, s, d->event[0]);
	for (size_t k = 1; k <= last; k++)
		count_stays(v, (k - 1) * (goal + 1) + k, s, d->stay[k]);
	if (last < goal && b->fate == FATE_LOST)
		count_stays(v, last * (goal + 1), s, d->stay[b->reached]);
	else
		count_ages(v, last == goal ? WINS : OPEN, last, s,
		    d->event[last]);
}

/* Pairs of attempts that are known in part; more come one after the other. */
#define PARTS 512

/*
 * Those whose time the view does not know are at a step there, and some of
 * them won soon after it, if any did; others go on.
 */
static void
leave_open(const struct forecast *f, struct views *v, struct seen *s,
    const int64_t *time, size_t step, const int32_t *day, const int32_t *win)
{
	int64_t horizon = (int64_t)f->definition->horizon;
	uint8_t at[PARTS], view[PARTS];
	struct seen open = { at, view, 0 };
	size_t n = 0;

	for (size_t j = 0; j < s->n; j++) {
		uint8_t i = s->at[j], by = s->view[j];

		s->at[n] = at[j - n] = i;
		s->view[n] = view[j - n] = by;
		n += time[i] <= f->ends[by];
	}
	open.n = s->n - n;
	s->n = n;
	if (open.n == 0)
		return;
	count_ages(v, OPEN, step, &open, day);
	if (!win)
		return;
	n = open.n;
	open.n = 0;
	for (size_t j = 0; j < n; j++) {
		uint8_t i = at[j], by = view[j];

		at[open.n] = i;
		view[open.n] = by;
		open.n += win[i] <= v->day[by] + horizon;
	}
	if (open.n > 0)
		count_ages(v, WON, step, &open, day);
}

/* How far they came, as far as it is known. */
static void
add_part(const struct forecast *f, const struct plain_batch *b,
    const struct days *d, struct views *v, struct seen *s)
{
	size_t goal = f->definition->goal, last = d->last;
	const int32_t *win = b->reached > goal ? d->event[goal] : NULL;

	count_ages(v, ENTRIES, 0, s, d->event[0]);
	for (size_t k = 1; k <= last && s->n > 0; k++) {
		leave_open(f, v, s, b->time[k], k - 1, d->event[k - 1], win);
		count_stays(v, (k - 1) * (goal + 1) + k, s, d->stay[k]);
	}
	if (s->n == 0)
		return;
	if (last < goal && b->fate == FATE_LOST) {
		leave_open(f, v, s, b->time[b->reached], last,
		    d->event[last], NULL);
		count_stays(v, last * (goal + 1), s, d->stay[b->reached]);
	} else {
		count_ages(v, last == goal ? WINS : OPEN, last, s,
		    d->event[last]);
	}
}

/* By attempt, the oldest view that knows all of its timeline, and the oldest
   that knows any. */
struct oldest {
	int64_t whole[PLAIN_BATCH], part[PLAIN_BATCH];
};

/* Pairs of attempts that are known in part by the view behind one, and maybe
   by more. */
struct older {
	uint8_t at[PLAIN_BATCH], view[PLAIN_BATCH];
	size_t n;
};

/* Of all attempts the next view, then of those that have it a second, … */
static void
add_parts(struct forecast *f, const struct plain_batch *b,
    const struct days *d, uint32_t group, const struct oldest *oldest,
    struct older *left, struct views *v)
{
	uint8_t at[PARTS], view[PARTS];
	struct seen s = { at, view, 0 };
	uint64_t mask = 0;

	while (left->n > 0) {
		size_t n = 0;

		for (size_t j = 0; j < left->n; j++) {
			uint8_t i = left->at[j], next = left->view[j] + 1;

			at[s.n] = i;
			view[s.n++] = next;
			mask |= UINT64_C(1) << next;
			left->at[n] = i;
			left->view[n] = next;
			n += next < oldest->part[i];
		}
		left->n = n;
		if (n > 0 && s.n + n <= PARTS)
			continue;
		find_cells(f, group, mask, false, v);
		add_part(f, b, d, v, &s);
		s.n = mask = 0;
	}
}

static void
add_group(struct forecast *f, const struct plain_batch *b,
    const struct days *d, struct plain_group *g,
    const struct oldest *oldest, struct views *v)
{
	uint8_t view[PLAIN_BATCH];
	const struct seen s = { g->at, view, g->n };
	struct older older;
	size_t n = 0;
	uint64_t mask = 0;

	for (size_t j = 0; j < g->n; j++) {
		uint8_t i = g->at[j];
		int64_t whole = oldest->whole[i];

		view[j] = older.view[n] = (uint8_t)whole;
		older.at[n] = i;
		n += whole < oldest->part[i];
		mask |= UINT64_C(1) << whole;
	}
	older.n = n;
	find_cells(f, g->group, mask, true, v);
	add_whole(b, f->definition->goal, d, v, &s);
	add_parts(f, b, d, g->group, oldest, &older, v);
}

void
forecast_add_plain(void *fold, const struct plain_batch *b)
{
	struct forecast *f = fold;
	const struct forecast_definition *of = f->definition;
	struct oldest oldest;
	struct plain_group g;
	struct views v;
	struct days d;

	find_days(b, of->goal, &d);
	for (size_t k = 0; k < of->nviews; k++)
		v.day[k] = (int32_t)of->views[k];
	/* Views lie one before the other, all but the first in these. */
	plain_count_past(b->last, f->ends + 1, of->nviews - 1, oldest.whole);
	plain_count_past(b->time[0], f->ends + 1, of->nviews - 1,
	    oldest.part);
	for (plain_first_group(b, &g); g.n > 0; plain_next_group(b, &g))
		add_group(f, b, &d, &g, &oldest, &v);
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
