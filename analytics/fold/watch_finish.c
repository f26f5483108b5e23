/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/watch.h"

/* Of 370 periods, as they are printed: Lucas and Saccucci 1990, Hawkins
   1993. */
static const double usual_limits[CONTROL_RULES] = { [CONTROL_EWMA] = 2.859,
	[CONTROL_SHIFT] = 8, [CONTROL_CUSUM] = 4.774 };

/* A group's cells in order of time. */
struct place {
	uint32_t group;
	int64_t period;
	size_t number;
};

static int
compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->period > y->period) - (x->period < y->period);
}

/* The last moment at which anybody could have entered in it. */
static int64_t
period_end(const struct watch_definition *d, int64_t period)
{
	return every_begins(d->every, d->rules.dates ? NULL : d->rules.zone,
	    every_add(d->every, period, 1)) - 1;
}

static bool
is_complete(const struct watch_definition *d, const struct watch_ask *ask,
    int64_t period)
{
	int64_t end = rules_window(&d->rules, period_end(d, period),
	    d->goal);

	end = d->rules.dates ? span_end_day(ask->delay, end) :
	    span_end_instant(ask->delay, end, d->rules.zone);
	return end <= d->rules.as_of;
}

/* The period in which as-of, or the last entry that counts, lies. */
static int64_t
last_period(const struct watch_definition *d)
{
	int64_t last = d->rules.to - 1 < d->rules.as_of ? d->rules.to - 1 :
	    d->rules.as_of;

	return every_of(d->every, d->week_start, d->rules.dates ? NULL :
	    d->rules.zone, last);
}

static void
fill_rows(const struct watch *f, const struct place *places, size_t nplaces,
    struct watch_block *b)
{
	const struct watch_definition *d = f->definition;
	int64_t last = last_period(d), period = places[0].period;
	size_t room = 0;

	for (size_t i = 0; period <= last; period = every_add(d->every,
	    period, 1)) {
		struct watch_row *row;

		b->rows = memory_reserve(b->rows, &room, b->n + 1,
		    sizeof *b->rows);
		row = &b->rows[b->n++];
		*row = (struct watch_row){ .period = period };
		if (i == nplaces || places[i].period != period)
			continue;
		const struct watch_cell *c = fold_cell_at(&f->cells,
		    places[i++].number);
		row->point.n = c->n;
		row->point.k = c->k;
	}
}

static bool
in_baseline(const struct watch_definition *d, const struct watch_ask *ask,
    const struct watch_block *b, const struct watch_row *row, size_t nth)
{
	size_t judged_from = b->complete > ask->last ? b->complete -
	    ask->last : 0;
	/* Of a baseline whole days are asked for. */
	int64_t unit = d->every == EVERY_HOUR ? 24 : 1;

	if (ask->fixed)
		return row->period >= ask->from * unit && every_add(d->every,
		    row->period, 1) <= (ask->to + 1) * unit;
	return nth < judged_from && nth + ask->baseline >= judged_from;
}

/*
 * Completeness is monotone in time, but for spans of months: what is not
 * known is never judged, whatever comes behind it.
 */
static void
part_rows(const struct watch_definition *d, const struct watch_ask *ask,
    struct watch_block *b)
{
	size_t nth = 0;
	bool behind = false;

	for (size_t i = 0; i < b->n; i++) {
		bool complete = is_complete(d, ask, b->rows[i].period);

		b->rows[i].point.part = complete ? CONTROL_BEFORE :
		    CONTROL_INCOMPLETE;
		b->complete += complete;
	}
	for (size_t i = 0; i < b->n; i++) {
		struct watch_row *row = &b->rows[i];

		if (row->point.part == CONTROL_INCOMPLETE)
			continue;
		bool base = in_baseline(d, ask, b, row, nth);
		row->judged = nth + ask->last >= b->complete;
		b->overlaps |= base && row->judged;
		behind |= base;
		nth++;
		if (row->point.n < ask->min_n)
			row->point.part = CONTROL_FEW;
		else if (base)
			row->point.part = CONTROL_BASELINE;
		else if (behind)
			row->point.part = CONTROL_AFTER;
	}
}

/* What the baseline holds; and whether it can be one. */
static size_t
check_baseline(struct watch_block *b)
{
	uint64_t all = 0, reached = 0;
	size_t periods = 0;

	for (size_t i = 0; i < b->n; i++) {
		const struct control_point *p = &b->rows[i].point;

		if (p->part != CONTROL_BASELINE)
			continue;
		periods++;
		all += p->n;
		reached += p->k;
	}
	b->warming = periods < WATCH_BASELINE_LEAST;
	b->flat = !b->warming && (reached == 0 || reached == all);
	return periods;
}

static void
chart_block(const struct control_rules *rules, struct watch_block *b)
{
	struct control_point *points = memory_array(b->n, sizeof *points);
	size_t periods = check_baseline(b);

	for (size_t i = 0; i < b->n; i++) {
		points[i] = b->rows[i].point;
		if ((b->warming || b->flat) &&
		    points[i].part != CONTROL_INCOMPLETE &&
		    points[i].part != CONTROL_FEW)
			points[i].part = CONTROL_BEFORE;
	}
	control_chart(points, b->n, rules, &b->baseline);
	b->baseline.periods = periods;
	for (size_t i = 0; i < b->n; i++)
		b->rows[i].point = points[i];
	free(points);
}

/* So many periods for all of them: each has that times their number. */
static enum status
find_limits(const struct watch_ask *ask, size_t groups,
    struct control_rules *out)
{
	double points = ask->points * (double)groups *
	    __builtin_popcount(ask->rules);
	enum status status = STATUS_OK;

	*out = (struct control_rules){ .used = ask->rules,
		.normal = ask->normal, .points = isnan(points) ? 0 : points };
	for (size_t r = 0; r < CONTROL_RULES; r++)
		if (isnan(ask->points))
			out->limits[r] = r == CONTROL_BEYOND ? ask->sigma :
			    usual_limits[r];
		else if (status == STATUS_OK && (r != CONTROL_CUSUM ||
		    ask->rules >> r & 1))
			status = run_length_limit((enum control_rule)r,
			    points, &out->limits[r]);
	return status;
}

static struct place *
places_of(const struct watch *f)
{
	size_t n = f->cells.index.n;
	struct place *places = memory_array(n, sizeof *places);

	for (size_t i = 0; i < n; i++)
		places[i] = (struct place){ f->cells.index.keys[i].group,
		    f->cells.index.keys[i].cohort, i };
	qsort(places, n, sizeof *places, compare_places);
	return places;
}

enum status
watch_finish(const struct watch *f, const struct watch_ask *ask,
    struct watch_result *out)
{
	size_t n = f->cells.index.n, next, room = 0;
	struct place *places;

	*out = (struct watch_result){ 0 };
	if (n == 0)
		return STATUS_TOO_FEW;
	places = places_of(f);
	for (size_t i = 0; i < n; i = next) {
		struct watch_block *b;

		for (next = i + 1; next < n && places[next].group ==
		    places[i].group; next++)
			;
		out->blocks = memory_reserve(out->blocks, &room, out->n + 1,
		    sizeof *out->blocks);
		b = &out->blocks[out->n++];
		*b = (struct watch_block){ .group = places[i].group };
		fill_rows(f, &places[i], next - i, b);
		part_rows(f->definition, ask, b);
	}
	free(places);
	enum status status = find_limits(ask, out->n, &out->rules);
	for (size_t i = 0; status == STATUS_OK && i < out->n; i++)
		chart_block(&out->rules, &out->blocks[i]);
	return status;
}

void
watch_result_free(struct watch_result *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->blocks[i].rows);
	free(r->blocks);
	*r = (struct watch_result){ 0 };
}
