/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cell by cell, over all histograms of a table at once. */
#include <stdlib.h>

#include "analytics/base/digit_sort.h"
#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

static uint64_t
cell_of(const struct multistate_entry *e)
{
	return e->cell;
}
DIGIT_SORT(sort_by_cell, struct multistate_entry, cell_of, 9)

struct gathered {
	struct multistate_entry *entries;
	size_t n, room;
};

static inline void
put(struct multistate_entry *to, uint64_t count, uint32_t cell, size_t stage,
    enum move move)
{
	*to = (struct multistate_entry){ count, cell, (uint8_t)stage,
	    (uint8_t)move };
}

/* Of a list, as most are: nothing is to be looked for. */
static void
gather_list(struct gathered *g, const struct histogram *h, size_t stage,
    enum move move)
{
	struct multistate_entry *to = g->entries + g->n;

	for (size_t i = 0; i < h->used; i++)
		put(to + i, h->sparse[i] >> HISTOGRAM_CELL_BITS,
		    (uint32_t)(h->sparse[i] & HISTOGRAM_CELL), stage, move);
	g->n += h->used;
}

static void
gather(struct gathered *g, const struct histogram *h, size_t stage,
    enum move move)
{
	struct histogram_cursor c = { 0 };

	/* Of an array nobody knows how many there are. */
	g->entries = memory_reserve(g->entries, &g->room, g->n + h->used,
	    sizeof *g->entries);
	if (h->packed) {
		gather_list(g, h, stage, move);
		return;
	}
	while (histogram_next(h, &c)) {
		if (g->n == g->room)
			g->entries = memory_grow(g->entries, &g->room,
			    g->n + 1, sizeof *g->entries);
		put(&g->entries[g->n++], c.count, c.cell, stage, move);
	}
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
	/* Those of a cell stay as they were gathered: by stage and move. */
	struct multistate_entry *room = memory_array(g.n, sizeof *room);
	struct multistate_entry *sorted = sort_by_cell(g.entries, room, g.n);
	free(sorted == room ? g.entries : room);
	*w = (struct multistate_walk){ .entries = sorted, .n = g.n,
	    .returns = returns };
}

void
multistate_walk_end(struct multistate_walk *w)
{
	free(w->entries);
	w->entries = NULL;
}
