/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of groups: the columns of --by that a result begins with; and of
   periods. */
#include <stdio.h>
#include <string.h>

#include "analytics/time/calendar.h"
#include "cmd/chart/chart.h"
#include "io/chart/chart_draw.h"

/* Columns [0, n) joined by a dot: their cells in a row, or their names. */
static const char *
join(const struct chart_source *s, size_t row, size_t n, bool heads)
{
	const char *all = "";

	for (size_t c = 0; c < n; c++) {
		const char *part = heads ? table_name(s->table, c) :
		    cell_label(cell_at(s->table, row, NTH(COLUMN_GROUP,
		    c)), s->arena);

		all = c == 0 ? part : chart_words(s->arena, "%s · %s", all,
		    part);
	}
	return all;
}

const char *
chart_keys(const struct chart_source *s, size_t row, size_t n)
{
	/* A total is one in every column. */
	if (n > 0 && is_marker(s->table, row, COLUMN_GROUP, "(total)"))
		return _("All");
	return join(s, row, n, false);
}

bool
chart_same_group(const struct table *table, size_t one, size_t other)
{
	for (size_t c = 0; c < table_run(table, COLUMN_GROUP); c++)
		if (!same_at(table, one, other, NTH(COLUMN_GROUP, c)))
			return false;
	return true;
}

int
chart_check_one_group(const struct table *table, const char *command,
    struct fault *fault)
{
	for (size_t row = 1; row < table_rows(table); row++)
		if (!chart_same_group(table, 0, row))
			return fault_set(fault, FAULT_INPUT, "several groups "
			    "are no one picture; %s --where leaves one",
			    command);
	return 0;
}

const char *
chart_heads(const struct chart_source *s, size_t n)
{
	return join(s, 0, n, true);
}

static double
title_room(const struct chart_source *s)
{
	return (s->width ? s->width : 1200) - 2 * chart_margin;
}

const char *
chart_title(const struct chart_source *s, const char *finding,
    const char *topic)
{
	/* A terminal has as many lines as it takes. */
	return s->text || chart_text_width(finding, &chart_title_pen) <=
	    title_room(s) ? finding : topic;
}

const char *
chart_way(const struct chart_source *s, const char *format,
    const char *from, const char *to)
{
	/* Of a title's line, what its other words leave: some 14 ems. */
	double room = title_room(s) / chart_title_pen.size - 14;
	char one[512], other[512];

	label_fit_two(one, other, sizeof one, from, to, room, label_em_bold);
	return chart_words(s->arena, format, one, other);
}

bool
chart_period(const char *text, double *days)
{
	struct civil civil;
	int hour = 0;
	char end;
	int n = sscanf(text, "%4d-%2d-%2dT%2d:00%c", &civil.year,
	    &civil.month, &civil.day, &hour, &end);

	if (!((n == 3 && strlen(text) == 10) || (n == 4 && hour >= 0 &&
	    hour < 24 && strlen(text) == 16)) || !civil_exists(civil))
		return false;
	*days = (double)civil_to_day(civil) + hour / 24.;
	return true;
}
