/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The values of a row's group columns, as one shared number.  A worker asks
 * for the numbers of values that it has not seen; then for that of the row
 * of these numbers, which is short and found at once however many columns
 * there are.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/store/ingest_private.h"

static int
too_many_groups(const struct event_log *log, struct fault *fault)
{
	return fault_set(fault, FAULT_INPUT, "more groups than --max-groups "
	    "%zu; name fewer columns in --by, or raise it",
	    log->options.max_groups);
}

static uint32_t
value_number(struct worker *w, size_t column, struct field f)
{
	struct group_column *c = &w->groups->columns[column];
	bool hit = false;
	struct word *word = word_slot(&c->words, f.at, f.len, &hit);

	if (hit)
		return word->number;
	uint32_t own = lookup_add(c->values, f.at, f.len);
	c->shared = memory_reserve(c->shared, &c->room, own + (size_t)1,
	    sizeof *c->shared);
	if (own == c->n) {
		c->n++;
		c->shared[own] = tuples_add_value(w->log->tuples, column,
		    f.at, f.len);
	}
	if (word)
		word->number = c->shared[own];
	return c->shared[own];
}

/* A tuple that may have another number already. */
static uint32_t
append_tuple(struct worker *w, const uint32_t *values)
{
	size_t n = w->log->options.ngroups;
	uint32_t bits = 0;

	for (size_t i = 0; i < n; i++)
		bits |= values[i];
	struct tuples_room *r = &w->groups->rooms[bits <= UINT8_MAX];
	if (r->next == r->end) {
		r->row = tuples_block(w->log->tuples, bits <= UINT8_MAX,
		    &r->next);
		r->end = r->next + TUPLES_BLOCK;
	}
	uint8_t *narrow = r->row;
	for (size_t i = 0; i < n && bits <= UINT8_MAX; i++)
		narrow[i] = (uint8_t)values[i];
	if (bits > UINT8_MAX)
		memcpy(r->row, values, n * sizeof *values);
	r->row = narrow + n * (bits <= UINT8_MAX ? 1 : sizeof *values);
	return r->next++;
}

static uint32_t
share_tuple(struct worker *w, const uint32_t *values)
{
	const struct event_log *log = w->log;

	if (log->options.repeat_tuples && log->options.ngroups > 1)
		return append_tuple(w, values);
	uint32_t number = tuples_add(log->tuples, values);

	/* These are numbered without gaps. */
	if (number < log->options.max_groups)
		return number;
	too_many_groups(log, &w->findings.fault);
	return LOOKUP_NONE;
}

static uint32_t
seek_tuple(struct worker *w, const uint32_t *values)
{
	struct group_columns *g = w->groups;
	size_t n = w->log->options.ngroups;

	if (n == 1)
		return share_tuple(w, values);
	uint32_t own = lookup_add(g->tuples, (const char *)values,
	    n * sizeof *values);

	/* Tuples may have several numbers, and most are new. */
	g->given_up = w->log->options.repeat_tuples &&
	    most_are_new(++g->sought, lookup_size(g->tuples));
	g->shared = memory_reserve(g->shared, &g->room, own + (size_t)1,
	    sizeof *g->shared);
	if (own == g->n) {
		g->n++;
		g->shared[own] = share_tuple(w, values);
	}
	return g->shared[own];
}

/* Side by side; false: a number has no room. */
static bool
pack(const struct group_columns *g, const uint32_t *values, size_t n,
    uint64_t *all)
{
	*all = 0;
	for (size_t i = 0; i < n; i++) {
		if ((uint64_t)values[i] >> g->bits)
			return false;
		*all = *all << g->bits | values[i];
	}
	return true;
}

uint32_t
tuple_number(struct worker *w, const uint32_t *values)
{
	struct known_tuple *known;
	uint64_t all;

	if (w->groups->given_up)
		return append_tuple(w, values);
	if (!pack(w->groups, values, w->log->options.ngroups, &all))
		return seek_tuple(w, values);
	known = &w->groups->known[tuple_place(all)];
	if (known->shared && known->values == all)
		return known->shared - 1;
	uint32_t tuple = seek_tuple(w, values);
	if (tuple != LOOKUP_NONE)
		*known = (struct known_tuple){ all, tuple + 1 };
	return tuple;
}

uint32_t
group_number(struct worker *w, const struct row *row)
{
	const struct log_options *o = &w->log->options;
	uint32_t values[WANTED_MAX];

	for (size_t i = 0; i < o->ngroups; i++)
		values[i] = value_number(w, i, row_name(w, row,
		    o->groups[i]));
	return tuple_number(w, values);
}

/* Between which columns of the file they lie, whatever their order. */
static void
find_span(struct group_columns *g, const size_t *columns, size_t n)
{
	g->first = g->last = n ? columns[0] : 0;
	for (size_t i = 1; i < n; i++) {
		g->first = columns[i] < g->first ? columns[i] : g->first;
		g->last = columns[i] > g->last ? columns[i] : g->last;
	}
	g->side_by_side = n > 0 && g->last - g->first < n;
}

void
group_columns_start(struct worker *w)
{
	size_t n = w->log->options.ngroups;

	w->groups = memory_zeroed(1, sizeof *w->groups);
	w->groups->columns = memory_zeroed(n, sizeof *w->groups->columns);
	w->groups->tuples = lookup_new();
	w->groups->bits = n > 2 ? 64 / (unsigned)n : 32;
	find_span(w->groups, w->log->options.groups, n);
	for (size_t i = 0; i < n; i++)
		w->groups->columns[i].values = lookup_new();
}

void
group_columns_end(struct worker *w)
{
	for (size_t i = 0; i < w->log->options.ngroups; i++) {
		lookup_free(w->groups->columns[i].values);
		free(w->groups->columns[i].shared);
	}
	free(w->groups->columns);
	lookup_free(w->groups->tuples);
	free(w->groups->shared);
	free(w->groups);
}
