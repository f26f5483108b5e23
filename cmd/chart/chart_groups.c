/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The funnels of the groups of convert --by, side by side. */
#include <math.h>

#include "cmd/chart/chart.h"
#include "cmd/chart/chart_blocks.h"
#include "cmd/results/convert_columns.h"

static const int columns[] = { CONVERT_STEP, CONVERT_STAGE, CONVERT_ENTERED,
	CONVERT_OVERALL, CONVERT_OVERALL_LOW, CONVERT_OVERALL_HIGH, -1 };

static bool
fits(const struct table *table)
{
	size_t blocks = 0;

	for (size_t r = 0; r < table_rows(table); r++)
		blocks += number_at(table, r, CONVERT_STEP) == 1;
	return blocks > 1 && !table_has(table, CONVERT_COHORT);
}

/* The share of all at each stage: the total's, or a ratio of counts. */
static const double *
all_shares(const struct chart_source *s, const struct chart_blocks *b)
{
	double *all = arena_alloc(s->arena, b->nstages * sizeof *all);
	double *entered = arena_alloc(s->arena, b->nstages * sizeof *entered);

	for (size_t k = 0; k < b->nstages; k++) {
		for (size_t i = 0; i < b->n; i++)
			if (!b->blocks[i].total)
				entered[k] += number_at(s->table,
				    b->blocks[i].first + k, CONVERT_ENTERED);
		all[k] = entered[0] > 0 ? entered[k] / entered[0] : NAN;
	}
	return all;
}

/* The bars of a group; all: what everybody together reaches. */
static void
fill_rows(const struct chart_source *s, const struct chart_blocks *b,
    size_t group, const double *all, struct chart_row *rows)
{
	for (size_t k = 0; k < b->nstages; k++) {
		size_t row = b->blocks[group].first + k;
		double share = number_at(s->table, row, CONVERT_OVERALL);
		double low = number_at(s->table, row, CONVERT_OVERALL_LOW);
		double high = number_at(s->table, row, CONVERT_OVERALL_HIGH);
		bool certain = !(high > low);

		rows[k] = (struct chart_row){
			.shape = ROW_SHARE, .sign = ROW_CLEAR, .at = share,
			.low = low, .high = high, .from = NAN,
			.far = k > 0 ? all[k] : NAN,
			.cells = {
				[ROW_NAME] = text_at(s->table,
				    b->blocks[0].first + k, CONVERT_STAGE),
				[ROW_WORDS] = chart_rate(s->arena, share,
				    s->text && !certain ? low : NAN,
				    s->text && !certain ? high : NAN),
			},
		};
	}
}

/* The lowest group at the last stage, if its interval lies under those of
   all others; n: none does. */
static size_t
mark_lowest(struct chart_row *rows, const struct chart_blocks *b)
{
	struct chart_row *last = &rows[b->nstages - 1];
	size_t lowest = b->n, groups = 0;

	for (size_t i = 0; i < b->n; i++) {
		if (b->blocks[i].total || b->blocks[i].nameless)
			continue;
		groups++;
		if (lowest == b->n || last[i * b->nstages].at <
		    last[lowest * b->nstages].at)
			lowest = i;
	}
	for (size_t i = 0; i < b->n && lowest < b->n; i++)
		if (i != lowest && !b->blocks[i].total &&
		    !(last[lowest * b->nstages].high <
		    last[i * b->nstages].low))
			lowest = b->n;
	if (b->nstages < 2 || groups < 2)
		lowest = b->n;
	if (lowest < b->n)
		last[lowest * b->nstages].sign = ROW_WORST;
	return lowest;
}

static const char *
title(const struct chart_source *s, const struct chart_blocks *b,
    const struct chart_row *rows, size_t lowest)
{
	const struct chart_row *last = &rows[(lowest + 1) * b->nstages - 1];
	const char *found;

	if (lowest == b->n)
		return _("Funnel by group");
	found = chart_words(s->arena, _("Fewest reach %s in %s: %s"),
	    last->cells[ROW_NAME], b->blocks[lowest].group,
	    chart_rate(s->arena, last->at, last->low, last->high));
	return chart_title(s, found, _("Funnel by group"));
}

static struct chart_frame
frame_of(const struct chart_source *s, const struct chart_blocks *b,
    const struct chart_row *rows, size_t lowest)
{
	uint64_t entered = 0;
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		if (b->blocks[i].total)
			continue;
		n++;
		entered += count_at(s->table, b->blocks[i].first,
		    CONVERT_ENTERED);
	}
	const char *method = chart_words(s->arena, !s->text ?
	    _("Share that reaches each stage, with %g%% interval; the upright "
	    "line is all together.") : _("Share that reaches each stage, with "
	    "%g%% interval."), 100 * chart_level(s->table));
	if (lowest < b->n)
		method = chart_words(s->arena, _("%s Marked: the lowest, its "
		    "interval under all others."), method);
	return chart_frame_of(s, title(s, b, rows, lowest), method,
	    chart_words(s->arena, words_n("n = %s entered in %zu group",
	    "n = %s entered in %zu groups", n), chart_n(s->arena, entered),
	    n));
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct chart_blocks b;

	if (chart_blocks_read(s, &b, fault) != 0)
		return -1;
	struct chart_row *rows = arena_alloc(s->arena, b.n * b.nstages *
	    sizeof *rows);
	struct rows_panel *panels = arena_alloc(s->arena, b.n *
	    sizeof *panels);
	const double *all = all_shares(s, &b);
	for (size_t i = 0; i < b.n; i++) {
		fill_rows(s, &b, i, all, rows + i * b.nstages);
		panels[i] = (struct rows_panel){ b.blocks[i].group,
			chart_words(s->arena, _("n = %s"), chart_n(s->arena,
			    count_at(s->table, b.blocks[i].first,
			    CONVERT_ENTERED))), b.nstages };
	}
	size_t lowest = mark_lowest(rows, &b);
	out->rows = (struct rows_chart){
		.frame = frame_of(s, &b, rows, lowest), .full = 1,
		.row = rows, .nrows = b.n * b.nstages,
		.panel = panels, .npanels = b.n,
	};
	return 0;
}

const struct chart_kind chart_kind_groups = {
	.name = "groups",
	.shows = "the funnels of groups, side by side (--by)",
	.result = &convert_columns,
	.of = "convert",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
