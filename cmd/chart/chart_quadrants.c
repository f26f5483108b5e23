/* SPDX-License-Identifier: GPL-3.0-or-later */
/* value --length: customers by how long they stay and what they bring. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/fold/purchases_relations.h"
#include "cmd/chart/chart.h"
#include "cmd/results/value_columns.h"
#include "io/text/text.h"

static const int columns[] = { RELATION_QUADRANT, RELATION_N,
	RELATION_PROFIT, RELATION_PROFIT_SHARE, RELATION_MEAN_PROFIT,
	RELATION_MEAN_LENGTH, -1 };

static bool
fits(const struct table *table)
{
	for (size_t i = 0; i < RELATION_QUADRANTS && i < table_rows(table);
	    i++) {
		const char *name = text_at(table, i, RELATION_QUADRANT);

		if (strcmp(name, relation_names[i]) != 0 &&
		    strcmp(name, _(relation_heads[i])) != 0)
			return false;
	}
	return table_rows(table) == RELATION_QUADRANTS;
}

/* Long at the right, high above. */
static struct tile
tile_of(const struct chart_source *s, size_t row, uint64_t customers,
    double most)
{
	const struct table *t = s->table;
	bool lasts = row == RELATION_TRUE_FRIENDS ||
	    row == RELATION_BARNACLES;
	bool high = row == RELATION_TRUE_FRIENDS ||
	    row == RELATION_BUTTERFLIES;
	double each = number_at(t, row, RELATION_MEAN_PROFIT);
	uint64_t n = count_at(t, row, RELATION_N);
	struct tile tile = { .left = lasts, .right = lasts + 1, .low = high,
		.high = high + 1, .name = _(relation_heads[row]),
		.share = NAN, .lines = { _("no customer") } };
	char amount[TEXT_NUMBER], days[TEXT_NUMBER];

	if (n == 0)
		return tile;
	text_amount(each, amount);
	text_days(number_at(t, row, RELATION_MEAN_LENGTH), days);
	tile.share = most > 0 ? fmax(0, each / most) : 0;
	tile.lines[0] = chart_words(s->arena, _("%s customers, %s; %s "
	    "long"), chart_n(s->arena, n), chart_share(s->arena,
	    (double)n / (double)customers), days);
	tile.lines[1] = chart_words(s->arena, _("%s of profit, %s each"),
	    chart_share(s->arena, number_at(t, row, RELATION_PROFIT_SHARE)),
	    amount);
	return tile;
}

/* "over 34 d", "up to 34 d" */
static void
put_sides(const struct chart_source *s, struct tiles_side *across,
    struct tiles_side *up)
{
	const char *days = chart_definition(s->table, "median_length_days");
	const char *profit = chart_definition(s->table, "median_profit");
	char text[2][TEXT_NUMBER];

	for (size_t i = 0; i < 2; i++) {
		across[i].name = i ? _("long") : _("short");
		up[i].name = i ? _("high profit") : _("low profit");
		if (days) {
			text_days(strtod(days, NULL), text[0]);
			across[i].note = chart_words(s->arena, i ?
			    _("over %s") : strtod(days, NULL) > 0 ?
			    _("up to %s") : "%s", text[0]);
		}
		if (profit) {
			text_amount(strtod(profit, NULL), text[1]);
			up[i].note = chart_words(s->arena, i ?
			    _("over %s") : _("up to %s"), text[1]);
		}
	}
}

static const char *
title(const struct chart_source *s, uint64_t customers)
{
	double profit = number_at(s->table, RELATION_TRUE_FRIENDS,
	    RELATION_PROFIT_SHARE);

	const char *topic = _("Long relations and profitable ones");

	if (isnan(profit))
		return topic;
	return chart_title(s, chart_words(s->arena, _("%s of customers are "
	    "long and profitable: %s of the profit"), chart_rate(s->arena,
	    (double)count_at(s->table, RELATION_TRUE_FRIENDS, RELATION_N) /
	    (double)customers, NAN, NAN), chart_rate(s->arena, profit, NAN,
	    NAN)), topic);
}

static int
describe(const struct chart_source *s, struct chart_drawing *out,
    struct fault *fault)
{
	struct tiles_side *sides = arena_alloc(s->arena, 4 * sizeof *sides);
	struct tile *tiles = arena_alloc(s->arena, RELATION_QUADRANTS *
	    sizeof *tiles);
	uint64_t n = 0;
	double most = 0;

	for (size_t i = 0; i < RELATION_QUADRANTS; i++) {
		n += count_at(s->table, i, RELATION_N);
		most = fmax(most, number_at(s->table, i,
		    RELATION_MEAN_PROFIT));
	}
	if (n == 0)
		return fault_set(fault, FAULT_INPUT, "holds no customer");
	for (size_t i = 0; i < RELATION_QUADRANTS; i++)
		tiles[i] = tile_of(s, i, n, most);
	put_sides(s, sides, sides + 2);
	out->engine = ENGINE_TILES;
	out->tiles = (struct tiles_chart){
		.frame = chart_frame_of(s, title(s, n), _("All customers "
		    "for the same time, cut at the medians. Stronger "
		    "colour: a customer brought more. Who bought once has no "
		    "length."),
		    chart_words(s->arena, _("n = %s customers"),
		    chart_n(s->arena, n))),
		.columns = sides, .ncolumns = 2,
		.rows = sides + 2, .nrows = 2,
		.tiles = tiles, .ntiles = RELATION_QUADRANTS,
	};
	return 0;
}

const struct chart_kind chart_kind_quadrants = {
	.name = "quadrants",
	.shows = N_("long relations and profitable ones"),
	.result = &relation_columns,
	.of = "value --length 1y",
	.columns = columns,
	.fits = fits,
	.describe = describe,
};
