/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of a wide table to the events that it holds. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "cmd/import/import.h"

/* A row that cannot be used ends the run, unless --bad-rows skip. */
static int
bad_row(const struct import *im, uint64_t *count, size_t column,
    struct fault *fault)
{
	const char *what = im->settings->shared.bad_rows;

	++*count;
	if (column != COLUMN_NONE)
		fault_at(fault, NULL, 0, reader_column(im->reader, column));
	if (what && strcmp(what, "skip") == 0)
		return 0;
	return fault_advise(fault, "  --bad-rows skip counts such rows and "
	    "goes on\n");
}

static void
note_place(struct import_place *place, const struct row *row, size_t column)
{
	if (!place->known)
		*place = (struct import_place){ true, row->file, column,
		    row->line };
}

/* What of this date the column decides, or decides the column. */
static void
note_form(struct import *im, struct date_column *d, const struct row *row,
    const struct timestamp *time)
{
	if (time->form == FORM_COMPACT)
		note_place(&d->compact, row, d->column);
	else if (time->form == FORM_EPOCH)
		note_place(&d->epoch, row, d->column);
	if (time->order == ORDER_MD)
		note_place(&im->md, row, d->column);
	else if (time->order == ORDER_DM)
		note_place(&im->dm, row, d->column);
	else if (time->order == ORDER_EITHER)
		note_place(&im->either, row, d->column);
}

static void
say_date(const struct import *im, enum timestamp_error error,
    struct field f, struct fault *fault)
{
	const struct text_list *formats = &im->settings->shared.time_formats;
	int shown = f.len > 80 ? 80 : (int)f.len;

	if (error == TIMESTAMP_CALENDAR)
		fault_set(fault, FAULT_INPUT, "\"%.*s\" is not in the "
		    "calendar", shown, f.at);
	else if (formats->n)
		fault_set(fault, FAULT_INPUT, "\"%.*s\" does not fit "
		    "--time-format %s%s", shown, f.at, formats->items[0],
		    formats->n > 1 ? message(", or the others") : "");
	else
		fault_set(fault, FAULT_INPUT, "\"%.*s\" is no known date or "
		    "time; --time-format says how to read it, --null that it "
		    "is none", shown, f.at);
}

/* 1: read, or empty; else bad_row's answer. */
static int
read_date(struct import *im, struct date_column *d, const struct row *row,
    struct fault *fault)
{
	struct field f = field_trim(row_field(row, d->column));
	uint32_t null = lookup_find(im->nulls, f.at, f.len);
	struct timestamp time;
	enum timestamp_error error;

	d->now = (struct import_date){ 0 };
	if (null != LOOKUP_NONE)
		im->null_cells[null]++;
	if (null != LOOKUP_NONE || f.len == 0)
		return 1;
	error = timestamp_read(&im->times, f.at, f.len, &time);
	if (error != TIMESTAMP_OK) {
		say_date(im, error, f, fault);
		return bad_row(im, &im->bad_dates, d->column, fault);
	}
	note_form(im, d, row, &time);
	d->now = (struct import_date){ .there = true, .day = time.date_only,
	    .md = time.instant, .dm = time.order == ORDER_EITHER ?
	    timestamp_swap(time.instant, &im->zone) : time.instant };
	return 1;
}

static void
note_value(struct asked *asked, struct field f)
{
	size_t before = lookup_size(asked->values);
	uint32_t number = before < 1000 ?
	    lookup_add(asked->values, f.at, f.len) :
	    lookup_find(asked->values, f.at, f.len);

	if (number == LOOKUP_NONE)
		return;
	asked->rows = memory_reserve(asked->rows, &asked->room,
	    (size_t)number + 1, sizeof *asked->rows);
	if (number == before)
		asked->rows[number] = 0;
	asked->rows[number]++;
}

/* All are asked, so that one that never holds can be named. */
static bool
meets(struct import *im, struct import_rule *rule, const struct row *row)
{
	enum condition_answer all = CONDITION_HOLDS;

	for (size_t i = 0; i < rule->conditions.n; i++) {
		const struct condition *c = &rule->conditions.items[i];
		struct field f = row_field(row, c->column);
		enum condition_answer answer = condition_ask(c, f, &im->times);

		note_value(&rule->asked[i], f);
		rule->asked[i].held += answer == CONDITION_HOLDS;
		if (all == CONDITION_HOLDS)
			all = answer;
	}
	rule->unmet += all == CONDITION_FAILS;
	rule->incomparable += all == CONDITION_INCOMPARABLE;
	return all == CONDITION_HOLDS;
}

/* The newest date of the row, in either reading. */
static struct import_date
newest(const struct import *im)
{
	struct import_date found = { 0 };

	for (size_t i = 0; i < im->ndates; i++) {
		const struct import_date *d = &im->dates[i].now;

		if (!d->there)
			continue;
		if (!found.there || d->md > found.md) {
			found.md = d->md;
			found.day = d->day;
		}
		if (!found.there || d->dm > found.dm)
			found.dm = d->dm;
		found.there = true;
	}
	return found;
}

/* Whether the second table that dates the rule has a row for this one: if
   it does not, nothing states the event. */
static bool
is_stated(const struct import_rule *rule, const struct row *row)
{
	size_t i = 0;

	while (i < rule->nsecond && row_field(row, rule->second + i).len == 0)
		i++;
	return rule->nsecond == 0 || i < rule->nsecond;
}

/*
 * When the event of a rule was.  An end that the row states but does not
 * date is no open deal: it is known by the newest date of its row.
 */
static struct import_date
find_date(const struct import *im, struct import_rule *rule,
    const struct row *row)
{
	struct import_date found = { 0 };

	for (size_t i = 0; i < rule->ndates && !found.there; i++) {
		found = im->dates[rule->dates[i]].now;
		rule->fallbacks += found.there && i > 0;
	}
	if (im->ndates == 0)
		found.there = true;
	if (found.there)
		return found;
	rule->empty++;
	if (rule->conditions.n && is_stated(rule, row))
		found = newest(im);
	found.undated = found.there;
	rule->undated += found.there;
	return found;
}

static struct field
id_of(const struct import *im, const struct row *row)
{
	struct field f = row_field(row, im->entity);

	return im->settings->shared.no_trim ? f : field_trim(f);
}

static struct field
entity_of(const struct import *im, const struct row *row, char number[24])
{
	if (im->entity != COLUMN_NONE)
		return id_of(im, row);
	int len = snprintf(number, 24, "%" PRIu64, im->rows);
	return (struct field){ number, (size_t)len };
}

/* A stage that stands in a column; LOOKUP_NONE where it is empty. */
static uint32_t
value_of(struct import *im, const struct row *row, size_t column)
{
	struct field f = field_trim(row_field(row, column));

	return f.len ? lookup_add(im->stages, f.at, f.len) : LOOKUP_NONE;
}

/* Whether the row says which stage it is, or the next one will. */
static bool
has_stage(const struct import_rule *rule, const struct row *row)
{
	return rule->stage_column == COLUMN_NONE ||
	    rule->before_column != COLUMN_NONE ||
	    field_trim(row_field(row, rule->stage_column)).len > 0;
}

static void
hold_event(struct import *im, const struct import_rule *rule,
    struct field entity, struct import_date date, const struct row *row)
{
	size_t before, middle, after;
	struct import_event e = { .id = im->id, .stage = rule->number,
	    .before = LOOKUP_NONE, .date = date };

	im->events = memory_reserve(im->events, &im->events_room,
	    im->nevents + 1, sizeof *im->events);
	output_collected(im->text, &before);
	if (im->settings->shared.no_output_header)
		output_csv(im->text, entity.at, entity.len);
	else
		output_csv_below(im->text, entity.at, entity.len);
	output_collected(im->text, &middle);
	for (size_t i = 0; i < im->settings->keep.n; i++) {
		struct field f = row_field(row, im->keep[i]);

		output_text(im->text, ",");
		output_csv(im->text, f.at, f.len);
	}
	output_text(im->text, "\n");
	output_collected(im->text, &after);
	if (rule->stage_column != COLUMN_NONE)
		e.stage = value_of(im, row, rule->stage_column);
	if (rule->before_column != COLUMN_NONE)
		e.before = value_of(im, row, rule->before_column);
	e.head = middle - before;
	e.tail = after - middle;
	im->events[im->nevents++] = e;
}

static bool
is_skipped(struct import *im, const struct row *row)
{
	for (size_t i = 0; i < im->nskips; i++) {
		const struct conditions *all = &im->skips[i];
		size_t k = 0;

		while (k < all->n && condition_ask(&all->items[k],
		    row_field(row, all->items[k].column), &im->times) ==
		    CONDITION_HOLDS)
			k++;
		if (k == all->n)
			return true;
	}
	return false;
}

/* 1: the row can be used, and its dates are read; else bad_row's answer. */
static int
check_row(struct import *im, const struct row *row, struct fault *fault)
{
	int on = 1;

	if (row_fields(row) != reader_columns(im->reader)) {
		rows_fields_fault(im->reader, row->cut, row_fields(row),
		    fault);
		return bad_row(im, &im->ragged, COLUMN_NONE, fault);
	}
	if (is_skipped(im, row)) {
		im->skipped++;
		return 0;
	}
	if (im->entity != COLUMN_NONE &&
	    field_trim(row_field(row, im->entity)).len == 0) {
		fault_set(fault, FAULT_INPUT, "is empty; expected an id");
		return bad_row(im, &im->no_entity, im->entity, fault);
	}
	for (size_t i = 0; i < im->ndates && on > 0; i++)
		on = read_date(im, &im->dates[i], row, fault);
	if (on > 0 && im->entity != COLUMN_NONE)
		on = import_take_id(im, id_of(im, row), row, fault);
	return on;
}

static int
take_row(void *context, const struct row *row, struct fault *fault)
{
	struct import *im = context;
	uint64_t events = 0;
	bool ends = false;
	char number[24];
	int on;

	im->rows++;
	im->id = (uint32_t)im->rows;
	on = check_row(im, row, fault);
	if (on <= 0)
		return on;
	for (size_t i = 0; i < im->ndating; i++) {
		struct dating_table *d = &im->dating[i];

		d->found[joined_row(d->table, row_field(row, d->column))] =
		    true;
	}
	for (size_t i = 0; i < im->nrules; i++) {
		struct import_rule *rule = &im->rules[i];
		struct import_date date;

		if (!meets(im, rule, row))
			continue;
		ends |= rule->conditions.n > 0;
		date = find_date(im, rule, row);
		if (!date.there || !has_stage(rule, row))
			continue;
		hold_event(im, rule, entity_of(im, row, number), date, row);
		rule->events++;
		events++;
	}
	im->without += events == 0;
	im->dropped += events == 0 && ends;
	return 0;
}

int
import_rows(struct import *im, struct fault *fault)
{
	size_t *times = arena_alloc(&im->run->arena,
	    (im->ndates + 1) * sizeof *times);
	const struct row_shape shape = { reader_columns(im->reader),
	    im->entity, times, im->ndates };

	for (size_t i = 0; i < im->ndates; i++)
		times[i] = im->dates[i].column;
	return rows_each_of(im->reader, &shape, take_row, im, &im->others,
	    fault);
}
