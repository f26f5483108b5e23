/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One timeline against the funnel: SEMANTICS of order, ties and fate. */
#include "analytics/conversion.h"

static int64_t
deadline_of(const struct conversion_definition *d, int64_t entry)
{
	if (!d->windowed)
		return INT64_MAX;
	if (d->dates)
		return span_end_day(d->within, entry);
	return span_end_instant(d->within, entry, d->zone);
}

static void
fill(struct attempt *a, size_t stage, const struct timeline *t, size_t i)
{
	a->time[stage] = t->events[i].time;
	a->event[stage] = (uint32_t)i;
}

/* What an event of a class does to an attempt that is under way. */
static bool
advance_ordered(const struct conversion_definition *d, struct attempt *a,
    const struct timeline *t, size_t i)
{
	uint32_t stages = d->stages[t->events[i].class];
	if (!(stages >> a->reached & 1))
		return false;
	a->seen |= (uint32_t)1 << a->reached;
	fill(a, a->reached++, t, i);
	return true;
}

/* The lowest stage of its class above the one reached, and all before. */
static bool
advance_reach(const struct conversion_definition *d, struct attempt *a,
    const struct timeline *t, size_t i)
{
	uint32_t stages = d->stages[t->events[i].class];
	uint32_t above = a->reached < 32 ? stages >> a->reached : 0;
	if (!above)
		return false;
	size_t stage = a->reached + (size_t)__builtin_ctz(above);
	a->seen |= (uint32_t)1 << stage;
	while (a->reached <= stage)
		fill(a, a->reached++, t, i);
	return true;
}

static bool
advance(const struct conversion_definition *d, struct attempt *a,
    const struct timeline *t, size_t i)
{
	return d->order == CONVERSION_REACH ? advance_reach(d, a, t, i) :
	    advance_ordered(d, a, t, i);
}

/* Whether event i already fills a stage: one event fills one only. */
static bool
taken(const struct attempt *a, size_t i)
{
	for (size_t k = a->reached; k > 0; k--)
		if (a->event[k - 1] == i)
			return true;
	return false;
}

/*
 * A group of equal times is one step: events are tried again until none
 * fills a stage, because one that came too early in the order of classes
 * may fit after another of the same moment.
 */
static void
step(const struct conversion_definition *d, struct attempt *a,
    const struct timeline *t, size_t from, size_t to)
{
	bool moved = true;
	while (moved && a->reached < d->nstages) {
		moved = false;
		for (size_t i = from; i < to && a->reached < d->nstages; i++)
			if ((d->stages[t->events[i].class] >> a->reached) &&
			    !taken(a, i))
				moved |= advance(d, a, t, i);
	}
}

static void
settle_fate(const struct conversion_definition *d, struct attempt *a,
    bool lost, int64_t lost_time)
{
	if (a->reached == d->nstages) {
		a->fate = FATE_COMPLETED;
		a->fate_time = a->time[a->reached - 1];
	} else if (lost) {
		a->fate = FATE_LOST;
		a->fate_time = lost_time;
	} else if (a->deadline <= d->as_of) {
		a->fate = FATE_EXPIRED;
		a->fate_time = a->deadline;
	} else {
		a->fate = FATE_OPEN;
		a->fate_time = d->as_of;
	}
}

/* From the entry on: stages, and the outcome that stands at the end. */
static void
follow(const struct conversion_definition *d, struct attempt *a,
    const struct timeline *t, size_t entry)
{
	bool lost = false;
	int64_t lost_time = 0;
	size_t from = entry, to;
	for (; from < t->n && a->reached < d->nstages; from = to) {
		int64_t now = t->events[from].time;
		if (now > a->deadline)
			break;
		bool stages = false, outcome = false;
		for (to = from; to < t->n && t->events[to].time == now; to++) {
			stages |= d->stages[t->events[to].class] != 0;
			outcome |= d->outcome[t->events[to].class];
		}
		if (stages) {
			step(d, a, t, from, to);
			/* A later event of the funnel opens a lost deal. */
			lost = false;
		}
		if (outcome && !lost) {
			lost = true;
			lost_time = now;
		}
	}
	settle_fate(d, a, lost, lost_time);
}

void
conversion_match(const struct conversion_definition *d,
    const struct timeline *t, struct attempt *a)
{
	uint32_t entry = d->order == CONVERSION_REACH ? ~(uint32_t)0 : 1;
	size_t i = 0;
	while (i < t->n && !(d->stages[t->events[i].class] & entry))
		i++;
	a->reached = 0;
	a->seen = 0;
	if (i == t->n)
		return;
	a->deadline = deadline_of(d, t->events[i].time);
	follow(d, a, t, i);
}

bool
conversion_counts(const struct conversion_definition *d,
    const struct attempt *a)
{
	return a->reached > 0 && a->time[0] >= d->from && a->time[0] < d->to;
}
