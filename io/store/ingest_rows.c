/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row means, with all care: from its fields to an event. */
#include "io/store/ingest_private.h"
#include "io/store/reject.h"

/* 0: counted, go on; -1: the block ends here, its fault is set. */
static int
reject_row(struct worker *w, const struct row *row, enum reject reject,
    size_t column, struct field found)
{
	const struct log_options *o = &w->log->options;
	int held = tail_take(w, row->cut, row->record, row_line(w, row),
	    reject, column, found);

	if (held != 0)
		return held < 0 ? -1 : 0;
	if (w->in_tail && tail_release(w) != 0)
		return -1;
	if (o->bad_rows == BAD_ROWS_FAIL) {
		reject_fault(w->log->reader, reject, column, found,
		    row->cut, row->record, o, &w->findings.fault);
		w->findings.fault.line = row_line(w, row);
		return -1;
	}
	w->facts.rejected[reject]++;
	if (o->bad_rows != BAD_ROWS_SKIP)
		reject_keep(&w->findings, row->cut, row->record,
		    row_line(w, row), reject_reason(reject), o->excel_safe);
	return 0;
}

/* The rows of a snapshot are of one time, which is that of its file. */
static void
file_time(struct worker *w, struct append *event)
{
	event->time = w->log->options.file_times[w->block.file];
	widen(&w->sure, event->time);
}

/* 1: the row goes on; 0: it was rejected; -1: the block ends. */
static int
take_time(struct worker *w, const struct row *row, struct append *event)
{
	size_t column = w->log->options.time;
	struct field f;

	if (column == COLUMN_NONE) {
		file_time(w, event);
		return 1;
	}
	f = row_field(row, column);
	switch (ingest_time(w, row, f, event)) {
	case TIMESTAMP_OK:
		break;
	case TIMESTAMP_EMPTY:
		return reject_row(w, row, REJECT_TIME_EMPTY, column, f);
	case TIMESTAMP_UNKNOWN:
		return reject_row(w, row, REJECT_TIME_SHAPE, column, f);
	case TIMESTAMP_CALENDAR:
		return reject_row(w, row, REJECT_TIME_CALENDAR, column, f);
	}
	return 1;
}

static int
take_stage(struct worker *w, const struct row *row, struct append *event)
{
	const struct log_options *o = &w->log->options;

	if (o->stage == COLUMN_NONE)
		return 1;
	struct field f = row_name(w, row, o->stage);
	if (f.len == 0)
		return reject_row(w, row, REJECT_STAGE, o->stage, f);
	uint32_t number = ingest_stage(w, row, f);
	if (number == LOOKUP_NONE)
		return 0;
	event->class |= o->values[number].class;
	return 1;
}

/* Amounts of two currencies are no sum. */
static void
note_unit(struct worker *w, const struct row *row, uint32_t unit)
{
	struct unit_sight *units = w->findings.units;
	bool other = units[0].unit != 0;

	if (unit == 0 || unit == units[0].unit || units[1].unit)
		return;
	units[other] = (struct unit_sight){ unit, row_line(w, row) };
}

/* A number of a column; DECIMAL_NONE where it is empty.  What has more to
   it than digits is read with care. */
static int
read_number(struct worker *w, const struct row *row, size_t column,
    decimal *out)
{
	const struct log_options *o = &w->log->options;
	struct field f = field_trim(row_field(row, column));
	struct number number;
	enum number_error error;

	*out = DECIMAL_NONE;
	if (f.len == 0 || (!o->numbers.unsure && decimal_parse(f.at, f.len,
	    o->numbers.mark, out) == DECIMAL_OK))
		return 1;
	error = number_read(f.at, f.len, o->numbers, &number);
	*out = number.exact;
	if (*out != DECIMAL_NONE) {
		note_unit(w, row, number.unit);
		return 1;
	}
	return reject_row(w, row, error == NUMBER_AMBIGUOUS ?
	    REJECT_VALUE_MARK : REJECT_VALUE, column, f);
}

/* Where the number of pieces is not known the amount is not. */
static int
take_quantity(struct worker *w, const struct row *row, struct append *event)
{
	size_t column = w->log->options.quantity;
	decimal pieces;
	int taken;

	if (column == COLUMN_NONE || event->value == DECIMAL_NONE)
		return 1;
	taken = read_number(w, row, column, &pieces);
	if (taken != 1)
		return taken;
	if (pieces == DECIMAL_NONE)
		event->value = DECIMAL_NONE;
	else if (!decimal_multiply(&event->value, pieces))
		return reject_row(w, row, REJECT_VALUE, column,
		    row_field(row, column));
	return 1;
}

static int
take_value(struct worker *w, const struct row *row, struct append *event)
{
	const struct log_options *o = &w->log->options;
	int taken;

	event->value = DECIMAL_NONE;
	if (o->value == COLUMN_NONE)
		return 1;
	taken = read_number(w, row, o->value, &event->value);
	if (taken == 1)
		taken = take_quantity(w, row, event);
	if (taken == 1 && event->value == DECIMAL_NONE)
		w->facts.empty_values++;
	return taken;
}

static int
take_groups(struct worker *w, const struct row *row, struct append *event)
{
	event->group = GROUP_NONE;
	if (w->log->options.ngroups == 0)
		return 1;
	event->group = group_number(w, row);
	if (event->group != LOOKUP_NONE)
		return 1;
	/* Which row comes last depends on the workers. */
	w->findings.fault.line = LINE_NONE;
	return -1;
}

/*
 * An entity of over max_entity_events is to be named, and events do not
 * hold their ids.  In one of so many rows that 64 of its own are expected
 * it is missed once in e^64 logs; at random, as rows may come in turns.
 */
static void
sample_id(struct worker *w, struct field id)
{
	uint64_t mean = w->log->options.max_entity_events / 64;

	value_counts_add(w->sampled, id.at, id.len, 1);
	w->chance = w->chance * UINT64_C(6364136223846793005) + 1;
	w->until_sample = mean ? (w->chance >> 32) % (2 * mean) : 0;
}

/* An order number, say: what is equal in all else is not in this. */
static inline void
hash_key(const struct worker *w, const struct row *row,
    struct append *event)
{
	size_t column = w->log->options.key;
	struct field f;

	if (column == COLUMN_NONE)
		return;
	f = row_field(row, column);
	event->key = XXH3_64bits_withSecret(f.at, f.len,
	    w->log->secret.bytes, sizeof w->log->secret.bytes);
}

/* A row whose event happened, but nobody knows when. */
static inline void
mark_undated(const struct worker *w, const struct row *row,
    struct append *event)
{
	size_t column = w->log->options.undated;
	struct field f;

	if (column == COLUMN_NONE)
		return;
	f = field_trim(row_field(row, column));
	if (f.len > 0 && !(f.len == 1 && f.at[0] == '0'))
		event->class |= PACKED_UNDATED;
}

/* A row that --where leaves out, and that may be no row at all. */
static bool
is_bare(const struct worker *w, const struct row *row)
{
	const struct log_options *o = &w->log->options;
	const struct row_shape shape = { w->columns, o->entity, &o->time, 1 };

	return o->time != COLUMN_NONE && row_field(row, o->time).len == 0 &&
	    row_kind(row->cut, row->first, row->last, &shape) != ROW_OF_DATA;
}

/* What --where does not ask for need not be sound. */
static int
leave_out(struct worker *w, const struct row *row, struct append *event,
    enum condition_answer asked)
{
	size_t time = w->log->options.time;
	struct field none = { "", 0 };

	if (is_bare(w, row))
		return reject_row(w, row, REJECT_TIME_EMPTY, time, none);
	w->facts.not_where++;
	w->facts.incomparable += asked == CONDITION_INCOMPARABLE;
	if (time == COLUMN_NONE)
		file_time(w, event);
	else
		ingest_time(w, row, row_field(row, time), event);
	return 0;
}

int
ingest_row(struct worker *w, const struct row *row, struct append *event)
{
	const struct log_options *o = &w->log->options;
	struct field none = { "", 0 };
	enum condition_answer asked;

	if (__builtin_expect(o->examine, 0))
		return examine_row(w, row, event);
	w->facts.read++;
	event->class = 0;
	if (__builtin_expect(row->last - row->first + 1 !=
	    w->columns, 0))
		return reject_row(w, row, REJECT_FIELDS, COLUMN_NONE, none);
	asked = conditions_ask(&o->where, row->cut, row->first, row->last,
	    &w->times);
	if (__builtin_expect(asked != CONDITION_HOLDS, 0))
		return leave_out(w, row, event, asked);
	struct field id = ingest_id(w, row);
	size_t lacks;

	hash_entity(w, id, event);
	if (conditions_ask(&o->having, row->cut, row->first, row->last,
	    &w->times) == CONDITION_HOLDS)
		event->class |= PACKED_HAVING;
	/* The time first: as-of is the newest time of all rows. */
	int on = take_time(w, row, event);
	if (on > 0 && (lacks = ingest_lacks_id(w, row)) != COLUMN_NONE)
		on = reject_row(w, row, REJECT_ENTITY, lacks, none);
	if (on > 0)
		on = take_stage(w, row, event);
	if (on > 0)
		on = take_value(w, row, event);
	if (on > 0)
		on = take_groups(w, row, event);
	if (on <= 0)
		return on;
	hash_key(w, row, event);
	mark_undated(w, row, event);
	if (w->until_sample == 0)
		sample_id(w, id);
	else
		w->until_sample--;
	if (o->fingerprint) {
		w->facts.fingerprint += XXH3_64bits_withSeed(id.at, id.len,
		    (XXH64_hash_t)event->time);
		id_sample_add(&w->ids, XXH3_64bits(id.at, id.len), id.at,
		    id.len);
	}
	return ingest_append(w, event);
}
