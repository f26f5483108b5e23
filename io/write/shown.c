/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From cells to what people read. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/text/text.h"
#include "io/text/words.h"
#include "io/write/write.h"

#define CELL_TEXT_MAX (3 * TEXT_NUMBER)

static double
cell_double(const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_COUNT:
		return (double)cell->count;
	case CELL_NUMBER:
		return cell->number;
	case CELL_DECIMAL:
		return decimal_double(cell->decimal);
	default:
		return NAN;
	}
}

static double
number_at(const struct table *t, size_t row, const char *name)
{
	size_t c = name ? table_find(t, name) : (size_t)-1;
	return c == (size_t)-1 ? NAN : cell_double(table_cell(t, row, c));
}

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
		snprintf(range, TEXT_NUMBER, x[1] < 0 ? _("%.20s to %.20s") :
		    "%.20s–%.20s", texts[1], texts[2]);
}

/* "x (low–high)" where there is an interval. */
static void
put_look(const struct table *t, size_t row, const struct view *v, double x,
    char *out)
{
	char range[TEXT_NUMBER] = "", low[TEXT_NUMBER], high[TEXT_NUMBER];
	double from = number_at(t, row, v->low);
	double to = number_at(t, row, v->high);
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
		text_points(from, low);
		text_points(to, high);
		if (low[0] && high[0])
			snprintf(range, sizeof range, _("%.20s to %.20s"),
			    low, high);
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

static bool
is_time(const struct view *v)
{
	return v->look == LOOK_TIME || v->look == LOOK_STAGE_TIME;
}

static const char *
cell_text(const struct table *t, size_t row, size_t column,
    const struct view *v, struct arena *arena)
{
	char out[CELL_TEXT_MAX] = "";
	const struct cell *cell = table_cell(t, row, column);
	if (cell->kind == CELL_TEXT && is_time(v)) {
		snprintf(out, sizeof out, "%.*s", cell->text.len < 16 ?
		    (int)cell->text.len : 16, cell->text.bytes);
		if (strlen(out) > 10)
			out[10] = ' ';
	} else if (cell->kind == CELL_TEXT) {
		const char *own = words_marker(cell->text.bytes,
		    cell->text.len);
		size_t room = 4 * cell->text.len + 8;
		char *text = own ? NULL : arena_alloc(arena, room);
		if (own)
			return own;
		if (text)
			text_cut(cell->text.bytes, cell->text.len,
			    (size_t)-1, text, room);
		return text;
	}
	if (cell->kind == CELL_NA || cell->kind == CELL_BOOL)
		snprintf(out, sizeof out, "%s", cell->kind == CELL_NA ?
		    _("NA") : cell->flag ? _("yes") : _("no"));
	else if (cell->kind == CELL_COUNT)
		text_count(cell->count, out);
	else if (cell->kind == CELL_DECIMAL && isnan(number_at(t, row,
	    v->low))) {
		number_format(cell, out);
		text_group(out, sizeof out);
	} else if (cell->kind == CELL_NUMBER || cell->kind == CELL_DECIMAL)
		put_look(t, row, v, cell_double(cell), out);
	return arena_copy(arena, out, strlen(out));
}

static int
fill_column(const struct table *t, const struct view *v, size_t column,
    const struct seen *seen, struct shown *out)
{
	size_t n = table_rows(t);
	struct shown_column *to = &out->columns[out->n++];
	bool literal = v->look == LOOK_STAGE_TIME ||
	    v->head == table_name(t, column);
	const char *head = literal ? v->head : _(v->head);
	*to = (struct shown_column){ head, column, !seen[column].text,
	    false, v->drop, arena_alloc(&out->arena,
	    (n + 1) * sizeof *to->cells) };
	to->cuttable = !to->right && !is_time(v);
	for (size_t r = 0; to->cells && r < n; r++) {
		to->cells[r] = cell_text(t, r, column, v, &out->arena);
		if (!to->cells[r])
			return -1;
	}
	return to->cells ? 0 : -1;
}

/* People see every column where no view is given. */
static struct view
plain_view(const struct table *t, size_t column)
{
	const char *name = table_name(t, column);
	return (struct view){ name, name, NULL, NULL, LOOK_NUMBER,
	    (int)column + 1 };
}

int
shown_part(const struct table *t, const struct view *view, size_t skip,
    const struct seen *seen, struct shown *out)
{
	*out = (struct shown){ 0 };
	size_t n = table_columns(t);
	for (const struct view *v = view; v && v->head; v++)
		n++;
	out->columns = arena_alloc(&out->arena, n * sizeof *out->columns);
	if (!out->columns)
		return -1;
	for (size_t c = skip; !view && c < table_columns(t); c++) {
		struct view v = plain_view(t, c);
		if (fill_column(t, &v, c, seen, out) != 0)
			return -1;
	}
	for (const struct view *v = view; v && v->head; v++) {
		size_t c = table_find(t, v->column);
		/* Without a single value it says nothing to people. */
		if (c == (size_t)-1 || !seen[c].filled)
			continue;
		if (fill_column(t, v, c, seen, out) != 0)
			return -1;
	}
	return 0;
}

static void
see_kinds(const struct table *t, struct seen *seen)
{
	for (size_t r = 0; r < table_rows(t); r++)
		for (size_t c = 0; c < table_columns(t); c++) {
			const struct cell *cell = table_cell(t, r, c);
			seen[c].filled |= cell->kind != CELL_EMPTY;
			seen[c].text |= cell->kind == CELL_TEXT;
		}
}

int
seen_rows(const struct table *t, const struct view *view, struct seen *seen)
{
	struct shown s;
	see_kinds(t, seen);
	int failed = shown_part(t, view, 0, seen, &s);
	for (size_t i = 0; !failed && i < s.n; i++)
		for (size_t r = 0; r < table_rows(t); r++) {
			const char *text = s.columns[i].cells[r];
			size_t wide = text_width(text, strlen(text));
			size_t *width = &seen[s.columns[i].column].width;
			*width = wide > *width ? wide : *width;
		}
	shown_free(&s);
	return failed;
}

int
shown_make(const struct table *t, const struct view *view, size_t skip,
    struct shown *out)
{
	struct seen *seen = memory_zeroed(table_columns(t), sizeof *seen);
	*out = (struct shown){ 0 };
	if (!seen)
		return -1;
	see_kinds(t, seen);
	/* Without rows the heads stand alone. */
	for (size_t c = 0; table_rows(t) == 0 && c < table_columns(t); c++)
		seen[c].filled = true;
	int failed = shown_part(t, view, skip, seen, out);
	free(seen);
	return failed;
}

void
shown_free(struct shown *shown)
{
	arena_free(&shown->arena);
	*shown = (struct shown){ 0 };
}

static bool
same_cell(const struct cell *a, const struct cell *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case CELL_TEXT:
		return a->text.len == b->text.len && memcmp(a->text.bytes,
		    b->text.bytes, a->text.len) == 0;
	case CELL_COUNT:
		return a->count == b->count;
	case CELL_BOOL:
		return a->flag == b->flag;
	default:
		return true;
	}
}

bool
block_begins(const struct table *t, size_t row, size_t columns)
{
	if (row == 0)
		return true;
	for (size_t c = 0; c < columns; c++)
		if (!same_cell(table_cell(t, row, c),
		    table_cell(t, row - 1, c)))
			return true;
	return false;
}

const char *
block_title(const struct table *t, size_t row, size_t columns,
    struct arena *arena)
{
	char *title = NULL;
	size_t len = 0;
	for (size_t c = 0; c < columns; c++) {
		struct view v = plain_view(t, c);
		const char *text = cell_text(t, row, c, &v, arena);
		if (!text)
			return NULL;
		if (!text[0])
			continue;
		const char *name = table_name(t, c);
		size_t room = len + 4 * strlen(name) + strlen(text) + 16;
		char *longer = arena_alloc(arena, room);
		if (!longer)
			return NULL;
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
