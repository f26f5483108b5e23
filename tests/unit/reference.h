/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_REFERENCE_H
#define TESTS_REFERENCE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/near.h"

/*
 * Rows of the answers in tests/reference, as its README tells them.  They
 * are part of a test: without them it fails.
 */
struct reference {
	FILE *file;
	char line[1024];
	char *cell[24];
	size_t cells;
};

/* Cuts the line at commas outside quotes; quotes are dropped. */
static inline void
reference_cut(struct reference *reference)
{
	char *to = reference->line;
	bool quoted = false;

	reference->cells = 0;
	reference->cell[reference->cells++] = to;
	for (char *from = reference->line; *from && *from != '\n'; from++) {
		char byte = *from;

		if (byte == '"') {
			quoted = !quoted;
		} else if (byte == ',' && !quoted) {
			*to++ = '\0';
			assert_true(reference->cells < 24);
			reference->cell[reference->cells++] = to;
		} else {
			*to++ = byte;
		}
	}
	*to = '\0';
}

/* The next row; false, and closed, after the last. */
static inline bool
reference_row(struct reference *reference)
{
	if (!fgets(reference->line, sizeof reference->line,
	    reference->file)) {
		fclose(reference->file);
		return false;
	}
	reference_cut(reference);
	return true;
}

/* Opens a file and passes over its header. */
static inline void
reference_open(struct reference *reference, const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "tests/reference/%s", name);
	reference->file = fopen(path, "r");
	if (!reference->file)
		fail_msg("%s: cannot be read; tests run at the top of the "
		    "tree", path);
	assert_true(reference_row(reference));
}

/* A number; NA and an empty cell are NaN. */
static inline double
reference_number(const struct reference *reference, size_t cell)
{
	const char *text = reference->cell[cell];

	assert_true(cell < reference->cells);
	return *text == '\0' || strcmp(text, "NA") == 0 ? NAN :
	    strtod(text, NULL);
}

static inline uint64_t
reference_count(const struct reference *reference, size_t cell)
{
	return strtoull(reference->cell[cell], NULL, 10);
}

static inline bool
reference_is(const struct reference *reference, size_t cell,
    const char *text)
{
	return strcmp(reference->cell[cell], text) == 0;
}

/* As near as assert_near asks, or both NaN, or the same infinity. */
#define assert_same(actual, expected, tolerance) do { \
	double same_e = (expected); \
	if (isnan(same_e)) \
		assert_nan(actual); \
	else if (isinf(same_e)) \
		assert_true((actual) == same_e); \
	else \
		assert_near(actual, same_e, tolerance); \
} while (0)

#endif
