/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows as nearly all are, with few words.  What a row means stands in
 * ingest_row; here is taken what of that is left of a row
 *
 *   of a log with times and stages, whose rows are not asked, compared,
 *   remembered or kept with values, keys and ids;
 *   with as many fields as there are columns;
 *   whose time is that of a day that was seen before (timestamp_known);
 *   whose stage has its number already, in the worker's cache;
 *   whose entity neither begins nor ends with what may be a blank;
 *   for which the store has room.
 *
 * Any other is left to ingest_row, as if it had not been looked at.
 */
#include "io/store/ingest_private.h"
#include "io/time/timestamp_fast.h"

#define ALWAYS_INLINE __attribute__((always_inline))

bool
takes_plain_rows(const struct worker *w)
{
	const struct log_options *o = &w->log->options;

	return w->plain && w->columns > 1 && o->time != COLUMN_NONE &&
	    o->stage != COLUMN_NONE && o->value == COLUMN_NONE &&
	    o->key == COLUMN_NONE && o->undated == COLUMN_NONE &&
	    o->where.n == 0 && o->having.n == 0 &&
	    !o->fingerprint && o->nwatch == 0;
}

/* dressed: fields may wear quotes, and the last a CR. */
static inline ALWAYS_INLINE struct field
plain_field(const struct row *row, size_t column, bool dressed)
{
	const uint32_t *ends = row->cut->ends;
	size_t end = row->first + column;
	size_t from = end ? (size_t)ends[end - 1] + 1 : 0;

	return dressed ? row_field(row, column) :
	    (struct field){ row->cut->bytes + from, ends[end] - from };
}

/* false: it is not plain, or there is no room; nothing was counted. */
static inline ALWAYS_INLINE bool
take_plain_row(struct worker *w, const struct row *row, bool dressed)
{
	const struct log_options *o = &w->log->options;
	struct append event = { .group = GROUP_NONE };
	struct timestamp time;
	const struct word *stage;
	uint64_t trimmed = w->facts.trimmed;
	struct field f = plain_field(row, o->time, dressed);

	if (!timestamp_known(&w->times, f.at, f.len, &time))
		return false;
	f = plain_field(row, o->stage, dressed);
	stage = word_find(&w->stages, f.at, f.len);
	if (!stage || stage->number == LOOKUP_NONE)
		return false;
	f = plain_field(row, o->entity, dressed);
	if (f.len == 0 || !byte_is_plain(f.at[0]) ||
	    !byte_is_plain(f.at[f.len - 1]))
		return false;
	hash_entity(w, f, &event);
	event.time = time.instant;
	event.class = o->values[stage->number].class | PACKED_HAVING;
	if (o->ngroups)
		event.group = group_number(w, row);
	if ((o->ngroups && event.group == LOOKUP_NONE) ||
	    !store_append_plain(w->plain, w->layout, &event)) {
		w->facts.trimmed = trimmed;
		return false;
	}
	w->value_rows[stage->number]++;
	w->any_instant |= !time.date_only;
	w->offsets |= time.offset;
	widen(&w->sure, time.instant);
	return true;
}

static inline ALWAYS_INLINE void
take_rows(struct worker *w, struct row *row, bool dressed)
{
	size_t from = row->record;

	for (; row->record < row->cut->nrows; row->record++) {
		row->last = row->cut->rows[row->record];
		/* One whose id is wanted is not plain. */
		if (row->last - row->first + 1 != w->columns ||
		    w->until_sample == 0 || !take_plain_row(w, row, dressed))
			break;
		w->until_sample--;
		row->first = row->last + 1;
	}
	w->facts.read += row->record - from;
}

void
take_plain_rows(struct worker *w, struct row *row)
{
	if (row->cut->quoted || row->cut->returns)
		take_rows(w, row, true);
	else
		take_rows(w, row, false);
}
