/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records of a bucket to groups, one an entity. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/store/timelines_private.h"

static void
grow_slots(struct gathered *g, size_t wanted)
{
	size_t size = 64;

	while (size < wanted)
		size *= 2;
	uint32_t *slots = memory_zeroed(size, sizeof *slots);
	free(g->slots);
	g->slots = slots;
	g->mask = size - 1;
	for (size_t i = 0; i < g->ngroups; i++) {
		size_t at = g->groups[i].low & g->mask;

		while (slots[at])
			at = (at + 1) & g->mask;
		slots[at] = (uint32_t)i + 1;
	}
}

static uint32_t
new_group(struct gathered *g, size_t slot, const struct packed *p)
{
	g->groups = memory_reserve(g->groups, &g->groups_room, g->ngroups + 1,
	    sizeof *g->groups);
	g->groups[g->ngroups++] = (struct group){ p->low,
	    p->high & PACKED_HASH, 0, 0, 0 };
	g->slots[slot] = (uint32_t)g->ngroups;
	if (g->ngroups * 4 > g->mask * 3)
		grow_slots(g, (g->mask + 1) * 2);
	return (uint32_t)g->ngroups - 1;
}

/* The number of the group that a hash belongs to. */
static inline uint32_t
find_group(struct gathered *g, const struct packed *p)
{
	size_t at = p->low & g->mask;

	for (; g->slots[at]; at = (at + 1) & g->mask) {
		uint32_t found = g->slots[at] - 1;

		if (g->groups[found].low == p->low &&
		    g->groups[found].high == (p->high & PACKED_HASH))
			return found;
	}
	return new_group(g, at, p);
}

/* Bytes that a record at least takes bound their number. */
static void
make_room(struct gathered *g, size_t n)
{
	if (n > g->room) {
		free(g->next);
		g->next = memory_array(n, sizeof *g->next);
		g->room = n;
	}
	if (!g->slots)
		grow_slots(g, 64);
}

void
gather_groups(struct gathered *g, const unsigned char *bytes, size_t len,
    struct layout_bits layout)
{
	make_room(g, len / sizeof(struct packed));
	g->ngroups = 0;
	memset(g->slots, 0, (g->mask + 1) * sizeof *g->slots);
	for (const unsigned char *at = bytes; at < bytes + len;
	    at = record_end(layout, at)) {
		uint32_t offset = (uint32_t)(at - bytes);
		struct group *group;
		struct packed p = packed_load(at);
		uint32_t number;

		number = find_group(g, &p);
		group = &g->groups[number];
		if (group->n++ == 0)
			group->first = offset;
		else
			*next_record(g, group->last) = offset;
		group->last = offset;
	}
}

void
gathered_free(struct gathered *g)
{
	free(g->groups);
	free(g->slots);
	free(g->next);
	*g = (struct gathered){ 0 };
}
