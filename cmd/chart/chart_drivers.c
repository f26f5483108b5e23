/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes with winning: ratios by themselves and beside the rest. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analytics/base/fold.h"
#include "cmd/chart/chart.h"
#include "cmd/results/drivers_columns.h"
#include "io/text/text.h"

static const int columns[] = { DRIVERS_ATTRIBUTE, DRIVERS_LEVEL, DRIVERS_N,
	DRIVERS_K, DRIVERS_P, DRIVERS_Q, -1 };

/* A picture of fewer pixels wants the room of what is not the finding. */
#define NARROW 1100

struct reading {
	const struct chart_source *source;
	bool narrow;		/* so does a text */
	bool hazards, models;	/* not odds; there are adjusted ratios */
	size_t crude;		/* its column */
	struct chart_row *rows;
	size_t nrows, nattributes;
	size_t turned;		/* the row of the table whose ratio is on the
				   other side beside the rest, clear of what it
				   was; 0, an attribute's: none is */
	struct buffer names, qs;
};

static bool
fits(const struct table *t)
{
	return table_has(t, DRIVERS_CRUDE) || table_has(t, DRIVERS_HAZARD);
}

/* An attribute, whose level is empty. */
static bool
is_attribute(const struct table *t, size_t row)
{
	return !is_filled(t, row, DRIVERS_LEVEL);
}

/* A level of none, or of all others, in people's words. */
static const char *
level_of(const struct reading *r, size_t row)
{
	return cell_label(cell_at(r->source->table, row, DRIVERS_LEVEL),
	    r->source->arena);
}

static const char *
ratio_words(const struct reading *r, size_t row, size_t column)
{
	const struct table *t = r->source->table;
	double low = number_at(t, row, column + 1);
	double high = number_at(t, row, column + 2);
	char text[3][TEXT_NUMBER], range[3 * TEXT_NUMBER] = "";
	char all[5 * TEXT_NUMBER];

	if (isnan(number_at(t, row, column)))
		return "";
	text_ratio(number_at(t, row, column), text[0]);
	text_ratio(low, text[1]);
	text_ratio(high, text[2]);
	if (!isnan(low) && !isnan(high) && !(r->narrow && r->models &&
	    column == r->crude))
		snprintf(range, sizeof range, "%s–%s", text[1], text[2]);
	text_with_range(text[0], range, all, sizeof all);
	return chart_words(r->source->arena, "%s", all);
}

/* Ratios lie on a log axis, which has no 0. */
static double
ratio_at(const struct table *t, size_t row, size_t column)
{
	double ratio = number_at(t, row, column);

	return ratio > 0 ? ratio : NAN;
}

/* On the other side of 1, and the intervals do not touch. */
static bool
turns(const struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	double crude = number_at(t, row, r->crude);
	double adjusted = number_at(t, row, DRIVERS_ADJUSTED);

	return r->models && (crude - 1) * (adjusted - 1) < 0 &&
	    (number_at(t, row, r->crude + 2) < number_at(t, row,
	    DRIVERS_ADJUSTED_LOW) || number_at(t, row, r->crude + 1) >
	    number_at(t, row, DRIVERS_ADJUSTED_HIGH));
}

static bool
shows_points(const struct reading *r)
{
	return r->models && !r->hazards && !r->narrow;
}

static void
add_level(struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	size_t own = r->models ? DRIVERS_ADJUSTED : r->crude;
	double low = ratio_at(t, row, own + 1);
	double high = ratio_at(t, row, own + 2);
	double crude = r->models ? ratio_at(t, row, r->crude) : NAN;

	if (!r->turned && turns(r, row))
		r->turned = row;
	r->rows[r->nrows++] = (struct chart_row){
		.shape = r->models ? ROW_PAIR : ROW_ESTIMATE,
		.sign = low > 1 || high < 1 ? ROW_CLEAR : ROW_PLAIN,
		.at = ratio_at(t, row, own), .low = low, .high = high,
		.from = crude, .far = NAN, .weight = 0.2,
		.from_low = ratio_at(t, row, r->crude + 1),
		.from_high = ratio_at(t, row, r->crude + 2),
		.crosses = (crude - 1) * (ratio_at(t, row, own) - 1) < 0 &&
		    turns(r, row),
		.cells = { [ROW_NAME] = level_of(r, row),
		    [ROW_COUNT] = chart_n(arena, count_at(t, row, DRIVERS_N)),
		    [ROW_SECOND] = r->hazards ? chart_n(arena, count_at(t,
		    row, DRIVERS_K)) : chart_rate(arena, number_at(t, row,
		    DRIVERS_RATE), NAN, NAN),
		    [ROW_WORDS] = ratio_words(r, row, r->crude),
		    [ROW_MORE] = r->models ? ratio_words(r, row,
		    DRIVERS_ADJUSTED) : NULL,
		    [ROW_Q] = shows_points(r) ? chart_points(arena,
		    number_at(t, row, DRIVERS_EFFECT), number_at(t, row,
		    DRIVERS_EFFECT_LOW), number_at(t, row,
		    DRIVERS_EFFECT_HIGH)) : NULL },
	};
}

/* The reference is the first level, and has no ratio; a number has none. */
static bool
is_reference(const struct table *t, size_t row)
{
	return row > 0 && is_attribute(t, row - 1) &&
	    isnan(number_at(t, row, DRIVERS_P)) &&
	    strcmp(text_at(t, row, DRIVERS_LEVEL), "+1") != 0;
}

static const char *
reference_words(const struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	const char *level = level_of(r, row);
	const char *n = chart_n(arena, count_at(t, row, DRIVERS_N));

	return r->hazards ? chart_words(arena, _("against %s, %s of %s"),
	    level, chart_n(arena, count_at(t, row, DRIVERS_K)), n) :
	    chart_words(arena, _("against %s, %s of %s"), level,
	    chart_rate(arena, number_at(t, row, DRIVERS_RATE), NAN, NAN), n);
}

static void
add_attribute(struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	const char *name = text_at(t, row, DRIVERS_ATTRIBUTE);
	bool reference = row + 1 < table_rows(t) && is_reference(t, row + 1);
	const char *against = reference ? reference_words(r, row + 1) : "";
	char q[TEXT_NUMBER];

	text_p(number_at(t, row, DRIVERS_Q), q);
	buffer_format(&r->names, "%s%s", r->nattributes ? _(", ") : "", name);
	buffer_format(&r->qs, "%s%s %s", r->nattributes++ ? _(", ") : "", name,
	    q);
	r->rows[r->nrows++] = (struct chart_row){
		.shape = ROW_HEADING, .at = NAN, .from = NAN, .far = NAN,
		.low = NAN, .high = NAN,
		.cells = { [ROW_NAME] = r->source->text ? chart_words(
		    r->source->arena, "%s %s", name, against) : name,
		    [ROW_COUNT] = against },
	};
}

static void
read_rows(struct reading *r)
{
	const struct table *t = r->source->table;

	r->rows = arena_alloc(r->source->arena, (table_rows(t) + 1) *
	    sizeof *r->rows);
	for (size_t row = 0; row < table_rows(t); row++)
		if (is_attribute(t, row))
			add_attribute(r, row);
		else if (!is_reference(t, row))
			add_level(r, row);
}

static const char *
title(const struct reading *r)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	const char *goal = chart_definition(t, "goal");
	char crude[TEXT_NUMBER];

	const char *topic = chart_words(arena, _("What goes with %s: %.*s"),
	    goal ? goal : _("getting there"), (int)r->names.len,
	    r->names.bytes);

	if (!r->turned)
		return topic;
	text_ratio(number_at(t, r->turned, r->crude), crude);
	return chart_title(r->source, chart_words(arena, r->hazards ?
	    _("%s %s: ratio of hazards %s as counted, %s beside the rest") :
	    _("%s %s: odds ratio %s as counted, %s beside the rest"),
	    text_at(t, r->turned, DRIVERS_ATTRIBUTE), level_of(r,
	    r->turned), crude, ratio_words(r, r->turned,
	    DRIVERS_ADJUSTED)), topic);
}

/* That it is no cause is said by whoever shows it. */
static const char *
method(const struct reading *r)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	const char *goal = chart_definition(t, "goal");
	double level = 100 * chart_level(t);
	const char *what = chart_words(arena, r->hazards ?
	    _("Ratios of hazards with %g%% intervals.") :
	    _("Odds ratios with %g%% intervals."), level);

	return chart_words(arena, _("%s %s Associated with %s, not shown to "
	    "cause it. %s"), what, r->models ? _("Grey ring: by "
	    "itself. Blue square: beside all other attributes; filled where "
	    "the interval excludes 1.") : _("Each attribute by itself; "
	    "filled where the interval excludes 1."), goal ? goal :
	    _("getting there"), chart_definition(t, "landmark") ?
	    _("Known at the landmark.") : chart_definition(t, "status") ?
	    _("Known at entry, if the table holds what was known then.") :
	    _("Known at entry."));
}

static const char *
about(const struct reading *r)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	uint64_t n = 0, k = 0;

	/* Every attribute has all entities. */
	for (size_t row = 1; row < table_rows(t) && !is_attribute(t, row);
	    row++) {
		n += count_at(t, row, DRIVERS_N);
		k += count_at(t, row, DRIVERS_K);
	}
	const char *all = chart_words(arena, _("n = %s, %s got there · q: "
	    "%.*s"), chart_n(arena, n), chart_n(arena, k), (int)r->qs.len,
	    r->qs.bytes);
	return !r->source->tests ? all : chart_words(arena, _("%s (for all "
	    "%zu tests of the report)"), all, r->source->tests);
}

static void
draw(const struct reading *r, struct chart_drawing *out)
{
	const struct chart_source *s = r->source;
	const char *goal = chart_definition(s->table, "goal");

	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, title(r), method(r), about(r)),
		.kind = AXIS_LOG, .reference = 1,
		.reference_words = _("← lower  higher →"),
		.axis_title = r->hazards ? _("Ratio of hazards (log scale)") :
		    _("Odds ratio (log scale)"),
		.row = r->rows, .nrows = r->nrows,
		.heads = { [ROW_COUNT] = "n",
		    [ROW_SECOND] = goal ? goal : _("got there"),
		    [ROW_WORDS] = _("By itself"),
		    [ROW_MORE] = r->models ? _("Beside the rest") : NULL,
		    [ROW_Q] = shows_points(r) ? _("points") : NULL },
	};
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	bool hazards = table_has(s->table, DRIVERS_HAZARD);
	struct reading r = { .source = s, .hazards = hazards,
		.narrow = s->text || (s->width && s->width < NARROW),
		.models = table_has(s->table, DRIVERS_ADJUSTED),
		.crude = hazards ? DRIVERS_HAZARD : DRIVERS_CRUDE };

	read_rows(&r);
	if (r.nattributes == 0 || !is_attribute(s->table, 0) ||
	    r.nrows > ROWS_MOST) {
		buffer_free(&r.names);
		buffer_free(&r.qs);
		return fault_set(fault, FAULT_INPUT, "holds no attributes "
		    "with levels");
	}
	draw(&r, out);
	buffer_free(&r.names);
	buffer_free(&r.qs);
	return 0;
}

const struct chart_kind chart_kind_drivers = {
	.name = "drivers",
	.shows = N_("what goes with winning: ratios crude and adjusted"),
	.result = &drivers_columns,
	.of = "drivers",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
