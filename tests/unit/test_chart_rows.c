/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_rows.h"

#include <math.h>

#include "tests/unit/svg.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

/* Names, counts and words of a row. */
#define CELLS(name, count, second, words, q) { [ROW_NAME] = name, \
	[ROW_COUNT] = count, [ROW_SECOND] = second, [ROW_WORDS] = words, \
	[ROW_Q] = q }

static const struct chart_row groups[] = {
	{ .shape = ROW_ESTIMATE, .sign = ROW_CLEAR, .cells = CELLS("Referral",
	    "2,204", "597", "27.0% (25.0–29.0)", "0.0010"), .at = 0.27,
	    .low = 0.25, .high = 0.29, .from = NAN, .weight = 1 },
	{ .shape = ROW_ESTIMATE, .cells = CELLS("Web", "148", "34",
	    "23.0% (21.0–25.0)", "0.4100"), .at = 0.23, .low = 0.21,
	    .high = 0.25, .from = NAN, .weight = 0.06 },
	{ .shape = ROW_ESTIMATE, .sign = ROW_WORST, .cells = CELLS("Phone",
	    "2,310", "416", "18.0% (16.0–20.0)", "<0.0001"), .at = 0.18,
	    .low = 0.16, .high = 0.2, .from = NAN, .weight = 1 },
	/* Ten times as long as the others: its ends are beyond the axis. */
	{ .shape = ROW_ESTIMATE, .cells = CELLS("Fax", "3", "1",
	    "22.0% (5.0–70.0)", "1.0000"), .at = 0.22, .low = 0.05,
	    .high = 0.7, .from = NAN, .weight = 0.001 },
	{ .shape = ROW_TOTAL, .cells = CELLS("All", "4,665", "1,048",
	    "22.5% (21.0–24.0)", NULL), .at = 0.225, .low = 0.21,
	    .high = 0.24, .from = NAN },
};
static const struct rows_chart forest = {
	.frame = { .title = "Channels", .subtitle = "With intervals.",
	    .footer = "n = 4,665" },
	.kind = AXIS_PERCENT, .heads = CELLS("channel", "Entities", "won",
	    "Rate (95%)", "q"), .reference = 0.225,
	.reference_words = "all 22.5%", .row = groups,
	.nrows = LENGTH(groups),
};

static const struct chart_row steps[] = {
	{ .shape = ROW_LEVEL, .cells = CELLS("Before", NULL, NULL, "20.0%",
	    NULL), .at = 0.2, .from = NAN, .low = NAN, .high = NAN },
	{ .shape = ROW_BAR, .sign = ROW_CLEAR, .cells = CELLS("Mix", NULL,
	    NULL, "+4.0 (+2.0 to +6.0)", NULL), .from = 0.2, .at = 0.24,
	    .low = 0.22, .high = 0.26 },
	{ .shape = ROW_BAR, .sign = ROW_WORST, .cells = CELLS("Rate of web",
	    NULL, NULL, "-3.0 (-4.0 to -1.0)", NULL), .from = 0.24,
	    .at = 0.21, .low = 0.2, .high = 0.23 },
	{ .shape = ROW_BAR, .cells = CELLS("Maturity", NULL, NULL,
	    "+1.0 (-2.0 to +3.0)", NULL), .from = 0.21, .at = 0.22,
	    .low = 0.19, .high = 0.24 },
	{ .shape = ROW_LEVEL, .cells = CELLS("After", NULL, NULL, "22.0%",
	    NULL), .at = 0.22, .from = NAN, .low = NAN, .high = NAN },
};
static const struct rows_chart bridge = {
	.frame = { .title = "Why" }, .kind = AXIS_PERCENT,
	.heads = CELLS("Step", NULL, NULL, "Points", NULL), .reference = NAN,
	.row = steps, .nrows = LENGTH(steps),
};

static const struct chart_row ways[] = {
	{ .shape = ROW_WAY, .sign = ROW_WORST, .cells = CELLS("contacted",
	    "60.0% of 300", "40.0% of 200", "-20.0", "0.01"), .from = 0.6,
	    .at = 0.4, .low = NAN, .high = NAN },
	{ .shape = ROW_WAY, .cells = CELLS("won", "10.0% of 180",
	    "20.0% of 80", "+10.0", "0.2"), .from = 0.1, .at = 0.2,
	    .low = NAN, .high = NAN },
	{ .shape = ROW_WAY, .cells = CELLS("served", "", "", "", NULL),
	    .from = NAN, .at = NAN, .low = NAN, .high = NAN },
};
static const struct rows_chart change = {
	.frame = { .title = "Change" }, .kind = AXIS_PERCENT,
	.heads = CELLS("Step to", "before", "after", "Points", "q"),
	.reference = NAN, .row = ways, .nrows = LENGTH(ways),
};

static char *
draw(const struct rows_chart *rows, const char *name)
{
	struct chart chart = { 0 };
	struct fault fault = { 0 };
	int failed = chart_rows(&chart, rows, &fault);

	return svg_drawn(&chart, failed, &fault, name);
}

static double
middle(const struct svg_text *text)
{
	return (text->left + text->right) / 2;
}

/* Pixels of a value, from two labels of the axis. */
static double
place_of(const char *svg, const char *one, double low, const char *other,
    double high, double value)
{
	struct svg_text a, b;

	assert_true(svg_find_text(svg, one, &a));
	assert_true(svg_find_text(svg, other, &b));
	return middle(&a) + (value - low) / (high - low) *
	    (middle(&b) - middle(&a));
}

/* A horizontal line of a colour, from x to x, somewhere. */
static bool
has_line(const char *svg, const char *colour, double from, double to)
{
	char begin[64];
	size_t len = (size_t)snprintf(begin, sizeof begin,
	    "stroke='rgb(%s)'  d='M", colour);

	for (const char *at = svg; (at = strstr(at, begin)) != NULL; at++) {
		double x1, y1, x2, y2;

		if (sscanf(at + len, "%lf,%lf L%lf,%lf", &x1, &y1, &x2,
		    &y2) == 4 && y1 == y2 && fabs(x1 - from) < 1 &&
		    fabs(x2 - to) < 1)
			return true;
	}
	return false;
}

static void
intervals_are_where_the_axis_says(void **state)
{
	(void)state;
	skip_without_gnuplot();

	char *svg = draw(&forest, "rows-forest");
	const char *const blue = "  0, 114, 178";

	assert_true(has_line(svg, blue, place_of(svg, "20.0%", 0.2,
	    "25.0%", 0.25, 0.25), place_of(svg, "20.0%", 0.2, "25.0%", 0.25,
	    0.29)));
	assert_true(has_line(svg, "213,  94,   0", place_of(svg, "20.0%",
	    0.2, "25.0%", 0.25, 0.16), place_of(svg, "20.0%", 0.2, "25.0%",
	    0.25, 0.2)));
	svg_expect_readable(svg);
	free(svg);
}

/* 5% to 70% would leave the others no room; their own ends are covered. */
static void
the_axis_fits_usual_intervals(void **state)
{
	double low, high;
	struct rows_chart rows = forest;
	const struct chart_row none = { .at = NAN, .low = NAN, .high = NAN,
	    .from = NAN };

	(void)state;
	rows_range(&forest, &low, &high);
	assert_near(low, 0.16, 1e-12);
	assert_near(high, 0.29, 1e-12);
	rows_range(&bridge, &low, &high);
	assert_near(low, 0.19, 1e-12);
	assert_near(high, 0.26, 1e-12);
	rows_range(&change, &low, &high);
	assert_near(low, 0.1, 1e-12);
	assert_near(high, 0.6, 1e-12);
	rows.row = &none;
	rows.nrows = 1;
	rows.reference = NAN;
	rows_range(&rows, &low, &high);
	assert_near(high - low, 1, 1e-12);
	rows.reference = 0.3;
	rows_range(&rows, &low, &high);
	assert_near(low, 0.3, 1e-12);
	assert_near(high, 0.3, 1e-12);
}

/* Bars: blue up 20% to 24%, orange down to 21%, pale up to 22%. */
static void
a_bridge_goes_step_by_step(void **state)
{
	static const struct { int red, green, blue; double from, to; }
	expected[] = {
		{ 0, 114, 178, 0.2, 0.24 }, { 213, 94, 0, 0.21, 0.24 },
		{ 156, 201, 230, 0.21, 0.22 },
	};
	size_t found = 0;

	(void)state;
	skip_without_gnuplot();

	char *svg = draw(&bridge, "rows-bridge");
	struct svg_box box;

	for (const char *at = svg; svg_next_box(&at, &box);) {
		/* The stripes go from edge to edge, levels are four wide. */
		if (box.right - box.left > 1000 || box.right - box.left < 5)
			continue;
		assert_true(found < LENGTH(expected));
		svg_expect_fill(box.fill, expected[found].red,
		    expected[found].green, expected[found].blue);
		assert_true(fabs(box.left - place_of(svg, "20%", 0.2, "24%",
		    0.24, expected[found].from)) < 1);
		assert_true(fabs(box.right - place_of(svg, "20%", 0.2, "24%",
		    0.24, expected[found].to)) < 1);
		found++;
	}
	assert_int_equal(found, LENGTH(expected));
	svg_expect_readable(svg);
	free(svg);
}

static void
a_way_leads_from_before_to_after(void **state)
{
	(void)state;
	skip_without_gnuplot();

	char *svg = draw(&change, "rows-change");
	struct svg_text text;

	assert_true(has_line(svg, "213,  94,   0", place_of(svg, "20%", 0.2,
	    "40%", 0.4, 0.6), place_of(svg, "20%", 0.2, "40%", 0.4, 0.4)));
	/* What may be chance is grey. */
	assert_true(has_line(svg, "184, 192, 200", place_of(svg, "20%", 0.2,
	    "40%", 0.4, 0.1), place_of(svg, "20%", 0.2, "40%", 0.4, 0.2)));
	assert_true(svg_find_text(svg, "60.0% of 300", &text));
	svg_expect_readable(svg);
	free(svg);
}

/* Ratios: 0.5 by itself is 1.25 beside the rest; one is aliased. */
static const struct chart_row ratios[] = {
	{ .shape = ROW_HEADING, .cells = CELLS("Gender", "against Male, 44%",
	    NULL, NULL, NULL), .at = NAN, .from = NAN, .low = NAN,
	    .high = NAN },
	{ .shape = ROW_PAIR, .cells = { "Female", "1,835", "30.4%", "0.50",
	    "1.25 (1.00–1.60)" }, .from = 0.5, .from_low = 0.4,
	    .from_high = 0.6, .at = 1.25, .low = 1, .high = 1.6,
	    .crosses = true },
	{ .shape = ROW_PAIR, .sign = ROW_CLEAR, .cells = { "Other", "18",
	    "10.0%", "0.25", "0.25 (0.20–0.30)" }, .from = 0.25,
	    .from_low = 0.2, .from_high = 0.3, .at = 0.25, .low = 0.2,
	    .high = 0.3 },
	{ .shape = ROW_PAIR, .cells = { "Same", "18", "10.0%", "0.25" },
	    .from = 0.25, .from_low = 0.2, .from_high = 0.3, .at = NAN,
	    .low = NAN, .high = NAN },
};
static const struct rows_chart pairs = {
	.frame = { .title = "Ratios" }, .kind = AXIS_LOG,
	.heads = { "", "n", "won", "By itself", "Beside the rest" },
	.reference = 1, .reference_words = "lower  higher", .row = ratios,
	.nrows = LENGTH(ratios),
};

static void
a_pair_is_what_it_was_and_what_it_is(void **state)
{
	double low, high;
	const struct { const char *tone; double from, to; } lines[] = {
		{ "184, 192, 200", 0.4, 0.6 }, { "  0, 114, 178", 1, 1.6 },
		{ "  0, 114, 178", 0.2, 0.3 },
	};
	struct svg_text text;

	(void)state;
	rows_range(&pairs, &low, &high);
	assert_near(low, 0.2, 1e-12);
	assert_near(high, 1.6, 1e-12);
	skip_without_gnuplot();

	char *svg = draw(&pairs, "rows-pairs");
	for (size_t i = 0; i < LENGTH(lines); i++)
		assert_true(has_line(svg, lines[i].tone, place_of(svg, "0.5",
		    log(0.5), "1", 0, log(lines[i].from)), place_of(svg,
		    "0.5", log(0.5), "1", 0, log(lines[i].to))));
	assert_true(svg_find_text(svg, "against Male, 44%", &text));
	assert_true(svg_find_text(svg, "1.25 (1.00–1.60)", &text));
	svg_expect_readable(svg);
	free(svg);
}

enum { MOST = ROWS_MOST };

static char *
draw_many(size_t n, const char *name, unsigned width, enum chart_theme theme)
{
	static struct chart_row rows[MOST];
	static char names[MOST][400];
	char file[64];

	for (size_t i = 0; i < n; i++) {
		double at = 0.2 + 0.3 * (double)((i * 7) % 11) / 11;

		snprintf(names[i], sizeof names[i], "%s%zu", name, i);
		rows[i] = groups[i % 3];
		rows[i].cells[ROW_NAME] = names[i];
		rows[i].at = at;
		rows[i].low = at - 0.05;
		rows[i].high = at + 0.06;
	}
	snprintf(file, sizeof file, "rows-%zu-%zu-%u-%d", n, strlen(name),
	    width, theme);
	return draw(&(struct rows_chart){
		.frame = { .title = name, .subtitle = name, .footer = name,
		    .width = width, .theme = theme },
		.kind = AXIS_PERCENT, .heads = CELLS(name, "Entities", "won",
		    "Rate (95%)", "q"), .reference = 0.3,
		.reference_words = "all 30.0%", .row = rows, .nrows = n,
	}, file);
}

static const char sixty[] =
    "a name of sixty letters, as people give to their own segments";
static const char chinese[] = "华东大区重点客户以及渠道合作伙伴二〇二四年第一季度";
static const char hostile[] = "`id`$(id)\"';!{/=9 x}_^|<b>&amp;\x1b[1m%s\n";

static void
every_number_of_rows_is_readable(void **state)
{
	static const struct { size_t n; const char *name; unsigned width; }
	cases[] = {
		{ 1, "A", 0 }, { 2, chinese, 0 }, { 2, hostile, 800 },
		{ 30, sixty, 800 }, { 30, chinese, 0 }, { MOST, hostile, 0 },
	};

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char *svg = draw_many(cases[i].n, cases[i].name,
		    cases[i].width, (enum chart_theme)(i % 3));

		svg_expect_readable(svg);
		free(svg);
	}
}

static void
too_many_rows_are_a_fault(void **state)
{
	struct rows_chart rows = forest;
	struct chart chart = { 0 };
	struct fault fault = { 0 };

	(void)state;
	rows.nrows = 0;
	assert_int_equal(chart_rows(&chart, &rows, &fault), -1);
	rows.nrows = 401;
	assert_int_equal(chart_rows(&chart, &rows, &fault), -1);
	assert_string_equal(fault.sentence,
	    "a chart of rows shows 1 to 400 rows, not 401");
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	chart_free(&chart);
}

static char *
print(const struct rows_chart *rows, unsigned width)
{
	struct output *output = output_memory();
	struct terminal terminal = terminal_on(output, width, false);

	chart_rows_terminal(rows, &terminal);
	return collected(output);
}

/*
 * In 75 columns 20 are the plot's, from 16% (column 0) to 29% (column 19).
 * By 19/13 a point the line of all, 22.5%, is in column 10, 27% in 16, and
 * 25% to 29% go from 13 to 19.
 */
static void
a_terminal_shows_each_interval(void **state)
{
	static const char expected[] =
	    "Channels\n"
	    "With intervals.\n"
	    "\n"
	    "channel   Entities    won        all 22.5%  "
	    "            Rate (95%)        q\n"
	    "Referral     2,204    597            "
	    "│  ───●───  27.0% (25.0–29.0)   0.0010\n";
	char *text = print(&forest, 75);

	(void)state;
	text[strlen(expected)] = '\0';
	assert_string_equal(text, expected);
	free(text);
	for (unsigned width = 40; width <= 120; width += 10) {
		text = print(&forest, width);
		expect_width(text, width);
		free(text);
		text = print(&bridge, width);
		expect_width(text, width);
		free(text);
		text = print(&change, width);
		expect_width(text, width);
		free(text);
	}
}

/*
 * From 100% down to 20%, half of the way: eighths of it, cut to the lowest.
 * In 40 columns 40 - 5 - 2 - 2 - 5 = 26 are the plot's.
 */
static void
a_strip_is_as_high_as_its_shares(void **state)
{
	double falls[ROW_STRIP_MOST];
	const struct chart_row row = { .shape = ROW_STRIP, .cells = CELLS(
	    "Group", NULL, NULL, "20.0%", NULL), .at = NAN, .low = NAN,
	    .high = NAN, .from = 90, .far = 90, .strip = falls };
	const struct rows_chart rows = { .kind = AXIS_DAYS, .row = &row,
	    .nrows = 1, .reference = 0, .reference_words = "Share",
	    .axis_title = "Days" };
	char *text;

	(void)state;
	for (size_t k = 0; k < ROW_STRIP_MOST; k++)
		falls[k] = k < ROW_STRIP_MOST / 2 ? 1 :
		    k < ROW_STRIP_MOST * 3 / 4 ? 0.2 : NAN;
	text = print(&rows, 40);
	assert_non_null(strstr(text, "Group  █████████████▂▂▂▂▂▂         "
	    "20.0%\n"));
	assert_non_null(strstr(text, "\n       Days\n"));
	expect_width(text, 40);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_are_where_the_axis_says),
		cmocka_unit_test(the_axis_fits_usual_intervals),
		cmocka_unit_test(a_bridge_goes_step_by_step),
		cmocka_unit_test(a_way_leads_from_before_to_after),
		cmocka_unit_test(a_pair_is_what_it_was_and_what_it_is),
		cmocka_unit_test(every_number_of_rows_is_readable),
		cmocka_unit_test(too_many_rows_are_a_fault),
		cmocka_unit_test(a_terminal_shows_each_interval),
		cmocka_unit_test(a_strip_is_as_high_as_its_shares),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
