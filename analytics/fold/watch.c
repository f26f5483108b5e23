/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/watch_private.h"


static bool
reached(const struct watch_definition *d, const struct attempt *a)
{
	return d->rules.order == MATCH_TOUCH ? a->touched >> d->goal & 1 :
	    a->reached > d->goal;
}

static void
add_time(const struct watch_definition *d, struct watch_cell *c,
    const struct attempt *a)
{
	struct watch_time *time;

	/* What is known by a later stage alone has no time of its own. */
	if (!(a->seen >> d->goal & 1))
		return;
	time = fold_list_add(&c->times, sizeof *time);
	time->elapsed = rules_elapsed(&d->rules, a->entry, a->time[d->goal]);
}

static enum status
add_attempts(struct watch *f, const struct timeline *t)
{
	const struct watch_definition *d = f->definition;
	const struct attempt *a;
	size_t n;
	enum status status = matcher_match(f->matcher, t, &a, &n, NULL);

	for (size_t i = 0; status == STATUS_OK && i < n; i++) {
		struct watch_cell *c;

		if (d->every == EVERY_NONE && !watch_is_complete(d,
		    a[i].entry))
			continue;
		c = fold_cell(&f->cells, attribute_group(&d->attribute, t,
		    &a[i]), watch_period_of(d, a[i].entry));
		c->n++;
		if (d->measure == WATCH_ENTRIES || !reached(d, &a[i]))
			continue;
		c->k++;
		if (d->measure == WATCH_MEDIAN)
			add_time(d, c, &a[i]);
	}
	return status;
}

/* Each by its own time and group. */
static void
add_events(struct watch *f, const struct timeline *t)
{
	const struct watch_definition *d = f->definition;

	for (size_t i = 0; i < t->n; i++) {
		const struct event *e = &t->events[i];
		struct watch_cell *c;

		if (!d->counted[e->class] || e->undated || !e->having ||
		    e->time < d->rules.from || e->time >= d->rules.to)
			continue;
		c = fold_cell(&f->cells, e->group, watch_period_of(d,
		    e->time));
		c->n++;
	}
}

static enum status
watch_add(void *fold, const struct timeline *t)
{
	struct watch *f = fold;

	if (f->definition->measure != WATCH_EVENTS)
		return add_attempts(f, t);
	add_events(f, t);
	return STATUS_OK;
}

static const struct fold_member time_members[] = {
	MEMBER(struct watch_time, TIME, elapsed),
	{ 0 }
};
static const struct fold_record time_record = { sizeof(struct watch_time),
	time_members };

static const struct fold_member cell_members[] = {
	MEMBER(struct watch_cell, COUNT, n),
	MEMBER(struct watch_cell, COUNT, k),
	MEMBER(struct watch_cell, LIST, times, .of = &time_record),
	{ 0 }
};
static const struct fold_record cell = { sizeof(struct watch_cell),
	cell_members };

static const struct fold_member members[] = {
	MEMBER(struct watch, CELLS, cells, .of = &cell),
	{ 0 }
};

static void
start(void *fold)
{
	struct watch *f = fold;

	f->definition = f->fold.definition;
	f->matcher = matcher_new(&f->definition->rules);
}

static void
stop(void *fold)
{
	matcher_free(((struct watch *)fold)->matcher);
}

static bool
cell_is_sound(const struct watch_definition *d, const struct watch_cell *c)
{
	const struct watch_time *times = c->times.items;

	for (size_t i = 0; i < c->times.n; i++)
		if (times[i].elapsed < 0 || times[i].elapsed > FOLD_TIME_MOST)
			return false;
	return c->n > 0 && c->k <= (watch_counts(d) ? 0 : c->n) &&
	    c->times.n <= (d->measure == WATCH_MEDIAN ? c->k : 0);
}

/* Periods begin where periods begin, and none later than as-of. */
static bool
is_sound(const void *fold)
{
	const struct watch *f = fold;
	const struct watch_definition *d = f->definition;
	int64_t last = watch_period_last(d);

	for (size_t i = 0; i < f->cells.index.n; i++) {
		int64_t period = f->cells.index.keys[i].cohort;

		if (!cell_is_sound(d, fold_cell_at(&f->cells, i)) ||
		    period > last || !every_is_interval(d->every,
		    d->week_start, period) || watch_period_of(d,
		    watch_period_start(d, period)) != period)
			return false;
	}
	return true;
}

const struct fold_class watch_class = {
	.name = "watch",
	.size = sizeof(struct watch),
	.members = members,
	.add = watch_add,
	.start = start,
	.stop = stop,
	.is_sound = is_sound,
};
