/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/drivers.h"

#include "analytics/match/duration.h"

static bool
has_reached(const struct match_rules *r, const struct attempt *a,
    size_t step)
{
	return r->order == MATCH_TOUCH ? a->touched >> step & 1 :
	    step < a->reached;
}

/* With touch nothing ever ends, but a window. */
static bool
is_open(const struct match_rules *r, const struct attempt *a)
{
	if (r->order == MATCH_TOUCH)
		return !r->windowed || a->deadline > r->as_of;
	return a->fate == FATE_OPEN;
}

/* The last time at which an entity could have been seen to get there. */
static int64_t
last_time(const struct match_rules *r, const struct attempt *a)
{
	int64_t last = r->windowed && a->deadline < r->as_of ? a->deadline :
	    r->as_of;

	if (r->order != MATCH_TOUCH && (a->fate == FATE_LOST ||
	    a->fate == FATE_SKIPPED) && a->fate_time < last)
		last = a->fate_time;
	return last;
}

/* Bit i: done[i] was, from the entry to the landmark. */
static uint32_t
what_was_done(const struct drivers_definition *d, const struct timeline *t,
    int64_t entry, int64_t landmark)
{
	uint32_t done = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct event *e = &t->events[i];

		if (e->time < entry || e->time > landmark)
			continue;
		for (size_t s = 0; s < d->ndone; s++)
			if (d->rules.stages[e->class] >> d->done[s] & 1)
				done |= (uint32_t)1 << s;
	}
	return done;
}

/* A cell that holds one entity is a list's item with a key and a hash. */
static bool
stops_seeking(const struct drivers_fold *f)
{
	return f->definition->repeats && most_are_new(f->sought,
	    f->cells.index.n);
}

static void
count_entity(struct drivers_fold *f, const struct timeline *t,
    const struct attempt *a, uint32_t group)
{
	const struct drivers_definition *d = f->definition;
	const struct match_rules *r = &d->rules;
	bool reached = has_reached(r, a, d->goal);
	int64_t end = reached ? a->time[d->goal] : last_time(r, a);
	uint32_t done = 0, duration = 0;

	if (d->landmarked) {
		int64_t landmark = rules_end(r, d->landmark, a->entry);

		if (end <= landmark) {
			f->ended++;
			return;
		}
		done = what_was_done(d, t, a->entry, landmark);
	}
	if (d->timed)
		duration = duration_cell(r, a->entry, end);
	f->entered++;
	f->open += !reached && is_open(r, a);
	if (!d->timed && r->windowed && a->deadline > r->as_of)
		return;
	if (stops_seeking(f)) {
		struct drivers_entity *e = fold_list_add(reached ? &f->with :
		    &f->without, sizeof *e);

		*e = (struct drivers_entity){ group, duration, done };
		return;
	}
	f->sought++;
	struct drivers_cell *c = fold_cell(&f->cells, group,
	    drivers_key(duration, done));
	c->n++;
	c->k += reached;
}

static enum status
drivers_add(void *fold, const struct timeline *t)
{
	struct drivers_fold *f = fold;
	const struct attempt *a;
	size_t n;
	enum status status = matcher_match(f->matcher, t, &a, &n, NULL);

	if (status != STATUS_OK || n == 0 ||
	    !has_reached(&f->definition->rules, a, 0))
		return status;
	count_entity(f, t, a, attribute_group(&f->definition->attribute,
	    t, a));
	return STATUS_OK;
}

static const struct fold_member cell_members[] = {
	MEMBER(struct drivers_cell, COUNT, n),
	MEMBER(struct drivers_cell, COUNT, k),
	{ 0 }
};
static const struct fold_record cell = { sizeof(struct drivers_cell),
	cell_members };

static const struct fold_member entity_members[] = {
	MEMBER(struct drivers_entity, NUMBER, group),
	MEMBER(struct drivers_entity, NUMBER, duration),
	MEMBER(struct drivers_entity, NUMBER, done),
	{ 0 }
};
static const struct fold_record entity = { sizeof(struct drivers_entity),
	entity_members };

static const struct fold_member members[] = {
	MEMBER(struct drivers_fold, COUNT, entered),
	MEMBER(struct drivers_fold, COUNT, open),
	MEMBER(struct drivers_fold, COUNT, ended),
	MEMBER(struct drivers_fold, CELLS, cells, .of = &cell),
	MEMBER(struct drivers_fold, LIST, with, .of = &entity),
	MEMBER(struct drivers_fold, LIST, without, .of = &entity),
	{ 0 }
};

static void
start(void *fold)
{
	struct drivers_fold *f = fold;

	f->definition = f->fold.definition;
	f->matcher = matcher_new(&f->definition->rules);
}

static void
stop(void *fold)
{
	matcher_free(((struct drivers_fold *)fold)->matcher);
}

static bool
is_sound(const void *fold)
{
	const struct drivers_fold *f = fold;
	const struct drivers_definition *d = f->definition;
	int64_t most = d->timed ? RISK_CELLS_MAX : 1;

	for (size_t i = 0; i < f->cells.index.n; i++) {
		const struct drivers_cell *c = fold_cell_at(&f->cells, i);
		int64_t key = f->cells.index.keys[i].cohort;

		if (c->k > c->n || key < 0 || key >= drivers_key(
		    (uint32_t)most, 0) || (key & (((int64_t)1 <<
		    DRIVERS_DONE_MAX) - 1)) >> d->ndone)
			return false;
	}
	/* What may repeat is not saved. */
	return f->open <= f->entered && (d->landmarked || f->ended == 0) &&
	    f->with.n == 0 && f->without.n == 0;
}

const struct fold_class drivers_class = {
	.name = "drivers",
	.size = sizeof(struct drivers_fold),
	.members = members,
	.add = drivers_add,
	.start = start,
	.stop = stop,
	.is_sound = is_sound,
};
