/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/wide_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analytics/base/memory.h"
#include "io/base/lookup.h"
#include "io/text/text.h"

#define ROWS_MOST 1000

static const char *const won_words[] = { "won", "closedwon", "赢单", NULL };
static const char *const lost_words[] = { "lost", "closedlost", "输单",
	NULL };

static bool
is_unique(const struct wide *w, size_t column)
{
	struct lookup *ids = lookup_new();
	bool unique = w->rows > 1;

	for (size_t r = 0; r < w->rows && unique; r++) {
		struct field f = head_cell(w->head, r, column);

		unique = f.len > 0 && lookup_add(ids, f.at, f.len) == r;
	}
	lookup_free(ids);
	return unique;
}

static bool
is_one_of(struct field f, const char *const words[])
{
	char *text = memory_copy(f.at, f.len);
	char *folded = text_fold(text);
	bool found = false;

	for (size_t i = 0; words[i]; i++)
		found |= strcmp(folded, words[i]) == 0;
	free(folded);
	free(text);
	return found;
}

/* The first value of the status that is one of these words. */
static struct field
find_value(const struct wide *w, const char *const words[])
{
	for (size_t r = 0; w->status != COLUMN_NONE && r < w->rows; r++) {
		struct field f = head_cell(w->head, r, w->status);

		if (is_one_of(f, words))
			return f;
	}
	return (struct field){ "", 0 };
}

static bool
closes(const char *column)
{
	static const char *const words[] = { "clos", "end", "won", "结", "成交" };
	char *folded = text_fold(column);
	bool found = false;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		found |= strstr(folded, words[i]) != NULL;
	free(folded);
	return found;
}

/* Without one of these words at its end, and what joins it: "engage" of
   engage_date. */
static size_t
stem_len(const char *text, size_t len)
{
	static const char *const ends[] = { "date", "time", "at", "on", "日期",
		"时间" };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t n = strlen(ends[i]);
		bool word = (unsigned char)ends[i][0] >= 0x80 ||
		    (len > n && strchr(" _-", text[len - n - 1]));

		if (len <= n || !word || strncasecmp(text + len - n, ends[i],
		    n) != 0)
			continue;
		len -= n;
		while (len > 1 && strchr(" _-", text[len - 1]))
			len--;
		return len;
	}
	return len;
}

/* HubSpot's 'Date entered "Closed Won (Sales Pipeline)"' is Closed Won. */
static struct field
stage_of(const char *column)
{
	static const char entered[] = "date entered ";
	size_t from = sizeof entered - 1, len = strlen(column);

	if (len <= from || strncasecmp(column, entered, from) != 0)
		return (struct field){ column, stem_len(column, len) };
	if (len > from + 2 && column[from] == '"' && column[len - 1] == '"') {
		from++;
		len--;
	}
	const char *pipeline = memchr(column + from, '(', len - from);
	if (pipeline > column + from && column[len - 1] == ')')
		len = (size_t)(pipeline - column);
	return field_trim((struct field){ column + from, len - from });
}

/* A stage is left when the next is entered, which has its own column. */
static bool
is_of_leaving(const char *column)
{
	return strncasecmp(column, "date exited ", strlen("date exited ")) ==
	    0;
}

static struct wide_date
date_of(const struct wide *w, size_t column)
{
	const char *name = reader_column(w->reader, column);
	struct wide_date d = { .column = column, .stage = stage_of(name) };

	if (is_one_of(d.stage, won_words))
		d.kind = WIDE_WON;
	else if (is_one_of(d.stage, lost_words))
		d.kind = WIDE_LOST;
	else if (closes(name))
		d.kind = WIDE_CLOSES;
	return d;
}

/* In how many rows a's date comes before b's, less those of the contrary. */
static long
earlier(const struct wide *w, const struct wide_date *a,
    const struct wide_date *b)
{
	long more = 0;

	for (size_t r = 0; r < w->rows; r++) {
		struct field x = head_cell(w->head, r, a->column);
		struct field y = head_cell(w->head, r, b->column);
		struct timestamp s, t;

		if (timestamp_read(w->times, x.at, x.len, &s) == TIMESTAMP_OK &&
		    timestamp_read(w->times, y.at, y.len, &t) == TIMESTAMP_OK)
			more += (s.instant < t.instant) -
			    (s.instant > t.instant);
	}
	return more;
}

/* As their dates come; those that close a deal behind the others. */
static void
order_dates(struct wide *w)
{
	for (size_t i = 1; i < w->n; i++) {
		struct wide_date d = w->dates[i];
		size_t k = i;

		for (; k > 0; k--) {
			const struct wide_date *before = &w->dates[k - 1];

			if (before->kind != d.kind ? before->kind < d.kind :
			    earlier(w, &d, before) <= 0)
				break;
			w->dates[k] = *before;
		}
		w->dates[k] = d;
	}
}

static bool
is_wide(struct wide *w, const struct settings *s)
{
	struct fault none;

	if (s->entity ? column_find(w->reader, s->entity, &w->entity, &none) :
	    column_guess(w->reader, ROLE_ENTITY, &w->entity, &none))
		return false;
	if (column_guess(w->reader, ROLE_STAGE, &w->status, &none) != 0)
		w->status = COLUMN_NONE;
	for (size_t c = 0; c < reader_columns(w->reader) &&
	    w->n < DATES_MOST; c++)
		if (c != w->entity &&
		    !is_of_leaving(reader_column(w->reader, c)) &&
		    head_has_dates(w->head, w->rows, c, w->times))
			w->dates[w->n++] = date_of(w, c);
	return w->n > 1 && is_unique(w, w->entity);
}

void
wide_find(const struct input *in, const struct head *head,
    struct fault *out)
{
	const struct settings *s = in->scope.settings;
	struct timestamp_reader times = { .zone = &in->scope.zone,
	    .formats = s->time_formats.items,
	    .nformats = s->time_formats.n };
	struct wide w = { .reader = in->reader, .head = head,
	    .times = &times };

	w.rows = head->rows < ROWS_MOST ? head->rows : ROWS_MOST;
	if (w.rows && is_wide(&w, s)) {
		w.won = find_value(&w, won_words);
		w.lost = find_value(&w, lost_words);
		order_dates(&w);
		wide_advise(&w, in->scope.run, out);
	}
}

bool
input_is_of_orders(const struct input *in)
{
	const struct settings *s = in->scope.settings;

	return !s->stage && !s->stages && !s->nfile_stages &&
	    in->wide.kind == FAULT_NONE &&
	    !column_may_be(in->reader, ROLE_STAGE);
}
