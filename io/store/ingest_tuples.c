/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The values of a row's group columns, as one shared number.  A worker
 * numbers the values of each column, then the row of these numbers, which
 * is short and found at once however many columns there are: texts are
 * joined only once for each tuple that it has not seen.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/store/ingest_private.h"

/* Tuples are joined by NUL, which no text holds: they sort by column. */
static void
join_tuple(struct group_columns *g, const struct field *fields, size_t n,
    size_t *len)
{
	size_t total = n;

	for (size_t i = 0; i < n; i++)
		total += fields[i].len;
	g->text = memory_reserve(g->text, &g->text_room, total, 1);
	char *to = g->text;
	for (size_t i = 0; i < n; i++) {
		if (i)
			*to++ = '\0';
		memcpy(to, fields[i].at, fields[i].len);
		to += fields[i].len;
	}
	*len = (size_t)(to - g->text);
}

static int
too_many_groups(const struct event_log *log, struct fault *fault)
{
	return fault_set(fault, FAULT_INPUT, "more groups than --max-groups "
	    "%zu; name fewer columns in --by, or raise it",
	    log->options.max_groups);
}

static uint32_t
share_tuple(struct worker *w, size_t len, struct fault *fault)
{
	struct tuples *shared = &w->log->tuples;

	pthread_mutex_lock(&shared->lock);
	uint32_t number = lookup_add(shared->lookup, w->groups->text, len);
	size_t n = lookup_size(shared->lookup);
	pthread_mutex_unlock(&shared->lock);
	if (n > w->log->options.max_groups) {
		too_many_groups(w->log, fault);
		return LOOKUP_NONE;
	}
	return number;
}

static uint32_t
value_number(struct group_column *c, struct field f)
{
	bool hit = false;
	struct word *word = word_slot(&c->words, f.at, f.len, &hit);

	if (hit)
		return word->number;
	uint32_t number = lookup_add(c->values, f.at, f.len);
	if (word)
		word->number = number;
	return number;
}

/* For the next row with these values, if their numbers have room. */
static void
keep_known(struct group_columns *g, const uint32_t *values, size_t n,
    uint32_t shared)
{
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++) {
		if ((uint64_t)values[i] >> g->bits)
			return;
		all = all << g->bits | values[i];
	}
	g->known[tuple_place(all)] = (struct known_tuple){ all, shared + 1 };
}

uint32_t
group_number(struct worker *w, const struct row *row)
{
	const struct log_options *o = &w->log->options;
	struct group_columns *g = w->groups;
	struct field fields[WANTED_MAX];
	uint32_t values[WANTED_MAX];
	size_t len;

	for (size_t i = 0; i < o->ngroups; i++) {
		fields[i] = row_name(w, row, o->groups[i]);
		values[i] = value_number(&g->columns[i], fields[i]);
	}
	uint32_t tuple = o->ngroups == 1 ? values[0] : lookup_add(g->tuples,
	    (const char *)values, o->ngroups * sizeof *values);
	for (; g->n <= tuple; g->n++) {
		g->shared = memory_reserve(g->shared, &g->room, g->n + 1,
		    sizeof *g->shared);
		g->shared[g->n] = LOOKUP_NONE;
	}
	if (g->shared[tuple] == LOOKUP_NONE) {
		join_tuple(g, fields, o->ngroups, &len);
		g->shared[tuple] = share_tuple(w, len, &w->findings.fault);
	}
	if (g->shared[tuple] != LOOKUP_NONE)
		keep_known(g, values, o->ngroups, g->shared[tuple]);
	return g->shared[tuple];
}

void
group_columns_start(struct worker *w)
{
	size_t n = w->log->options.ngroups;

	w->groups = memory_zeroed(1, sizeof *w->groups);
	w->groups->columns = memory_zeroed(n, sizeof *w->groups->columns);
	w->groups->tuples = lookup_new();
	w->groups->bits = n > 2 ? 64 / (unsigned)n : 32;
	for (size_t i = 0; i < n; i++)
		w->groups->columns[i].values = lookup_new();
}

void
group_columns_end(struct worker *w)
{
	for (size_t i = 0; i < w->log->options.ngroups; i++)
		lookup_free(w->groups->columns[i].values);
	free(w->groups->columns);
	lookup_free(w->groups->tuples);
	free(w->groups->shared);
	free(w->groups->text);
	free(w->groups);
}
