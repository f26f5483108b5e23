/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the cells of a fold to what a model is made of. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"
#include "analytics/samples/sample.h"

static int
compare_seen(const void *a, const void *b)
{
	const struct forecast_seen *x = a, *y = b;

	return (x->group > y->group) - (x->group < y->group);
}

size_t
forecast_seen(const struct forecast *f, size_t view, const uint32_t *group,
    struct forecast_seen *out)
{
	const struct forecast_definition *d = f->definition;
	size_t n = 0;

	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct cohort_key *key = &f->cells.index.keys[i];
		size_t of = (size_t)key->cohort;
		bool later = of >= d->nviews + view;

		if ((!later && of != view) || (group && key->group != *group))
			continue;
		out[n++] = (struct forecast_seen){ fold_cell_at(&f->cells, i),
		    key->group, later ? (uint32_t)(d->views[view] -
		    d->views[of - d->nviews]) : 0 };
	}
	qsort(out, n, sizeof *out, compare_seen);
	return n;
}

static size_t
longest(const struct histogram *h, uint32_t passed, size_t most)
{
	uint32_t last;

	if (!histogram_last(h, &last))
		return most;
	last = forecast_later(last, passed);
	return last + 1 > most ? last + 1 : most;
}

static void
measure(struct pool *p, const struct forecast_seen *seen)
{
	const struct forecast_cell *c = seen->cell;

	for (size_t k = 0; k < p->goal; k++) {
		for (size_t to = 0; to <= p->goal; to++)
			p->ages = longest(&c->left[k * (p->goal + 1) + to], 0,
			    p->ages);
		p->oldest = longest(&c->open[k], seen->passed,
		    p->oldest + 1) - 1;
		p->ages = longest(&c->late[k], 0, p->ages);
	}
	p->ages = p->ages > p->oldest ? p->ages : p->oldest + 1;
	p->days = longest(&c->wins, seen->passed, longest(&c->entries,
	    seen->passed, p->days));
}

/* A row of counts by age: who left for a step, with 0 who was lost. */
static uint64_t *
row_of(struct pool *p, size_t step, size_t to)
{
	return p->counts + (step * (p->goal + 2) + to) * p->ages;
}

static void
add_histogram(uint64_t *counts, const struct histogram *h, uint32_t passed)
{
	struct histogram_cursor at = { 0 };

	while (histogram_next(h, &at))
		counts[forecast_later(at.cell, passed)] += at.count;
}

/*
 * At risk at an age is who left or was open at that age or later, less who
 * came under observation later only.
 */
static void
sum_up(struct pool *p)
{
	for (size_t k = 0; k < p->goal; k++) {
		uint64_t *at_risk = row_of(p, k, p->goal + 1);

		for (size_t to = 0; to <= p->goal; to++)
			for (size_t u = 0; u < p->ages; u++)
				at_risk[u] += row_of(p, k, to)[u];
		for (size_t u = p->ages; u-- > 1;)
			at_risk[u - 1] += at_risk[u];
		for (size_t u = 0; u < p->ages; u++)
			p->lost[k] += row_of(p, k, 0)[u];
	}
}

/* The last row of a step counts who is at risk, see sum_up. */
static void
add_counts(struct pool *p, const struct forecast_seen *seen)
{
	const struct forecast_cell *c = seen->cell;

	for (size_t k = 0; k < p->goal; k++) {
		uint64_t *at_risk = row_of(p, k, p->goal + 1);
		struct histogram_cursor at = { 0 };

		for (size_t to = 0; to <= p->goal; to++)
			add_histogram(row_of(p, k, to),
			    &c->left[k * (p->goal + 1) + to], 0);
		add_histogram(at_risk, &c->open[k], seen->passed);
		while (histogram_next(&c->late[k], &at))
			at_risk[at.cell - 1] -= at.count;
	}
	add_histogram(p->entries, &c->entries, seen->passed);
	add_histogram(p->won, &c->wins, seen->passed);
}

static void
point_seen(struct pool *p)
{
	for (size_t k = 0; k < p->goal; k++) {
		p->seen[k].ages = p->ages;
		p->seen[k].at_risk = row_of(p, k, p->goal + 1);
		p->seen[k].left[p->goal + 1] = row_of(p, k, 0);
		for (size_t to = k + 1; to <= p->goal; to++)
			p->seen[k].left[to] = row_of(p, k, to);
	}
}

/* Amounts of wins, of all cells wanted. */
static struct amount_sample
won_amounts(const struct forecast_seen *cells, size_t ncells)
{
	struct amount_sample s = { .mean = NAN };
	double sum = 0, squares = 0;
	size_t room = 0;

	for (size_t i = 0; i < ncells; i++)
		room += cells[i].cell->amounts.n;
	s.values = memory_array(room, sizeof *s.values);
	for (size_t i = 0; i < ncells; i++) {
		const struct fold_list *list = &cells[i].cell->amounts;
		const struct forecast_win *wins = list->items;

		for (size_t k = 0; k < list->n; k++)
			if (wins[k].amount != DECIMAL_NONE)
				s.values[s.n++] =
				    decimal_double(wins[k].amount);
	}
	sort_doubles(s.values, s.n);
	for (size_t i = 0; i < s.n; i++)
		sum += s.values[i];
	if (s.n > 0)
		s.mean = sum / (double)s.n;
	for (size_t i = 0; i < s.n; i++)
		squares += (s.values[i] - s.mean) * (s.values[i] - s.mean);
	if (s.n > 1)
		s.variance = squares / (double)(s.n - 1);
	return s;
}

/* Each has an amount of its own, or the mean of a sample. */
static void
add_deals(struct pool *p, const struct forecast_seen *seen, uint32_t sample)
{
	const struct forecast_deal *deals = seen->cell->deals.items;

	for (size_t i = 0; i < seen->cell->deals.n; i++) {
		bool known = deals[i].amount != DECIMAL_NONE;

		p->deals[p->ndeals++] = (struct pool_deal){
		    .stage = (uint16_t)deals[i].stage,
		    .age = forecast_later(deals[i].age, seen->passed), .n = 1,
		    .won = deals[i].won,
		    .drawn = known ? AMOUNT_KNOWN : sample,
		    .amount = known ? decimal_double(deals[i].amount) :
		    p->samples[sample].mean };
	}
}

/* Without amounts those of a stage and an age are one. */
static void
add_ages(struct pool *p, const struct forecast_seen *cells, size_t n)
{
	uint64_t *open = memory_array(2 * p->ages, sizeof *open);
	uint64_t *won = open + p->ages;

	p->deals = memory_array(p->goal * p->ages, sizeof *p->deals);
	for (size_t k = 0; k < p->goal; k++) {
		memset(open, 0, 2 * p->ages * sizeof *open);
		for (size_t i = 0; i < n; i++) {
			const struct forecast_cell *c = cells[i].cell;

			add_histogram(open, &c->open[k], cells[i].passed);
			add_histogram(won, &c->won[k], cells[i].passed);
		}
		for (size_t age = 0; age < p->ages; age++)
			if (open[age])
				p->deals[p->ndeals++] = (struct pool_deal){
				    .stage = (uint16_t)k,
				    .age = (uint32_t)age, .n = open[age],
				    .won = won[age], .amount = NAN,
				    .drawn = AMOUNT_KNOWN };
	}
	free(open);
}

/* How many cells are of one group, from the first on. */
static size_t
group_of_cells(const struct forecast_seen *cells, size_t n)
{
	size_t same = 1;

	while (same < n && cells[same].group == cells[0].group)
		same++;
	return same;
}

/* The number of the sample of a group's wins; of all where it has none. */
static uint32_t
sample_of(struct pool *p, const struct forecast_seen *cells, size_t n)
{
	struct amount_sample s = won_amounts(cells, n);

	if (s.n == 0) {
		free(s.values);
		return 0;
	}
	p->samples[p->nsamples] = s;
	return (uint32_t)p->nsamples++;
}

/*
 * An amount that is missing is drawn from those of the deals that the group
 * won; of a group without any, of those that all won.
 */
static void
add_open(struct pool *p, const struct forecast_seen *cells, size_t n)
{
	size_t room = 0, same;

	for (size_t i = 0; i < n; i++)
		room += cells[i].cell->deals.n;
	p->deals = memory_array(room, sizeof *p->deals);
	for (size_t i = 0; i < n; i += same) {
		uint32_t sample;

		same = group_of_cells(&cells[i], n - i);
		sample = same == n ? 0 : sample_of(p, &cells[i], same);
		for (size_t k = i; k < i + same; k++)
			add_deals(p, &cells[k], sample);
	}
	pool_sort_deals(p);
}

static void
add_stays(struct pool *p, const struct forecast_seen *seen)
{
	const struct forecast_stay *stays = seen->cell->stays.items;

	for (size_t i = 0; i < seen->cell->stays.n; i++) {
		struct forecast_stay *stay = fold_list_add(&p->stays,
		    sizeof *stay);

		*stay = stays[i];
		stay->began = forecast_later(stay->began, seen->passed);
		if (stay->end == STAY_OPEN)
			stay->days = forecast_later(stay->days, seen->passed);
	}
}

struct pool *
pool_new(const struct forecast *f, size_t view, uint32_t group, bool all)
{
	struct pool *p = memory_zeroed(1, sizeof *p);
	struct forecast_seen *cells = memory_array(f->cells.index.n,
	    sizeof *cells);
	size_t n = forecast_seen(f, view, all ? NULL : &group, cells);

	p->definition = f->definition;
	p->day = f->definition->views[view];
	p->goal = f->definition->goal;
	for (size_t i = 0; i < n; i++)
		measure(p, &cells[i]);
	p->counts = memory_zeroed(p->goal * (p->goal + 2) * p->ages,
	    sizeof *p->counts);
	p->entries = memory_zeroed(p->days, sizeof *p->entries);
	p->won = memory_zeroed(p->days, sizeof *p->won);
	for (size_t i = 0; i < n; i++) {
		add_counts(p, &cells[i]);
		add_stays(p, &cells[i]);
	}
	for (size_t day = 0; day < p->days; day++)
		p->wins += p->won[day];
	sum_up(p);
	point_seen(p);
	/* At most one a group, and each has a cell. */
	p->samples = memory_array(n + 1, sizeof *p->samples);
	p->samples[p->nsamples++] = won_amounts(cells, n);
	if (f->definition->values)
		add_open(p, cells, n);
	else
		add_ages(p, cells, n);
	free(cells);
	return p;
}

void
pool_free(struct pool *p)
{
	if (!p)
		return;
	free(p->entries);
	free(p->won);
	free(p->stays.items);
	free(p->counts);
	free(p->deals);
	for (size_t s = 0; s < p->nsamples; s++)
		free(p->samples[s].values);
	free(p->samples);
	free(p);
}

struct pipeline *
pool_pipeline(const struct pool *p, const struct forecast_ask *ask,
    size_t horizon)
{
	struct pipeline_pace pace;
	struct pipeline *pipeline;

	if (ask->calendar == EVERY_NONE)
		return pipeline_new(p->seen, p->goal, horizon, p->oldest,
		    NULL);
	pace = calendar_pace(p, ask->calendar, p->day + (int64_t)horizon,
	    horizon);
	pipeline = pipeline_new(p->seen, p->goal, horizon, p->oldest, &pace);
	calendar_pace_free(&pace);
	return pipeline;
}
