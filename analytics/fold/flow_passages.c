/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways without their returns: from one furthest stage to the next. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/flow_private.h"

/*
 * Of n states, row n is where nobody has come to a stage yet, column n is
 * an open way, column n + 1 one that is cut.
 */
struct passages {
	const struct flow_pool *pool;
	size_t n, columns;
	uint64_t *forward;	/* (n + 1) × (n + 2) */
	uint64_t *back;		/* n × n */
	uint64_t *counted;	/* n × n: the way that was counted last */
	uint64_t went_back, reopened;
};

static uint64_t *
forward_of(const struct passages *s, size_t from, size_t to)
{
	return &s->forward[from * s->columns + to];
}

/* One entity goes back by a move once, however often. */
static void
add_returns(struct passages *s, const unsigned char *way, size_t n,
    uint64_t entities, uint64_t number)
{
	bool back = false, reopened = false;

	for (size_t i = 1; i < n; i++) {
		enum flow_kind kind = flow_kind_of(s->pool->definition,
		    way[i - 1], way[i]);
		size_t move = way[i - 1] * s->n + way[i];

		reopened |= kind == FLOW_REOPENED;
		if (kind != FLOW_BACK)
			continue;
		back = true;
		if (s->counted[move] != number)
			s->back[move] += entities;
		s->counted[move] = number;
	}
	s->went_back += back ? entities : 0;
	s->reopened += reopened ? entities : 0;
}

static void
add_way(struct passages *s, const struct tally_item *item, uint64_t number)
{
	const struct flow_definition *d = s->pool->definition;
	const unsigned char *way = tally_bytes(&s->pool->ways.ways, item);
	size_t n = way_length(item), furthest = s->n, last = way[n - 1];

	for (size_t i = 0; i < n; i++) {
		if (way[i] >= d->nstages ||
		    (furthest < s->n && way[i] <= furthest))
			continue;
		*forward_of(s, furthest, way[i]) += item->count;
		furthest = way[i];
	}
	add_returns(s, way, n, item->count, number);
	if (item->len > n)
		*forward_of(s, furthest, s->n + 1) += item->count;
	else if (!d->end[last])
		*forward_of(s, furthest, s->n) += item->count;
	else if (last != furthest)
		*forward_of(s, furthest, last) += item->count;
}

static enum flow_kind
kind_of(const struct passages *s, size_t from, size_t to)
{
	if (to == s->n)
		return FLOW_OPEN;
	if (to > s->n)
		return FLOW_CUT;
	/* Whoever went back into an end is there for good. */
	if (from < s->n)
		return to < from ? FLOW_LOST :
		    flow_kind_of(s->pool->definition, from, to);
	return to < s->pool->definition->nstages ? FLOW_FIRST : FLOW_LOST;
}

/* Nothing where nobody did. */
static size_t
put(struct flow_passage *out, double level, size_t from, size_t to,
    enum flow_kind kind, uint64_t entities, uint64_t of)
{
	if (entities == 0)
		return 0;
	*out = (struct flow_passage){ .from = from, .to = to, .kind = kind,
		.entities = entities, .of = of };
	proportion_wilson(entities, of, level, &out->share);
	return 1;
}

static size_t
put_state(const struct passages *s, size_t from, double level,
    struct flow_passage *out)
{
	uint64_t of = from == s->n ? s->pool->entities : 0;
	size_t n = 0;

	for (size_t k = 0; from < s->n && k <= s->n; k++)
		of += *forward_of(s, k, from);
	for (size_t to = 0; to < s->columns; to++)
		n += put(&out[n], level, from < s->n ? from : FLOW_NONE,
		    to < s->n ? to : FLOW_NONE, kind_of(s, from, to),
		    *forward_of(s, from, to), of);
	for (size_t to = 0; to < from && from < s->n; to++)
		n += put(&out[n], level, from, to, FLOW_BACK,
		    s->back[from * s->n + to], of);
	return n;
}

size_t
flow_passages_most(const struct flow_pool *p)
{
	return (p->n + 1) * (p->n + 2) + p->n * p->n + 2;
}

size_t
flow_passages(const struct flow_pool *p, double level,
    struct flow_passage *out)
{
	struct passages s = { .pool = p, .n = p->n, .columns = p->n + 2 };
	size_t n;

	s.forward = memory_zeroed((p->n + 1) * s.columns,
	    sizeof *s.forward);
	s.back = memory_zeroed(p->n * p->n, sizeof *s.back);
	s.counted = memory_zeroed(p->n * p->n, sizeof *s.counted);
	for (size_t i = 0; i < p->ways.ways.n; i++)
		add_way(&s, &p->items[i], i + 1);
	n = put_state(&s, p->n, level, out);
	for (size_t from = 0; from < p->n; from++)
		n += put_state(&s, from, level, &out[n]);
	n += put(&out[n], level, FLOW_NONE, FLOW_NONE, FLOW_BACK,
	    s.went_back, p->entities);
	n += put(&out[n], level, FLOW_NONE, FLOW_NONE, FLOW_REOPENED,
	    s.reopened, p->entities);
	free(s.forward);
	free(s.back);
	free(s.counted);
	return n;
}
