/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a table as what whoever reads it wants. */
#include <math.h>
#include <string.h>

#include "io/text/marker.h"
#include "io/write/table.h"

double
cell_number(const struct cell *cell)
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

double
number_at(const struct table *t, size_t row, size_t column)
{
	return cell_number(cell_at(t, row, column));
}

uint64_t
count_at(const struct table *t, size_t row, size_t column)
{
	const struct cell *cell = cell_at(t, row, column);
	double n = cell_number(cell);

	return cell->kind == CELL_COUNT ? cell->count :
	    n >= 0 && n < 9e15 ? (uint64_t)n : 0;
}

const char *
text_at(const struct table *t, size_t row, size_t column)
{
	const struct cell *cell = cell_at(t, row, column);

	return cell->kind == CELL_TEXT ? cell->text.bytes : "";
}

bool
is_marker(const struct table *t, size_t row, size_t column,
    const char *marker)
{
	const struct cell *cell = cell_at(t, row, column);

	return cell->kind == CELL_TEXT && cell->text.marker &&
	    strcmp(cell->text.bytes, marker) == 0;
}

bool
run_is_marker(const struct table *t, size_t row, size_t column,
    const char *marker)
{
	size_t n = table_run(t, column);
	bool all = n > 0;

	for (size_t i = 0; i < n; i++)
		all &= is_marker(t, row, NTH(column, i), marker);
	return all;
}

bool
cell_escaped(const struct cell *cell)
{
	return cell->kind == CELL_TEXT && !cell->text.marker &&
	    marker_like(cell->text.bytes, cell->text.len);
}

const char *
cell_label(const struct cell *cell, struct arena *arena)
{
	const char *own = NULL;
	size_t len = cell->kind == CELL_TEXT ? cell->text.len : 0;
	char *text;

	if (cell->kind != CELL_TEXT)
		return "";
	if (cell->text.marker)
		own = marker_words(cell->text.bytes, len);
	if (own || !cell_escaped(cell))
		return own ? own : cell->text.bytes;
	text = arena_alloc(arena, len + 3);
	text[0] = '(';
	memcpy(text + 1, cell->text.bytes, len);
	memcpy(text + 1 + len, ")", 2);
	return text;
}

bool
cell_same(const struct cell *a, const struct cell *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case CELL_TEXT:
		return a->text.marker == b->text.marker &&
		    a->text.len == b->text.len && memcmp(a->text.bytes,
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
same_at(const struct table *t, size_t row, size_t other, size_t column)
{
	return cell_same(cell_at(t, row, column), cell_at(t, other, column));
}

bool
is_filled(const struct table *t, size_t row, size_t column)
{
	enum cell_kind kind = cell_at(t, row, column)->kind;

	return kind != CELL_EMPTY && kind != CELL_NA;
}

bool
flag_at(const struct table *t, size_t row, size_t column)
{
	const struct cell *cell = cell_at(t, row, column);

	return cell->kind == CELL_BOOL && cell->flag;
}
