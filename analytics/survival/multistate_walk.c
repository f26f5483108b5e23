/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cell by cell, over all histograms of a table at once. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

/* To sort an entry takes as long as to pass by so many cells. */
#define CELLS_AN_ENTRY 100

struct gathered {
	struct multistate_entry *entries;
	size_t n, room;
	uint32_t last;		/* of the cells */
};

static void
gather(struct gathered *g, const struct histogram *h, size_t stage,
    enum move move)
{
	struct histogram_cursor c = { 0 };

	while (histogram_next(h, &c)) {
		g->entries = memory_reserve(g->entries, &g->room, g->n + 1,
		    sizeof *g->entries);
		g->entries[g->n++] = (struct multistate_entry){ c.count,
		    c.cell, (uint8_t)stage, (uint8_t)move };
		g->last = c.cell > g->last ? c.cell : g->last;
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct multistate_entry *x = a, *y = b;

	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	if (x->stage != y->stage)
		return x->stage - y->stage;
	return x->move - y->move;
}

/* Of many, how many each cell has says where they stand: those of a cell
   come by stage and move, as they were gathered. */
static void
place(struct gathered *g)
{
	struct multistate_entry *placed = memory_array(g->n, sizeof *placed);
	uint32_t *next = memory_zeroed((size_t)g->last + 2, sizeof *next);

	for (size_t i = 0; i < g->n; i++)
		next[g->entries[i].cell + 1]++;
	for (size_t cell = 1; cell <= g->last; cell++)
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
	bool returns = false;

	for (size_t j = 0; j + 1 < t->nstages; j++)
		for (enum move m = 0; m < MOVES; m++) {
			size_t before = g.n;

			gather(&g, &t->stages[j]->by[m], j, m);
			returns |= m == MOVE_BACK && g.n > before;
		}
	if (g.last <= CELLS_AN_ENTRY * g.n)
		place(&g);
	else
		qsort(g.entries, g.n, sizeof *g.entries, by_place);
	*w = (struct multistate_walk){ .entries = g.entries, .n = g.n,
	    .returns = returns };
}

void
multistate_walk_rewind(struct multistate_walk *w)
{
	w->first = w->next = 0;
	w->cell = 0;
}

void
multistate_walk_end(struct multistate_walk *w)
{
	free(w->entries);
	w->entries = NULL;
}
