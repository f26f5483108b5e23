/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Curves of survive: survival, or incidence, of each group. */
#include <math.h>
#include <string.h>

#include "cmd/chart/chart_steps.h"
#include "cmd/results/survive_columns.h"

static const int columns[] = { CURVE_AT_RISK, CURVE_EVENTS, CURVE_COMPETING,
	CURVE_CENSORED, -1 };

/* "40.2% (33.0–47.4) by 166 d", where the firm line ends; a small plot has
   how many they are, which others have below them. */
static const char *
end_words(const struct chart_steps *s, size_t i)
{
	struct arena *arena = s->source->arena;
	const struct curve *curve = &s->curves[i];
	size_t firm = curve_firm(curve);
	const struct curve_point *last = &curve->points[firm > 0 ? firm - 1 :
	    curve_drawn(curve) - 1];
	const char *rate = chart_rate(arena, last->y, last->low, last->high);

	if (s->ncurves > CURVES_TOGETHER)
		return chart_words(arena, _("%s · n = %s"), rate,
		    chart_n(arena, s->sizes[i]));
	return chart_words(arena, _("%s by %s"), rate,
	    chart_steps_time(s, last->x));
}

/* A share of all is no median of those who get there, which other parts of
   a report tell. */
static const char *
half_words(const struct chart_steps *s, const struct survival_quantile *q)
{
	struct arena *arena = s->source->arena;
	const char *half = chart_steps_time(s, q->time);
	const char *low = chart_steps_time(s, q->low);
	const char *high = chart_steps_time(s, q->high);

	if (!*half)
		return NULL;
	if (*low && *high)
		half = chart_words(arena, _("%s (%s to %s)"), half, low,
		    high);
	else if (*low)
		half = chart_words(arena, _("%s (%s or more)"), half, low);
	else if (*high)
		half = chart_words(arena, _("%s (up to %s)"), half, high);
	return chart_words(arena, s->incidence ? _("50%% by %s") :
	    _("median %s"), half);
}

static void
set_words(const struct chart_steps *s, size_t i)
{
	struct curve *curve = &s->curves[i];
	struct survival_quantile q = chart_steps_quantile(s, curve,
	    s->incidence, 0.5, 1);

	chart_steps_end(curve);
	curve->end = end_words(s, i);
	/* A median that hangs on few is said, and not drawn. */
	if (curve_firm(curve) > 0 && q.time <=
	    curve->points[curve_firm(curve) - 1].x)
		curve->median = q.time;
	curve->more = half_words(s, &q);
}

static const char *
about(const struct chart_steps *s)
{
	struct arena *arena = s->source->arena;
	const char *ends = chart_words(arena,
	    _("n = %s · %s with the event"), chart_n(arena, s->n),
	    chart_n(arena, s->events));

	if (s->competing)
		ends = chart_words(arena, _("%s, %s ended otherwise"), ends,
		    chart_n(arena, s->competing));
	if (s->censored)
		ends = chart_words(arena, _("%s, %s still open"), ends,
		    chart_n(arena, s->censored));
	return s->beyond ? chart_words(arena, _("%s, %s past the end of the "
	    "curve"), ends, chart_n(arena, s->beyond)) : ends;
}

/* That groups differ is said where the test says so. */
static const char *
title(const struct chart_steps *s)
{
	const char *by = chart_definition(s->source->table, "by");
	const char *what = chart_steps_title(s, _("Time from %s to %s"),
	    s->incidence ? _("Incidence over time") :
	    _("Survival over time"));
	double p = NAN;
	const char *test = chart_steps_test(s, &p);

	if (!by)
		return what;
	const char *topic = chart_words(s->source->arena, _("%s, by %s"),
	    what, by);
	return p < 0.05 ? chart_title(s->source, chart_words(
	    s->source->arena, _("%s differs by %s (%s)"), what, by, test),
	    topic) : topic;
}

/* What a picture shows beside the curves, text does not. */
static const char *
method(const struct chart_steps *s)
{
	struct arena *arena = s->source->arena;
	bool picture = !s->source->text;
	double level = 100 * chart_level(s->source->table);
	const char *how = chart_words(arena, s->incidence ? picture ?
	    _("Cumulative incidence (Aalen–Johansen) with %g%% band; other "
	    "ends compete.") : _("Cumulative incidence (Aalen–Johansen) with "
	    "%g%% interval; other ends compete.") : picture ?
	    _("Kaplan–Meier estimate with %g%% band.") :
	    _("Kaplan–Meier estimate with %g%% interval."), level);

	if (picture && s->ncurves > CURVES_TOGETHER)
		how = chart_words(arena, _("%s Grey: from the lowest to the "
		    "highest of all groups."), how);
	else if (picture && s->censored)
		how = chart_words(arena, _("%s Ticks mark those whose "
		    "watching ended (censored)."), how);
	for (size_t i = 0; i < s->ncurves; i++)
		if (s->curves[i].ndotted + s->curves[i].nhidden > 0)
			return chart_words(arena, _("%s Lines end where fewer "
			    "than ten are at risk, dotted on to five."),
			    how);
	return how;
}

/* What the test says where the title does not. */
static const char *
tested(const struct chart_steps *s, const char *about_words)
{
	double p = NAN;
	const char *test = chart_steps_test(s, &p);

	return test ? chart_words(s->source->arena, "%s · %s", about_words,
	    test) : about_words;
}

static const char *
y_words(const struct chart_steps *s)
{
	const char *end = chart_definition(s->source->table, "end");

	if (!end)
		return s->incidence ? _("Share with the event by then") :
		    _("Share without the event so far");
	return chart_words(s->source->arena, s->incidence ?
	    _("Share that got to %s by then") :
	    _("Share that did not get to %s so far"), end);
}

/* Many groups on a terminal: a line each, from 0 to the last time of all. */
static struct rows_chart
strips_of(const struct chart_steps *s, const struct curves_chart *curves)
{
	struct arena *arena = s->source->arena;
	struct chart_row *rows = arena_alloc(arena, s->ncurves *
	    sizeof *rows);
	double start = curves->start, last = 0, most = start;

	for (size_t i = 0; i < s->ncurves; i++)
		for (size_t k = 0; k < s->curves[i].npoints; k++) {
			last = fmax(last, s->curves[i].points[k].x);
			most = fmax(most, s->curves[i].points[k].y);
		}
	for (size_t i = 0; i < s->ncurves; i++) {
		double *strip = arena_alloc(arena, ROW_STRIP_MOST *
		    sizeof *strip);

		for (size_t k = 0; k < ROW_STRIP_MOST; k++)
			strip[k] = curve_at(&s->curves[i], start, last *
			    ((double)k + 1) / ROW_STRIP_MOST) / most;
		rows[i] = (struct chart_row){ .shape = ROW_STRIP,
		    .cells = { [ROW_NAME] = s->curves[i].name,
		    [ROW_WORDS] = s->curves[i].end }, .at = NAN, .low = NAN,
		    .high = NAN, .from = last, .far = last, .strip = strip };
	}
	return (struct rows_chart){ .frame = curves->frame,
	    .kind = curves->kind, .row = rows, .nrows = s->ncurves,
	    .axis_title = curves->x_title, .reference = 0,
	    .reference_words = curves->y_title };
}

static double
last_time(const struct chart_steps *s)
{
	double last = 0;

	for (size_t i = 0; i < s->ncurves; i++)
		last = fmax(last, s->curves[i].points[s->curves[i].npoints -
		    1].x);
	return last;
}

static int
describe(const struct chart_source *source, struct chart_drawing *out,
    struct fault *fault)
{
	struct chart_steps s;

	/* Steps at some times only are not those of the curve. */
	if (chart_definition(source->table, "at"))
		return fault_set(fault, FAULT_INPUT, "holds some times of a "
		    "curve only; make it without --at");
	if (chart_steps_read(source, false, &s, fault) != 0)
		return -1;
	for (size_t i = 0; i < s.ncurves; i++)
		set_words(&s, i);
	out->engine = ENGINE_CURVES;
	out->curves = (struct curves_chart){
		.frame = chart_frame_of(source, title(&s), method(&s),
		    tested(&s, about(&s))),
		.kind = s.days ? AXIS_DAYS : AXIS_LINEAR,
		.start = s.incidence ? 0 : 1,
		/* What is drawn may be hours. */
		.x_title = chart_steps_x_title(&s, s.days &&
		    last_time(&s) >= axis_least_days),
		.y_title = y_words(&s), .at_risk_title = _("Number at risk"),
		.curves = s.curves, .ncurves = s.ncurves,
		.together = CURVES_TOGETHER, .ground = true,
	};
	if (source->text && s.ncurves > CURVES_TOGETHER) {
		struct rows_chart strips = strips_of(&s, &out->curves);

		out->engine = ENGINE_ROWS;
		out->rows = strips;
	}
	return 0;
}

const struct chart_kind chart_kind_survival = {
	.name = "survival",
	.shows = N_("curves of survival or incidence"),
	.result = &curve_columns,
	.of = "survive",
	.columns = columns,
	.fits = chart_steps_fit,
	.describe = describe,
};
