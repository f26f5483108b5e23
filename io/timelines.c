/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A partition of the store to timelines, and timelines to visitors. */
#include <stdatomic.h>
#include <stdlib.h>

#include "io/event_log_private.h"
#include "io/threads.h"

/* One entity of a partition. */
struct group {
	uint64_t low, high;	/* its hash; the lowest byte of high is 0 */
	const unsigned char *id;	/* its length, then its bytes */
	uint32_t n;		/* events */
	uint32_t start;		/* of them, in the partition's events */
};

struct visitor {
	struct event_log *log;
	atomic_size_t *next;	/* partition to take */
	atomic_bool *stop;
	visit_timeline *visit;
	void *context;
	int64_t as_of;
	bool keep;
	struct log_facts facts;
	struct fault fault;
	bool failed;

	/* the partition at work; buffers are kept for the next */
	struct loaded loaded;
	struct group *groups;
	size_t ngroups, groups_room;
	uint32_t *slots;	/* group number + 1; 0: free */
	size_t mask;
	uint32_t *member;	/* of each event, its group */
	size_t member_room;
	struct event *events;
	size_t events_room;
	const struct zone *zone;
};


static size_t
record_length(struct layout_bits layout, const unsigned char *at)
{
	size_t len = layout_size(layout);
	if (layout.ids) {
		uint32_t id_len;
		memcpy(&id_len, at + len, sizeof id_len);
		len += (sizeof id_len + id_len + 7) & ~(size_t)7;
	}
	return len;
}

static int
grow_slots(struct visitor *v, size_t wanted)
{
	size_t size = 64;
	while (size < wanted)
		size *= 2;
	uint32_t *slots = calloc(size, sizeof *slots);
	if (!slots)
		return -1;
	free(v->slots);
	v->slots = slots;
	v->mask = size - 1;
	for (size_t g = 0; g < v->ngroups; g++) {
		size_t at = v->groups[g].low & v->mask;
		while (slots[at])
			at = (at + 1) & v->mask;
		slots[at] = (uint32_t)g + 1;
	}
	return 0;
}

static int
new_group(struct visitor *v, size_t slot, uint64_t low, uint64_t high,
    const unsigned char *id)
{
	if (v->ngroups == v->groups_room) {
		size_t room = v->groups_room ? v->groups_room * 2 : 256;
		struct group *groups = realloc(v->groups,
		    room * sizeof *groups);
		if (!groups)
			return -1;
		v->groups = groups;
		v->groups_room = room;
	}
	v->groups[v->ngroups++] = (struct group){ low, high, id, 0, 0 };
	v->slots[slot] = (uint32_t)v->ngroups;
	if (v->ngroups * 4 > v->mask * 3)
		return grow_slots(v, (v->mask + 1) * 2);
	return 0;
}

/* The number of the group that a hash belongs to, -1 out of memory. */
static inline int64_t
find_group(struct visitor *v, uint64_t low, uint64_t high,
    const unsigned char *id)
{
	size_t at = low & v->mask;
	for (; v->slots[at]; at = (at + 1) & v->mask) {
		uint32_t g = v->slots[at] - 1;
		if (v->groups[g].low == low && v->groups[g].high == high)
			return g;
	}
	int64_t g = (int64_t)v->ngroups;
	return new_group(v, at, low, high, id) == 0 ? g : -1;
}

/* First pass: which group each event is in, and how many each has. */
static int
assign(struct visitor *v, size_t *nevents)
{
	struct layout_bits layout = store_layout(v->log->store);
	size_t size = layout_size(layout), n = 0;
	v->ngroups = 0;
	memset(v->slots, 0, (v->mask + 1) * sizeof *v->slots);
	for (size_t s = 0; s < v->loaded.n; s++) {
		const unsigned char *at = v->loaded.spans[s].bytes;
		const unsigned char *end = at + v->loaded.spans[s].len;
		while (at < end) {
			struct packed p;
			memcpy(&p, at, sizeof p);
			int64_t g = find_group(v, p.low,
			    p.high & ~(uint64_t)0xff, at + size);
			if (g < 0)
				return -1;
			v->groups[g].n++;
			v->member[n++] = (uint32_t)g;
			at += layout.ids ? record_length(layout, at) : size;
		}
	}
	*nevents = n;
	return 0;
}

/* Bytes a record at least takes bound the number of events. */
static int
make_room(struct visitor *v)
{
	size_t n = v->loaded.bytes / layout_size(store_layout(v->log->store));
	if (n >= UINT32_MAX)
		return fault_set(&v->fault, FAULT_INPUT, "more than 4e9 "
		    "events in one of %d partitions", PARTITIONS);
	if (n > v->member_room) {
		free(v->member);
		free(v->events);
		v->member = malloc(n * sizeof *v->member);
		v->events = malloc(n * sizeof *v->events);
		v->member_room = v->member && v->events ? n : 0;
	}
	if (!v->slots && grow_slots(v, 64) != 0)
		return fault_set(&v->fault, FAULT_INPUT, "out of memory");
	if (n > v->member_room)
		return fault_set(&v->fault, FAULT_INPUT, "out of memory");
	return 0;
}

/* The time in the unit of struct event, ambiguous dates settled. */
static inline int64_t
settle_time(const struct visitor *v, const struct packed *p)
{
	int64_t time = p->time;
	if (v->log->swap && (p->high & PACKED_EITHER))
		time = timestamp_swap(time, v->zone);
	return v->log->facts.dates ? zone_day(v->zone, time) : time;
}

static void
read_event(const struct visitor *v, struct layout_bits layout,
    const unsigned char *at, const struct packed *p, struct event *e)
{
	*e = (struct event){ .time = settle_time(v, p),
	    .group = GROUP_NONE, .class = p->high & PACKED_CLASS,
	    .having = p->high & PACKED_HAVING, .value = DECIMAL_NONE };
	at += sizeof *p;
	if (layout.groups) {
		memcpy(&e->group, at, sizeof e->group);
		at += 8;
	}
	if (layout.values)
		memcpy(&e->value, at, sizeof e->value);
}

/* Second pass: events side by side, those of one group together. */
static void
scatter(struct visitor *v)
{
	struct layout_bits layout = store_layout(v->log->store);
	size_t size = layout_size(layout), n = 0;
	uint32_t start = 0;
	int64_t month = v->log->facts.dates ? 30 : 30 * DAY_MICROS;
	for (size_t g = 0; g < v->ngroups; g++) {
		v->groups[g].start = start;
		start += v->groups[g].n;
		v->groups[g].n = 0;
	}
	for (size_t s = 0; s < v->loaded.n; s++) {
		const unsigned char *at = v->loaded.spans[s].bytes;
		const unsigned char *end = at + v->loaded.spans[s].len;
		while (at < end) {
			struct group *g = &v->groups[v->member[n++]];
			struct packed p;
			struct event *e = &v->events[g->start + g->n];
			memcpy(&p, at, sizeof p);
			read_event(v, layout, at, &p, e);
			if (e->time > v->as_of)
				v->facts.after_as_of++;
			else
				g->n++;
			v->facts.last_month += e->time <= v->as_of &&
			    e->time > v->as_of - month;
			at += layout.ids ? record_length(layout, at) : size;
		}
	}
}

/*
 * The order of a timeline: time, class, group by bytes, value by the
 * bytes of its text.  Total up to equal events, so any sort gives one
 * result.
 */
static int
compare(const struct event_log *log, const struct event *a,
    const struct event *b)
{
	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->class != b->class)
		return a->class < b->class ? -1 : 1;
	if (a->group != b->group) {
		uint32_t ra = log->tuples.ranks[a->group];
		uint32_t rb = log->tuples.ranks[b->group];
		return ra < rb ? -1 : 1;
	}
	if (a->value != b->value) {
		char ta[DECIMAL_MAX_TEXT] = "", tb[DECIMAL_MAX_TEXT] = "";
		if (a->value != DECIMAL_NONE)
			decimal_format(a->value, ta);
		if (b->value != DECIMAL_NONE)
			decimal_format(b->value, tb);
		return strcmp(ta, tb);
	}
	return (int)a->having - (int)b->having;
}

static void
sift(const struct event_log *log, struct event *e, size_t root, size_t n)
{
	for (size_t child; (child = 2 * root + 1) < n; root = child) {
		if (child + 1 < n && compare(log, &e[child], &e[child + 1]) < 0)
			child++;
		if (compare(log, &e[root], &e[child]) >= 0)
			return;
		struct event swap = e[root];
		e[root] = e[child];
		e[child] = swap;
	}
}

/* Heap sort for the rare long timelines: no memory, no bad case. */
static void
sort_long(const struct event_log *log, struct event *e, size_t n)
{
	for (size_t i = n / 2; i > 0; i--)
		sift(log, e, i - 1, n);
	for (size_t end = n; end > 1; end--) {
		struct event swap = e[0];
		e[0] = e[end - 1];
		e[end - 1] = swap;
		sift(log, e, 0, end - 1);
	}
}

static void
sort_events(const struct event_log *log, struct event *e, size_t n)
{
	size_t i = 1;
	/* Exports are mostly sorted already. */
	while (i < n && compare(log, &e[i - 1], &e[i]) <= 0)
		i++;
	if (n > 32 && i < n) {
		sort_long(log, e, n);
		return;
	}
	for (; i < n; i++) {
		struct event moved = e[i];
		size_t at = i;
		for (; at > 0 && compare(log, &e[at - 1], &moved) > 0; at--)
			e[at] = e[at - 1];
		e[at] = moved;
	}
}

/* Rows equal in entity, stage and time: the first stands. */
static size_t
collapse(struct visitor *v, struct event *e, size_t n)
{
	size_t kept = 1;
	/* In a transaction log the values of equal rows are added. */
	bool sums = v->log->options.stage == COLUMN_NONE;
	for (size_t i = 1; i < n; i++) {
		struct event *last = &e[kept - 1];
		if (e[i].time != last->time || e[i].class != last->class) {
			e[kept++] = e[i];
			continue;
		}
		v->facts.repeats++;
		if (!sums || e[i].value == DECIMAL_NONE)
			continue;
		if (last->value == DECIMAL_NONE)
			last->value = e[i].value;
		else
			decimal_add(&last->value, e[i].value);
	}
	return kept;
}

static int
too_long(struct visitor *v, const struct group *g)
{
	fault_set(&v->fault, FAULT_INPUT, "an entity has %lu events, more "
	    "than --max-entity-events %llu", (unsigned long)g->n,
	    (unsigned long long)v->log->options.max_entity_events);
	return -1;
}

static int
visit_group(struct visitor *v, const struct group *g)
{
	struct event *events = v->events + g->start;
	struct timeline timeline = { .events = events };
	if (g->n == 0)
		return 0;
	if (g->n > v->log->options.max_entity_events)
		return too_long(v, g);
	sort_events(v->log, events, g->n);
	timeline.n = collapse(v, events, g->n);
	if (store_layout(v->log->store).ids) {
		uint32_t len;
		memcpy(&len, g->id, sizeof len);
		timeline.id = (const char *)g->id + sizeof len;
		timeline.id_len = len;
	}
	v->facts.used += timeline.n;
	v->facts.entities++;
	return v->visit(v->context, &timeline, &v->fault);
}

static int
visit_partition(struct visitor *v, size_t p)
{
	size_t n;
	if (store_load(v->log->store, p, &v->loaded, &v->fault) != 0)
		return -1;
	if (v->loaded.bytes == 0)
		return 0;
	if (make_room(v) != 0)
		return -1;
	if (assign(v, &n) != 0)
		return fault_set(&v->fault, FAULT_INPUT, "out of memory");
	scatter(v);
	for (size_t g = 0; g < v->ngroups; g++)
		if (visit_group(v, &v->groups[g]) != 0)
			return -1;
	if (!v->keep)
		store_drop(v->log->store, p);
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
	free(v->groups);
	free(v->slots);
	free(v->member);
	free(v->events);
}

static void
merge_facts(struct log_facts *to, const struct log_facts *from)
{
	to->after_as_of += from->after_as_of;
	to->repeats += from->repeats;
	to->used += from->used;
	to->entities += from->entities;
	to->last_month += from->last_month;
}

int
event_log_visit(struct event_log *log, int64_t as_of, visit_timeline *visit,
    void *const *contexts, bool keep, struct fault *fault)
{
	size_t n = log->options.threads;
	atomic_size_t next = 0;
	atomic_bool stop = false;
	struct visitor *visitors = calloc(n, sizeof *visitors);
	if (!visitors)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	for (size_t i = 0; i < n; i++)
		visitors[i] = (struct visitor){ .log = log, .next = &next,
		    .stop = &stop, .visit = visit, .context = contexts[i],
		    .as_of = as_of, .keep = keep, .zone = log->options.zone };
	struct log_facts *f = &log->facts;
	f->after_as_of = f->repeats = f->used = f->entities = 0;
	f->last_month = 0;
	int failed = run_threads(n, work, visitors, sizeof *visitors, fault);
	for (size_t i = 0; i < n; i++) {
		if (visitors[i].failed && !failed) {
			*fault = visitors[i].fault;
			failed = -1;
		}
		merge_facts(f, &visitors[i].facts);
		end_visitor(&visitors[i]);
	}
	free(visitors);
	return failed;
}
