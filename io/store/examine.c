/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every fault of a row, without an end. */
#include "io/store/examine.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "analytics/base/memory.h"
#include "io/base/utf8.h"
#include "io/store/ingest_private.h"
#include "io/store/reject.h"

static const char *const reasons[ROW_FAULTS] = {
	[ROW_RAGGED] = "ragged", [ROW_ENCODING] = "encoding",
	[ROW_ENTITY_MISSING] = "entity_missing",
	[ROW_STAGE_MISSING] = "stage_missing",
	[ROW_STAGE_UNKNOWN] = "stage_unknown",
	[ROW_TIME_MISSING] = "time_missing",
	[ROW_TIME_UNREADABLE] = "time_unreadable",
	[ROW_TIME_BEFORE_1970] = "time_before_1970",
	[ROW_TIME_FUTURE] = "time_future",
	[ROW_NUMBER_UNREADABLE] = "number_unreadable",
};

/* A row as it is examined: what it is, and the first that it lacks. */
struct examination {
	struct worker *worker;
	const struct row *row;
	uint64_t entity;	/* hash of the id; 0: it has none */
	bool faulty;
};

static void
note(struct examination *x, enum row_fault fault, struct field f)
{
	struct worker *w = x->worker;
	struct seen_fault *first = &w->findings.faults[fault];

	w->examined.rows[fault]++;
	if (x->entity)
		cohort_index_number(&w->examined.entities, (uint32_t)fault,
		    (int64_t)x->entity);
	if (!first->known) {
		first->known = true;
		first->line = row_line(w, x->row);
		utf8_copy(first->value.text, sizeof first->value.text,
		    f.at, f.len);
	}
	/* What the stages are is known when all rows are. */
	if (fault == ROW_STAGE_UNKNOWN && !w->log->options.stages_known)
		return;
	if (!x->faulty && w->log->options.rejects)
		reject_keep(&w->findings, x->row->cut, x->row->record,
		    row_line(w, x->row), reasons[fault],
		    w->log->options.excel_safe);
	x->faulty = true;
}

/* U+FFFD stands where another program could not read a character. */
static void
examine_characters(struct examination *x, const struct cut *cut)
{
	size_t n = x->row->last - x->row->first + 1;

	for (size_t c = 0; c < n; c++) {
		struct field f = cut_field(cut, x->row->first, x->row->last,
		    c);

		if (f.len >= 3 && memmem(f.at, f.len, "\xef\xbf\xbd", 3)) {
			note(x, ROW_ENCODING, f);
			return;
		}
	}
}

/* Whether the row has a time that can be used. */
static bool
examine_time(struct examination *x, struct append *event)
{
	const struct log_options *o = &x->worker->log->options;
	struct field f = row_field(x->row, o->time);

	event->time = 0;
	switch (ingest_time(x->worker, x->row, f, event)) {
	case TIMESTAMP_OK:
		break;
	case TIMESTAMP_EMPTY:
		note(x, ROW_TIME_MISSING, f);
		return false;
	case TIMESTAMP_UNKNOWN:
	case TIMESTAMP_CALENDAR:
		note(x, ROW_TIME_UNREADABLE, f);
		return false;
	}
	if (event->time < 0)
		note(x, ROW_TIME_BEFORE_1970, f);
	if (event->time <= o->examine_to)
		return true;
	note(x, ROW_TIME_FUTURE, f);
	return false;
}

static void
note_span(struct worker *w, uint32_t value, int64_t time)
{
	struct value_span *s = &w->examined.spans[value];

	if (s->rows++ == 0)
		s->first = s->last = time;
	if (time < s->first)
		s->first = time;
	if (time > s->last)
		s->last = time;
}

/* The class of the row's stage, of which there is one. */
static bool
examine_stage(struct examination *x, bool timed, struct append *event)
{
	const struct log_options *o = &x->worker->log->options;
	struct field f = row_name(x->worker, x->row, o->stage);
	uint32_t number;

	if (field_trim(f).len == 0) {
		note(x, ROW_STAGE_MISSING, f);
		return false;
	}
	event->group = 0;
	number = ingest_stage(x->worker, x->row, f);
	if (number == LOOKUP_NONE) {
		event->group = (uint32_t)XXH3_64bits(f.at, f.len);
		/* One whose conditions do not hold is known. */
		if (lookup_find(x->worker->log->classes, f.at, f.len) ==
		    LOOKUP_NONE)
			note(x, ROW_STAGE_UNKNOWN, f);
		event->class |= CLASS_OTHER_STAGE;
		return !o->stages_known;
	}
	if (timed)
		note_span(x->worker, number, event->time);
	event->class |= o->values[number].class;
	return true;
}

static void
examine_value(struct examination *x, struct append *event)
{
	const struct log_options *o = &x->worker->log->options;
	struct field f;

	event->value = DECIMAL_NONE;
	if (o->value == COLUMN_NONE)
		return;
	f = field_trim(row_field(x->row, o->value));
	if (f.len == 0)
		return;
	if (!o->numbers.unsure && decimal_parse(f.at, f.len,
	    o->numbers.mark, &event->value) == DECIMAL_OK)
		return;

	struct number number;

	number_read(f.at, f.len, o->numbers, &number);
	event->value = number.exact;
	if (event->value == DECIMAL_NONE)
		note(x, ROW_NUMBER_UNREADABLE, f);
}

#define SPELLING_MOST 256	/* bytes; of longer ids every one counts */

uint64_t
spelling_hash(const char *id, size_t len)
{
	struct field f = field_trim((struct field){ id, len });
	char text[SPELLING_MOST];
	size_t n = 0;
	bool number = false;	/* a digit that stays was before */

	if (f.len > sizeof text)
		return XXH3_64bits(f.at, f.len);
	for (size_t i = 0; i < f.len; i++) {
		char c = f.at[i];
		bool digit = c >= '0' && c <= '9';
		bool more = i + 1 < f.len && f.at[i + 1] >= '0' &&
		    f.at[i + 1] <= '9';

		if (c == '0' && !number && more)
			continue;
		number = digit;
		text[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
	}
	return XXH3_64bits(text, n);
}

int
examine_row(struct worker *w, const struct row *row, struct append *event)
{
	const struct log_options *o = &w->log->options;
	struct examination x = { .worker = w, .row = row };
	struct field id;
	bool timed, staged;

	w->facts.read++;
	event->class = 0;
	if (row->last - row->first + 1 != w->columns) {
		note(&x, ROW_RAGGED, (struct field){ "", 0 });
		return 0;
	}
	/* As it is written: blanks around it make another. */
	id = o->nalso ? ingest_id(w, row) : row_field(row, o->entity);
	hash_entity(w, id, event);
	if (ingest_lacks_id(w, row) == COLUMN_NONE)
		x.entity = event->low | 1;
	else
		note(&x, ROW_ENTITY_MISSING, id);
	if (w->findings.strange)
		examine_characters(&x, row->cut);
	timed = examine_time(&x, event);
	staged = examine_stage(&x, timed, event);
	examine_value(&x, event);
	if (!x.entity)
		return 0;
	if (!timed || !staged) {
		event->class = CLASS_UNFIT;
		event->time = 0;
	}
	/* So that ids of one spelling lie together; which leaves too little
	   of the hash to compute an id from. */
	event->partition = (uint8_t)spelling_hash(id.at, id.len);
	event->low |= PACKED_NAMED;
	compare_last(w, event);
	event->key = w->block.sequence << 32 | row_line(w, row);
	return ingest_append(w, event);
}

void
examined_start(struct worker *w)
{
	w->examined.spans = memory_zeroed(w->log->options.nvalues + 1,
	    sizeof *w->examined.spans);
}

void
examined_end(struct worker *w)
{
	cohort_index_free(&w->examined.entities);
	free(w->examined.spans);
}

void
examined_merge(struct event_log *log, struct worker *w)
{
	const struct cohort_index *e = &w->examined.entities;

	for (int i = 0; i < ROW_FAULTS; i++)
		log->faults[i].rows += w->examined.rows[i];
	/* An entity has faulty rows in the blocks of several workers. */
	for (size_t i = 0; i < e->n; i++) {
		size_t n = log->faulty.n;

		cohort_index_number(&log->faulty, e->keys[i].group,
		    e->keys[i].cohort);
		log->faults[e->keys[i].group].entities += log->faulty.n > n;
	}
	for (size_t i = 0; i < log->options.nvalues; i++) {
		const struct value_span *from = &w->examined.spans[i];
		struct value_span *to = &log->spans[i];

		if (from->rows == 0)
			continue;
		if (to->rows == 0 || from->first < to->first)
			to->first = from->first;
		if (to->rows == 0 || from->last > to->last)
			to->last = from->last;
		to->rows += from->rows;
	}
}

const struct row_fault_facts *
event_log_fault(const struct event_log *log, enum row_fault fault)
{
	return &log->faults[fault];
}

const struct value_span *
event_log_span(const struct event_log *log, size_t value)
{
	return &log->spans[value];
}

void
event_log_place(const struct event_log *log, uint64_t place, size_t *file,
    uint64_t *line)
{
	const struct block_place *b = &log->blocks.all[place >> 32];

	*file = b->file;
	*line = b->line + (uint32_t)place;
}
