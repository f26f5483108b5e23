/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "analytics/base/memory.h"
#include "io/base/scratch.h"

/*
 * Chunks grow to this, so that a small log takes little memory.  Each goes
 * back by itself: what is counted of a partition takes the place of its
 * events, whose pages were touched already (cmd/funnel.c).
 */
#define CHUNK_FIRST ((size_t)256)
#define CHUNK_LAST ((size_t)32 << 10)

struct chunk {
	struct chunk *next;
	size_t used, room;
	unsigned char bytes[];
};

struct extent {
	struct extent *next;
	off_t offset;
	size_t len;
};

struct store {
	size_t workers;
	struct layout_bits layout;
	size_t record;		/* layout_most */
	struct bin *bins;	/* workers × PARTITIONS */
	uint64_t budget;
	const char *folder;
	_Atomic uint64_t held;	/* bytes of chunks in memory */

	pthread_mutex_t lock;	/* of what follows */
	int file;
	uint64_t spilled;
	struct extent *extents[PARTITIONS];
};

struct store *
store_new(size_t workers, struct layout_bits layout, uint64_t budget,
    const char *folder)
{
	struct store *s = memory_zeroed(1, sizeof *s);

	s->workers = workers;
	s->layout = layout;
	s->layout.rest = (uint8_t)((layout.groups ? sizeof(uint32_t) : 0) +
	    (layout.values ? sizeof(decimal) : 0) +
	    (layout.keys ? sizeof(uint64_t) : 0));
	s->record = layout_most(s->layout);
	s->budget = budget;
	s->folder = folder;
	s->file = -1;
	pthread_mutex_init(&s->lock, NULL);
	s->bins = memory_zeroed(workers * PARTITIONS, sizeof *s->bins);
	return s;
}

void
store_drop(struct store *s, size_t p)
{
	for (size_t w = 0; w < s->workers; w++) {
		struct bin *bin = &s->bins[w * PARTITIONS + p];
		struct chunk *before;

		for (struct chunk *c = bin->chunks; c; c = before) {
			before = c->next;
			free(c);
		}
		*bin = (struct bin){ 0 };
	}
}

void
store_free(struct store *s)
{
	if (!s)
		return;
	for (size_t p = 0; p < PARTITIONS; p++) {
		struct extent *next;

		for (struct extent *e = s->extents[p]; e; e = next) {
			next = e->next;
			free(e);
		}
		store_drop(s, p);
	}
	if (s->file >= 0)
		close(s->file);
	pthread_mutex_destroy(&s->lock);
	free(s->bins);
	free(s);
}

/* Writes a full chunk to the file and makes it empty again. */
static int
spill(struct store *s, size_t p, struct chunk *c, struct fault *fault)
{
	struct extent *e = memory_array(1, sizeof *e);

	pthread_mutex_lock(&s->lock);
	int failed = 0;
	if (s->file < 0)
		failed = (s->file = scratch_open(s->folder, fault)) < 0;
	if (!failed) {
		*e = (struct extent){ s->extents[p], (off_t)s->spilled,
		    c->used };
		s->extents[p] = e;
		s->spilled += c->used;
	}
	pthread_mutex_unlock(&s->lock);
	if (failed) {
		free(e);
		return -1;
	}
	if (scratch_write(s->file, s->folder, c->bytes, c->used,
	    (uint64_t)e->offset, fault) != 0)
		return -1;
	c->used = 0;
	return 0;
}

static size_t
next_room(const struct bin *bin, size_t wanted)
{
	size_t room = bin->chunks ? bin->chunks->room * 2 : CHUNK_FIRST;

	if (room > CHUNK_LAST)
		room = CHUNK_LAST;
	return room > wanted ? room : wanted;
}

/* Room for at least `wanted` more bytes in a bin. */
static int
make_room(struct store *s, size_t worker, size_t p, size_t wanted,
    struct fault *fault)
{
	struct bin *bin = &s->bins[worker * PARTITIONS + p];
	struct chunk *c = bin->chunks;

	if (c)
		c->used = (size_t)(bin->at - c->bytes);
	size_t room = next_room(bin, wanted);
	bool full = s->budget && atomic_load_explicit(&s->held,
	    memory_order_relaxed) + room > s->budget;
	if (full && c && c->room >= wanted) {
		if (spill(s, p, c, fault) != 0)
			return -1;
		bin->at = c->bytes;
		return 0;
	}
	struct chunk *new = memory_try(NULL, sizeof *new + room +
	    LOADED_PADDING, 1);
	if (!new)
		return fault_set(fault, FAULT_OUTPUT,
		    "out of memory; --max-memory bounds it");
	atomic_fetch_add_explicit(&s->held, room, memory_order_relaxed);
	*new = (struct chunk){ c, 0, room };
	bin->chunks = new;
	bin->at = new->bytes;
	bin->end = new->bytes + room;
	return 0;
}

struct bin *
store_plain_bins(struct store *s, size_t worker)
{
	return &s->bins[worker * PARTITIONS];
}

int
store_append(struct store *s, size_t worker, const struct append *e,
    struct fault *fault)
{
	struct bin *bins = store_plain_bins(s, worker);
	size_t most = s->record + (layout_names(s->layout, e->low) ?
	    ID_HEAD_MOST + e->id_len : 0);

	if (store_append_plain(bins, s->layout, e))
		return 0;
	if (make_room(s, worker, e->partition, most, fault) != 0)
		return -1;
	struct append first = *e;
	first.follows = first.alike = false;
	store_append_plain(bins, s->layout, &first);
	return 0;
}

static void
add_span(struct loaded *l, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	l->spans = memory_reserve(l->spans, &l->spans_room, l->n + 1,
	    sizeof *l->spans);
	l->spans[l->n++] = (struct stored_span){ bytes, len };
	l->bytes += len;
}

static int
read_back(struct store *s, size_t p, struct loaded *l, struct fault *fault)
{
	size_t total = 0;

	for (struct extent *e = s->extents[p]; e; e = e->next)
		total += e->len;
	if (total > l->room) {
		free(l->buffer);
		l->buffer = memory_array(total + LOADED_PADDING, 1);
		l->room = total;
	}
	unsigned char *to = l->buffer;
	for (struct extent *e = s->extents[p]; e; e = e->next) {
		if (scratch_read(s->file, s->folder, to, e->len,
		    (uint64_t)e->offset, fault) != 0)
			return -1;
		add_span(l, to, e->len);
		to += e->len;
	}
	return 0;
}

int
store_load(struct store *s, size_t p, struct loaded *l, struct fault *fault)
{
	l->n = l->bytes = 0;
	for (size_t w = 0; w < s->workers; w++) {
		struct bin *bin = &s->bins[w * PARTITIONS + p];

		if (bin->chunks)
			bin->chunks->used =
			    (size_t)(bin->at - bin->chunks->bytes);
		for (struct chunk *c = bin->chunks; c; c = c->next)
			add_span(l, c->bytes, c->used);
	}
	return s->extents[p] ? read_back(s, p, l, fault) : 0;
}

void
loaded_free(struct loaded *l)
{
	free(l->spans);
	free(l->buffer);
	*l = (struct loaded){ 0 };
}

struct layout_bits
store_layout(const struct store *s)
{
	return s->layout;
}
