/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run/wide.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analytics/base/fold.h"
#include "analytics/base/memory.h"
#include "cmd/run/paste.h"
#include "io/base/lookup.h"
#include "io/text/text.h"
#include "io/time/timestamp.h"

#define ROWS_MOST 1000
#define DATES_MOST 12

struct wide {
	struct reader *reader;
	const struct head *head;
	size_t rows, entity, status;	/* status: COLUMN_NONE: none */
	size_t dates[DATES_MOST], n;
	struct field won, lost;		/* values of status; len 0: none */
};

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

/* The first value of the status that is one of two words. */
static struct field
find_value(const struct wide *w, const char *const words[4])
{
	struct field none = { "", 0 };

	for (size_t r = 0; w->status != COLUMN_NONE && r < w->rows; r++) {
		struct field f = head_cell(w->head, r, w->status);
		char *text = memory_copy(f.at, f.len);
		char *folded = text_fold(text);
		bool found = false;

		for (size_t i = 0; words[i]; i++)
			found |= strcmp(folded, words[i]) == 0;
		free(folded);
		free(text);
		if (found)
			return f;
	}
	return none;
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

/* In quotes, with what --event and --stages read as signs made literal. */
static void
put(struct buffer *b, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr("=|,&\\", text[i]))
			buffer_add(b, "\\", 1);
		paste_byte(b, text[i]);
	}
}

/* "engage" of engage_date, as a name for what happened then. */
static size_t
stage_len(const char *column)
{
	static const char *const ends[] = { "date", "time", "at", "on", "日期",
		"时间" };
	size_t len = strlen(column);

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t n = strlen(ends[i]);
		bool word = (unsigned char)ends[i][0] >= 0x80 ||
		    (len > n && strchr(" _-", column[len - n - 1]));

		if (len <= n || !word || strcasecmp(column + len - n,
		    ends[i]) != 0)
			continue;
		len -= n;
		while (len > 1 && strchr(" _-", column[len - 1]))
			len--;
		return len;
	}
	return len;
}

static void
put_event(const struct wide *w, struct buffer *b, const char *stage,
    size_t len, size_t column, struct field value)
{
	const char *name = reader_column(w->reader, column);

	buffer_format(b, " --event '");
	put(b, stage, len);
	buffer_format(b, "=");
	put(b, name, strlen(name));
	if (value.len) {
		name = reader_column(w->reader, w->status);
		buffer_format(b, " if ");
		put(b, name, strlen(name));
		buffer_format(b, "=");
		put(b, value.at, value.len);
	}
	buffer_format(b, "'");
}

/* --event of each date, and the stages that they make. */
static void
put_events(const struct wide *w, struct buffer *events,
    struct buffer *stages)
{
	static const struct field always = { "", 0 };

	for (size_t i = 0; i < w->n; i++) {
		const char *name = reader_column(w->reader, w->dates[i]);
		bool ends = w->won.len && closes(name);
		size_t len = ends ? strlen("won") : stage_len(name);

		if (ends)
			name = "won";
		put_event(w, events, name, len, w->dates[i],
		    ends ? w->won : always);
		if (ends && w->lost.len)
			put_event(w, events, "lost", strlen("lost"),
			    w->dates[i], w->lost);
		buffer_format(stages, "%s", i ? "," : "");
		put(stages, name, len);
	}
}

static void
advise(const struct wide *w, struct run *run, struct fault *fault)
{
	struct buffer import = { 0 }, stages = { 0 }, reading = { 0 };

	buffer_format(&import, " --entity ");
	paste_quoted(&import, reader_column(w->reader, w->entity));
	put_events(w, &import, &stages);
	paste_reading(&reading, run, w->reader);
	for (size_t i = 0; i < reading.len; i += strlen(reading.bytes + i) + 1)
		buffer_format(&import, " %s", reading.bytes + i);
	buffer_format(&import, " ");
	paste_quoted(&import, run->nfiles ? run->files[0] : "-");
	fault_set(fault, FAULT_USAGE, "a row for each id and %zu columns of "
	    "dates: a wide table, no event log; funnel import makes one",
	    w->n);
	fault_at(fault, reader_file(w->reader, 0), 0, NULL);
	fault_advise(fault, "  funnel import%.*s >log.csv\n",
	    (int)import.len, import.bytes);
	fault_advise(fault, "  funnel convert --stages '%.*s'%s log.csv\n",
	    (int)stages.len, stages.bytes, w->lost.len ? " --lost lost" : "");
	buffer_free(&import);
	buffer_free(&reading);
	buffer_free(&stages);
}

static bool
is_wide(struct wide *w, const struct settings *s, const struct zone *zone)
{
	struct timestamp_reader times = { .zone = zone,
	    .formats = s->time_formats.items,
	    .nformats = s->time_formats.n };
	struct fault none;

	if (s->entity ? column_find(w->reader, s->entity, &w->entity, &none) :
	    column_guess(w->reader, ROLE_ENTITY, &w->entity, &none))
		return false;
	if (column_guess(w->reader, ROLE_STAGE, &w->status, &none) != 0)
		w->status = COLUMN_NONE;
	for (size_t c = 0; c < reader_columns(w->reader) &&
	    w->n < DATES_MOST; c++)
		if (c != w->entity &&
		    head_has_dates(w->head, w->rows, c, &times))
			w->dates[w->n++] = c;
	return w->n > 1 && is_unique(w, w->entity);
}

void
wide_find(const struct input *in, const struct head *head,
    struct fault *out)
{
	static const char *const won[] = { "won", "closedwon", "赢单", NULL };
	static const char *const lost[] = { "lost", "closedlost", "输单",
		NULL };
	const struct settings *s = in->scope.settings;
	struct wide w = { .reader = in->reader, .head = head };

	w.rows = head->rows < ROWS_MOST ? head->rows : ROWS_MOST;
	if (w.rows && is_wide(&w, s, &in->scope.zone)) {
		w.won = find_value(&w, won);
		w.lost = find_value(&w, lost);
		advise(&w, in->scope.run, out);
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
