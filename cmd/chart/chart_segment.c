/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/chart/chart_segment.h"
#include "cmd/results/segment_columns.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/text/words.h"

int
segment_estimate(const struct table *table)
{
	for (int c = SEGMENT_RATE; c <= SEGMENT_CSAT; c += 3)
		if (table_has(table, (size_t)c) &&
		    table_has(table, (size_t)c + 1) &&
		    table_has(table, (size_t)c + 2))
			return c;
	return -1;
}

bool
segment_is_rate(const struct table *table)
{
	bool any = false;

	for (size_t r = 0; r < table_rows(table); r++) {
		double n = number_at(table, r, SEGMENT_N);
		double k = number_at(table, r, SEGMENT_K);
		double rate = number_at(table, r, segment_estimate(table));

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
	return table_run(table, SEGMENT_GROUP);
}

bool
segment_is_total(const struct table *table, size_t row)
{
	return run_is_marker(table, row, SEGMENT_GROUP, "(total)");
}

double
segment_target(const struct table *table)
{
	return table_rows(table) ? number_at(table, 0, SEGMENT_TARGET) : NAN;
}

void
segment_sum(const struct table *table, uint64_t *n, uint64_t *k)
{
	*n = *k = 0;
	for (size_t r = 0; r < table_rows(table); r++) {
		bool total = segment_is_total(table, r);

		*n = (total ? 0 : *n) + count_at(table, r, SEGMENT_N);
		*k = (total ? 0 : *k) + count_at(table, r, SEGMENT_K);
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
			seen += count_at(table, r, SEGMENT_N);
	return seen < n;
}

const char *
segment_n(const struct chart_source *s, uint64_t n, size_t ngroups)
{
	const char *shown = chart_definition(s->table, "shown");
	const char *count = chart_n(s->arena, n);
	size_t seen, all;

	if (shown && sscanf(shown, "%19zu of %19zu", &seen, &all) == 2)
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

const char *
segment_topic(const struct chart_source *s)
{
	const char *by = chart_heads(s, segment_groups_of(s->table));
	const char *goal = chart_definition(s->table, "goal");

	return goal ? chart_words(s->arena, _("Share that got to %s, by %s"),
	    goal, by) : chart_words(s->arena, _("Share that got there, by %s"),
	    by);
}

/* "event lower, 27.1% (21.5–33.0)"; a number has no percent. */
static const char *
one_finding(const struct chart_source *s, size_t row, bool lower)
{
	const struct table *t = s->table;
	size_t own = (size_t)segment_estimate(t);
	const char *name = chart_keys(s, row, segment_groups_of(t));
	const char *what = chart_words(s->arena, lower ? _("%s lower") :
	    _("%s higher"), name);

	return !segment_is_rate(t) ? what : chart_words(s->arena, _("%s, %s"),
	    what, chart_rate(s->arena, number_at(t, row, own),
	    number_at(t, row, own + 1), number_at(t, row, own + 2)));
}

const char *
segment_finding(const struct chart_source *s, const char *topic)
{
	const struct table *t = s->table;
	size_t lower = 0, higher = 0, groups = 0, row = 0;
	const char *found;

	for (size_t i = 0; i < table_rows(t); i++) {
		bool differs = number_at(t, i, SEGMENT_Q) <
		    1 - chart_level(t);
		bool below = number_at(t, i, SEGMENT_DIFF) < 0;

		if (segment_is_total(t, i))
			continue;
		groups++;
		lower += differs && below;
		higher += differs && !below;
		row = differs ? i : row;
	}
	if (lower + higher == 0)
		return topic;
	found = lower + higher == 1 ? one_finding(s, row, lower == 1) :
	    higher == 0 ? chart_words(s->arena, _("%zu of %zu lower"), lower,
	    groups) : lower == 0 ? chart_words(s->arena,
	    _("%zu of %zu higher"), higher, groups) : chart_words(s->arena,
	    _("%zu of %zu lower, %zu higher"), lower, groups, higher);
	found = chart_words(s->arena, _("%s: %s"), topic, found);
	return chart_title(s, found, topic);
}
