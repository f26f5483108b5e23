/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chart_segment.h"

#include <math.h>
#include <string.h>

bool
segment_is_rate(const struct table *table)
{
	bool any = false;
	for (size_t r = 0; r < table_rows(table); r++) {
		double n = chart_number(table, r, "n");
		double k = chart_number(table, r, "k");
		double rate = chart_number(table, r, "estimate");
		if (isnan(rate))
			continue;
		if (!(n > 0) || !(fabs(k / n - rate) < 1e-9))
			return false;
		any = true;
	}
	return any;
}

size_t
segment_groups_of(const struct table *table)
{
	return table_find(table, "n");
}

bool
segment_is_total(const struct table *table, size_t row)
{
	return segment_groups_of(table) > 0 && strcmp(chart_cell(table, row,
	    table_name(table, 0)), "(total)") == 0;
}

void
segment_sum(const struct table *table, uint64_t *n, uint64_t *k)
{
	*n = *k = 0;
	for (size_t r = 0; r < table_rows(table); r++) {
		if (segment_is_total(table, r))
			continue;
		*n += chart_count(table, r, "n");
		*k += chart_count(table, r, "k");
	}
}

const char *
segment_goal(const struct chart_source *s)
{
	static const char arrow[] = " → ";
	const char *to = chart_definition(s->table, "to");
	const char *stages = chart_definition(s->table, "stages"), *next;
	if (to || !stages)
		return to;
	while ((next = strstr(stages, arrow)) != NULL)
		stages = next + strlen(arrow);
	return stages;
}
