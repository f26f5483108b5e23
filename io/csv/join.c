/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/csv/join.h"

#include <inttypes.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/csv/columns.h"
#include "io/csv/rows.h"

struct reading {
	const struct reader *reader;
	struct joined *table;
	size_t key;
	struct field *fields;	/* of a row, but its key */
};

static int
two_rows(const struct reading *r, struct field key, uint64_t line,
    struct fault *fault)
{
	key = joined_trim(key);
	fault_set(fault, FAULT_INPUT, "\"%.*s\" is the key of line %" PRIu64
	    " too; a row of the input would find two", key.len > 80 ? 80 :
	    (int)key.len, key.at, line);
	return fault_at(fault, NULL, 0, reader_column(r->reader, r->key));
}

static int
take_row(void *context, const struct row *row, struct fault *fault)
{
	struct reading *r = context;
	size_t n = reader_columns(r->reader), at = 0;
	struct field key;
	uint64_t line;

	if (row_fields(row) != n)
		return rows_fields_fault(r->reader, row->cut,
		    row_fields(row), fault);
	key = row_field(row, r->key);
	if (joined_trim(key).len == 0) {
		joined_add_keyless(r->table);
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		if (i != r->key)
			r->fields[at++] = row_field(row, i);
	line = joined_add(r->table, key, r->fields, row->line);
	return line ? two_rows(r, key, line, fault) : 0;
}

static int
read_table(struct reader *reader, const char *key, struct reading *r,
    struct fault *fault)
{
	size_t n = reader_columns(reader), at = 0;
	const char **names;

	if (column_find(reader, key, &r->key, fault) != 0)
		return -1;
	names = memory_array(n, sizeof *names);
	for (size_t i = 0; i < n; i++)
		if (i != r->key)
			names[at++] = reader_column(reader, i);
	r->table = joined_new(reader_file(reader, 0),
	    reader_column(reader, r->key), names, at);
	free(names);
	r->fields = memory_array(n, sizeof *r->fields);
	if (rows_each(reader, take_row, r, fault) != 0)
		return -1;
	joined_set_header(r->table, reader_titles(reader, 0) ?
	    reader_header_line(reader, 0) : 0);
	joined_set_guess(r->table, reader_guess(reader));
	return 0;
}

struct joined *
join_read(const char *file, const char *key,
    const struct read_options *options, struct fault *fault)
{
	struct reader *reader = reader_open(&file, 1, options, fault);
	struct reading r = { .reader = reader };
	int failed = reader ? read_table(reader, key, &r, fault) : -1;

	free(r.fields);
	reader_close(reader);
	if (!failed)
		return r.table;
	joined_free(r.table);
	return NULL;
}
