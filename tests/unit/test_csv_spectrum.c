/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of csv-spectrum, as the JSON beside each says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/fold.h"
#include "io/csv/rows.h"
#include "tests/unit/near.h"

static const char *const names[] = { "comma_in_quotes", "empty",
	"empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
	"quotes_and_newlines", "simple", "simple_crlf", "utf8" };

static void
put_string(struct buffer *b, const char *text, size_t len)
{
	buffer_add(b, "\"", 1);
	for (size_t i = 0; i < len; i++) {
		const char *escape = text[i] == '\n' ? "\\n" :
		    text[i] == '\r' ? "\\r" : text[i] == '"' ? "\\\"" : NULL;

		if (escape)
			buffer_add(b, escape, 2);
		else
			buffer_add(b, text + i, 1);
	}
	buffer_add(b, "\"", 1);
}

struct reading {
	struct reader *reader;
	struct buffer json;
};

static int
put_row(void *context, const struct row *row, struct fault *fault)
{
	struct reading *r = context;

	(void)fault;
	assert_int_equal(row_fields(row), reader_columns(r->reader));
	buffer_format(&r->json, "%s{", r->json.len > 1 ? "," : "");
	for (size_t c = 0; c < row_fields(row); c++) {
		const char *name = reader_column(r->reader, c);

		buffer_format(&r->json, "%s", c ? "," : "");
		put_string(&r->json, name, strlen(name));
		buffer_format(&r->json, ":");
		put_string(&r->json, row_field(row, c).at,
		    row_field(row, c).len);
	}
	buffer_format(&r->json, "}");
	return 0;
}

/* The file of JSON without blanks between its signs. */
static struct buffer
read_json(const char *path)
{
	FILE *file = fopen(path, "r");
	struct buffer b = { 0 };
	bool quoted = false;
	int c;

	assert_non_null(file);
	while ((c = getc(file)) != EOF) {
		char byte = (char)c;

		quoted ^= c == '"';
		if (quoted || !strchr(" \n", c))
			buffer_add(&b, &byte, 1);
		if (quoted && c == '\\') {
			byte = (char)getc(file);
			buffer_add(&b, &byte, 1);
		}
	}
	fclose(file);
	return b;
}

static void
check(const char *name, size_t block_size, const char *simd)
{
	struct read_options options = { .max_field = 1 << 20,
	    .max_columns = 100, .block_size = block_size, .simd = simd };
	struct fault fault = { 0 };
	char csv[200], json[200];
	const char *file = csv;
	struct reading r = { 0 };
	struct buffer wanted;

	snprintf(csv, sizeof csv, "tests/cases/csv-spectrum/%s.csv", name);
	snprintf(json, sizeof json, "tests/cases/csv-spectrum/%s.json", name);
	wanted = read_json(json);
	r.reader = reader_open(&file, 1, &options, &fault);
	assert_non_null(r.reader);
	buffer_format(&r.json, "[");
	assert_int_equal(rows_each(r.reader, put_row, &r, &fault), 0);
	buffer_add(&r.json, "]", 2);
	buffer_add(&wanted, "", 1);
	assert_string_equal(r.json.bytes, wanted.bytes);
	reader_close(r.reader);
	buffer_free(&r.json);
	buffer_free(&wanted);
}

static void
files_say_what_their_json_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		for (size_t size = 0; size < 80; size++) {
			check(names[i], size, NULL);
			check(names[i], size, "portable");
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_say_what_their_json_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
