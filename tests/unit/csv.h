/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_CSV_H
#define TESTS_CSV_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Reads the plain CSV files of the reference answers for tests: no
 * product code, so that a fault there cannot hide one here.  Quotes are
 * taken off; no cell holds a newline.
 */
#define CSV_CELLS 40

struct csv_line {
	char *text;		/* cut into the cells */
	char *cells[CSV_CELLS];
	size_t n;
};

struct csv {
	struct csv_line header;
	struct csv_line *rows;
	size_t n;
};

static inline void
csv_cut(struct csv_line *line)
{
	char *to = line->text;
	bool quoted = false;

	line->cells[line->n++] = to;
	for (char *at = to; *at && *at != '\n' && *at != '\r'; at++) {
		if (*at == '"') {
			quoted = !quoted;
		} else if (*at == ',' && !quoted && line->n < CSV_CELLS) {
			*to++ = '\0';
			line->cells[line->n++] = to;
		} else {
			*to++ = *at;
		}
	}
	*to = '\0';
}

static inline bool
csv_line(FILE *file, struct csv_line *out)
{
	size_t room = 0;

	*out = (struct csv_line){ 0 };
	if (getline(&out->text, &room, file) > 0) {
		csv_cut(out);
		return true;
	}
	free(out->text);
	return false;
}

/* False where the file is missing: the test has to skip. */
static inline bool
csv_read(const char *path, struct csv *out)
{
	FILE *file = fopen(path, "r");
	struct csv_line line;
	size_t room = 0;

	*out = (struct csv){ 0 };
	if (!file)
		return false;
	csv_line(file, &out->header);
	while (csv_line(file, &line)) {
		if (out->n == room) {
			room = room ? room * 2 : 64;
			out->rows = realloc(out->rows,
			    room * sizeof *out->rows);
		}
		out->rows[out->n++] = line;
	}
	fclose(file);
	return true;
}

static inline void
csv_free(struct csv *csv)
{
	for (size_t i = 0; i < csv->n; i++)
		free(csv->rows[i].text);
	free(csv->rows);
	free(csv->header.text);
}

/* The number of a column; ends the test program where there is none. */
static inline size_t
csv_column(const struct csv *csv, const char *name)
{
	for (size_t i = 0; i < csv->header.n; i++)
		if (strcmp(csv->header.cells[i], name) == 0)
			return i;
	fprintf(stderr, "no column %s\n", name);
	abort();
}

static inline const char *
csv_cell(const struct csv *csv, size_t row, const char *column)
{
	size_t i = csv_column(csv, column);

	return i < csv->rows[row].n ? csv->rows[row].cells[i] : "";
}

/* NaN where the cell is empty or NA. */
static inline double
csv_number(const char *text)
{
	return strcmp(text, "NA") == 0 || !*text ? NAN : strtod(text, NULL);
}

#endif
