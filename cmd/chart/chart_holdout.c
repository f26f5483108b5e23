/* SPDX-License-Identifier: GPL-3.0-or-later */
/* value --holdout: all purchases behind the first, week by week, against
   what a model expected. */
#include <math.h>
#include <string.h>

#include "cmd/chart/chart.h"
#include "cmd/results/value_columns.h"

static const int columns[] = { HOLDOUT_MODEL, HOLDOUT_KIND, HOLDOUT_KEY,
	HOLDOUT_N, HOLDOUT_ACTUAL, HOLDOUT_EXPECTED, HOLDOUT_EXPECTED_LOW,
	HOLDOUT_EXPECTED_HIGH, -1 };

/* The model of the first row: the others would lie upon it. */
struct reading {
	const struct chart_source *source;
	const char *model;
	struct curve_point *came, *expected;
	size_t n;
	size_t total;		/* its row; rows: none */
};

static bool
is_kind(const struct table *t, size_t row, const char *kind)
{
	return strcmp(text_at(t, row, HOLDOUT_KIND), kind) == 0;
}

static bool
fits(const struct table *table)
{
	for (size_t row = 0; row < table_rows(table); row++)
		if (is_kind(table, row, "week"))
			return true;
	return false;
}

static int
read_rows(struct reading *r, struct fault *fault)
{
	const struct table *t = r->source->table;

	r->total = table_rows(t);
	for (size_t row = 0; row < table_rows(t); row++) {
		const char *key = text_at(t, row, HOLDOUT_KEY);
		double x;

		if (strcmp(text_at(t, row, HOLDOUT_MODEL), r->model) != 0)
			continue;
		if (is_kind(t, row, "total"))
			r->total = row;
		if (!is_kind(t, row, "week"))
			continue;
		if (!chart_period(key, &x))
			return fault_set(fault, FAULT_INPUT, "key: \"%s\": "
			    "expected a date", key);
		r->came[r->n] = (struct curve_point){ .x = x,
			.y = number_at(t, row, HOLDOUT_ACTUAL),
			.low = NAN, .high = NAN };
		r->expected[r->n++] = (struct curve_point){ .x = x,
			.y = number_at(t, row, HOLDOUT_EXPECTED),
			.low = number_at(t, row, HOLDOUT_EXPECTED_LOW),
			.high = number_at(t, row, HOLDOUT_EXPECTED_HIGH) };
	}
	return r->n > 0 ? 0 : fault_set(fault, FAULT_INPUT, "holds no week "
	    "of its first model");
}

static const char *
number_words(const struct reading *r, double number)
{
	return chart_number(r->source->arena, number, false);
}

static struct curve
curve_of(const struct reading *r, const char *name,
    const struct curve_point *points)
{
	return (struct curve){ .shape = CURVE_LINE, .bare = true,
		.points = points, .npoints = r->n, .median = NAN,
		.level = NAN, .name = name, .end = number_words(r,
		points[r->n - 1].y) };
}

/* What was known, and what the model had to foresee. */
static size_t
parts_of(const struct reading *r, struct curves_part out[2])
{
	const char *day = chart_definition(r->source->table, "holdout");
	double cut;

	if (!day || !chart_period(day, &cut) || cut <= r->came[0].x ||
	    cut >= r->came[r->n - 1].x)
		return 0;
	out[0] = (struct curves_part){ r->came[0].x, cut, _("known") };
	out[1] = (struct curves_part){ cut, r->came[r->n - 1].x,
		_("foreseen") };
	return 2;
}

static const char *
title(const struct reading *r)
{
	const struct table *t = r->source->table;

	const char *topic = _("Purchases that came, and those expected");

	if (r->total == table_rows(t))
		return topic;
	return chart_title(r->source, chart_words(r->source->arena,
	    _("%s foresaw %s purchases (%s–%s), %s came"), r->model,
	    number_words(r, number_at(t, r->total, HOLDOUT_EXPECTED)),
	    number_words(r, number_at(t, r->total, HOLDOUT_EXPECTED_LOW)),
	    number_words(r, number_at(t, r->total, HOLDOUT_EXPECTED_HIGH)),
	    number_words(r, number_at(t, r->total, HOLDOUT_ACTUAL))), topic);
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	size_t rows = table_rows(s->table);
	struct reading reading = { .source = s, .model = text_at(s->table, 0,
		HOLDOUT_MODEL), .came = arena_alloc(s->arena, rows *
		sizeof *reading.came), .expected = arena_alloc(s->arena,
		rows * sizeof *reading.expected) }, *r = &reading;
	struct curves_part *parts = arena_alloc(s->arena, 2 *
	    sizeof *parts);
	struct curve *curves = arena_alloc(s->arena, 2 * sizeof *curves);

	if (read_rows(r, fault) != 0)
		return -1;
	curves[0] = curve_of(r, chart_words(s->arena, _("expected by %s"),
	    r->model), r->expected);
	curves[1] = curve_of(r, _("came"), r->came);
	curves[1].total = true;
	out->engine = ENGINE_CURVES;
	out->curves = (struct curves_chart){
		.frame = chart_frame_of(s, title(r), _("Purchases behind the "
		    "first, from the beginning on. The band says how well "
		    "the mean is known, not what chance adds."), r->total <
		    rows ? chart_words(s->arena, _("n = %s customers"),
		    chart_n(s->arena, count_at(s->table, r->total,
		    HOLDOUT_N))) : NULL),
		.kind = AXIS_DATES, .amounts = true,
		.y_title = _("Purchases behind the first"),
		.curves = curves, .ncurves = 2, .together = CURVES_TOGETHER,
		.parts = parts, .nparts = parts_of(r, parts),
	};
	return 0;
}

const struct chart_kind chart_kind_holdout = {
	.name = "holdout",
	.shows = N_("purchases that came against those a model expected"),
	.result = &holdout_columns,
	.of = "value --holdout DATE",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
