/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/watch_private.h"

static int
compare_times(const void *a, const void *b)
{
	const struct watch_time *x = a, *y = b;

	return (x->elapsed > y->elapsed) - (x->elapsed < y->elapsed);
}

/* In days; of an even number the middle of the two in the middle. */
static double
median_of(const struct watch_definition *d, const struct fold_list *list)
{
	struct watch_time *times;
	double sum;

	if (list->n == 0)
		return NAN;
	times = memory_array(list->n, sizeof *times);
	for (size_t i = 0; i < list->n; i++)
		times[i] = ((const struct watch_time *)list->items)[i];
	qsort(times, list->n, sizeof *times, compare_times);
	sum = (double)times[(list->n - 1) / 2].elapsed +
	    (double)times[list->n / 2].elapsed;
	free(times);
	return sum / 2 / (d->rules.dates ? 1 : (double)DAY_MICROS);
}

static void
fill_point(const struct watch_definition *d, const struct watch_cell *c,
    struct control_point *p)
{
	p->n = watch_counts(d) ? 0 : c->n;
	p->k = watch_counts(d) ? c->n : c->k;
	if (d->measure == WATCH_MEDIAN)
		p->value = median_of(d, &c->times);
}

static void
fill_rows(const struct watch *f, const size_t *numbers, size_t n,
    struct watch_block *b)
{
	const struct watch_definition *d = f->definition;
	const struct cohort_key *keys = f->cells.index.keys;
	int64_t last = watch_period_last(d), period = keys[numbers[0]].cohort;
	size_t room = 0, i = 0;

	for (; period <= last; period = every_add(d->every, period, 1)) {
		struct watch_row *row;

		/* An hour that summer time skips. */
		if (watch_period_end(d, period) == watch_period_start(d,
		    period))
			continue;
		b->rows = memory_reserve(b->rows, &room, b->n + 1,
		    sizeof *b->rows);
		row = &b->rows[b->n++];
		*row = (struct watch_row){ .period = period,
			.point.value = NAN };
		if (i < n && keys[numbers[i]].cohort == period)
			fill_point(d, fold_cell_at(&f->cells, numbers[i++]),
			    &row->point);
		watch_period_expose(d, period, &row->point);
	}
}

/*
 * Completeness is monotone in time, but for spans of months: what is not
 * known is never judged, whatever comes behind it.
 */
static void
find_complete(const struct watch_definition *d, struct watch_block *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct control_point *p = &b->rows[i].point;
		bool complete = watch_is_complete(d, watch_period_end(d,
		    b->rows[i].period) - 1);

		p->part = !complete ? CONTROL_INCOMPLETE : watch_counts(d) &&
		    !(p->exposure > 0) ? CONTROL_OFF : CONTROL_BEFORE;
		b->complete += p->part == CONTROL_BEFORE;
	}
}

static int64_t
day_of(const struct watch_definition *d, int64_t time)
{
	return d->rules.dates ? time : zone_day(d->rules.zone, time);
}

/* Of complete periods, the first behind a baseline of the last so many. */
static size_t
baseline_end(const struct watch_ask *ask, size_t complete)
{
	size_t judged_from = complete > ask->last ? complete - ask->last : 0;
	size_t spare = judged_from > ask->baseline ? judged_from -
	    ask->baseline : 0;

	return judged_from - (spare < WATCH_LEAD ? spare : WATCH_LEAD);
}

/* nth of the complete ones; partial: the log began in the midst of it. */
static bool
in_baseline(const struct watch_definition *d, const struct watch_ask *ask,
    const struct watch_block *b, int64_t period, size_t nth, bool partial)
{
	size_t end = baseline_end(ask, b->complete);

	if (ask->fixed)
		return day_of(d, watch_period_start(d, period)) >= ask->from &&
		    day_of(d, watch_period_end(d, period) - 1) <= ask->to;
	return !partial && nth < end && nth + ask->baseline >= end;
}

static bool
is_few(const struct watch_definition *d, const struct watch_ask *ask,
    const struct control_point *p)
{
	return !watch_counts(d) && (p->n < ask->min_n || (d->measure ==
	    WATCH_MEDIAN && isnan(p->value)));
}

static void
part_rows(const struct watch_definition *d, const struct watch_ask *ask,
    int64_t first, struct watch_block *b)
{
	size_t nth = 0;
	bool behind = false;

	for (size_t i = 0; i < b->n; i++) {
		struct watch_row *row = &b->rows[i];
		struct control_point *p = &row->point;
		bool partial = watch_counts(d) && row->period == first &&
		    (d->rules.from == INT64_MIN || d->rules.from >
		    watch_period_start(d, first));

		if (p->part != CONTROL_BEFORE)
			continue;
		bool base = in_baseline(d, ask, b, row->period, nth, partial);
		row->judged = nth + ask->last >= b->complete;
		b->overlaps |= base && row->judged;
		behind |= base;
		nth++;
		if (is_few(d, ask, p))
			p->part = CONTROL_FEW;
		else if (base)
			p->part = CONTROL_BASELINE;
		else if (behind)
			p->part = CONTROL_AFTER;
	}
}

void
watch_rows(const struct watch *f, const struct watch_ask *ask,
    const size_t *numbers, size_t n, int64_t first, struct watch_block *b)
{
	const struct watch_definition *d = f->definition;

	fill_rows(f, numbers, n, b);
	find_complete(d, b);
	part_rows(d, ask, first, b);
}
