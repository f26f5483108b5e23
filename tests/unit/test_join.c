/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joined tables: random files against a model that keeps every cell. */
#include "io/csv/join.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/csv/rows.h"
#include "tests/unit/near.h"
#include "tests/unit/place.h"
#include "tests/unit/random.h"

#define ROWS 400
#define COLUMNS 5		/* a, b, c of the file; d, e of the table */
#define CELL 24

struct model {
	char cells[ROWS][COLUMNS][CELL];
	size_t fields[ROWS];	/* 3, but for ragged rows */
	size_t n, at;
	size_t orphans;
};

static uint64_t seed;
static bool quoted;		/* the file has quotes */

static unsigned
any(unsigned n)
{
	return (unsigned)random_next(&seed) % n;
}

/* As CSV has it; some are quoted that need not be. */
static void
put(FILE *file, const char *cell, const char *end)
{
	if (strpbrk(cell, ",\"\n") || (quoted && any(8) == 0)) {
		fputc('"', file);
		for (; *cell; cell++)
			fprintf(file, "%s%c", *cell == '"' ? "\"" : "", *cell);
		fputc('"', file);
	} else {
		fputs(cell, file);
	}
	fputs(end, file);
}

static void
make_cell(char cell[CELL])
{
	static const char *const pieces[] = { "x", "yy", "", "客", "z z", "7",
		"q\"q", "n\nn", ",", "\"" };
	size_t n = any(4);

	*cell = '\0';
	for (size_t i = 0; i < n; i++)
		strcat(cell, pieces[any(quoted ? 10 : 6)]);
}

/* The table: keys k0, k2, k4 …, of which the file asks for all. */
static void
write_table(const char *path, char table[20][2][CELL])
{
	FILE *file = fopen(path, "w");

	fputs("d,key,e\n", file);
	for (int k = 0; k < 20; k += 2) {
		char key[CELL];

		make_cell(table[k][0]);
		make_cell(table[k][1]);
		snprintf(key, sizeof key, " k%d", k);
		put(file, table[k][0], ",");
		put(file, key, ",");
		put(file, table[k][1], "\n");
	}
	fclose(file);
}

static void
make_row(struct model *m, char table[20][2][CELL], FILE *file,
    const char *end)
{
	char (*cells)[CELL] = m->cells[m->n];
	unsigned k = any(20);
	size_t n = any(10) ? 3 : 1 + any(6);

	memset(cells, 0, COLUMNS * CELL);
	make_cell(cells[0]);
	snprintf(cells[1], CELL, "k%u", k);
	make_cell(cells[2]);
	for (size_t c = 0; c < n; c++)
		put(file, n == 3 ? cells[c] : "r", c + 1 < n ? "," : end);
	if (n == 3 && k % 2 == 0) {
		memcpy(cells[3], table[k][0], CELL);
		memcpy(cells[4], table[k][1], CELL);
	}
	m->orphans += n == 3 && k % 2;
	m->fields[m->n++] = n;
	if (any(20) == 0)
		fputs(end, file);
}

static int
check_row(void *context, const struct row *row, struct fault *fault)
{
	struct model *m = context;
	size_t r = m->at++;

	(void)fault;
	assert_int_equal(row_fields(row), m->fields[r] + 2);
	for (size_t c = 0; m->fields[r] == 3 && c < COLUMNS; c++) {
		struct field f = row_field(row, c);

		assert_int_equal(f.len, strlen(m->cells[r][c]));
		assert_memory_equal(f.at, m->cells[r][c], f.len);
	}
	return 0;
}

static void
read_and_check(struct model *m, const char *path, const char *other,
    size_t block_size)
{
	struct read_options o = { .max_field = 1 << 20, .max_columns = 10,
	    .block_size = block_size };
	struct fault fault = { 0 };
	struct reader *reader = reader_open(&path, 1, &o, &fault);
	struct joined *table;

	assert_non_null(reader);
	table = join_read(other, "key", &o, &fault);
	assert_non_null(table);
	reader_join(reader, table, 1);
	assert_int_equal(reader_columns(reader), COLUMNS);
	assert_int_equal(reader_own_columns(reader), 3);
	assert_string_equal(reader_column(reader, 3), "d");
	m->at = 0;
	assert_int_equal(rows_each(reader, check_row, m, &fault), 0);
	assert_int_equal(m->at, m->n);
	assert_int_equal(reader_joins(reader)->items[0].orphans.rows,
	    m->orphans);
	reader_close(reader);
}

static void
rows_have_the_cells_of_both_tables(void **state)
{
	static struct model m;
	static char table[20][2][CELL];

	(void)state;
	assert_int_equal(chdir(getenv("TMPDIR")), 0);
	for (int i = 0; i < 60; i++) {
		FILE *file = fopen("main.csv", "w");

		quoted = i % 3 != 0;
		seed = (uint64_t)i;
		m.n = m.orphans = 0;
		write_table("table.csv", table);
		fputs("a,b,c\n", file);
		while (m.n < ROWS)
			make_row(&m, table, file,
			    i % 2 ? "\r\n" : "\n");
		fclose(file);
		read_and_check(&m, "main.csv", "table.csv",
		    i % 5 ? 1 + any(300) : 0);
	}
}

/* Names are the file's where they are taken, and keys may be joined. */
static void
names_are_told_apart(void **state)
{
	struct read_options o = { .max_field = 1 << 20, .max_columns = 10 };
	const char *path = "main.csv";
	struct fault fault;
	struct reader *reader;
	FILE *file;

	(void)state;
	assert_int_equal(chdir(getenv("TMPDIR")), 0);
	file = fopen("main.csv", "w");
	fputs("key,a\nx,1\n", file);
	fclose(file);
	file = fopen("some.table.csv", "w");
	fputs("a,key,b\n2,x,y\n", file);
	fclose(file);
	reader = reader_open(&path, 1, &o, &fault);
	for (int i = 0; i < 2; i++)
		reader_join(reader, join_read("./some.table.csv", "key", &o,
		    &fault), i ? 3 : 0);
	assert_int_equal(reader_columns(reader), 6);
	assert_string_equal(reader_column(reader, 2), "some.a");
	assert_string_equal(reader_column(reader, 3), "b");
	assert_string_equal(reader_column(reader, 4), "some.a");
	assert_string_equal(reader_column(reader, 5), "some.b");
	reader_close(reader);
}

/* Of threads that each saw a part, what one saw of all. */
static void
orphans_do_not_depend_on_threads(void **state)
{
	(void)state;
	for (int i = 0; i < 40; i++) {
		unsigned kinds = i % 2 ? 50 : 2 * ORPHAN_KEYS;
		struct orphans one = { 0 }, parts[3] = { 0 };
		uint32_t a[10], b[10];

		seed = (uint64_t)i;
		for (uint64_t block = 0; block < 300; block++) {
			struct orphans *part = &parts[any(3)];

			for (uint64_t r = 0; r < 70; r++) {
				char key[CELL];
				size_t len = (size_t)snprintf(key, CELL,
				    "%u", any(kinds));
				struct field f = { key, len };

				orphans_note(&one, f, block, r);
				orphans_note(part, f, block, r);
			}
		}
		orphans_merge(&parts[1], &parts[i % 3 == 1 ? 0 : 2]);
		orphans_merge(&parts[1], &parts[i % 3 == 1 ? 2 : 0]);
		assert_int_equal(parts[1].rows, one.rows);
		assert_int_equal(parts[1].many, one.many);
		assert_int_equal(one.many, kinds > ORPHAN_KEYS);
		assert_int_equal(orphans_first(&one, a, 10), 10);
		assert_int_equal(orphans_first(&parts[1], b, 10), 10);
		for (int k = 0; k < 10; k++) {
			assert_string_equal(lookup_text(one.keys, a[k], NULL),
			    lookup_text(parts[1].keys, b[k], NULL));
			if (!one.many)
				assert_int_equal(one.of[a[k]].rows,
				    parts[1].of[b[k]].rows);
		}
		orphans_free(&one);
		orphans_free(&parts[1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rows_have_the_cells_of_both_tables),
		TEST(names_are_told_apart),
		cmocka_unit_test(orphans_do_not_depend_on_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
