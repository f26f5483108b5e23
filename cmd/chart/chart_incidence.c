/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When those of survive who get there do. */
#include <math.h>
#include <string.h>

#include "cmd/chart/chart_steps.h"
#include "cmd/results/survive_columns.h"

static const int columns[] = { CURVE_AT_RISK, CURVE_EVENTS, CURVE_CENSORED,
	-1 };

static const double parts[CURVE_MARKS] = { 0.25, 0.5, 0.75 };

/* The last point at which somebody got there, or the first. */
static size_t
last_event(const struct curve *curve)
{
	size_t last = curve->npoints - 1;

	while (last > 0 && curve->points[last].y <= curve->points[last - 1].y)
		last--;
	return last;
}

/*
 * Each curve goes on, level, as long as it was watched and a little behind
 * the last of all that got there: waiting longer does not stretch it.  It
 * is dotted where fewer than ten are at risk.
 */
static double
level_off(const struct chart_steps *s)
{
	static const double behind = 1.04;
	double last = 0;

	for (size_t i = 0; i < s->ncurves; i++)
		last = fmax(last, s->curves[i].points[last_event(
		    &s->curves[i])].x);
	for (size_t i = 0; i < s->ncurves; i++) {
		struct curve *curve = &s->curves[i];
		struct curve_point *points =
		    (struct curve_point *)curve->points;
		double watched = points[curve->npoints - 1].x;
		size_t end = last_event(curve);
		double x = fmin(watched, behind * last);
		uint64_t at_risk = curve_at_risk(curve, x);

		points[end + 1] = points[end];
		points[end + 1].x = x;
		points[end + 1].at_risk = at_risk;
		curve->npoints = end + 1 + (x > points[end].x);
		while (curve->ndotted < curve->npoints &&
		    points[curve_firm(curve) - 1].at_risk < CHART_FEW)
			curve->ndotted++;
	}
	return last;
}

static void
set_words(const struct chart_steps *s, struct curve *curve)
{
	const char *const forms[CURVE_MARKS] = { _("a quarter by %s"),
		_("half by %s"), _("three quarters by %s") };
	const struct curve_point *last = &curve->points[curve->npoints - 1];
	struct arena *arena = s->source->arena;
	struct curve_mark *marks = arena_alloc(arena, CURVE_MARKS *
	    sizeof *marks);
	bool panel = s->ncurves > 1 && !s->source->text;

	curve->marks = marks;
	for (size_t i = 0; i < CURVE_MARKS; i++) {
		marks[i].x = chart_steps_quantile(s, curve, true, parts[i],
		    last->y).time;
		marks[i].y = isnan(marks[i].x) ? NAN : parts[i] * last->y;
		marks[i].words = isnan(marks[i].x) ? NULL : chart_words(arena,
		    forms[i], chart_steps_time(s, marks[i].x));
	}
	curve->end = panel ? marks[1].words : chart_rate(arena, last->y,
	    last->low, last->high);
	/* The only one is known by where it ends. */
	if (s->ncurves == 1 && !s->source->text) {
		curve->name = curve->end;
		curve->end = NULL;
	}
	curve->total = false;
}

static struct chart_frame
frame_of(const struct chart_steps *s)
{
	const struct chart_source *source = s->source;
	struct arena *arena = source->arena;

	return chart_frame_of(source, chart_steps_title(s,
	    _("How long from %s to %s"), _("How long it takes")),
	    chart_words(arena, !source->text ?
	    _("Share that got there, with %g%% band; open ones are censored. "
	    "Dots: when a quarter, half and three quarters of those who do, "
	    "had.") : _("Share that got there, with %g%% interval; open ones "
	    "are censored. Dots: when a quarter, half and three quarters of "
	    "those who do, had."), 100 * chart_level(source->table)),
	    chart_words(arena, _("n = %s · %s got there"),
	    chart_n(arena, s->n), chart_n(arena, s->events)));
}

static int
describe(const struct chart_source *source, struct chart_drawing *out,
    struct fault *fault)
{
	const char *end = chart_definition(source->table, "end");
	struct chart_steps s;
	double last;

	if (chart_steps_read(source, true, &s, fault) != 0)
		return -1;
	last = level_off(&s);
	for (size_t i = 0; i < s.ncurves; i++)
		set_words(&s, &s.curves[i]);
	out->engine = ENGINE_CURVES;
	out->curves = (struct curves_chart){
		.frame = frame_of(&s),
		.kind = s.days ? AXIS_DAYS : AXIS_LINEAR,
		/* What is drawn may be hours. */
		.x_title = chart_steps_x_title(&s, s.days &&
		    last >= axis_least_days),
		.y_title = end ? chart_words(source->arena,
		    _("Share that got to %s by then"), end) :
		    _("Share with the event by then"),
		.curves = s.curves, .ncurves = s.ncurves, .together = 1,
	};
	return 0;
}

const struct chart_kind chart_kind_incidence = {
	.name = "incidence",
	.shows = N_("when those who get there do"),
	.result = &curve_columns,
	.of = "survive",
	.columns = columns,
	.fits = chart_steps_fit,
	.describe = describe,
};
