/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ingest.c and its parts share: the worker, one of each thread. */
#ifndef IO_INGEST_PRIVATE_H
#define IO_INGEST_PRIVATE_H

#include "analytics/base/cohort_index.h"
#include "io/csv/block_cutter.h"
#include "io/store/event_log_private.h"
#include "io/store/id_hash.h"
#include "io/store/word_cache.h"

/* What examine.c counts of a worker's rows. */
struct examined {
	uint64_t rows[ROW_FAULTS];
	struct cohort_index entities;	/* by fault and hash of the id */
	struct value_span *spans;	/* by number in options.values */
};

struct worker {
	struct event_log *log;
	struct sequencer *sequencer;
	size_t number;
	struct block_cutter *cutter;
	size_t columns;
	struct bin *plain;	/* of store_append_plain */
	struct layout_bits layout;	/* of the store's records */
	struct id_hash last;	/* of the last event in the store */
	bool takes_plain;	/* takes_plain_rows */
	bool named;		/* an id of its rows stands in the store */
	struct block block;
	struct findings findings;
	bool in_tail;		/* rows were held, and none of data since */
	size_t held;		/* the last of them, as a record from 1 */
	uint64_t nheld;		/* of the block, with blank ones */
	size_t counted;		/* bytes of the block whose lines are known */
	uint64_t lines;		/* how many those are */
	struct timestamp_reader times;
	struct log_facts facts;
	struct log_facts before;	/* a row that is watched */
	struct id_sample ids;		/* of entities, if fingerprint */
	uint64_t *value_rows;
	struct value_counts *others;
	struct value_counts *sampled;	/* ids, of one row in many */
	uint64_t until_sample;		/* rows */
	uint64_t chance;		/* state of what decides that */
	struct group_columns *groups;	/* ingest_tuples.c */
	char *id_text;		/* of a row whose entity has many columns */
	size_t id_text_room;
	/* Bounds of valid times, in both readings of ambiguous dates. */
	struct bounds {
		bool any;
		int64_t first, last;
	} sure, as_md, as_dm;
	bool any_instant;		/* a value with a time of day */
	unsigned forms;			/* as in log_facts */
	bool offsets;
	struct word_cache stages;	/* their numbers in options.values, then
					   those of others, from nvalues on */
	struct examined examined;	/* with options.examine */
	struct fault fault;
	bool failed;
};

/*
 * ingest_tuples.c: the values of a row's group columns, numbered column by
 * column, and what their tuple is called by all workers.
 */
#define TUPLE_SLOTS 4096	/* a power of two */
#define TEXT_SLOTS 2048		/* likewise */
#define TEXT_MOST 56

struct group_columns {
	struct group_column {
		struct word_cache words;	/* before the lookup */
		struct lookup *values;
		uint32_t *shared;	/* the numbers of all workers */
		size_t n, room;
	} *columns;
	unsigned bits;		/* of a value's number in a known tuple */
	struct known_tuple {
		uint64_t values;	/* their numbers, side by side */
		uint32_t shared;	/* the number + 1; 0: free */
	} known[TUPLE_SLOTS];
	struct lookup *tuples;	/* of numbers of values; not of one column */
	uint32_t *shared;	/* by number of the tuple */
	size_t n, room;
	uint64_t sought;	/* rows whose tuple was looked for */
	bool given_up;		/* none is looked for any longer */
	/* All columns of the row before, as they stand there, SIZE_MAX long
	   if they are not known; and its tuple. */
	struct field before;
	uint32_t before_tuple;
	/* Of tuples that are not looked for, wide ones and narrow ones: the
	   next, whose number that is. */
	struct tuples_room {
		void *row;
		uint32_t next, end;
	} rooms[2];
	size_t first, last;	/* of the columns, in the file */
	bool side_by_side;	/* with no other between these */
	struct known_text {
		uint32_t len;		/* 0: free */
		uint32_t tuple;
		char bytes[TEXT_MOST];	/* of them all, as it stands */
	} texts[TEXT_SLOTS];
};

static inline size_t
tuple_place(uint64_t values)
{
	return (values * UINT64_C(0x9E3779B97F4A7C15)) >> 52 &
	    (TUPLE_SLOTS - 1);
}

/* From 32 - n on, a mask of the first n bytes of 32. */
static const uint8_t first_bytes[64] = { [0 ... 31] = UINT8_MAX };

/*
 * Whether the first n bytes of two texts, of 32 at most, are the same,
 * without a branch, since texts are of any length: 32 can be read of each
 * (SCAN_PADDING is behind a block).  And all of them, which are rarely more.
 */
static inline __attribute__((always_inline)) bool
bytes_are_same(const char *a, const char *b, size_t n)
{
	uint64_t differs = 0, x, y, mask;

	for (size_t i = 0; i < 32; i += 8) {
		memcpy(&x, a + i, sizeof x);
		memcpy(&y, b + i, sizeof y);
		memcpy(&mask, first_bytes + 32 - n + i, sizeof mask);
		differs |= (x ^ y) & mask;
	}
	return differs == 0;
}

static inline __attribute__((always_inline)) bool
text_is_same(const char *a, const char *b, size_t len)
{
	if (len <= 32)
		return bytes_are_same(a, b, len);
	return bytes_are_same(a, b, 32) && memcmp(a + 32, b + 32,
	    len - 32) == 0;
}

/* Where a row stands, for whatever goes wrong with it. */
struct row {
	const struct cut *cut;
	size_t record, first, last;
};

static inline __attribute__((always_inline)) struct field
row_field(const struct row *row, size_t column)
{
	return cut_field(row->cut, row->first, row->last, column);
}

/* What names an entity, a stage, a group: blanks around it are not meant. */
static inline struct field
row_name(struct worker *w, const struct row *row, size_t column)
{
	struct field f = row_field(row, column), trimmed;

	if (w->log->options.no_trim)
		return f;
	trimmed = field_trim(f);
	w->facts.trimmed += trimmed.len != f.len;
	return trimmed;
}

/* Goes on from the row before, so that a million bad rows are cheap. */
static inline uint64_t
row_line(struct worker *w, const struct row *row)
{
	size_t origin = cut_origin(row->cut, row->record);

	/* A line each, as nearly everywhere: nothing is to be counted. */
	if (w->block.whole && row->cut->lines == row->cut->nrows)
		return row->record;
	/* Before quotes were taken off or after: newlines stay. */
	w->lines += count_lines(w->block.bytes + w->counted,
	    origin - w->counted);
	w->counted = origin;
	return w->lines;
}

static inline __attribute__((always_inline)) void
widen(struct bounds *b, int64_t time)
{
	if (!b->any || time < b->first)
		b->first = time;
	if (!b->any || time > b->last)
		b->last = time;
	b->any = true;
}

static inline __attribute__((always_inline)) void
compare_last(const struct worker *w, struct append *event)
{
	event->follows = ((event->low ^ w->last.low) |
	    (event->high ^ w->last.high)) == 0;
}

static inline __attribute__((always_inline)) void
hash_entity(struct worker *w, struct field id, struct append *event)
{
	struct id_hash h = entity_hash(w->log, id.at, id.len);

	event->low = h.low;
	event->high = h.high;
	event->partition = (uint8_t)h.high;
	compare_last(w, event);
	event->alike = false;
	event->id = id.at;
	event->id_len = id.len;
}

/* Once an event is in the store. */
static inline __attribute__((always_inline)) void
note_appended(struct worker *w, const struct append *event)
{
	w->last.low = event->low;
	w->last.high = event->high;
}

/* ingest_rows.c: a record of one field or more, into the store or counted
   as what it is; -1: the block ends with it. */
int ingest_row(struct worker *worker, const struct row *row,
    struct append *event);

/*
 * ingest_fields.c: the id of a row, until the next is asked for; and the
 * column for want of which it has none, COLUMN_NONE if it has.
 */
struct field ingest_id(struct worker *worker, const struct row *row);
size_t ingest_lacks_id(const struct worker *worker, const struct row *row);

/*
 * ingest_tuples.c: the shared number of a row's group tuple; LOOKUP_NONE
 * with the findings' fault.
 */
uint32_t group_number(struct worker *worker, const struct row *row);
/* The same of the numbers of all values. */
uint32_t tuple_number(struct worker *worker, const uint32_t *values);
void group_columns_start(struct worker *worker);
void group_columns_end(struct worker *worker);

/*
 * ingest_plain.c: whether a worker's log has plain rows at all; and as many
 * rows as are plain, from *row on: it is then at the first that is not.
 */
bool takes_plain_rows(const struct worker *worker);
void take_plain_rows(struct worker *worker, struct row *row);

/*
 * tail.c: whether a row that would be rejected can be a footer, or is
 * blank.  1: it is counted or held; 0: it is neither; -1: the block ends
 * with a fault.  record is its number in the cut, column and found are as
 * reject_fault has them.
 */
int tail_take(struct worker *worker, const struct cut *cut, size_t record,
    uint64_t line, enum reject reject, size_t column, struct field found);
/* A row of data: what is held is rejected.  -1: as above. */
int tail_release(struct worker *worker);
/* The end of a block before which so many rows were read. */
void tail_end(struct worker *worker, uint64_t read_before);

/*
 * ingest_fields.c: the time of a field, into the event and the bounds; the
 * number of a stage's value, which is counted, LOOKUP_NONE if it is in no
 * class; the event into the store.
 */
enum timestamp_error ingest_time(struct worker *worker,
    const struct row *row, struct field field, struct append *event);
uint32_t ingest_stage(struct worker *worker, const struct row *row,
    struct field field);
int ingest_append(struct worker *worker, const struct append *event);

/* examine.c: in place of taking a row, with options.examine. */
int examine_row(struct worker *worker, const struct row *row,
    struct append *event);
void examined_start(struct worker *worker);
void examined_end(struct worker *worker);
void examined_merge(struct event_log *log, struct worker *worker);

/*
 * ingest_merge.c: what the workers counted, into the log's facts; settles
 * D/M against M/D by all rows.  -1 with a fault.
 */
int merge_workers(struct event_log *log, struct worker *workers,
    const struct sequencer *sequencer, struct fault *fault);

#endif
