/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of segment: each one's rate or number with its interval. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/chart/chart_segment.h"
#include "cmd/results/segment_columns.h"
#include "io/text/text.h"

static const int columns[] = { SEGMENT_N, SEGMENT_K, SEGMENT_DIFF, SEGMENT_P,
	SEGMENT_Q, -1 };

struct reading {
	const struct chart_source *source;
	bool rate;		/* else a number */
	bool tested;		/* someone has a q */
	bool shrunk;		/* rates are drawn together, and ranked */
	struct chart_row *rows;
	size_t nrows, ngroups;
	double most;		/* n of the largest group */
	double target;		/* of --target, or NaN */
	uint64_t n, k;		/* of all groups */
};

static bool
fits(const struct table *table)
{
	return segment_groups_of(table) > 0 && segment_estimate(table) >= 0;
}

static const char *
number_words(struct arena *arena, double number, double low, double high)
{
	char text[3][TEXT_NUMBER];

	text_estimate(number, low, high, text[0], text[1], text[2]);
	return isnan(low) || isnan(high) ? chart_words(arena, "%s", text[0]) :
	    chart_words(arena, _("%s (%s to %s)"), text[0], text[1], text[2]);
}

/* Higher or lower than the others or the target, if that is no chance. */
static enum row_sign
sign_of(const struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	double q = number_at(t, row, SEGMENT_Q);

	if (!(q < 1 - chart_level(t)))
		return ROW_PLAIN;
	return number_at(t, row, SEGMENT_DIFF) < 0 ? ROW_WORST : ROW_CLEAR;
}

/* All of them together are what they are: only groups are shrunk. */
static bool
is_shrunk(const struct reading *r, size_t row)
{
	return r->shrunk && !isnan(number_at(r->source->table, row,
	    SEGMENT_SHRUNK));
}

static struct chart_row
row_of(const struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	size_t own = (size_t)segment_estimate(t);
	bool shrunk = is_shrunk(r, row);
	size_t column = shrunk ? SEGMENT_SHRUNK : own;
	double raw = number_at(t, row, own);
	double at = number_at(t, row, column);
	double low = number_at(t, row, column + 1);
	double high = number_at(t, row, column + 2);
	bool total = segment_is_total(t, row);
	char q[TEXT_NUMBER];

	text_p(number_at(t, row, SEGMENT_Q), q);
	return (struct chart_row){
		.shape = total ? ROW_TOTAL : ROW_ESTIMATE,
		.sign = sign_of(r, row),
		.cells = {
			[ROW_NAME] = chart_keys(r->source, row,
			    segment_groups_of(t)),
			[ROW_COUNT] = chart_n(arena, count_at(t, row,
			    SEGMENT_N)),
			[ROW_SECOND] = chart_n(arena, count_at(t, row,
			    SEGMENT_K)),
			[ROW_WORDS] = r->rate ? chart_rate(arena, at, low,
			    high) : number_words(arena, at, low, high),
			[ROW_MORE] = r->shrunk ? chart_rate(arena, raw, NAN,
			    NAN) : NULL,
			[ROW_Q] = r->tested ? chart_words(arena, "%s", q) :
			    NULL,
		},
		.at = at, .from = shrunk ? raw : NAN, .low = low,
		.high = high,
		.weight = number_at(t, row, SEGMENT_N) / r->most,
	};
}

/* A row, and what it is placed by: a low rank, or a high estimate. */
struct placed {
	struct chart_row row;
	double key;
};

/* Without a key last. */
static int
compare_rows(const void *one, const void *other)
{
	const struct placed *a = one, *b = other;
	int none = isnan(a->key) - isnan(b->key);

	if (none)
		return none;
	if (a->key != b->key && !isnan(a->key))
		return a->key < b->key ? -1 : 1;
	return strcmp(a->row.cells[ROW_NAME], b->row.cells[ROW_NAME]);
}

static struct placed
placed_of(const struct reading *r, size_t row)
{
	struct chart_row this = row_of(r, row);

	return (struct placed){ this, is_shrunk(r, row) ? number_at(
	    r->source->table, row, SEGMENT_RANK) : -this.at };
}

/* Groups first, in an order; behind them what has no value, then all. */
static int
place_of(const struct table *t, size_t row)
{
	return segment_is_total(t, row) ? 2 :
	    run_is_marker(t, row, SEGMENT_GROUP, "(none)");
}

static void
read_rows(struct reading *r)
{
	const struct table *t = r->source->table;
	size_t rows = table_rows(t), ranked = 0;
	struct placed *placed = arena_alloc(r->source->arena,
	    rows * sizeof *placed);

	r->rows = arena_alloc(r->source->arena, rows * sizeof *r->rows);
	for (size_t i = 0; i < rows; i++) {
		r->tested |= !isnan(number_at(t, i, SEGMENT_Q));
		if (segment_is_total(t, i))
			continue;
		r->ngroups++;
		r->most = fmax(r->most, number_at(t, i, SEGMENT_N));
	}
	for (int place = 0; place <= 2; place++) {
		for (size_t i = 0; i < rows; i++)
			if (place_of(t, i) == place)
				placed[r->nrows++] = placed_of(r, i);
		ranked = place ? ranked : r->nrows;
	}
	/* Bins and scores have an order of their own. */
	if (!chart_definition(t, "bin") && !chart_definition(t, "rfm"))
		qsort(placed, ranked, sizeof *placed, compare_rows);
	for (size_t i = 0; i < rows; i++)
		r->rows[i] = placed[i].row;
	segment_sum(t, &r->n, &r->k);
}

/* A format of the column and of the groups. */
static const char *
stat_words(const struct reading *r)
{
	static const struct { const char *stat, *words; } titles[] = {
		{ "mean", N_("Mean of %s, by %s") },
		{ "median", N_("Median of %s, by %s") },
		{ "sum", N_("Sum of %s, by %s") },
		{ "nps", N_("Net promoter score of %s, by %s") },
		{ "csat", N_("Share that is satisfied (%s), by %s") },
	};
	const char *stat = chart_definition(r->source->table, "stat");

	for (size_t i = 0; stat && i < sizeof titles / sizeof titles[0]; i++)
		if (strcmp(stat, titles[i].stat) == 0)
			return _(titles[i].words);
	return _(titles[0].words);
}

static const char *
title(const struct reading *r)
{
	const struct table *t = r->source->table;
	const char *measure = chart_definition(t, "measure");

	return segment_finding(r->source, measure ? chart_words(
	    r->source->arena, stat_words(r), measure, chart_heads(r->source,
	    segment_groups_of(t))) : segment_topic(r->source));
}

/* A format of the level. */
static const char *
what_is_shown(const struct reading *r)
{
	if (r->shrunk)
		return _("Rates drawn towards all, small groups more, with "
		    "their %g%% intervals; a ring is the rate as counted. By "
		    "expected rank.");
	if (!r->rate)
		return _("Each group's number with its %g%% interval.");
	if (!isnan(r->target))
		return _("Each group's rate with its %g%% interval; the line "
		    "is the target.");
	return segment_is_whole(r->source->table) ?
	    _("Each group's rate with its %g%% interval; the line is all "
	    "groups together.") :
	    _("Each group's rate with its %g%% interval; the line is these "
	    "groups together.");
}

static const char *
method(const struct reading *r)
{
	struct arena *arena = r->source->arena;
	double level = chart_level(r->source->table);
	const char *what = chart_words(arena, what_is_shown(r), 100 * level);

	return chart_words(arena, !r->tested ? _("%s Not tested.") :
	    isnan(r->target) ?
	    _("%s Filled: unlike all the others (q < %g); %s: lower.") :
	    _("%s Filled: not the target (q < %g); %s: lower."), what,
	    1 - level, chart_strong(r->source));
}

/* As segment defines its tests where some are open, with how many. */
static const char untested[] = "none while ";

static const char *
about(const struct reading *r)
{
	const char *tests = chart_definition(r->source->table, "tests");
	struct arena *arena = r->source->arena;
	const char *n = segment_n(r->source, r->n, r->ngroups);
	const char *by = tests ? strstr(tests, ", q by ") : NULL;

	if (by && r->source->tests)
		return chart_words(arena, _("%s · q: corrected for all tests "
		    "of the report, %zu"), n, r->source->tests);
	if (by)
		return chart_words(arena, _("%s · tests: %.*s, q by %s"), n,
		    (int)(by - tests), tests, by + strlen(", q by "));
	/* That there are none is said above, and here why. */
	return tests && strncmp(tests, untested, strlen(untested)) == 0 ?
	    chart_words(arena, _("%s · still open: %s"), n, chart_n(arena,
	    strtoull(tests + strlen(untested), NULL, 10))) : n;
}

/* The target, or all groups: the total's row, or what they add up to. */
static double
reference(const struct reading *r)
{
	if (!isnan(r->target))
		return r->target;
	for (size_t i = 0; i < r->nrows; i++)
		if (r->rows[i].shape == ROW_TOTAL)
			return r->rows[i].at;
	return r->rate && r->n > 0 ? (double)r->k / (double)r->n : NAN;
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading r = { .source = s, .rate = segment_is_rate(s->table),
	    .target = segment_target(s->table) };

	(void)fault;
	r.shrunk = r.rate && table_has(s->table, SEGMENT_SHRUNK) &&
	    table_has(s->table, SEGMENT_RANK);
	read_rows(&r);
	struct arena *arena = s->arena;
	double line = reference(&r), level = 100 * chart_level(s->table);
	const char *goal = chart_definition(s->table, "goal"), *at = r.rate ?
	    chart_rate(arena, line, NAN, NAN) :
	    number_words(arena, line, NAN, NAN);
	out->rows = (struct rows_chart){
		.frame = chart_frame_of(s, title(&r), method(&r), about(&r)),
		.kind = r.rate ? AXIS_PERCENT : AXIS_LINEAR,
		.heads = {
			[ROW_NAME] = chart_heads(s, segment_groups_of(
			    s->table)),
			[ROW_COUNT] = _("Entities"),
			[ROW_SECOND] = !r.rate ? _("answers") : goal ? goal :
			    _("got there"),
			[ROW_WORDS] = chart_words(arena, r.shrunk ?
			    _("Shrunk (%g%%)") : r.rate ?
			    _("Rate (%g%%)") : _("Number (%g%%)"), level),
			[ROW_MORE] = r.shrunk ? _("counted") : NULL,
			[ROW_Q] = r.tested ? "q" : NULL,
		},
		.reference = line,
		.reference_words = isnan(line) ? NULL : isnan(r.target) ?
		    segment_reference(s, at) :
		    chart_words(arena, _("target %s"), at),
		.row = r.rows, .nrows = r.nrows,
	};
	return 0;
}

const struct chart_kind chart_kind_forest = {
	.name = "forest",
	.shows = N_("groups with their intervals, against all"),
	.result = &segment_columns,
	.of = "segment",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
