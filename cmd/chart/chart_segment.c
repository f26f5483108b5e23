/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chart/chart_segment.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/text/words.h"
#include "io/write/result.h"

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
	/* Of nobody there is no number to tell; a measure has a name. */
	return any || !chart_definition(table, "measure");
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

double
segment_target(const struct table *table)
{
	/* A group column may have that name as well. */
	size_t column = table_find(table, "mdd") + 1;
	return column > 0 && column < table_columns(table) &&
	    strcmp(table_name(table, column), "target") == 0 ?
	    result_number(table, 0, column) : NAN;
}

void
segment_sum(const struct table *table, uint64_t *n, uint64_t *k)
{
	*n = *k = 0;
	for (size_t r = 0; r < table_rows(table); r++) {
		bool total = segment_is_total(table, r);
		*n = (total ? 0 : *n) + chart_count(table, r, "n");
		*k = (total ? 0 : *k) + chart_count(table, r, "k");
		if (total)
			return;
	}
}

bool
segment_is_whole(const struct table *table)
{
	for (size_t r = 0; r < table_rows(table); r++)
		if (segment_is_total(table, r))
			return true;
	return chart_definition(table, "tests") &&
	    !chart_definition(table, "shown");
}

/* Whether there are more than the groups of the table, if it is not told. */
static bool
is_cut(const struct table *table, uint64_t n)
{
	uint64_t seen = 0;
	for (size_t r = 0; r < table_rows(table); r++)
		if (!segment_is_total(table, r))
			seen += chart_count(table, r, "n");
	return seen < n;
}

const char *
segment_n(const struct chart_source *s, uint64_t n, size_t ngroups)
{
	const char *shown = chart_definition(s->table, "shown");
	const char *count = chart_n(s->arena, n);
	size_t seen, all;
	if (shown && sscanf(shown, "%zu of %zu", &seen, &all) == 2)
		return chart_words(s->arena, segment_is_whole(s->table) ?
		    _("n = %s in %zu groups, %zu of them shown") :
		    _("n = %1$s in those shown, %3$zu of %2$zu groups"),
		    count, all, seen);
	return chart_words(s->arena, is_cut(s->table, n) ?
	    words_n("n = %s, %zu group shown", "n = %s, %zu groups shown",
	    ngroups) : words_n("n = %s in %zu group", "n = %s in %zu groups",
	    ngroups), count, ngroups);
}

const char *
segment_reference(const struct chart_source *s, const char *rate)
{
	return chart_words(s->arena, segment_is_whole(s->table) ?
	    _("all %s") : _("these %s"), rate);
}
