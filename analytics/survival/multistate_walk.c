/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cell by cell, over all histograms of a table at once. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/survival/multistate_private.h"

static int
by_cell(const void *a, const void *b)
{
	uint32_t x = ((const struct histogram_cursor *)a)->cell;
	uint32_t y = ((const struct histogram_cursor *)b)->cell;
	return (x > y) - (x < y);
}

/* Few cells are in no order: they are copied, and sorted. */
static size_t
copy_sorted(const struct histogram *h, struct histogram_cursor *to)
{
	struct histogram_cursor c = { 0 };
	size_t n = 0;
	while (histogram_next(h, &c))
		to[n++] = c;
	qsort(to, n, sizeof *to, by_cell);
	return n;
}

static bool
advance(struct multistate_head *head)
{
	if (head->dense)
		return histogram_next(head->dense, &head->at);
	if (head->sorted == head->end)
		return false;
	head->at = *head->sorted++;
	return true;
}

static void
add_head(struct multistate_walk *w, const struct histogram *h, size_t stage,
    enum move move, size_t *copied)
{
	struct multistate_head *head = &w->heads[w->nheads];
	*head = (struct multistate_head){ .stage = stage, .move = move };
	if (h->low) {
		head->dense = h;
	} else {
		head->sorted = w->copies + *copied;
		*copied += copy_sorted(h, w->copies + *copied);
		head->end = w->copies + *copied;
	}
	w->nheads += advance(head);
}

void
multistate_walk_begin(struct multistate_walk *w,
    const struct multistate_table *t)
{
	size_t room = 0, copied = 0;
	w->nheads = 0;
	w->cell = 0;
	multistate_walk_clear(w);
	for (size_t j = 0; j + 1 < t->nstages; j++)
		for (enum move m = 0; m < MOVES; m++)
			room += t->stages[j]->by[m].used;
	w->copies = memory_array(room, sizeof *w->copies);
	for (size_t j = 0; j + 1 < t->nstages; j++)
		for (enum move m = 0; m < MOVES; m++)
			add_head(w, &t->stages[j]->by[m], j, m, &copied);
}

bool
multistate_walk_peek(const struct multistate_walk *w, uint32_t *cell)
{
	*cell = UINT32_MAX;
	for (size_t i = 0; i < w->nheads; i++)
		if (w->heads[i].at.cell < *cell)
			*cell = w->heads[i].at.cell;
	return w->nheads > 0;
}

void
multistate_walk_take(struct multistate_walk *w)
{
	multistate_walk_peek(w, &w->cell);
	multistate_walk_clear(w);
	for (size_t i = 0; i < w->nheads;) {
		struct multistate_head *head = &w->heads[i];
		if (head->at.cell == w->cell) {
			w->counts[head->stage][head->move] = head->at.count;
			if (!advance(head)) {
				*head = w->heads[--w->nheads];
				continue;
			}
		}
		i++;
	}
}

void
multistate_walk_clear(struct multistate_walk *w)
{
	memset(w->counts, 0, sizeof w->counts);
}

void
multistate_walk_end(struct multistate_walk *w)
{
	free(w->copies);
	w->copies = NULL;
}
