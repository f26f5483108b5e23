/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain attempts whose timelines are whole: a batch of them goes one way. */
#include "analytics/base/lanes.h"
#include "analytics/fold/flow_private.h"

/* Stays, one after the other. */
struct way {
	size_t n;
	unsigned char states[PLAIN_EVENTS_MAX];
	uint8_t rows[PLAIN_EVENTS_MAX];	/* of the times when they begin */
	uint8_t repeats[PLAIN_EVENTS_MAX];	/* events in them */
};

/* Where those of one group are counted. */
struct course {
	struct flow_move *moves[PLAIN_EVENTS_MAX];	/* by stay; NULL: the
							   last is an end */
	bool ends[PLAIN_EVENTS_MAX];	/* by stay: how long does not count */
};

/* As next_event() takes them, of which no two are at one time. */
static void
find_way(const struct flow_definition *d, const struct plain_batch *b,
    struct way *w)
{
	w->n = 0;
	for (size_t k = 0; k < b->nall; k++) {
		uint8_t state = d->state[b->all[k]];

		if (state == FLOW_NONE)
			continue;
		if (w->n && !d->keep && state == w->states[w->n - 1]) {
			w->repeats[w->n - 1]++;
			continue;
		}
		w->states[w->n] = state;
		w->rows[w->n] = b->rows[k];
		w->repeats[w->n++] = 0;
	}
}

/* So many more go it. */
static void
find_course(struct flow *f, uint32_t group, const struct way *w, size_t n,
    struct course *c)
{
	const struct flow_definition *d = f->definition;
	struct flow_ways *ways = fold_cell(&f->ways, group, 0);

	for (size_t k = 0; k < w->n; k++) {
		bool last = k + 1 == w->n;
		size_t state = w->states[k];

		c->ends[k] = d->end[state];
		c->moves[k] = !last || (d->ends && !c->ends[k]) ?
		    fold_cell(&f->moves, group, flow_key(state, last ?
		    FLOW_NONE : w->states[k + 1])) : NULL;
		if (c->moves[k] && c->ends[k])
			c->moves[k]->count += n;
		if (w->repeats[k])
			((struct flow_move *)fold_cell(&f->moves, group,
			    flow_key(state, state)))->repeats += n *
			    w->repeats[k];
	}
	tally_add(&ways->ways, w->states, w->n, n);
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

/* How long a stay of one took, or has taken. */
static inline int64_t
stay_of(const struct plain_batch *b, const struct way *w, size_t k, size_t i,
    int64_t as_of)
{
	return (k + 1 < w->n ? b->time[w->rows[k + 1]][i] : as_of) -
	    b->time[w->rows[k]][i];
}

/* From an event of the attempts to their next, or from their last on: others
   ask for that as well.  NULL: it is not. */
static const struct plain_span *
span_of(const struct plain_batch *b, const struct way *w, size_t k)
{
	size_t from = w->rows[k];

	if (k + 1 == w->n)
		return from + 1 == b->nevents ? plain_span(b, PLAIN_BEFORE,
		    PLAIN_AS_OF) : NULL;
	return w->rows[k + 1] < b->nevents && from + 1 == w->rows[k + 1] ?
	    plain_span(b, PLAIN_BEFORE, from + 1) : NULL;
}

/* All of a batch, of one group. */
static void
add_all(struct flow *f, const struct plain_batch *b, const struct way *w)
{
	int64_t as_of = f->definition->as_of;
	struct course c;

	find_course(f, b->groups[0], w, b->n, &c);
	for (size_t k = 0; k < w->n; k++) {
		if (!c.moves[k] || c.ends[k])
			continue;
		const struct plain_span *span = span_of(b, w, k);
		if (span)
			add_stays(f, c.moves[k], span, b->n);
		for (size_t i = 0; !span && i < b->n; i++)
			flow_count_stay(f, c.moves[k], stay_of(b, w, k, i,
			    as_of));
	}
}

/* Those of one group among others. */
static void
add_group(struct flow *f, const struct plain_batch *b, const struct way *w,
    const struct plain_group *g)
{
	int64_t as_of = f->definition->as_of;
	struct course c;

	find_course(f, g->group, w, g->n, &c);
	for (size_t j = 0; j < g->n; j++)
		for (size_t k = 0; k < w->n; k++)
			if (c.moves[k] && !c.ends[k])
				flow_count_stay(f, c.moves[k], stay_of(b, w,
				    k, g->at[j], as_of));
}

bool
flow_takes_plain(const void *fold, const struct match_rules **rules)
{
	*rules = NULL;
	return !((const struct flow *)fold)->definition->state_of_group;
}

/* Whether all of a batch count, that begin at some times, and as far as they
   are known. */
WIDEST static bool
all_count(const struct flow_definition *d, const struct plain_batch *b,
    const int64_t begin[PLAIN_BATCH])
{
	lane_integers not = { 0 };
	bool all = true;
	size_t i = 0;

	for (; i + LANES <= b->n; i += LANES) {
		lane_integers first = *(const lane_integers *)(begin + i);
		lane_integers last = *(const lane_integers *)(b->last + i);

		not |= (first < d->from) | (first >= d->to) |
		    (last > d->as_of);
	}
	for (; i < b->n; i++)
		all &= (begin[i] >= d->from) & (begin[i] < d->to) &
		    (b->last[i] <= d->as_of);
	return all && !(not[0] | not[1] | not[2] | not[3]);
}

static void
add_timelines(struct flow *f, const struct plain_batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct event events[PLAIN_EVENTS_MAX];
		struct timeline t = plain_timeline(b, i, events);

		flow_class.add(f, &t);
	}
}

void
flow_add_plain(void *fold, const struct plain_batch *b)
{
	struct flow *f = fold;
	struct plain_group g;
	struct way w;

	find_way(f->definition, b, &w);
	if (w.n == 0)
		return;
	if (!all_count(f->definition, b, b->time[w.rows[0]])) {
		add_timelines(f, b);
		return;
	}
	for (plain_first_group(b, &g); g.n > 0; plain_next_group(b, &g))
		if (g.n == b->n && b->rules->as_of == f->definition->as_of)
			add_all(f, b, &w);
		else
			add_group(f, b, &w, &g);
}
