/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What flow_pool.c and the files that finish a pool share. */
#ifndef ANALYTICS_FLOW_PRIVATE_H
#define ANALYTICS_FLOW_PRIVATE_H

#include "analytics/fold/flow_finish.h"
#include "analytics/rates/clustered.h"
#include "analytics/survival/life_table.h"

struct flow_pool {
	const struct flow_definition *definition;
	size_t n;		/* states */
	struct flow_move *moves;	/* n × (n + 1): [n] is open */
	struct flow_ways ways;
	struct tally_item *items;	/* of the ways, by bytes */
	uint64_t entities;
};

static inline const struct flow_move *
pool_move(const struct flow_pool *pool, size_t from, size_t to)
{
	return &pool->moves[from * (pool->n + 1) + to];
}

/* The states of a way, without the mark that it is cut. */
static inline size_t
way_length(const struct tally_item *way)
{
	return way->len > FLOW_STAYS_MAX ? FLOW_STAYS_MAX : way->len;
}

enum flow_kind flow_kind_of(const struct flow_definition *definition,
    size_t from, size_t to);

/* Stays in a state that ended. */
uint64_t pool_left(const struct flow_pool *pool, size_t from);

/*
 * The table of the stays in a state: the events are moves to `to`, or to
 * any with FLOW_NONE.  The caller frees its rows.
 */
struct life_table pool_life_table(const struct flow_pool *pool, size_t from,
    size_t to);

#endif
