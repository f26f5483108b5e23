/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "io/base/scratch.h"
#include "io/base/sorter_private.h"

#define WRITE_SIZE ((size_t)256 << 10)

#define SAMPLE (16 * BUCKETS)	/* keys from which bounds are made */
#define BUCKET_PART ((size_t)32 << 10)	/* bytes that it takes at once */
/* Of a smaller budget the ends of parts, which are empty, took too much. */
#define BUDGET_LEAST (8 * BUCKETS * BUCKET_PART)

struct sorter *
sorter_new(size_t workers, uint64_t budget, const char *folder,
    sorter_compare *compare, sorter_key *key)
{
	struct sorter *s = memory_zeroed(1, sizeof *s);

	*s = (struct sorter){ .workers = workers, .budget = budget,
	    .folder = folder, .compare = compare, .key = key, .file = -1 };
	pthread_mutex_init(&s->lock, NULL);
	s->areas = memory_zeroed(workers, sizeof *s->areas);
	return s;
}

void
sorter_free(struct sorter *s)
{
	if (!s)
		return;
	sorter_free_cursors(s);
	for (size_t w = 0; s->areas && w < s->workers; w++) {
		free(s->areas[w].bytes);
		free(s->areas[w].records);
		free(s->areas[w].bounds);
		free(s->areas[w].buckets);
	}
	free(s->areas);
	free(s->runs);
	if (s->file >= 0)
		close(s->file);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* A place in the file for a run of that length, known from now on. */
static int
new_run(struct sorter *s, uint64_t len, struct run *out, struct fault *fault)
{
	int failed = 0;

	pthread_mutex_lock(&s->lock);
	if (s->file < 0)
		failed = (s->file = scratch_open(s->folder, fault)) < 0;
	if (!failed) {
		s->runs = memory_reserve(s->runs, &s->runs_room, s->nruns + 1,
		    sizeof *s->runs);
		*out = (struct run){ s->written, len };
		s->runs[s->nruns++] = *out;
		s->written += len;
	}
	pthread_mutex_unlock(&s->lock);
	return failed ? -1 : 0;
}

int
writer_begin(struct writer *w, struct sorter *s, uint64_t len,
    struct fault *fault)
{
	*w = (struct writer){ .sorter = s,
	    .buffer = memory_array(WRITE_SIZE, 1) };
	return new_run(s, len, &w->run, fault);
}

static int
flush(struct writer *w, struct fault *fault)
{
	struct sorter *s = w->sorter;

	if (scratch_write(s->file, s->folder, w->buffer, w->used,
	    w->run.offset + w->done, fault) != 0)
		return -1;
	w->done += w->used;
	w->used = 0;
	return 0;
}

int
writer_add(struct writer *w, const unsigned char *stored, size_t len,
    struct fault *fault)
{
	while (len) {
		size_t n = WRITE_SIZE - w->used;

		n = n < len ? n : len;
		memcpy(w->buffer + w->used, stored, n);
		w->used += n;
		stored += n;
		len -= n;
		if (w->used == WRITE_SIZE && flush(w, fault) != 0)
			return -1;
	}
	return 0;
}

int
writer_end(struct writer *w, int failed, struct fault *fault)
{
	if (!failed)
		failed = flush(w, fault);
	free(w->buffer);
	return failed ? -1 : 0;
}

/* An area becomes a sorted run of the file, and is empty. */
static int
spill(struct sorter *s, struct area *a, struct fault *fault)
{
	struct writer w;

	sorter_sort_area(s, a);
	int failed = writer_begin(&w, s, a->stored, fault);
	for (size_t i = 0; i < a->n && !failed; i++) {
		const unsigned char *at = a->bytes + a->records[i].at;
		uint64_t len;

		memcpy(&len, at, HEAD);
		failed = writer_add(&w, at, stored_length(len), fault);
	}
	a->used = a->stored = a->n = 0;
	if (a->bounds)
		memset(a->buckets, 0, BUCKETS * sizeof *a->buckets);
	return writer_end(&w, failed, fault);
}

static bool
grow(struct area *a, size_t wanted)
{
	if (a->room - a->used < wanted) {
		size_t room = a->room ? a->room : (size_t)4 << 10;

		while (room - a->used < wanted)
			room *= 2;

		unsigned char *bytes = memory_try(a->bytes, room, 1);

		if (!bytes)
			return false;
		a->bytes = bytes;
		a->room = room;
	}
	if (a->n < a->records_room)
		return true;
	size_t room = a->records_room ? a->records_room * 2 : 64;
	struct place *records = memory_try(a->records, room, sizeof *records);

	if (!records)
		return false;
	a->records = records;
	a->records_room = room;
	return true;
}

static void
make_bounds(struct area *a)
{
	int64_t keys[SAMPLE];

	for (size_t i = 0; i < SAMPLE; i++)
		keys[i] = a->records[i].key;
	qsort(keys, SAMPLE, sizeof *keys, compare_int64);
	a->bounds = memory_array(BUCKETS - 1, sizeof *a->bounds);
	for (size_t b = 1; b < BUCKETS; b++)
		a->bounds[b - 1] = keys[b * SAMPLE / BUCKETS];
	a->buckets = memory_zeroed(BUCKETS, sizeof *a->buckets);
}

static struct bucket *
bucket_of(const struct area *a, int64_t key)
{
	size_t at = 0;

	for (size_t half = BUCKETS / 2; half > 0; half /= 2)
		at += a->bounds[at + half - 1] <= key ? half : 0;
	return &a->buckets[at];
}

/* Room for a record; false: there is no memory. */
static bool
take_room(struct area *a, int64_t key, size_t len, size_t *at)
{
	struct bucket whole = { 0 };
	struct bucket *b = a->bounds ? bucket_of(a, key) : &whole;
	size_t part = a->bounds && len < BUCKET_PART ? BUCKET_PART : len;

	if (b->end - b->at < len) {
		if (!grow(a, part))
			return false;
		b->at = a->used;
		b->end = a->used += part;
	} else if (!grow(a, 0)) {
		return false;
	}
	*at = b->at;
	b->at += len;
	a->stored += len;
	return true;
}

int
sorter_add(struct sorter *s, size_t worker, const void *record, size_t len,
    struct fault *fault)
{
	struct area *a = &s->areas[worker];
	uint64_t budget = s->budget / s->workers, head = len;
	size_t wanted = stored_length(len), at = 0;
	/* Sorting takes as many places again. */
	size_t places = 2 * sizeof *a->records * (a->n + 1);
	int64_t key = sorter_key_of(s, record, len);

	if (s->budget && a->n && a->used + wanted + places > budget &&
	    spill(s, a, fault) != 0)
		return -1;
	if (!take_room(a, key, wanted, &at))
		return fault_set(fault, FAULT_OUTPUT,
		    "out of memory; --max-memory bounds it");
	a->records[a->n++] = (struct place){ key, at };
	memcpy(a->bytes + at, &head, HEAD);
	memcpy(a->bytes + at + HEAD, record, len);
	memset(a->bytes + at + HEAD + len, 0, wanted - HEAD - len);
	if (a->n == SAMPLE && !a->bounds && s->key &&
	    (!s->budget || budget >= BUDGET_LEAST))
		make_bounds(a);
	return 0;
}
