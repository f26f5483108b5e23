/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands to paste for a wide table. */
#include "cmd/run/wide_private.h"

#include <string.h>

#include "analytics/base/fold.h"
#include "cmd/run/paste.h"

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

static void
put_event(const struct wide *w, struct buffer *b, struct field stage,
    size_t column, struct field value)
{
	const char *name = reader_column(w->reader, column);

	buffer_format(b, " --event '");
	put(b, stage.at, stage.len);
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

static bool
has_kind(const struct wide *w, enum wide_kind kind)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->dates[i].kind == kind)
			return true;
	return false;
}

/* What a closed deal is, where no column says when it was that. */
static void
put_closing(const struct wide *w, const struct wide_date *d,
    struct buffer *events, bool won, bool lost)
{
	if (won)
		put_event(w, events, (struct field){ "won", 3 }, d->column,
		    w->won);
	if (lost)
		put_event(w, events, (struct field){ "lost", 4 }, d->column,
		    w->lost);
}

/* --event of each date, and the stages that they make. */
static void
put_events(const struct wide *w, struct buffer *events,
    struct buffer *stages, struct field *lost)
{
	static const struct field always = { "", 0 };
	bool won = w->won.len && !has_kind(w, WIDE_WON);
	bool loses = w->lost.len && !has_kind(w, WIDE_LOST);

	*lost = (struct field){ "lost", 0 };
	for (size_t i = 0; i < w->n; i++) {
		const struct wide_date *d = &w->dates[i];
		struct field stage = d->stage;

		if (d->kind == WIDE_CLOSES && w->won.len) {
			put_closing(w, d, events, won, loses);
			stage = (struct field){ "won", won ? 3 : 0 };
			lost->len = loses ? 4 : 0;
		} else
			put_event(w, events, stage, d->column, always);
		if (d->kind == WIDE_LOST)
			*lost = stage;
		else if (stage.len) {
			buffer_format(stages, "%s", stages->len ? "," : "");
			put(stages, stage.at, stage.len);
		}
	}
}

/* Parts, each ended by NUL, with blanks between. */
static void
put_parts(struct buffer *b, const struct buffer *parts)
{
	for (size_t i = 0; i < parts->len; i += strlen(parts->bytes + i) + 1)
		buffer_format(b, " %s", parts->bytes + i);
}

/* Columns that the command asks for and the log would not have. */
static void
put_kept(const struct wide *w, const struct settings *s, struct buffer *b)
{
	const char *more[] = { s->value, s->currency, s->key };
	struct text_list all = s->by;
	struct fault none;
	size_t column, n = 0;

	for (size_t i = 0; i < all.n + sizeof more / sizeof *more; i++) {
		const char *name = i < all.n ? all.items[i] : more[i - all.n];

		if (!name || column_find(w->reader, name, &column, &none) != 0)
			continue;
		name = reader_column(w->reader, column);
		buffer_format(b, n++ ? "," : " --keep '");
		put(b, name, strlen(name));
	}
	if (n)
		buffer_format(b, "'");
}

static void
advise_import(const struct wide *w, struct run *run,
    const struct buffer *events, struct fault *fault)
{
	struct buffer line = { 0 }, reading = { 0 };

	buffer_format(&line, " --entity ");
	paste_quoted(&line, reader_column(w->reader, w->entity));
	buffer_add(&line, events->bytes, events->len);
	put_kept(w, run->settings, &line);
	paste_reading(&reading, run, w->reader);
	put_parts(&line, &reading);
	buffer_format(&line, " ");
	paste_quoted(&line, run->nfiles ? run->files[0] : "-");
	fault_advise(fault, "  funnel import%.*s >log.csv\n", (int)line.len,
	    line.bytes);
	buffer_free(&line);
	buffer_free(&reading);
}

/* What was asked, of the log that import makes. */
static void
advise_command(struct run *run, const struct buffer *stages,
    struct field lost, struct fault *fault)
{
	struct buffer line = { 0 }, asked = { 0 };

	paste_asked(&asked, run);
	put_parts(&line, &asked);
	buffer_format(&line, " --stages '%.*s'", (int)stages->len,
	    stages->bytes);
	if (lost.len && option_by_name(run->command->groups, "lost")) {
		buffer_format(&line, " --lost '");
		put(&line, lost.at, lost.len);
		buffer_format(&line, "'");
	}
	fault_advise(fault, " %.*s log.csv\n", (int)line.len, line.bytes);
	buffer_free(&line);
	buffer_free(&asked);
}

void
wide_advise(const struct wide *w, struct run *run, struct fault *fault)
{
	struct buffer events = { 0 }, stages = { 0 };
	struct field lost;

	put_events(w, &events, &stages, &lost);
	fault_set(fault, FAULT_USAGE, "a row for each id and %zu columns of "
	    "dates: a wide table, no event log; funnel import makes one",
	    w->n);
	fault_at(fault, reader_file(w->reader, 0), 0, NULL);
	advise_import(w, run, &events, fault);
	advise_command(run, &stages, lost, fault);
	buffer_free(&events);
	buffer_free(&stages);
}
