/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SURVIVAL_DATA_H
#define TESTS_SURVIVAL_DATA_H

#include "analytics/survival/life_table.h"
#include "tests/unit/csv.h"
#include "tests/unit/near.h"

#define SHARED "../shared/"
#define REFERENCE SHARED "reference/"
#define DATA SHARED "data/"
#define SPANS_MAX 9000

/* The data sets that the reference answers name. */
static const struct data_set {
	const char *name, *file, *time, *status, *event, *by, *strata;
} data_sets[] = {
	{ "lung", "survival/lung.csv", "time", "status", "2", NULL, NULL },
	{ "lung_by_sex", "survival/lung.csv", "time", "status", "2", "sex",
	    NULL },
	{ "lung_by_ph.ecog", "survival/lung.csv", "time", "status", "2",
	    "ph.ecog", NULL },
	{ "lung_by_sex_strata_inst", "survival/lung.csv", "time", "status",
	    "2", "sex", "inst" },
	{ "veteran", "survival/veteran.csv", "time", "status", "1", NULL,
	    NULL },
	{ "veteran_by_trt", "survival/veteran.csv", "time", "status", "1",
	    "trt", NULL },
	{ "veteran_by_celltype", "survival/veteran.csv", "time", "status",
	    "1", "celltype", NULL },
	{ "aml_by_x", "survival/aml.csv", "time", "status", "1", "x", NULL },
	{ "telco", "telco_churn/Telco-Customer-Churn.csv", "tenure", "Churn",
	    "Yes", NULL, NULL },
	{ "telco_by_Contract", "telco_churn/Telco-Customer-Churn.csv",
	    "tenure", "Churn", "Yes", "Contract", NULL },
	{ "telco_by_gender", "telco_churn/Telco-Customer-Churn.csv",
	    "tenure", "Churn", "Yes", "gender", NULL },
};

/* The reference answers, or a skipped test. */
static inline struct csv
reference(const char *name)
{
	char path[200];
	struct csv csv;
	snprintf(path, sizeof path, REFERENCE "%s.csv", name);
	if (!csv_read(path, &csv))
		skip();
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

/* The spans of a group, of a stratum unless it is NULL. */
static inline size_t
group_spans(const struct csv *csv, const struct data_set *set,
    const char *group, const char *stratum, struct life_span *out)
{
	size_t n = 0;
	for (size_t i = 0; i < csv->n; i++) {
		if (!in_group(csv, i, group))
			continue;
		if (stratum && strcmp(csv_cell(csv, i, set->strata),
		    stratum) != 0)
			continue;
		assert_true(n < SPANS_MAX);
		out[n++] = (struct life_span){ -INFINITY,
			csv_number(csv_cell(csv, i, set->time)),
			strcmp(csv_cell(csv, i, set->status), set->event) ?
			LIFE_CENSORED : LIFE_EVENT };
	}
	return n;
}

static inline struct csv
data_of(const struct data_set *set)
{
	char path[200];
	struct csv csv;
	snprintf(path, sizeof path, DATA "%s", set->file);
	if (!csv_read(path, &csv))
		skip();
	return csv;
}

/* The life table of one group; the rows are the caller's to free. */
static inline struct life_table
group_table(const struct data_set *set, const char *group)
{
	static struct life_span spans[SPANS_MAX];
	struct csv csv = data_of(set);
	size_t n = group_spans(&csv, set, group, NULL, spans);
	struct life_row *rows = malloc((n + 1) * sizeof *rows);
	struct life_table table;
	assert_int_equal(life_table_make(spans, n, rows, &table, NULL),
	    STATUS_OK);
	csv_free(&csv);
	return table;
}

#endif
