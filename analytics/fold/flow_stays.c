/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often entities are in each state, and how long. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/fold/flow_private.h"
#include "analytics/survival/survival.h"

#define DAY_SECONDS 86400

/* What one way says of each state. */
static void
add_way(const struct flow_pool *p, const struct tally_item *item,
    uint64_t *visits, struct flow_stays *out)
{
	const unsigned char *way = tally_bytes(&p->ways.ways, item);
	size_t n = way_length(item), nstages = p->definition->nstages;
	size_t furthest = 0;

	out[way[0]].first += item->count;
	for (size_t i = 0; i < n; i++) {
		size_t at = way[i];

		if (i >= 2 && way[i - 2] == at && way[i - 1] != at)
			out[at].loops2 += item->count;
		for (; at < nstages && furthest < at; furthest++)
			if (!visits[furthest])
				out[furthest].skipped += item->count;
		visits[at]++;
	}
	for (size_t i = 0; i < n; i++) {
		size_t at = way[i];

		if (visits[at])
			out[at].entities += item->count;
		if (visits[at] > 1)
			out[at].rework += item->count;
		visits[at] = 0;
	}
}

static double
days_in(const struct flow_pool *p, size_t from)
{
	uint64_t units = 0, micros = 0;

	for (size_t to = 0; to <= p->n; to++) {
		units += pool_move(p, from, to)->units;
		micros += pool_move(p, from, to)->micros;
	}
	return p->definition->dates ? (double)units :
	    ((double)units + (double)micros / 1e6) / DAY_SECONDS;
}

static void
find_quantiles(const struct flow_pool *p, size_t from, double level,
    struct flow_stays *out)
{
	static const double probs[] = { .5, .25, .75, .9 };
	struct life_table t = { NULL, 0 };
	struct survival_quantile q[4];

	if (out->left)
		t = pool_life_table(p, from, FLOW_NONE);
	survival_quantiles(&t, level, probs, 4, q);
	out->median_days = q[0].time;
	out->low = q[0].low;
	out->high = q[0].high;
	out->p25_days = q[1].time;
	out->p75_days = q[2].time;
	out->p90_days = q[3].time;
	free((void *)t.rows);
}

/* Exact, whatever ways are cut: all who came, and all who left. */
static void
count_visits(const struct flow_pool *p, size_t state, struct flow_stays *out)
{
	const struct flow_move *own = pool_move(p, state, state);

	out->visits = out->first;
	for (size_t from = 0; from < p->n; from++)
		out->visits += pool_move(p, from, state)->count;
	out->left = pool_left(p, state);
	out->last = out->visits - out->left;
	out->open = pool_move(p, state, p->n)->count;
	out->repeats = p->definition->keep ? own->count : own->repeats;
	out->returns = out->visits - out->entities;
}

void
flow_stays(const struct flow_pool *p, double level, struct flow_stays *out)
{
	uint64_t *visits = memory_zeroed(p->n, sizeof *visits);
	double all = 0;

	memset(out, 0, p->n * sizeof *out);
	for (size_t i = 0; i < p->ways.ways.n; i++)
		add_way(p, &p->items[i], visits, out);
	free(visits);
	for (size_t k = 0; k < p->n; k++) {
		count_visits(p, k, &out[k]);
		out[k].total_days = days_in(p, k);
		all += out[k].total_days;
		find_quantiles(p, k, level, &out[k]);
	}
	for (size_t k = 0; k < p->n; k++)
		out[k].time_share = p->definition->end[k] || all == 0 ?
		    NAN : out[k].total_days / all;
}
