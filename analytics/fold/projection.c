/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/projection.h"

#include <stdlib.h>

#include "analytics/base/memory.h"
#include "analytics/fold/state.h"

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

static enum status
projection_add(void *fold, const struct timeline *t)
{
	struct projection *p = fold;
	const struct projection_definition *d = p->fold.definition;
	const uint32_t *groups = d->groups;
	struct timeline other = *t;

	/* A log without groups: nothing differs. */
	if (!groups && t->events[0].group == GROUP_NONE)
		return d->class->add(p->inner, t);
	make_room(p, t->n);
	for (size_t i = 0; i < t->n; i++) {
		p->events[i] = t->events[i];
		p->events[i].group = groups ? groups[t->events[i].group] :
		    GROUP_NONE;
	}
	other.events = p->events;
	return d->class->add(p->inner, &other);
}

const struct fold_class projection_class = {
	.name = "projection",
	.size = sizeof(struct projection),
	.members = no_members,
	.add = projection_add,
	.start = start,
	.stop = stop,
	.join = join,
};
