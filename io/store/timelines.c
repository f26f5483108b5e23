/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A partition of the store to timelines, and timelines to visitors. */
#include <stdio.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/base/threads.h"
#include "io/store/timelines_private.h"

/* So many records are gathered in a cache wherever they lie. */
#define RECORDS_FEW 2048

struct visitor {
	struct event_log *log;
	const struct zone *zone;
	struct layout_bits layout;
	atomic_size_t *next;	/* partition to take */
	atomic_bool *stop;
	visit_timeline *visit;
	void *context;
	struct log_facts facts;
	struct long_ones longest;
	struct fault fault;
	bool failed;

	/* what is at work; buffers are kept for the next */
	struct loaded loaded;
	struct buckets buckets;
	struct gathered gathered;
	struct group_reader reader;
	size_t partition;
	char short_id[ID_PADDING];
	char *id;		/* of one of its sessions */
	size_t id_room;
};

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

/* From behind its first event, or from its hash. */
static void
name_group(struct visitor *v, const struct group *g, struct timeline *t)
{
	const unsigned char *at = v->gathered.records[g->first].at;
	uint32_t len;

	if (layout_names(v->layout, g->low)) {
		t->id = (const char *)id_read(first_end(v->layout,
		    record_first(at)), &len);
		t->id_len = len;
		return;
	}
	t->id = v->short_id;
	t->id_len = id_of_key(&v->log->secret, (struct id_hash){ g->low,
	    g->high | v->partition }, v->short_id);
}

static int
visit_group(struct visitor *v, const struct group *g)
{
	const struct log_options *o = &v->log->options;
	struct timeline timeline = { .undated = o->undated != COLUMN_NONE };
	struct group_reader *r = &v->reader;
	bool tangled = !group_read(r, &v->gathered, g, &timeline);
	size_t n = timeline.n;

	if (n == 0 || is_too_long(v, g, n) || v->longest.events)
		return 0;
	v->facts.used += n;
	/* Exports are mostly in order, without two rows at one time. */
	if (o->examine) {
		timeline.places = r->keys;
		if (tangled)
			timeline_place(r->events, r->keys, n);
	} else if (tangled) {
		timeline.n = timeline_make(v->log, r->events, r->keys, n,
		    &v->facts);
	}
	if (v->layout.ids)
		name_group(v, g, &timeline);
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
	v->partition = p;
	if (store_load(v->log->store, p, &v->loaded, &v->fault) != 0)
		return -1;
	/* As they are counted, and their events. */
	if (v->loaded.bytes / sizeof(uint64_t) > UINT32_MAX)
		return fault_set(&v->fault, FAULT_INPUT, "more than "
		    "32 GB of events in one of %d partitions", PARTITIONS);
	int failed = gather_partition(v) ? visit_gathered(v) :
	    visit_buckets(v);
	if (v->log->last)
		store_drop(v->log->store, p);
	return failed;
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
	group_reader_end(&v->reader);
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

	for (size_t i = 0; i < n; i++) {
		struct visitor *v = &visitors[i];

		*v = (struct visitor){ .log = log, .next = &next,
		    .stop = &stop, .visit = visit, .context = contexts[i],
		    .zone = log->options.zone,
		    .layout = store_layout(log->store) };
		group_reader_start(&v->reader, log, as_of, &v->facts);
	}
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
