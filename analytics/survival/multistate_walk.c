/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cell by cell, over all histograms of a table at once. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

/* Cells are numbers of two such digits. */
#define DIGIT_BITS 9
#define DIGITS (1u << DIGIT_BITS)
_Static_assert(RISK_CELLS_MAX <= DIGITS * DIGITS, "a cell has two digits");

struct gathered {
	struct multistate_entry *entries;
	size_t n, room;
	uint32_t last;		/* of the cells */
	size_t low[DIGITS], high[DIGITS];	/* entries by digit */
};

static void
gather(struct gathered *g, const struct histogram *h, size_t stage,
    enum move move)
{
	struct histogram_cursor c = { 0 };

	/* Of an array nobody knows how many there are. */
	g->entries = memory_reserve(g->entries, &g->room, g->n + h->used,
	    sizeof *g->entries);
	while (histogram_next(h, &c)) {
		if (g->n == g->room)
			g->entries = memory_grow(g->entries, &g->room,
			    g->n + 1, sizeof *g->entries);
		g->entries[g->n++] = (struct multistate_entry){ c.count,
		    c.cell, (uint8_t)stage, (uint8_t)move };
		g->low[c.cell % DIGITS]++;
		g->high[c.cell >> DIGIT_BITS]++;
		g->last = c.cell > g->last ? c.cell : g->last;
	}
}

/* One digit of the cells, all in the order of the one below. */
static void
sort_by_digit(struct gathered *g, struct multistate_entry **room,
    size_t *next, unsigned shift)
{
	struct multistate_entry *to = *room;

	for (size_t d = 0, sum = 0; d < DIGITS; d++) {
		size_t count = next[d];

		next[d] = sum;
		sum += count;
	}
	for (size_t i = 0; i < g->n; i++)
		to[next[g->entries[i].cell >> shift & (DIGITS - 1)]++] =
		    g->entries[i];
	*room = g->entries;
	g->entries = to;
}

/* Those of a cell stay as they were gathered: by stage and move. */
static void
sort_by_cell(struct gathered *g)
{
	struct multistate_entry *room = memory_array(g->n, sizeof *room);

	sort_by_digit(g, &room, g->low, 0);
	if (g->last >= DIGITS)
		sort_by_digit(g, &room, g->high, DIGIT_BITS);
	free(room);
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
	sort_by_cell(&g);
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
