/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When those of survive who get there do. */
#include <math.h>
#include <string.h>

#include "analytics/survival/survival.h"
#include "cmd/chart/chart.h"
#include "io/text/text.h"

static const char *const columns[] = { "group", "at_risk", "events",
	"censored", "low", "high", NULL };

static const double parts[ARRIVAL_MARKS] = { 0.25, 0.5, 0.75 };

struct reading {
	const struct chart_source *source;
	const struct table *table;
	const char *time;
	bool days, incidence;
	uint64_t n, events;
	double last;		/* time of the last event of all */
};

static bool
fits(const struct table *table)
{
	return (chart_has(table, "time_days") || chart_has(table, "time")) &&
	    (chart_has(table, "incidence") || chart_has(table, "survival"));
}

/* Where nothing competes, who is not left has got there. */
static struct arrival_point
read_point(const struct reading *in, size_t row)
{
	const struct table *t = in->table;
	struct arrival_point p = {
		.x = chart_number(t, row, in->time),
		.low = chart_number(t, row, "low"),
		.high = chart_number(t, row, "high"),
	};
	if (in->incidence) {
		p.y = chart_number(t, row, "incidence");
		return p;
	}
	double low = p.low;
	p.y = 1 - chart_number(t, row, "survival");
	p.low = 1 - p.high;
	p.high = 1 - low;
	return p;
}

/*
 * The curve divided by its end, turned to one that falls from 1: R's rule
 * for the quantiles of those who get there, as convert has it.
 */
static const struct survival_point *
turned(const struct reading *in, const struct arrival_curve *curve)
{
	double end = curve->points[curve->npoints - 1].y;
	struct survival_point *points = arena_alloc(in->source->arena,
	    curve->npoints * sizeof *points);
	for (size_t i = 0; points && i < curve->npoints; i++)
		points[i] = (struct survival_point){
			.time = curve->points[i].x,
			.survival = 1 - curve->points[i].y / end,
			.low = NAN, .high = NAN,
		};
	return points;
}

static void
fill_marks(const struct reading *in, struct arrival_curve *curve)
{
	const char *const forms[ARRIVAL_MARKS] = { _("a quarter by %s"),
		_("half by %s"), _("three quarters by %s") };
	double end = curve->points[curve->npoints - 1].y;
	const struct survival_point *points = end > 0 ? turned(in, curve) :
	    NULL;
	for (size_t i = 0; i < ARRIVAL_MARKS; i++) {
		struct arrival_mark *mark = &curve->marks[i];
		char time[TEXT_NUMBER];
		*mark = (struct arrival_mark){ NAN, NAN, NULL };
		if (!points)
			continue;
		mark->x = survival_quantile(points, curve->npoints,
		    parts[i]).time;
		mark->y = parts[i] * end;
		if (in->days)
			text_days(mark->x, time);
		else
			text_significant(mark->x, time);
		mark->words = chart_words(in->source->arena, forms[i], time);
	}
}

/* The rows [first, end) of a group; points only up to the last that got
   there, so that waiting longer does not stretch the curve. */
static int
read_curve(struct reading *in, size_t first, size_t end,
    struct arrival_curve *out, struct fault *fault)
{
	const struct table *t = in->table;
	struct arrival_point *points = arena_alloc(in->source->arena,
	    (end - first + 1) * sizeof *points);
	const char *name = chart_cell(t, first, "group");
	bool total = strcmp(name, "(total)") == 0;
	size_t n = 0;
	if (!points)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	*out = (struct arrival_curve){ .points = points, .npoints = 1,
	    .name = total || strcmp(name, "(all)") == 0 ? _("All") :
	    chart_group(name) };
	if (!total)
		in->n += chart_count(t, first, "at_risk");
	for (size_t r = first; r < end; r++) {
		struct arrival_point p = read_point(in, r);
		if (isnan(p.x) || isnan(p.y))
			continue;
		if (n > 0 && p.x <= points[n - 1].x)
			return fault_set(fault, FAULT_INPUT, "row %zu: the "
			    "times of a group do not rise", r + 1);
		points[n++] = p;
		if (chart_count(t, r, "events"))
			out->npoints = n;
		if (!total)
			in->events += chart_count(t, r, "events");
	}
	const struct arrival_point *last = &points[out->npoints - 1];
	double watched = n > 0 ? points[n - 1].x : 0;
	out->end = chart_rate(in->source->arena, last->y, last->low,
	    last->high);
	fill_marks(in, out);
	in->last = fmax(in->last, last->x);
	points[out->npoints] = *last;
	points[out->npoints].x = watched;
	return 0;
}

/* Each curve goes on, level, as long as it was watched and a little behind
   the last of all that got there. */
static void
level_off(const struct reading *in, struct arrival_curve *curves, size_t n)
{
	static const double behind = 1.04;
	for (size_t i = 0; i < n; i++) {
		struct arrival_point *tail = (struct arrival_point *)
		    &curves[i].points[curves[i].npoints];
		tail->x = fmin(tail->x, behind * in->last);
		if (tail->x > tail[-1].x)
			curves[i].npoints++;
	}
}

static int
read_curves(struct reading *in, struct arrival_chart *out,
    struct fault *fault)
{
	const struct table *t = in->table;
	size_t rows = table_rows(t);
	struct arrival_curve *curves = arena_alloc(in->source->arena,
	    rows * sizeof *curves);
	if (!curves)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	out->curves = curves;
	for (size_t r = 0, end; r < rows; r = end) {
		for (end = r + 1; end < rows && strcmp(chart_cell(t, end,
		    "group"), chart_cell(t, r, "group")) == 0; )
			end++;
		if (read_curve(in, r, end, &curves[out->ncurves++],
		    fault) != 0)
			return -1;
	}
	level_off(in, curves, out->ncurves);
	return 0;
}

static struct chart_frame
frame_of(const struct reading *in)
{
	bool picture = !in->source->text;
	const struct table *t = in->table;
	struct arena *arena = in->source->arena;
	const char *start = chart_definition(t, "start");
	const char *end = chart_definition(t, "end");
	const char *title = !start || !end ? _("How long it takes") :
	    picture ? chart_way(in->source, _("How long from %s to %s"),
	    start, end) : chart_words(arena, _("How long from %s to %s"),
	    start, end);
	return chart_frame_of(in->source, title, chart_words(arena, picture ?
	    _("Share that got there, with %g%% band; open ones are censored. "
	    "Dots: when a quarter, half and three quarters of those who do, "
	    "had.") : _("Share that got there, with %g%% interval; open ones "
	    "are censored. Dots: when a quarter, half and three quarters of "
	    "those who do, had."), 100 * chart_level(t)), chart_words(arena,
	    _("n = %s · %s got there"), chart_n(arena, in->n),
	    chart_n(arena, in->events)));
}

/* What is drawn may be hours. */
static const char *
x_title(const struct reading *in)
{
	const char *start = chart_definition(in->table, "start");
	if (!in->days || in->last < axis_least_days)
		return _("Time since the start");
	return start ? chart_words(in->source->arena, _("Days since %s"),
	    start) : _("Days since the start");
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct arrival_chart *arrival = &out->arrival;
	struct reading in = {
		.source = s, .table = s->table,
		.days = chart_has(s->table, "time_days"),
		.incidence = chart_has(s->table, "incidence"),
	};
	const char *end = chart_definition(s->table, "end");
	in.time = in.days ? "time_days" : "time";
	out->engine = ENGINE_ARRIVAL;
	*arrival = (struct arrival_chart){
		.kind = in.days ? AXIS_DAYS : AXIS_LINEAR,
		.y_title = end ? chart_words(s->arena,
		    _("Share that got to %s by then"), end) :
		    _("Share with the event by then"),
	};
	if (chart_check_shares(s->table, in.incidence ? "incidence" :
	    "survival", fault) != 0 || read_curves(&in, arrival, fault) != 0)
		return -1;
	arrival->frame = frame_of(&in);
	arrival->x_title = x_title(&in);
	return 0;
}

const struct chart_kind chart_kind_arrival = {
	.name = "arrival",
	.shows = N_("when those who get there do"),
	.of = "survive",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
