/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/write/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analytics/base/memory.h"
#include "io/base/arena.h"
#include "io/write/write.h"

struct definition {
	const char *key, *value;
};

struct table {
	struct arena arena;
	struct arena texts;	/* of the rows */
	const char **names;
	size_t ncolumns;
	struct cell *cells;	/* row by row */
	size_t nrows, room;	/* in rows */
	struct definition *definitions;
	size_t ndefinitions;
};

struct table *
table_new(const char *const *names, size_t ncolumns)
{
	struct table *t = memory_zeroed(1, sizeof *t);
	if (!t)
		return NULL;
	t->ncolumns = ncolumns;
	t->names = arena_alloc(&t->arena, ncolumns * sizeof *t->names);
	for (size_t c = 0; t->names && c < ncolumns; c++) {
		t->names[c] = arena_copy(&t->arena, names[c],
		    strlen(names[c]));
		if (!t->names[c])
			t->names = NULL;
	}
	if (t->names)
		return t;
	table_free(t);
	return NULL;
}

void
table_free(struct table *t)
{
	if (!t)
		return;
	arena_free(&t->arena);
	arena_free(&t->texts);
	free(t->cells);
	free(t->definitions);
	free(t);
}

int
table_add_row(struct table *t)
{
	if (t->nrows == t->room) {
		size_t room = t->room ? t->room * 2 : 16;
		struct cell *cells = memory_resize(t->cells, room *
		    t->ncolumns, sizeof *cells);
		if (!cells)
			return -1;
		t->cells = cells;
		t->room = room;
	}
	memset(t->cells + t->nrows * t->ncolumns, 0,
	    t->ncolumns * sizeof *t->cells);
	t->nrows++;
	return 0;
}

void
table_clear(struct table *t)
{
	arena_free(&t->texts);
	t->nrows = 0;
}

static struct cell *
last(struct table *t, size_t column)
{
	return &t->cells[(t->nrows - 1) * t->ncolumns + column];
}

void
table_na(struct table *t, size_t column)
{
	last(t, column)->kind = CELL_NA;
}

int
table_text(struct table *t, size_t column, const char *bytes, size_t len)
{
	char *copy = arena_copy(&t->texts, bytes, len);
	if (!copy)
		return -1;
	struct cell *cell = last(t, column);
	cell->kind = CELL_TEXT;
	cell->text.bytes = copy;
	cell->text.len = len;
	return 0;
}

void
table_count(struct table *t, size_t column, uint64_t count)
{
	*last(t, column) = (struct cell){ CELL_COUNT, { .count = count } };
}

void
table_number(struct table *t, size_t column, double number)
{
	struct cell *cell = last(t, column);
	cell->kind = isfinite(number) ? CELL_NUMBER : CELL_EMPTY;
	cell->number = number;
}

void
table_decimal(struct table *t, size_t column, decimal value)
{
	struct cell *cell = last(t, column);
	cell->kind = value == DECIMAL_NONE ? CELL_EMPTY : CELL_DECIMAL;
	cell->decimal = value;
}

void
table_bool(struct table *t, size_t column, bool flag)
{
	*last(t, column) = (struct cell){ CELL_BOOL, { .flag = flag } };
}

int
table_copy(struct table *t, size_t column, const struct cell *cell)
{
	if (cell->kind == CELL_TEXT)
		return table_text(t, column, cell->text.bytes,
		    cell->text.len);
	*last(t, column) = *cell;
	return 0;
}

int
table_define(struct table *t, const char *key, const char *value)
{
	struct definition *larger = memory_resize(t->definitions,
	    t->ndefinitions + 1, sizeof *larger);
	if (!larger)
		return -1;
	t->definitions = larger;
	larger += t->ndefinitions;
	larger->key = arena_copy(&t->arena, key, strlen(key));
	larger->value = arena_copy(&t->arena, value, strlen(value));
	if (!larger->key || !larger->value)
		return -1;
	t->ndefinitions++;
	return 0;
}

size_t
table_rows(const struct table *t)
{
	return t->nrows;
}

size_t
table_columns(const struct table *t)
{
	return t->ncolumns;
}

const char *
table_name(const struct table *t, size_t column)
{
	return t->names[column];
}

const struct cell *
table_cell(const struct table *t, size_t row, size_t column)
{
	return &t->cells[row * t->ncolumns + column];
}

size_t
table_find(const struct table *t, const char *name)
{
	for (size_t c = 0; c < t->ncolumns; c++)
		if (strcmp(t->names[c], name) == 0)
			return c;
	return (size_t)-1;
}

size_t
table_definitions(const struct table *t)
{
	return t->ndefinitions;
}

const char *
table_definition_key(const struct table *t, size_t i)
{
	return t->definitions[i].key;
}

const char *
table_definition_value(const struct table *t, size_t i)
{
	return t->definitions[i].value;
}

static const struct {
	const char *name, *ending;
} formats[] = {
	[FORMAT_TEXT] = { "text", ".txt" },
	[FORMAT_CSV] = { "csv", ".csv" },
	[FORMAT_TSV] = { "tsv", ".tsv" },
	[FORMAT_JSON] = { "json", ".json" },
	[FORMAT_MD] = { "md", ".md" },
	[FORMAT_HTML] = { "html", ".html" },
};
#define FORMATS ((int)(sizeof formats / sizeof formats[0]))

int
format_by_name(const char *name)
{
	for (int i = 0; i < FORMATS; i++)
		if (strcmp(name, formats[i].name) == 0)
			return i;
	return -1;
}

int
format_by_ending(const char *path)
{
	size_t len = strlen(path);
	for (int i = 0; i < FORMATS; i++) {
		size_t n = strlen(formats[i].ending);
		if (len > n &&
		    strcasecmp(path + len - n, formats[i].ending) == 0)
			return i;
	}
	return -1;
}

int
table_write(const struct table *t, const struct view *view,
    const struct layout *layout, struct output *out, struct fault *fault)
{
	int failed = 0;
	switch (layout->format) {
	case FORMAT_CSV:
	case FORMAT_TSV:
		write_csv(t, layout, out);
		break;
	case FORMAT_JSON:
		write_json(t, out);
		break;
	case FORMAT_TEXT:
		failed = write_text(t, view, layout, out);
		break;
	case FORMAT_MD:
		failed = write_md(t, view, layout, out);
		break;
	case FORMAT_HTML:
		failed = write_html(t, view, layout, out);
		break;
	}
	return failed ? fault_set(fault, FAULT_OUTPUT, "out of memory") : 0;
}
