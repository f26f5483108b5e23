/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A result from JSON: {"definition": {"key": "text", …}, "rows": [{"name":
 * value, …}, …]}, and nothing else.  So nothing nests, and no depth has to
 * be bounded; every row has the columns of the first, in their order.
 */
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "io/write/json.h"
#include "io/write/result_private.h"

#define KEYS_MAX 1024		/* of the definition */

struct reading {
	struct json json;
	struct result *result;
	struct arena texts;	/* of names */
	struct arena row;	/* of the row at hand */
	const char **names;
	struct json_text *values;
	size_t n, room;
	struct json_text *keys, *definitions;
	size_t ndefinitions;
	bool rows, definition;	/* were seen */
};

/* The first row says which columns there are. */
static int
take_name(struct reading *r, size_t i)
{
	struct json_text name;

	if (json_string(&r->json, r->result->of ? &r->row : &r->texts, &name,
	    "the name of a column") != 0)
		return -1;
	if (r->result->of)
		return i < r->n && strcmp(name.bytes, r->names[i]) == 0 ? 0 :
		    fault_set(r->json.fault, FAULT_INPUT, "column \"%.80s\": "
		    "expected those of the first row, in their order",
		    name.bytes);
	if (i == RESULT_COLUMNS_MAX)
		return fault_set(r->json.fault, FAULT_INPUT, "more than %d "
		    "columns", RESULT_COLUMNS_MAX);
	if (i == r->room) {
		r->names = memory_grow(r->names, &r->room, i + 1,
		    sizeof *r->names);
		r->values = memory_resize(r->values, r->room,
		    sizeof *r->values);
	}
	r->names[r->n++] = name.bytes;
	return 0;
}

static int
take_row(struct reading *r)
{
	size_t i = 0;

	if (json_want(&r->json, '{', "a row") != 0)
		return -1;
	do {
		if (take_name(r, i) != 0 ||
		    json_want(&r->json, ':', "a colon") != 0 ||
		    json_value(&r->json, &r->row, &r->values[i]) != 0)
			return -1;
		i++;
	} while (json_take(&r->json, ','));
	if (json_want(&r->json, '}', "a comma, or the end of the row") != 0)
		return -1;
	if (i < r->n)
		return fault_set(r->json.fault, FAULT_INPUT, "%zu columns, "
		    "expected %zu", i, r->n);
	if (!r->result->of && result_header(r->result, r->names, r->n,
	    r->json.fault) != 0)
		return -1;
	if (result_row(r->result, r->values, r->json.fault) != 0)
		return -1;
	arena_free(&r->row);
	return 0;
}

static int
take_rows(struct reading *r)
{
	r->rows = true;
	if (json_want(&r->json, '[', "a list of rows") != 0)
		return -1;
	if (json_take(&r->json, ']'))
		return 0;
	do
		if (take_row(r) != 0)
			return -1;
	while (json_take(&r->json, ','));
	return json_want(&r->json, ']', "a comma, or the end of the rows");
}

/* Kept until there is a table to put it in. */
static int
take_definition(struct reading *r)
{
	r->definition = true;
	r->keys = arena_alloc(&r->texts, KEYS_MAX * sizeof *r->keys);
	r->definitions = arena_alloc(&r->texts,
	    KEYS_MAX * sizeof *r->definitions);
	if (json_want(&r->json, '{', "the definition") != 0)
		return -1;
	if (json_take(&r->json, '}'))
		return 0;
	do {
		size_t i = r->ndefinitions;

		if (i == KEYS_MAX)
			return fault_set(r->json.fault, FAULT_INPUT, "more "
			    "than %d lines of definition", KEYS_MAX);
		if (json_string(&r->json, &r->texts, &r->keys[i],
		    "a key") != 0 ||
		    json_want(&r->json, ':', "a colon") != 0 ||
		    json_string(&r->json, &r->texts, &r->definitions[i],
		    "a text") != 0)
			return -1;
		r->ndefinitions++;
	} while (json_take(&r->json, ','));
	return json_want(&r->json, '}',
	    "a comma, or the end of the definition");
}

static int
take_member(struct reading *r)
{
	struct json_text key;

	if (json_string(&r->json, &r->texts, &key,
	    "\"definition\" or \"rows\"") != 0 ||
	    json_want(&r->json, ':', "a colon") != 0)
		return -1;
	if (strcmp(key.bytes, "rows") == 0 && !r->rows)
		return take_rows(r);
	if (strcmp(key.bytes, "definition") == 0 && !r->definition)
		return take_definition(r);
	return fault_set(r->json.fault, FAULT_INPUT, "\"%.80s\": expected "
	    "\"definition\" and \"rows\", once each", key.bytes);
}

static int
take_result(struct reading *r)
{
	if (json_want(&r->json, '{', "an object") != 0)
		return -1;
	do
		if (take_member(r) != 0)
			return -1;
	while (json_take(&r->json, ','));
	if (json_want(&r->json, '}', "a comma, or the end of the result") != 0)
		return -1;
	if (json_next(&r->json), r->json.at < r->json.end)
		return json_expected(&r->json, "the end");
	if (!r->result->table)
		return fault_set(r->json.fault, FAULT_NO_DATA, "no rows");
	for (size_t i = 0; i < r->ndefinitions; i++)
		table_define(r->result->table, r->keys[i].bytes,
		    r->definitions[i].bytes);
	return 0;
}

int
result_take_json(struct result *result, const char *bytes, size_t len,
    const char *file, struct fault *fault)
{
	struct reading r = { .json = { bytes, bytes + len, 1, fault },
	    .result = result };
	int failed = take_result(&r);

	if (failed && fault->kind == FAULT_INPUT)
		fault_at(fault, file, r.json.line, NULL);
	free(r.names);
	free(r.values);
	arena_free(&r.texts);
	arena_free(&r.row);
	return failed;
}
