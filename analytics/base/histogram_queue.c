/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Increments that wait, one by one or in lists. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/histogram_private.h"
#include "analytics/base/memory.h"

#define LIST_FIRST 64

struct histogram_list *
histogram_lists(struct histogram_queue *q, struct histogram *h, size_t n)
{
	struct histogram_list *first;

	if (n > HISTOGRAM_LISTS - q->nlists)
		return NULL;
	if (!q->lists)
		q->lists = memory_zeroed(HISTOGRAM_LISTS, sizeof *q->lists);
	first = q->lists + q->nlists;
	q->nlists += n;
	for (size_t i = 0; i < n; i++)
		first[i].histogram = &h[i];
	return first;
}

static void
count_list(struct histogram_list *l)
{
	histogram_add_many(l->histogram, l->cells, l->n);
	l->n = 0;
}

void
histogram_list_room(struct histogram_list *l)
{
	if (l->room == HISTOGRAM_LIST) {
		/* More will come: it is an array that takes them. */
		histogram_expect(l->histogram, 2 * HISTOGRAM_LIST);
		count_list(l);
		return;
	}
	l->room = l->room ? 2 * l->room : LIST_FIRST;
	l->cells = memory_resize(l->cells, l->room, sizeof *l->cells);
}

void
histogram_list_many(struct histogram_list *l, const uint32_t *cells,
    size_t n)
{
	while (n > 0) {
		if (l->n == l->room)
			histogram_list_room(l);

		size_t left = l->room - l->n, some = n < left ? n : left;

		memcpy(l->cells + l->n, cells, some * sizeof *cells);
		l->n += (uint32_t)some;
		cells += some;
		n -= some;
	}
}

void
histogram_list_end(struct histogram_list *l)
{
	/* What is empty may be flushed by several threads. */
	if (l->room == 0)
		return;
	count_list(l);
	free(l->cells);
	l->cells = NULL;
	l->room = 0;
}

void
histogram_flush(struct histogram_queue *q)
{
	for (size_t i = 0; i < q->n; i++)
		histogram_increment(q->items[i].histogram, q->items[i].cell);
	if (q->n)
		q->n = 0;
	for (size_t i = 0; i < q->nlists; i++)
		histogram_list_end(&q->lists[i]);
}

void
histogram_queue_free(struct histogram_queue *q)
{
	for (size_t i = 0; i < q->nlists; i++)
		free(q->lists[i].cells);
	free(q->lists);
	free(q);
}
