/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many small groups of segment, such as salespeople: size against rate. */
#include <math.h>

#include "analytics/rates/control_limits.h"
#include "cmd/chart/chart_segment.h"
#include "cmd/results/segment_columns.h"
#include "io/text/label.h"

static const int columns[] = { SEGMENT_N, SEGMENT_K, SEGMENT_DIFF, SEGMENT_P,
	SEGMENT_Q, -1 };
static const double inner_level = 0.95, outer_level = 0.998;

enum { LINES = 120 };

struct reading {
	const struct chart_source *source;
	uint64_t n, k, least, most;	/* of all, of one */
	double mean;
	struct curve_point *inner, *outer, *points;
	size_t npoints, outside;
	bool tested;		/* someone has a q: that decides */
};

static bool
fits(const struct table *table)
{
	return segment_groups_of(table) > 0 &&
	    segment_estimate(table) >= 0 && segment_is_rate(table);
}

static struct control_limits
limits_at(const struct reading *r, uint64_t n, double level)
{
	struct control_limits limits;

	control_limits(r->mean, n, level, &limits);
	return limits;
}

static bool
is_within(double rate, const struct control_limits *limits)
{
	return rate >= limits->low && rate <= limits->high;
}

/* As the table's test says; without one by the outer limits. */
static enum point_state
state_of(const struct reading *r, size_t row, double rate,
    const struct control_limits *outer)
{
	const struct table *t = r->source->table;

	if (r->tested ? !(number_at(t, row, SEGMENT_Q) < 1 -
	    chart_level(t)) : is_within(rate, outer))
		return POINT_WHOLE;
	return (r->tested ? number_at(t, row, SEGMENT_DIFF) < 0 :
	    rate < outer->low) ? POINT_OUTSIDE : POINT_ABOVE;
}

static struct curve_point
point_of(const struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	uint64_t n = count_at(t, row, SEGMENT_N);
	double rate = number_at(t, row, (size_t)segment_estimate(t));
	struct control_limits inner = limits_at(r, n, inner_level);
	struct control_limits outer = limits_at(r, n, outer_level);
	const char *name = chart_keys(r->source, row, segment_groups_of(t));
	char cut[128];

	/* Beside a point there is little room, and the rate is to be kept. */
	label_fit(cut, sizeof cut, name, 24, label_columns);
	return (struct curve_point){
		.name = chart_words(r->source->arena, "%s  %s",
		    r->source->text ? name : cut,
		    chart_rate(r->source->arena, rate, NAN, NAN)),
		.x = (double)n, .y = rate, .low = NAN, .high = NAN,
		.usual = is_within(rate, &inner),
		.state = state_of(r, row, rate, &outer),
	};
}

static int
read_points(struct reading *r, struct fault *fault)
{
	const struct table *t = r->source->table;
	size_t rows = table_rows(t);

	for (size_t i = 0; i < rows; i++)
		r->tested |= !isnan(number_at(t, i, SEGMENT_Q));
	segment_sum(t, &r->n, &r->k);
	r->mean = (double)r->k / (double)r->n;
	r->points = arena_alloc(r->source->arena, rows * sizeof *r->points);
	for (size_t i = 0; i < rows; i++) {
		uint64_t n = count_at(t, i, SEGMENT_N);

		if (n == 0 || segment_is_total(t, i) ||
		    isnan(number_at(t, i, (size_t)segment_estimate(t))))
			continue;
		r->points[r->npoints] = point_of(r, i);
		r->outside += r->points[r->npoints++].state >= POINT_ABOVE;
		r->least = r->least == 0 || n < r->least ? n : r->least;
		r->most = n > r->most ? n : r->most;
	}
	return r->npoints ? 0 : fault_set(fault, FAULT_INPUT,
	    "holds no group with a rate");
}

/* Denser where the limits bend: at small n. */
static struct curve_point *
line_of(const struct reading *r, double level)
{
	struct curve_point *line = arena_alloc(r->source->arena, LINES *
	    sizeof *line);
	double from = log(fmax(1, 0.75 * (double)r->least));
	double to = log(fmax(2, 1.04 * (double)r->most));

	for (size_t i = 0; i < LINES; i++) {
		uint64_t n = (uint64_t)llround(exp(from + (to - from) *
		    (double)i / (LINES - 1)));
		struct control_limits limits = limits_at(r, n, level);

		line[i] = (struct curve_point){ .x = (double)n, .y = NAN,
		    .low = limits.low, .high = limits.high };
	}
	return line;
}

/* The groups about what all reach, and both limits. */
static const struct curve *
curves_of(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	struct curve *curves = arena_alloc(arena, 3 * sizeof *curves);

	curves[0] = (struct curve){ .shape = CURVE_POINTS,
	    .points = r->points, .npoints = r->npoints, .median = NAN,
	    .level = r->mean, .firm_level = true,
	    .level_words = segment_reference(r->source, chart_rate(arena,
	    r->mean, NAN, NAN)) };
	for (int outer = 0; outer < 2; outer++) {
		double level = outer ? outer_level : inner_level;

		curves[1 + outer] = (struct curve){ .shape = CURVE_EDGES,
		    .points = line_of(r, level), .npoints = LINES,
		    .median = NAN, .level = NAN, .band = outer,
		    .name = chart_words(arena, _("%g%% limits"),
		    100 * level) };
	}
	return curves;
}

/* Which groups are large discs. */
static const char *
marked(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	double level = chart_level(r->source->table);

	if (r->outside == 0)
		return !r->tested ? _("None lies outside.") :
		    chart_words(arena, _("None is unlike all the others "
		    "(q < %g)."), 1 - level);
	if (!r->tested)
		return chart_words(arena, _("Marked: outside; %s: below."),
		    chart_strong(r->source));
	return chart_words(arena, _("Marked: unlike all the others (q < %g); "
	    "%s: lower."), 1 - level, chart_strong(r->source));
}

static const char *
method(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	double inner = 100 * inner_level, outer = 100 * outer_level;

	/* A terminal has the outer lines alone. */
	const char *lines = r->source->text ? chart_words(arena,
	    _("A group that is like all others lies between the lines "
	    "with %g%% chance."), outer) : chart_words(arena,
	    _("A group that is like all others lies between the lines "
	    "with %g%% or %g%% chance."), inner, outer);

	return chart_words(arena, "%s %s", lines, marked(r));
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading reading = { .source = s }, *r = &reading;

	if (read_points(r, fault) != 0)
		return -1;
	struct arena *arena = s->arena;
	const char *goal = chart_definition(s->table, "goal");
	out->engine = ENGINE_CURVES;
	out->curves = (struct curves_chart){
		.frame = chart_frame_of(s, segment_finding(s,
		    segment_topic(s)), method(r), segment_n(s, r->n,
		    r->npoints)),
		.kind = AXIS_LINEAR, .x_title = _("Entities of the group"),
		.y_title = goal ? chart_words(arena, _("Share that got to %s"),
		    goal) : _("Share that got there"),
		.curves = curves_of(r), .ncurves = 3,
		.together = CURVES_TOGETHER,
	};
	return 0;
}

const struct chart_kind chart_kind_funnel_plot = {
	.name = "funnel-plot",
	.shows = N_("many groups by size and rate"),
	.result = &segment_columns,
	.of = "segment",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
