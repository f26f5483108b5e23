/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From cells to what people read. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/text/text.h"
#include "io/text/words.h"
#include "io/write/write_private.h"

enum { CELL_TEXT_MAX = 3 * TEXT_NUMBER };

/* The estimate, and the range if both its ends are known. */
static void
put_numbers(enum look look, const double x[3], char *out, char *range)
{
	char texts[3][TEXT_NUMBER];

	text_estimate(x[0], x[1], x[2], texts[0], texts[1], texts[2]);
	for (int i = 0; i < 3; i++)
		if (look == LOOK_P)
			text_p(x[i], texts[i]);
	strcpy(out, texts[0]);
	/* A minus must not read as a dash. */
	if (texts[1][0] && texts[2][0])
		snprintf(range, TEXT_NUMBER, x[1] < 0 ? _("%.24s to %.24s") :
		    "%.24s–%.24s", texts[1], texts[2]);
}

/* The same of a look that has a writer of its own. */
static void
put_written(void (*write)(double number, char *out), const double x[3],
    char *out, char *range)
{
	char low[TEXT_NUMBER], high[TEXT_NUMBER];

	write(x[0], out);
	write(x[1], low);
	write(x[2], high);
	if (low[0] && high[0])
		snprintf(range, TEXT_NUMBER, x[1] < 0 ? _("%.24s to %.24s") :
		    "%.24s–%.24s", low, high);
}

/* NaN where it has no such end, or people see none. */
static double
end_of(const struct table *t, size_t row, const struct column *v, int end)
{
	return end && !v->bare ? number_at(t, row, (size_t)end) : NAN;
}

/* "x (low–high)" where there is an interval. */
static void
put_look(const struct table *t, size_t row, const struct column *v, double x,
    char *out)
{
	char range[TEXT_NUMBER] = "", low[TEXT_NUMBER], high[TEXT_NUMBER];
	double from = end_of(t, row, v, v->low);
	double to = end_of(t, row, v, v->high);

	if (v->look == LOOK_RANGE) {
		if (from == to) {
			text_percent(from, out);
			return;
		}
		text_percent_range(from, to, range);
		snprintf(out, CELL_TEXT_MAX, "%.28s%%", range);
		return;
	}
	/* True by definition, such as the share of those who entered. */
	if (from == to)
		from = to = NAN;
	if (v->look == LOOK_PERCENT) {
		text_percent(x, out);
		text_percent_range(from, to, range);
	} else if (v->look == LOOK_POINTS) {
		text_points(x, out);
		text_points_ends(from, to, low, high);
		if (low[0] && high[0])
			snprintf(range, sizeof range, _("%.24s to %.24s"),
			    low, high);
	} else if (v->look == LOOK_NUMBER_OF || v->look == LOOK_AMOUNT) {
		put_written(v->look == LOOK_AMOUNT ? text_amount :
		    text_number_of, (double[]){ x, from, to }, out, range);
	} else if (v->look == LOOK_RATIO) {
		text_ratio(x, out);
	} else if (v->look == LOOK_DAYS) {
		text_days_with_range(x, from, to, out, CELL_TEXT_MAX);
	} else {
		put_numbers(v->look, (double[]){ x, from, to }, out, range);
	}
	if (out[0] && range[0]) {
		char at[TEXT_NUMBER];

		memcpy(at, out, sizeof at);
		text_with_range(at, range, out, CELL_TEXT_MAX);
	}
}

/* A sum of amounts: from 1 on in two decimals at most, as long as a double
   holds them. */
static void
put_decimal(const struct cell *cell, char *out)
{
	double size = fabs(cell_number(cell));
	const char *mark;

	number_format(cell, out);
	mark = strchr(out, '.');
	if (mark && strlen(mark) > 3 && size >= 1 && size < 1e13)
		snprintf(out, TEXT_NUMBER, "%.2f", cell_number(cell));
	text_group(out, TEXT_NUMBER);
}

static const char *
cell_text(const struct table *t, size_t row, size_t place,
    struct arena *arena)
{
	const struct column *v = table_look(t, place);
	char out[CELL_TEXT_MAX] = "";
	const struct cell *cell = table_cell(t, row, place);

	if (cell->kind == CELL_TEXT && v->look == LOOK_TIME) {
		snprintf(out, sizeof out, "%.*s", cell->text.len < 16 ?
		    (int)cell->text.len : 16, cell->text.bytes);
		if (strlen(out) > 10)
			out[10] = ' ';
	} else if (cell->kind == CELL_TEXT) {
		const char *label = cell_label(cell, arena);
		size_t len = cell->text.marker ? strlen(label) :
		    cell->text.len + (cell_escaped(cell) ? 2 : 0);
		char *text = arena_alloc(arena, 4 * len + 8);

		text_cut(label, len, (size_t)-1, text, 4 * len + 8);
		return text;
	}
	if (cell->kind == CELL_EMPTY && v->blank)
		return _(v->blank);
	if (cell->kind == CELL_NA || cell->kind == CELL_BOOL)
		snprintf(out, sizeof out, "%s", cell->kind == CELL_NA ?
		    _("NA") : cell->flag ? _("yes") : _("no"));
	else if (cell->kind == CELL_COUNT)
		text_count(cell->count, out);
	else if (cell->kind == CELL_DECIMAL && isnan(end_of(t, row, v,
	    v->low))) {
		put_decimal(cell, out);
	} else if (cell->kind == CELL_NUMBER || cell->kind == CELL_DECIMAL)
		put_look(t, row, v, cell_number(cell), out);
	return arena_copy(arena, out, strlen(out));
}

static const char *
full_head(const char *head, const char *holds, struct arena *arena)
{
	char full[256];

	if (!holds)
		return head;
	snprintf(full, sizeof full, _("%s, %s"), head, holds);
	return arena_copy(arena, full, strlen(full));
}

static size_t
decimals_of(const char *text)
{
	const char *mark = strchr(text, '.');

	return mark ? strlen(mark + 1) : 0;
}

/* Sums of amounts end below each other: where one has a part of one all have
   two decimals, unless some below 1 have more.  Nothing is 0. */
static void
even_decimals(const struct table *t, size_t place, const char **cells,
    struct arena *arena)
{
	size_t n = table_rows(t), most = 0;

	for (size_t r = 0; r < n; r++)
		if (table_cell(t, r, place)->kind == CELL_DECIMAL &&
		    decimals_of(cells[r]) > most)
			most = decimals_of(cells[r]);
	for (size_t r = 0; r < n && most > 0 && most <= 2; r++) {
		size_t has = decimals_of(cells[r]);
		char text[CELL_TEXT_MAX];

		if (table_cell(t, r, place)->kind != CELL_DECIMAL ||
		    !cells[r][0] || has == 2 || strcmp(cells[r], "0") == 0)
			continue;
		snprintf(text, sizeof text, "%s%s%.*s", cells[r], has ? "" :
		    ".", (int)(2 - has), "00");
		cells[r] = arena_copy(arena, text, strlen(text));
	}
}

static void
fill_column(const struct table *t, size_t place, const struct seen *seen,
    struct shown *out)
{
	size_t n = table_rows(t);
	const struct column *v = table_look(t, place);
	struct shown_column *to = &out->columns[out->n++];
	const char *head = table_own_head(t, place) ? v->head : _(v->head);

	*to = (struct shown_column){ .head = head,
	    .full = full_head(head, v->holds, &out->arena),
	    .holds = v->holds, .column = place, .right = !seen[place].text,
	    .drop = v->drop, .cells = arena_alloc(&out->arena,
	    (n + 1) * sizeof *to->cells) };
	to->cuttable = !to->right && v->look != LOOK_TIME && !v->whole;
	for (size_t r = 0; r < n; r++)
		to->cells[r] = cell_text(t, r, place, &out->arena);
	even_decimals(t, place, to->cells, &out->arena);
}

/* The least place above one, so that columns come by place; INT_MAX. */
static int
next_place(const struct table *t, int above)
{
	int least = INT_MAX;

	for (size_t c = 0; c < table_columns(t); c++) {
		int place = table_look(t, c)->place;

		if (place > above && place < least)
			least = place;
	}
	return least;
}

void
shown_part(const struct table *t, const struct seen *seen, struct shown *out)
{
	size_t n = table_columns(t);

	*out = (struct shown){ 0 };
	out->columns = arena_alloc(&out->arena, (n + 1) *
	    sizeof *out->columns);
	for (int place = next_place(t, INT_MIN); place < INT_MAX;
	    place = next_place(t, place))
		for (size_t c = 0; c < n; c++) {
			const struct column *v = table_look(t, c);

			/* Without a value it says nothing to people. */
			if (v->place == place && v->head && seen[c].filled)
				fill_column(t, c, seen, out);
		}
}

static void
see_kinds(const struct table *t, struct seen *seen)
{
	for (size_t r = 0; r < table_rows(t); r++)
		for (size_t c = 0; c < table_columns(t); c++) {
			const struct cell *cell = table_cell(t, r, c);

			seen[c].filled |= cell->kind != CELL_EMPTY &&
			    !(table_look(t, c)->fate &&
			    cell_number(cell) == 0);
			seen[c].text |= cell->kind == CELL_TEXT;
		}
}

void
seen_rows(const struct table *t, struct seen *seen)
{
	struct shown s;

	see_kinds(t, seen);
	shown_part(t, seen, &s);
	for (size_t i = 0; i < s.n; i++)
		for (size_t r = 0; r < table_rows(t); r++) {
			const char *text = s.columns[i].cells[r];
			size_t wide = text_width(text, strlen(text));
			size_t *width = &seen[s.columns[i].column].width;

			*width = wide > *width ? wide : *width;
		}
	shown_free(&s);
}

void
shown_make(const struct table *t, struct shown *out)
{
	struct seen *seen = memory_zeroed(table_columns(t), sizeof *seen);

	see_kinds(t, seen);
	/* Without rows the heads stand alone. */
	for (size_t c = 0; table_rows(t) == 0 && c < table_columns(t); c++)
		seen[c].filled = true;
	shown_part(t, seen, out);
	free(seen);
}

void
shown_free(struct shown *shown)
{
	arena_free(&shown->arena);
	*shown = (struct shown){ 0 };
}

bool
block_begins(const struct table *t, size_t row)
{
	if (row == 0)
		return true;
	for (size_t c = 0; c < table_blocks(t); c++)
		if (!cell_same(table_cell(t, row, c),
		    table_cell(t, row - 1, c)))
			return true;
	return false;
}

const char *
block_title(const struct table *t, size_t row, struct arena *arena)
{
	char *title = NULL;
	size_t len = 0;

	for (size_t c = 0; c < table_blocks(t); c++) {
		const char *text = cell_text(t, row, c, arena);

		if (!text[0])
			continue;
		const char *name = table_own_head(t, c) ? table_name(t, c) :
		    _(table_name(t, c));
		size_t room = len + 4 * strlen(name) + strlen(text) + 16;
		char *longer = arena_alloc(arena, room);
		if (len)
			memcpy(longer, title, len);
		title = longer;
		if (len)
			len += (size_t)snprintf(title + len, room - len,
			    " · ");
		len += text_cut(name, strlen(name), (size_t)-1, title + len,
		    room - len);
		len += (size_t)snprintf(title + len, room - len, " %s", text);
	}
	return title ? title : "";
}
