/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cell by cell, over all histograms of a table at once.  Of a large group
 * there are a hundred thousand counts: they are put in order block of cells
 * by block, of which a cache holds all.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/digit_sort.h"
#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

#define FEW 32		/* counts that are sorted without counting cells */

struct source {
	struct histogram_reader reader;
	uint8_t stage, move;
};

struct gathered {
	struct source sources[STAGES_MAX * MOVES];	/* by stage and move */
	size_t nsources;
	struct multistate_entry *block;		/* by source and cell */
	size_t nblock, block_room;
	struct multistate_entry *entries;	/* by cell and source */
	size_t n, room;
};

static void
begin(struct gathered *g, const struct multistate_table *t)
{
	for (size_t j = 0; j + 1 < t->nstages; j++)
		for (enum move m = 0; m < MOVES; m++) {
			const struct histogram *h = &t->stages[j]->by[m];
			struct source *s = &g->sources[g->nsources];

			if (histogram_is_empty(h))
				continue;
			s->stage = (uint8_t)j;
			s->move = (uint8_t)m;
			histogram_read_begin(&s->reader, h);
			g->nsources++;
		}
}

static void
gather(struct gathered *g, struct source *s)
{
	struct histogram_count counts[HISTOGRAM_BLOCK];
	size_t n = histogram_read(&s->reader, counts);

	g->block = memory_reserve(g->block, &g->block_room, g->nblock + n,
	    sizeof *g->block);
	for (size_t i = 0; i < n; i++)
		g->block[g->nblock + i] = (struct multistate_entry){
		    counts[i].count, counts[i].cell, s->stage, s->move };
	g->nblock += n;
}

/* The next block in which there is something; false: there is none. */
static bool
gather_block(struct gathered *g)
{
	uint32_t next = UINT32_MAX;

	for (size_t i = 0; i < g->nsources; i++)
		if (g->sources[i].reader.next < next)
			next = g->sources[i].reader.next;
	g->nblock = 0;
	if (next == UINT32_MAX)
		return false;
	for (size_t i = 0; i < g->nsources; i++)
		if (g->sources[i].reader.next / HISTOGRAM_BLOCK ==
		    next / HISTOGRAM_BLOCK)
			gather(g, &g->sources[i]);
	return true;
}

/* Few of them, where they are. */
static void
sort_few(struct multistate_entry *entries, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct multistate_entry e = entries[i];
		size_t to = i;

		for (; to > 0 && entries[to - 1].cell > e.cell; to--)
			entries[to] = entries[to - 1];
		entries[to] = e;
	}
}

/* To where they stay; those of a cell as they are: by stage and move. */
static void
sort_block(const struct gathered *g, struct multistate_entry *to)
{
	uint32_t next[HISTOGRAM_BLOCK] = { 0 };

	for (size_t i = 0; i < g->nblock; i++)
		next[g->block[i].cell % HISTOGRAM_BLOCK]++;
	for (uint32_t c = 0, sum = 0; c < HISTOGRAM_BLOCK; c++) {
		uint32_t count = next[c];

		next[c] = sum;
		sum += count;
	}
	for (size_t i = 0; i < g->nblock; i++)
		to[next[g->block[i].cell % HISTOGRAM_BLOCK]++] = g->block[i];
}

static void
take_block(struct gathered *g)
{
	g->entries = memory_reserve(g->entries, &g->room, g->n + g->nblock,
	    sizeof *g->entries);
	if (g->nblock <= FEW) {
		sort_few(g->block, g->nblock);
		memcpy(g->entries + g->n, g->block, g->nblock *
		    sizeof *g->entries);
	} else {
		sort_block(g, g->entries + g->n);
	}
	g->n += g->nblock;
}

void
multistate_walk_begin(struct multistate_walk *w,
    const struct multistate_table *t)
{
	struct gathered g = { 0 };
	bool returns = false;

	begin(&g, t);
	while (gather_block(&g))
		take_block(&g);
	for (size_t i = 0; i < g.nsources; i++) {
		returns |= g.sources[i].move == MOVE_BACK;
		histogram_read_end(&g.sources[i].reader);
	}
	free(g.block);
	*w = (struct multistate_walk){ .entries = g.entries, .n = g.n,
	    .returns = returns };
}

void
multistate_walk_end(struct multistate_walk *w)
{
	free(w->entries);
	w->entries = NULL;
}
