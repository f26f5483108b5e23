/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of a row, for whoever takes rows or examines them. */
#include <string.h>

#include "analytics/base/memory.h"
#include "io/store/id_text.h"
#include "io/store/ingest_private.h"
#include "io/time/timestamp_fast.h"

/* A NUL and 15 bytes more are read behind an id. */
static struct field
joined_id(struct worker *w, const struct row *row)
{
	const struct log_options *o = &w->log->options;
	size_t len = 0;

	for (size_t i = 0; i <= o->nalso; i++) {
		struct field f = row_name(w, row, i ? o->also[i - 1] :
		    o->entity);

		w->id_text = memory_reserve(w->id_text, &w->id_text_room,
		    len + 2 * f.len + 1 + ID_PADDING, 1);
		if (i)
			w->id_text[len++] = ',';
		len += id_part_put(w->id_text + len, f.at, f.len);
	}
	memset(w->id_text + len, 0, ID_PADDING);
	return (struct field){ w->id_text, len };
}

struct field
ingest_id(struct worker *w, const struct row *row)
{
	const struct log_options *o = &w->log->options;

	return o->nalso || o->sessions.are ? joined_id(w, row) :
	    row_name(w, row, o->entity);
}

size_t
ingest_lacks_id(const struct worker *w, const struct row *row)
{
	const struct log_options *o = &w->log->options;

	if (field_trim(row_field(row, o->entity)).len == 0)
		return o->entity;
	for (size_t i = 0; i < o->nalso; i++)
		if (field_trim(row_field(row, o->also[i])).len == 0)
			return o->also[i];
	return COLUMN_NONE;
}

/* A value of no class; what the cache may keep for it.  Once values were
   dropped (value_counts.h) their numbers say nothing. */
static uint32_t
count_other(struct worker *w, struct field f)
{
	bool cut = value_counts_cut(w->others);
	uint32_t number = value_counts_add(w->others, f.at, f.len, 1);

	if (!value_counts_cut(w->others))
		return (uint32_t)w->log->options.nvalues + number;
	if (!cut)
		w->stages = (struct word_cache){ 0 };
	return LOOKUP_NONE;
}

/* What a row counts as by the tests of its value; nothing is cached of it. */
static uint32_t
count_tested(struct worker *w, const struct row *row, struct field f,
    const struct class_tests *t)
{
	uint32_t passed = 0, number = LOOKUP_NONE;
	bool untold = false;

	for (size_t i = 0; i < t->n; i++) {
		enum condition_answer answer = conditions_ask(&t->tests[i],
		    row->cut, row->first, row->last, &w->times);

		passed |= (uint32_t)(answer == CONDITION_HOLDS) << i;
		untold |= answer == CONDITION_INCOMPARABLE;
	}
	w->facts.untold += untold;
	for (size_t i = 0; i < t->ncases && number == LOOKUP_NONE; i++)
		if (t->cases[i].passed == passed)
			number = t->cases[i].value;
	if (number != LOOKUP_NONE) {
		w->value_rows[number]++;
		return number;
	}
	w->facts.other_stages++;
	count_other(w, f);
	return LOOKUP_NONE;
}

uint32_t
ingest_stage(struct worker *w, const struct row *row, struct field f)
{
	const struct class_value *values = w->log->options.values;
	size_t known = w->log->options.nvalues;
	bool hit = false;
	struct word *word = word_slot(&w->stages, f.at, f.len, &hit);
	uint32_t number = word && hit ? word->number :
	    lookup_find(w->log->classes, f.at, f.len);

	if (number < known && values[number].tests) {
		if (word)
			word->number = number;
		return count_tested(w, row, f, values[number].tests);
	}
	if (number < known) {
		w->value_rows[number]++;
	} else {
		w->facts.other_stages++;
		if (hit && number != LOOKUP_NONE)
			value_counts_again(w->others,
			    number - (uint32_t)known);
		else
			number = count_other(w, f);
	}
	if (word)
		word->number = number;
	return number < known ? number : LOOKUP_NONE;
}

static void
note_sight(struct worker *w, const struct row *row, enum time_sight sight)
{
	struct findings *f = &w->findings;

	if (f->first[sight].known)
		return;
	f->first[sight].known = true;
	f->first[sight].line = row_line(w, row);
}

/* What of this time the column decides, or decides the column. */
static void
note_form(struct worker *w, const struct row *row,
    const struct timestamp *time)
{
	w->forms |= 1U << time->form;
	if (time->form == FORM_COMPACT)
		note_sight(w, row, SIGHT_COMPACT);
	else if (time->form == FORM_EPOCH)
		note_sight(w, row, SIGHT_EPOCH);
	if (time->order == ORDER_MD)
		note_sight(w, row, SIGHT_MD);
	else if (time->order == ORDER_DM)
		note_sight(w, row, SIGHT_DM);
	else if (time->order == ORDER_EITHER)
		note_sight(w, row, SIGHT_EITHER);
}

/* A valid time says what as-of is, and how the column is written. */
enum timestamp_error
ingest_time(struct worker *w, const struct row *row, struct field f,
    struct append *event)
{
	struct timestamp time;

	if (!timestamp_known(&w->times, f.at, f.len, &time)) {
		enum timestamp_error answer = timestamp_read(&w->times, f.at,
		    f.len, &time);

		if (answer != TIMESTAMP_OK)
			return answer;
		note_form(w, row, &time);
	}
	event->time = time.instant;
	w->any_instant |= !time.date_only;
	w->offsets |= time.offset;
	if (__builtin_expect(time.order != ORDER_NONE, 0)) {
		if (time.order == ORDER_EITHER) {
			event->class |= PACKED_EITHER;
			widen(&w->as_md, time.instant);
			widen(&w->as_dm, timestamp_swap(time.instant,
			    w->log->options.zone));
			return TIMESTAMP_OK;
		}
	}
	widen(&w->sure, time.instant);
	return TIMESTAMP_OK;
}

int
ingest_append(struct worker *w, const struct append *event)
{
	if (store_append(w->log->store, w->number, event,
	    &w->findings.fault) != 0) {
		/* A full disk is no fault of the row that met it. */
		w->findings.fault.line = LINE_NONE;
		return -1;
	}
	note_appended(w, event);
	w->named |= layout_names(w->layout, event->low);
	return 0;
}
