/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the cells of a fold to what a model is made of. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/forecast_private.h"
#include "analytics/samples/sample.h"

static size_t
longest(const struct histogram *h, size_t most)
{
	struct histogram_cursor at = { 0 };

	while (histogram_next(h, &at))
		most = at.cell + 1 > most ? at.cell + 1 : most;
	return most;
}

/* Cells of the groups wanted, as of a view. */
static bool
is_wanted(const struct forecast *f, size_t i, size_t view, uint32_t group,
    bool all)
{
	const struct cohort_key *key = &f->cells.index.keys[i];

	return key->cohort == (int64_t)view && (all || key->group == group);
}

static void
measure(struct pool *p, const struct forecast_cell *c)
{
	for (size_t k = 0; k < p->goal; k++) {
		for (size_t to = 0; to <= p->goal; to++)
			p->ages = longest(&c->left[k * (p->goal + 1) + to],
			    p->ages);
		p->oldest = longest(&c->open[k], p->oldest + 1) - 1;
		p->ages = longest(&c->late[k], p->ages);
	}
	p->ages = p->ages > p->oldest ? p->ages : p->oldest + 1;
	p->days = longest(&c->wins, longest(&c->entries, p->days));
}

/* A row of counts by age: who left for a step, with 0 who was lost. */
static uint64_t *
row_of(struct pool *p, size_t step, size_t to)
{
	return p->counts + (step * (p->goal + 2) + to) * p->ages;
}

static void
add_histogram(uint64_t *counts, const struct histogram *h)
{
	struct histogram_cursor at = { 0 };

	while (histogram_next(h, &at))
		counts[at.cell] += at.count;
}

/* The last row of a step counts who is at risk, see sum_up. */
static void
add_at_risk(struct pool *p, size_t step, const struct histogram *ends,
    const struct histogram *late)
{
	uint64_t *at_risk = row_of(p, step, p->goal + 1);
	struct histogram_cursor at = { 0 };

	add_histogram(at_risk, ends);
	while (late && histogram_next(late, &at))
		at_risk[at.cell - 1] -= at.count;
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

		for (size_t u = p->ages; u-- > 1;)
			at_risk[u - 1] += at_risk[u];
		for (size_t u = 0; u < p->ages; u++)
			p->lost[k] += row_of(p, k, 0)[u];
	}
}

static void
add_counts(struct pool *p, const struct forecast_cell *c)
{
	for (size_t k = 0; k < p->goal; k++) {
		for (size_t to = 0; to <= p->goal; to++) {
			const struct histogram *h =
			    &c->left[k * (p->goal + 1) + to];

			add_at_risk(p, k, h, NULL);
			add_histogram(row_of(p, k, to), h);
		}
		add_at_risk(p, k, &c->open[k], &c->late[k]);
	}
	add_histogram(p->entries, &c->entries);
	add_histogram(p->won, &c->wins);
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

/* Amounts of wins, of all cells wanted, ascending; n of them. */
static double *
won_amounts(const struct forecast_cell *const *cells, size_t ncells,
    size_t *n)
{
	size_t room = 0;
	double *all;

	for (size_t i = 0; i < ncells; i++)
		room += cells[i]->amounts.n;
	all = memory_array(room, sizeof *all);
	*n = 0;
	for (size_t i = 0; i < ncells; i++) {
		const struct forecast_win *wins = cells[i]->amounts.items;

		for (size_t k = 0; k < cells[i]->amounts.n; k++)
			if (wins[k].amount != DECIMAL_NONE)
				all[(*n)++] = decimal_double(wins[k].amount);
	}
	sort_doubles(all, *n);
	return all;
}

/* NaN where there are none. */
static void
mean_and_variance(const double *x, size_t n, double *mean, double *variance)
{
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		sum += x[i];
	*mean = n ? sum / (double)n : NAN;
	for (size_t i = 0; i < n; i++)
		squares += (x[i] - *mean) * (x[i] - *mean);
	*variance = n > 1 ? squares / (double)(n - 1) : 0;
}

/* Of one stage and age. */
static int
compare_deals(const void *a, const void *b)
{
	const struct pool_deal *x = a, *y = b;

	if (x->imputed != y->imputed)
		return x->imputed - y->imputed;
	if (x->amount < y->amount || x->amount > y->amount)
		return x->amount < y->amount ? -1 : 1;
	return (x->won > y->won) - (x->won < y->won);
}

/*
 * By stage and age, which are counted: few are of one age, and only these
 * are compared.
 */
static void
sort_deals(struct pool *p)
{
	size_t nplaces = p->goal * p->ages, place = 0, from = 0;
	struct pool_deal *sorted = memory_array(p->ndeals, sizeof *sorted);
	size_t *ends = memory_zeroed(nplaces, sizeof *ends);

	for (size_t i = 0; i < p->ndeals; i++)
		ends[p->deals[i].stage * p->ages + p->deals[i].age]++;
	for (size_t i = 0; i < nplaces; i++) {
		size_t count = ends[i];

		ends[i] = place;
		place += count;
	}
	for (size_t i = 0; i < p->ndeals; i++)
		sorted[ends[p->deals[i].stage * p->ages +
		    p->deals[i].age]++] = p->deals[i];
	for (size_t i = 0; i < nplaces; from = ends[i++])
		if (ends[i] - from > 1)
			qsort(&sorted[from], ends[i] - from, sizeof *sorted,
			    compare_deals);
	free(ends);
	free(p->deals);
	p->deals = sorted;
}

/* Each has an amount of its own. */
static void
add_deals(struct pool *p, const struct forecast_cell *c, double mean)
{
	const struct forecast_deal *deals = c->deals.items;

	for (size_t i = 0; i < c->deals.n; i++) {
		bool imputed = deals[i].amount == DECIMAL_NONE;

		p->deals[p->ndeals++] = (struct pool_deal){
		    .stage = (uint16_t)deals[i].stage, .imputed = imputed,
		    .age = deals[i].age, .n = 1, .won = deals[i].won,
		    .amount = imputed ? mean :
		    decimal_double(deals[i].amount) };
	}
}

/* Those of an age are one. */
static void
add_ages(struct pool *p, const struct forecast_cell *c)
{
	for (size_t k = 0; k < p->goal; k++) {
		struct histogram_cursor at = { 0 };
		uint64_t *won = memory_zeroed(p->ages, sizeof *won);

		add_histogram(won, &c->won[k]);
		while (histogram_next(&c->open[k], &at))
			p->deals[p->ndeals++] = (struct pool_deal){
			    .stage = (uint16_t)k, .age = at.cell,
			    .n = at.count, .won = won[at.cell],
			    .amount = NAN };
		free(won);
	}
}

static size_t
count_deals(const struct pool *p, const struct forecast_cell *c)
{
	size_t n = c->deals.n;

	for (size_t k = 0; k < p->goal; k++) {
		struct histogram_cursor at = { 0 };

		while (histogram_next(&c->open[k], &at))
			n++;
	}
	return n;
}

/* Of the wins of a cell; of all where it has none. */
static double
mean_of(const struct pool *p, const struct forecast_cell *c)
{
	double mean, variance;
	size_t n;
	double *won = won_amounts(&c, 1, &n);

	mean_and_variance(won, n, &mean, &variance);
	free(won);
	return n ? mean : p->mean;
}

/*
 * An amount that is missing is the mean of the deals that the group won;
 * of a group without any, of those that all won.
 */
static void
add_open(struct pool *p, const struct forecast_cell *const *cells, size_t n)
{
	size_t room = 0;

	for (size_t i = 0; i < n; i++)
		room += count_deals(p, cells[i]);
	p->deals = memory_array(room, sizeof *p->deals);
	for (size_t i = 0; i < n; i++) {
		if (p->definition->values)
			add_deals(p, cells[i], n == 1 ? p->mean :
			    mean_of(p, cells[i]));
		else
			add_ages(p, cells[i]);
	}
	sort_deals(p);
}

static void
add_stays(struct pool *p, const struct forecast_cell *c)
{
	const struct forecast_stay *stays = c->stays.items;

	for (size_t i = 0; i < c->stays.n; i++)
		*(struct forecast_stay *)fold_list_add(&p->stays,
		    sizeof *stays) = stays[i];
}

struct pool *
pool_new(const struct forecast *f, size_t view, uint32_t group, bool all)
{
	struct pool *p = memory_zeroed(1, sizeof *p);
	size_t ncells = f->cells.index.n, n = 0, nwon;
	const struct forecast_cell **cells = memory_array(ncells,
	    sizeof *cells);
	double *won;

	p->definition = f->definition;
	p->day = f->definition->views[view];
	p->goal = f->definition->goal;
	for (size_t i = 0; i < ncells; i++)
		if (is_wanted(f, i, view, group, all))
			cells[n++] = forecast_at(f, i);
	for (size_t i = 0; i < n; i++)
		measure(p, cells[i]);
	p->counts = memory_zeroed(p->goal * (p->goal + 2) * p->ages,
	    sizeof *p->counts);
	p->entries = memory_zeroed(p->days, sizeof *p->entries);
	p->won = memory_zeroed(p->days, sizeof *p->won);
	for (size_t i = 0; i < n; i++) {
		add_counts(p, cells[i]);
		add_stays(p, cells[i]);
	}
	for (size_t day = 0; day < p->days; day++)
		p->wins += p->won[day];
	sum_up(p);
	point_seen(p);
	won = won_amounts(cells, n, &nwon);
	mean_and_variance(won, nwon, &p->mean, &p->spread);
	add_open(p, cells, n);
	free(won);
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
