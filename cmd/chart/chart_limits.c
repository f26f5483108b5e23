/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many small groups of segment, such as salespeople: size against rate. */
#include <math.h>

#include "analytics/models/shrink.h"
#include "cmd/chart/chart_segment.h"
#include "io/text/label.h"

static const char *const columns[] = { "n", "k", "estimate", "low", "high",
	"diff", "p", "q", NULL };
static const double inner_level = 0.95, outer_level = 0.998;

enum { LINES = 120 };

struct reading {
	const struct chart_source *source;
	uint64_t n, k, least, most;	/* of all, of one */
	double mean;
	struct limits_line *lines;
	struct limits_point *points;
	size_t npoints, outside;
};

static bool
fits(const struct table *table)
{
	return segment_groups_of(table) > 0 && segment_is_rate(table);
}

static struct limits_line
line_at(const struct reading *r, uint64_t n)
{
	struct control_limits inner, outer;
	control_limits(r->mean, n, inner_level, &inner);
	control_limits(r->mean, n, outer_level, &outer);
	return (struct limits_line){ (double)n, inner.low, inner.high,
	    outer.low, outer.high };
}

static struct limits_point
point_of(const struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	uint64_t n = chart_count(t, row, "n");
	double rate = chart_number(t, row, "estimate");
	struct limits_line line = line_at(r, n);
	const char *name = chart_keys(r->source, row, segment_groups_of(t));
	char cut[128];
	/* Beside a point there is little room, and the rate is to be kept. */
	label_fit(cut, sizeof cut, name, 24, label_columns);
	return (struct limits_point){
		.words = chart_words(r->source->arena, "%s  %s",
		    !r->source->text ? cut : name,
		    chart_rate(r->source->arena, rate, NAN, NAN)),
		.n = (double)n, .rate = rate,
		.inside_inner = rate >= line.inner_low &&
		    rate <= line.inner_high,
		.outside = rate < line.outer_low || rate > line.outer_high,
	};
}

static int
read_points(struct reading *r, struct fault *fault)
{
	const struct table *t = r->source->table;
	size_t rows = table_rows(t);
	segment_sum(t, &r->n, &r->k);
	r->mean = (double)r->k / (double)r->n;
	r->points = arena_alloc(r->source->arena, rows * sizeof *r->points);
	r->lines = arena_alloc(r->source->arena, LINES * sizeof *r->lines);
	if (!r->points || !r->lines)
		return fault_set(fault, FAULT_INPUT, "out of memory");
	for (size_t i = 0; i < rows; i++) {
		uint64_t n = chart_count(t, i, "n");
		if (n == 0 || segment_is_total(t, i) ||
		    isnan(chart_number(t, i, "estimate")))
			continue;
		struct limits_point p = point_of(r, i);
		r->points[r->npoints++] = p;
		r->outside += p.outside;
		r->least = r->least == 0 || n < r->least ? n : r->least;
		r->most = n > r->most ? n : r->most;
	}
	return r->npoints ? 0 : fault_set(fault, FAULT_INPUT,
	    "holds no group with a rate");
}

/* Denser where the limits bend: at small n. */
static void
set_lines(struct reading *r)
{
	double from = log(fmax(1, 0.75 * (double)r->least));
	double to = log(fmax(2, 1.04 * (double)r->most));
	for (size_t i = 0; i < LINES; i++)
		r->lines[i] = line_at(r, (uint64_t)llround(exp(from +
		    (to - from) * (double)i / (LINES - 1))));
}

static const char *
method(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	double inner = 100 * inner_level, outer = 100 * outer_level;
	/* A terminal has the outer lines alone. */
	if (r->source->text)
		return chart_words(arena, _("A group that is like all others "
		    "lies between the lines with %g%% chance. A disc: "
		    "outside."), outer);
	return r->outside == 0 ? chart_words(arena,
	    _("A group that is like all others lies between the lines with "
	    "%g%% or %g%% chance. None lies outside of both."), inner, outer) :
	    chart_words(arena,
	    _("A group that is like all others lies between the lines with "
	    "%g%% or %g%% chance. Outside of both: %s."), inner, outer,
	    chart_strong(r->source));
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading reading = { .source = s }, *r = &reading;
	if (read_points(r, fault) != 0)
		return -1;
	set_lines(r);
	struct arena *arena = s->arena;
	const char *by = chart_heads(s, segment_groups_of(s->table));
	const char *goal = chart_definition(s->table, "goal");
	out->engine = ENGINE_LIMITS;
	out->limits = (struct limits_chart){
		.frame = chart_frame_of(s, goal ? chart_words(arena,
		    _("Share that got to %s, by %s"), goal, by) :
		    chart_words(arena, _("Rates by %s"), by), method(r),
		    chart_words(arena, _("%s · %zu outside of both"),
		    segment_n(s, r->n, r->npoints), r->outside)),
		.x_title = _("Entities of the group"),
		.y_title = goal ? chart_words(arena, _("Share that got to %s"),
		    goal) : _("Rate"),
		.mean = r->mean, .mean_words = segment_reference(s,
		    chart_rate(arena, r->mean, NAN, NAN)),
		.inner_words = chart_words(arena, _("%g%% limits"),
		    100 * inner_level),
		.outer_words = chart_words(arena, _("%g%% limits"),
		    100 * outer_level),
		.lines = r->lines, .nlines = LINES,
		.points = r->points, .npoints = r->npoints,
	};
	return 0;
}

const struct chart_kind chart_kind_limits = {
	.name = "limits",
	.shows = N_("many groups by size and rate"),
	.of = "segment",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
