/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entities that are too long, and what they are called. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "io/store/timelines_private.h"

#define SHOWN_MAX 200	/* bytes of an id */

void
long_ones_add(struct long_ones *o, uint64_t events, uint64_t low,
    uint64_t high)
{
	if (events < o->events)
		return;
	if (events > o->events)
		o->n = 0;
	o->events = events;
	o->hashes = memory_reserve(o->hashes, &o->room, o->n + 1,
	    sizeof *o->hashes);
	o->hashes[o->n++] = (struct long_hash){ low, high };
}

void
long_ones_join(struct long_ones *into, struct long_ones *from)
{
	for (size_t i = 0; i < from->n; i++)
		long_ones_add(into, from->events, from->hashes[i].low,
		    from->hashes[i].high);
	free(from->hashes);
	*from = (struct long_ones){ 0 };
}

static int
compare_hashes(const void *a, const void *b)
{
	const struct long_hash *x = a, *y = b;

	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return (x->high > y->high) - (x->high < y->high);
}

/* As of ingest.c, but for what the partition is chosen by. */
static struct long_hash
hash_of(const struct event_log *log, const char *id, size_t len)
{
	char padded[16] = { 0 };
	struct id_hash h;

	if (len <= sizeof padded)
		id = memcpy(padded, id, len);
	h = entity_hash(log, id, len);
	return (struct long_hash){ h.low, h.high & PACKED_HASH };
}

/* NULL if none of them is in the sample. */
static const char *
first_id(struct long_ones *o, const struct event_log *log, size_t *len)
{
	const char *first = NULL;

	qsort(o->hashes, o->n, sizeof *o->hashes, compare_hashes);
	for (size_t i = 0; i < value_counts_size(log->sampled); i++) {
		size_t id_len;
		uint64_t rows;
		const char *id = value_counts_at(log->sampled, i, &id_len,
		    &rows);
		struct long_hash hash = hash_of(log, id, id_len);

		if (bsearch(&hash, o->hashes, o->n, sizeof hash,
		    compare_hashes) && (!first ||
		    compare_bytes(id, id_len, first, *len) < 0)) {
			first = id;
			*len = id_len;
		}
	}
	return first;
}

int
long_ones_fault(struct long_ones *o, const struct event_log *log,
    struct fault *fault)
{
	unsigned long long events = o->events,
	    most = log->options.max_entity_events;
	size_t len = 0;
	const char *id = first_id(o, log, &len);

	if (!id)
		return fault_set(fault, FAULT_INPUT, "an entity has %llu "
		    "events, more than --max-entity-events %llu", events,
		    most);
	return fault_set(fault, FAULT_INPUT, "entity \"%.*s\" has %llu events, "
	    "more than --max-entity-events %llu",
	    len > SHOWN_MAX ? SHOWN_MAX : (int)len, id, events, most);
}
