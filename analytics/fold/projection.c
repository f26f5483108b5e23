/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/projection.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/state.h"
#include "analytics/match/plain_attempts.h"

struct projection {
	struct fold fold;
	void *inner;
	struct event *events;	/* of one timeline, with other groups */
	size_t room;
};

static const struct fold_member no_members[] = { { 0 } };

void *
projection_inner(void *fold)
{
	return ((struct projection *)fold)->inner;
}

static void
start(void *fold)
{
	struct projection *p = fold;
	const struct projection_definition *d = p->fold.definition;

	p->inner = fold_new(d->class, d->definition);
}

static void
stop(void *fold)
{
	struct projection *p = fold;

	fold_free(p->inner);
	free(p->events);
}

static void
join(void *into, void *from)
{
	fold_merge(projection_inner(into), projection_inner(from));
}

static void
make_room(struct projection *p, size_t n)
{
	if (n <= p->room)
		return;
	free(p->events);
	p->room = 2 * n;
	p->events = memory_array(p->room, sizeof *p->events);
}

static const struct event *
project(struct projection *p, const struct timeline *t,
    const uint32_t *groups)
{
	make_room(p, t->n);
	for (size_t i = 0; i < t->n; i++) {
		p->events[i] = t->events[i];
		p->events[i].group = groups ? groups[t->events[i].group] :
		    GROUP_NONE;
	}
	return p->events;
}

/* Whoever has the timeline as well may have made them. */
static const struct event *
events_of(struct projection *p, const struct timeline *t,
    const uint32_t *groups)
{
	struct match_memo *memo = t->memo;
	const struct event *events;

	for (size_t i = 0; memo && i < memo->nprojected; i++)
		if (memo->projected[i].groups == groups)
			return memo->projected[i].events;
	events = project(p, t, groups);
	if (memo && memo->nprojected < MATCH_PROJECTIONS) {
		memo->projected[memo->nprojected].groups = groups;
		memo->projected[memo->nprojected++].events = events;
	}
	return events;
}

static enum status
add_other(struct projection *p, const struct timeline *t)
{
	const struct projection_definition *d = p->fold.definition;
	struct timeline other = *t;

	other.events = events_of(p, t, d->groups);
	return d->class->add(p->inner, &other);
}

static enum status
projection_add(void *fold, const struct timeline *t)
{
	struct projection *p = fold;
	const struct projection_definition *d = p->fold.definition;

	/* A log without groups: nothing differs. */
	return d->groups || t->events[0].group != GROUP_NONE ?
	    add_other(p, t) : d->class->add(p->inner, t);
}

static bool
takes_plain(const void *fold, const struct match_rules **rules)
{
	const struct projection *p = fold;
	const struct projection_definition *d = p->fold.definition;

	return d->class->takes_plain && d->class->takes_plain(p->inner, rules);
}

static void
add_plain(void *fold, const struct plain_batch *batch)
{
	const struct projection *p = fold;
	const struct projection_definition *d = p->fold.definition;
	uint32_t groups[PLAIN_BATCH];
	struct plain_batch other = *batch;

	for (size_t i = 0; i < batch->n; i++)
		groups[i] = d->groups ? d->groups[batch->groups[i]] :
		    GROUP_NONE;
	other.groups = groups;
	d->class->add_plain(p->inner, &other);
}

const struct fold_class projection_class = {
	.name = "projection",
	.size = sizeof(struct projection),
	.members = no_members,
	.add = projection_add,
	.takes_plain = takes_plain,
	.add_plain = add_plain,
	.start = start,
	.stop = stop,
	.join = join,
};
