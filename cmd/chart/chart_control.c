/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Period after period between its limits; and below, their average. */
#include <math.h>
#include <string.h>

#include "cmd/chart/chart.h"
#include "cmd/chart/chart_control.h"
#include "io/text/text.h"

static const int columns[] = { WATCH_MEASURE, WATCH_PERIOD, WATCH_COMPLETE,
	WATCH_CENTER, WATCH_LOW, WATCH_HIGH, WATCH_EWMA, WATCH_EWMA_LIMIT,
	WATCH_SIGNAL, WATCH_DIRECTION, -1 };

/* More would be a smear. */
enum { PERIODS_MOST = 200, GROUPS_MOST = 60 };

static bool
fits(const struct table *t)
{
	return table_rows(t) > 0 && (table_has(t, WATCH_SHARE) ||
	    table_has(t, WATCH_COUNT) || table_has(t, WATCH_MEDIAN_DAYS));
}

bool
control_is(const struct control_reading *r, size_t row, const char *word)
{
	return strcmp(text_at(r->source->table, row, WATCH_SIGNAL), word) ==
	    0;
}

/* What the signal says where it is no rule. */
static bool
signals(const struct control_reading *r, size_t row)
{
	static const char *const words[] = { "", "baseline", "few", "off",
		"incomplete" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (control_is(r, row, words[i]))
			return false;
	return true;
}

/* An outcome is a loss: more of it is worse. */
static bool
is_outcome(const struct chart_source *s, const char *name)
{
	const char *at = chart_definition(s->table, "outcomes");
	size_t len = strlen(name);

	for (; at && *at; at += strspn(at, ", ")) {
		size_t n = strcspn(at, ",");

		if (n == len && memcmp(at, name, n) == 0)
			return true;
		at += n;
	}
	return false;
}

/* Fewer is worse, but of days and of losses. */
static bool
is_worse(const struct control_reading *r, size_t row)
{
	const struct table *t = r->source->table;
	const char *stage = strchr(text_at(t, row, WATCH_MEASURE), ':');
	bool low = strcmp(text_at(t, row, WATCH_DIRECTION), "low") == 0;

	return low != (r->value == WATCH_MEDIAN_DAYS || (stage &&
	    is_outcome(r->source, stage + 1)));
}

enum point_state
control_state(const struct control_reading *r, size_t row)
{
	if (signals(r, row))
		return is_worse(r, row) ? POINT_OUTSIDE : POINT_ABOVE;
	return !flag_at(r->source->table, row, WATCH_COMPLETE) ||
	    control_is(r, row, "few") ? POINT_SO_FAR : POINT_WHOLE;
}

/* Of a cohort that is still young, what came so far. */
static double
value_of(const struct control_reading *r, size_t row)
{
	const struct table *t = r->source->table;
	double n;

	if (control_is(r, row, "off"))
		return NAN;
	if (r->value != WATCH_SHARE || flag_at(t, row, WATCH_COMPLETE))
		return number_at(t, row, r->value);
	n = number_at(t, row, WATCH_N);
	return n > 0 ? number_at(t, row, WATCH_K) / n : NAN;
}

const char *
control_value(const struct control_reading *r, double x)
{
	char text[TEXT_NUMBER];

	if (r->value == WATCH_SHARE)
		return chart_rate(r->source->arena, x, NAN, NAN);
	if (r->value == WATCH_MEDIAN_DAYS)
		text_days(x, text);
	else
		text_number_of(x, text);
	return chart_words(r->source->arena, "%s", text);
}

/* "2025-01-13: 21.1% (low: shift ewma cusum)", of one to see. */
static const char *
name_of(const struct control_reading *r, size_t row, double y)
{
	const struct table *t = r->source->table;

	return chart_words(r->source->arena, "%s: %s (%s: %s)", text_at(t,
	    row, WATCH_PERIOD), control_value(r, y), _(text_at(t, row,
	    WATCH_DIRECTION)), text_at(t, row, WATCH_SIGNAL));
}

static int
read_point(const struct control_reading *r, size_t row,
    struct curve_point *out, struct fault *fault)
{
	const struct table *t = r->source->table;
	const char *period = text_at(t, row, WATCH_PERIOD);

	*out = (struct curve_point){ .y = value_of(r, row),
		.low = number_at(t, row, WATCH_LOW),
		.high = number_at(t, row, WATCH_HIGH),
		.state = control_state(r, row) };
	if (out->state >= POINT_ABOVE)
		out->name = name_of(r, row, out->y);
	return chart_period(period, &out->x) ? 0 : fault_set(fault,
	    FAULT_INPUT, "period \"%s\": expected the date of its first day",
	    period);
}

/* Where it is one for all periods. */
static double
center_of(const struct control_reading *r)
{
	double center = NAN;

	for (size_t i = r->first; i < r->end; i++) {
		double here = number_at(r->source->table, i, WATCH_CENTER);

		if (!isnan(center) && !isnan(here) && fabs(here - center) >
		    1e-9 * fabs(center))
			return NAN;
		center = isnan(here) ? center : here;
	}
	return center;
}

static int
read_curve(struct control_reading *r, struct curve *out,
    struct fault *fault)
{
	size_t n = r->end - r->first;
	struct curve_point *points = arena_alloc(r->source->arena, n *
	    sizeof *points);

	for (size_t i = 0; i < n; i++) {
		if (read_point(r, r->first + i, &points[i], fault) != 0)
			return -1;
		if (i > 0 && points[i].x <= points[i - 1].x)
			return fault_set(fault, FAULT_INPUT, "periods are "
			    "expected in order");
	}
	*out = (struct curve){ .shape = CURVE_LINE, .points = points,
		.npoints = n, .median = NAN, .level = center_of(r),
		.firm_level = true, .limits = true };
	r->center = out->level;
	return 0;
}

/* The next group, of its last so many periods. */
static void
next_group(struct control_reading *r)
{
	const struct table *t = r->source->table;

	r->first = r->end;
	while (r->end < table_rows(t) && chart_same_group(t, r->first,
	    r->end))
		r->end++;
	if (r->end - r->first > PERIODS_MOST)
		r->first = r->end - PERIODS_MOST;
}

/* A panel a group, its centre in words. */
static int
draw_groups(struct control_reading *r, struct curves_chart *out,
    struct fault *fault)
{
	const struct table *t = r->source->table;
	struct curve *curves = arena_alloc(r->source->arena, GROUPS_MOST *
	    sizeof *curves);
	size_t n = 0;

	for (r->end = 0; r->end < table_rows(t); n++) {
		next_group(r);
		if (n == GROUPS_MOST)
			return fault_set(fault, FAULT_INPUT, "has more than "
			    "%d groups: see --top", GROUPS_MOST);
		if (read_curve(r, &curves[n], fault) != 0)
			return -1;
		curves[n].name = chart_keys(r->source, r->first, table_run(t,
		    COLUMN_GROUP));
		if (!isnan(r->center))
			curves[n].end = chart_words(r->source->arena,
			    _("usual %s"), control_value(r, r->center));
	}
	out->curves = curves;
	out->ncurves = n;
	out->together = 1;
	return 0;
}

/* In text the limits are edges; in a picture the band of the line. */
static void
add_edges(const struct control_reading *r, struct curve curves[2],
    struct curves_chart *out)
{
	struct curve_point *points;
	size_t n = 0;

	points = arena_alloc(r->source->arena, curves[0].npoints *
	    sizeof *points);
	for (size_t i = 0; i < curves[0].npoints; i++)
		if (!isnan(curves[0].points[i].low)) {
			points[n] = curves[0].points[i];
			points[n].state = POINT_WHOLE;
			points[n++].y = NAN;
		}
	curves[1] = (struct curve){ .shape = CURVE_EDGES, .points = points,
		.npoints = n, .median = NAN, .level = NAN, .band = true,
		.limits = true };
	out->ncurves += n > 0;
	out->together = out->ncurves;
}

static int
draw_one(struct control_reading *r, struct curves_chart *out,
    struct fault *fault)
{
	struct curve *curves = arena_alloc(r->source->arena, 2 *
	    sizeof *curves);
	const struct curve_point *last;

	r->end = 0;
	next_group(r);
	if (read_curve(r, &curves[0], fault) != 0)
		return -1;
	if (!isnan(r->center))
		curves[0].level_words = chart_words(r->source->arena,
		    _("usual %s"), control_value(r, r->center));
	out->curves = curves;
	out->ncurves = out->together = 1;
	out->nparts = control_parts(r, &curves[0], &out->parts);
	if (!flag_at(r->source->table, r->end - 1, WATCH_COMPLETE))
		out->so_far = _("too young");
	last = control_last(r, &curves[0]);
	if (last && last->state >= POINT_ABOVE && !r->source->text)
		curves[0].last = chart_words(r->source->arena, _("%s: %s"),
		    chart_cohort(r->source, text_at(r->source->table,
		    r->last, WATCH_PERIOD), false),
		    control_value(r, last->y));
	if (r->source->text)
		add_edges(r, curves, out);
	else
		out->below = control_average(r);
	return 0;
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	const struct table *t = s->table;
	struct control_reading r = { .source = s, .value = table_has(t,
	    WATCH_SHARE) ? WATCH_SHARE : table_has(t, WATCH_COUNT) ?
	    WATCH_COUNT : WATCH_MEDIAN_DAYS };
	bool one = true;

	for (size_t i = 1; i < table_rows(t); i++)
		one &= chart_same_group(t, i - 1, i);
	out->engine = ENGINE_CURVES;
	out->curves = (struct curves_chart){ .kind = AXIS_DATES,
		.amounts = r.value != WATCH_SHARE,
		.y_title = control_title_of_y(&r) };
	if ((one ? draw_one : draw_groups)(&r, &out->curves, fault) != 0)
		return -1;
	out->curves.frame = control_frame(&r, one);
	return 0;
}

const struct chart_kind chart_kind_control = {
	.name = "control",
	.shows = N_("periods between their limits"),
	.result = &watch_columns,
	.of = "watch",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
