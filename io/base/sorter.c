/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analytics/base/memory.h"
#include "io/base/scratch.h"
#include "io/base/sorter_private.h"

#define WRITE_SIZE ((size_t)256 << 10)

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
	int failed = writer_begin(&w, s, a->used, fault);
	for (size_t i = 0; i < a->n && !failed; i++) {
		const unsigned char *at = a->bytes + a->records[i].at;
		uint64_t len;

		memcpy(&len, at, HEAD);
		failed = writer_add(&w, at, stored_length(len), fault);
	}
	a->used = a->n = 0;
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

int
sorter_add(struct sorter *s, size_t worker, const void *record, size_t len,
    struct fault *fault)
{
	struct area *a = &s->areas[worker];
	size_t wanted = stored_length(len);
	/* Sorting takes as many places again. */
	size_t places = 2 * sizeof *a->records * (a->n + 1);

	if (s->budget && a->n && a->used + wanted + places >
	    s->budget / s->workers && spill(s, a, fault) != 0)
		return -1;
	if (!grow(a, wanted))
		return fault_set(fault, FAULT_OUTPUT,
		    "out of memory; --max-memory bounds it");
	uint64_t head = len;
	a->records[a->n++] = (struct place){ sorter_key_of(s, record, len),
	    a->used };
	memcpy(a->bytes + a->used, &head, HEAD);
	memcpy(a->bytes + a->used + HEAD, record, len);
	memset(a->bytes + a->used + HEAD + len, 0, wanted - HEAD - len);
	a->used += wanted;
	return 0;
}
