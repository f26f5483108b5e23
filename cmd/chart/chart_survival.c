/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves of survive: survival, or incidence, of each group. */
#include <math.h>
#include <string.h>

#include "analytics/survival/survival.h"
#include "cmd/chart/chart.h"
#include "io/text/text.h"

static const char *const columns[] = { "group", "at_risk", "events",
	"competing", "censored", "low", "high", NULL };

struct reading {
	const struct chart_source *source;
	const char *time, *chance;	/* the columns that it has */
	bool incidence, days;
	struct curve *curves;
	size_t ncurves;
	uint64_t n, events, competing, censored;	/* of all groups */
};

static const char *
time_column(const struct table *table)
{
	return chart_has(table, "time_days") ? "time_days" : "time";
}

static const char *
chance_column(const struct table *table)
{
	return chart_has(table, "incidence") ? "incidence" : "survival";
}

static bool
fits(const struct table *table)
{
	return chart_has(table, time_column(table)) &&
	    chart_has(table, chance_column(table));
}

/* The rows [first, end) of one group; those without an estimate end it. */
static size_t
group_end(const struct reading *r, size_t first)
{
	const struct table *t = r->source->table;
	size_t end = first + 1;
	while (end < table_rows(t) && strcmp(chart_cell(t, first, "group"),
	    chart_cell(t, end, "group")) == 0)
		end++;
	return end;
}

/* R's rule, on whatever falls: survival, or what incidence leaves. */
static struct survival_quantile
median_of(const struct reading *r, const struct curve *curve)
{
	struct survival_quantile none = { NAN, NAN, NAN };
	struct survival_point *points = arena_alloc(r->source->arena,
	    curve->npoints * sizeof *points);
	if (!points)
		return none;
	for (size_t i = 0; i < curve->npoints; i++) {
		const struct curve_point *p = &curve->points[i];
		points[i] = (struct survival_point){ .time = p->x,
		    .at_risk = p->at_risk,
		    .survival = r->incidence ? 1 - p->y : p->y,
		    .low = r->incidence ? 1 - p->high : p->low,
		    .high = r->incidence ? 1 - p->low : p->high };
	}
	return survival_quantile(points, curve->npoints, 0.5);
}

static const char *
time_words(const struct reading *r, double time)
{
	char text[TEXT_NUMBER];
	if (isnan(time))
		return "";
	if (r->days)
		text_days(time, text);
	else
		text_significant(time, text);
	return chart_words(r->source->arena, "%s", text);
}

static void
set_median(const struct reading *r, struct curve *curve)
{
	struct survival_quantile q = median_of(r, curve);
	struct arena *arena = r->source->arena;
	const char *median = time_words(r, q.time);
	const char *low = time_words(r, q.low), *high = time_words(r, q.high);
	curve->median = q.time;
	if (!*median)
		return;
	curve->median_words = !*low && !*high ?
	    chart_words(arena, _("median %s"), median) : !*high ?
	    chart_words(arena, _("median %s (%s or more)"), median, low) :
	    !*low ? chart_words(arena, _("median %s (up to %s)"), median,
	    high) : chart_words(arena, _("median %s (%s to %s)"), median, low,
	    high);
}

static struct curve_point
point_of(const struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	return (struct curve_point){
		.x = chart_number(t, row, r->time),
		.y = chart_number(t, row, r->chance),
		.low = chart_number(t, row, "low"),
		.high = chart_number(t, row, "high"),
		.at_risk = chart_count(t, row, "at_risk"),
		.censored = chart_count(t, row, "censored") > 0,
	};
}

/* Answers how many the group is. */
static uint64_t
count_group(struct reading *r, size_t first, size_t end, bool total)
{
	const struct table *t = r->source->table;
	uint64_t events = 0, competing = 0, censored = 0;
	for (size_t i = first; i < end; i++) {
		events += chart_count(t, i, "events");
		competing += chart_count(t, i, "competing");
		censored += chart_count(t, i, "censored");
	}
	if (!total) {
		r->events += events;
		r->competing += competing;
		r->censored += censored;
		r->n += events + competing + censored;
	}
	return events + competing + censored;
}

static int
read_group(struct reading *r, size_t first, size_t end, struct fault *fault)
{
	const struct table *t = r->source->table;
	struct curve *curve = &r->curves[r->ncurves];
	struct curve_point *points = arena_alloc(r->source->arena,
	    (end - first) * sizeof *points);
	const char *name = chart_cell(t, first, "group");
	bool total = strcmp(name, "(total)") == 0;
	if (!points)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	*curve = (struct curve){ .points = points, .total = total,
	    .name = total || strcmp(name, "(all)") == 0 ? _("All") :
	    chart_group(name) };
	for (size_t i = first; i < end; i++) {
		struct curve_point p = point_of(r, i);
		if (isnan(p.x) || isnan(p.y))
			continue;
		if (curve->npoints && p.x <= points[curve->npoints - 1].x)
			return fault_set(fault, FAULT_INPUT, "row %zu: the "
			    "times of a group do not rise", i + 1);
		points[curve->npoints++] = p;
	}
	uint64_t n = count_group(r, first, end, total);
	if (curve->npoints == 0)
		return 0;
	const struct curve_point *last = &points[curve->npoints - 1];
	curve->end = chart_words(r->source->arena, _("%s · n = %s"),
	    chart_rate(r->source->arena, last->y, last->low, last->high),
	    chart_n(r->source->arena, n));
	set_median(r, curve);
	r->ncurves++;
	return 0;
}

static int
read_groups(struct reading *r, struct fault *fault)
{
	size_t rows = table_rows(r->source->table), groups = 0, end;
	for (size_t row = 0; row < rows; row = group_end(r, row))
		groups++;
	r->curves = arena_alloc(r->source->arena,
	    groups * sizeof *r->curves);
	if (!r->curves)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	if (chart_check_shares(r->source->table, r->chance, fault) != 0)
		return -1;
	for (size_t row = 0; row < rows; row = end) {
		end = group_end(r, row);
		if (read_group(r, row, end, fault) != 0)
			return -1;
	}
	return r->ncurves ? 0 : fault_set(fault, FAULT_INPUT,
	    "holds no point of a curve");
}

static const char *
about(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	const char *ends = chart_words(arena,
	    _("n = %s · %s with the event"), chart_n(arena, r->n),
	    chart_n(arena, r->events));
	if (r->competing)
		ends = chart_words(arena, _("%s, %s ended otherwise"), ends,
		    chart_n(arena, r->competing));
	return r->censored ? chart_words(arena, _("%s, %s still open"), ends,
	    chart_n(arena, r->censored)) : ends;
}

static const char *
title(const struct reading *r)
{
	bool picture = !r->source->text;
	const struct table *t = r->source->table;
	const char *start = chart_definition(t, "start");
	const char *end = chart_definition(t, "end");
	const char *by = chart_definition(t, "by");
	struct arena *arena = r->source->arena;
	const char *what = !start || !end ? r->incidence ?
	    _("Incidence over time") : _("Survival over time") :
	    picture ? chart_way(r->source, _("Time from %s to %s"), start,
	    end) : chart_words(arena, _("Time from %s to %s"), start, end);
	return by ? chart_words(arena, _("%s, by %s"), what, by) : what;
}

/* What a picture shows beside the curves, text does not. */
static const char *
method(const struct reading *r)
{
	bool picture = !r->source->text;
	struct arena *arena = r->source->arena;
	double level = 100 * chart_level(r->source->table);
	const char *how = chart_words(arena, r->incidence ? picture ?
	    _("Cumulative incidence (Aalen–Johansen) with %g%% band; other "
	    "ends compete.") : _("Cumulative incidence (Aalen–Johansen) with "
	    "%g%% interval; other ends compete.") : picture ?
	    _("Kaplan–Meier estimate with %g%% band.") :
	    _("Kaplan–Meier estimate with %g%% interval."), level);
	if (!picture)
		return how;
	if (r->ncurves > CURVES_TOGETHER)
		return chart_words(arena, _("%s Grey: from the lowest to the "
		    "highest of all groups."), how);
	return r->censored ? chart_words(arena, _("%s Ticks mark those whose "
	    "watching ended (censored)."), how) : how;
}

static const char *
y_words(const struct reading *r)
{
	const char *end = chart_definition(r->source->table, "end");
	if (!end)
		return r->incidence ? _("Share with the event by then") :
		    _("Share without the event so far");
	return chart_words(r->source->arena, r->incidence ?
	    _("Share that got to %s by then") :
	    _("Share that did not get to %s so far"), end);
}

static const char *
x_words(const struct reading *r)
{
	const struct table *t = r->source->table;
	const char *start = chart_definition(t, "start");
	const char *duration = chart_definition(t, "duration");
	if (!r->days)
		return duration ? duration : _("Time since the start");
	return start ? chart_words(r->source->arena, _("Days since %s"),
	    start) : _("Days since the start");
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading r = {
		.source = s, .time = time_column(s->table),
		.chance = chance_column(s->table),
		.days = chart_has(s->table, "time_days"),
		.incidence = chart_has(s->table, "incidence"),
	};
	/* Steps at some times only are not those of the curve. */
	if (chart_definition(s->table, "at"))
		return fault_set(fault, FAULT_INPUT, "holds some times of a "
		    "curve only; make it without --at");
	if (read_groups(&r, fault) != 0)
		return -1;
	out->engine = ENGINE_CURVES;
	out->curves = (struct curves_chart){
		.frame = chart_frame_of(s, title(&r),
		    method(&r), about(&r)),
		.kind = r.days ? AXIS_DAYS : AXIS_LINEAR,
		.start = r.incidence ? 0 : 1,
		.x_title = x_words(&r), .y_title = y_words(&r),
		.at_risk_title = _("Number at risk"),
		.curves = r.curves, .ncurves = r.ncurves,
	};
	return 0;
}

const struct chart_kind chart_kind_survival = {
	.name = "survival",
	.shows = N_("curves of survival or incidence"),
	.of = "survive",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
