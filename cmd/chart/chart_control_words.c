/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analytics/time/calendar.h"
#include "cmd/chart/chart_control.h"
#include "cmd/options/span.h"
#include "io/text/text.h"

static const char *
definition(const struct control_reading *r, const char *key)
{
	return chart_definition(r->source->table, key);
}

/* "13 weeks" */
static const char *
periods(const struct control_reading *r, size_t n)
{
	static const char *const names[][2] = { { "hour", N_("%zu hours") },
		{ "day", N_("%zu days") }, { "week", N_("%zu weeks") },
		{ "month", N_("%zu months") },
		{ "quarter", N_("%zu quarters") },
		{ "year", N_("%zu years") } };
	const char *every = definition(r, "every");
	const char *many = N_("%zu periods");

	for (size_t i = 0; every && i < sizeof names / sizeof *names; i++)
		if (strcmp(every, names[i][0]) == 0)
			many = names[i][1];
	return chart_words(r->source->arena, _(many), n);
}

/* "events:paid" or "entries", as they are called in a sentence. */
static const char *
counted(const struct control_reading *r)
{
	const char *measure = text_at(r->source->table, r->first,
	    WATCH_MEASURE);
	const char *stage = strchr(measure, ':');

	return stage ? chart_words(r->source->arena, _("Events: %s"), stage +
	    1) : _("Entries");
}

const char *
control_title_of_y(const struct control_reading *r)
{
	struct arena *arena = r->source->arena;
	const char *goal = definition(r, "goal");
	const char *within = definition(r, "within");
	char days[TEXT_NUMBER];
	struct span span;

	if (r->value == WATCH_COUNT)
		return counted(r);
	goal = goal ? goal : _("the goal");
	if (r->value == WATCH_MEDIAN_DAYS)
		return chart_words(arena, _("Median days to %s"), goal);
	if (!within || !span_parse(within, strlen(within), &span))
		return chart_words(arena, _("Share that reached %s"), goal);
	span_shown(span, days);
	return chart_words(arena, _("Share that reached %s within %s"), goal,
	    days);
}

/* -1, 1: the side of the centre on which a row lies; 0: neither. */
static int
side_of(const struct control_reading *r, size_t row)
{
	const struct table *t = r->source->table;
	double from = number_at(t, row, r->value) - number_at(t, row,
	    WATCH_CENTER);

	return (from > 0) - (from < 0);
}

/* The first row of those behind the baseline that lie on the side of the
   last, and how many they are: as watch counts them. */
static size_t
run_begins(const struct control_reading *r, size_t *n)
{
	size_t first = r->last;

	*n = 1;
	for (size_t i = r->last; i-- > r->first;) {
		if (control_is(r, i, "few") || control_is(r, i, "off"))
			continue;
		if (side_of(r, i) != side_of(r, r->last) ||
		    !is_filled(r->source->table, i, WATCH_EWMA))
			break;
		first = i;
		++*n;
	}
	return first;
}

/* That many on one side are more to see than the last of them. */
enum { RUN = 8 };

/*
 * What was found, where the last period gives a signal: since when and how
 * long, where it lies on that side and is not beyond its limits anyway.
 */
static const char *
finding(const struct control_reading *r)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	bool low = strcmp(text_at(t, r->last, WATCH_DIRECTION), "low") == 0;
	bool beyond = strstr(text_at(t, r->last, WATCH_SIGNAL), "beyond");
	size_t n, first = run_begins(r, &n);
	const char *usual = isnan(r->center) ? "" : chart_words(arena,
	    " %s", control_value(r, r->center));

	if (n >= (beyond ? RUN : 2) && side_of(r, r->last) == (low ? -1 : 1))
		return chart_words(arena, low ? _("Low since %s: %s in a "
		    "row under the usual%s") : _("High since %s: %s in a "
		    "row over the usual%s"), text_at(t, first, WATCH_PERIOD),
		    periods(r, n), usual);
	return chart_words(arena, low ? _("%s is low: %s, usual %s") :
	    _("%s is high: %s, usual %s"), text_at(t, r->last, WATCH_PERIOD),
	    control_value(r, number_at(t, r->last, r->value)),
	    control_value(r, number_at(t, r->last, WATCH_CENTER)));
}

static const char *
promise(const struct control_reading *r)
{
	const char *text = definition(r, "false_alarms");
	size_t one;

	return text && sscanf(text, "one in %19zu", &one) == 1 ?
	    chart_words(r->source->arena, _(" One false alarm in %s, by "
	    "all rules together."), periods(r, one)) : "";
}

static const char *
about(const struct control_reading *r)
{
	const struct table *t = r->source->table;
	size_t column = r->value == WATCH_COUNT ? WATCH_COUNT : WATCH_N;
	uint64_t n = 0;

	for (size_t i = 0; i < table_rows(t); i++)
		n += count_at(t, i, column);
	return chart_words(r->source->arena, r->value == WATCH_COUNT ?
	    "n = %s" : _("n = %s entered"), chart_n(r->source->arena, n));
}

/* Of a log that is young nothing is usual yet. */
static bool
has_limits(const struct table *t)
{
	for (size_t i = 0; i < table_rows(t); i++)
		if (!isnan(number_at(t, i, WATCH_LOW)))
			return true;
	return false;
}

/* What there is in the picture alone. */
static const char *
legend(const struct control_reading *r)
{
	struct arena *arena = r->source->arena;
	bool any[POINT_OUTSIDE + 1] = { false };

	for (size_t i = 0; i < table_rows(r->source->table); i++)
		any[control_state(r, i)] = true;
	return chart_words(arena, "%s%s%s", any[POINT_SO_FAR] ? _(" Hollow: "
	    "not to be judged.") : "", any[POINT_OUTSIDE] ?
	    chart_words(arena, _(" In %s: signals of worse."),
	    chart_strong(r->source)) : "", any[POINT_ABOVE] ?
	    _(" Large: signals of better.") : "");
}

static const char *
method(const struct control_reading *r)
{
	const struct chart_source *s = r->source;

	if (!has_limits(s->table))
		return _("No limits: the baseline has too few periods, or "
		    "they are all alike.");
	return chart_words(s->arena, "%s%s%s", _("Band: what is usual, by "
	    "the baseline."), promise(r), s->text ? "" : legend(r));
}

struct chart_frame
control_frame(const struct control_reading *r, bool one)
{
	const struct chart_source *s = r->source;
	const char *title = control_title_of_y(r);

	if (one && *text_at(s->table, r->last, WATCH_DIRECTION))
		title = finding(r);
	else if (has_limits(s->table))
		title = chart_words(s->arena, _("%s, between limits"),
		    title);
	return chart_frame_of(s, title, method(r), about(r));
}
