/* SPDX-License-Identifier: GPL-3.0-or-later */
/* value --rfm 5 --summary: segments over recency and frequency. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/models/rfm.h"
#include "cmd/chart/chart.h"
#include "cmd/results/value_columns.h"
#include "io/text/text.h"

static const int columns[] = { RFM_SUMMARY_SEGMENT, RFM_SUMMARY_N,
	RFM_SUMMARY_SHARE, RFM_SUMMARY_MONEY, -1 };

/* So few say nothing of what a customer brings: they are pale. */
enum { LEVELS = RFM_SEGMENT_LEVELS, FEW = 10 };

struct reading {
	const struct chart_source *source;
	uint64_t n;
	double money;
	double most;		/* money each, of the strongest segment */
	size_t strongest;	/* the row with most of the money */
	struct tile tiles[RFM_SEGMENTS];
	double cells[LEVELS * LEVELS];	/* customers, of the most */
};

/* The rows of the result are the segments, in their order. */
static bool
fits(const struct table *table)
{
	for (size_t i = 0; i < RFM_SEGMENTS && i < table_rows(table); i++) {
		const char *name = text_at(table, i, RFM_SUMMARY_SEGMENT);

		if (strcmp(name, rfm_segment_names[i]) != 0 &&
		    strcmp(name, _(rfm_segment_heads[i])) != 0)
			return false;
	}
	return table_rows(table) == RFM_SEGMENTS;
}

static double
each_of(const struct reading *r, size_t row)
{
	return number_at(r->source->table, row, RFM_SUMMARY_MONEY) /
	    (double)count_at(r->source->table, row, RFM_SUMMARY_N);
}

static void
add_up(struct reading *r)
{
	const struct table *t = r->source->table;

	for (size_t i = 0; i < RFM_SEGMENTS; i++) {
		double money = number_at(t, i, RFM_SUMMARY_MONEY);

		r->n += count_at(t, i, RFM_SUMMARY_N);
		r->money += money;
		if (count_at(t, i, RFM_SUMMARY_N) >= FEW)
			r->most = fmax(r->most, each_of(r, i));
		if (money > number_at(t, r->strongest, RFM_SUMMARY_MONEY))
			r->strongest = i;
	}
}

/* Where a segment lies: all cells of it, which are a rectangle. */
static void
place(struct tile *tile, enum rfm_segment segment)
{
	tile->left = tile->low = LEVELS;
	for (unsigned recency = 1; recency <= LEVELS; recency++)
		for (unsigned often = 1; often <= LEVELS; often++) {
			struct rfm_score score = { recency, often, 1 };

			if (rfm_segment_of(&score) != segment)
				continue;
			tile->left = tile->left < recency - 1 ? tile->left :
			    recency - 1;
			tile->right = recency;
			tile->low = tile->low < often - 1 ? tile->low :
			    often - 1;
			tile->high = tile->high > often ? tile->high : often;
		}
}

static void
put_tile(struct reading *r, size_t row)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	uint64_t n = count_at(t, row, RFM_SUMMARY_N);
	double money = number_at(t, row, RFM_SUMMARY_MONEY);
	struct tile *tile = &r->tiles[row];
	const char *share;
	char each[TEXT_NUMBER];

	place(tile, (enum rfm_segment)row);
	tile->name = _(rfm_segment_heads[row]);
	tile->share = NAN;
	tile->lines[0] = _("no customer");
	if (n == 0)
		return;
	text_amount(each_of(r, row), each);
	tile->share = n < FEW ? 0 : fmax(0, each_of(r, row) / r->most);
	share = chart_share(arena, (double)n / (double)r->n);
	tile->lines[0] = n == 1 ? chart_words(arena, _("1 customer, %s"),
	    share) : chart_words(arena, _("%s customers, %s"),
	    chart_n(arena, n), share);
	tile->lines[1] = chart_words(arena, _("%s of money, %s each"),
	    chart_share(arena, money / r->money), each);
}

/* Of a definition; NaN where it has no more. */
static void
read_numbers(const char *text, double *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *end = NULL;

		out[i] = text ? strtod(text, &end) : NAN;
		if (end == text)
			out[i] = NAN;
		text = end == text ? NULL : end + strspn(end, ", ");
	}
}

/* "3–4", of the whole numbers of a level from least on. */
static const char *
between(const struct reading *r, const double *cuts, size_t level,
    double least)
{
	struct arena *arena = r->source->arena;
	double from = level > 0 ? floor(cuts[level - 1]) + 1 : least;

	if (level == LEVELS - 1)
		return chart_words(arena, _("%.0f and more"), from);
	if (from > cuts[level])
		return _("nobody");
	return from == floor(cuts[level]) ? chart_words(arena, "%.0f",
	    from) : chart_words(arena, "%.0f–%.0f", from,
	    floor(cuts[level]));
}

/* False where the definition does not tell them. */
static bool
read_cells(struct reading *r)
{
	double most = 0;

	read_numbers(chart_definition(r->source->table, "cells"), r->cells,
	    LEVELS * LEVELS);
	for (size_t i = 0; i < LEVELS * LEVELS; i++) {
		if (!(r->cells[i] >= 0))
			return false;
		most = fmax(most, r->cells[i]);
	}
	for (size_t i = 0; i < LEVELS * LEVELS; i++)
		r->cells[i] /= most;
	return most > 0;
}

static void
put_sides(const struct reading *r, struct tiles_side *across,
    struct tiles_side *up)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;
	double recency[LEVELS - 1], often[LEVELS - 1];

	read_numbers(chart_definition(t, "recency_cuts_days"), recency,
	    LEVELS - 1);
	read_numbers(chart_definition(t, "frequency_cuts"), often,
	    LEVELS - 1);
	for (size_t i = 0; i < LEVELS; i++) {
		across[i].name = chart_words(arena, "R%zu", i + 1);
		up[i].name = chart_words(arena, "F%zu", i + 1);
		if (!isnan(recency[0]))
			across[i].note = between(r, recency,
			    LEVELS - 1 - i, 0);
		if (!isnan(often[0]))
			up[i].note = between(r, often, i, 1);
	}
}

static const char *
title(const struct reading *r)
{
	const struct table *t = r->source->table;
	struct arena *arena = r->source->arena;

	const char *topic =
	    _("Customers by how recently and how often they bought");

	if (!(r->money > 0))
		return topic;
	return chart_title(r->source, chart_words(arena,
	    _("%s of the money is from %s, "
	    "%s of customers"), chart_share(arena, number_at(t,
	    r->strongest, RFM_SUMMARY_MONEY) / r->money),
	    _(rfm_segment_heads[r->strongest]), chart_share(arena,
	    (double)count_at(t, r->strongest, RFM_SUMMARY_N) /
	    (double)r->n)), topic);
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct reading *r = arena_alloc(s->arena, sizeof *r);
	struct tiles_side *across = arena_alloc(s->arena, LEVELS *
	    sizeof *across), *up = arena_alloc(s->arena, LEVELS *
	    sizeof *up);

	*r = (struct reading){ .source = s };
	add_up(r);
	if (r->n == 0)
		return fault_set(fault, FAULT_INPUT, "holds no customer");
	for (size_t i = 0; i < RFM_SEGMENTS; i++)
		put_tile(r, i);
	put_sides(r, across, up);
	bool dots = read_cells(r);

	out->engine = ENGINE_TILES;
	out->tiles = (struct tiles_chart){
		.frame = chart_frame_of(s, title(r), chart_words(s->arena,
		    "%s%s", _("Customers by how recently (across) and how "
		    "often (up) they bought; 5 is best. Stronger colour: a "
		    "customer brought more."), dots && !s->text ?
		    _(" Dots: customers of the cell.") : ""),
		    chart_words(s->arena, _("n = %s customers"),
		    chart_n(s->arena, r->n))),
		.columns = across, .ncolumns = LEVELS,
		.rows = up, .nrows = LEVELS,
		.rows_head = _("Days bought"),
		.columns_head = _("Days since the last purchase"),
		.tiles = r->tiles, .ntiles = RFM_SEGMENTS,
		.dots = dots ? r->cells : NULL,
	};
	return 0;
}

const struct chart_kind chart_kind_rfm = {
	.name = "rfm",
	.shows = N_("customers in segments by recency and frequency"),
	.result = &rfm_summary_columns,
	.of = "value --rfm 5 --summary",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
