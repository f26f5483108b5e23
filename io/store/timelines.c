/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A partition of the store to timelines, and timelines to visitors. */
#include <stdio.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/base/threads.h"
#include "io/store/timelines_private.h"

struct visitor {
	struct event_log *log;
	const struct zone *zone;
	struct layout_bits layout;
	atomic_size_t *next;	/* partition to take */
	atomic_bool *stop;
	visit_timeline *visit;
	void *context;
	int64_t as_of;
	struct log_facts facts;
	struct long_ones longest;
	struct fault fault;
	bool failed;

	/* what is at work; buffers are kept for the next */
	struct loaded loaded;
	struct buckets buckets;
	struct gathered gathered;
	struct event *events;	/* of one entity */
	char *id;		/* of one of its sessions */
	size_t id_room;
	uint64_t *keys;		/* of these, where the layout has them */
	size_t room;
};

/* The time in the unit of struct event, ambiguous dates resolved. */
static inline int64_t
event_time(const struct visitor *v, int64_t time, bool either)
{
	if (either && v->log->swap)
		time = timestamp_swap(time, v->zone);
	return v->log->facts.dates ? zone_day(v->zone, time) : time;
}

static inline void
read_event(const struct visitor *v, const unsigned char *at,
    struct event *e, uint64_t *key)
{
	uint16_t class;
	int64_t time;

	at = packed_read(at, &time, &class);
	*e = (struct event){ .time = event_time(v, time,
	    class & PACKED_EITHER), .group = GROUP_NONE,
	    .class = class & PACKED_CLASS, .having = class & PACKED_HAVING,
	    .undated = class & PACKED_UNDATED, .value = DECIMAL_NONE };
	if (v->layout.groups) {
		memcpy(&e->group, at, sizeof e->group);
		at += sizeof e->group;
	}
	if (v->layout.values) {
		memcpy(&e->value, at, sizeof e->value);
		at += sizeof e->value;
	}
	if (key)
		memcpy(key, at, sizeof *key);
}

/*
 * The events of a group into the visitor's; those after as-of are left.
 * *tangled: one was not later than that before it.
 */
static size_t
read_group(struct visitor *v, const unsigned char *bytes,
    const struct group *g, bool *tangled)
{
	int64_t month = v->log->facts.dates ? 30 : 30 * DAY_MICROS;
	int64_t last = INT64_MIN;
	uint32_t offset = g->first;
	size_t n = 0;

	*tangled = false;
	for (uint32_t i = 0; i < g->n; i++) {
		struct event *e = &v->events[n];

		read_event(v, bytes + offset, e, v->keys ? &v->keys[n] : NULL);
		offset = *next_record(&v->gathered, offset);
		if (e->time > v->as_of) {
			v->facts.after_as_of++;
			continue;
		}
		n++;
		*tangled |= e->time <= last;
		last = e->time;
		v->facts.last_month += e->time > v->as_of - month;
	}
	return n;
}

static void
make_room(struct visitor *v, size_t n)
{
	if (n <= v->room)
		return;
	v->room = n > 2 * v->room ? n : 2 * v->room;
	free(v->events);
	free(v->keys);
	v->events = memory_array(v->room, sizeof *v->events);
	v->keys = v->layout.keys ?
	    memory_array(v->room, sizeof *v->keys) : NULL;
}

static int
visit_timeline_of(struct visitor *v, const struct timeline *t)
{
	v->facts.entities++;
	return v->visit(v->context, t, &v->fault);
}

static bool
is_new_session(const struct visitor *v, int64_t before, int64_t time)
{
	const struct sessions *s = &v->log->options.sessions;
	bool dates = v->log->facts.dates;

	if (s->days)
		return dates ? before != time : zone_day(v->zone, before) !=
		    zone_day(v->zone, time);
	return (dates ? span_end_day(s->silence, before) :
	    span_end_instant(s->silence, before, v->zone)) < time;
}

/* The parts of an entity, each with its number behind the id. */
static int
visit_sessions(struct visitor *v, const struct timeline *whole)
{
	struct timeline t = *whole;
	unsigned long long number = 0;

	v->facts.cut++;
	if (whole->id) {
		v->id = memory_reserve(v->id, &v->id_room, whole->id_len + 32,
		    1);
		memcpy(v->id, whole->id, whole->id_len);
		t.id = v->id;
	}
	for (size_t from = 0, to; from < whole->n; from = to) {
		for (to = from + 1; to < whole->n && !is_new_session(v,
		    whole->events[to - 1].time, whole->events[to].time); )
			to++;
		number++;
		t.events = whole->events + from;
		t.n = to - from;
		if (whole->id)
			t.id_len = whole->id_len + (size_t)snprintf(v->id +
			    whole->id_len, 32, ",%llu", number);
		if (visit_timeline_of(v, &t) != 0)
			return -1;
	}
	return 0;
}

/* Whether an entity of so many events takes part. */
static bool
is_too_long(struct visitor *v, const struct group *g, size_t n)
{
	const struct log_options *o = &v->log->options;

	if (n <= o->max_entity_events)
		return false;
	if (o->drop_long) {
		v->facts.long_events += n;
		v->facts.long_entities++;
	} else {
		long_ones_add(&v->longest, n, g->low, g->high);
	}
	return true;
}

/* Some record of an entity has its id: see omit_id. */
static void
find_id(const struct visitor *v, const unsigned char *bytes,
    const struct group *g, struct timeline *out)
{
	uint32_t offset = g->first, len = 0;

	for (uint32_t i = 0; i < g->n && len == 0; i++) {
		out->id = (const char *)id_read(record_id(v->layout,
		    bytes + offset), &len);
		offset = *next_record(&v->gathered, offset);
	}
	out->id_len = len;
}

static int
visit_group(struct visitor *v, const unsigned char *bytes,
    const struct group *g)
{
	const struct log_options *o = &v->log->options;
	struct timeline timeline = { .undated = o->undated != COLUMN_NONE };
	bool tangled;
	size_t n;

	make_room(v, g->n);
	n = read_group(v, bytes, g, &tangled);
	if (n == 0 || is_too_long(v, g, n) || v->longest.events)
		return 0;
	v->facts.used += n;
	/* Exports are mostly in order, without two rows at one time. */
	timeline.events = v->events;
	timeline.n = n;
	if (o->examine) {
		timeline.places = v->keys;
		if (tangled)
			timeline_place(v->events, v->keys, n);
	} else if (tangled) {
		timeline.n = timeline_make(v->log, v->events, v->keys, n,
		    &v->facts);
	}
	if (v->layout.ids)
		find_id(v, bytes, g, &timeline);
	return o->sessions.are && !o->examine ? visit_sessions(v, &timeline) :
	    visit_timeline_of(v, &timeline);
}

static int
visit_bucket(struct visitor *v, const unsigned char *bytes, size_t len)
{
	struct gathered *g = &v->gathered;

	gather_groups(g, bytes, len, v->layout);
	for (size_t i = 0; i < g->ngroups; i++)
		if (visit_group(v, bytes, &g->groups[i]) != 0)
			return -1;
	return 0;
}

static int
visit_partition(struct visitor *v, size_t p)
{
	struct buckets *b = &v->buckets;

	if (store_load(v->log->store, p, &v->loaded, &v->fault) != 0)
		return -1;
	buckets_fill(b, &v->loaded, v->layout);
	for (size_t i = 0; i < b->n; i++) {
		size_t len = b->ends[i] - b->starts[i];

		/* Offsets have 32 bits: one entity of 200 million rows. */
		if (len > UINT32_MAX)
			return fault_set(&v->fault, FAULT_INPUT, "more than "
			    "4 GB of events in one of %d partitions",
			    PARTITIONS);
		if (len && visit_bucket(v, b->bytes + b->starts[i],
		    len) != 0)
			return -1;
	}
	return 0;
}

static void *
work(void *context)
{
	struct visitor *v = context;
	size_t p;

	while (!atomic_load(v->stop) &&
	    (p = atomic_fetch_add(v->next, 1)) < PARTITIONS) {
		if (visit_partition(v, p) == 0)
			continue;
		v->failed = true;
		atomic_store(v->stop, true);
	}
	return NULL;
}

static void
end_visitor(struct visitor *v)
{
	loaded_free(&v->loaded);
	buckets_free(&v->buckets);
	gathered_free(&v->gathered);
	free(v->events);
	free(v->keys);
	free(v->id);
}

static void
merge_facts(struct log_facts *to, const struct log_facts *from)
{
	to->after_as_of += from->after_as_of;
	to->repeats += from->repeats;
	to->used += from->used;
	to->added += from->added;
	to->entities += from->entities;
	to->cut += from->cut;
	to->long_events += from->long_events;
	to->long_entities += from->long_entities;
	to->last_month += from->last_month;
}

int
event_log_visit(struct event_log *log, int64_t as_of, visit_timeline *visit,
    void *const *contexts, struct fault *fault)
{
	size_t n = log->options.threads;
	atomic_size_t next = 0;
	atomic_bool stop = false;
	struct long_ones longest = { 0 };
	struct visitor *visitors = memory_zeroed(n, sizeof *visitors);

	for (size_t i = 0; i < n; i++)
		visitors[i] = (struct visitor){ .log = log, .next = &next,
		    .stop = &stop, .visit = visit, .context = contexts[i],
		    .as_of = as_of, .zone = log->options.zone,
		    .layout = store_layout(log->store) };
	struct log_facts *f = &log->facts;
	f->after_as_of = f->repeats = f->used = f->added = f->entities = 0;
	f->last_month = f->cut = f->long_events = f->long_entities = 0;
	int failed = run_threads(n, work, visitors, sizeof *visitors, fault);
	for (size_t i = 0; i < n; i++) {
		long_ones_join(&longest, &visitors[i].longest);
		if (visitors[i].failed && !failed) {
			*fault = visitors[i].fault;
			failed = -1;
		}
		merge_facts(f, &visitors[i].facts);
		end_visitor(&visitors[i]);
	}
	free(visitors);
	if (longest.events)
		failed = long_ones_fault(&longest, log, fault);
	free(longest.hashes);
	return failed;
}
