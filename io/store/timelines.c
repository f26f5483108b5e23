/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A partition of the store to timelines, and timelines to visitors. */
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
};

/* The time in the unit of struct event, ambiguous dates settled. */
static inline int64_t
settle_time(const struct visitor *v, const struct packed *p)
{
	int64_t time = p->time;
	if (v->log->swap && (p->high & PACKED_EITHER))
		time = timestamp_swap(time, v->zone);
	return v->log->facts.dates ? zone_day(v->zone, time) : time;
}

static inline void
read_event(const struct visitor *v, const unsigned char *at,
    struct event *e, uint64_t *key)
{
	struct packed packed, *p = &packed;
	memcpy(p, at, sizeof packed);
	*e = (struct event){ .time = settle_time(v, p),
	    .group = GROUP_NONE, .class = p->high & PACKED_CLASS,
	    .having = p->high & PACKED_HAVING, .value = DECIMAL_NONE };
	at += sizeof packed;
	if (v->layout.groups) {
		memcpy(&e->group, at, sizeof e->group);
		at += 8;
	}
	if (v->layout.values)
		memcpy(&e->value, at, sizeof e->value);
	if (v->layout.keys)
		memcpy(key, at + sizeof e->value, sizeof *key);
}

/* The events of a bucket into their groups; those after as-of are left. */
static void
scatter(struct visitor *v, const unsigned char *at,
    const unsigned char *end)
{
	struct gathered *g = &v->gathered;
	size_t size = layout_size(v->layout);
	int64_t month = v->log->facts.dates ? 30 : 30 * DAY_MICROS;
	for (size_t n = 0; at < end; n++) {
		struct group *group = &g->groups[g->member[n]];
		size_t place = group->start + group->n;
		struct event *e = &g->events[place];
		read_event(v, at, e, g->keys ? &g->keys[place] : NULL);
		if (e->time > v->as_of) {
			v->facts.after_as_of++;
		} else {
			group->n++;
			group->tangled |= e->time <= group->last;
			group->last = e->time;
		}
		v->facts.last_month += e->time <= v->as_of &&
		    e->time > v->as_of - month;
		at += v->layout.ids ? record_length(v->layout, at) : size;
	}
}

static int
visit_group(struct visitor *v, const struct group *g)
{
	struct event *events = v->gathered.events + g->start;
	struct timeline timeline = { .events = events };
	if (g->n == 0)
		return 0;
	if (g->n > v->log->options.max_entity_events)
		long_ones_add(&v->longest, g->n, g->low, g->high);
	if (v->longest.events)
		return 0;
	timeline.n = g->n;
	/* Exports are mostly in order, without two rows at one time. */
	v->facts.used += g->n;
	if (g->tangled)
		timeline.n = timeline_make(v->log, events, v->layout.keys ?
		    v->gathered.keys + g->start : NULL, g->n, &v->facts);
	if (v->layout.ids) {
		uint32_t len;
		memcpy(&len, g->id, sizeof len);
		timeline.id = (const char *)g->id + sizeof len;
		timeline.id_len = len;
	}
	v->facts.entities++;
	return v->visit(v->context, &timeline, &v->fault);
}

static int
visit_bucket(struct visitor *v, const unsigned char *bytes, size_t len)
{
	struct gathered *g = &v->gathered;

	gather_groups(g, bytes, len, v->layout);
	scatter(v, bytes, bytes + len);
	for (size_t i = 0; i < g->ngroups; i++)
		if (visit_group(v, &g->groups[i]) != 0)
			return -1;
	return 0;
}

static int
visit_partition(struct visitor *v, size_t p)
{
	struct buckets *b = &v->buckets;
	if (store_load(v->log->store, p, &v->loaded, &v->fault) != 0)
		return -1;
	if (v->loaded.bytes / layout_size(v->layout) >= UINT32_MAX)
		return fault_set(&v->fault, FAULT_INPUT, "more than 4e9 "
		    "events in one of %d partitions", PARTITIONS);
	buckets_fill(b, &v->loaded, v->layout);
	size_t from = 0;
	for (size_t i = 0; i < b->n; from = b->ends[i++])
		if (b->ends[i] > from && visit_bucket(v, b->bytes + from,
		    b->ends[i] - from) != 0)
			return -1;
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
}

static void
merge_facts(struct log_facts *to, const struct log_facts *from)
{
	to->after_as_of += from->after_as_of;
	to->repeats += from->repeats;
	to->used += from->used;
	to->added += from->added;
	to->entities += from->entities;
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
	f->last_month = 0;
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
