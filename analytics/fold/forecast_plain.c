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

static void
find_days(const struct plain_batch *b, size_t goal, struct days *out)
{
	out->last = b->reached > goal ? goal : b->reached - 1;
	for (size_t k = 0; k < b->nevents; k++) {
		out->event[k] = plain_days(b, k);
		for (size_t i = 0; i < b->n && k > 0; i++)
			out->stay[k][i] = out->event[k][i] -
			    out->event[k - 1][i];
	}
}

/* Attempts that one view knows, of one group. */
struct seen {
	struct forecast_cell *cell;
	int32_t day;		/* of the view */
	int64_t end;		/* of that day */
	uint8_t *at;		/* n of them */
	size_t n;
};

/*
 * Each of the days since one, or else each of the numbers of days; none is
 * below 0.  An array is mostly long enough, and its last cell is the one
 * that forecast_days_cell knows: no more is asked of a number.
 */
static inline ALWAYS_INLINE void
count_days(struct histogram *h, const struct seen *s, const int32_t *days,
    bool since)
{
	uint8_t *low = h->low;
	uint32_t ncells = h->cells;

	for (size_t j = 0; j < s->n; j++) {
		int32_t day = days[s->at[j]];
		uint32_t cell = (uint32_t)(since ? s->day - day : day);

		if (cell < ncells && low[cell] != UINT8_MAX) {
			low[cell]++;
			continue;
		}
		histogram_add(h, forecast_days_cell(cell), 1);
		low = h->low;
		ncells = h->cells;
	}
}

static void
count_stays(struct histogram *h, const struct seen *s, const int32_t *stay)
{
	count_days(h, s, stay, false);
}

static void
count_ages(struct histogram *h, const struct seen *s, const int32_t *day)
{
	count_days(h, s, day, true);
}

/* All that they went through is known; who is open there has not won. */
static void
add_whole(const struct plain_batch *b, size_t goal, const struct days *d,
    const struct seen *s)
{
	size_t last = d->last;

	count_ages(&s->cell->entries, s, d->event[0]);
	for (size_t k = 1; k <= last; k++)
		count_stays(&s->cell->left[(k - 1) * (goal + 1) + k], s,
		    d->stay[k]);
	if (last < goal && b->fate == FATE_LOST)
		count_stays(&s->cell->left[last * (goal + 1)], s,
		    d->stay[b->reached]);
	else
		count_ages(last == goal ? &s->cell->wins :
		    &s->cell->open[last], s, d->event[last]);
}

/*
 * Those whose time the view does not know are at a step there, and some of
 * them won soon after it; others go on.
 */
static void
leave_open(struct seen *s, const int64_t *time, size_t step,
    const int32_t *day, const int32_t *win, int64_t horizon)
{
	uint8_t at[PLAIN_BATCH];
	struct seen open = *s;
	size_t n = 0;

	open.at = at;
	open.n = 0;
	for (size_t j = 0; j < s->n; j++) {
		uint8_t i = s->at[j];
		bool known = time[i] <= s->end;

		s->at[n] = i;
		at[open.n] = i;
		n += known;
		open.n += !known;
	}
	s->n = n;
	count_ages(&s->cell->open[step], &open, day);
	for (size_t j = 0; j < open.n && win; j++)
		if (win[at[j]] <= s->day + horizon)
			histogram_increment(&s->cell->won[step],
			    forecast_days_cell(s->day - day[at[j]]));
}

/* How far they came, as far as it is known. */
static void
add_part(const struct forecast_definition *of, const struct plain_batch *b,
    const struct days *d, struct seen *s)
{
	size_t goal = of->goal, last = d->last;
	int64_t horizon = (int64_t)of->horizon;
	const int32_t *win = b->reached > goal ? d->event[goal] : NULL;

	count_ages(&s->cell->entries, s, d->event[0]);
	for (size_t k = 1; k <= last && s->n > 0; k++) {
		leave_open(s, b->time[k], k - 1, d->event[k - 1], win,
		    horizon);
		count_stays(&s->cell->left[(k - 1) * (goal + 1) + k], s,
		    d->stay[k]);
	}
	if (last < goal && b->fate == FATE_LOST) {
		leave_open(s, b->time[b->reached], last, d->event[last], NULL,
		    horizon);
		count_stays(&s->cell->left[last * (goal + 1)], s,
		    d->stay[b->reached]);
	} else {
		count_ages(last == goal ? &s->cell->wins :
		    &s->cell->open[last], s, d->event[last]);
	}
}

/* Attempts of a group, by the oldest view that knows all of their
   timelines. */
struct by_view {
	uint8_t at[PLAIN_BATCH];
	size_t begin[FORECAST_VIEWS_MAX + 1];
};

static void
order_by_view(const struct plain_group *g, const uint8_t *view,
    size_t nviews, struct by_view *out)
{
	uint8_t next[FORECAST_VIEWS_MAX] = { 0 };
	size_t sum = 0;

	for (size_t j = 0; j < g->n; j++)
		next[view[g->at[j]]]++;
	for (size_t v = 0; v < nviews; v++) {
		size_t count = next[v];

		out->begin[v] = sum;
		next[v] = (uint8_t)sum;
		sum += count;
	}
	out->begin[nviews] = sum;
	for (size_t j = 0; j < g->n; j++)
		out->at[next[view[g->at[j]]]++] = g->at[j];
}

/* What holds in all later views has a cell of its own. */
static void
add_group(struct forecast *f, const struct plain_batch *b,
    const struct days *d, const struct plain_group *g,
    const uint8_t *view)
{
	const struct forecast_definition *of = f->definition;
	struct by_view by;

	order_by_view(g, view, of->nviews, &by);
	for (size_t v = 0; v < of->nviews; v++) {
		uint8_t at[PLAIN_BATCH];
		struct seen s = { .day = (int32_t)of->views[v],
		    .end = f->ends[v], .at = by.at + by.begin[v],
		    .n = by.begin[v + 1] - by.begin[v] };

		if (s.n > 0) {
			s.cell = fold_cell(&f->cells, g->group,
			    (int64_t)(v > 0 ? of->nviews + v : 0));
			add_whole(b, of->goal, d, &s);
		}
		s.at = at;
		s.n = 0;
		/* Of those that newer views know whole. */
		for (size_t j = 0; j < by.begin[v]; j++) {
			at[s.n] = by.at[j];
			s.n += b->time[0][by.at[j]] <= s.end;
		}
		if (s.n > 0) {
			s.cell = fold_cell(&f->cells, g->group, (int64_t)v);
			add_part(of, b, d, &s);
		}
	}
}

void
forecast_add_plain(void *fold, const struct plain_batch *b)
{
	struct forecast *f = fold;
	uint8_t view[PLAIN_BATCH];
	struct plain_group g;
	struct days d;

	find_days(b, f->definition->goal, &d);
	/* Views lie one before the other, all but the first in these. */
	plain_count_past(b, f->ends + 1, f->definition->nviews - 1, view);
	for (plain_first_group(b, &g); g.n > 0; plain_next_group(b, &g))
		add_group(f, b, &d, &g, view);
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
