/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records to groups, one an entity, and groups to their events. */
#include <stdlib.h>

#include "analytics/base/always_inline.h"
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

static inline ALWAYS_INLINE uint32_t
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

/*
 * The next record, behind which may be the end of all; answers where it
 * ends.  Slots are far apart: that of the record behind is called for
 * before this one's is asked.
 */
static inline ALWAYS_INLINE const unsigned char *
add_record(struct gathered *g, const unsigned char *at,
    const unsigned char *end, struct layout_bits layout)
{
	struct packed p = packed_load(at);
	struct record *record = &g->records[g->nrecords];
	uint32_t number = (uint32_t)g->nrecords++, events = 1, found;
	struct group *group;

	record->at = at;
	at = id_end(layout, p.low, first_end(layout, record_first(at)));
	for (; at < end && packed_follows(at); events++)
		at = event_end(layout, at);
	record->events = events;
	g->nevents += events;
	if (at < end)
		__builtin_prefetch(&g->slots[packed_word(at) & g->mask]);
	found = find_group(g, &p);
	group = &g->groups[found];
	if (group->n == 0)
		group->first = number;
	else
		g->records[group->last].next = number;
	group->last = number;
	group->n += events;
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
	else if (layout_is_named(layout))
		add_records(g, bytes, bytes + len, named_layout);
	else if (layout_is_grouped(layout))
		add_records(g, bytes, bytes + len, grouped_layout);
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

/* What is known of the events of a group as they are read. */
struct reading {
	struct event *to;	/* where the next goes */
	uint64_t *key;		/* likewise; NULL: the layout has none */
	int64_t last;		/* time of the one before */
	uint32_t group;		/* likewise */
	uint32_t recent;	/* in the last month */
	uint16_t having;	/* flags that all of them have */
	bool tangled;		/* one was not later than that before it */
};

/* The time in the unit of struct event, ambiguous dates resolved. */
static inline int64_t
event_time(const struct event_log *log, int64_t time, bool either)
{
	const struct zone *zone = log->options.zone;

	if (either && log->swap)
		time = timestamp_swap(time, zone);
	return log->facts.dates ? zone_day(zone, time) : time;
}

/* Answers where the group ends, if one is there; alike: none is. */
static inline ALWAYS_INLINE const unsigned char *
read_group(const unsigned char *at, struct reading *r, bool alike)
{
	uint32_t group;

	/* If it is not there, other bytes are. */
	memcpy(&group, at, sizeof group);
	r->group = alike ? r->group : group;
	return at + !alike * sizeof group;
}

/* How a reader is to be followed: its layout, of which more is known to the
   compiler, and whether it is plain, and lean. */
struct manner {
	struct layout_bits layout;
	bool plain, lean;
};

/* Answers where the event ends, but for an id. */
static inline ALWAYS_INLINE const unsigned char *
read_event(const struct group_reader *g, const unsigned char *at,
    struct reading *r, struct manner m, bool first)
{
	bool alike = !first && packed_word(at) & PACKED_ALIKE;
	struct event *e = r->to;
	uint16_t class;
	int64_t time;

	at = packed_read(at, &time, &class);
	e->time = m.plain ? time : event_time(g->log, time,
	    class & PACKED_EITHER);
	e->class = class & PACKED_CLASS;
	e->having = class & PACKED_HAVING;
	r->having &= class;
	if (m.layout.groups)
		at = read_group(at, r, alike);
	if (m.layout.groups || !m.lean)
		e->group = r->group;
	/* The rest is there already: see make_room. */
	if (m.lean)
		return at;
	e->undated = class & PACKED_UNDATED;
	e->value = DECIMAL_NONE;
	if (m.layout.values) {
		memcpy(&e->value, at, sizeof e->value);
		at += sizeof e->value;
	}
	if (m.layout.keys && r->key) {
		memcpy(r->key, at, sizeof *r->key);
		at += sizeof *r->key;
	}
	return at;
}

/* The event is in its place: it stays there unless it is after as-of. */
static inline ALWAYS_INLINE void
note_event(const struct group_reader *g, struct reading *r, struct manner m)
{
	int64_t time = r->to->time;

	if (__builtin_expect(time > g->as_of, 0))
		return;
	r->recent += time > g->month;
	r->tangled |= time <= r->last;
	r->last = time;
	r->to++;
	if (m.layout.keys)
		r->key++;
}

static inline ALWAYS_INLINE void
read_record(const struct group_reader *g, const struct record *record,
    struct reading *r, struct manner m)
{
	const unsigned char *at = id_end(m.layout, packed_word(record->at),
	    read_event(g, record_first(record->at), r, m, true));

	note_event(g, r, m);
	for (uint32_t i = 1; i < record->events; i++) {
		at = read_event(g, at, r, m, false);
		note_event(g, r, m);
	}
}

static inline ALWAYS_INLINE void
read_records(const struct group_reader *g, const struct record *records,
    const struct group *group, struct reading *r, struct manner m)
{
	uint32_t i = group->first;

	read_record(g, &records[i], r, m);
	while (i != group->last) {
		i = records[i].next;
		read_record(g, &records[i], r, m);
	}
}

static void
make_room(struct group_reader *g, size_t n)
{
	g->room = n > 2 * g->room ? n : 2 * g->room;
	free(g->events);
	free(g->keys);
	g->events = memory_array(g->room, sizeof *g->events);
	g->keys = g->layout.keys ?
	    memory_array(g->room, sizeof *g->keys) : NULL;
	/* Whoever puts events in order finds no other group or value. */
	for (size_t i = 0; g->lean && i < g->room; i++)
		g->events[i] = (struct event){ .group = GROUP_NONE,
		    .value = DECIMAL_NONE };
}

static inline ALWAYS_INLINE bool
read_all(struct group_reader *g, const struct record *records,
    const struct group *group, struct timeline *to, struct manner m)
{
	struct reading r = { .to = g->events, .key = g->keys,
	    .last = INT64_MIN, .group = GROUP_NONE, .having = UINT16_MAX };

	read_records(g, records, group, &r, m);
	to->events = g->events;
	to->n = (size_t)(r.to - g->events);
	to->even = m.lean && !m.layout.groups && !r.tangled &&
	    (r.having & PACKED_HAVING);
	g->facts->after_as_of += group->n - to->n;
	g->facts->last_month += r.recent;
	return !r.tangled;
}

/* Each by itself, so that what is known of most stays in registers. */
static bool
read_bare(struct group_reader *g, const struct record *records,
    const struct group *group, struct timeline *to)
{
	return read_all(g, records, group, to,
	    (struct manner){ bare_layout, true, true });
}

static bool
read_named(struct group_reader *g, const struct record *records,
    const struct group *group, struct timeline *to)
{
	return read_all(g, records, group, to,
	    (struct manner){ named_layout, true, true });
}

static bool
read_grouped(struct group_reader *g, const struct record *records,
    const struct group *group, struct timeline *to)
{
	return read_all(g, records, group, to,
	    (struct manner){ grouped_layout, true, true });
}

static bool
read_any(struct group_reader *g, const struct record *records,
    const struct group *group, struct timeline *to)
{
	return read_all(g, records, group, to,
	    (struct manner){ g->layout, g->plain, false });
}

bool
group_read(struct group_reader *g, const struct gathered *gathered,
    const struct group *group, struct timeline *to)
{
	if (group->n > g->room)
		make_room(g, group->n);
	return g->read(g, gathered->records, group, to);
}

void
group_reader_start(struct group_reader *g, const struct event_log *log,
    int64_t as_of, struct log_facts *facts)
{
	bool dates = log->facts.dates;
	struct layout_bits layout = store_layout(log->store);

	*g = (struct group_reader){ .log = log, .layout = layout,
	    .as_of = as_of, .month = as_of - (dates ? 30 : 30 * DAY_MICROS),
	    .plain = !log->swap && !dates,
	    .facts = facts };
	g->lean = g->plain && !layout.values && !layout.keys &&
	    log->options.undated == COLUMN_NONE;
	g->read = !g->lean ? read_any : layout_is_bare(layout) ? read_bare :
	    layout_is_named(layout) ? read_named :
	    layout_is_grouped(layout) ? read_grouped : read_any;
}

void
group_reader_end(struct group_reader *g)
{
	free(g->events);
	free(g->keys);
}
