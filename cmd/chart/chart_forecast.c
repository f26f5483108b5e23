/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the open pipeline and new deals bring, date by date: a fan. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/time/calendar.h"
#include "cmd/chart/chart.h"
#include "cmd/results/forecast_columns.h"

static const int columns[] = { FORECAST_UNTIL, FORECAST_PART, FORECAST_N,
	FORECAST_EXPECTED, FORECAST_EXPECTED_LOW, FORECAST_EXPECTED_HIGH,
	-1 };

enum { DATES_MOST = 400 };

/* The rows of all groups together, or of the only one. */
struct reading {
	const struct chart_source *source;
	bool amounts;		/* else wins */
	double base;		/* won before, of a quota; else 0 */
	double quota;		/* NaN: none */
	double chance;		/* of the quota by the last date; NaN */
	size_t first, end;	/* rows */
	struct curve_point *all, *open;
	size_t nall, nopen;
	size_t value;		/* the column drawn; low and high follow */
};

static bool
is_day(const char *text, int64_t *day)
{
	struct civil date;

	if (sscanf(text, "%4d-%2d-%2d", &date.year, &date.month, &date.day)
	    != 3 || !civil_exists(date))
		return false;
	*day = civil_to_day(date);
	return true;
}

/* A total is the last block; without one there must be one group. */
static bool
find_block(struct reading *r)
{
	const struct table *t = r->source->table;
	size_t groups = table_run(t, FORECAST_GROUP);

	r->end = table_rows(t);
	r->first = r->end;
	while (r->first > 0 && chart_same_group(t, r->first - 1, r->end - 1))
		r->first--;
	return r->end > 0 && (r->first == 0 || (groups > 0 &&
	    is_marker(t, r->end - 1, FORECAST_GROUP, "(total)")));
}

static bool
fits(const struct table *table)
{
	struct chart_source source = { .table = table };
	struct reading r = { .source = &source };

	return find_block(&r);
}

static struct curve_point
point_of(const struct reading *r, size_t row, int64_t day)
{
	const struct table *t = r->source->table;

	return (struct curve_point){ .x = (double)day,
		.y = r->base + number_at(t, row, r->value),
		.low = r->base + number_at(t, row, r->value + 1),
		.high = r->base + number_at(t, row, r->value + 2),
		.state = POINT_OPEN };
}

/* Today: all that is known. */
static struct curve_point
today(const struct reading *r, int64_t day)
{
	return (struct curve_point){ .x = (double)day, .y = r->base,
		.low = r->base, .high = r->base, .state = POINT_WHOLE };
}

static int
add_row(struct reading *r, size_t row, struct fault *fault)
{
	const struct table *t = r->source->table;
	const char *part = text_at(t, row, FORECAST_PART);
	const char *until = text_at(t, row, FORECAST_UNTIL);
	int64_t day;

	if (!is_day(until, &day))
		return fault_set(fault, FAULT_INPUT, "until: \"%s\": expected "
		    "a date", until);
	if (isnan(number_at(t, row, r->value)))
		return 0;
	if (strcmp(part, "open") == 0)
		r->open[r->nopen++] = point_of(r, row, day);
	if (strcmp(part, "all") == 0) {
		r->all[r->nall++] = point_of(r, row, day);
		if (!isnan(r->quota))
			r->chance = number_at(t, row, FORECAST_CHANCE);
	}
	return 0;
}

static void
read_quota(struct reading *r)
{
	const struct table *t = r->source->table;
	const char *quota = chart_definition(t, "quota");

	r->quota = r->chance = NAN;
	for (size_t i = r->first; i < r->end; i++)
		if (is_filled(t, i, FORECAST_WON_SO_FAR)) {
			r->base = number_at(t, i, FORECAST_WON_SO_FAR);
			r->quota = quota ? strtod(quota, NULL) : r->base +
			    number_at(t, i, FORECAST_GAP);
		}
}

static int
read_rows(struct reading *r, struct fault *fault)
{
	const struct table *t = r->source->table;
	const char *as_of = chart_definition(t, "as_of");
	size_t room = r->end - r->first + 1, known;
	int64_t day;

	r->all = arena_alloc(r->source->arena, room * sizeof *r->all);
	r->open = arena_alloc(r->source->arena, room * sizeof *r->open);
	for (size_t i = r->first; i < r->end; i++)
		r->amounts |= is_filled(t, i, FORECAST_AMOUNT);
	r->value = r->amounts ? FORECAST_AMOUNT : FORECAST_EXPECTED;
	read_quota(r);
	if (as_of && is_day(as_of, &day))
		r->all[r->nall++] = r->open[r->nopen++] = today(r, day);
	known = r->nopen;
	for (size_t i = r->first; i < r->end; i++)
		if (add_row(r, i, fault) != 0)
			return -1;
	return r->nopen > known && r->end - r->first <= DATES_MOST ? 0 :
	    fault_set(fault, FAULT_INPUT, "holds no forecast that is known");
}

static const char *
how_much(const struct reading *r, double x)
{
	return chart_number(r->source->arena, x, r->amounts);
}

static const char *
range_of(const struct reading *r, const struct curve_point *p)
{
	return chart_words(r->source->arena, "%g%% %s–%s", 100 *
	    chart_level(r->source->table), how_much(r, p->low),
	    how_much(r, p->high));
}

static struct curve
curve_of(const struct reading *r, const char *name,
    const struct curve_point *points, size_t n, bool total)
{
	const struct curve_point *last = &points[n - 1];

	return (struct curve){ .shape = CURVE_LINE, .points = points,
		.npoints = n, .median = NAN, .level = NAN, .total = total,
		.name = chart_words(r->source->arena, "%s %s", name,
		    how_much(r, last->y)), .end = range_of(r, last) };
}

/* The one that is asked for has the band; open deals alone a line. */
static struct curve *
curves_of(struct reading *r, size_t *n)
{
	struct curve *curves = arena_alloc(r->source->arena, 2 *
	    sizeof *curves);
	bool both = r->nall > 1;

	*n = 0;
	if (both)
		curves[(*n)++] = curve_of(r, _("expected"), r->all, r->nall,
		    false);
	for (size_t i = 0; both && i < r->nopen; i++)
		r->open[i].low = r->open[i].high = r->open[i].y;
	curves[*n] = curve_of(r, both ? _("open deals alone") :
	    _("open deals"), r->open, r->nopen, both);
	if (both)
		curves[*n].end = NULL;
	(*n)++;
	curves[0].level = r->quota;
	curves[0].firm_level = true;
	curves[0].level_words = isnan(r->quota) ? NULL : chart_words(
	    r->source->arena, _("quota %s"), how_much(r, r->quota));
	return curves;
}

static const char *
title(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	const struct curve_point *last = r->nall > 1 ? &r->all[r->nall - 1] :
	    &r->open[r->nopen - 1];
	char day[16];

	day_format((int64_t)last->x, day);
	if (!isnan(r->chance))
		return chart_words(arena, _("Quota of %s by %s: %s likely"),
		    how_much(r, r->quota), day, chart_rate(arena, r->chance,
		    NAN, NAN));
	return chart_words(arena, _("%s expected by %s"),
	    how_much(r, last->y), day);
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading reading = { .source = s }, *r = &reading;
	const struct curve *curves;
	size_t n;

	if (!find_block(r) || read_rows(r, fault) != 0)
		return -1;
	curves = curves_of(r, &n);
	out->engine = ENGINE_CURVES;
	out->curves = (struct curves_chart){
		.frame = chart_frame_of(s, title(r), r->nall > 1 ?
		    _("Each open deal has the chance of its stage and age; "
		    "new ones come in as they did. The band holds the "
		    "interval.") : _("Each open deal has the chance of its "
		    "stage and age. The band holds the interval."),
		    chart_words(s->arena, _("n = %s open"), chart_n(s->arena,
		    count_at(s->table, r->first, FORECAST_N)))),
		.kind = AXIS_DATES, .amounts = true,
		.y_title = r->amounts ? isnan(r->quota) ?
		    _("Amount won, from today on") : _("Amount won") :
		    isnan(r->quota) ? _("Deals won, from today on") :
		    _("Deals won"),
		.curves = curves, .ncurves = n, .together = CURVES_TOGETHER,
	};
	return 0;
}

const struct chart_kind chart_kind_forecast = {
	.name = "forecast",
	.shows = N_("what open deals bring, against a quota"),
	.result = &forecast_columns,
	.of = "forecast",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
