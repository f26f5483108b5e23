/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/write/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/base/arena.h"
#include "io/text/marker.h"

struct definition {
	const char *key, *value;
};

/* A column as this table has it. */
struct place {
	struct column as;
	const char *name;
	size_t of;		/* which of the description */
	bool own_head;		/* one of a run */
};

struct table {
	struct arena arena;
	struct arena texts;	/* of the rows */
	const struct columns *of;
	struct column nowhere;	/* what is said of a column it has not */
	size_t at[COLUMNS_MAX];	/* 1 + the place of a column, of a run that
				   of its first; 0: it has none */
	struct place *places;
	size_t ncolumns;
	struct cell *cells;	/* row by row */
	size_t nrows, room;	/* in rows */
	struct definition *definitions;
	size_t ndefinitions;
};

struct table *
table_new(const struct columns *of)
{
	struct table *t = memory_zeroed(1, sizeof *t);

	t->of = of;
	return t;
}

static struct place *
add_place(struct table *t, size_t column)
{
	t->places = memory_resize(t->places, t->ncolumns + 1,
	    sizeof *t->places);
	struct place *p = &t->places[t->ncolumns++];

	*p = (struct place){ .as = t->of->all[column], .of = column };
	if (!t->at[column])
		t->at[column] = t->ncolumns;
	return p;
}

void
table_has_column(struct table *t, size_t column)
{
	struct place *p = add_place(t, column);

	p->name = p->as.name;
}

void
table_has_columns(struct table *t, size_t first, size_t last)
{
	for (size_t c = first; c <= last; c++)
		table_has_column(t, c);
}

void
table_has_all(struct table *t)
{
	for (size_t c = 0; c < t->of->n; c++)
		if (t->of->all[c].name)
			table_has_column(t, c);
}

void
table_has_named(struct table *t, size_t column, const char *name,
    const char *head)
{
	size_t before = t->ncolumns;
	struct place *p = add_place(t, column);

	p->name = arena_copy(&t->arena, name, strlen(name));
	p->own_head = true;
	if (p->as.head)
		p->as.head = head ? arena_copy(&t->arena, head,
		    strlen(head)) : p->name;
	if (p->as.drop)
		p->as.drop += (int)(before + 1 - t->at[column]);
}

void
table_free(struct table *t)
{
	if (!t)
		return;
	arena_free(&t->arena);
	arena_free(&t->texts);
	free(t->places);
	free(t->cells);
	free(t->definitions);
	free(t);
}

void
table_add_row(struct table *t)
{
	if (t->nrows == t->room) {
		size_t room = t->room ? t->room * 2 : 16;

		t->cells = memory_resize(t->cells, room * t->ncolumns,
		    sizeof *t->cells);
		t->room = room;
	}
	memset(t->cells + t->nrows * t->ncolumns, 0,
	    t->ncolumns * sizeof *t->cells);
	t->nrows++;
}

void
table_round(struct table *t)
{
	char text[32];

	for (size_t i = 0; i < t->nrows * t->ncolumns; i++) {
		struct cell *cell = &t->cells[i];

		if (cell->kind != CELL_NUMBER)
			continue;
		snprintf(text, sizeof text, "%.12g", cell->number);
		cell->number = strtod(text, NULL);
	}
}

void
table_clear(struct table *t)
{
	arena_free(&t->texts);
	t->nrows = 0;
}

/* The place of a column, or of one of a run; (size_t)-1: not here. */
static size_t
place_of(const struct table *t, size_t column)
{
	size_t first = t->at[column % COLUMNS_MAX];

	return first ? first - 1 + column / COLUMNS_MAX : (size_t)-1;
}

bool
table_has(const struct table *t, size_t column)
{
	return place_of(t, column) != (size_t)-1;
}

size_t
table_run(const struct table *t, size_t column)
{
	size_t n = 0, first = place_of(t, column);

	while (first != (size_t)-1 && first + n < t->ncolumns &&
	    t->places[first + n].own_head &&
	    t->places[first + n].of == column)
		n++;
	return n;
}

const struct columns *
table_of(const struct table *t)
{
	return t->of;
}

const char *
column_name(const struct table *t, size_t column)
{
	return t->of->all[column].name;
}

struct column *
table_column(struct table *t, size_t column)
{
	size_t place = place_of(t, column);

	return place == (size_t)-1 ? &t->nowhere : &t->places[place].as;
}

/* Where the table has no such column, nobody will look. */
static void
put(struct table *t, size_t column, struct cell cell)
{
	size_t place = place_of(t, column);

	if (place != (size_t)-1)
		t->cells[(t->nrows - 1) * t->ncolumns + place] = cell;
}

void
table_na(struct table *t, size_t column)
{
	put(t, column, (struct cell){ .kind = CELL_NA });
}

static void
put_text(struct table *t, size_t column, const char *bytes, size_t len,
    bool marker)
{
	char *own = arena_copy(&t->texts, bytes, len);

	put(t, column, (struct cell){ CELL_TEXT,
	    { .text = { own, len, marker } } });
}

void
table_text(struct table *t, size_t column, const char *bytes, size_t len)
{
	put_text(t, column, bytes, len, false);
}

void
table_word(struct table *t, size_t column, const char *text)
{
	table_text(t, column, text, strlen(text));
}

void
table_marker(struct table *t, size_t column, const char *marker)
{
	put_text(t, column, marker, strlen(marker), true);
}

void
table_label(struct table *t, size_t column, const char *bytes, size_t len)
{
	bool escaped = marker_like(bytes, len);

	if (marker_is(bytes, len))
		put_text(t, column, bytes, len, true);
	else
		put_text(t, column, bytes + escaped, len - (escaped ? 2 : 0),
		    false);
}

void
table_count(struct table *t, size_t column, uint64_t count)
{
	put(t, column, (struct cell){ CELL_COUNT, { .count = count } });
}

void
table_number(struct table *t, size_t column, double number)
{
	put(t, column, (struct cell){ isfinite(number) ? CELL_NUMBER :
	    CELL_EMPTY, { .number = number } });
}

void
table_range(struct table *t, size_t column, double estimate, double low,
    double high)
{
	table_number(t, column, estimate);
	table_number(t, column + 1, low);
	table_number(t, column + 2, high);
}

void
table_replace_number(struct table *t, size_t row, size_t column,
    double number)
{
	size_t place = place_of(t, column);

	if (place != (size_t)-1)
		t->cells[row * t->ncolumns + place] = (struct cell){
		    CELL_NUMBER, { .number = number } };
}

void
table_decimal(struct table *t, size_t column, decimal value)
{
	put(t, column, (struct cell){ value == DECIMAL_NONE ? CELL_EMPTY :
	    CELL_DECIMAL, { .decimal = value } });
}

void
table_bool(struct table *t, size_t column, bool flag)
{
	put(t, column, (struct cell){ CELL_BOOL, { .flag = flag } });
}

void
table_copy(struct table *t, size_t column, const struct cell *cell)
{
	if (cell->kind == CELL_TEXT)
		put_text(t, column, cell->text.bytes, cell->text.len,
		    cell->text.marker);
	else
		put(t, column, *cell);
}

void
table_define(struct table *t, const char *key, const char *value)
{
	t->definitions = memory_resize(t->definitions, t->ndefinitions + 1,
	    sizeof *t->definitions);
	t->definitions[t->ndefinitions++] = (struct definition){
		arena_copy(&t->arena, key, strlen(key)),
		arena_copy(&t->arena, value, strlen(value)) };
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
table_name(const struct table *t, size_t place)
{
	return t->places[place].name;
}

const struct column *
table_look(const struct table *t, size_t place)
{
	return &t->places[place].as;
}

size_t
table_find(const struct table *t, const char *name)
{
	for (size_t c = 0; c < t->ncolumns; c++)
		if (strcmp(t->places[c].name, name) == 0)
			return c;
	return (size_t)-1;
}

bool
table_own_head(const struct table *t, size_t place)
{
	return t->places[place].own_head;
}

size_t
table_blocks(const struct table *t)
{
	size_t n = 0;

	while (n < t->ncolumns && t->places[n].as.block)
		n++;
	return n;
}

const struct cell *
table_cell(const struct table *t, size_t row, size_t place)
{
	return &t->cells[row * t->ncolumns + place];
}

const struct cell *
cell_at(const struct table *t, size_t row, size_t column)
{
	static const struct cell empty = { .kind = CELL_EMPTY };
	size_t place = place_of(t, column);

	return place == (size_t)-1 ? &empty : table_cell(t, row, place);
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
