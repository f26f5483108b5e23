/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_UNIT_MATCHING_ORACLE_H
#define TESTS_UNIT_MATCHING_ORACLE_H

/*
 * What becomes of an attempt, by trying everything: all chains, all orders
 * of the events of a moment, all fillings of stages.  Written from
 * SEMANTICS 2 to 4 alone.
 */
#include "analytics/match/matching.h"
#include "tests/unit/near.h"

#define EVENTS 7
#define CHAINS 40000

/* xorshift: the same timelines everywhere. */
static uint64_t seed;

static unsigned
draw(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

struct way {
	size_t k;
	int64_t time[STAGES_MAX];
};

struct oracle {
	const struct match_rules *r;
	const struct event *e;
	size_t n, first, steps;
	int64_t deadline;
	struct way ways[CHAINS];
	size_t nways;
};

static int64_t
window_of(const struct match_rules *r, int64_t entry, size_t step)
{
	return r->windowed ? entry + r->within.count : r->stepped ?
	    entry + (int64_t)step * r->step_within.count : INT64_MAX;
}

static int64_t
life_of(const struct oracle *o, const struct way *w)
{
	int64_t life = o->deadline;

	if (o->r->stepped && w->time[w->k - 1] + o->r->step_within.count <
	    life)
		life = w->time[w->k - 1] + o->r->step_within.count;
	return life;
}

static bool
follows(const struct match_rules *r, int64_t before, int64_t now)
{
	return now >= before && (!r->ties_against || now > before) &&
	    (!r->gapped || now - before >= r->min_gap.count) &&
	    (!r->stepped || now - before <= r->step_within.count);
}

/* Every sequence of distinct events that fills steps 0, 1, … */
static void
all_ways(struct oracle *o, struct way *w, unsigned used)
{
	if (w->k > 0) {
		assert_true(o->nways < CHAINS);
		o->ways[o->nways++] = *w;
	}
	if (w->k == o->steps)
		return;
	for (size_t i = o->first; i < o->n; i++) {
		int64_t now = o->e[i].time;

		if ((used >> i & 1) || now > o->deadline ||
		    !(o->r->stages[o->e[i].class] >> w->k & 1))
			continue;
		if (w->k == 0 ? now != o->e[o->first].time :
		    !follows(o->r, w->time[w->k - 1], now))
			continue;
		w->time[w->k++] = now;
		all_ways(o, w, used | 1u << i);
		w->k--;
	}
}

/* Strict: every order of the moments' events, every reading of each. */
static void
strict_ways(struct oracle *o, struct way *w, unsigned used, int64_t now)
{
	size_t next = o->n;

	for (size_t i = o->n; i-- > o->first;)
		if (!(used >> i & 1) && o->r->stages[o->e[i].class])
			next = i;
	if (next == o->n || o->e[next].time > o->deadline)
		return;
	now = o->e[next].time;
	for (size_t i = next; i < o->n && o->e[i].time == now; i++) {
		uint32_t steps = o->r->stages[o->e[i].class];
		unsigned with = used | 1u << i;
		bool advanced = false;

		if ((used >> i & 1) || !steps)
			continue;
		if (w->k < o->steps && (steps >> w->k & 1) && (w->k == 0 ||
		    (follows(o->r, w->time[w->k - 1], now) &&
		    now <= window_of(o->r, o->e[o->first].time, w->k)))) {
			struct way longer = *w;

			longer.time[longer.k++] = now;
			assert_true(o->nways < CHAINS);
			o->ways[o->nways++] = longer;
			strict_ways(o, &longer, with, now);
			advanced = true;
		}
		if (w->k > 0 && (steps >> (w->k - 1) & 1)) {
			strict_ways(o, w, with, now);
			advanced = true;
		}
		if (!advanced) {
			struct way fresh = { 0 };

			if (w->k > 0 && (steps & 1)) {
				fresh.time[fresh.k++] = now;
				assert_true(o->nways < CHAINS);
				o->ways[o->nways++] = fresh;
			}
			strict_ways(o, &fresh, with, now);
		}
	}
}

/* Any: how many steps the events up to `now` can fill, the first with. */
static size_t
fillable(const struct oracle *o, int64_t now, size_t i, unsigned steps)
{
	while (i < o->n && o->e[i].time > now)
		i++;
	if (i == o->n)
		return steps & 1 ? (size_t)__builtin_popcount(steps) : 0;
	size_t best = fillable(o, now, i + 1, steps);
	for (size_t s = 0; s < o->steps; s++)
		if (o->e[i].time <= o->deadline && !(steps >> s & 1) &&
		    (o->r->stages[o->e[i].class] >> s & 1)) {
			size_t with = fillable(o, now, i + 1,
			    steps | 1u << s);

			best = with > best ? with : best;
		}
	return best;
}

/* Reach, for values of one stage each: the highest seen. */
static size_t
highest(const struct oracle *o, int64_t now)
{
	size_t best = 0;

	for (size_t i = o->first; i < o->n; i++) {
		uint32_t steps = o->r->stages[o->e[i].class];

		if (o->e[i].time <= now && o->e[i].time <= o->deadline &&
		    steps && (size_t)__builtin_ctz(steps) + 1 > best)
			best = (size_t)__builtin_ctz(steps) + 1;
	}
	return best;
}

static bool
by_levels(const struct match_rules *r)
{
	return r->order == MATCH_ANY || r->order == MATCH_REACH;
}

/* Any and reach have levels, not chains: one way, as time goes by. */
static void
level_ways(struct oracle *o)
{
	struct way w = { 0 };

	for (size_t i = o->first; i < o->n; i++) {
		int64_t now = o->e[i].time;

		if (now > o->deadline)
			break;
		size_t level = o->r->order == MATCH_REACH ?
		    highest(o, now) : fillable(o, now, o->first, 0);
		while (w.k < level) {
			w.time[w.k++] = now;
			o->ways[o->nways++] = w;
		}
	}
}

static size_t
furthest(const struct oracle *o, int64_t now)
{
	size_t best = 0;

	for (size_t i = 0; i < o->nways; i++) {
		const struct way *w = &o->ways[i];

		if (w->time[w->k - 1] <= now && w->k > best)
			best = w->k;
	}
	return best;
}

static int64_t
earliest(const struct oracle *o, size_t step)
{
	int64_t best = INT64_MAX;

	for (size_t i = 0; i < o->nways; i++)
		if (o->ways[i].k > step && o->ways[i].time[step] < best)
			best = o->ways[i].time[step];
	return best;
}

/* The last time at which some way that ends before `now` can go on. */
static int64_t
life_before(const struct oracle *o, int64_t now)
{
	int64_t best = INT64_MIN;

	if (!o->r->stepped || o->r->order != MATCH_ORDERED)
		return o->deadline;
	for (size_t i = 0; i < o->nways; i++) {
		const struct way *w = &o->ways[i];

		if (w->time[w->k - 1] < now && life_of(o, w) > best)
			best = life_of(o, w);
	}
	return best;
}

static void
pick_way(const struct oracle *o, struct attempt *a, int64_t until)
{
	const struct match_rules *r = o->r;
	bool alive = false, limited = r->stepped && r->order == MATCH_ORDERED;
	const struct way *best = NULL;

	for (size_t i = 0; i < o->nways; i++) {
		const struct way *w = &o->ways[i];

		alive |= w->k == a->reached && w->time[w->k - 1] <= until &&
		    w->time[w->k - 1] + r->step_within.count > r->as_of;
	}
	alive &= limited && a->reached < o->steps;
	for (size_t i = 0; i < o->nways; i++) {
		const struct way *w = &o->ways[i];

		if (w->k != a->reached || w->time[w->k - 1] > until ||
		    (alive && w->time[w->k - 1] + r->step_within.count <=
		    r->as_of))
			continue;
		size_t k = 0;
		while (best && k < w->k && w->time[k] == best->time[k])
			k++;
		if (!best || (k < w->k && w->time[k] < best->time[k]))
			best = w;
	}
	for (size_t k = 0; best && k < a->reached; k++)
		a->time[k] = best->time[k];
}

/* When the chain that counts so far filled a step. */
static int64_t
began(const struct oracle *o, struct attempt *a, size_t step, int64_t now)
{
	if (o->r->order != MATCH_STRICT)
		return earliest(o, step);
	pick_way(o, a, now);
	return a->time[step];
}

/*
 * The first event up to `end` of a stage above those reached, which it
 * went on to without the next, or before this one; `end`: none.
 */
static size_t
skipper(const struct oracle *o, size_t reached, size_t end)
{
	size_t i = o->first;

	if (by_levels(o->r))
		return end;
	while (i < end && (!o->r->stages[o->e[i].class] ||
	    (size_t)__builtin_ctz(o->r->stages[o->e[i].class]) < reached))
		i++;
	return i;
}

/* Answers the index from which the next attempt may begin. */
static size_t
ask(struct oracle *o, const struct match_rules *r, const struct timeline *t,
    size_t first, struct attempt *a)
{
	struct way none = { 0 };
	size_t i = first, j = first;
	bool lost = false, done = false;
	int64_t until = INT64_MIN;

	o->r = r;
	o->e = t->events;
	o->n = t->n;
	o->first = first;
	o->steps = r->nstages;
	o->nways = 0;
	o->deadline = window_of(r, t->events[first].time, r->nstages - 1);
	if (by_levels(r))
		level_ways(o);
	else if (r->order == MATCH_STRICT)
		strict_ways(o, &none, 0, 0);
	else
		all_ways(o, &none, 0);

	*a = (struct attempt){ .entry = t->events[first].time,
	    .deadline = o->deadline };
	for (; i < t->n && !done; i = j) {
		int64_t now = t->events[i].time;
		bool stages = false;

		if (now > o->deadline ||
		    (i > first && now > life_before(o, now)))
			break;
		for (j = i; j < t->n && t->events[j].time == now; j++)
			stages |= r->stages[t->events[j].class] != 0;
		if (stages && lost && r->reopen_new)
			break;
		lost &= !stages;
		until = now;
		a->reached = furthest(o, now);
		if (a->reached == o->steps) {
			done = true;
			continue;
		}
		for (size_t x = i; x < j && !done; x++) {
			for (size_t e = 0; e < r->nexclusions; e++) {
				const struct exclusion *ex =
				    &r->exclusions[e];

				if (ex->class == t->events[x].class &&
				    a->reached > ex->from &&
				    a->reached <= ex->to &&
				    began(o, a, ex->from, now) < now)
					done = a->excluded = true;
			}
			if ((done || r->outcome[t->events[x].class]) &&
			    (done || !lost)) {
				lost = true;
				a->fate_time = now;
			}
		}
	}
	pick_way(o, a, until);
	int64_t life = o->deadline;
	if (r->stepped && r->order == MATCH_ORDERED) {
		life = INT64_MIN;
		for (size_t k = 0; k < o->nways; k++)
			if (o->ways[k].time[o->ways[k].k - 1] <= until &&
			    life_of(o, &o->ways[k]) > life)
				life = life_of(o, &o->ways[k]);
	}
	if (a->reached == o->steps) {
		a->fate = FATE_COMPLETED;
		a->fate_time = a->time[a->reached - 1];
	} else if (lost) {
		a->fate = FATE_LOST;
	} else if (a->reached && skipper(o, a->reached, i) < i) {
		a->fate = FATE_SKIPPED;
		a->fate_time = o->e[skipper(o, a->reached, i)].time;
		if (a->fate_time < a->time[a->reached - 1])
			a->fate_time = a->time[a->reached - 1];
	} else {
		a->fate = life <= r->as_of ? FATE_EXPIRED : FATE_OPEN;
		a->fate_time = life <= r->as_of ? life : r->as_of;
	}
	return i;
}

static bool
is_entry(const struct match_rules *r, const struct event *e)
{
	return r->stages[e->class] & (by_levels(r) ? ~0u : 1u);
}

/* Reach: who was seen at outcomes alone is lost at the first. */
static size_t
ask_outcomes(const struct match_rules *r, const struct timeline *t,
    struct attempt *out)
{
	for (size_t i = 0; i < t->n && r->order == MATCH_REACH; i++) {
		int64_t now = t->events[i].time;

		if (!r->outcome[t->events[i].class])
			continue;
		*out = (struct attempt){ .reached = 1, .entry = now,
		    .time = { now }, .fate = FATE_LOST, .fate_time = now,
		    .outcome_only = true,
		    .deadline = window_of(r, now, r->nstages - 1) };
		return 1;
	}
	return 0;
}

/*
 * Where an attempt stands at a time: what is said of it with as-of at that
 * time, and without anything later.
 */
static struct standing
ask_at(struct oracle *o, const struct match_rules *r,
    const struct timeline *t, size_t first, int64_t now)
{
	struct match_rules then = *r;
	struct timeline so_far = *t;
	struct attempt a;

	then.as_of = now;
	while (so_far.events[so_far.n - 1].time > now)
		so_far.n--;
	ask(o, &then, &so_far, first, &a);
	return (struct standing){ now, (uint8_t)a.reached,
	    a.fate == FATE_LOST || a.fate == FATE_SKIPPED };
}

/* Every standing of an attempt that differs from the one before. */
static inline size_t
ask_standings(struct oracle *o, const struct match_rules *r,
    const struct timeline *t, size_t first, struct standing *out)
{
	struct standing last = { .reached = 1 };
	struct attempt a;
	size_t n = 0, end = ask(o, r, t, first, &a);

	for (size_t i = first; i < end; i++) {
		struct standing now = ask_at(o, r, t, first,
		    t->events[i].time);

		if (now.reached == 0 || (now.reached == last.reached &&
		    now.off == last.off))
			continue;
		out[n++] = last = now;
	}
	return n;
}

/* All attempts that should count. */
static inline size_t
ask_all(struct oracle *o, const struct match_rules *r,
    const struct timeline *t, struct attempt *out)
{
	size_t n = 0, entries = 0;

	for (size_t i = 0; i < t->n;) {
		struct attempt a;

		entries += is_entry(r, &t->events[i]);
		if (!is_entry(r, &t->events[i])) {
			i++;
			continue;
		}
		size_t next = ask(o, r, t, i, &a);
		if (r->attempts) {
			if (a.reached)
				out[n++] = a;
			i = next > i ? next : i + 1;
			continue;
		}
		bool open = a.fate == FATE_OPEN;
		bool best_open = n && out[0].fate == FATE_OPEN;
		if (n == 0 || a.reached > out[0].reached ||
		    (a.reached == out[0].reached && (open > best_open ||
		    (open == best_open && r->entry == ENTRY_LATEST))))
			out[0] = a;
		n = 1;
		if (r->entry == ENTRY_FIRST)
			break;
		i++;
	}
	if (entries == 0)
		return ask_outcomes(r, t, out);
	return n && out[0].reached == 0 ? 0 : n;
}

#endif
