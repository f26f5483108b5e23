/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SURVIVAL_DATA_H
#define TESTS_SURVIVAL_DATA_H

#include "analytics/survival/life_table.h"
#include "tests/unit/csv.h"
#include "tests/unit/near.h"
#include "tests/unit/spans.h"

#define SPANS_MAX 9000

/* The data sets that the reference answers name; count: of equal rows. */
static const struct data_set {
	const char *name, *file, *time, *status, *event, *by, *strata,
	    *count;
} data_sets[] = {
	{ "lung", "lung.csv", "time", "status", "2", NULL, NULL, NULL },
	{ "lung_by_sex", "lung.csv", "time", "status", "2", "sex", NULL,
	    NULL },
	{ "lung_by_ph.ecog", "lung.csv", "time", "status", "2", "ph.ecog",
	    NULL, NULL },
	{ "lung_by_sex_strata_inst", "lung.csv", "time", "status", "2", "sex",
	    "inst", NULL },
	{ "veteran", "veteran.csv", "time", "status", "1", NULL, NULL, NULL },
	{ "veteran_by_trt", "veteran.csv", "time", "status", "1", "trt", NULL,
	    NULL },
	{ "veteran_by_celltype", "veteran.csv", "time", "status", "1",
	    "celltype", NULL, NULL },
	{ "aml_by_x", "aml.csv", "time", "status", "1", "x", NULL, NULL },
	{ "telco", "telco_counts.csv", "tenure", "Churn", "Yes", NULL, NULL,
	    "n" },
	{ "telco_by_Contract", "telco_counts.csv", "tenure", "Churn", "Yes",
	    "Contract", NULL, "n" },
	{ "telco_by_gender", "telco_counts.csv", "tenure", "Churn", "Yes",
	    "gender", NULL, "n" },
};

/* A file of tests/reference. */
static inline struct csv
reference(const char *name)
{
	char path[200];
	struct csv csv;

	snprintf(path, sizeof path, "tests/reference/%s", name);
	if (!csv_read(path, &csv))
		fail_msg("%s: cannot be read; tests run at the top of the "
		    "tree", path);
	return csv;
}

static inline const struct data_set *
data_set_named(const char *name)
{
	for (size_t i = 0; i < sizeof data_sets / sizeof data_sets[0]; i++)
		if (strcmp(data_sets[i].name, name) == 0)
			return &data_sets[i];
	fail_msg("no data set %s", name);
	return NULL;
}

/* "sex=1" or "all" against the row's own value. */
static inline bool
in_group(const struct csv *csv, size_t row, const char *group)
{
	const char *equals = strchr(group, '=');
	char column[64];

	if (!equals)
		return true;
	snprintf(column, sizeof column, "%.*s", (int)(equals - group),
	    group);
	return strcmp(csv_cell(csv, row, column), equals + 1) == 0;
}

static inline struct life_span
span_of(const struct csv *csv, const struct data_set *set, size_t row)
{
	return (struct life_span){ -INFINITY,
		csv_number(csv_cell(csv, row, set->time)),
		strcmp(csv_cell(csv, row, set->status), set->event) ?
		LIFE_CENSORED : LIFE_EVENT };
}

/* The spans of a group, of a stratum unless it is NULL. */
static inline size_t
group_spans(const struct csv *csv, const struct data_set *set,
    const char *group, const char *stratum, struct life_span *out)
{
	size_t n = 0;

	for (size_t i = 0; i < csv->n; i++) {
		double count = set->count ? csv_number(csv_cell(csv, i,
		    set->count)) : 1;

		if (!in_group(csv, i, group) || (stratum &&
		    strcmp(csv_cell(csv, i, set->strata), stratum) != 0))
			continue;
		for (; count > 0; count--) {
			assert_true(n < SPANS_MAX);
			out[n++] = span_of(csv, set, i);
		}
	}
	return n;
}

/* The life table of one group; the rows are the caller's to free. */
static inline struct life_table
group_table(const struct data_set *set, const char *group)
{
	static struct life_span spans[SPANS_MAX];
	struct csv csv = reference(set->file);
	size_t n = group_spans(&csv, set, group, NULL, spans);
	struct life_row *rows = malloc((n + 1) * sizeof *rows);
	struct life_table table;

	assert_int_equal(life_table_make(spans, n, rows, &table, NULL),
	    STATUS_OK);
	csv_free(&csv);
	return table;
}

#endif
