/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a table as what whoever reads it wants. */
#include <math.h>

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
