/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_curves.h"

#include <math.h>

#include "tests/unit/svg.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

/* Limits by the normal curve about one half: 1.96 and 3.09 / (2 √n). */
static const struct curve_point inner[] = {
	{ .x = 25, .y = NAN, .low = 0.304, .high = 0.696 },
	{ .x = 100, .y = NAN, .low = 0.402, .high = 0.598 },
	{ .x = 400, .y = NAN, .low = 0.451, .high = 0.549 },
};
static const struct curve_point outer[] = {
	{ .x = 25, .y = NAN, .low = 0.191, .high = 0.809 },
	{ .x = 100, .y = NAN, .low = 0.3455, .high = 0.6545 },
	{ .x = 400, .y = NAN, .low = 0.4228, .high = 0.5772 },
};

/* Of a name and what it is outside of: nothing, the inner, the outer. */
#define POINT(words, n, rate, outside) { .name = words, .x = n, .y = rate, \
	.low = NAN, .high = NAN, .usual = outside == 0, \
	.state = outside > 1 ? POINT_OUTSIDE : POINT_WHOLE }

static const struct curve_point points[] = {
	POINT("Ann  50.0%", 100, 0.5, 0), POINT("Bob  63.0%", 100, 0.63, 1),
	POINT("Cyd  70.0%", 225, 0.7, 2), POINT("Dee  40.0%", 390, 0.4, 2),
};
static const struct curve limits[] = {
	{ .shape = CURVE_POINTS, .points = points, .npoints = LENGTH(points),
	    .median = NAN, .level = 0.5, .level_words = "all 50.0%",
	    .firm_level = true },
	{ .shape = CURVE_EDGES, .points = inner, .npoints = LENGTH(inner),
	    .median = NAN, .level = NAN, .name = "95% limits" },
	{ .shape = CURVE_EDGES, .points = outer, .npoints = LENGTH(outer),
	    .median = NAN, .level = NAN, .name = "99.8% limits",
	    .band = true },
};
static const struct curves_chart sellers = {
	.frame = { .title = "Sellers", .subtitle = "Limits.",
	    .footer = "n = 815" },
	.kind = AXIS_LINEAR, .x_title = "Leads", .y_title = "Won",
	.curves = limits, .ncurves = LENGTH(limits),
	.together = CURVES_TOGETHER,
};

static char *
draw(const struct curves_chart *chosen, const char *name)
{
	struct chart chart = { 0 };
	struct fault fault = { 0 };
	int failed = chart_curves(&chart, chosen, &fault);

	return svg_drawn(&chart, failed, &fault, name);
}

static size_t
count_of(const char *svg, const char *text)
{
	size_t n = 0;

	while ((svg = strstr(svg, text)) != NULL) {
		n++;
		svg++;
	}
	return n;
}

/* Filled shapes: marks are the only ones of blue and orange. */
static void
those_outside_are_orange_and_named(void **state)
{
	struct svg_text text;

	(void)state;
	skip_without_gnuplot();

	char *svg = draw(&sellers, "limits");

	assert_int_equal(count_of(svg, "fill = 'rgb(213,  94,   0)'"), 2);
	assert_int_equal(count_of(svg, "fill = 'rgb(  0, 114, 178)'"), 2);
	assert_true(svg_find_text(svg, "Cyd  70.0%", &text));
	assert_string_equal(text.fill, "179,74,0");
	assert_true(svg_find_text(svg, "Bob  63.0%", &text));
	assert_string_equal(text.fill, "36,41,47");
	svg_expect_readable(svg);
	free(svg);
}

enum { MOST = 3000 };

static char *
draw_many(size_t n, const char *name, unsigned width, enum chart_theme theme)
{
	static struct curve_point many[MOST];
	static char names[MOST][400];
	char file[64];

	for (size_t i = 0; i < n; i++) {
		snprintf(names[i], sizeof names[i], "%s%zu", name, i);
		many[i] = (struct curve_point)POINT(names[i],
		    25 + (double)(i * 37 % 370), 0.45 + 0.1 *
		    (double)(i * 17 % 101) / 101, i % 9 > 0 ? 0 : 2);
	}
	snprintf(file, sizeof file, "limits-%zu-%zu-%u-%d", n, strlen(name),
	    width, theme);

	struct curves_chart chosen = sellers;
	struct curve curves[LENGTH(limits)];

	memcpy(curves, limits, sizeof limits);
	curves[0].points = many;
	curves[0].npoints = n;
	chosen.curves = curves;
	chosen.frame = (struct chart_frame){ .title = name, .subtitle = name,
	    .footer = name, .width = width, .theme = theme };
	return draw(&chosen, file);
}

static const char sixty[] =
    "a name of sixty letters, as people give to their own segments";
static const char chinese[] = "华东大区重点客户以及渠道合作伙伴";
static const char hostile[] = "`id`$(id)\"';!{/=9 x}_^|<b>&amp;\x1b[1m%s\n";

static void
names_never_lie_over_each_other(void **state)
{
	static const struct { size_t n; const char *name; unsigned width; }
	cases[] = {
		{ 1, hostile, 0 }, { 2, chinese, 800 }, { 30, sixty, 0 },
		{ 200, chinese, 0 }, { 3000, "A", 0 },
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
too_many_groups_are_a_fault(void **state)
{
	struct curves_chart chosen = sellers;
	struct curve curve = limits[0];
	struct chart chart = { 0 };
	struct fault fault = { 0 };

	(void)state;
	chosen.curves = &curve;
	chosen.ncurves = 1;
	curve.npoints = 0;
	assert_int_equal(chart_curves(&chart, &chosen, &fault), -1);
	curve.npoints = 10001;
	assert_int_equal(chart_curves(&chart, &chosen, &fault), -1);
	assert_string_equal(fault.sentence,
	    "a curve has 1 to 10000 points, not 10001");
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	chart_free(&chart);
}

static void
a_terminal_names_those_outside(void **state)
{
	(void)state;
	for (unsigned width = 40; width <= 120; width += 10) {
		struct output *output = output_memory();
		struct terminal terminal = terminal_on(output, width, false);

		chart_curves_terminal(&sellers, &terminal);

		char *text = collected(output);

		expect_width(text, width);
		assert_non_null(strstr(text, "\n● Cyd  70.0%\n"));
		assert_non_null(strstr(text, "\n● Dee  40.0%\n"));
		assert_null(strstr(text, "Bob"));
		assert_int_equal(count_of(text, "○"), 2);
		assert_int_equal(count_of(text, "●"), 4);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_outside_are_orange_and_named),
		cmocka_unit_test(names_never_lie_over_each_other),
		cmocka_unit_test(too_many_groups_are_a_fault),
		cmocka_unit_test(a_terminal_names_those_outside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
