/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stage of convert --every over cohorts, a panel for each group. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analytics/time/calendar.h"
#include "cmd/chart/chart.h"
#include "cmd/chart/chart_blocks.h"
#include "cmd/results/convert_columns.h"
#include "io/text/text.h"

static const int columns[] = { CONVERT_COHORT, CONVERT_COMPLETE, CONVERT_STEP,
	CONVERT_STAGE, CONVERT_ENTERED, CONVERT_OVERALL, CONVERT_OVERALL_LOW,
	CONVERT_OVERALL_HIGH, CONVERT_EVENTUAL_OVERALL,
	CONVERT_EVENTUAL_OVERALL_LOW, CONVERT_EVENTUAL_OVERALL_HIGH, -1 };

/* Rows of one stage: those of one group after those of another. */
struct reading {
	const struct chart_source *source;
	const struct table *table;
	struct chart_blocks blocks;
	size_t stage;		/* 1-based, of --end */
	bool seen[POINT_SO_FAR + 1];	/* cohorts in each state */
	int letters;		/* of an ISO date that tell cohorts apart */
	struct curve *curves;	/* a group each */
	size_t ncurves;
	struct chart_row *rows;	/* a cohort each, of all groups */
	size_t nrows;
	uint64_t least, most, all, ncohorts;	/* entered */
};

/* "2024-01-01" of months is 2024-01, of years 2024. */
static int
letters_of(const struct table *t)
{
	const char *every = chart_definition(t, "every");
	int letters = !every || strcmp(every, "year") == 0 ? 4 :
	    strcmp(every, "month") == 0 || strcmp(every, "quarter") == 0 ? 7 :
	    10;

	for (size_t r = 0; r < table_rows(t); r++) {
		const char *cohort = text_at(t, r, CONVERT_COHORT);

		if (strlen(cohort) > 10)
			return (int)strlen(cohort);
		if (strlen(cohort) < 10)
			continue;
		if (strcmp(cohort + 7, "-01") != 0)
			return 10;
		if (letters == 4 && strcmp(cohort + 4, "-01-01") != 0)
			letters = 7;
	}
	return letters;
}

/*
 * Whole where everybody had the time; else the estimate that takes who is
 * open as censored; where that is not known yet, what came so far.  Without
 * a window nothing is ever whole, and the estimate's horizon is the
 * shortest cohort's: what came so far says more.
 */
static struct curve_point
point_of(struct reading *in, const struct chart_block *b, double day)
{
	const struct table *t = in->table;
	size_t row = b->first + in->stage - 1;
	uint64_t n = count_at(t, b->first, CONVERT_ENTERED);
	bool estimated = is_filled(t, row, CONVERT_COMPLETE) &&
	    !flag_at(t, row, CONVERT_COMPLETE) &&
	    !isnan(number_at(t, row, CONVERT_EVENTUAL_OVERALL));
	struct curve_point out = { .x = day, .at_risk = n,
	    .state = flag_at(t, row, CONVERT_COMPLETE) ? POINT_WHOLE :
	    estimated ? POINT_YOUNG : POINT_SO_FAR };

	out.y = number_at(t, row, estimated ? CONVERT_EVENTUAL_OVERALL :
	    CONVERT_OVERALL);
	out.low = number_at(t, row, estimated ? CONVERT_EVENTUAL_OVERALL_LOW :
	    CONVERT_OVERALL_LOW);
	out.high = number_at(t, row, estimated ? CONVERT_EVENTUAL_OVERALL_HIGH :
	    CONVERT_OVERALL_HIGH);
	if (out.state == POINT_SO_FAR)
		out.low = out.high = NAN;
	in->seen[out.state] = true;
	in->all += n;
	in->least = in->ncohorts++ == 0 || n < in->least ? n : in->least;
	in->most = n > in->most ? n : in->most;
	return out;
}

/* A bar, for a terminal. */
static struct chart_row
row_of(const struct reading *in, const struct curve_point *p,
    const char *cohort)
{
	static const char *const marks[] = { [POINT_WHOLE] = "●",
	    [POINT_YOUNG] = "○", [POINT_SO_FAR] = "◌" };
	struct arena *arena = in->source->arena;
	bool so_far = p->state == POINT_SO_FAR, none = isnan(p->y);

	return (struct chart_row){
		.shape = ROW_SHARE, .sign = so_far ? ROW_SO_FAR : ROW_CLEAR,
		.at = p->y, .low = NAN, .high = NAN, .far = NAN, .from = NAN,
		.cells = {
			[ROW_NAME] = chart_words(arena, "%.*s", in->letters,
			    cohort),
			[ROW_COUNT] = chart_n(arena, p->at_risk),
			[ROW_SECOND] = none ? "" : marks[p->state],
			[ROW_WORDS] = none && so_far ? _("so far") :
			    chart_rate(arena, p->y, p->low, p->high),
		},
	};
}

/* All whole cohorts as one: a ratio of counts. */
static double
level_of(const struct reading *in, const struct chart_block *blocks, size_t n)
{
	double reached = 0, entered = 0;

	for (size_t i = 0; i < n; i++) {
		size_t row = blocks[i].first;

		if (!flag_at(in->table, row, CONVERT_COMPLETE))
			continue;
		entered += number_at(in->table, row, CONVERT_ENTERED);
		reached += number_at(in->table, row + in->stage - 1,
		    CONVERT_ENTERED);
	}
	return entered > 0 ? reached / entered : NAN;
}

static int
fill_curve(struct reading *in, const struct chart_block *blocks, size_t n,
    struct curve *out, struct fault *fault)
{
	struct arena *arena = in->source->arena;
	struct curve_point *points = arena_alloc(arena, n * sizeof *points);

	for (size_t i = 0; i < n; i++) {
		const char *cohort = text_at(in->table, blocks[i].first,
		    CONVERT_COHORT);
		double begin;

		if (!chart_period(cohort, &begin))
			return fault_set(fault, FAULT_INPUT, "cohort \"%s\": "
			    "expected the date of its first day", cohort);
		if (i > 0 && begin <= points[i - 1].x)
			return fault_set(fault, FAULT_INPUT, "cohort %s "
			    "stands after %.*s: expected them in order",
			    cohort, in->letters, text_at(in->table,
			    blocks[i - 1].first, CONVERT_COHORT));
		points[i] = point_of(in, &blocks[i], begin);
		in->rows[in->nrows++] = row_of(in, &points[i], cohort);
	}
	*out = (struct curve){ .shape = CURVE_LINE, .name = blocks[0].group,
	    .points = points, .npoints = n, .median = NAN,
	    .level = level_of(in, blocks, n), .limits = true };
	if (!isnan(out->level))
		out->level_words = chart_words(arena, _("together %s"),
		    chart_rate(arena, out->level, NAN, NAN));
	return 0;
}

/* Blocks of one group stand together. */
static int
fill_curves(struct reading *in, struct fault *fault)
{
	const struct chart_block *blocks = in->blocks.blocks;
	struct arena *arena = in->source->arena;
	size_t n = in->blocks.n;

	in->curves = arena_alloc(arena, n * sizeof *in->curves);
	in->rows = arena_alloc(arena, n * sizeof *in->rows);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && strcmp(blocks[end].group,
		    blocks[i].group) == 0; )
			end++;
		if (fill_curve(in, blocks + i, end - i,
		    &in->curves[in->ncurves++], fault) != 0)
			return -1;
	}
	return 0;
}

/* The level's words stand over a panel; the only curve has them beside it,
   and at its last point on the line what that is. */
static void
set_words(const struct reading *in)
{
	struct arena *arena = in->source->arena;
	struct curve *curve = &in->curves[0];
	const struct curve_point *p;
	char range[TEXT_NUMBER] = "";

	for (size_t i = 0; in->ncurves > 1 && i < in->ncurves; i++) {
		in->curves[i].end = in->curves[i].level_words;
		in->curves[i].level_words = NULL;
	}
	if (in->ncurves > 1)
		return;
	curve->name = NULL;
	p = curve_last(curve, false);
	if (!p)
		return;
	/* True by definition, as the share of those who entered. */
	if (p->low < p->high)
		text_percent_range(p->low, p->high, range);
	curve->last = chart_rate(arena, p->y, NAN, NAN);
	curve->last_range = chart_words(arena, "%s", range);
}

/* Only what there is to see is explained. */
static const char *
method(const struct reading *in)
{
	bool picture = !in->source->text;
	struct arena *arena = in->source->arena;
	bool whole = in->seen[POINT_WHOLE];

	if (!whole && !in->seen[POINT_YOUNG])
		return chart_definition(in->table, "within") ?
		    _("By time of entry. Pale: so far, can still rise.") :
		    _("By time of entry. Pale: so far, can still rise; a "
		    "window (--within) makes cohorts comparable.");
	return chart_words(arena, "%s%s%s%s", chart_words(arena,
	    _("By time of entry, with %g%% interval."),
	    100 * chart_level(in->table)),
	    in->seen[POINT_YOUNG] ? _(" Hollow: not complete, open ones are "
	    "censored, not lost.") : "",
	    in->seen[POINT_SO_FAR] ? _(" Pale: so far, can still rise.") :
	    "", picture && whole ? _(" Dotted: complete ones together.") : "");
}

static const char *
about(const struct reading *in)
{
	struct arena *arena = in->source->arena;
	const char *n = chart_n(arena, in->all);
	const char *least = chart_n(arena, in->least);

	return in->ncohorts == 1 ?
	    chart_words(arena, _("n = %s entered in 1 cohort"), n) :
	    in->least == in->most ? chart_words(arena,
	    _("n = %s entered in %zu cohorts of %s"), n, (size_t)in->ncohorts,
	    least) : chart_words(arena, _("n = %s entered in %zu cohorts of "
	    "%s to %s"), n, (size_t)in->ncohorts, least,
	    chart_n(arena, in->most));
}

static const char *
rate_name(const struct reading *in, const char *stage)
{
	char days[TEXT_NUMBER];

	text_days(number_at(in->table, 0, CONVERT_EVENTUAL_DAYS), days);
	return in->seen[POINT_WHOLE] || in->seen[POINT_YOUNG] ?
	    chart_words(in->source->arena, _("Share of those who entered "
	    "that reaches %s within %s"), stage, days) :
	    chart_words(in->source->arena, _("Share of those who entered "
	    "that reached %s"), stage);
}

/* As bars, in a panel a group. */
static struct rows_chart
rows_of(const struct reading *in, const struct chart_frame *frame)
{
	struct rows_panel *panels = arena_alloc(in->source->arena,
	    in->ncurves * sizeof *panels);

	for (size_t i = 0; i < in->ncurves; i++)
		panels[i] = (struct rows_panel){ in->curves[i].name,
		    in->curves[i].end, in->curves[i].npoints };
	return (struct rows_chart){ .frame = *frame, .row = in->rows,
	    .nrows = in->nrows, .panel = panels, .npanels = in->ncurves };
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading in = { .source = s, .table = s->table,
	    .letters = letters_of(s->table) };

	if (chart_blocks_read(s, &in.blocks, fault) != 0 ||
	    chart_blocks_stage(s, &in.blocks, &in.stage, fault) != 0 ||
	    fill_curves(&in, fault) != 0)
		return -1;

	const char *stage = text_at(s->table, in.blocks.blocks[0].first +
	    in.stage - 1, CONVERT_STAGE);
	struct chart_frame frame = chart_frame_of(s, chart_words(s->arena,
	    _("Conversion to %s over time"), stage), method(&in), about(&in));

	set_words(&in);
	if (s->text) {
		out->rows = rows_of(&in, &frame);
		return 0;
	}
	out->engine = ENGINE_CURVES;
	out->curves = (struct curves_chart){
		.frame = frame, .kind = AXIS_DATES,
		.y_title = rate_name(&in, stage), .so_far = _("so far"),
		.curves = in.curves, .ncurves = in.ncurves, .together = 1,
	};
	return 0;
}

const struct chart_kind chart_kind_cohorts = {
	.name = "cohorts",
	.shows = "conversion over cohorts (--every)",
	.result = &convert_columns,
	.of = "convert",
	.columns = columns,
	.takes_end = true,
	.describe = describe,
};
