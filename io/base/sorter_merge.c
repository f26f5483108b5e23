/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From areas and runs to one order. */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/scratch.h"
#include "io/base/sorter_private.h"
#include "io/base/threads.h"

#define RUNS_AT_ONCE 256	/* that one merge reads */
#define READ_LEAST ((size_t)4 << 10)
#define READ_MOST ((size_t)1 << 20)

void
sorter_free_cursors(struct sorter *s)
{
	for (size_t i = 0; i < s->ncursors; i++)
		free(s->cursors[i].buffer);
	free(s->cursors);
	free(s->heap);
	s->cursors = NULL;
	s->heap = NULL;
	s->ncursors = s->nheap = 0;
}

/* At least `wanted` bytes of a run in its buffer. */
static int
fill(struct sorter *s, struct cursor *c, size_t wanted, struct fault *fault)
{
	if (c->have - c->from >= wanted)
		return 0;
	if (c->from) {
		memmove(c->buffer, c->buffer + c->from, c->have - c->from);
		c->have -= c->from;
		c->from = 0;
	}
	if (wanted > c->room) {
		unsigned char *larger = memory_resize(c->buffer, wanted, 1);

		c->buffer = larger;
		c->room = wanted;
	}
	size_t n = c->room - c->have;
	n = n < c->left.len ? n : c->left.len;
	if (scratch_read(s->file, s->folder, c->buffer + c->have, n,
	    c->left.offset, fault) != 0)
		return -1;
	c->have += n;
	c->left.offset += n;
	c->left.len -= n;
	return 0;
}

/* Those of an area lie anywhere in it: fetched before they are due. */
#define AHEAD 24

static void
advance_area(struct cursor *c)
{
	const struct area *a = c->area;
	const struct place *due = &a->records[c->at];
	uint64_t len;

	if (c->at == a->n)
		return;
	if (a->n - c->at > AHEAD) {
		const unsigned char *later = a->bytes + due[AHEAD].at;

		__builtin_prefetch(later);
		__builtin_prefetch(later + 64);
		__builtin_prefetch(later + 128);
	}
	memcpy(&len, a->bytes + due->at, HEAD);
	c->record = a->bytes + due->at + HEAD;
	c->len = len;
	c->key = due->key;
	c->at++;
}

static int
advance_run(struct sorter *s, struct cursor *c, struct fault *fault)
{
	uint64_t len;

	if (c->left.len == 0 && c->from == c->have)
		return 0;
	if (fill(s, c, HEAD, fault) != 0)
		return -1;
	memcpy(&len, c->buffer + c->from, HEAD);
	if (fill(s, c, stored_length(len), fault) != 0)
		return -1;
	c->record = c->buffer + c->from + HEAD;
	c->len = len;
	c->key = sorter_key_of(s, c->record, len);
	c->from += stored_length(len);
	return 0;
}

static int
advance(struct sorter *s, struct cursor *c, struct fault *fault)
{
	c->record = NULL;
	if (!c->area)
		return advance_run(s, c, fault);
	advance_area(c);
	return 0;
}

static int
compare_cursors(const struct sorter *s, const struct cursor *a,
    const struct cursor *b)
{
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return s->compare(a->record, a->len, b->record, b->len);
}

static void
sift(struct sorter *s, size_t at)
{
	struct cursor **h = s->heap, *moved = h[at];

	for (size_t child; (child = 2 * at + 1) < s->nheap; at = child) {
		if (child + 1 < s->nheap &&
		    compare_cursors(s, h[child + 1], h[child]) < 0)
			child++;
		if (compare_cursors(s, moved, h[child]) <= 0)
			break;
		h[at] = h[child];
	}
	h[at] = moved;
}

/* Cursors over the first runs, and over all areas or none. */
static int
begin_merge(struct sorter *s, size_t nruns, size_t nareas,
    struct fault *fault)
{
	size_t n = nruns + nareas;
	size_t room = s->budget / 4 / (nruns + 1);

	room = room < READ_LEAST ? READ_LEAST : room > READ_MOST ? READ_MOST :
	    room;
	sorter_free_cursors(s);
	s->cursors = memory_zeroed(n + 1, sizeof *s->cursors);
	s->heap = memory_zeroed(n + 1, sizeof *s->heap);
	for (size_t i = 0; i < n; i++) {
		struct cursor *c = &s->cursors[s->ncursors++];

		if (i >= nruns) {
			c->area = &s->areas[i - nruns];
		} else {
			c->left = s->runs[i];
			c->room = room;
			c->buffer = memory_array(room, 1);
		}
		if (advance(s, c, fault) != 0)
			return -1;
		if (c->record)
			s->heap[s->nheap++] = c;
	}
	for (size_t i = s->nheap / 2; i > 0; i--)
		sift(s, i - 1);
	s->moved = false;
	return 0;
}

int
sorter_next(struct sorter *s, const void **record, size_t *len,
    struct fault *fault)
{
	if (s->moved) {
		if (advance(s, s->heap[0], fault) != 0)
			return -1;
		if (!s->heap[0]->record)
			s->heap[0] = s->heap[--s->nheap];
		if (s->nheap)
			sift(s, 0);
		s->moved = false;
	}
	if (s->nheap == 0)
		return 0;
	*record = s->heap[0]->record;
	*len = s->heap[0]->len;
	s->moved = true;
	return 1;
}

/* The first runs become one, behind all others. */
static int
merge_runs(struct sorter *s, size_t n, struct fault *fault)
{
	struct writer w;
	uint64_t total = 0;
	const void *record;
	size_t len;
	int got = 0;

	for (size_t i = 0; i < n; i++)
		total += s->runs[i].len;
	int failed = writer_begin(&w, s, total, fault);
	if (!failed)
		failed = begin_merge(s, n, 0, fault);
	while (!failed && (got = sorter_next(s, &record, &len, fault)) > 0)
		failed = writer_add(&w, (const unsigned char *)record - HEAD,
		    stored_length(len), fault);
	failed = writer_end(&w, failed || got < 0, fault);
	s->nruns -= n;
	memmove(s->runs, s->runs + n, s->nruns * sizeof *s->runs);
	return failed;
}

static void
sort_area(void *context, size_t w)
{
	struct sorter *s = context;

	sorter_sort_area(s, &s->areas[w]);
}

int
sorter_rewind(struct sorter *s, struct fault *fault)
{
	if (s->ncursors == 0)
		run_jobs(s->workers, s->workers, sort_area, s);
	while (s->nruns > RUNS_AT_ONCE)
		if (merge_runs(s, RUNS_AT_ONCE, fault) != 0)
			return -1;
	return begin_merge(s, s->nruns, s->workers, fault);
}
