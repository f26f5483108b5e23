/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_MAVEN_H
#define TESTS_MAVEN_H

#include "analytics/time/calendar.h"
#include "tests/unit/survival_data.h"

/*
 * The deals of maven_crm, from engagement to won or lost; open ones are
 * censored at 2017-12-31.
 */
struct maven {
	struct csv pipeline, teams;
};

static inline struct maven
maven_read(void)
{
	struct maven m;
	if (!csv_read(DATA "maven_crm/sales_pipeline.csv", &m.pipeline) ||
	    !csv_read(DATA "maven_crm/sales_teams.csv", &m.teams))
		skip();
	return m;
}

static inline void
maven_free(struct maven *m)
{
	csv_free(&m->pipeline);
	csv_free(&m->teams);
}

static inline double
maven_day(const char *date)
{
	struct civil c;
	assert_int_equal(sscanf(date, "%d-%d-%d", &c.year, &c.month, &c.day),
	    3);
	return (double)civil_to_day(c);
}

static inline bool
maven_in_region(const struct maven *m, size_t row, const char *region)
{
	const char *agent = csv_cell(&m->pipeline, row, "sales_agent");
	for (size_t i = 0; i < m->teams.n; i++)
		if (strcmp(csv_cell(&m->teams, i, "sales_agent"), agent) == 0)
			return strcmp(csv_cell(&m->teams, i,
			    "regional_office"), region) == 0;
	return false;
}

/* region NULL: all; cause "Won" or "Lost".  The rows are the caller's. */
static inline struct life_table
maven_table(const struct maven *m, const char *region, const char *cause)
{
	static struct life_span spans[SPANS_MAX];
	struct life_table table;
	size_t n = 0;
	for (size_t i = 0; i < m->pipeline.n; i++) {
		const char *from = csv_cell(&m->pipeline, i, "engage_date");
		const char *to = csv_cell(&m->pipeline, i, "close_date");
		const char *stage = csv_cell(&m->pipeline, i, "deal_stage");
		if (!*from || (region && !maven_in_region(m, i, region)))
			continue;
		spans[n].from = -INFINITY;
		spans[n].end = !*to ? LIFE_CENSORED :
		    strcmp(stage, cause) ? LIFE_COMPETING : LIFE_EVENT;
		spans[n++].to = maven_day(*to ? to : "2017-12-31") -
		    maven_day(from);
	}
	struct life_row *rows = malloc((n + 1) * sizeof *rows);
	assert_int_equal(life_table_make(spans, n, rows, &table, NULL),
	    STATUS_OK);
	return table;
}

#endif
