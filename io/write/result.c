/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/write/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/csv/rows.h"
#include "io/csv/source.h"
#include "io/write/result_private.h"

#define JSON_MAX ((size_t)256 << 20)	/* bytes */
#define NO_COLUMN ((size_t)-1)

static size_t
find_column(const struct columns *of, const char *name)
{
	for (size_t c = 0; c < of->n; c++)
		if (of->all[c].name && strcmp(of->all[c].name, name) == 0)
			return c;
	return NO_COLUMN;
}

/* How many columns stand before the one that always follows the groups. */
static size_t
leading_columns(const struct columns *of, const char *const *names, size_t n)
{
	size_t at = 0;

	while (of->first && at < n &&
	    strcmp(names[at], of->all[of->first].name) != 0)
		at++;
	return of->first && at < n ? at : 0;
}

int
result_header(struct result *r, const char *const *names, size_t n,
    struct fault *fault)
{
	const struct columns *of = r->whose(r->context, names, n, fault);
	size_t groups = 0, leading = of ? leading_columns(of, names, n) : 0;

	if (!of)
		return -1;
	r->of = of;
	r->n = n;
	r->table = table_new(of);
	r->columns = memory_array(n, sizeof *r->columns);
	for (size_t i = 0; i < n; i++) {
		size_t c = find_column(of, names[i]);

		r->columns[i] = c;
		if (i < leading && c >= of->first) {
			r->columns[i] = NTH(COLUMN_GROUP, groups++);
			table_has_named(r->table, COLUMN_GROUP, names[i],
			    NULL);
		} else if (c != NO_COLUMN) {
			if (table_has(r->table, c))
				return fault_set(fault, FAULT_INPUT,
				    "two columns are \"%s\"", names[i]);
			table_has_column(r->table, c);
		}
	}
	return 0;
}

static int
unlike(const struct result *r, size_t column, const struct json_text *v,
    const char *expected, struct fault *fault)
{
	fault_set(fault, FAULT_INPUT, "\"%.*s\": expected %s",
	    v->len < 80 ? (int)v->len : 80, v->bytes,
	    message(expected));
	return fault_at(fault, NULL, 0, column_name(r->table, column));
}

/* What strtod takes besides, such as nan, inf and 0x1p3, is no number. */
static int
put_number(struct result *r, size_t column, const struct json_text *v,
    struct fault *fault)
{
	char text[64], *end;
	double number;

	if (v->len >= sizeof text || strspn(v->bytes, "0123456789.eE+-") <
	    v->len)
		return unlike(r, column, v, "a number", fault);
	memcpy(text, v->bytes, v->len);
	text[v->len] = '\0';
	number = strtod(text, &end);
	if (*end || end == text || !isfinite(number))
		return unlike(r, column, v, "a number", fault);
	if (v->len < 19 && strspn(text, "0123456789") == v->len)
		table_count(r->table, column, strtoull(text, NULL, 10));
	else
		table_number(r->table, column, number);
	return 0;
}

static bool
is(const struct json_text *v, const char *word)
{
	return v->len == strlen(word) && memcmp(v->bytes, word, v->len) == 0;
}

static int
put_cell(struct result *r, size_t column, const struct json_text *v,
    struct fault *fault)
{
	enum look look = r->of->all[column % COLUMNS_MAX].look;

	if (v->len == 0)
		return 0;
	if (look == LOOK_TEXT || look == LOOK_TIME)
		table_label(r->table, column, v->bytes, v->len);
	else if (is(v, "NA"))
		table_na(r->table, column);
	else if (look != LOOK_FLAG)
		return put_number(r, column, v, fault);
	else if (!is(v, "true") && !is(v, "false"))
		return unlike(r, column, v, "true or false", fault);
	else
		table_bool(r->table, column, v->bytes[0] == 't');
	return 0;
}

static int
check_intervals(const struct result *r, struct fault *fault)
{
	size_t row = table_rows(r->table) - 1;

	for (size_t c = 0; c < r->of->n; c++) {
		const struct column *column = &r->of->all[c];
		double low = number_at(r->table, row, (size_t)column->low);
		double high = number_at(r->table, row, (size_t)column->high);

		if (!column->low || !(low > high))
			continue;
		fault_set(fault, FAULT_INPUT, "its interval ends before it "
		    "begins: %.12g to %.12g", low, high);
		return fault_at(fault, NULL, 0, column->name);
	}
	return 0;
}

int
result_row(struct result *r, const struct json_text *values,
    struct fault *fault)
{
	if (table_rows(r->table) == RESULT_ROWS_MAX)
		return fault_set(fault, FAULT_INPUT, "more than %d rows; is "
		    "it a result of funnel?", RESULT_ROWS_MAX);
	table_add_row(r->table);
	for (size_t i = 0; i < r->n; i++)
		if (r->columns[i] != NO_COLUMN &&
		    put_cell(r, r->columns[i], &values[i], fault) != 0)
			return -1;
	return check_intervals(r, fault);
}

/* A CSV reader's result, and room for a row. */
struct reading {
	struct result *result;
	struct json_text *values;
};

static int
take_row(void *context, const struct row *row, struct fault *fault)
{
	struct reading *in = context;
	size_t n = in->result->n;

	if (row_fields(row) != n)
		return fault_set(fault, FAULT_INPUT,
		    "%zu fields, expected %zu", row_fields(row), n);
	for (size_t c = 0; c < n; c++) {
		struct field f = row_field(row, c);

		in->values[c] = (struct json_text){ f.at, f.len };
	}
	return result_row(in->result, in->values, fault);
}

/* \t \n \r \\ of a line of the definition, in place. */
static void
unescape(char *text)
{
	char *to = text;

	for (const char *at = text; *at; at++) {
		const char *letters = "tnr\\", *bytes = "\t\n\r\\", *letter;

		letter = *at == '\\' && at[1] ? strchr(letters, at[1]) : NULL;
		*to++ = letter ? bytes[letter - letters] : *at;
		at += letter != NULL;
	}
	*to = '\0';
}

/* "# key: value" lines. */
static void
take_definition(struct table *t, const char *preamble)
{
	struct arena arena = { 0 };

	while (*preamble) {
		size_t len = strcspn(preamble, "\r\n");
		char *line = arena_copy(&arena, preamble, len);
		char *colon = strstr(line, ": ");

		if (colon && len > 2) {
			*colon = '\0';
			unescape(colon + 2);
			table_define(t, line + 2, colon + 2);
		}
		preamble += len;
		preamble += strspn(preamble, "\r\n");
	}
	arena_free(&arena);
}

/* The reader closes the source. */
static int
read_csv(struct result *r, struct source *source, const char *path,
    struct fault *fault)
{
	const struct read_options options = { .max_field = (size_t)1 << 20,
	    .max_columns = RESULT_COLUMNS_MAX, .source = source };
	struct reader *reader = reader_open(&path, 1, &options, fault);
	size_t n = reader ? reader_columns(reader) : 0;
	const char **names = memory_array(n, sizeof *names);
	struct reading in = { r, memory_array(n, sizeof *in.values) };
	int failed = reader ? 0 : -1;

	for (size_t c = 0; c < n; c++)
		names[c] = reader_column(reader, c);
	if (!failed)
		failed = result_header(r, names, n, fault);
	if (!failed)
		take_definition(r->table, reader_preamble(reader));
	if (!failed)
		failed = rows_each(reader, take_row, &in, fault);
	if (!failed && table_rows(r->table) == 0)
		failed = fault_set(fault, FAULT_NO_DATA,
		    "no rows, only a header");
	free(names);
	free(in.values);
	reader_close(reader);
	return failed;
}

/* The whole of it, ended by a NUL. */
static char *
read_all(struct source *source, size_t *len, struct fault *fault)
{
	size_t room = 0;
	char *bytes = NULL;
	ssize_t got = 1;

	*len = 0;
	while (got > 0 && *len < JSON_MAX) {
		bytes = memory_reserve(bytes, &room, *len + (1 << 16) + 1, 1);
		got = source_read(source, bytes + *len, room - *len - 1,
		    fault);
		*len += got > 0 ? (size_t)got : 0;
	}
	if (got == 0) {
		bytes[*len] = '\0';
		return bytes;
	}
	free(bytes);
	if (got > 0)
		fault_set(fault, FAULT_INPUT, "more than 256 MiB; is it a "
		    "result of funnel?");
	return NULL;
}

static int
read_json(struct result *r, struct source *source, struct fault *fault)
{
	size_t len;
	char *bytes = read_all(source, &len, fault);
	int failed = bytes ? result_take_json(r, bytes, len,
	    source_name(source), fault) : -1;

	free(bytes);
	source_close(source);
	return failed;
}

struct table *
result_read(const char *path, result_of *whose, void *context,
    struct fault *fault)
{
	struct source *source = source_open(path, NULL, fault);
	struct result r = { .whose = whose, .context = context };
	int failed;

	if (!source)
		return NULL;
	failed = source_peek(source) == '{' ? read_json(&r, source, fault) :
	    read_csv(&r, source, path, fault);
	free(r.columns);
	if (!failed)
		return r.table;
	if (fault->kind != FAULT_USAGE && !fault->file[0])
		fault_at(fault, strcmp(path, "-") == 0 ? standard_input :
		    path, 0, NULL);
	table_free(r.table);
	return NULL;
}
