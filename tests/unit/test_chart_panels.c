/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of groups, cohorts and times: few and many, short and long. */
#include "io/chart/chart_panels.h"

#include <math.h>

#include "io/chart/chart_curves.h"
#include "io/chart/chart_rows.h"
#include "tests/unit/place.h"
#include "io/text/text.h"
#include "tests/unit/svg_text.h"

enum { MOST = 60, MOST_STAGES = 40 };

static const char *const names[] = {
	"web", "A channel whose name has sixty letters, as people do write it",
	"客户在展会上留下名片并且表示愿意在下个季度与我们的销售代表进行深入沟通",
	"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
	"<b>'`touch X`\"&|", "",
};

static const char *
name_of(size_t i)
{
	return names[i % (sizeof names / sizeof names[0])];
}

static const struct chart_frame frame = {
	.title = "What the picture says", .subtitle = "How it was made.",
	.footer = "n = 1,200 · 2024-01-09 to 2025-06-30",
};

/* A group's share of stage k is 1 / (k + 1), with room on either side. */
static void
fill_bars(struct rows_chart *chart, size_t ngroups, size_t nstages)
{
	static struct chart_row rows[MOST * MOST_STAGES];
	static struct rows_panel panels[MOST];
	static char shares[MOST_STAGES][TEXT_NUMBER];

	for (size_t i = 0; i < ngroups * nstages; i++) {
		size_t k = i % nstages, g = i / nstages;
		double share = 1 / (double)(k + 1);

		text_percent(share, shares[k]);
		panels[g] = (struct rows_panel){ name_of(g), "n = 1,234",
		    nstages };
		rows[i] = (struct chart_row){ .shape = ROW_SHARE,
		    .sign = g == 1 && k + 1 == nstages ? ROW_WORST :
		    ROW_CLEAR, .cells = { [ROW_NAME] = name_of(k),
		    [ROW_WORDS] = shares[k] }, .at = share,
		    .low = k > 0 ? share * 0.8 : 1,
		    .high = k > 0 ? fmin(1, share * 1.3) : 1,
		    .far = k == 0 ? NAN : k % 2 ? share * 0.7 :
		    fmin(1, share * 1.5) };
	}
	*chart = (struct rows_chart){ .frame = frame, .row = rows,
	    .nrows = ngroups * nstages, .panel = panels, .npanels = ngroups,
	    .full = 1 };
}

static void
groups_have_room(void **state)
{
	static const size_t sizes[][2] = { { 1, 1 }, { 2, 5 }, { 30, 12 },
	    { 60, 1 }, { 3, MOST_STAGES } };
	static const unsigned widths[] = { 0, 800 };
	struct rows_chart filled;
	struct fault fault = { 0 };

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (size_t w = 0; w < 2; w++) {
			struct chart chart = { 0 };
			char name[64];

			fill_bars(&filled, sizes[i][0], sizes[i][1]);
			filled.frame.width = widths[w];
			filled.frame.height = widths[w] / 2;
			assert_int_equal(chart_rows(&chart, &filled, &fault),
			    0);

			char *svg = svg_of(&chart);

			snprintf(name, sizeof name, "groups-%zu-%zu-%u",
			    sizes[i][0], sizes[i][1], widths[w]);
			keep_svg(name, svg);
			expect_texts_clear(svg);
			free(svg);
		}
}

/* Days from 2024-01-01, day 19723, on; the last ones not whole. */
static void
fill_cohorts(struct curve_point *cohorts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double rate = 0.3 + 0.2 * sin((double)i);
		enum point_state state = i + 4 < n || n < 4 ?
		    POINT_WHOLE : i + 2 < n ? POINT_OPEN : POINT_SO_FAR;

		cohorts[i] = (struct curve_point){
		    .x = 19723 + 30 * (double)i, .y = rate,
		    .low = rate * 0.7, .high = rate * 1.4, .state = state };
		if (state == POINT_SO_FAR)
			cohorts[i].low = cohorts[i].high = NAN;
	}
}

/* A group's cohorts; the only ones have their words beside them. */
static struct curve
cohorts_of(const char *name, const struct curve_point *points, size_t n,
    bool only)
{
	return (struct curve){ .shape = CURVE_LINE, .points = points,
	    .npoints = n, .median = NAN, .level = 0.29,
	    .name = only ? NULL : name, .end = only ? NULL : "together 29.0%",
	    .level_words = only ? "together 29.0%" : NULL,
	    .last = only ? "30.0%" : NULL,
	    .last_range = only ? "0.0–30.0" : NULL };
}

static struct curves_chart
chart_of(const struct curve *curves, size_t n, enum axis_kind kind)
{
	bool dates = kind == AXIS_DATES;

	return (struct curves_chart){ .frame = frame, .kind = kind,
	    .x_title = dates ? NULL : "Days", .y_title = "Share",
	    .so_far = "so far", .curves = curves, .ncurves = n,
	    .together = 1 };
}

static void
cohorts_have_room(void **state)
{
	static const size_t sizes[][2] = { { 1, 1 }, { 1, 5 }, { 1, 18 },
	    { 2, 60 }, { 30, 24 } };
	struct curve_point cohorts[MOST];
	struct curve curves[MOST];
	struct fault fault = { 0 };

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (unsigned width = 800; width <= 1200; width += 400) {
			struct chart chart = { 0 };
			struct curves_chart filled = chart_of(curves,
			    sizes[i][0], AXIS_DATES);
			char name[64];

			fill_cohorts(cohorts, sizes[i][1]);
			for (size_t p = 0; p < sizes[i][0]; p++)
				curves[p] = cohorts_of(name_of(p), cohorts,
				    sizes[i][1], sizes[i][0] == 1);
			filled.frame.width = width;
			assert_int_equal(chart_curves(&chart, &filled,
			    &fault), 0);

			char *svg = svg_of(&chart);

			snprintf(name, sizeof name, "cohorts-%zu-%zu-%u",
			    sizes[i][0], sizes[i][1], width);
			keep_svg(name, svg);
			expect_texts_clear(svg);
			free(svg);
		}
}

/*
 * The line falls from 30% to a last cohort of 0, whose words have no room
 * over or under it: they stand above the axis and behind the mark, which
 * is the last of those that are filled with blue.
 */
static void
a_fall_to_nothing_has_room(void **state)
{
	struct curve_point cohorts[12];
	struct curve curve = cohorts_of(NULL, cohorts, 12, true);
	struct curves_chart filled = chart_of(&curve, 1, AXIS_DATES);
	struct chart chart = { 0 };
	struct fault fault = { 0 };
	struct svg_text text, words = { 0 }, zero = { 0 };
	double mark = 0, x;

	(void)state;
	skip_without_gnuplot();
	for (int i = 0; i < 12; i++)
		cohorts[i] = (struct curve_point){ .x = 19723 + 30 * i,
		    .y = i == 11 ? 0 : 0.3, .low = i == 11 ? 0 : 0.28,
		    .high = i == 11 ? 0.3 : 0.32 };
	assert_int_equal(chart_curves(&chart, &filled, &fault), 0);

	char *svg = svg_of(&chart);

	expect_texts_clear(svg);
	for (const char *at = svg; next_text(&at, &text);) {
		if (strcmp(text.text, "0.0–30.0") == 0)
			words = text;
		if (strcmp(text.text, "0%") == 0)
			zero = text;
	}
	for (const char *at = svg; (at = strstr(at,
	    "fill = 'rgb(  0, 114, 178)' points = '")) != NULL; at++)
		if (sscanf(strchr(strstr(at, "points"), '\''), "'%lf", &x) ==
		    1)
			mark = fmax(mark, x);
	assert_true(words.right > 0 && zero.right > 0 && mark > 0);
	assert_true(words.bottom < (zero.top + zero.bottom) / 2);
	assert_true(words.left > mark - 5);
	free(svg);
}

static void
times_have_room(void **state)
{
	static const size_t sizes[] = { 1, 4, 11, 60 };
	struct chart_row rows[MOST];
	struct fault fault = { 0 };

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct chart chart = { 0 };
		struct rows_chart filled = { .frame = frame,
		    .kind = AXIS_DAYS, .row = rows, .nrows = sizes[i],
		    .heads = { [ROW_NAME] = "Step", [ROW_COUNT] = "Went on",
		    [ROW_WORDS] = "Median (middle half)" },
		    .axis_title = "Days", .reference = NAN };
		char name[64];

		for (size_t k = 0; k < sizes[i]; k++)
			rows[k] = (struct chart_row){
			    .shape = sizes[i] > 30 && k % 6 == 0 ?
			    ROW_HEADING : ROW_BOX, .cells = {
			    [ROW_NAME] = name_of(k), [ROW_COUNT] =
			    "1,234,567", [ROW_WORDS] = "3.5 d (1.5–9.0)" },
			    .low = 1.5 + (double)k, .at = 3 + (double)k,
			    .from = NAN, .high = k % 7 == 3 ? NAN :
			    9 + 2 * (double)k, .far = k % 7 > 1 ? NAN :
			    20 + 3 * (double)k, .sign = k == 2 ? ROW_WORST :
			    ROW_PLAIN };
		assert_int_equal(chart_rows(&chart, &filled, &fault), 0);

		char *svg = svg_of(&chart);

		snprintf(name, sizeof name, "times-%zu", sizes[i]);
		keep_svg(name, svg);
		expect_texts_clear(svg);
		free(svg);
	}
}

/* Upright dotted lines, where a text is in their way. */
static void
expect_guides_pass_texts(const char *svg)
{
	const char *line = svg;
	struct svg_text text;
	size_t n = 0;

	while ((line = strstr(line, "stroke-dasharray")) != NULL) {
		double x, to, top, bottom;

		line = strstr(line, " d='M");
		assert_int_equal(sscanf(line, " d='M%lf,%lf L%lf,%lf", &x,
		    &top, &to, &bottom), 4);
		n++;
		for (const char *at = svg; next_text(&at, &text);)
			if (text.left < x && x < text.right &&
			    text.top < bottom && top < text.bottom)
				fail_msg("a line crosses \"%s\"", text.text);
	}
	assert_true(n > CURVE_MARKS);
}

static struct curve
steps_of(const char *name, const struct curve_point *points, size_t n,
    const struct curve_mark *marks)
{
	return (struct curve){ .name = name, .end = marks[1].words,
	    .points = points, .npoints = n, .median = NAN, .level = NAN,
	    .marks = marks };
}

/* So slow that the words of each mark lie under the next ones. */
static void
guides_do_not_cross_words(void **state)
{
	static const struct curve_point points[] = {
	    { .x = 1, .y = 0.1, .low = NAN, .high = NAN },
	    { .x = 2, .y = 0.2, .low = NAN, .high = NAN },
	    { .x = 3, .y = 0.3, .low = NAN, .high = NAN },
	    { .x = 30, .y = 0.4, .low = NAN, .high = NAN } };
	static const struct curve_mark marks[] = {
	    { 1, 0.1, "a quarter by 1 d" }, { 2, 0.2, "half by 2 d" },
	    { 3, 0.3, "three quarters by 3 d" } };
	struct curve curve = steps_of("40.0%", points, 4, marks);
	struct curves_chart filled = chart_of(&curve, 1, AXIS_DAYS);
	struct chart chart = { 0 };
	struct fault fault = { 0 };

	(void)state;
	skip_without_gnuplot();
	assert_int_equal(chart_curves(&chart, &filled, &fault), 0);

	char *svg = svg_of(&chart);

	expect_guides_pass_texts(svg);
	free(svg);
}

/* Share i/n of the end at day i; all at once where n is 1. */
static void
incidences_have_room(void **state)
{
	static const size_t sizes[][2] = { { 1, 1 }, { 1, 40 }, { 2, 40 },
	    { 30, 1 } };
	static const double ends[] = { 0.9, 0.004, 0 };
	struct curve_point points[MOST];
	struct curve curves[MOST];
	struct fault fault = { 0 };

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (size_t e = 0; e < 3; e++) {
			struct chart chart = { 0 };
			struct curves_chart filled = chart_of(curves,
			    sizes[i][0], AXIS_DAYS);
			double end = ends[e], n = (double)sizes[i][1];
			const struct curve_mark marks[] = {
			    { fmax(1, n / 4), end / 4, "a quarter by 12 d" },
			    { fmax(1, n / 2), end / 2, "half by 1 d" },
			    { end > 0 ? fmax(1, n * 3 / 4) : NAN, end * 3 / 4,
			    "three quarters by 30 d" } };
			char name[64];

			for (size_t k = 0; k < sizes[i][1]; k++) {
				double y = end * (double)(k + 1) / n;

				points[k] = (struct curve_point){
				    .x = (double)k + 1, .y = y, .low = y * 0.8,
				    .high = fmin(1, y + 0.1) };
			}
			for (size_t c = 0; c < sizes[i][0]; c++)
				curves[c] = steps_of(sizes[i][0] > 1 ?
				    name_of(c) : "90.0% (80.0–95.0)", points,
				    sizes[i][1], marks);
			assert_int_equal(chart_curves(&chart, &filled,
			    &fault), 0);

			char *svg = svg_of(&chart);

			snprintf(name, sizeof name, "incidence-%zu-%zu-%g",
			    sizes[i][0], sizes[i][1], end);
			keep_svg(name, svg);
			expect_texts_clear(svg);
			free(svg);
		}
}

/* Every text with the same beginning is another one. */
static void
expect_distinct(const char *svg, const char *beginning, size_t wanted)
{
	struct svg_text text, other;
	size_t n = 0;

	while (next_text(&svg, &text)) {
		if (strncmp(text.text, beginning, strlen(beginning)) != 0)
			continue;
		n++;
		for (const char *at = svg; next_text(&at, &other);)
			if (strcmp(text.text, other.text) == 0)
				fail_msg("twice \"%s\"", text.text);
	}
	assert_int_equal(n, wanted);
}

/* Sixty letters that differ in the last two, and facts beside them. */
static void
long_names_stay_apart(void **state)
{
	enum { GROUPS = 30 };
	static const struct curve_point point = { .x = 1, .y = 0.5,
	    .low = 0.4, .high = 0.6 };
	static const struct curve_mark marks[] = {
	    { 1, 0.2, "a quarter by 1 d" }, { 1, 0.3, "half by 1 d" },
	    { 1, 0.4, "three quarters by 1 d" } };
	char long_names[GROUPS][64];
	struct curve steps[GROUPS], lines[GROUPS];
	struct curves_chart incidence = chart_of(steps, GROUPS, AXIS_DAYS);
	struct curves_chart cohorts = chart_of(lines, GROUPS, AXIS_DATES);
	struct chart one = { 0 }, other = { 0 };
	struct fault fault = { 0 };

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < GROUPS; i++) {
		snprintf(long_names[i], sizeof long_names[i], "Enterprise "
		    "customers of the northern sales region of team %02zu",
		    i);
		steps[i] = steps_of(long_names[i], &point, 1, marks);
		lines[i] = cohorts_of(long_names[i], &point, 1, false);
	}
	assert_int_equal(chart_curves(&one, &incidence, &fault), 0);
	assert_int_equal(chart_curves(&other, &cohorts, &fault), 0);

	char *arrivals = svg_of(&one), *rates = svg_of(&other);

	expect_distinct(arrivals, "Enterprise", GROUPS);
	expect_distinct(rates, "Enterprise", GROUPS);
	free(arrivals);
	free(rates);
}

static void
too_many_are_a_fault(void **state)
{
	struct chart chart = { 0 };
	static const struct chart_row bars[61 * 5] = {
	    { .shape = ROW_SHARE } };
	struct rows_chart groups = { .row = bars, .nrows = 61 * 5,
	    .npanels = 61 };
	struct fault fault = { 0 };

	(void)state;
	assert_int_equal(chart_rows(&chart, &groups, &fault), -1);
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	assert_string_equal(fault.sentence, "a chart of bars shows 1 to 60 "
	    "groups of 1 to 100, not 61 of 5");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_have_room),
		cmocka_unit_test(cohorts_have_room),
		cmocka_unit_test(a_fall_to_nothing_has_room),
		cmocka_unit_test(times_have_room),
		cmocka_unit_test(incidences_have_room),
		cmocka_unit_test(guides_do_not_cross_words),
		cmocka_unit_test(long_names_stay_apart),
		cmocka_unit_test(too_many_are_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
