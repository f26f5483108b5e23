/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table written part by part has the bytes of the same table whole. */
#include <stdio.h>
#include <string.h>

#include "io/write/write.h"
#include "tests/unit/near.h"

#define ROWS 23

enum { ID, DAYS, NEVER, AT, WIDE };

static const struct column all[] = {
	[ID] = { "id", "id", LOOK_TEXT },
	[DAYS] = { "days", "days", LOOK_DAYS, .drop = 1 },
	[NEVER] = { "never", "never", LOOK_TEXT },
	[AT] = { "at", "at", LOOK_TIME },
	[WIDE] = { "wide", "a head wider than its cells", LOOK_TEXT,
	    .drop = 7 },
};
static const struct columns columns = COLUMNS_OF(all);

static void
put_row(struct table *t, size_t i)
{
	char id[80], wide[80] = "";

	/* Late rows are wider, and some only have cells of a column. */
	snprintf(id, sizeof id, "%s%zu", i > 15 ? "一个很长的客户编号|" : "a,\"",
	    i);
	memset(wide, 'x', i == 20 ? 60 : i % 5);
	table_add_row(t);
	table_text(t, ID, id, strlen(id));
	if (i % 3 == 2)
		table_number(t, DAYS, (double)i * 1.5);
	if (i == 7)
		table_na(t, DAYS);
	if (i > 10)
		table_text(t, AT, "2025-01-31T08:15:42+08:00", 25);
	table_text(t, WIDE, wide, strlen(wide));
}

static struct table *
new_table(void)
{
	struct table *t = table_new(&columns);

	table_has_all(t);
	table_define(t, "stages", "a → b");
	return t;
}

static void
expect_same(struct output *whole, struct output *parts)
{
	size_t a_len, b_len;
	const char *a = output_collected(whole, &a_len);
	const char *b = output_collected(parts, &b_len);

	assert_int_equal(a_len, b_len);
	assert_memory_equal(a, b, a_len);
	output_abandon(whole);
	output_abandon(parts);
}

static void
each_part(struct table *t, size_t rows, size_t most,
    struct table_stream *stream, void (*take)(struct table_stream *))
{
	for (size_t i = 0; i < rows;) {
		table_clear(t);
		for (size_t n = 0; n < most && i < rows; n++)
			put_row(t, i++);
		take(stream);
	}
	table_clear(t);
}

static void
compare(size_t rows, size_t most, const struct layout *layout)
{
	struct table *t = new_table();
	struct output *whole = output_memory(), *parts = output_memory();

	for (size_t i = 0; i < rows; i++)
		put_row(t, i);
	table_write(t, layout, whole);
	struct table_stream *s = table_stream_new(t, layout, parts);
	if (table_stream_measures(s))
		each_part(t, rows, most, s, table_stream_measure);
	each_part(t, rows, most, s, table_stream_part);
	table_stream_end(s);
	expect_same(whole, parts);
	table_stream_free(s);
	table_free(t);
}

static void
parts_are_the_whole(void **state)
{
	static const size_t rows[] = { 0, 1, ROWS }, most[] = { 1, 4, 100 };

	(void)state;
	for (int f = FORMAT_TEXT; f <= FORMAT_HTML; f++)
		for (size_t r = 0; r < 3; r++)
			for (size_t m = 0; m < 3; m++) {
				struct layout l = { .format = (enum format)f,
				    .header = true, .definition = true,
				    .title = m ? "title" : NULL,
				    .width = r == 1 ? 200 : 0 };

				compare(rows[r], most[m], &l);
			}
}

static void
people_see_a_time_to_the_minute(void **state)
{
	struct table *t = new_table();
	struct output *out = output_memory();
	const struct layout l = { .format = FORMAT_MD };
	size_t len;

	(void)state;
	put_row(t, 11);
	table_write(t, &l, out);
	const char *text = output_collected(out, &len);
	assert_non_null(memmem(text, len, "| 2025-01-31 08:15 |", 20));
	output_abandon(out);
	table_free(t);
}

/* Cells and heads of a column that a table has not change nothing. */
static void
what_is_not_there_is_nowhere(void **state)
{
	struct table *t = table_new(&columns);
	struct output *out = output_memory();
	struct layout l = { .format = FORMAT_CSV, .header = true };
	const char wanted[] = "id\n\"a,\"\"3\"\n";
	size_t len;

	(void)state;
	table_has_column(t, ID);
	table_column(t, WIDE)->head = "elsewhere";
	table_column(t, NEVER)->drop = 3;
	put_row(t, 3);
	table_write(t, &l, out);
	const char *text = output_collected(out, &len);
	assert_int_equal(len, strlen(wanted));
	assert_memory_equal(text, wanted, len);
	output_abandon(out);
	table_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_the_whole),
		cmocka_unit_test(people_see_a_time_to_the_minute),
		cmocka_unit_test(what_is_not_there_is_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
