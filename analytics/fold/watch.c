/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/watch.h"

#include "analytics/base/memory.h"

static int64_t
period_of(const struct watch_definition *d, int64_t time)
{
	return every_of(d->every, d->week_start, d->rules.dates ? NULL :
	    d->rules.zone, time);
}

static bool
reached(const struct watch_definition *d, const struct attempt *a)
{
	return d->rules.order == MATCH_TOUCH ? a->touched >> d->goal & 1 :
	    a->reached > d->goal;
}

static enum status
watch_add(void *fold, const struct timeline *t)
{
	struct watch *f = fold;
	const struct watch_definition *d = f->definition;
	const struct attempt *a;
	size_t n;
	enum status status = matcher_match(f->matcher, t, &a, &n, NULL);

	for (size_t i = 0; status == STATUS_OK && i < n; i++) {
		struct watch_cell *c = fold_cell(&f->cells,
		    attribute_group(d->attribute, t, a[i].entry_event),
		    period_of(d, a[i].entry));

		c->n++;
		c->k += reached(d, &a[i]);
	}
	return status;
}

static const struct fold_member cell_members[] = {
	MEMBER(struct watch_cell, COUNT, n),
	MEMBER(struct watch_cell, COUNT, k),
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
	if (!f->matcher)
		memory_exhausted();
}

static void
stop(void *fold)
{
	matcher_free(((struct watch *)fold)->matcher);
}

/* Periods begin where periods begin, and none later than as-of. */
static bool
is_sound(const void *fold)
{
	const struct watch *f = fold;
	const struct watch_definition *d = f->definition;
	int64_t last = period_of(d, d->rules.as_of);

	for (size_t i = 0; i < f->cells.index.n; i++) {
		int64_t period = f->cells.index.keys[i].cohort;
		const struct watch_cell *c = fold_cell_at(&f->cells, i);

		if (c->n == 0 || c->k > c->n || period > last ||
		    period < -1000000 || every_floor(d->every, period,
		    d->week_start) != period)
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
