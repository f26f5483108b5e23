/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The moves and ways of some entities, out of a fold. */
#include <stdlib.h>

#include "analytics/base/memory.h"
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

/* The rows of a block of cells; any: which there are, bit by bit. */
struct block {
	struct life_row rows[HISTOGRAM_BLOCK];
	uint64_t any[HISTOGRAM_BLOCK / 64];
};

static void
read_block(struct block *b, struct histogram_reader *r, uint32_t end,
    enum life_end of)
{
	struct histogram_count counts[HISTOGRAM_BLOCK];
	size_t n = histogram_read(r, end, counts);

	for (size_t i = 0; i < n; i++) {
		size_t at = counts[i].cell % HISTOGRAM_BLOCK;
		struct life_row *row = &b->rows[at];

		b->any[at / 64] |= UINT64_C(1) << at % 64;
		*(of == LIFE_CENSORED ? &row->censored : of == LIFE_EVENT ?
		    &row->events : &row->competing) += counts[i].count;
	}
}

/* What is in a block, into rows, which have room; it is empty then. */
static size_t
take_rows(struct block *b, uint32_t first, enum risk_clock clock,
    struct life_row *rows)
{
	size_t n = 0;

	for (size_t i = 0; i < HISTOGRAM_BLOCK / 64; i++)
		for (; b->any[i]; b->any[i] &= b->any[i] - 1) {
			size_t at = i * 64 + (size_t)__builtin_ctzll(
			    b->any[i]);

			rows[n] = b->rows[at];
			rows[n++].time = risk_days(clock, first +
			    (uint32_t)at);
			b->rows[at] = (struct life_row){ 0 };
		}
	return n;
}

/* The stays that end in any way, block by block. */
static struct life_table
read_stays(struct histogram_reader *stays, const enum life_end *ends,
    size_t nways, enum risk_clock clock)
{
	struct block *b = memory_zeroed(1, sizeof *b);
	struct life_row *rows = NULL;
	size_t n = 0, room = 0;

	for (;;) {
		uint32_t next = UINT32_MAX, first;

		for (size_t i = 0; i < nways; i++)
			next = stays[i].next < next ? stays[i].next : next;
		rows = memory_reserve(rows, &room, n + HISTOGRAM_BLOCK,
		    sizeof *rows);
		if (next == UINT32_MAX)
			break;
		first = next / HISTOGRAM_BLOCK * HISTOGRAM_BLOCK;
		for (size_t i = 0; i < nways; i++)
			if (stays[i].next < first + HISTOGRAM_BLOCK)
				read_block(b, &stays[i], first +
				    HISTOGRAM_BLOCK, ends[i]);
		n += take_rows(b, first, clock, rows + n);
	}
	free(b);
	return (struct life_table){ rows, n };
}

struct life_table
pool_life_table(const struct flow_pool *p, size_t from, size_t to)
{
	struct histogram_reader *stays = memory_array(p->n + 1,
	    sizeof *stays);
	enum life_end *ends = memory_array(p->n + 1, sizeof *ends);
	struct life_table t;
	size_t n = 0;

	for (size_t k = 0; k <= p->n; k++) {
		const struct flow_move *m = pool_move(p, from, k);

		if (histogram_is_empty(&m->stays))
			continue;
		ends[n] = k == p->n ? LIFE_CENSORED : k == to ||
		    to == FLOW_NONE ? LIFE_EVENT : LIFE_COMPETING;
		histogram_read_begin(&stays[n++], &m->stays);
	}
	t = read_stays(stays, ends, n, flow_clock(p->definition));
	for (size_t i = 0; i < n; i++)
		histogram_read_end(&stays[i]);
	free(stays);
	free(ends);
	life_table_fill((struct life_row *)t.rows, t.n, NULL, 0);
	return t;
}
