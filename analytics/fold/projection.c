/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/fold/projection.h"

#include <stdlib.h>

struct projection {
	const struct projection_definition *definition;
	void *inner;
	struct event *events;	/* of one timeline, with other groups */
	size_t room;
};

void *
projection_inner(void *fold)
{
	return ((struct projection *)fold)->inner;
}

static void
projection_free(void *fold)
{
	struct projection *p = fold;
	if (!p)
		return;
	if (p->inner)
		p->definition->class->free(p->inner);
	free(p->events);
	free(p);
}

static void *
projection_new(const void *definition)
{
	struct projection *p = calloc(1, sizeof *p);
	if (!p)
		return NULL;
	p->definition = definition;
	p->inner = p->definition->class->new(p->definition->definition);
	if (p->inner)
		return p;
	projection_free(p);
	return NULL;
}

static bool
make_room(struct projection *p, size_t n)
{
	if (n <= p->room)
		return true;
	free(p->events);
	p->room = 0;
	p->events = malloc(2 * n * sizeof *p->events);
	if (p->events)
		p->room = 2 * n;
	return p->events;
}

static enum status
projection_add(void *fold, const struct timeline *t)
{
	struct projection *p = fold;
	const uint32_t *groups = p->definition->groups;
	struct timeline other = *t;
	/* A log without groups: nothing differs. */
	if (!groups && t->events[0].group == GROUP_NONE)
		return p->definition->class->add(p->inner, t);
	if (!make_room(p, t->n))
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < t->n; i++) {
		p->events[i] = t->events[i];
		p->events[i].group = groups ? groups[t->events[i].group] :
		    GROUP_NONE;
	}
	other.events = p->events;
	return p->definition->class->add(p->inner, &other);
}

static enum status
projection_merge(void *into, void *from)
{
	struct projection *to = into, *p = from;
	return to->definition->class->merge(to->inner, p->inner);
}

static enum status
projection_save(const void *fold, const struct group_names *names,
    struct buffer *out)
{
	const struct projection *p = fold;
	return p->definition->class->save(p->inner, names, out);
}

static enum status
projection_load(void *fold, const struct group_names *names,
    const char *bytes, size_t len)
{
	struct projection *p = fold;
	return p->definition->class->load(p->inner, names, bytes, len);
}

const struct fold_class projection_class = {
	"projection", projection_new, projection_add, projection_merge,
	projection_save, projection_load, projection_free,
};
