/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the flow fold share. */
#ifndef ANALYTICS_FLOW_PRIVATE_H
#define ANALYTICS_FLOW_PRIVATE_H

#include "analytics/fold/flow_finish.h"
#include "analytics/match/plain_attempts.h"
#include "analytics/rates/clustered.h"
#include "analytics/survival/life_table.h"

/* A stay in a state that is no end, and how long it took or has taken. */
static inline void
flow_count_stay(struct flow *f, struct flow_move *m, int64_t took)
{
	bool dates = f->definition->dates;
	uint32_t cell = !dates ? risk_cell_of_seconds(took / MICROS) :
	    took < RISK_CELLS_MAX ? (uint32_t)took : RISK_CELLS_MAX - 1;

	m->count++;
	m->units += (uint64_t)(dates ? took : took / MICROS);
	m->micros += dates ? 0 : (uint64_t)(took % MICROS);
	if (m->later)
		histogram_list_add(m->later, cell);
	else
		histogram_later(f->stays, &m->stays, cell);
}

/* flow_plain.c */
bool flow_takes_plain(const void *fold, const struct match_rules **rules);
void flow_add_plain(void *fold, const struct plain_batch *batch);

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
