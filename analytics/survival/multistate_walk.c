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
	uint32_t low[DIGITS], high[DIGITS];	/* entries by digit */
};

static inline void
put(struct gathered *g, struct multistate_entry *to, uint64_t count,
    uint32_t cell, size_t stage, enum move move)
{
	*to = (struct multistate_entry){ count, cell, (uint8_t)stage,
	    (uint8_t)move };
	g->low[cell % DIGITS]++;
	g->high[cell >> DIGIT_BITS]++;
}

/* Of a list, as most are: nothing is to be looked for. */
static void
gather_list(struct gathered *g, const struct histogram *h, size_t stage,
    enum move move)
{
	struct multistate_entry *to = g->entries + g->n;
	uint32_t last = g->last;

	for (size_t i = 0; i < h->used; i++) {
		uint32_t cell = (uint32_t)(h->sparse[i] & HISTOGRAM_CELL);

		put(g, to + i, h->sparse[i] >> HISTOGRAM_CELL_BITS, cell,
		    stage, move);
		last = cell > last ? cell : last;
	}
	g->n += h->used;
	g->last = last;
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
		put(g, &g->entries[g->n++], c.count, c.cell, stage, move);
		g->last = c.cell > g->last ? c.cell : g->last;
	}
}

/* One digit of the cells, all in the order of the one below. */
static void
sort_by_digit(struct gathered *g, struct multistate_entry **room,
    uint32_t *next, unsigned shift)
{
	struct multistate_entry *to = *room;

	for (uint32_t d = 0, sum = 0; d < DIGITS; d++) {
		uint32_t count = next[d];

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
multistate_walk_end(struct multistate_walk *w)
{
	free(w->entries);
	w->entries = NULL;
}
