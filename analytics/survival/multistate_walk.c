/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cell by cell, over all histograms of a table at once. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

struct gathered {
	struct multistate_entry *entries;
	size_t n, room;
	bool many;
};

static void
gather(struct gathered *g, const struct histogram *h, size_t stage,
    enum move move)
{
	struct histogram_cursor c = { 0 };

	g->many |= h->low != NULL;
	while (histogram_next(h, &c)) {
		g->entries = memory_reserve(g->entries, &g->room, g->n + 1,
		    sizeof *g->entries);
		g->entries[g->n++] = (struct multistate_entry){ c.count,
		    c.cell, (uint8_t)stage, (uint8_t)move };
	}
}

static int
by_cell(const void *a, const void *b)
{
	uint32_t x = ((const struct multistate_entry *)a)->cell;
	uint32_t y = ((const struct multistate_entry *)b)->cell;

	return (x > y) - (x < y);
}

/* Of many, how many each cell has says where they stand. */
static void
place(struct gathered *g)
{
	struct multistate_entry *placed = memory_array(g->n, sizeof *placed);
	uint32_t *next = memory_zeroed(RISK_CELLS_MAX + 1, sizeof *next);

	for (size_t i = 0; i < g->n; i++)
		next[g->entries[i].cell + 1]++;
	for (size_t cell = 1; cell < RISK_CELLS_MAX; cell++)
		next[cell] += next[cell - 1];
	for (size_t i = 0; i < g->n; i++)
		placed[next[g->entries[i].cell]++] = g->entries[i];
	free(g->entries);
	free(next);
	g->entries = placed;
}

void
multistate_walk_begin(struct multistate_walk *w,
    const struct multistate_table *t)
{
	struct gathered g = { 0 };

	for (size_t j = 0; j + 1 < t->nstages; j++)
		for (enum move m = 0; m < MOVES; m++)
			gather(&g, &t->stages[j]->by[m], j, m);
	if (g.many)
		place(&g);
	else if (g.n)
		qsort(g.entries, g.n, sizeof *g.entries, by_cell);
	*w = (struct multistate_walk){ .entries = g.entries, .n = g.n };
}

void
multistate_walk_take(struct multistate_walk *w)
{
	multistate_walk_clear(w);
	w->first = w->next;
	w->cell = w->entries[w->first].cell;
	for (; w->next < w->n && w->entries[w->next].cell == w->cell;
	    w->next++) {
		const struct multistate_entry *e = &w->entries[w->next];

		w->counts[e->stage][e->move] = e->count;
	}
}

void
multistate_walk_clear(struct multistate_walk *w)
{
	for (size_t i = w->first; i < w->next; i++)
		w->counts[w->entries[i].stage][w->entries[i].move] = 0;
}

void
multistate_walk_rewind(struct multistate_walk *w)
{
	multistate_walk_clear(w);
	w->first = w->next = 0;
	w->cell = 0;
}

void
multistate_walk_end(struct multistate_walk *w)
{
	free(w->entries);
	w->entries = NULL;
}
