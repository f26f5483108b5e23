/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_tiles.h"

#include <math.h>

#include "tests/unit/svg.h"

static const struct tiles_side across[] = { { "R1", "over 90" },
	{ "R2", "31–90" }, { "R3", "0–30" } };
static const struct tiles_side up[] = { { "F1", "1" }, { "F2", NULL } };

/* Two columns wide below, one above at the left, the rest at the right. */
static const struct tile tiles[] = {
	{ .left = 0, .right = 2, .low = 0, .high = 1, .name = "sleeping",
	    .lines = { "8 customers", "1% of money" }, .share = 0 },
	{ .left = 0, .right = 2, .low = 1, .high = 2, .name = "nobody here",
	    .lines = { "no customer" }, .share = NAN },
	{ .left = 2, .right = 3, .low = 0, .high = 2, .name = "champions, of "
	    "a name that is far too long for its narrow tile", .lines = {
	    "120 customers, 60%", "99% of money, 1,000,000,000,000 each, and "
	    "more than that" }, .share = 1 },
};
static const struct tiles_chart small = {
	.frame = { .title = "Segments", .subtitle = "Darker: more.",
	    .footer = "n = 128" },
	.columns = across, .ncolumns = 3, .rows = up, .nrows = 2,
	.rows_head = "Days bought", .columns_head = "Days ago",
	.tiles = tiles, .ntiles = 3,
};

static char *
draw(const struct tiles_chart *map, const char *name)
{
	struct chart chart = { 0 };
	struct fault fault = { 0 };
	int failed = chart_tiles(&chart, map, &fault);

	return svg_drawn(&chart, failed, &fault, name);
}

/* They fill the map, each with its gap; the strongest has the ramp's last
   stop, 0x08407E, and one of nobody an edge and paper in it. */
static void
tiles_fill_the_map(void **state)
{
	struct svg_box boxes[4];
	const char *at;
	char *svg;

	(void)state;
	skip_without_gnuplot();
	at = svg = draw(&small, "tiles-small");
	for (size_t i = 0; i < 4; i++)
		assert_true(svg_next_box(&at, &boxes[i]));
	assert_false(svg_next_box(&at, &(struct svg_box){ .left = 0 }));
	svg_expect_fill(boxes[0].fill, 241, 246, 251);
	svg_expect_fill(boxes[2].fill, 255, 255, 255);
	svg_expect_fill(boxes[3].fill, 8, 64, 126);
	assert_near(boxes[1].left, boxes[0].left, 1e-9);
	assert_near(boxes[1].right, boxes[0].right, 1e-9);
	assert_true(fabs(boxes[0].top - boxes[1].bottom - 4) < .2);
	assert_true(fabs(boxes[3].left - boxes[0].right - 4) < .2);
	assert_near(boxes[3].top, boxes[1].top, 1e-9);
	assert_near(boxes[3].bottom, boxes[0].bottom, 1e-9);
	assert_true(fabs((boxes[0].right - boxes[0].left) - 2 *
	    (boxes[3].right - boxes[3].left) - 4) < .3);
	free(svg);
}

/* At any size nothing is cut by the edge, nothing lies over another. */
static void
texts_are_readable(void **state)
{
	static const unsigned widths[] = { 0, 800, 2000 };

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < 3; i++) {
		struct tiles_chart map = small;
		char *svg;

		map.frame.width = widths[i];
		map.frame.height = i == 1 ? 300 : 0;
		svg = draw(&map, "tiles-readable");
		svg_expect_readable(svg);
		free(svg);
	}
}

static void
too_many_are_refused(void **state)
{
	struct tiles_chart map = small;
	struct chart chart = { 0 };
	struct fault fault = { 0 };

	(void)state;
	map.ncolumns = TILES_MOST + 1;
	assert_int_equal(chart_tiles(&chart, &map, &fault), -1);
	assert_string_equal(fault.sentence, "a map has 1 to 10 columns and "
	    "rows, not 11 and 2");
	chart_free(&chart);
}

/* A line a tile, never wider than the terminal. */
static void
text_has_a_line_a_tile(void **state)
{
	(void)state;
	for (unsigned width = 40; width <= 120; width += 20) {
		struct output *output = output_memory();
		struct terminal terminal = terminal_on(output, width, false);
		char *text;

		chart_tiles_terminal(&small, &terminal);
		text = collected(output);
		expect_width(text, width);
		assert_non_null(strstr(text, "\n░ sleeping"));
		assert_non_null(strstr(text, "\n  nobody here"));
		assert_non_null(strstr(text, "\n█ champ"));
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiles_fill_the_map),
		cmocka_unit_test(texts_are_readable),
		cmocka_unit_test(too_many_are_refused),
		cmocka_unit_test(text_has_a_line_a_tile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
