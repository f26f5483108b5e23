/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/lifetimes.h"

#include <stdlib.h>

#include "analytics/base/risk.h"
#include "analytics/fold/lifetimes_private.h"

/* Who joins in a cell does so before anyone leaves in it. */
static int64_t
round_key(const struct lifetimes_definition *d, int64_t key)
{
	int kind = lifetime_kind(key), early = kind == LIFE_ENTERED;
	int64_t seconds = (lifetime_time(key) + early) / d->second;
	seconds = risk_seconds_of_cell(risk_cell_of_seconds(seconds));
	return lifetime_key(seconds * d->second - early, kind);
}

static bool
put_key(struct lifetimes *f, uint32_t group, int64_t key, uint64_t count)
{
	struct lifetime_count *c = fold_cell(&f->counts, group, key);
	if (c)
		c->n += count;
	return c != NULL;
}

/* From here on times are those of cells.  False when out of memory. */
static bool
round_all(struct lifetimes *f)
{
	struct lifetimes *fine = fold_new(&lifetimes_class, f->definition);
	if (!fine)
		return false;
	struct fold_cells exact = f->counts;
	bool done = true;
	f->counts = fine->counts;
	f->rounded = true;
	fine->counts = exact;
	for (size_t i = 0; done && i < exact.index.n; i++)
		done = put_key(f, exact.index.keys[i].group, round_key(
		    f->definition, exact.index.keys[i].cohort),
		    lifetime_count_at(fine, i));
	fold_free(fine);
	return done;
}

/* Too many times to tell them all apart. */
static bool
are_many(const struct lifetimes *f)
{
	const struct lifetimes_definition *d = f->definition;
	size_t most = d->most ? d->most : LIFETIMES_EXACT_MOST;
	return d->second && !f->rounded && f->counts.index.n > most;
}

/* False when out of memory. */
static bool
put(struct lifetimes *f, uint32_t group, int64_t key, uint64_t count)
{
	if (f->rounded)
		key = round_key(f->definition, key);
	return put_key(f, group, key, count) &&
	    (!are_many(f) || round_all(f));
}

/* One that ends at `to` and was observed behind `from`. */
static enum status
put_lifetime(struct lifetimes *f, uint32_t group, int64_t from, int64_t to,
    enum life_end end)
{
	if (from >= to) {
		f->left_out++;
		return STATUS_OK;
	}
	if (f->definition->late && !put(f, group,
	    lifetime_key(from, LIFE_ENTERED), 1))
		return STATUS_NO_MEMORY;
	return put(f, group, lifetime_key(to, (int)end), 1) ?
	    STATUS_OK : STATUS_NO_MEMORY;
}

enum status
lifetimes_count(struct lifetimes *f, uint32_t group, int64_t time,
    enum life_end end)
{
	if (time < 0 || time > LIFETIME_MAX)
		return STATUS_DOMAIN;
	return put_lifetime(f, group, -1, time, end);
}

/* The end of a lifetime, an index of events; t->n: none has come. */
static size_t
find_end(const struct lifetimes_definition *d, const struct timeline *t,
    size_t start, enum life_end *end)
{
	int64_t began = t->events[start].time;
	size_t i = start, outcome = t->n;
	*end = LIFE_EVENT;
	while (i > 0 && t->events[i - 1].time == began)
		i--;
	for (; i < t->n && t->events[i].time <= d->as_of; i++) {
		const struct event *e = &t->events[i];
		if (d->ends[e->class] &&
		    !(d->starts[e->class] && e->time == began))
			return i;
		if (d->stages[e->class])
			outcome = t->n;
		else if (d->outcomes[e->class] && outcome == t->n)
			outcome = i;
	}
	*end = outcome < t->n ? LIFE_COMPETING : LIFE_CENSORED;
	return outcome;
}

enum status
lifetimes_add(void *fold, const struct timeline *t)
{
	struct lifetimes *f = fold;
	const struct lifetimes_definition *d = f->definition;
	size_t start = 0;
	enum life_end end;
	while (start < t->n && !d->starts[t->events[start].class])
		start++;
	if (start == t->n)
		return STATUS_OK;
	const struct event *e = &t->events[start];
	if (!e->having || e->time < d->from || e->time >= d->to ||
	    e->time > d->as_of)
		return STATUS_OK;
	size_t last = find_end(d, t, start, &end);
	int64_t to = last < t->n ? t->events[last].time : d->as_of;
	/* What happens at the first observed time was seen. */
	int64_t from = d->late && d->observed_from > e->time ?
	    d->observed_from - e->time - 1 : -1;
	return put_lifetime(f, e->group, from, to - e->time, end);
}

/* Whether times are told apart depends on all, not on who came first. */
static bool
join(void *into, void *from)
{
	struct lifetimes *to = into, *f = from;
	if (to->rounded == f->rounded)
		return true;
	return round_all(to->rounded ? f : to);
}

static bool
settle(void *fold)
{
	return !are_many(fold) || round_all(fold);
}

static bool
is_sound(const void *fold)
{
	const struct lifetimes *f = fold;
	if (f->rounded && f->definition->second == 0)
		return false;
	for (size_t i = 0; i < f->counts.index.n; i++) {
		int64_t key = f->counts.index.keys[i].cohort;
		int64_t time = lifetime_time(key), least =
		    lifetime_kind(key) == LIFE_ENTERED ? -1 : 0;
		if (time < least || time > LIFETIME_MAX ||
		    lifetime_count_at(f, i) == 0 || (f->rounded &&
		    round_key(f->definition, key) != key))
			return false;
	}
	return true;
}

static bool
start(void *fold)
{
	struct lifetimes *f = fold;
	f->definition = f->fold.definition;
	return true;
}

static const struct fold_member count_members[] = {
	MEMBER(struct lifetime_count, COUNT, n),
	{ 0 }
};
static const struct fold_record count = { sizeof(struct lifetime_count),
	count_members };

static const struct fold_member members[] = {
	MEMBER(struct lifetimes, COUNT, left_out),
	MEMBER(struct lifetimes, FLAG, rounded),
	MEMBER(struct lifetimes, CELLS, counts, .of = &count),
	{ 0 }
};

const struct fold_class lifetimes_class = {
	.name = "lifetimes",
	.size = sizeof(struct lifetimes),
	.members = members,
	.add = lifetimes_add,
	.start = start,
	.is_sound = is_sound,
	.join = join,
	.settle = settle,
};
