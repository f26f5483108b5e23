/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart.h"

#include "io/text/label.h"
#include "tests/unit/funnel_cases.h"
#include "tests/unit/pictures.h"
#include "tests/unit/svg_text.h"

/*
 * CHART_OUT=folder keeps every picture of every_case_is_drawn there, to be
 * looked at.
 */

struct box {
	char fill[32];
	double left, right, top, bottom;
};

/* The next box drawn after *svg; false if there is none. */
static bool
next_box(const char **svg, struct box *box)
{
	double x[4], y[4];
	const char *at = strstr(*svg, "<polygon fill = 'rgb(");

	if (at == NULL)
		return false;
	*svg = at + 1;
	assert_int_equal(sscanf(at, "<polygon fill = 'rgb(%31[^)])' "
	    "points = '%lf,%lf %lf,%lf %lf,%lf %lf,%lf", box->fill, &x[0],
	    &y[0], &x[1], &y[1], &x[2], &y[2], &x[3], &y[3]), 9);
	box->left = x[0];
	box->right = x[1];
	box->top = y[2];
	box->bottom = y[0];
	return true;
}

/* A box is as long as its share, its colour is blue or the weakest's. */
static void
expect_bar(const char **svg, const struct funnel_stage *stage,
    double most_share)
{
	struct box track, bar;

	assert_true(next_box(svg, &track));
	assert_string_equal(track.fill, "243, 245, 247");
	if (!(stage->share > 0))
		return;
	assert_true(next_box(svg, &bar));
	assert_string_equal(bar.fill, stage->weakest ? "213,  94,   0" :
	    "  0, 114, 178");
	assert_near(bar.left, track.left, 1e-9);
	assert_near(bar.top, track.top, 1e-9);
	assert_near(bar.bottom, track.bottom, 1e-9);

	double full = track.right - track.left, bar_px = bar.right - bar.left;
	double expected = fmax(2, full * stage->share / most_share);

	/* gnuplot writes hundredths of a pixel. */
	assert_true(fabs(bar_px - expected) < 0.03);
}

static void
bars_are_as_long_as_their_shares(void **state)
{
	static const struct {
		const struct funnel_stage *stages;
		size_t n;
		double most_share;
	} funnels[] = {
		{ shop, 5, 1 }, { twelve, 12, 1 }, { nobody, 3, 1 },
		{ extreme, 5, 1 }, { touched, 4, 12 / 9. }, { shop, 1, 1 },
	};

	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < sizeof funnels / sizeof funnels[0]; i++) {
		struct funnel_chart funnel = { .stages = funnels[i].stages,
		    .nstages = funnels[i].n };
		char *svg = render_svg(&funnel);
		const char *at = svg;
		struct box more;

		for (size_t k = 0; k < funnels[i].n; k++)
			expect_bar(&at, &funnels[i].stages[k],
			    funnels[i].most_share);
		assert_false(next_box(&at, &more));
		free(svg);
	}
}

/*
 * Every text stays inside the picture, by the widths that test_label holds
 * against the font; boxes too.
 */
static void
expect_nothing_clipped(const char *svg)
{
	double width, height;
	struct box box;

	assert_int_equal(sscanf(strstr(svg, "viewBox="),
	    "viewBox=\"0 0 %lf %lf", &width, &height), 2);
	for (const char *at = svg; next_box(&at, &box);)
		assert_true(box.left >= 0 && box.right <= width &&
		    box.top >= 0 && box.bottom <= height);
	for (const char *at = svg;
	    (at = strstr(at, "\t<g transform=")) != NULL; at++) {
		char anchor[8], text[4096];
		double x, y, size;
		const char *line = strchr(at, '\n');
		const char *bold = strstr(at, "font-weight=\"bold\"");

		assert_int_equal(sscanf(at, "\t<g transform=\"translate(%lf,"
		    "%lf)\"", &x, &y), 2);
		assert_int_equal(sscanf(strstr(at, "font-size"),
		    "font-size=\"%lf", &size), 1);
		assert_int_equal(sscanf(strstr(at, "text-anchor"),
		    "text-anchor=\"%7[a-z]", anchor), 1);
		assert_int_equal(sscanf(strchr(line, '>') + 1, "%4095[^<]",
		    text), 1);

		double long_px = size * label_width(text, bold != NULL &&
		    bold < line ? label_em_bold : label_em);
		double left = strcmp(anchor, "end") == 0 ? x - long_px : x;

		if (left < 30 || left + long_px > width - 30 || y < size ||
		    y > height - 10)
			fail_msg("clipped: %s", text);
	}
}

static void
write_case(const char *name, const struct funnel_chart *funnel)
{
	static const char *const endings[] = { "png", "svg", "pdf" };
	const char *folder = getenv("CHART_OUT");

	for (int image = IMAGE_PNG; folder != NULL && image <= IMAGE_PDF;
	    image++) {
		struct chart chart = { 0 };
		struct chart_result result;
		struct fault fault = { 0 };
		char path[1000];

		snprintf(path, sizeof path, "%s/%s.%s", folder, name,
		    endings[image]);
		if (chart_funnel(&chart, funnel, &fault) != 0 ||
		    chart_write(&chart, image, path, &result, &fault) != 0)
			fail_msg("%s", fault.sentence);
		chart_free(&chart);
	}
}

static void
draw_case(const char *name, const struct funnel_chart *funnel)
{
	char *svg = render_svg(funnel);

	expect_nothing_clipped(svg);
	expect_texts_clear(svg);
	free(svg);
	write_case(name, funnel);
}

static void
every_case_is_drawn_and_nothing_is_clipped(void **state)
{
	(void)state;
	skip_without_gnuplot();
	draw_case("shop", &shop_chart);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		draw_case(cases[i].name, &cases[i].funnel);
}

static void
sixty_thousand_braces_are_drawn(void **state)
{
	enum { BRACES = 60000 };
	char *text = malloc(BRACES + 1);
	struct funnel_stage stages[2];
	struct picture picture;

	(void)state;
	skip_without_gnuplot();
	assert_non_null(text);
	memset(text, '{', BRACES);
	text[BRACES] = '\0';

	struct funnel_chart funnel = chart_of_text(text, stages);

	render(&funnel, IMAGE_PNG, &picture);
	free(picture.bytes);

	char *svg = render_svg(&funnel);

	expect_nothing_clipped(svg);
	free(svg);
	free(text);
}

static void
png_and_svg_have_one_size(void **state)
{
	struct picture png;
	char size[64];

	(void)state;
	skip_without_gnuplot();
	render(&shop_chart, IMAGE_PNG, &png);

	/* IHDR: four bytes of width and of height, from byte 16 on. */
	const unsigned char *at = (unsigned char *)png.bytes + 16;
	char *svg = render_svg(&shop_chart);

	snprintf(size, sizeof size, "viewBox=\"0 0 %u %u\"",
	    (unsigned)at[2] << 8 | at[3], (unsigned)at[6] << 8 | at[7]);
	assert_non_null(strstr(svg, size));
	assert_non_null(strstr(svg, "width=\"1200\""));
	free(svg);
	free(png.bytes);
}

static void
the_same_chart_is_the_same_bytes(void **state)
{
	(void)state;
	skip_without_gnuplot();
	for (int image = IMAGE_PNG; image <= IMAGE_PDF; image++) {
		struct picture first, second;

		render(&shop_chart, image, &first);
		if (image == IMAGE_PDF)
			sleep(1);	/* its date has seconds */
		render(&shop_chart, image, &second);
		assert_int_equal(first.len, second.len);
		assert_memory_equal(first.bytes, second.bytes, first.len);
		free(first.bytes);
		free(second.bytes);
	}
}

static void
words_are_honest_about_who_is_open(void **state)
{
	char *svg;

	(void)state;
	skip_without_gnuplot();
	svg = render_svg(&shop_chart);
	assert_non_null(strstr(svg, "▼ 30.0% (29.4–30.6)   weakest step · "
	    "13,309 did not go on, 1,203 still open<"));
	assert_non_null(strstr(svg, "▼ 74.0% (72.9–75.1)   312 still open<"));
	assert_non_null(strstr(svg, ">▼ 43.0% (42.6–43.4)"));
	assert_non_null(strstr(svg, ">48,210   100%<"));
	assert_non_null(strstr(svg, ">20,731   43.0%<"));
	free(svg);
}

static void
what_cannot_be_written_is_a_fault(void **state)
{
	static const struct funnel_stage many[101];
	struct funnel_stage stages[2];
	struct funnel_chart funnel = chart_of_text("won", stages);
	struct chart_result result;
	struct chart chart = { 0 };
	struct fault fault = { 0 };
	char *name = malloc(5000);

	(void)state;
	funnel.nstages = 0;
	assert_int_equal(chart_funnel(&chart, &funnel, &fault), -1);
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	assert_string_equal(fault.sentence,
	    "a chart of rows shows 1 to 400 rows, not 0");
	funnel.stages = many;
	funnel.nstages = 101;
	assert_int_equal(chart_funnel(&chart, &funnel, &fault), -1);
	assert_string_equal(fault.sentence,
	    "a chart of bars shows 1 to 60 groups of 1 to 100, not 1 of 101");

	funnel = chart_of_text("won", stages);
	assert_int_equal(chart_funnel(&chart, &funnel, &fault), 0);
	skip_without_gnuplot();
	assert_int_equal(chart_write(&chart, IMAGE_SVG,
	    "/nonexistent/a.svg", &result, &fault), -1);
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	assert_non_null(name);
	memset(name, 'x', 4999);
	name[4999] = '\0';
	assert_int_equal(chart_write(&chart, IMAGE_SVG, name, &result,
	    &fault), -1);
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	free(name);
	chart_free(&chart);
}

static void
endings_name_images(void **state)
{
	(void)state;
	assert_int_equal(image_by_ending("a.png"), IMAGE_PNG);
	assert_int_equal(image_by_ending("report.2024.SVG"), IMAGE_SVG);
	assert_int_equal(image_by_ending("a.pdf"), IMAGE_PDF);
	assert_int_equal(image_by_ending("png"), -1);
	assert_int_equal(image_by_ending("a.csv"), -1);
	assert_int_equal(image_by_ending("-"), -1);
	assert_int_equal(image_by_ending(""), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_are_as_long_as_their_shares),
		cmocka_unit_test(every_case_is_drawn_and_nothing_is_clipped),
		cmocka_unit_test(sixty_thousand_braces_are_drawn),
		cmocka_unit_test(png_and_svg_have_one_size),
		cmocka_unit_test(the_same_chart_is_the_same_bytes),
		cmocka_unit_test(words_are_honest_about_who_is_open),
		cmocka_unit_test(what_cannot_be_written_is_a_fault),
		cmocka_unit_test(endings_name_images),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
