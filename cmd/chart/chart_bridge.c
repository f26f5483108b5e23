/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of compare --by: from the rate before to the rate after. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/chart/chart_levels.h"
#include "cmd/results/compare_columns.h"

static const int columns[] = { PARTS_TERM, PARTS_CHANGE, PARTS_CHANGE_LOW,
	PARTS_CHANGE_HIGH, -1 };

enum { SHOWN = 12 };	/* groups; the rest is one step */

/* One step: a row of the result, or several. */
struct part {
	const char *name;
	double value, low, high;
};

struct reading {
	const struct chart_source *source;
	double before, after;	/* NaN: not told */
	struct part *rates;	/* of groups */
	size_t nrates;
	struct part mix, maturity, whole;
	struct chart_levels levels;
};

static double
defined(const struct chart_source *s, const char *key)
{
	const char *text = chart_definition(s->table, key);
	char *end;
	double number = text ? strtod(text, &end) : NAN;

	return text && *text && !*end ? number : NAN;
}

static struct part
part_of(const struct chart_source *s, size_t row, const char *name)
{
	return (struct part){ name, number_at(s->table, row, PARTS_CHANGE),
		number_at(s->table, row, PARTS_CHANGE_LOW),
		number_at(s->table, row, PARTS_CHANGE_HIGH) };
}

/* The largest steps first, down or up. */
static int
compare_parts(const void *one, const void *other)
{
	const struct part *a = one, *b = other;
	double far = fabs(b->value) - fabs(a->value);

	return far != 0 ? (far > 0) - (far < 0) : strcmp(a->name, b->name);
}

static int
read_parts(struct reading *r, struct fault *fault)
{
	const struct chart_source *s = r->source;
	size_t n = table_rows(s->table);
	size_t groups = table_run(s->table, PARTS_GROUP);

	r->rates = arena_alloc(s->arena, n * sizeof *r->rates);
	for (size_t i = 0; i < n; i++) {
		const char *term = text_at(s->table, i, PARTS_TERM);
		bool all = is_marker(s->table, i, PARTS_GROUP, "(total)");

		if (strcmp(term, "mix") == 0 && all)
			r->mix = part_of(s, i, _("Mix of groups"));
		else if (strcmp(term, "maturity") == 0 && all)
			r->maturity = part_of(s, i, _("Maturity"));
		else if (strcmp(term, "total") == 0 && all)
			r->whole = part_of(s, i, _("Change"));
		else if (strcmp(term, "rate") == 0 && !all)
			r->rates[r->nrates++] = part_of(s, i,
			    chart_words(s->arena, _("Rate of %s"),
			    chart_keys(s, i, groups)));
	}
	if (!r->mix.name || !r->whole.name || r->nrates == 0)
		return fault_set(fault, FAULT_INPUT,
		    "lacks rows of the terms mix, rate or total");
	qsort(r->rates, r->nrates, sizeof *r->rates, compare_parts);
	return 0;
}

/* The small ones as one, whose interval is not known. */
static void
gather(struct reading *r)
{
	struct part *last = &r->rates[SHOWN - 1];

	if (r->nrates <= SHOWN)
		return;
	for (size_t i = SHOWN; i < r->nrates; i++)
		last->value += r->rates[i].value;
	last->low = last->high = NAN;
	last->name = chart_words(r->source->arena,
	    _("Rates of %zu more groups"), r->nrates - SHOWN + 1);
	r->nrates = SHOWN;
}

static void
add_level(struct reading *r, const char *name, double level)
{
	if (!isnan(level))
		chart_levels_level(&r->levels, name, level, chart_rate(
		    r->source->arena, level, NAN, NAN));
}

static bool
is_sure(const struct part *p)
{
	return p->low > 0 || p->high < 0;
}

/* Down is no worse than up: orange would say more than an interval does. */
static void
add_step(struct reading *r, const struct part *p)
{
	double from = r->levels.at;
	struct chart_row *row = chart_levels_step(&r->levels, p->name,
	    p->value, chart_points(r->source->arena, p->value, p->low,
	    p->high));

	row->low = from + p->low;
	row->high = from + p->high;
	row->sign = is_sure(p) ? ROW_CLEAR : ROW_PLAIN;
}

static void
fill_rows(struct reading *r)
{
	add_level(r, _("Before"), r->before);
	add_step(r, &r->mix);
	for (size_t i = 0; i < r->nrates; i++)
		add_step(r, &r->rates[i]);
	/* With a window both sides are equally old: there is none. */
	if (r->maturity.name && (r->maturity.value != 0 ||
	    r->maturity.low != 0 || r->maturity.high != 0))
		add_step(r, &r->maturity);
	if (isnan(r->after)) {
		r->levels.at = 0;
		add_step(r, &r->whole);
	}
	add_level(r, _("After"), r->after);
}

static const char *
title(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	bool sure = is_sure(&r->whole);

	if (!sure && !isnan(r->before))
		return chart_words(arena, _("From %s to %s, which may be "
		    "chance"), chart_rate(arena, r->before, NAN, NAN),
		    chart_rate(arena, r->after, NAN, NAN));
	if (!sure)
		return chart_words(arena, _("%s points, which may be chance"),
		    chart_points(arena, r->whole.value, NAN, NAN));
	return isnan(r->before) ? chart_words(arena,
	    _("Why the rate moved by %s points"), chart_points(arena,
	    r->whole.value, NAN, NAN)) : chart_words(arena,
	    _("Why the rate moved from %s to %s"),
	    chart_rate(arena, r->before, NAN, NAN),
	    chart_rate(arena, r->after, NAN, NAN));
}

static const char *
method(const struct reading *r)
{
	const struct table *t = r->source->table;
	const char *simpson = chart_definition(t, "simpson");
	const char *what = chart_words(r->source->arena,
	    _("Steps in points with %g%% bootstrap intervals. Pale: may "
	    "be 0."), 100 * chart_level(t));

	return simpson && strcmp(simpson, "true") == 0 ? chart_words(
	    r->source->arena, _("%s Inside the groups the rates went the "
	    "other way (Simpson)."), what) : what;
}

static const char *
about(const struct reading *r)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	const char *before = chart_definition(t, "before");
	const char *after = chart_definition(t, "after");
	/* A report has its interval where it tells of the change. */
	bool told = r->source->tests > 0;
	const char *change = chart_words(arena, _("change %s"),
	    chart_points(arena, r->whole.value, told ? NAN : r->whole.low,
	    told ? NAN : r->whole.high));

	return before && after ? chart_words(arena,
	    _("%s · before %s, after %s"), change, before, after) :
	    change;
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading reading = { .source = s, .levels.rows = arena_alloc(
	    s->arena, (SHOWN + 5) * sizeof *reading.levels.rows) };
	struct reading *r = &reading;

	r->before = defined(s, "before_as_of");
	r->after = defined(s, "after_as_of");
	if (isnan(r->before) || isnan(r->after))
		r->before = r->after = NAN;
	if (read_parts(r, fault) != 0)
		return -1;
	gather(r);
	fill_rows(r);
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, title(r), method(r), about(r)),
		.kind = AXIS_PERCENT, .heads = { [ROW_NAME] = _("Step"),
		    [ROW_WORDS] = chart_words(s->arena, _("Points (%g%%)"),
		    100 * chart_level(s->table)) },
		.reference = isnan(r->before) ? 0 : NAN,
		.row = r->levels.rows, .nrows = r->levels.n,
	};
	return 0;
}

const struct chart_kind chart_kind_bridge = {
	.name = "bridge",
	.shows = N_("what moved a rate, part by part"),
	.result = &compare_parts_columns,
	.of = "compare",
	.columns = columns,
	.describe = describe,
};
