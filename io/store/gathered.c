/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records to groups, one an entity. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/store/timelines_private.h"

#define ALWAYS_INLINE __attribute__((always_inline))

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
	if (g->ngroups * 2 > g->mask)
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

void
gather_none(struct gathered *g)
{
	g->ngroups = g->nrecords = g->nevents = 0;
	if (g->slots)
		memset(g->slots, 0, (g->mask + 1) * sizeof *g->slots);
	else
		grow_slots(g, 64);
}

/* The next record, behind which may be the end of all; answers where it
   ends. */
static inline ALWAYS_INLINE const unsigned char *
add_record(struct gathered *g, const unsigned char *at,
    const unsigned char *end, struct layout_bits layout)
{
	struct packed p = packed_load(at);
	uint32_t found = find_group(g, &p);
	struct group *group = &g->groups[found];
	struct record *record = &g->records[g->nrecords];
	uint32_t number = (uint32_t)g->nrecords++, events = 1;

	record->at = at;
	if (group->n == 0)
		group->first = number;
	else
		g->records[group->last].next = number;
	group->last = number;
	at = id_end(layout, event_end(layout, record_first(at)));
	for (; at < end && packed_follows(at); events++)
		at = event_end(layout, at);
	record->events = events;
	group->n += events;
	g->nevents += events;
	return at;
}

static inline ALWAYS_INLINE void
add_records(struct gathered *g, const unsigned char *at,
    const unsigned char *end, struct layout_bits layout)
{
	while (at < end)
		at = add_record(g, at, end, layout);
}

void
gather(struct gathered *g, const unsigned char *bytes, size_t len,
    struct layout_bits layout)
{
	/* Bytes that a record at least takes bound their number. */
	g->records = memory_reserve(g->records, &g->records_room,
	    g->nrecords + len / sizeof(struct packed), sizeof *g->records);
	/* What is known of most is not asked once an event. */
	if (layout_is_bare(layout))
		add_records(g, bytes, bytes + len, bare_layout);
	else
		add_records(g, bytes, bytes + len, layout);
}

void
gathered_free(struct gathered *g)
{
	free(g->groups);
	free(g->slots);
	free(g->records);
	*g = (struct gathered){ 0 };
}
