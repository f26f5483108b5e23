/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table for a terminal: aligned by display width, never wider. */
#include <stdio.h>
#include <string.h>

#include "io/text/text.h"
#include "io/text/words.h"
#include "io/text/wrap.h"
#include "io/write/text_plan.h"

static size_t
room_of(const struct layout *l)
{
	return l->width ? l->width : 80;
}

static void
put_blanks(struct output *out, size_t n)
{
	while (n--)
		output_text(out, " ");
}

static void
put_cell(struct output *out, const char *text, size_t wide, bool right,
    bool last)
{
	char cut[1024];

	if (text_shown_width(text) > wide) {
		text_cut(text, strlen(text), wide, cut, sizeof cut);
		text = cut;
	}
	size_t pad = wide - text_shown_width(text);
	if (right)
		put_blanks(out, pad);
	output_text(out, text);
	if (!right && !last)
		put_blanks(out, pad);
}

/* row (size_t)-1 is the header. */
static const char *
cell_of(const struct shown *s, size_t column, size_t row)
{
	return row == (size_t)-1 ? s->columns[column].head :
	    s->columns[column].cells[row];
}

static void
put_line(struct output *out, const struct shown *s, const struct text_plan *p,
    size_t row)
{
	bool first = true;
	size_t final = 0;

	for (size_t c = 0; c < s->n; c++)
		if (!p->dropped[c] && cell_of(s, c, row)[0])
			final = c;
	/* Nothing after the last text: no line ends in blanks. */
	for (size_t c = 0; c <= final && c < s->n; c++) {
		if (p->dropped[c])
			continue;
		if (!first)
			put_blanks(out, TEXT_GAP);
		first = false;
		put_cell(out, cell_of(s, c, row), p->widths[c],
		    s->columns[c].right, c == final);
	}
	output_text(out, "\n");
}

static void
put_rule(struct output *out, size_t wide)
{
	while (wide--)
		output_text(out, "─");
	output_text(out, "\n");
}

/* "key value · key value", wrapped. */
void
write_text_definition(const struct table *t, const struct layout *l,
    struct output *out)
{
	struct wrap w = { .out = out, .room = room_of(l) };
	char text[2048];

	if (table_definitions(t) == 0)
		return;
	output_text(out, "\n");
	for (size_t i = 0; i < table_definitions(t); i++) {
		const char *value = table_definition_value(t, i);

		if (i)
			wrap_words(&w, "·");
		wrap_words(&w, table_definition_key(t, i));
		text_cut(value, strlen(value), sizeof text / 4, text,
		    sizeof text);
		wrap_words(&w, text);
	}
	output_text(out, "\n");
}

static const struct column *
look_of(const struct table *t, const struct shown *s, size_t c)
{
	return table_look(t, s->columns[c].column);
}

/* "ran out of the window: identified 11, contacted 12" */
static void
put_fate(struct output *out, const struct table *t, const struct shown *s,
    size_t c, const size_t rows[2], size_t room)
{
	struct wrap w = { .out = out, .room = room };
	const size_t place = s->columns[c].column;
	char text[1024], before[1024] = "";

	for (size_t r = rows[0]; r < rows[1]; r++) {
		if (!(cell_number(table_cell(t, r, place)) > 0))
			continue;
		snprintf(text, sizeof text, before[0] ? _("%s,") : _("%s:"),
		    before[0] ? before : _(look_of(t, s, c)->fate));
		wrap_words(&w, text);
		snprintf(before, sizeof before, "%.900s" TEXT_TIED "%.64s",
		    s->columns[0].cells[r], s->columns[c].cells[r]);
	}
	if (!before[0])
		return;
	wrap_words(&w, before);
	output_text(out, "\n");
}

/* What adds up does so although its columns found no room. */
static void
put_fates(struct output *out, const struct table *t,
    const struct text_part *part, const size_t rows[2], size_t room)
{
	const struct shown *s = &part->shown;

	for (size_t c = 0; c < s->n; c++)
		if (part->plan.dropped[c] && look_of(t, s, c)->fate)
			put_fate(out, t, s, c, rows, room);
}

/* What holds of a column, where its head had no room for it. */
static void
put_holds(struct output *out, const struct shown *s, const struct text_plan *p,
    size_t room)
{
	for (size_t c = 0; c < s->n; c++) {
		struct wrap w = { .out = out, .room = room };
		char text[256];

		if (p->dropped[c] || !s->columns[c].holds ||
		    s->columns[c].head == s->columns[c].full)
			continue;
		snprintf(text, sizeof text, _("%s:"), s->columns[c].head);
		wrap_words(&w, text);
		wrap_words(&w, s->columns[c].holds);
		output_text(out, "\n");
	}
}

static void
put_dropped(struct output *out, const struct table *t, const struct shown *s,
    const struct text_plan *p, size_t room)
{
	struct wrap w = { .out = out, .room = room };
	bool any = false;

	put_holds(out, s, p, room);
	for (size_t c = 0; c < s->n; c++) {
		if (!p->dropped[c] || look_of(t, s, c)->fate)
			continue;
		wrap_words(&w, any ? "·" : _("not shown:"));
		wrap_words(&w, s->columns[c].head);
		any = true;
	}
	if (any) {
		wrap_words(&w, _("(a wider terminal, or --format csv, has "
		    "all)"));
		output_text(out, "\n");
	}
}

static void
put_title(struct output *out, const char *text, size_t room)
{
	char title[4096];

	text_cut(text, strlen(text), room, title, sizeof title);
	output_text(out, title);
}

static bool
has_ends(const struct table *t)
{
	for (size_t c = 0; c < table_columns(t); c++)
		if (table_look(t, c)->ends)
			return true;
	return false;
}

/* Its title, its rows and what of them has no column; the row behind it. */
static size_t
put_block(struct output *out, const struct table *t, struct text_part *part,
    size_t first, size_t room)
{
	size_t r = first;

	if (table_blocks(t)) {
		output_text(out, first ? "\n" : "");
		put_title(out, block_title(t, first, &part->shown.arena),
		    room);
		output_text(out, "\n");
	}
	bool ruled = has_ends(t);
	for (bool last = false; !last; r++) {
		last = r + 1 == table_rows(t) || block_begins(t, r + 1);
		if (ruled && last && r > first + 1)
			put_rule(out, part->plan.total);
		put_line(out, &part->shown, &part->plan, r);
		if (ruled && r == first && !last)
			put_rule(out, part->plan.total);
	}
	put_fates(out, t, part, (size_t[]){ first, r }, room);
	return r;
}

static void
put_head(struct output *out, const struct table *t,
    const struct text_part *part)
{
	put_line(out, &part->shown, &part->plan, (size_t)-1);
	put_rule(out, part->plan.total);
	if (table_rows(t) == 0)
		output_format(out, "%s\n", _(NO_ROWS));
}

void
write_text_rows(const struct table *t, const struct layout *l,
    struct output *out)
{
	struct text_part part;

	text_part_make(t, NULL, room_of(l), &part);
	put_head(out, t, &part);
	for (size_t r = 0; r < table_rows(t);)
		r = put_block(out, t, &part, r, room_of(l));
	put_dropped(out, t, &part.shown, &part.plan, room_of(l));
	shown_free(&part.shown);
}

void
write_text_part(const struct table *t, const struct layout *l,
    const struct seen *seen, bool first, struct output *out)
{
	struct text_part part;

	text_part_make(t, seen, room_of(l), &part);
	if (first)
		put_head(out, t, &part);
	for (size_t r = 0; r < table_rows(t); r++)
		put_line(out, &part.shown, &part.plan, r);
	shown_free(&part.shown);
}

void
write_text_dropped(const struct table *t, const struct layout *l,
    const struct seen *seen, struct output *out)
{
	struct text_part part;

	text_part_make(t, seen, room_of(l), &part);
	put_dropped(out, t, &part.shown, &part.plan, room_of(l));
	shown_free(&part.shown);
}

void
write_text_title(const struct layout *l, struct output *out)
{
	if (!l->title)
		return;
	put_title(out, l->title, room_of(l));
	output_text(out, "\n\n");
}

void
write_text(const struct table *t, const struct layout *l,
    struct output *out)
{
	write_text_title(l, out);
	write_text_rows(t, l, out);
	write_text_definition(t, l, out);
}
