/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TABLE_H
#define IO_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/decimal.h"
#include "io/base/arena.h"
#include "io/write/description.h"

/*
 * A result: one header, one row an estimate, and the definition under
 * which it was computed.  cmd fills it; the writers (write.h) know no
 * statistics.
 *
 * A table has some of the columns of a description (description.h), in an
 * order of its own, and in place of a run of columns any number of them.
 * Where a function below takes a column, that is the enum of the
 * description, or NTH of a run.  A table owns every byte in it: names and
 * texts are copied.
 */
enum cell_kind {
	CELL_EMPTY,	/* undefined: "" in CSV, null in JSON */
	CELL_NA,	/* not yet known: NA in CSV, null in JSON */
	CELL_TEXT,
	CELL_COUNT,	/* exact */
	CELL_NUMBER,	/* an estimate, %.12g; NaN is written as empty */
	CELL_DECIMAL,	/* exact */
	CELL_BOOL,	/* true, false */
};

struct cell {
	enum cell_kind kind;
	union {
		struct {
			const char *bytes;
			size_t len;
			bool marker;	/* it stands for no value */
		} text;
		uint64_t count;
		double number;
		decimal decimal;
		bool flag;
	};
};

struct table;

/* Without columns yet.  of outlives it. */
struct table *table_new(const struct columns *of);
void table_free(struct table *table);

/*
 * Its columns, before the first row, in the order of machines: the next
 * one, those from one to another, all that have a name, or the next of a
 * run, called name by machines and head (NULL: name) by people.
 */
void table_has_column(struct table *table, size_t column);
void table_has_columns(struct table *table, size_t first, size_t last);
void table_has_all(struct table *table);
void table_has_named(struct table *table, size_t column, const char *name,
    const char *head);

/* How this table has it, for who must change a head; of a column that it has
   not one that nobody looks at. */
struct column *table_column(struct table *table, size_t column);

/*
 * Appends a row of empty cells.  The table_* setters below write into the
 * last row; one of a column that the table does not have does nothing.
 */
void table_add_row(struct table *table);
void table_na(struct table *table, size_t column);
void table_text(struct table *table, size_t column, const char *bytes,
    size_t len);
void table_word(struct table *table, size_t column, const char *text);
/* "(none)", "(total)": no value of the data, see io/text/marker.h. */
void table_marker(struct table *table, size_t column, const char *marker);
/* Either, as results are written. */
void table_label(struct table *table, size_t column, const char *bytes,
    size_t len);
void table_count(struct table *table, size_t column, uint64_t count);
/* What is not finite stays empty. */
void table_number(struct table *table, size_t column, double number);
/* An estimate, and its ends in the two columns behind it. */
void table_range(struct table *table, size_t column, double estimate,
    double low, double high);
void table_decimal(struct table *table, size_t column, decimal value);
void table_bool(struct table *table, size_t column, bool flag);
/* As a cell of any table. */
void table_copy(struct table *table, size_t column, const struct cell *cell);

/* Another number in a row that stands already. */
void table_replace_number(struct table *table, size_t row, size_t column,
    double number);

/* Its numbers as they are written, of twelve digits: a picture of a new
   result and of the same read back are not to differ. */
void table_round(struct table *table);

/* Takes all rows away: for tables that are written part by part. */
void table_clear(struct table *table);

/* One line of the definition, in the order in which they are added. */
void table_define(struct table *table, const char *key, const char *value);
size_t table_definitions(const struct table *table);
const char *table_definition_key(const struct table *table, size_t i);
const char *table_definition_value(const struct table *table, size_t i);

/* The description that it was made by. */
const struct columns *table_of(const struct table *table);
size_t table_rows(const struct table *table);
bool table_has(const struct table *table, size_t column);
/* How many of a run it has. */
size_t table_run(const struct table *table, size_t column);
/* "rate": of the description, for messages. */
const char *column_name(const struct table *table, size_t column);
/* Empty where the table has no such column. */
const struct cell *cell_at(const struct table *table, size_t row,
    size_t column);
/* A number of any kind, else NaN; a count, else 0; a text, else "". */
double number_at(const struct table *table, size_t row, size_t column);
uint64_t count_at(const struct table *table, size_t row,
    size_t column);
const char *text_at(const struct table *table, size_t row,
    size_t column);
/* Whether it stands for no value, by the flag and not by its look. */
bool is_marker(const struct table *table, size_t row, size_t column,
    const char *marker);
/* The same of every column of a run; one that the table has not: never. */
bool run_is_marker(const struct table *table, size_t row, size_t column,
    const char *marker);
/* Whether two rows have the same there. */
bool same_at(const struct table *table, size_t row, size_t other,
    size_t column);
bool cell_same(const struct cell *one, const struct cell *other);
/* A text's cell as people see it: a marker in their words. */
const char *cell_label(const struct cell *cell, struct arena *arena);
/* Whether it is written in one pair of parentheses more. */
bool cell_escaped(const struct cell *cell);
/* False for empty and NA. */
bool is_filled(const struct table *table, size_t row, size_t column);
bool flag_at(const struct table *table, size_t row, size_t column);

/* For writers: by place, from 0 on, in the order of machines. */
size_t table_columns(const struct table *table);
const char *table_name(const struct table *table, size_t place);
const struct column *table_look(const struct table *table, size_t place);
/* The place of a name, for who asks for one; (size_t)-1 if there is none. */
size_t table_find(const struct table *table, const char *name);
/* Whether its head is data, in no language. */
bool table_own_head(const struct table *table, size_t place);
const struct cell *table_cell(const struct table *table, size_t row,
    size_t place);
/* Leading columns that name blocks. */
size_t table_blocks(const struct table *table);
/* Whether a row is of another block than the row before (row 0 is). */
bool block_begins(const struct table *table, size_t row);
double cell_number(const struct cell *cell);

#endif
