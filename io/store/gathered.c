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

static void
new_group(struct gathered *g, size_t slot, uint64_t low, uint64_t high,
    const unsigned char *id)
{
	g->groups = memory_reserve(g->groups, &g->groups_room, g->ngroups + 1,
	    sizeof *g->groups);
	g->groups[g->ngroups++] = (struct group){ low, high, id,
	    .last = INT64_MIN };
	g->slots[slot] = (uint32_t)g->ngroups;
	if (g->ngroups * 4 > g->mask * 3)
		grow_slots(g, (g->mask + 1) * 2);
}

/* The number of the group that a hash belongs to. */
static inline uint32_t
find_group(struct gathered *g, uint64_t low, uint64_t high,
    const unsigned char *id)
{
	size_t at = low & g->mask;
	for (; g->slots[at]; at = (at + 1) & g->mask) {
		uint32_t found = g->slots[at] - 1;
		if (g->groups[found].low == low &&
		    g->groups[found].high == high)
			return found;
	}
	new_group(g, at, low, high, id);
	return (uint32_t)g->ngroups - 1;
}

/* Bytes that a record at least takes bound their number. */
static void
make_room(struct gathered *g, size_t n, bool keys)
{
	if (n > g->room) {
		free(g->member);
		free(g->events);
		free(g->keys);
		g->keys = keys ? memory_array(n, sizeof *g->keys) : NULL;
		g->member = memory_array(n, sizeof *g->member);
		g->events = memory_array(n, sizeof *g->events);
		g->room = n;
	}
	if (!g->slots)
		grow_slots(g, 64);
}

void
gather_groups(struct gathered *g, const unsigned char *bytes, size_t len,
    struct layout_bits layout)
{
	size_t size = layout_size(layout), n = 0;

	make_room(g, len / size, layout.keys);
	g->ngroups = 0;
	memset(g->slots, 0, (g->mask + 1) * sizeof *g->slots);
	for (const unsigned char *at = bytes; at < bytes + len;) {
		struct packed p;

		memcpy(&p, at, sizeof p);

		uint32_t i = find_group(g, p.low, p.high & ~(uint64_t)0xff,
		    at + size);

		g->groups[i].n++;
		g->member[n++] = i;
		at += layout.ids ? record_length(layout, at) : size;
	}
	uint32_t start = 0;
	for (size_t i = 0; i < g->ngroups; i++) {
		g->groups[i].start = start;
		start += g->groups[i].n;
		g->groups[i].n = 0;
	}
}

void
gathered_free(struct gathered *g)
{
	free(g->groups);
	free(g->slots);
	free(g->member);
	free(g->events);
	free(g->keys);
	*g = (struct gathered){ 0 };
}
