/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of events in a timeline, and rows that say the same twice. */
#include <stdlib.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "io/store/timelines_private.h"

/* The unit of an amount: what differs in it is never added. */
static int
compare_units(const struct event_log *log, const struct event *a,
    const struct event *b)
{
	size_t last = log->options.ngroups - 1, m, n;
	const char *x, *y;

	if (!log->options.units || a->group == b->group)
		return 0;
	x = event_log_tuple(log, a->group, last, &m);
	y = event_log_tuple(log, b->group, last, &n);
	return compare_bytes(x, m, y, n);
}

/* By bytes, and not by a rank: rows that are a tie and differ in their
   groups are few beside the groups that there can be. */
static int
compare_groups(const struct event_log *log, const struct event *a,
    const struct event *b)
{
	return a->group == b->group ? 0 : tuples_compare(log->tuples,
	    a->group, b->group);
}

static int
compare_values(const struct event *a, const struct event *b)
{
	return (a->value > b->value) - (a->value < b->value);
}

/*
 * The order of a timeline: time, class; then equal values side by side
 * where they are added, and the group that stands first where they are
 * not.  Total up to equal events, so any sort gives one result.
 */
static int
compare(const struct event_log *log, const struct event *a,
    const struct event *b)
{
	int order;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	order = compare_units(log, a, b);
	if (!order && log->options.adds)
		order = compare_values(a, b);
	if (!order)
		order = compare_groups(log, a, b);
	if (!order)
		order = compare_values(a, b);
	if (!order)
		order = (int)a->having - (int)b->having;
	return order ? order : (int)a->undated - (int)b->undated;
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

static void
sort(const struct event_log *log, struct event *e, size_t n)
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

struct keyed {
	struct event event;
	uint64_t key;
};

static int
compare_keyed(const void *x, const void *y, void *context)
{
	const struct event_log *const *log = context;
	const struct keyed *a = x, *b = y;

	if (a->event.time == b->event.time &&
	    a->event.class == b->event.class && a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return compare(*log, &a->event, &b->event);
}

/* Whether rows of these are one event. */
static bool
one_event(const struct event_log *log, const struct event *a,
    const struct event *b)
{
	return a->time == b->time && a->class == b->class &&
	    compare_units(log, a, b) == 0;
}

/*
 * Where rows have keys, they alone decide what is a repeat: leaves one of
 * each key and value.
 */
static size_t
drop_repeats(const struct event_log *log, struct event *e,
    const uint64_t *keys, size_t n)
{
	struct keyed *all = memory_array(n, sizeof *all);
	size_t kept = 1;

	for (size_t i = 0; i < n; i++)
		all[i] = (struct keyed){ e[i], keys[i] };
	qsort_r(all, n, sizeof *all, compare_keyed, &log);
	e[0] = all[0].event;
	for (size_t i = 1; i < n; i++)
		if (all[i].key != all[i - 1].key ||
		    all[i].event.value != all[i - 1].event.value ||
		    !one_event(log, &all[i].event, &all[i - 1].event))
			e[kept++] = all[i].event;
	free(all);
	return kept;
}

/* One more row of an event: the group that stands is the first by bytes. */
static void
add_event(const struct event_log *log, struct event *to,
    const struct event *row)
{
	if (to->value == DECIMAL_NONE)
		to->value = row->value;
	else if (row->value != DECIMAL_NONE)
		decimal_add(&to->value, row->value);
	to->having |= row->having;
	if (compare_groups(log, row, to) < 0)
		to->group = row->group;
}

/*
 * What is of one class and time becomes one event.  every: all values
 * count, else those that differ.
 */
static size_t
collapse(const struct event_log *log, struct event *e, size_t n, bool every,
    uint64_t *added)
{
	bool adds = log->options.adds;
	decimal before = e[0].value;
	size_t kept = 1;

	for (size_t i = 1; i < n; i++) {
		struct event *last = &e[kept - 1];

		if (!one_event(log, &e[i], last)) {
			before = e[i].value;
			e[kept++] = e[i];
			continue;
		}
		/* One row that dates an event is enough. */
		last->undated &= e[i].undated;
		if (adds && (every || e[i].value != before)) {
			before = e[i].value;
			add_event(log, last, &e[i]);
			++*added;
		}
	}
	return kept;
}

static int
compare_placed(const void *x, const void *y)
{
	const struct keyed *a = x, *b = y;

	if (a->event.time != b->event.time)
		return a->event.time < b->event.time ? -1 : 1;
	if (a->event.class != b->event.class)
		return a->event.class < b->event.class ? -1 : 1;
	if (a->event.group != b->event.group)
		return a->event.group < b->event.group ? -1 : 1;
	if (a->event.value != b->event.value)
		return compare_values(&a->event, &b->event);
	return (a->key > b->key) - (a->key < b->key);
}

void
timeline_place(struct event *e, uint64_t *places, size_t n)
{
	struct keyed *all = memory_array(n, sizeof *all);

	for (size_t i = 0; i < n; i++)
		all[i] = (struct keyed){ e[i], places[i] };
	qsort(all, n, sizeof *all, compare_placed);
	for (size_t i = 0; i < n; i++) {
		e[i] = all[i].event;
		places[i] = all[i].key;
	}
	free(all);
}

size_t
timeline_make(const struct event_log *log, struct event *e,
    const uint64_t *keys, size_t n, struct log_facts *facts)
{
	/* In a transaction log equal rows are rarely one row twice. */
	bool every = keys || log->options.stage == COLUMN_NONE;
	size_t rows = keys ? drop_repeats(log, e, keys, n) : n;
	uint64_t added = 0;
	size_t kept;

	sort(log, e, rows);
	kept = log->options.each_row ? rows :
	    collapse(log, e, rows, every, &added);
	facts->added += added;
	facts->repeats += n - kept - added;
	facts->used -= n - kept - added;
	return kept;
}
