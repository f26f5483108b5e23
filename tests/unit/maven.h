/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_MAVEN_H
#define TESTS_MAVEN_H

#include "tests/unit/spans.h"
#include "tests/unit/survival_data.h"

/*
 * The life table of maven_counts.csv (the deals of Maven's CRM): from
 * engagement to the outcome cause, "won" or "lost", in a region (NULL:
 * all).  The rows are the caller's.
 */
static inline struct life_table
maven_table(const struct csv *counts, const char *region, const char *cause)
{
	static struct life_span spans[SPANS_MAX];
	struct life_table table;
	size_t n = 0;

	for (size_t i = 0; i < counts->n; i++) {
		const char *outcome = csv_cell(counts, i, "outcome");
		double count = csv_number(csv_cell(counts, i, "n"));
		struct life_span span = { -INFINITY,
			csv_number(csv_cell(counts, i, "days")),
			strcmp(outcome, "open") == 0 ? LIFE_CENSORED :
			strcmp(outcome, cause) ? LIFE_COMPETING :
			LIFE_EVENT };

		if (region && strcmp(csv_cell(counts, i, "region"), region))
			continue;
		for (; count > 0; count--) {
			assert_true(n < SPANS_MAX);
			spans[n++] = span;
		}
	}
	struct life_row *rows = malloc((n + 1) * sizeof *rows);
	assert_int_equal(life_table_make(spans, n, rows, &table, NULL),
	    STATUS_OK);
	return table;
}

#endif
