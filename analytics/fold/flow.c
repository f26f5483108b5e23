/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/flow.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/base/timeline.h"
#include "analytics/fold/flow_private.h"

/* Where an entity is on its way. */
struct walk {
	struct flow *fold;
	uint32_t group;
	size_t state;
	int64_t since, last;	/* its stay began; its newest event */
	unsigned char way[FLOW_STAYS_MAX + 1];
	size_t n;		/* stays so far, all of them */
	uint64_t ties;
};

static struct flow_move *
move_at(struct flow *f, uint32_t group, size_t from, size_t to)
{
	return fold_cell(&f->moves, group, flow_key(from, to));
}

/* A stay that ended, or is open. */
static void
end_stay(const struct walk *w, size_t to, int64_t time)
{
	struct flow *f = w->fold;
	struct flow_move *m = move_at(f, w->group, w->state, to);

	m->ties += time == w->since && to != FLOW_NONE;
	if (f->definition->end[w->state])
		m->count++;
	else
		flow_count_stay(f, m, time - w->since);
}

static void
begin_stay(struct walk *w, size_t state, int64_t time)
{
	if (w->n < FLOW_STAYS_MAX)
		w->way[w->n] = (unsigned char)state;
	w->n++;
	w->state = state;
	w->since = time;
}

static void
next_event(struct walk *w, size_t state, int64_t time)
{
	const struct flow_definition *d = w->fold->definition;

	if (w->n == 0) {
		begin_stay(w, state, time);
	} else if (state == w->state && !d->keep) {
		move_at(w->fold, w->group, state, state)->repeats++;
	} else {
		end_stay(w, state, time);
		w->ties += time == w->last;
		begin_stay(w, state, time);
	}
	w->last = time;
}

static void
end_walk(struct walk *w)
{
	const struct flow_definition *d = w->fold->definition;
	struct flow_ways *ways = fold_cell(&w->fold->ways, w->group, 0);

	if (d->ends && !d->end[w->state])
		end_stay(w, FLOW_NONE, d->as_of);
	if (w->n > FLOW_STAYS_MAX) {
		w->way[FLOW_STAYS_MAX] = FLOW_NONE;
		w->n = FLOW_STAYS_MAX + 1;
		ways->cut++;
	}
	ways->ties += w->ties;
	tally_add(&ways->ways, w->way, w->n, 1);
}

static size_t
state_of(const struct flow_definition *d, const struct event *e)
{
	return d->state_of_group ? d->state_of_group[e->group] :
	    d->state[e->class];
}

static enum status
flow_add(void *fold, const struct timeline *t)
{
	struct flow *f = fold;
	const struct flow_definition *d = f->definition;
	struct walk w;

	w.fold = f;
	w.n = 0;
	w.ties = 0;
	for (size_t i = 0; i < t->n && t->events[i].time <= d->as_of; i++) {
		const struct event *e = &t->events[i];
		size_t state = state_of(d, e);

		if (state == FLOW_NONE)
			continue;
		if (w.n == 0 && (!e->having || e->time < d->from ||
		    e->time >= d->to))
			return STATUS_OK;
		if (w.n == 0)
			w.group = d->state_of_group ? GROUP_NONE : e->group;
		next_event(&w, state, e->time);
	}
	if (w.n)
		end_walk(&w);
	return STATUS_OK;
}

static const struct fold_member move_members[] = {
	MEMBER(struct flow_move, COUNT, count),
	MEMBER(struct flow_move, COUNT, ties),
	MEMBER(struct flow_move, COUNT, repeats),
	MEMBER(struct flow_move, PRODUCT, units),
	MEMBER(struct flow_move, PRODUCT, micros),
	MEMBER(struct flow_move, HISTOGRAM, stays),
	{ 0 }
};
static const struct fold_record move = { sizeof(struct flow_move),
	move_members };

static const struct fold_member ways_members[] = {
	MEMBER(struct flow_ways, COUNT, cut),
	MEMBER(struct flow_ways, COUNT, ties),
	MEMBER(struct flow_ways, TALLY, ways),
	{ 0 }
};
static const struct fold_record ways = { sizeof(struct flow_ways),
	ways_members };

static const struct fold_member members[] = {
	MEMBER(struct flow, CELLS, moves, .of = &move),
	MEMBER(struct flow, CELLS, ways, .of = &ways),
	{ 0 }
};

static void
start(void *fold)
{
	struct flow *f = fold;

	f->definition = f->fold.definition;
	f->stays = memory_zeroed(1, sizeof *f->stays);
}

static void
stop(void *fold)
{
	histogram_queue_free(((struct flow *)fold)->stays);
}

void
flow_flush(const void *fold)
{
	histogram_flush(((const struct flow *)fold)->stays);
}

/* A move is of two states, and each of its stays has a duration. */
static bool
move_is_sound(const struct flow_definition *d, int64_t key,
    const struct flow_move *m)
{
	size_t from = (size_t)key >> 8, to = (size_t)key & 255;
	bool same = from == to;

	if (key < 0 || from >= d->nstates || (to >= d->nstates &&
	    to != FLOW_NONE) || (to == FLOW_NONE && (!d->ends || d->end[from])))
		return false;
	if (same ? (d->keep ? m->repeats : m->count) : m->repeats)
		return false;
	return m->count + m->repeats > 0 && m->ties <= m->count &&
	    m->micros <= m->count * (MICROS - 1) &&
	    (!d->dates || m->micros == 0) &&
	    (!d->end[from] || (m->units == 0 && m->micros == 0)) &&
	    histogram_total(&m->stays) == (d->end[from] ? 0 : m->count);
}

/* Ways are of states that follow one another. */
static bool
way_is_sound(const struct flow_definition *d, const unsigned char *way,
    size_t n)
{
	if (n == 0 || n > FLOW_STAYS_MAX + 1)
		return false;
	if (n == FLOW_STAYS_MAX + 1 && way[--n] != FLOW_NONE)
		return false;
	for (size_t i = 0; i < n; i++)
		if (way[i] >= d->nstates ||
		    (i && !d->keep && way[i] == way[i - 1]))
			return false;
	return true;
}

/* What ways and moves both say. */
struct balance {
	uint64_t moves, cut, open;	/* of ways; of cut ones what is known */
	uint64_t counted, counted_open;	/* of moves */
};

static bool
count_ways(const struct flow_definition *d, const struct flow_ways *of,
    struct balance *b)
{
	uint64_t cut = 0;

	for (size_t i = 0; i < of->ways.n; i++) {
		const struct tally_item *item = &of->ways.items[i];
		const unsigned char *way = tally_bytes(&of->ways, item);
		size_t n = item->len;

		if (!way_is_sound(d, way, n))
			return false;
		if (n > FLOW_STAYS_MAX)
			cut += item->count;
		else if (d->ends && !d->end[way[n - 1]])
			b->open += item->count;
		b->moves += item->count * (n - 1);
	}
	b->cut += cut;
	return cut == of->cut;
}

static bool
is_sound(const void *fold)
{
	const struct flow *f = fold;
	struct balance b = { 0 };

	for (size_t i = 0; i < f->ways.index.n; i++)
		if (f->ways.index.keys[i].cohort != 0 ||
		    !count_ways(f->definition, fold_cell_at(&f->ways, i), &b))
			return false;
	for (size_t i = 0; i < f->moves.index.n; i++) {
		int64_t key = f->moves.index.keys[i].cohort;
		const struct flow_move *m = fold_cell_at(&f->moves, i);

		if (!move_is_sound(f->definition, key, m))
			return false;
		*((key & 255) == FLOW_NONE ? &b.counted_open : &b.counted) +=
		    m->count;
	}
	return b.counted_open >= b.open && b.counted_open <= b.open + b.cut &&
	    (b.cut ? b.counted >= b.moves : b.counted == b.moves);
}

const struct fold_class flow_class = {
	.name = "flow",
	.size = sizeof(struct flow),
	.members = members,
	.add = flow_add,
	.takes_plain = flow_takes_plain,
	.add_plain = flow_add_plain,
	.start = start,
	.stop = stop,
	.flush = flow_flush,
	.is_sound = is_sound,
};
