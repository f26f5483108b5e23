/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows as nearly all are, with few words.  What a row means stands in
 * ingest_row; here is taken what of that is left of a row
 *
 *   of a log with times, whose rows are not asked, compared, remembered,
 *   examined or kept with keys, and whose ids are of one column;
 *   with as many fields as there are columns;
 *   whose time is that of a day that was seen before (timestamp_known);
 *   whose stage, where there is such a column, has its number already in
 *   the worker's cache, in a class or in none;
 *   whose value, where it is kept, is empty or a plain decimal number;
 *   whose entity neither begins nor ends with what may be a blank, and is
 *   not the first of its worker whose id is kept;
 *   for which the store has room.
 *
 * Any other is left to ingest_row, as if it had not been looked at.
 */
#include "analytics/base/always_inline.h"
#include "io/store/ingest_private.h"
#include "io/time/timestamp_fast.h"

bool
takes_plain_rows(const struct worker *w)
{
	const struct log_options *o = &w->log->options;

	for (size_t i = 0; i < o->nvalues; i++)
		if (o->values[i].tests)
			return false;
	return w->columns > 1 && o->nalso == 0 &&
	    !o->sessions.are && o->time != COLUMN_NONE &&
	    (o->value == COLUMN_NONE || (o->quantity == COLUMN_NONE &&
	    !o->numbers.unsure)) && o->key == COLUMN_NONE &&
	    o->undated == COLUMN_NONE && o->where.n == 0 &&
	    o->having.n == 0 && !o->fingerprint && o->nwatch == 0 &&
	    !o->examine;
}

/* What is around the fields of a cut that a plain row is asked for. */
enum dress {
	BARE,			/* nothing */
	CLAD,			/* quotes around each */
	DRESSED,		/* some in quotes; the last may have a CR */
};

static inline ALWAYS_INLINE struct field
plain_field(const struct row *row, size_t column, enum dress dress)
{
	size_t end = row->first + column, quote = dress == CLAD;
	size_t from = cut_from(row->cut, end);

	return dress == DRESSED ? row_field(row, column) :
	    (struct field){ row->cut->bytes + from + quote,
	    row->cut->ends[end] - from - 2 * quote };
}

/* As ingest_stage has it in the cache, and not counted yet. */
static inline ALWAYS_INLINE uint32_t
plain_stage(const struct worker *w, const struct row *row, enum dress dress)
{
	struct field f = plain_field(row, w->log->options.stage, dress);
	const struct word *stage = word_find(&w->stages, f.at, f.len);

	return stage ? stage->number : LOOKUP_NONE;
}

/* A value of digits and a mark alone, or none: "1,5" and "EUR 3" are not. */
static inline ALWAYS_INLINE bool
plain_value(const struct worker *w, const struct row *row, enum dress dress,
    decimal *out)
{
	const struct log_options *o = &w->log->options;
	struct field f = plain_field(row, o->value, dress);

	*out = DECIMAL_NONE;
	return f.len == 0 ||
	    decimal_parse(f.at, f.len, o->numbers.mark, out) == DECIMAL_OK;
}

/* All group columns of a row as they stand there, quotes and all, where they
   are side by side. */
static inline ALWAYS_INLINE struct field
group_text(const struct worker *w, const struct row *row)
{
	const struct cut *cut = row->cut;
	size_t from = cut_from(cut, row->first + w->groups->first);
	size_t to = cut->ends[row->first + w->groups->last];

	return (struct field){ cut->bytes + from, to - from };
}

/* As group_number, of values that the worker knows: a value with blanks
   around it is none that is known. */
static __attribute__((noinline)) uint32_t
find_group(struct worker *w, const struct row *row, enum dress dress,
    bool *known)
{
	const struct log_options *o = &w->log->options;
	const struct group_columns *g = w->groups;
	uint32_t values[WANTED_MAX];

	*known = false;
	for (size_t i = 0; i < o->ngroups; i++) {
		struct field f = plain_field(row, o->groups[i], dress);
		const struct word_cache *words = &g->columns[i].words;
		const struct word *word = word_find(words, f.at, f.len);

		if (!word)
			return group_number(w, row);
		values[i] = word->number;
	}
	*known = true;
	return tuple_number(w, values);
}

/* The tuple of a text, which is remembered unless the worker does not know
   its values: then every row is looked at. */
static inline ALWAYS_INLINE uint32_t
text_group(struct worker *w, const struct row *row, struct field text,
    enum dress dress, bool *known)
{
	struct known_text *at = &w->groups->texts[XXH3_64bits(text.at,
	    text.len) % TEXT_SLOTS];
	uint32_t tuple;

	*known = true;
	if (at->len == text.len && text_is_same(at->bytes, text.at, text.len))
		return at->tuple;
	tuple = find_group(w, row, dress, known);
	if (*known && tuple != LOOKUP_NONE) {
		memcpy(at->bytes, text.at, text.len);
		at->len = (uint32_t)text.len;
		at->tuple = tuple;
	}
	return tuple;
}

/* Rows of an entity mostly follow one another, and say the same of it: the
   row before is the worker's last event, or none is known. */
static inline ALWAYS_INLINE void
take_group(struct worker *w, const struct row *row, enum dress dress,
    struct append *event)
{
	struct group_columns *g = w->groups;
	struct field text;
	bool known;

	/* Of fields that were copied no byte tells where one ends. */
	if (!g->side_by_side || row->cut->origins) {
		event->group = find_group(w, row, dress, &known);
		return;
	}
	text = group_text(w, row);
	if (text.len == g->before.len &&
	    text_is_same(text.at, g->before.at, text.len)) {
		event->group = g->before_tuple;
		event->alike = event->follows;
		return;
	}
	/* Where nearly every entity has a tuple of its own, none of them is
	   looked for. */
	g->before_tuple = g->given_up || text.len == 0 ||
	    text.len > TEXT_MOST ? find_group(w, row, dress, &known) :
	    text_group(w, row, text, dress, &known);
	g->before = (struct field){ text.at, known ? text.len : SIZE_MAX };
	event->group = g->before_tuple;
}

/* What is known of all rows of a cut, and not asked once a row. */
struct form {
	enum dress dress;
	bool staged, grouped, valued;	/* columns */
	bool asked;			/* ids are: the layout has them */
	bool named;			/* and some of them are kept */
};

/* As takes_plain_rows has it. */
static inline ALWAYS_INLINE struct layout_bits
form_layout(struct form form)
{
	return (struct layout_bits){ .groups = form.grouped,
	    .values = form.valued, .ids = form.named,
	    .rest = (uint8_t)((form.grouped ? sizeof(uint32_t) : 0) +
	    (form.valued ? sizeof(decimal) : 0)) };
}

/* What times there were. */
struct seen_times {
	int64_t first_s, last_s;
	uint32_t lengths;	/* bit n: some had so many characters */
	size_t len;		/* of the last of them */
};

/* The event of a row whose stage is in a class, or who has none. */
static inline ALWAYS_INLINE bool
append_plain(struct worker *w, const struct row *row, struct field id,
    int64_t time, uint8_t class, struct form form)
{
	struct append event = { .group = GROUP_NONE, .time = time,
	    .class = class | PACKED_HAVING };
	uint64_t trimmed = w->facts.trimmed;

	if (form.valued && !plain_value(w, row, form.dress, &event.value))
		return false;
	if (form.asked && !form.named && id.len > ID_SHORT_MOST)
		return false;
	hash_entity(w, id, &event);
	if (form.grouped)
		take_group(w, row, form.dress, &event);
	if ((form.grouped && event.group == LOOKUP_NONE) ||
	    !store_append_plain(w->plain, form_layout(form), &event)) {
		w->facts.trimmed = trimmed;
		return false;
	}
	note_appended(w, &event);
	w->facts.empty_values += form.valued && event.value == DECIMAL_NONE;
	return true;
}

/* By branches, for nearly no row brings anything new. */
static inline ALWAYS_INLINE void
note_time(struct seen_times *seen, int64_t time_s, size_t len)
{
	if (__builtin_expect(time_s < seen->first_s, 0))
		seen->first_s = time_s;
	if (__builtin_expect(time_s > seen->last_s, 0))
		seen->last_s = time_s;
	if (__builtin_expect(len != seen->len, 0)) {
		seen->len = len;
		seen->lengths |= UINT32_C(1) << len;
	}
}

/* false: it is not plain, or there is no room; nothing was counted. */
static inline ALWAYS_INLINE bool
take_plain_row(struct worker *w, const struct row *row, struct form form,
    struct seen_times *seen)
{
	const struct log_options *o = &w->log->options;
	struct field time = plain_field(row, o->time, form.dress);
	uint32_t stage = 0;
	int64_t time_s;

	if (__builtin_expect(!timestamp_known_s(&w->times, time.at, time.len,
	    &time_s), 0))
		return false;
	if (form.staged)
		stage = plain_stage(w, row, form.dress);
	struct field f = plain_field(row, o->entity, form.dress);
	if (__builtin_expect(stage == LOOKUP_NONE || f.len == 0 ||
	    !byte_is_plain(f.at[0]) || !byte_is_plain(f.at[f.len - 1]), 0))
		return false;
	if (form.staged && stage >= o->nvalues) {
		value_counts_again(w->others, stage - (uint32_t)o->nvalues);
		w->facts.other_stages++;
	} else if (!append_plain(w, row, f, time_s * MICROS,
	    form.staged ? o->values[stage].class : 0, form)) {
		return false;
	} else if (form.staged) {
		w->value_rows[stage]++;
	}
	note_time(seen, time_s, time.len);
	return true;
}

static void
note_times(struct worker *w, const struct seen_times *seen)
{
	widen(&w->sure, seen->first_s * MICROS);
	widen(&w->sure, seen->last_s * MICROS);
	w->any_instant |= seen->lengths != UINT32_C(1) << KNOWN_DATE;
	w->offsets |= seen->lengths >> KNOWN_ZULU & 1;
}

static inline ALWAYS_INLINE void
take_rows(struct worker *w, struct row *row, struct form form)
{
	struct seen_times seen = { INT64_MAX, INT64_MIN, 0, 0 };
	uint64_t others = w->facts.other_stages;
	size_t from = row->record, left = row->cut->nrows - from;
	/* A row whose id is wanted is not plain. */
	size_t stop = from + (left < w->until_sample ? left :
	    w->until_sample);

	for (; row->record < stop; row->record++) {
		row->last = row->cut->rows[row->record];
		if (__builtin_expect(row->last - row->first + 1 !=
		    w->columns || !take_plain_row(w, row, form, &seen), 0))
			break;
		row->first = row->last + 1;
	}
	if (row->record == from)
		return;
	others = w->facts.other_stages - others;
	w->until_sample -= row->record - from - others;
	w->facts.read += row->record - from;
	note_times(w, &seen);
}

/* A CR stands behind the last field of a row, which may be none of those. */
static bool
asks_last_column(const struct worker *w)
{
	const struct log_options *o = &w->log->options;
	size_t last = w->columns - 1;
	bool asks = o->time == last || o->stage == last || o->value == last ||
	    o->entity == last;

	for (size_t i = 0; i < o->ngroups; i++)
		asks |= o->groups[i] == last;
	return asks;
}

static enum dress
dress_of(const struct worker *w, const struct cut *cut)
{
	if (cut->returns && asks_last_column(w))
		return DRESSED;
	return !cut->quoted ? BARE : cut->clad ? CLAD : DRESSED;
}

void
take_plain_rows(struct worker *w, struct row *row)
{
	const struct log_options *o = &w->log->options;
	struct form form = { dress_of(w, row->cut), o->stage != COLUMN_NONE,
		o->ngroups > 0, o->value != COLUMN_NONE, w->layout.ids,
		w->named };
	bool more = form.grouped || form.asked;

	/* The bytes of the row before may be gone. */
	w->groups->before.len = SIZE_MAX;

	if (!form.staged || form.valued || form.dress == DRESSED)
		take_rows(w, row, form);
	else if (form.dress == BARE && !more)
		take_rows(w, row, (struct form){ BARE, .staged = true });
	else if (form.dress == BARE && !form.grouped && !form.named)
		take_rows(w, row, (struct form){ BARE, .staged = true,
		    .asked = true });
	else if (form.dress == BARE && !form.asked)
		take_rows(w, row, (struct form){ BARE, .staged = true,
		    .grouped = true });
	else if (form.dress == CLAD && !more)
		take_rows(w, row, (struct form){ CLAD, .staged = true });
	else if (form.dress == BARE)
		take_rows(w, row, (struct form){ BARE, .staged = true,
		    .grouped = form.grouped, .asked = form.asked,
		    .named = form.named });
	else
		take_rows(w, row, (struct form){ CLAD, .staged = true,
		    .grouped = form.grouped, .asked = form.asked,
		    .named = form.named });
}
