/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/write/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/csv/rows.h"
#include "io/write/write_private.h"

/* Enough for any result; a log given by mistake ends here. */
#define ROWS_MAX 2000000

/* Before it is known whose result it is: whatever the header says. */
static const struct column any[] = { { .head = "" } };
static const struct columns unbound = COLUMNS_OF(any);

struct reading {
	struct reader *reader;
	struct table *table;
};

static int
take_row(void *context, const struct row *row, struct fault *fault)
{
	struct reading *r = context;
	size_t n = reader_columns(r->reader);
	if (row_fields(row) != n)
		return fault_set(fault, FAULT_INPUT,
		    "%zu fields, expected %zu", row_fields(row), n);
	if (table_rows(r->table) == ROWS_MAX)
		return fault_set(fault, FAULT_INPUT, "more than %d rows; is "
		    "it a result of funnel?", ROWS_MAX);
	int failed = table_add_row(r->table);
	for (size_t c = 0; c < n && !failed; c++) {
		struct field f = row_field(row, c);
		if (f.len == 2 && memcmp(f.at, "NA", 2) == 0)
			table_na(r->table, NTH(0, c));
		else if (f.len)
			failed = table_text(r->table, NTH(0, c), f.at, f.len);
	}
	return failed ? fault_set(fault, FAULT_INPUT, "out of memory") : 0;
}

/* "# key: value" lines. */
static int
take_definition(struct table *t, const char *preamble)
{
	char key[64], value[4096];
	while (*preamble) {
		size_t len = strcspn(preamble, "\n");
		const char *colon = memchr(preamble, ':', len);
		if (colon && colon - preamble >= 2) {
			size_t k = (size_t)(colon - preamble) - 2;
			size_t v = len - k - 2;
			v = v > 2 ? v - 2 : 0;
			k = k < sizeof key ? k : sizeof key - 1;
			v = v < sizeof value ? v : sizeof value - 1;
			memcpy(key, preamble + 2, k);
			memcpy(value, colon + 2, v);
			key[k] = value[v] = '\0';
			if (table_define(t, key, value) != 0)
				return -1;
		}
		preamble += len + (preamble[len] == '\n');
	}
	return 0;
}

struct table *
result_read(struct reader *reader, struct fault *fault)
{
	size_t n = reader_columns(reader);
	struct reading r = { reader, table_new(&unbound) };

	for (size_t c = 0; r.table && c < n; c++)
		table_has_named(r.table, 0, reader_column(reader, c), NULL);
	int failed = r.table && take_definition(r.table,
	    reader_preamble(reader)) == 0 ? 0 :
	    fault_set(fault, FAULT_INPUT, "out of memory");
	if (!failed)
		failed = rows_each(reader, take_row, &r, fault);
	if (!failed && table_rows(r.table) == 0)
		failed = fault_set(fault, FAULT_NO_DATA,
		    "no rows, only a header");
	if (!failed)
		return r.table;
	if (!fault->file[0])
		fault_at(fault, reader_file(reader, 0), 0, NULL);
	table_free(r.table);
	return NULL;
}

static int
copy_row(struct table *to, const struct table *from, size_t row)
{
	int failed = table_add_row(to);
	for (size_t c = 0; c < table_columns(from) && !failed; c++) {
		const struct cell *cell = table_cell(from, row, c);
		char text[NUMBER_TEXT];
		number_format(cell, text);
		if (cell->kind == CELL_NA || (cell->kind == CELL_TEXT &&
		    cell->text.len))
			failed = table_copy(to, NTH(0, c), cell);
		else if (text[0])
			failed = table_text(to, NTH(0, c), text, strlen(text));
	}
	return failed;
}

struct table *
result_as_read(const struct table *from)
{
	size_t n = table_columns(from);
	struct table *to = table_new(&unbound);
	int failed = !to;

	for (size_t c = 0; to && c < n; c++)
		table_has_named(to, 0, table_name(from, c), NULL);
	for (size_t i = 0; i < table_definitions(from) && !failed; i++)
		failed = table_define(to, table_definition_key(from, i),
		    table_definition_value(from, i));
	for (size_t r = 0; r < table_rows(from) && !failed; r++)
		failed = copy_row(to, from, r);
	if (!failed)
		return to;
	table_free(to);
	return NULL;
}

double
result_number(const struct table *t, size_t row, size_t column)
{
	if (column == (size_t)-1)
		return NAN;
	const struct cell *cell = table_cell(t, row, column);
	if (cell->kind == CELL_COUNT)
		return (double)cell->count;
	if (cell->kind == CELL_NUMBER)
		return cell->number;
	if (cell->kind == CELL_DECIMAL)
		return decimal_double(cell->decimal);
	if (cell->kind != CELL_TEXT || strspn(cell->text.bytes,
	    "0123456789.eE+-") != cell->text.len)
		return NAN;
	char *end;
	double number = strtod(cell->text.bytes, &end);
	return *end || end == cell->text.bytes ? NAN : number;
}
