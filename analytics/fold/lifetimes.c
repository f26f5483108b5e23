/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/lifetimes.h"

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

static void
put_key(struct lifetimes *f, uint32_t group, int64_t key, uint64_t count)
{
	struct lifetime_count *c = fold_cell(&f->counts, group, key);

	c->n += count;
}

/* From here on times are those of cells. */
static void
round_all(struct lifetimes *f)
{
	struct lifetimes *exact = fold_new(&lifetimes_class, f->definition);
	struct fold_cells none = exact->counts;

	exact->counts = f->counts;
	f->counts = none;
	f->rounded = true;
	for (size_t i = 0; i < exact->counts.index.n; i++) {
		const struct cohort_key *key = &exact->counts.index.keys[i];

		put_key(f, key->group, round_key(f->definition, key->cohort),
		    lifetime_count_at(exact, i));
	}
	fold_free(exact);
}

/* Where there are too many times to tell them all apart. */
static void
round_if_many(void *fold)
{
	struct lifetimes *f = fold;
	size_t most = f->definition->most ? f->definition->most :
	    LIFETIMES_EXACT_MOST;

	if (f->definition->second && !f->rounded && f->counts.index.n > most)
		round_all(f);
}

static void
put(struct lifetimes *f, uint32_t group, int64_t key, uint64_t count)
{
	put_key(f, group, f->rounded ? round_key(f->definition, key) : key,
	    count);
	round_if_many(f);
}

/* One that ends at `to` and was observed behind `from`. */
static void
put_lifetime(struct lifetimes *f, uint32_t group, int64_t from, int64_t to,
    enum life_end end)
{
	if (from >= to) {
		f->left_out++;
		return;
	}
	if (f->definition->late)
		put(f, group, lifetime_key(from, LIFE_ENTERED), 1);
	put(f, group, lifetime_key(to, (int)end), 1);
}

enum status
lifetimes_count(struct lifetimes *f, uint32_t group, int64_t time,
    enum life_end end)
{
	if (time < 0 || time > LIFETIME_MAX)
		return STATUS_DOMAIN;
	put_lifetime(f, group, -1, time, end);
	return STATUS_OK;
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
	if (e->undated || (last < t->n && t->events[last].undated)) {
		f->undated++;
		return STATUS_OK;
	}
	int64_t to = last < t->n ? t->events[last].time : d->as_of;
	/* What happens at the first observed time was seen. */
	int64_t from = d->late && d->observed_from > e->time ?
	    d->observed_from - e->time - 1 : -1;
	put_lifetime(f, e->group, from, to - e->time, end);
	return STATUS_OK;
}

/* Whether times are told apart depends on all, not on who came first. */
static void
join(void *into, void *from)
{
	struct lifetimes *to = into, *f = from;

	if (to->rounded != f->rounded)
		round_all(to->rounded ? f : to);
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

static void
start(void *fold)
{
	struct lifetimes *f = fold;

	f->definition = f->fold.definition;
}

static const struct fold_member count_members[] = {
	MEMBER(struct lifetime_count, COUNT, n),
	{ 0 }
};
static const struct fold_record count = { sizeof(struct lifetime_count),
	count_members };

static const struct fold_member members[] = {
	MEMBER(struct lifetimes, COUNT, left_out),
	MEMBER(struct lifetimes, COUNT, undated),
	MEMBER(struct lifetimes, FLAG, rounded),
	MEMBER(struct lifetimes, CELLS, counts, .of = &count),
	{ 0 }
};

static void
finish_merge(void *into, const struct lent_threads *lent)
{
	(void)lent;
	round_if_many(into);
}

const struct fold_class lifetimes_class = {
	.name = "lifetimes",
	.size = sizeof(struct lifetimes),
	.members = members,
	.add = lifetimes_add,
	.start = start,
	.is_sound = is_sound,
	.join = join,
	.finish_merge = finish_merge,
};
