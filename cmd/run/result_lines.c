/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorted records to lines, by all threads: while one writes the lines of a
 * batch and fetches a later one, the others make lines of that between.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/run/result_private.h"
#include "io/base/threads.h"

#define BATCH_ROWS 4096
#define SLICE_ROWS 256
#define SLICES (BATCH_ROWS / SLICE_ROWS)

/* Records one after another, each from a multiple of 8 on; their lines. */
struct batch {
	struct buffer records;
	size_t at[BATCH_ROWS];
	size_t n;
	struct lines lines[SLICES];
};

struct line_writer {
	const struct sorted_result *result;
	struct output *out;
	struct batch batches[2];
	size_t turn;		/* lines are made of batches[turn] */
	uint64_t left;		/* rows that may still be fetched */
	int failed;
	struct fault *fault;
};

static void
add_record(struct batch *b, const void *record, size_t len)
{
	size_t from = b->records.len, stored = (len + 7) & ~(size_t)7;

	b->records.bytes = memory_reserve(b->records.bytes, &b->records.room,
	    from + stored, 1);
	memcpy(b->records.bytes + from, record, len);
	b->records.len += stored;
	b->at[b->n++] = from;
}

static void
fetch(struct line_writer *w, struct batch *b)
{
	const void *record;
	size_t len;
	int got;

	b->n = b->records.len = 0;
	while (w->left > 0 && b->n < BATCH_ROWS && !output_failed(w->out)) {
		got = sorter_next(w->result->rows, &record, &len, w->fault);
		if (got < 0)
			w->failed = -1;
		if (got <= 0)
			return;
		add_record(b, record, len);
		w->left--;
	}
}

static void
write_lines(struct line_writer *w, struct batch *b)
{
	for (size_t i = 0; i < SLICES; i++) {
		output_bytes(w->out, b->lines[i].bytes.bytes,
		    b->lines[i].bytes.len);
		b->lines[i].bytes.len = 0;
	}
}

static void
make_lines(struct line_writer *w, struct batch *b, size_t slice)
{
	size_t end = (slice + 1) * SLICE_ROWS;

	for (size_t i = slice * SLICE_ROWS; i < end && i < b->n; i++)
		w->result->line(w->result->context,
		    b->records.bytes + b->at[i], &b->lines[slice]);
}

static void
job(void *context, size_t i)
{
	struct line_writer *w = context;
	struct batch *other = &w->batches[1 - w->turn];

	if (i > 0) {
		make_lines(w, &w->batches[w->turn], i - 1);
		return;
	}
	write_lines(w, other);
	fetch(w, other);
}

static void
free_batch(struct batch *b)
{
	for (size_t i = 0; i < SLICES; i++)
		buffer_free(&b->lines[i].bytes);
	buffer_free(&b->records);
}

int
result_write_lines(const struct sorted_result *r, const struct layout *layout,
    struct output *out, struct fault *fault)
{
	struct line_writer *w = memory_zeroed(1, sizeof *w);

	*w = (struct line_writer){ .result = r, .out = out,
	    .left = r->limit ? r->limit : UINT64_MAX, .fault = fault,
	    .failed = sorter_rewind(r->rows, fault) };
	for (size_t i = 0; i < 2 * SLICES; i++)
		lines_begin(&w->batches[i % 2].lines[i / 2], layout);
	if (!w->failed)
		fetch(w, &w->batches[0]);
	while (!w->failed && w->batches[w->turn].n > 0) {
		size_t slices = (w->batches[w->turn].n + SLICE_ROWS - 1) /
		    SLICE_ROWS;

		run_jobs(r->threads, 1 + slices, job, w);
		w->turn = 1 - w->turn;
	}
	if (!w->failed)
		write_lines(w, &w->batches[1 - w->turn]);
	int failed = w->failed;
	free_batch(&w->batches[0]);
	free_batch(&w->batches[1]);
	free(w);
	return failed;
}
