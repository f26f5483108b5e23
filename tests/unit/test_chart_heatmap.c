/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_heatmap.h"

#include <math.h>

#include "tests/unit/svg.h"

#define UNKNOWN NAN

static const char *const months[] = { "0", "1", "2" };
static const struct heat_row triangle[] = {
	{ .name = "2024-01", .size = "1,204",
	    .rates = (double[]){ 0, 0.4, 0.05 } },
	{ .name = "2024-02", .size = "980",
	    .rates = (double[]){ 0.2, 0.301, UNKNOWN } },
	{ .name = "2024-03", .size = "41",
	    .rates = (double[]){ UNKNOWN, UNKNOWN, UNKNOWN } },
	{ .name = "All", .size = "2,225", .pooled = true,
	    .rates = (double[]){ 0.0922, 0.3556, 0.05 },
	    .notes = (const char *[]){ "8.0–10.6", "33.5–37.6", "3.9–6.4" } },
};
static const struct heatmap_chart small = {
	.frame = { .title = "Retention", .subtitle = "Empty: the future.",
	    .footer = "n = 2,225" },
	.name_head = "Cohort", .size_head = "Customers",
	.columns_head = "Months since the start",
	.columns = months, .ncolumns = 3, .rows = triangle, .nrows = 4,
};

static char *
draw(const struct heatmap_chart *heatmap, const char *name)
{
	struct chart chart = { 0 };
	struct fault fault = { 0 };
	int failed = chart_heatmap(&chart, heatmap, &fault);

	return svg_drawn(&chart, failed, &fault, name);
}

/*
 * The largest rate is 0.4: that is where the scale ends, so its cell has
 * the last stop of the ramp, 0x08407E; 0 the first, 0xF1F6FB.  0.2 is half
 * way from the third stop to the fourth, 0xA3C9E6 and 0x5BA3D0.
 */
static void
colours_follow_the_rates(void **state)
{
	static const struct { int cell, red, green, blue; } expected[] = {
		{ 0, 241, 246, 251 }, { 1, 8, 64, 126 }, { 3, 127, 182, 219 },
	};
	struct svg_box cells[8];

	(void)state;
	skip_without_gnuplot();

	char *svg = draw(&small, "heat-small");
	const char *at = svg;
	struct svg_box scale;

	/* Eight of the twelve are known: the others have no box at all. */
	for (size_t i = 0; i < 8; i++)
		assert_true(svg_next_box(&at, &cells[i]));
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
		svg_expect_fill(cells[expected[i].cell].fill, expected[i].red,
		    expected[i].green, expected[i].blue);
	assert_near(cells[4].left, cells[1].left, 1e-9);
	assert_near(cells[7].right, cells[2].right, 1e-9);
	/* What follows is the scale at the right. */
	while (svg_next_box(&at, &scale))
		assert_true(scale.left > cells[2].right);
	free(svg);
}

/* An orange box behind the one cell, wider by a frame on each side. */
static void
a_frame_stands_around_its_cell(void **state)
{
	const struct heat_row row = { .name = "proposal",
	    .rates = (double[]){ 0.2, 0.3, 0.4 },
	    .framed = (bool[]){ false, true, false } };
	struct heatmap_chart framed = small;
	struct svg_box boxes[4];

	(void)state;
	skip_without_gnuplot();
	framed.rows = &row;
	framed.nrows = 1;

	char *svg = draw(&framed, "heat-framed");
	const char *at = svg;

	for (size_t i = 0; i < 4; i++)
		assert_true(svg_next_box(&at, &boxes[i]));
	svg_expect_fill(boxes[1].fill, 213, 94, 0);
	assert_near(boxes[2].left - boxes[1].left, 2, 1e-6);
	assert_near(boxes[1].right - boxes[2].right, 2, 1e-6);
	assert_true(boxes[1].left > boxes[0].right);
	svg_expect_readable(svg);
	free(svg);
}

/* Their numbers are small and muted, and no colour tells how large. */
static void
cells_of_few_fade(void **state)
{
	const struct heat_row row = { .name = "won",
	    .rates = (double[]){ 0.2, 0.9, 0.4 },
	    .few = (bool[]){ false, true, false } };
	struct heatmap_chart faded = small;
	struct svg_text many, few;
	struct svg_box boxes[3];

	(void)state;
	skip_without_gnuplot();
	faded.rows = &row;
	faded.nrows = 1;

	char *svg = draw(&faded, "heat-few");
	const char *at = svg;

	for (size_t i = 0; i < 3; i++)
		assert_true(svg_next_box(&at, &boxes[i]));
	/* The palest of the ramp; the scale ends at 40 %, not at 90. */
	svg_expect_fill(boxes[1].fill, 241, 246, 251);
	svg_expect_fill(boxes[2].fill, 8, 64, 126);
	assert_true(svg_find_text(svg, "40.0%", &many));
	assert_true(svg_find_text(svg, "90.0%", &few));
	assert_true(few.size < many.size);
	assert_string_equal(few.fill, "87,96,106");
	svg_expect_readable(svg);
	free(svg);
}

static void
zero_is_written_and_the_future_is_empty(void **state)
{
	struct svg_text text;
	size_t cells = 0;

	(void)state;
	skip_without_gnuplot();

	char *svg = draw(&small, "heat-small");

	for (const char *at = svg; svg_next_text(&at, &text);)
		cells += strstr(text.text, ".") != NULL &&
		    strchr(text.text, '%') != NULL;
	assert_int_equal(cells, 8);
	assert_true(svg_find_text(svg, "0.0%", &text));
	/* Ink on the pale cell of 0, paper on the dark one of 40%. */
	assert_string_equal(text.fill, "36,41,47");
	assert_true(svg_find_text(svg, "40.0%", &text));
	assert_string_equal(text.fill, "255,255,255");
	/* The pooled row says its intervals where they fit. */
	assert_true(svg_find_text(svg, "33.5–37.6", &text));
	free(svg);
}

static void
scales_end_at_round_numbers(void **state)
{
	static const struct {
		double rates[4], end;
		bool beyond;
	} cases[] = {
		{ { 0.12, 0.05, 0, UNKNOWN }, 0.2, false },
		{ { 0.004, 0.001, 0, 0 }, 0.01, false },
		{ { 0.51, 0.2, 0.1, 0.3 }, 0.6, false },
		{ { UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN }, 1, false },
		/* 100% by construction says nothing of the rest. */
		{ { 1, 0.41, 0.3, 0.2 }, 0.5, true },
		{ { 1, 1, 1, 1 }, 1, false },
		{ { 0.9, 0.95, 0.92, 0.99 }, 1, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct heat_row row = { .rates = cases[i].rates };
		struct heatmap_chart heatmap = { .rows = &row, .nrows = 1,
		    .ncolumns = 4 };
		struct heat_scale scale = heat_scale(&heatmap);

		assert_near(scale.end, cases[i].end, 1e-12);
		assert_int_equal(scale.beyond, cases[i].beyond);
	}
}

/* Twenty cohorts, one of them sticking out; a first month above the rest. */
static void
a_scale_holds_every_column(void **state)
{
	enum { ROWS = 20, COLUMNS = 13 };
	static double rates[ROWS][COLUMNS];
	struct heat_row rows[ROWS] = { { 0 } };
	struct heatmap_chart heatmap = { .rows = rows, .nrows = ROWS,
	    .ncolumns = COLUMNS };

	(void)state;
	for (size_t r = 0; r < ROWS; r++) {
		for (size_t c = 0; c < COLUMNS; c++)
			rates[r][c] = c == 1 ? 0.25 + 0.005 * (double)r : 0.04;
		rows[r].rates = rates[r];
	}
	struct heat_scale scale = heat_scale(&heatmap);
	assert_near(scale.end, 0.4, 1e-12);
	assert_false(scale.beyond);
	rates[7][5] = 0.93;
	scale = heat_scale(&heatmap);
	assert_near(scale.end, 0.4, 1e-12);
	assert_true(scale.beyond);
}

enum { MOST_COLUMNS = 120, MOST_ROWS = 200 };

/* A triangle of any size, with names as they come. */
static char *
draw_sized(size_t nrows, size_t ncolumns, const char *long_name,
    unsigned width, enum chart_theme theme)
{
	static double rates[MOST_ROWS][MOST_COLUMNS];
	static char names[MOST_ROWS][400], heads[MOST_COLUMNS][24];
	static const char *columns[MOST_COLUMNS];
	static struct heat_row rows[MOST_ROWS];
	char name[64];

	for (size_t c = 0; c < ncolumns; c++) {
		snprintf(heads[c], sizeof heads[c], "%zu", c);
		columns[c] = heads[c];
	}
	for (size_t r = 0; r < nrows; r++) {
		snprintf(names[r], sizeof names[r], "%s%zu", long_name, r);
		for (size_t c = 0; c < ncolumns; c++)
			rates[r][c] = r + c < nrows || nrows == 1 ?
			    1 / (1. + (double)c) * (0.3 + 0.01 *
			    (double)(r % 50)) : UNKNOWN;
		rows[r] = (struct heat_row){ .name = names[r],
		    .size = "12,345", .rates = rates[r],
		    .pooled = nrows > 1 && r + 1 == nrows };
	}
	snprintf(name, sizeof name, "heat-%zux%zu-%zu-%u-%d", nrows, ncolumns,
	    strlen(long_name), width, theme);
	return draw(&(struct heatmap_chart){
		.frame = { .title = long_name, .subtitle = long_name,
		    .footer = long_name, .width = width, .theme = theme },
		.name_head = long_name, .size_head = "Customers",
		.columns_head = long_name, .columns = columns,
		.ncolumns = ncolumns, .rows = rows, .nrows = nrows,
	}, name);
}

static const char sixty[] =
    "a name of sixty letters, as people give to their own segments";
static const char chinese[] = "华东大区重点客户以及渠道合作伙伴二〇二四年第一季度";
static const char hostile[] = "`id`$(id)\"';!{/=9 x}_^|<b>&amp;\x1b[1m%s\n";

static void
every_size_is_readable(void **state)
{
	static const size_t sizes[][2] = { { 1, 1 }, { 1, 25 }, { 2, 2 },
	    { 13, 13 }, { 25, 25 }, { 60, 91 }, { 200, 120 } };
	static const char *const names[] = { "", sixty, chinese, hostile };

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
			char *svg;

			/* The widest has more texts than are worth a look. */
			if (sizes[i][0] > 25 && k > 0)
				continue;
			svg = draw_sized(sizes[i][0], sizes[i][1], names[k],
			    k == 1 ? 800 : 0, (enum chart_theme)(k % 3));
			svg_expect_readable(svg);
			free(svg);
		}
}

static void
sizes_that_cannot_be_read_are_faults(void **state)
{
	struct heatmap_chart heatmap = small;
	struct chart chart = { 0 };
	struct fault fault = { 0 };

	(void)state;
	heatmap.nrows = 0;
	assert_int_equal(chart_heatmap(&chart, &heatmap, &fault), -1);
	heatmap.nrows = 201;
	assert_int_equal(chart_heatmap(&chart, &heatmap, &fault), -1);
	assert_string_equal(fault.sentence,
	    "a heat map shows 1 to 200 rows, not 201");
	heatmap = small;
	heatmap.ncolumns = 121;
	assert_int_equal(chart_heatmap(&chart, &heatmap, &fault), -1);
	assert_string_equal(fault.sentence,
	    "a heat map shows 1 to 120 columns, not 121");
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	chart_free(&chart);
}

static char *
print(const struct heatmap_chart *heatmap, unsigned width)
{
	struct output *output = output_memory();
	struct terminal terminal = terminal_on(output, width, false);

	chart_heatmap_terminal(heatmap, &terminal);
	return collected(output);
}

/* Shades by quarters of the scale to 40%: 0, 40, 5; 20, 30.1; 9, 36, 5. */
static void
a_terminal_has_shades_and_numbers(void **state)
{
	static const char expected[] =
	    "Retention\n"
	    "Empty: the future.\n"
	    "\n"
	    "                    Months since the start\n"
	    "Cohort   Customers      0     1     2\n"
	    "2024-01      1,204  ·  0% █ 40% ░  5%\n"
	    "2024-02        980  ▓ 20% █ 30%\n"
	    "2024-03         41\n"
	    "\n"
	    "All          2,225  ░  9% █ 36% ░  5%\n"
	    "\n"
	    "n = 2,225\n";
	char *text = print(&small, 80);

	(void)state;
	assert_string_equal(text, expected);
	free(text);
	for (unsigned width = 40; width <= 120; width += 8) {
		text = print(&small, width);
		expect_width(text, width);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colours_follow_the_rates),
		cmocka_unit_test(a_frame_stands_around_its_cell),
		cmocka_unit_test(cells_of_few_fade),
		cmocka_unit_test(zero_is_written_and_the_future_is_empty),
		cmocka_unit_test(scales_end_at_round_numbers),
		cmocka_unit_test(a_scale_holds_every_column),
		cmocka_unit_test(every_size_is_readable),
		cmocka_unit_test(sizes_that_cannot_be_read_are_faults),
		cmocka_unit_test(a_terminal_has_shades_and_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
