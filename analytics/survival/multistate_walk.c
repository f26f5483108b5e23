/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cell by cell, over all histograms of a table at once.  Of a large group
 * there are a hundred thousand counts: they are put in order block of cells
 * by block, of which a cache holds all.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

#define FEW 48		/* counts that are sorted without counting cells */

struct source {
	struct histogram_reader reader;
	uint8_t stage, move;
	size_t n;		/* its counts of the block */
	size_t cells;		/* those of all blocks so far */
	uint64_t count;		/* and what they add up to */
};

struct gathered {
	struct source sources[STAGES_MAX * MOVES];	/* by stage and move */
	size_t nsources;
	size_t most;		/* counts that there are, or more */
	struct histogram_count *block;	/* by source and cell */
	size_t nblock;
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
			g->most += h->low ? h->cells : h->used;
			g->nsources++;
		}
}

/* The next block in which there is something; false: there is none. */
static bool
gather_block(struct gathered *g)
{
	uint32_t next = UINT32_MAX, end;

	for (size_t i = 0; i < g->nsources; i++)
		if (g->sources[i].reader.next < next)
			next = g->sources[i].reader.next;
	/* Of a small group everything is one block. */
	end = g->most <= FEW ? UINT32_MAX :
	    (next / HISTOGRAM_BLOCK + 1) * HISTOGRAM_BLOCK;
	g->nblock = 0;
	for (size_t i = 0; i < g->nsources && next < UINT32_MAX; i++) {
		struct source *s = &g->sources[i];

		s->n = s->reader.next < end ? histogram_read(&s->reader, end,
		    g->block + g->nblock) : 0;
		s->cells += s->n;
		for (size_t c = 0; c < s->n; c++)
			s->count += g->block[g->nblock + c].count;
		g->nblock += s->n;
	}
	return g->nblock > 0;
}

static inline struct multistate_entry
entry_of(const struct source *s, const struct histogram_count *c)
{
	return (struct multistate_entry){ c->count, c->cell, s->stage,
	    s->move };
}

/* Where the entries of each cell of the block begin. */
static void
find_places(const struct gathered *g, uint32_t next[HISTOGRAM_BLOCK])
{
	memset(next, 0, HISTOGRAM_BLOCK * sizeof *next);
	for (size_t i = 0; i < g->nblock; i++)
		next[g->block[i].cell % HISTOGRAM_BLOCK]++;
	for (uint32_t c = 0, sum = 0; c < HISTOGRAM_BLOCK; c++) {
		uint32_t count = next[c];

		next[c] = sum;
		sum += count;
	}
}

static void
put_many(const struct gathered *g, struct multistate_entry *to)
{
	uint32_t next[HISTOGRAM_BLOCK];
	const struct histogram_count *c = g->block;

	find_places(g, next);
	for (const struct source *s = g->sources; c < g->block + g->nblock;
	    s++)
		for (size_t i = 0; i < s->n; i++, c++)
			to[next[c->cell % HISTOGRAM_BLOCK]++] = entry_of(s, c);
}

/* Each of them behind all that are before it. */
static void
put_few(const struct gathered *g, struct multistate_entry *to)
{
	const struct histogram_count *c = g->block;
	size_t n = 0;

	for (const struct source *s = g->sources; n < g->nblock; s++)
		for (size_t i = 0; i < s->n; i++, n++, c++) {
			size_t at = n;

			for (; at > 0 && to[at - 1].cell > c->cell; at--)
				to[at] = to[at - 1];
			to[at] = entry_of(s, c);
		}
}

/* Those of a cell are by stage and move, as they were gathered. */
static void
take_block(struct gathered *g)
{
	g->entries = memory_reserve(g->entries, &g->room, g->n + g->nblock,
	    sizeof *g->entries);
	if (g->nblock <= FEW)
		put_few(g, g->entries + g->n);
	else
		put_many(g, g->entries + g->n);
	g->n += g->nblock;
}

void
multistate_walk_begin(struct multistate_walk *w,
    const struct multistate_table *t)
{
	struct gathered g = { 0 };

	begin(&g, t);
	/* An entity makes a few moves, mostly in cells of their own. */
	g.room = 2 * t->entered < g.most ? 2 * t->entered : g.most;
	g.entries = memory_array(++g.room, sizeof *g.entries);
	g.block = memory_array(g.most <= FEW ? FEW :
	    g.nsources * HISTOGRAM_BLOCK, sizeof *g.block);
	while (gather_block(&g))
		take_block(&g);
	g.entries = memory_reserve(g.entries, &g.room, g.n + 1,
	    sizeof *g.entries);
	g.entries[g.n] = (struct multistate_entry){ .cell = UINT32_MAX };
	*w = (struct multistate_walk){ .entries = g.entries, .n = g.n };
	for (size_t i = 0; i < g.nsources; i++) {
		struct source *s = &g.sources[i];

		w->returns |= s->move == MOVE_BACK;
		w->of[s->stage][s->move].cells = s->cells;
		w->of[s->stage][s->move].count = s->count;
		histogram_read_end(&s->reader);
	}
	free(g.block);
}

void
multistate_walk_end(struct multistate_walk *w)
{
	free(w->entries);
	w->entries = NULL;
}
