/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/lifetimes.h"

#include <stdlib.h>

#include "analytics/base/risk.h"
#include "analytics/fold/lifetimes_private.h"

struct lifetimes *
lifetimes_new(const struct lifetimes_definition *definition)
{
	struct lifetimes *f = calloc(1, sizeof *f);
	if (f)
		f->definition = definition;
	return f;
}

void
lifetimes_free(struct lifetimes *f)
{
	if (!f)
		return;
	cohort_index_free(&f->index);
	free(f->counts);
	free(f);
}

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
	size_t known = f->index.n;
	if (known == f->room) {
		size_t room = f->room ? f->room * 2 : 64;
		uint64_t *counts = realloc(f->counts,
		    room * sizeof *counts);
		if (!counts)
			return false;
		f->counts = counts;
		f->room = room;
	}
	size_t number = cohort_index_number(&f->index, group, key);
	if (number == SIZE_MAX)
		return false;
	if (number == known)
		f->counts[number] = 0;
	f->counts[number] += count;
	return true;
}

bool
lifetimes_round(struct lifetimes *f)
{
	struct lifetimes exact = *f;
	bool fine = true;
	if (f->rounded)
		return true;
	f->rounded = true;
	f->index = (struct cohort_index){ 0 };
	f->counts = NULL;
	f->room = 0;
	for (size_t i = 0; fine && i < exact.index.n; i++)
		fine = put_key(f, exact.index.keys[i].group, round_key(
		    f->definition, exact.index.keys[i].cohort),
		    exact.counts[i]);
	cohort_index_free(&exact.index);
	free(exact.counts);
	return fine;
}

bool
lifetimes_put(struct lifetimes *f, uint32_t group, int64_t key,
    uint64_t count)
{
	const struct lifetimes_definition *d = f->definition;
	size_t most = d->most ? d->most : LIFETIMES_EXACT_MOST;
	if (f->rounded)
		return put_key(f, group, round_key(d, key), count);
	return put_key(f, group, key, count) && (d->second == 0 ||
	    f->index.n <= most || lifetimes_round(f));
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
	if (f->definition->late && !lifetimes_put(f, group,
	    lifetime_key(from, LIFE_ENTERED), 1))
		return STATUS_NO_MEMORY;
	return lifetimes_put(f, group, lifetime_key(to, (int)end), 1) ?
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
lifetimes_add(struct lifetimes *f, const struct timeline *t)
{
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

enum status
lifetimes_merge(struct lifetimes *into, struct lifetimes *from)
{
	if (from->rounded && !lifetimes_round(into))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < from->index.n; i++)
		if (!lifetimes_put(into, from->index.keys[i].group,
		    from->index.keys[i].cohort, from->counts[i]))
			return STATUS_NO_MEMORY;
	into->left_out += from->left_out;
	from->left_out = 0;
	cohort_index_free(&from->index);
	return STATUS_OK;
}

static void *
class_new(const void *definition)
{
	return lifetimes_new(definition);
}

static enum status
class_add(void *fold, const struct timeline *timeline)
{
	return lifetimes_add(fold, timeline);
}

static enum status
class_merge(void *into, void *from)
{
	return lifetimes_merge(into, from);
}

static enum status
class_save(const void *fold, const struct group_names *names,
    struct buffer *out)
{
	return lifetimes_save(fold, names, out);
}

static enum status
class_load(void *fold, const struct group_names *names, const char *bytes,
    size_t len)
{
	return lifetimes_load(fold, names, bytes, len);
}

static void
class_free(void *fold)
{
	lifetimes_free(fold);
}

const struct fold_class lifetimes_class = {
	"lifetimes", class_new, class_add, class_merge, class_save,
	class_load, class_free,
};
