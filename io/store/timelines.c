/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A partition of the store to timelines, and timelines to visitors. */
#include <stdio.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/base/threads.h"
#include "io/store/timelines_private.h"

/* So many records are gathered in a cache wherever they lie. */
#define RECORDS_FEW 2048

#define ALWAYS_INLINE __attribute__((always_inline))

struct visitor {
	struct event_log *log;
	const struct zone *zone;
	struct layout_bits layout;
	atomic_size_t *next;	/* partition to take */
	atomic_bool *stop;
	visit_timeline *visit;
	void *context;
	int64_t as_of;
	int64_t month;		/* as-of, less a month */
	bool bare;		/* see read_event */
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

/* What is known of the events of a group as they are read. */
struct reading {
	struct event *to;	/* where the next goes */
	uint64_t *key;		/* likewise, where the layout has keys */
	int64_t last;		/* time of the one before */
	uint32_t recent;	/* in the last month */
	bool tangled;		/* one was not later than that before it */
};

/* The time in the unit of struct event, ambiguous dates resolved. */
static inline int64_t
event_time(const struct visitor *v, int64_t time, bool either)
{
	if (either && v->log->swap)
		time = timestamp_swap(time, v->zone);
	return v->log->facts.dates ? zone_day(v->zone, time) : time;
}

/* bare: the layout has nothing else, and times are as they stand there.
   Answers where the event ends, but for an id. */
static inline ALWAYS_INLINE const unsigned char *
read_event(const struct visitor *v, const unsigned char *at,
    const struct reading *r, bool bare)
{
	struct layout_bits layout = v->layout;
	struct event *e = r->to;
	uint16_t class;
	int64_t time;

	at = packed_read(at, &time, &class);
	e->time = bare ? time : event_time(v, time, class & PACKED_EITHER);
	e->group = GROUP_NONE;
	e->class = class & PACKED_CLASS;
	e->having = class & PACKED_HAVING;
	e->undated = class & PACKED_UNDATED;
	e->value = DECIMAL_NONE;
	if (!bare && layout.groups) {
		memcpy(&e->group, at, sizeof e->group);
		at += sizeof e->group;
	}
	if (!bare && layout.values) {
		memcpy(&e->value, at, sizeof e->value);
		at += sizeof e->value;
	}
	if (!bare && layout.keys) {
		memcpy(r->key, at, sizeof *r->key);
		at += sizeof *r->key;
	}
	return at;
}

/* The event is in its place: it stays there unless it is after as-of. */
static inline ALWAYS_INLINE void
note_event(const struct visitor *v, struct reading *r, bool bare)
{
	int64_t time = r->to->time;

	if (__builtin_expect(time > v->as_of, 0))
		return;
	r->recent += time > v->month;
	r->tangled |= time <= r->last;
	r->last = time;
	r->to++;
	if (!bare && v->layout.keys)
		r->key++;
}

static inline ALWAYS_INLINE void
read_record(const struct visitor *v, const struct record *record,
    struct reading *r, bool bare)
{
	const unsigned char *at = read_event(v, record_first(record->at), r,
	    bare);

	if (!bare)
		at = id_end(v->layout, at);
	note_event(v, r, bare);
	for (uint32_t i = 1; i < record->events; i++) {
		at = read_event(v, at, r, bare);
		note_event(v, r, bare);
	}
}

static inline ALWAYS_INLINE void
read_records(const struct visitor *v, const struct group *g,
    struct reading *r, bool bare)
{
	const struct record *records = v->gathered.records;
	uint32_t i = g->first;

	read_record(v, &records[i], r, bare);
	while (i != g->last) {
		i = records[i].next;
		read_record(v, &records[i], r, bare);
	}
}

/*
 * The events of a group into the visitor's, how many there are; those after
 * as-of are left.  *tangled: one is not later than that before it.
 */
static size_t
read_group(struct visitor *v, const struct group *g, bool *tangled)
{
	struct reading r = { .to = v->events, .key = v->keys,
	    .last = INT64_MIN };

	if (v->bare)
		read_records(v, g, &r, true);
	else
		read_records(v, g, &r, false);
	size_t n = (size_t)(r.to - v->events);
	v->facts.after_as_of += g->n - n;
	v->facts.last_month += r.recent;
	*tangled = r.tangled;
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

static int
visit_group(struct visitor *v, const struct group *g)
{
	const struct log_options *o = &v->log->options;
	struct timeline timeline = { .undated = o->undated != COLUMN_NONE };
	bool tangled;
	size_t n;

	make_room(v, g->n);
	n = read_group(v, g, &tangled);
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
	if (v->layout.ids) {
		uint32_t id_len;

		timeline.id = (const char *)id_read(event_end(v->layout,
		    record_first(v->gathered.records[g->first].at)), &id_len);
		timeline.id_len = id_len;
	}
	return o->sessions.are && !o->examine ? visit_sessions(v, &timeline) :
	    visit_timeline_of(v, &timeline);
}

static int
visit_gathered(struct visitor *v)
{
	struct gathered *g = &v->gathered;

	for (size_t i = 0; i < g->ngroups; i++)
		if (visit_group(v, &g->groups[i]) != 0)
			return -1;
	return 0;
}

static int
visit_buckets(struct visitor *v)
{
	struct buckets *b = &v->buckets;

	buckets_fill(b, &v->loaded, v->layout);
	for (size_t i = 0; i < b->n; i++) {
		gather_none(&v->gathered);
		gather(&v->gathered, b->bytes + b->starts[i],
		    b->ends[i] - b->starts[i], v->layout);
		if (visit_gathered(v) != 0)
			return -1;
	}
	return 0;
}

/*
 * Where records are of several events they are mostly all that an entity
 * has, and each is met once: then no cache is needed to find them again.
 * Others are gathered as they lie if they are few.
 */
static bool
gather_partition(struct visitor *v)
{
	struct gathered *g = &v->gathered;
	const struct loaded *l = &v->loaded;

	gather_none(g);
	for (size_t i = 0; i < l->n; i++) {
		gather(g, l->spans[i].bytes, l->spans[i].len, v->layout);
		if (g->nrecords > RECORDS_FEW && g->nevents < 2 * g->nrecords)
			return false;
	}
	return true;
}

static int
visit_partition(struct visitor *v, size_t p)
{
	if (store_load(v->log->store, p, &v->loaded, &v->fault) != 0)
		return -1;
	/* As they are counted, and their events. */
	if (v->loaded.bytes / sizeof(uint64_t) > UINT32_MAX)
		return fault_set(&v->fault, FAULT_INPUT, "more than "
		    "32 GB of events in one of %d partitions", PARTITIONS);
	return gather_partition(v) ? visit_gathered(v) : visit_buckets(v);
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

	struct layout_bits layout = store_layout(log->store);
	struct log_facts *f = &log->facts;
	for (size_t i = 0; i < n; i++)
		visitors[i] = (struct visitor){ .log = log, .next = &next,
		    .stop = &stop, .visit = visit, .context = contexts[i],
		    .as_of = as_of, .zone = log->options.zone,
		    .month = as_of - (f->dates ? 30 : 30 * DAY_MICROS),
		    .bare = layout_is_bare(layout) && !log->swap &&
		    !f->dates, .layout = layout };
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
