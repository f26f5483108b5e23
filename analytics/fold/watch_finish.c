/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/watch_private.h"

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

static const enum control_kind kinds[] = {
	[WATCH_RATE] = CONTROL_RATE, [WATCH_MEDIAN] = CONTROL_MEASURE,
	[WATCH_ENTRIES] = CONTROL_COUNT, [WATCH_EVENTS] = CONTROL_COUNT,
};

/* Of each season that there is four, or of all together twelve. */
static size_t
least_baseline(const struct watch_definition *d, const struct watch_block *b)
{
	bool seen[CONTROL_SEASONS] = { false };
	size_t seasons = 0;

	for (size_t i = 0; watch_counts(d) && i < b->n; i++) {
		const struct control_point *p = &b->rows[i].point;

		seasons += p->part != CONTROL_OFF && !seen[p->season];
		seen[p->season] |= p->part != CONTROL_OFF;
	}
	return seasons * WATCH_WEEKS_LEAST > WATCH_BASELINE_LEAST ?
	    seasons * WATCH_WEEKS_LEAST : WATCH_BASELINE_LEAST;
}

static size_t
count_baseline(const struct watch_block *b)
{
	size_t periods = 0;

	for (size_t i = 0; i < b->n; i++)
		periods += b->rows[i].point.part == CONTROL_BASELINE;
	return periods;
}

/* Where nothing can be told, periods are neither usual nor behind it. */
static void
forget(struct watch_block *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct control_point *p = &b->rows[i].point;

		if (p->part == CONTROL_BASELINE || p->part == CONTROL_AFTER)
			p->part = CONTROL_BEFORE;
	}
}

static void
chart_block(const struct watch_definition *d,
    const struct control_rules *rules, struct watch_block *b)
{
	struct control_point *points = memory_array(b->n, sizeof *points);
	size_t periods = count_baseline(b);

	b->least = least_baseline(d, b);
	b->warming = periods < b->least;
	if (b->warming)
		forget(b);
	for (size_t i = 0; i < b->n; i++)
		points[i] = b->rows[i].point;
	b->flat = control_chart(kinds[d->measure], points, b->n, rules,
	    &b->baseline) != STATUS_OK && !b->warming;
	b->baseline.periods = periods;
	for (size_t i = 0; i < b->n; i++)
		b->rows[i].point = points[i];
	if (b->flat)
		forget(b);
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

/* A day that was misspelt by thousands of years. */
static bool
is_too_long(const struct watch *f)
{
	const struct watch_definition *d = f->definition;
	int64_t period = watch_period_last(d), first = period;

	for (size_t i = 0; i < f->cells.index.n; i++)
		if (f->cells.index.keys[i].cohort < first)
			first = f->cells.index.keys[i].cohort;
	for (size_t i = 0; i < WATCH_PERIODS_MOST && first <= period; i++)
		first = every_add(d->every, first, 1);
	return first <= period;
}

static void
make_blocks(const struct watch *f, const struct watch_ask *ask,
    struct watch_result *out)
{
	size_t n = f->cells.index.n, next, room = 0;
	struct place *places = places_of(f);
	size_t *numbers = memory_array(n, sizeof *numbers);
	int64_t first = places[0].period;

	for (size_t i = 0; i < n; i++) {
		numbers[i] = places[i].number;
		if (places[i].period < first)
			first = places[i].period;
	}
	for (size_t i = 0; i < n; i = next) {
		struct watch_block *b;

		for (next = i + 1; next < n && places[next].group ==
		    places[i].group; next++)
			;
		out->blocks = memory_reserve(out->blocks, &room, out->n + 1,
		    sizeof *out->blocks);
		b = &out->blocks[out->n++];
		*b = (struct watch_block){ .group = places[i].group };
		watch_rows(f, ask, &numbers[i], next - i, first, b);
	}
	free(numbers);
	free(places);
}

enum status
watch_finish(const struct watch *f, const struct watch_ask *ask,
    struct watch_result *out)
{
	const struct watch_definition *d = f->definition;
	enum status status;

	*out = (struct watch_result){ 0 };
	if (f->cells.index.n == 0)
		return d->every == EVERY_NONE ? STATUS_OK : STATUS_TOO_FEW;
	if (d->every == EVERY_NONE) {
		status = find_limits(ask, f->cells.index.n, &out->rules);
		return status == STATUS_OK ? watch_groups(f, ask, out) :
		    status;
	}
	if (is_too_long(f))
		return STATUS_LIMIT;
	make_blocks(f, ask, out);
	status = find_limits(ask, out->n, &out->rules);
	for (size_t i = 0; status == STATUS_OK && i < out->n; i++)
		chart_block(d, &out->rules, &out->blocks[i]);
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
