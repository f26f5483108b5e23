/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of events in a timeline, and rows that say the same twice. */
#include <string.h>

#include "io/store/timelines_private.h"

/*
 * The order of a timeline: time, class, group by bytes, value by the
 * bytes of its text.  Total up to equal events, so any sort gives one
 * result.
 */
static int
compare(const struct event_log *log, const struct event *a,
    const struct event *b)
{
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	if (a->group != b->group) {
		uint32_t ra = log->tuples.ranks[a->group];
		uint32_t rb = log->tuples.ranks[b->group];
		return ra < rb ? -1 : 1;
	}
	if (a->value != b->value) {
		char ta[DECIMAL_MAX_TEXT] = "", tb[DECIMAL_MAX_TEXT] = "";
		if (a->value != DECIMAL_NONE)
			decimal_format(a->value, ta);
		if (b->value != DECIMAL_NONE)
			decimal_format(b->value, tb);
		return strcmp(ta, tb);
	}
	return (int)a->having - (int)b->having;
}

static void
sift(const struct event_log *log, struct event *e, size_t root, size_t n)
{
	for (size_t child; (child = 2 * root + 1) < n; root = child) {
		if (child + 1 < n && compare(log, &e[child], &e[child + 1]) < 0)
			child++;
		if (compare(log, &e[root], &e[child]) >= 0)
			return;
		struct event swap = e[root];
		e[root] = e[child];
		e[child] = swap;
	}
}

/* Heap sort for the rare long timelines: no memory, no bad case. */
static void
sort_long(const struct event_log *log, struct event *e, size_t n)
{
	for (size_t i = n / 2; i > 0; i--)
		sift(log, e, i - 1, n);
	for (size_t end = n; end > 1; end--) {
		struct event swap = e[0];
		e[0] = e[end - 1];
		e[end - 1] = swap;
		sift(log, e, 0, end - 1);
	}
}

void
timeline_sort(const struct event_log *log, struct event *e, size_t n)
{
	size_t i = 1;
	/* Exports are mostly sorted already. */
	while (i < n && compare(log, &e[i - 1], &e[i]) <= 0)
		i++;
	if (n > 32 && i < n) {
		sort_long(log, e, n);
		return;
	}
	for (; i < n; i++) {
		struct event moved = e[i];
		size_t at = i;
		for (; at > 0 && compare(log, &e[at - 1], &moved) > 0; at--)
			e[at] = e[at - 1];
		e[at] = moved;
	}
}

/* Rows equal in entity, stage and time: the first stands. */
size_t
timeline_collapse(const struct event_log *log, struct event *e, size_t n,
    uint64_t *repeats)
{
	size_t kept = 1;
	/* In a transaction log the values of equal rows are added. */
	bool sums = log->options.stage == COLUMN_NONE;
	for (size_t i = 1; i < n; i++) {
		struct event *last = &e[kept - 1];
		if (e[i].time != last->time || e[i].class != last->class) {
			e[kept++] = e[i];
			continue;
		}
		++*repeats;
		if (!sums || e[i].value == DECIMAL_NONE)
			continue;
		if (last->value == DECIMAL_NONE)
			last->value = e[i].value;
		else
			decimal_add(&last->value, e[i].value);
	}
	return kept;
}
