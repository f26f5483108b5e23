/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks to events in the store: the work of one worker, and of all. */
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/base/threads.h"
#include "io/store/ingest_private.h"

/* The same of a row that is watched: what it was taken for. */
static void
note_use(const struct log_facts *before, const struct log_facts *after,
    struct sighting *s)
{
	s->use = after->not_where > before->not_where ? ROW_NOT_WHERE :
	    after->other_stages > before->other_stages ? ROW_OTHER_STAGE :
	    ROW_EVENT;
	for (int r = 0; r < REJECTS; r++)
		if (after->rejected[r] > before->rejected[r]) {
			s->use = ROW_REJECTED;
			s->reject = (enum reject)r;
		}
}

static void
note_row(struct worker *w, const struct row *row, long id,
    const struct append *event)
{
	const struct log_options *o = &w->log->options;
	struct timestamp at;
	struct sighting s = { .id = id, .line = row_line(w, row),
	    .stage = { "", 0 }, .time = { "", 0 } };

	if (o->time != COLUMN_NONE)
		s.time = row_field(row, o->time);
	if (o->stage != COLUMN_NONE)
		s.stage = row_field(row, o->stage);
	if (timestamp_read(&w->times, s.time.at, s.time.len, &at) ==
	    TIMESTAMP_OK)
		s.at = &at;
	note_use(&w->before, &w->facts, &s);
	if (s.use == ROW_EVENT)
		s.event = (struct event){ .group = event->group,
		    .class = event->class & PACKED_CLASS,
		    .having = event->class & PACKED_HAVING,
		    .undated = event->class & PACKED_UNDATED,
		    .value = event->value };
	watch_add(&w->findings.watched, &s);
}

/* The watched entity that a row is of; -1: none. */
static long
watched_id(struct worker *w, const struct row *row)
{
	if (row->last - row->first + 1 != w->columns)
		return -1;
	/* Its blanks are counted when it is taken. */
	uint64_t trimmed = w->facts.trimmed;
	long found = watch_find(&w->log->options, ingest_id(w, row));

	w->facts.trimmed = trimmed;
	return found;
}

static void
take_block(struct worker *w)
{
	bool watches = w->log->options.nwatch > 0;
	struct cut cut;
	struct csv_fault why;
	int failed = block_cutter_cut(w->cutter, &w->block, &cut, &why);
	struct row row = { &cut, 0, 0, 0 };
	uint64_t read_before = w->facts.read;

	/* The first byte of U+FFFD: plain text has none. */
	w->findings.strange = w->log->options.examine &&
	    memchr(w->block.bytes, 0xef, w->block.len);
	w->counted = w->lines = 0;
	for (; row.record < cut.nrows; row.record++) {
		size_t from = row.record;

		if (w->takes_plain)
			take_plain_rows(w, &row);
		if (w->in_tail && row.record > from && tail_release(w) != 0)
			break;
		if (row.record == cut.nrows)
			break;
		row.last = cut.rows[row.record];
		if (!cut_blank(&cut, row.first, row.last)) {
			struct append event;
			long id = watches ? watched_id(w, &row) : -1;

			if (id >= 0)
				w->before = w->facts;
			if (ingest_row(w, &row, &event) != 0)
				break;
			bool held = w->in_tail && w->held == row.record + 1;
			if (w->in_tail && !held && tail_release(w) != 0)
				break;
			if (id >= 0 && !held)
				note_row(w, &row, id, &event);
		}
		row.first = row.last + 1;
	}
	/* Faults of rows come before the fault that ended the cutting. */
	if (failed && w->findings.fault.kind == FAULT_NONE)
		w->findings.broken = csv_place(&w->block, &why);
	w->findings.lines = cut.lines;
	tail_end(w, read_before);
	reader_tell_rows(w->log->reader, row.record);
	sequencer_commit(w->sequencer, &w->block, &w->findings);
}

static void *
work(void *context)
{
	struct worker *w = context;
	int got;

	while ((got = reader_next(w->log->reader, &w->block, &w->fault)) > 0)
		take_block(w);
	w->failed = got < 0;
	return NULL;
}

static void
start_worker(struct worker *w, struct event_log *log,
    struct sequencer *sequencer, size_t number)
{
	*w = (struct worker){ .log = log, .sequencer = sequencer,
	    .number = number };
	w->times.zone = log->options.zone;
	w->times.formats = log->options.time_formats;
	w->times.nformats = log->options.ntime_formats;
	w->cutter = block_cutter_new(log->reader);
	w->columns = reader_columns(log->reader);
	w->plain = store_plain_bins(log->store, number);
	w->layout = store_layout(log->store);
	w->takes_plain = takes_plain_rows(w);
	w->others = value_counts_new();
	w->sampled = value_counts_new();
	w->chance = number;
	group_columns_start(w);
	w->value_rows = memory_zeroed(log->options.nvalues + 1,
	    sizeof *w->value_rows);
	if (log->options.examine)
		examined_start(w);
}

static void
end_worker(struct worker *w)
{
	block_free(&w->block);
	block_cutter_free(w->cutter);
	value_counts_free(w->others);
	value_counts_free(w->sampled);
	group_columns_end(w);
	free(w->value_rows);
	free(w->id_text);
	id_sample_free(&w->ids);
	examined_end(w);
}

static bool
any_failed(const struct worker *workers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (workers[i].failed)
			return true;
	return false;
}

/* The first fault in input order: a row's, then a worker's own. */
static int
first_fault(const struct sequencer *s, const struct worker *workers,
    size_t n, struct fault *fault)
{
	if (s->fault.kind != FAULT_NONE) {
		*fault = s->fault;
		return -1;
	}
	for (size_t i = 0; i < n; i++)
		if (workers[i].failed) {
			*fault = workers[i].fault;
			return -1;
		}
	return 0;
}

int
ingest(struct event_log *log, struct fault *fault)
{
	size_t n = log->options.threads;
	struct sequencer sequencer;
	struct worker *workers = memory_zeroed(n, sizeof *workers);

	sequencer_init(&sequencer, log->reader, log->options.rejects);
	sequencer.examines = log->options.examine;
	int failed = 0;
	for (size_t i = 0; i < n && !failed; i++)
		start_worker(&workers[i], log, &sequencer, i);
	if (!failed)
		failed = run_threads(n, work, workers, sizeof *workers, fault);
	if (!failed && !any_failed(workers, n))
		sequencer_end(&sequencer);
	if (!failed)
		failed = first_fault(&sequencer, workers, n, fault);
	if (!failed)
		failed = merge_workers(log, workers, &sequencer, fault);
	if (!failed)
		sequencer_examined(&sequencer, log->faults, &log->blocks);
	if (!failed) {
		log->watched = sequencer.watched;
		sequencer.watched = (struct watch_list){ 0 };
		watch_list_set_unit(&log->watched, log->options.zone, log->swap,
		    log->facts.dates);
	}
	for (size_t i = 0; i < n; i++)
		end_worker(&workers[i]);
	free(workers);
	sequencer_free(&sequencer);
	return failed;
}
