/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_curves.h"

#include <math.h>

#include "tests/unit/svg.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

/*
 * Maintained and nonmaintained of aml (Miller 1981), by hand: 11 patients
 * with ends at 9, 13, 18, 23, 31, 34, 48 and censorings at 13, 28, 45, 161.
 */
#define STEP(at, share, from, to, n, ends) { .x = at, .y = share, \
	.low = from, .high = to, .at_risk = n, .censored = ends }

static const struct curve_point maintained[] = {
	STEP(9, 10 / 11., 0.51, 0.99, 11, false),
	STEP(13, 9 / 11., 0.45, 0.95, 10, true),
	STEP(18, 9 / 11. * 7 / 8, 0.35, 0.89, 8, false),
	STEP(23, 9 / 11. * 6 / 8, 0.27, 0.83, 7, false),
	STEP(28, 9 / 11. * 6 / 8, 0.27, 0.83, 6, true),
	STEP(31, 9 / 11. * 6 / 8 * 4 / 5, 0.18, 0.75, 5, false),
	STEP(34, 9 / 11. * 6 / 8 * 3 / 5, 0.11, 0.66, 4, false),
	STEP(45, 9 / 11. * 6 / 8 * 3 / 5, 0.11, 0.66, 3, true),
	STEP(48, 9 / 11. * 6 / 8 * 3 / 10, 0.02, 0.52, 2, false),
	STEP(161, 9 / 11. * 6 / 8 * 3 / 10, 0.02, 0.52, 1, true),
};
static const struct curve aml = {
	.name = "Maintained", .end = "18.4% (2.0–52.0)",
	.points = maintained, .npoints = LENGTH(maintained),
	.median = 31, .more = "median 31 (18 to –)", .level = NAN,
};
static const struct curves_chart one = {
	.frame = { .title = "Relapse", .subtitle = "Kaplan–Meier.",
	    .footer = "n = 11" },
	.kind = AXIS_LINEAR, .start = 1, .x_title = "Weeks",
	.y_title = "Share without relapse", .at_risk_title = "Number at risk",
	.curves = &aml, .ncurves = 1, .together = CURVES_TOGETHER,
	.ground = true,
};

static char *
draw(const struct curves_chart *curves, const char *name)
{
	struct chart chart = { 0 };
	struct fault fault = { 0 };
	int failed = chart_curves(&chart, curves, &fault);

	return svg_drawn(&chart, failed, &fault, name);
}

/* R's summary(survfit): a point holds from its time on. */
static void
a_curve_is_read_at_any_time(void **state)
{
	static const struct { double x, y; uint64_t at_risk; } known[] = {
		{ 0, 1, 11 }, { 8.9, 1, 11 }, { 9, 10 / 11., 11 },
		{ 10, 10 / 11., 10 }, { 13, 9 / 11., 10 },
		{ 30, 9 / 11. * 6 / 8, 5 },
		{ 48, 9 / 11. * 6 / 8 * 3 / 10, 2 },
		{ 161, 9 / 11. * 6 / 8 * 3 / 10, 1 }, { 162, NAN, 0 },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(known); i++) {
		double y = curve_at(&aml, 1, known[i].x);

		if (isnan(known[i].y))
			assert_true(isnan(y));
		else
			assert_near(y, known[i].y, 1e-12);
		assert_int_equal(curve_at_risk(&aml, known[i].x),
		    known[i].at_risk);
	}
}

/* Corners of the first solid line of blue, in pixels. */
static size_t
line_points(const char *svg, double *x, double *y, size_t most)
{
	static const char begin[] = "stroke='rgb(  0, 114, 178)'  d='M";
	const char *at = strstr(svg, begin);
	size_t n = 0;
	int len;

	assert_non_null(at);
	at += strlen(begin);
	while (n < most && sscanf(at, "%lf,%lf%n", &x[n], &y[n], &len) == 2) {
		n++;
		at += len;
		at += strspn(at, " L\n\t");
	}
	return n;
}

static bool
is_close(double a, double b)
{
	return fabs(a - b) < 1;
}

/*
 * The blue line goes through the corners that the axes say: between the
 * ticks' labels 0 and 160 of time, 0% and 100% of share.
 */
static void
steps_are_where_the_axes_say(void **state)
{
	struct svg_text zero, last, low, high;
	double x[64], y[64];

	(void)state;
	skip_without_gnuplot();

	char *svg = draw(&one, "curve-one");

	assert_true(svg_find_text(svg, "0", &zero));
	assert_true(svg_find_text(svg, "150", &last));
	assert_true(svg_find_text(svg, "0%", &low));
	assert_true(svg_find_text(svg, "100%", &high));

	double left = (zero.left + zero.right) / 2;
	double a_week = ((last.left + last.right) / 2 - left) / 150;
	double bottom = (low.top + low.bottom) / 2;
	double whole = bottom - (high.top + high.bottom) / 2;
	size_t n = line_points(svg, x, y, 64), found = 0;
	/* The line begins at 100%; text stands beside its level, always so. */
	double beside = y[0] - (bottom - whole);

	assert_true(is_close(x[0], left));
	for (size_t i = 0; i < LENGTH(maintained); i++) {
		double time = left + maintained[i].x * a_week;
		double before = i == 0 ? 1 : maintained[i - 1].y;

		for (size_t k = 0; k + 1 < n; k++)
			found += is_close(x[k], time) &&
			    is_close(x[k + 1], time) && is_close(y[k],
			    bottom + beside - before * whole) &&
			    is_close(y[k + 1], bottom + beside -
			    maintained[i].y * whole);
	}
	/* Seven falls; at a censoring alone nothing falls. */
	assert_int_equal(found, 7);
	assert_true(is_close(x[n - 1], left + 161 * a_week));
	free(svg);
}

/*
 * Of 11 ten are at risk to 13, five to 31: there the firm line ends, with a
 * dot, and the dotted one; the axis ends with that.
 */
static void
lines_end_where_few_are_at_risk(void **state)
{
	struct curve few = aml;
	struct curves_chart chart = one;
	struct svg_text first, tick, unused;
	double x[64], y[64];

	(void)state;
	skip_without_gnuplot();
	few.nhidden = 4;
	few.ndotted = 4;
	chart.curves = &few;

	char *svg = draw(&chart, "curve-few");
	size_t n = line_points(svg, x, y, 64);

	assert_true(svg_find_text(svg, "0", &first));
	assert_true(svg_find_text(svg, "30", &tick));
	assert_false(svg_find_text(svg, "40", &unused));

	double left = (first.left + first.right) / 2;
	double a_week = ((tick.left + tick.right) / 2 - left) / 30;

	assert_true(is_close(x[n - 1], left + 13 * a_week));
	assert_non_null(strstr(svg, "stroke-dasharray"));
	free(svg);
	few.nhidden = few.ndotted = 0;
	svg = draw(&chart, "curve-firm");
	assert_null(strstr(svg, "stroke-dasharray='1"));
	free(svg);
}

/* A young one stands apart: a hollow disc and its interval, no line to it. */
static void
young_points_are_off_the_line(void **state)
{
	static const struct curve_point cohorts[] = {
		{ .x = 20000, .y = 0.2, .low = 0.1, .high = 0.3 },
		{ .x = 20031, .y = 0.3, .low = 0.2, .high = 0.4 },
		{ .x = 20059, .y = 0.25, .low = 0.2, .high = 0.4 },
		{ .x = 20090, .y = 0.4, .low = 0.2, .high = 0.6,
		    .state = POINT_YOUNG } };
	const struct curve line = { .shape = CURVE_LINE, .points = cohorts,
		.npoints = 4, .median = NAN, .level = NAN };
	const struct curves_chart chart = { .kind = AXIS_DATES,
		.curves = &line, .ncurves = 1, .together = 1 };
	double x[64], y[64];

	(void)state;
	skip_without_gnuplot();
	assert_ptr_equal(curve_last(&line, false), &cohorts[2]);

	char *svg = draw(&chart, "curve-young");

	assert_int_equal(line_points(svg, x, y, 64), 3);
	assert_null(strstr(svg, "stroke-dasharray"));
	free(svg);
}

/* Six groups have six kinds of line: no two need a colour. */
static void
lines_are_told_apart_without_colour(void **state)
{
	struct curve six[CURVES_TOGETHER];
	struct curves_chart chart = one;
	char seen[CURVES_TOGETHER][80];
	size_t kinds = 0;

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < CURVES_TOGETHER; i++) {
		six[i] = aml;
		six[i].median = NAN;
	}
	chart.curves = six;
	chart.ncurves = CURVES_TOGETHER;

	char *svg = draw(&chart, "curve-six");

	for (const char *at = svg; (at = strstr(at,
	    "stroke-dasharray='")) != NULL; at++) {
		char dash[80];
		size_t k = 0;

		sscanf(at, "stroke-dasharray='%79[^']", dash);
		while (k < kinds && strcmp(seen[k], dash) != 0)
			k++;
		if (k == kinds && kinds < CURVES_TOGETHER)
			strcpy(seen[kinds++], dash);
	}
	/* One of the six is not dashed. */
	assert_int_equal(kinds, CURVES_TOGETHER - 1);
	free(svg);
}

/* Pixels of 50%, between the grid lines of 40% and 60%. */
static double
place_of_half(const char *svg)
{
	struct svg_text low, high, whole;
	double x[64], y[64];

	assert_true(svg_find_text(svg, "40%", &low));
	assert_true(svg_find_text(svg, "60%", &high));
	assert_true(svg_find_text(svg, "100%", &whole));
	assert_true(line_points(svg, x, y, 64) > 0);
	return (low.top + high.top) / 2 + y[0] - whole.top;
}

static void
numbers_at_risk_stand_under_the_ticks(void **state)
{
	struct svg_text risk, tick;

	(void)state;
	skip_without_gnuplot();

	char *svg = draw(&one, "curve-one");

	assert_true(svg_find_text(svg, "11", &risk));
	assert_true(svg_find_text(svg, "0", &tick));
	assert_true(fabs(risk.left + risk.right - tick.left - tick.right) <
	    0.1);
	assert_true(risk.top > tick.bottom);
	assert_true(svg_find_text(svg, "median 31 (18 to –)", &risk));
	assert_true(svg_find_text(svg, "18.4% (2.0–52.0)", &risk));
	free(svg);
}

enum { MOST = 60, POINTS = 60 };

static char *
draw_many(size_t n, const char *name, bool total, unsigned width,
    enum chart_theme theme)
{
	static struct curve_point points[MOST][POINTS];
	static char names[MOST][400];
	static struct curve curves[MOST];
	char file[64];

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < POINTS; k++) {
			double y = exp(-(double)(k + 1) * (1 + (double)(i %
			    9)) / 150);

			points[i][k] = (struct curve_point)STEP((double)(k +
			    1) * (i % 3 == 0 ? 5 : 6.3), y, y * 0.9,
			    fmin(1, y * 1.1 + 0.01), 123456 / (k + 1),
			    k % 4 == 0);
		}
		snprintf(names[i], sizeof names[i], "%s%zu", name, i);
		curves[i] = (struct curve){ .name = names[i],
		    .end = "27.3% (22.4–32.3) · n = 123,456",
		    .points = points[i], .npoints = POINTS,
		    .median = i % 9 > 4 ? 90 : NAN, .more = i % 9 > 4 ?
		    "median 90.5 d (71.2 d to 112 d)" : NULL,
		    .total = total && i + 1 == n, .level = NAN };
	}
	snprintf(file, sizeof file, "curves-%zu-%zu-%u-%d", n, strlen(name),
	    width, theme);
	return draw(&(struct curves_chart){
		.frame = { .title = name, .subtitle = name, .footer = name,
		    .width = width, .theme = theme },
		.kind = AXIS_DAYS, .start = 1, .x_title = name,
		.y_title = name, .at_risk_title = "Number at risk",
		.curves = curves, .ncurves = n, .ground = true,
		.together = CURVES_TOGETHER,
	}, file);
}

static const char sixty[] =
    "a name of sixty letters, as people give to their own segments";
static const char chinese[] = "华东大区重点客户以及渠道合作伙伴二〇二四年第一季度";
static const char hostile[] = "`id`$(id)\"';!{/=9 x}_^|<b>&amp;\x1b[1m%s\n";

static void
every_number_of_groups_is_readable(void **state)
{
	static const struct { size_t n; const char *name; unsigned width; }
	cases[] = {
		{ 1, "A", 0 }, { 2, chinese, 0 }, { 2, hostile, 0 },
		{ 6, sixty, 800 }, { 6, "A", 0 }, { 7, chinese, 0 },
		{ 30, sixty, 0 }, { 30, "A", 800 }, { 60, hostile, 0 },
	};

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < LENGTH(cases); i++) {
		char *svg = draw_many(cases[i].n, cases[i].name, i % 2 == 0,
		    cases[i].width, (enum chart_theme)(i % 3));

		svg_expect_readable(svg);
		/* Where there is room, no label is cut. */
		if (strcmp(cases[i].name, "A") == 0) {
			struct svg_text text;

			assert_true(svg_find_text(svg,
			    "27.3% (22.4–32.3) · n = 123,456", &text));
		}
		free(svg);
	}
}

/*
 * 100,000 steps from 100% to 50% in 1,000 pixels: one a pixel is enough for
 * the line and its band, and the last stands where it should.
 */
static void
a_dense_curve_is_thinned(void **state)
{
	enum { DENSE = 100000 };
	struct curve_point *points = malloc(DENSE * sizeof *points);
	struct curve curve = aml;
	struct curves_chart dense = one;
	double x[5000], y[5000];

	(void)state;
	skip_without_gnuplot();
	assert_non_null(points);
	for (size_t i = 0; i < DENSE; i++) {
		double share = 1 - 0.5 * (double)(i + 1) / DENSE;

		points[i] = (struct curve_point)STEP((double)(i + 1), share,
		    share - 0.01, fmin(1, share + 0.01), DENSE - i, false);
	}
	curve.points = points;
	curve.npoints = DENSE;
	dense.curves = &curve;

	char *svg = draw(&dense, "curve-dense");
	size_t n = line_points(svg, x, y, 5000);

	assert_in_range(n, 800, 2400);
	assert_true(strlen(svg) < 200000);
	/* Half of the way down, at the right end of the axis. */
	assert_true(is_close(y[n - 1] - y[0], place_of_half(svg) - y[0]));
	free(svg);
	free(points);
}

static void
what_is_no_curve_is_a_fault(void **state)
{
	struct curve empty = { .name = "A" };
	struct curves_chart curves = one;
	struct chart chart = { 0 };
	struct fault fault = { 0 };

	(void)state;
	curves.ncurves = 0;
	assert_int_equal(chart_curves(&chart, &curves, &fault), -1);
	curves.ncurves = 61;
	assert_int_equal(chart_curves(&chart, &curves, &fault), -1);
	assert_string_equal(fault.sentence,
	    "a chart of curves shows 1 to 60, not 61");
	curves.ncurves = 1;
	curves.curves = &empty;
	assert_int_equal(chart_curves(&chart, &curves, &fault), -1);
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	assert_string_equal(fault.sentence,
	    "a curve has 1 to 10000 points, not 0");
	chart_free(&chart);
}

static char *
print(const struct curves_chart *curves, unsigned width, bool colour)
{
	struct output *output = output_memory();
	struct terminal terminal = terminal_on(output, width, colour);

	chart_curves_terminal(curves, &terminal);
	return collected(output);
}

static void
a_terminal_shows_the_curve_and_its_numbers(void **state)
{
	char *text = print(&one, 80, false);

	(void)state;
	assert_non_null(strstr(text, " 100% "));
	assert_non_null(strstr(text, "   0%"));
	assert_non_null(strstr(text, "Number at risk\n"));
	assert_non_null(strstr(text, "  18.4% (2.0–52.0)\n"));
	assert_null(strchr(text, '\x1b'));
	expect_width(text, 80);
	free(text);
	text = print(&one, 40, true);
	assert_non_null(strstr(text, "\x1b[34m"));
	free(text);
}

/* Seven groups in panels: a small plot and the words of each. */
static void
many_curves_stand_one_under_the_other(void **state)
{
	struct curve seven[7];
	struct curves_chart many = one;
	size_t n = 0;
	char *text;

	(void)state;
	for (size_t i = 0; i < 7; i++)
		seven[i] = aml;
	many.curves = seven;
	many.ncurves = 7;
	for (unsigned width = 40; width <= 120; width += 10) {
		text = print(&many, width, false);
		expect_width(text, width);
		free(text);
	}
	text = print(&many, 80, false);
	for (const char *at = text; (at = strstr(at, "\nMaintained\n")) !=
	    NULL; at++)
		n++;
	assert_int_equal(n, 14);	/* over the plot, and its words */
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_curve_is_read_at_any_time),
		cmocka_unit_test(steps_are_where_the_axes_say),
		cmocka_unit_test(lines_end_where_few_are_at_risk),
		cmocka_unit_test(lines_are_told_apart_without_colour),
		cmocka_unit_test(young_points_are_off_the_line),
		cmocka_unit_test(numbers_at_risk_stand_under_the_ticks),
		cmocka_unit_test(every_number_of_groups_is_readable),
		cmocka_unit_test(a_dense_curve_is_thinned),
		cmocka_unit_test(what_is_no_curve_is_a_fault),
		cmocka_unit_test(a_terminal_shows_the_curve_and_its_numbers),
		cmocka_unit_test(many_curves_stand_one_under_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
