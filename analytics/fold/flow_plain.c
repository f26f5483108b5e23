/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain attempts that are alone: a batch of them goes one way. */
#include "analytics/base/lanes.h"
#include "analytics/fold/flow_private.h"

/* Where those of one group are counted. */
struct course {
	struct flow_move *moves[PLAIN_STEPS_MAX];	/* by stay; NULL: the
							   last is an end */
	bool ends[PLAIN_STEPS_MAX];	/* by stay: how long does not count */
	struct tally_item *way;
};

/* The states that they go through; false: they are no stays one by one. */
static bool
find_way(const struct flow_definition *d, const struct plain_batch *b,
    unsigned char way[PLAIN_STEPS_MAX])
{
	bool stays = true;

	for (size_t k = 0; k < b->nevents; k++) {
		way[k] = d->state[b->class[k]];
		stays &= way[k] != FLOW_NONE && (k == 0 ||
		    way[k] != way[k - 1]);
	}
	return stays;
}

/* So many more go it. */
static void
find_course(struct flow *f, const struct plain_batch *b, uint32_t group,
    const unsigned char *way, size_t n, struct course *c)
{
	const struct flow_definition *d = f->definition;
	struct flow_ways *ways = fold_cell(&f->ways, group, 0);

	for (size_t k = 0; k < b->nevents; k++) {
		bool last = k + 1 == b->nevents;

		c->ends[k] = d->end[way[k]];
		c->moves[k] = !last || (d->ends && !c->ends[k]) ?
		    fold_cell(&f->moves, group, flow_key(way[k], last ?
		    FLOW_NONE : way[k + 1])) : NULL;
		if (c->moves[k] && c->ends[k])
			c->moves[k]->count += n;
	}
	tally_add(&ways->ways, way, b->nevents, n);
}

/* A stay of each, in a state that is no end. */
static void
add_stays(struct flow *f, struct flow_move *m, const struct plain_span *took,
    size_t n)
{
	m->count += n;
	m->units += took->units;
	m->micros += took->micros;
	if (!m->later)
		m->later = histogram_lists(f->stays, &m->stays, 1);
	if (m->later)
		histogram_list_many(m->later, took->cell, n);
	else
		histogram_add_many(&m->stays, took->cell, n);
}

/* All of a batch, of one group. */
static void
add_all(struct flow *f, const struct plain_batch *b,
    const unsigned char *way)
{
	struct course c;

	find_course(f, b, b->groups[0], way, b->n, &c);
	for (size_t k = 0; k < b->nevents; k++)
		if (c.moves[k] && !c.ends[k])
			add_stays(f, c.moves[k], plain_span(b, PLAIN_BEFORE,
			    k + 1 < b->nevents ? k + 1 : PLAIN_AS_OF), b->n);
}

/* Those of one group among others. */
static void
add_group(struct flow *f, const struct plain_batch *b,
    const unsigned char *way, const struct plain_group *g)
{
	int64_t as_of = f->definition->as_of;
	struct course c;

	find_course(f, b, g->group, way, g->n, &c);
	for (size_t j = 0; j < g->n; j++)
		for (size_t k = 0; k < b->nevents; k++)
			if (c.moves[k] && !c.ends[k])
				flow_count_stay(f, c.moves[k],
				    (k + 1 < b->nevents ?
				    b->time[k + 1][g->at[j]] : as_of) -
				    b->time[k][g->at[j]]);
}

bool
flow_takes_plain(const void *fold, const struct match_rules **rules)
{
	*rules = NULL;
	return !((const struct flow *)fold)->definition->state_of_group;
}

/* Whether all of a batch count, and as far as they are known. */
WIDEST static bool
all_count(const struct flow_definition *d, const struct plain_batch *b)
{
	lane_integers not = { 0 };
	bool all = true;
	size_t i = 0;

	for (; i + LANES <= b->n; i += LANES) {
		lane_integers first = *(const lane_integers *)
		    (b->time[0] + i);
		lane_integers last = *(const lane_integers *)(b->last + i);

		not |= (first < d->from) | (first >= d->to) |
		    (last > d->as_of);
	}
	for (; i < b->n; i++)
		all &= (b->time[0][i] >= d->from) & (b->time[0][i] < d->to) &
		    (b->last[i] <= d->as_of);
	return all && !(not[0] | not[1] | not[2] | not[3]);
}

static void
add_timelines(struct flow *f, const struct plain_batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct event events[PLAIN_STEPS_MAX];
		struct timeline t = plain_timeline(b, i, events);

		flow_class.add(f, &t);
	}
}

void
flow_add_plain(void *fold, const struct plain_batch *b)
{
	struct flow *f = fold;
	unsigned char way[PLAIN_STEPS_MAX];
	struct plain_group g;

	if (!all_count(f->definition, b) ||
	    !find_way(f->definition, b, way)) {
		add_timelines(f, b);
		return;
	}
	for (plain_first_group(b, &g); g.n > 0; plain_next_group(b, &g))
		if (g.n == b->n && b->rules->as_of == f->definition->as_of)
			add_all(f, b, way);
		else
			add_group(f, b, way, &g);
}
