/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/survival/life_table.h"

#include <math.h>
#include <stdbool.h>

static bool
ascends(const struct life_row *rows, size_t i)
{
	return isfinite(rows[i].time) && rows[i].time >= 0 &&
	    (i == 0 || rows[i - 1].time < rows[i].time);
}

enum status
life_table_check(const struct life_table *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!ascends(t->rows, i) ||
		    life_row_leaving(&t->rows[i]) > t->rows[i].at_risk)
			return STATUS_DOMAIN;
	return STATUS_OK;
}

double
life_table_exposure(const struct life_table *t)
{
	double sum = 0;

	for (size_t i = 0; i < t->n; i++)
		sum += t->rows[i].time * (double)life_row_leaving(&t->rows[i]);
	return sum;
}

uint64_t
life_table_entered(const struct life_table *t)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < t->n; i++)
		sum += life_row_leaving(&t->rows[i]);
	return sum;
}

enum status
life_table_fill(struct life_row *rows, size_t n,
    const struct life_entry *entries, size_t nentries)
{
	struct life_table t = { rows, n };
	uint64_t at_risk = entries ? 0 : life_table_entered(&t);
	size_t next = 0;

	for (size_t i = 0; i < n; i++) {
		if (!ascends(rows, i))
			return STATUS_DOMAIN;
		for (; entries && next < nentries &&
		    entries[next].time < rows[i].time; next++) {
			if (next && !(entries[next - 1].time <=
			    entries[next].time))
				return STATUS_DOMAIN;
			at_risk += entries[next].count;
		}
		rows[i].at_risk = at_risk;
		if (life_row_leaving(&rows[i]) > at_risk)
			return STATUS_DOMAIN;
		at_risk -= life_row_leaving(&rows[i]);
	}
	return STATUS_OK;
}

struct life_row
life_table_until(const struct life_table *table, double time, size_t *next)
{
	struct life_row sum = { 0 };

	for (; *next < table->n && table->rows[*next].time <= time; ++*next) {
		sum.events += table->rows[*next].events;
		sum.competing += table->rows[*next].competing;
		sum.censored += table->rows[*next].censored;
	}
	return sum;
}
