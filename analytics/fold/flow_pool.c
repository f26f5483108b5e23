/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moves and ways of some entities, out of a fold. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/base/order.h"
#include "analytics/fold/flow_private.h"

static void
add_move(struct flow_move *into, const struct flow_move *m)
{
	into->count += m->count;
	into->ties += m->ties;
	into->repeats += m->repeats;
	into->units += m->units;
	into->micros += m->micros;
	histogram_merge(&into->stays, &m->stays);
}

/* Numbers of cells, by the groups of these. */
struct order {
	const struct fold_cells *cells;
	uint32_t *numbers;
};

struct flow_index {
	const struct flow *fold;
	struct order moves, ways;
};

static uint32_t
group_at(const struct order *o, size_t i)
{
	return o->cells->index.keys[o->numbers[i]].group;
}

static int
by_group(const void *a, const void *b, void *cells)
{
	const struct cohort_key *keys =
	    ((const struct fold_cells *)cells)->index.keys;
	uint32_t x = keys[*(const uint32_t *)a].group;
	uint32_t y = keys[*(const uint32_t *)b].group;

	return (x > y) - (x < y);
}

static struct order
order_of(const struct fold_cells *cells)
{
	size_t n = cells->index.n;
	struct order o = { cells, memory_array(n, sizeof *o.numbers) };

	for (uint32_t i = 0; i < n; i++)
		o.numbers[i] = i;
	qsort_r(o.numbers, n, sizeof *o.numbers, by_group, (void *)cells);
	return o;
}

struct flow_index *
flow_index_new(const struct flow *f)
{
	struct flow_index *x = memory_array(1, sizeof *x);

	flow_flush(f);
	*x = (struct flow_index){ f, order_of(&f->moves),
		order_of(&f->ways) };
	return x;
}

void
flow_index_free(struct flow_index *x)
{
	free(x->moves.numbers);
	free(x->ways.numbers);
	free(x);
}

/* The first place of a group, or of a later one. */
static size_t
find_group(const struct order *o, uint32_t group)
{
	size_t low = 0, high = o->cells->index.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (group_at(o, middle) < group)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
pool_moves(struct flow_pool *p, const struct order *o, uint32_t group,
    bool all)
{
	size_t n = o->cells->index.n;

	for (size_t i = all ? 0 : find_group(o, group); i < n; i++) {
		const struct cohort_key *k =
		    &o->cells->index.keys[o->numbers[i]];
		size_t from = (size_t)k->cohort >> 8;
		size_t to = (size_t)k->cohort & 255;

		if (!all && k->group != group)
			break;
		add_move(&p->moves[from * (p->n + 1) + (to == FLOW_NONE ?
		    p->n : to)], fold_cell_at(o->cells, o->numbers[i]));
	}
}

static void
pool_ways(struct flow_pool *p, const struct order *o, uint32_t group,
    bool all)
{
	size_t n = o->cells->index.n;

	for (size_t i = all ? 0 : find_group(o, group); i < n; i++) {
		const struct flow_ways *w = fold_cell_at(o->cells,
		    o->numbers[i]);

		if (!all && group_at(o, i) != group)
			break;
		p->ways.cut += w->cut;
		p->ways.ties += w->ties;
		tally_merge(&p->ways.ways, &w->ways);
	}
}

struct flow_pool *
flow_pool_new(const struct flow_index *x, uint32_t group, bool all)
{
	struct flow_pool *p = memory_zeroed(1, sizeof *p);

	p->definition = x->fold->definition;
	p->n = p->definition->nstates;
	p->moves = memory_zeroed(p->n * (p->n + 1), sizeof *p->moves);
	pool_moves(p, &x->moves, group, all);
	pool_ways(p, &x->ways, group, all);
	p->items = tally_sorted(&p->ways.ways);
	for (size_t i = 0; i < p->ways.ways.n; i++)
		p->entities += p->items[i].count;
	return p;
}

void
flow_pool_free(struct flow_pool *p)
{
	for (size_t i = 0; i < p->n * (p->n + 1); i++)
		histogram_free(&p->moves[i].stays);
	free(p->moves);
	tally_free(&p->ways.ways);
	free(p->items);
	free(p);
}

uint64_t
flow_cut(const struct flow_pool *p)
{
	return p->ways.cut;
}

uint64_t
flow_ties(const struct flow_pool *p)
{
	return p->ways.ties;
}

size_t
flow_ways(const struct flow_pool *p)
{
	return p->ways.ways.n;
}

uint64_t
pool_left(const struct flow_pool *p, size_t from)
{
	uint64_t left = 0;

	for (size_t to = 0; to < p->n; to++)
		left += pool_move(p, from, to)->count;
	return left;
}

/* So many stays of one length, that ended in one way. */
enum stay_end { STAY_EVENT, STAY_COMPETING, STAY_CENSORED };

struct stays {
	uint64_t count;
	uint32_t cell;
	enum stay_end end;
};

/* The same in the order of their cells; takes over all of them. */
static struct stays *
sort_stays(struct stays *all, size_t n)
{
	struct order_item *items = memory_array(2 * n + 1, sizeof *items);
	struct stays *sorted = memory_array(n + 1, sizeof *sorted);

	for (size_t i = 0; i < n; i++)
		items[i] = (struct order_item){ all[i].cell, (uint32_t)i };
	const struct order_item *order = order_by_words(items, items + n, n);
	for (size_t i = 0; i < n; i++)
		sorted[i] = all[order[i].place];
	free(items);
	free(all);
	return sorted;
}

/* All stays in a state, by their length; the caller frees them. */
static struct stays *
find_stays(const struct flow_pool *p, size_t from, size_t to, size_t *n)
{
	size_t room = 0;
	struct stays *all = memory_reserve(NULL, &room, 1, sizeof *all);

	*n = 0;
	for (size_t k = 0; k <= p->n; k++) {
		enum stay_end end = k == p->n ? STAY_CENSORED : k == to ||
		    to == FLOW_NONE ? STAY_EVENT : STAY_COMPETING;
		struct histogram_cursor at = { 0 };

		while (histogram_next(&pool_move(p, from, k)->stays, &at)) {
			all = memory_reserve(all, &room, *n + 1, sizeof *all);
			all[(*n)++] = (struct stays){ at.count, at.cell, end };
		}
	}
	return sort_stays(all, *n);
}

struct life_table
pool_life_table(const struct flow_pool *p, size_t from, size_t to)
{
	enum risk_clock clock = flow_clock(p->definition);
	size_t nstays, n = 0;
	struct stays *stays = find_stays(p, from, to, &nstays);
	struct life_row *rows = memory_array(nstays, sizeof *rows);

	for (size_t i = 0; i < nstays; i++) {
		const struct stays *s = &stays[i];

		if (i == 0 || s->cell != s[-1].cell)
			rows[n++] = (struct life_row){ .time = risk_days(
			    clock, s->cell) };
		*(s->end == STAY_CENSORED ? &rows[n - 1].censored :
		    s->end == STAY_EVENT ? &rows[n - 1].events :
		    &rows[n - 1].competing) += s->count;
	}
	free(stays);
	life_table_fill(rows, n, NULL, 0);
	return (struct life_table){ rows, n };
}
