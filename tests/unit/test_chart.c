/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/chart_words.h"
#include "io/glyphs.h"
#include "io/label.h"
#include "io/picture.h"
#include "tests/unit/near.h"

/*
 * CHART_OUT=folder keeps every picture of every_case_is_drawn there, to be
 * looked at.
 */

/* The example of the look to reach: numbers of its script, funnel.gp. */
static const struct funnel_stage shop[] = {
	{ .name = "访问 Visit", .entered = 48210, .share = 1 },
	{ "加入购物车 Add to cart", 20731, 0.4300, 0.4300, 0.4256, 0.4344,
	    27479, 0, false },
	{ "提交订单 Checkout", 6219, 0.1290, 0.3000, 0.2938, 0.3063, 13309,
	    1203, true },
	{ "支付成功 Paid", 4602, 0.0955, 0.7400, 0.7289, 0.7507, 1305, 312,
	    false },
	{ "复购 Repeat order", 3129, 0.0649, 0.6799, 0.6663, 0.6933, 1473, 0,
	    false },
};

static const struct funnel_chart shop_chart = {
	.title = "销售漏斗 · Sales funnel, 2024-Q2",
	.subtitle = "Entities reaching each stage. Chips show step conversion "
	    "with 95% Wilson interval; the weakest step is orange.",
	.footer = "n = 48,210 leads · 2024-04-01 to 2024-06-30 · overall "
	    "conversion 6.49% (6.27–6.71)",
	.stages = shop,
	.nstages = 5,
};

static const struct funnel_stage nobody[] = {
	{ "identified", 0, NAN, NAN, NAN, NAN, 0, 0, false },
	{ "contacted", 0, NAN, NAN, NAN, NAN, 0, 0, false },
	{ "won", 0, NAN, NAN, NAN, NAN, 0, 0, false },
};

/* Names beyond any margin; counts of thirteen digits beside none. */
static const struct funnel_stage extreme[] = {
	{ .name = "A stage whose name has sixty letters, as people do write "
	    "them", .entered = 1234567890123, .share = 1 },
	{ "客户在展会上留下名片并且表示愿意在下个季度与我们的销售代表进行深入沟通",
	    1234567890, 0.001, 0.001, 0.00099, 0.00101, 1, 0, false },
	{ "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", 3,
	    2.4e-12, 2.4e-9, 0, 1e-9, 1234567887, 0, true },
	{ "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", 0,
	    0, 0, 0, 0.56, 3, 0, false },
	{ "after nobody", 0, 0, NAN, NAN, NAN, 0, 0, false },
};

/* Each stage for itself: more at a later one. */
static const struct funnel_stage touched[] = {
	{ .name = "A", .entered = 9, .share = 1 },
	{ "B", 7, 7 / 9., 7 / 9., 0.45, 0.94, 2, 0, false },
	{ "C", 12, 12 / 9., 12 / 7., NAN, NAN, 0, 0, false },
	{ "D", 12, 12 / 9., 1, 0.76, 1, 0, 0, false },
};

static struct funnel_stage twelve[12];

static const struct {
	const char *name;
	struct funnel_chart funnel;
} cases[] = {
	{ "shop", { shop_chart.title, NULL, NULL, shop, 5, 0, 0 } },
	{ "one", { "One stage", "Nothing to go on to.", "n = 48,210", shop, 1,
	    0, 0 } },
	{ "two", { "Two stages", "One step.", "n = 48,210", shop, 2, 0, 0 } },
	{ "twelve", { "Twelve stages", "Bars are packed, the picture grows.",
	    "n = 1,234,567,890", twelve, 12, 0, 0 } },
	{ "nobody", { "Nobody yet", NULL, "n = 0", nobody, 3, 0, 0 } },
	{ "extreme", { "A title that goes on and on, as titles in reviews "
	    "sometimes do, well past the right edge of any picture",
	    "A line of method that needs a second one, because the definition "
	    "in force has many parts: ordered, within 30 d, entry first, ties "
	    "for, level 95 %, Wilson, as of 2024-06-30, and a good deal more "
	    "that does not fit at all, so that it is cut somewhere before its "
	    "end, which is here", "n = 1,234,567,890,123 leads · and a footer "
	    "that is so long that it goes on in a second line, which nobody "
	    "minds as long as nothing is clipped", extreme, 5, 0, 0 } },
	{ "touched", { NULL, NULL, NULL, touched, 4, 0, 0 } },
	{ "small", { "Sales funnel, 2024-Q2", "As small as it gets: the words "
	    "give way before the numbers do.", "n = 48,210 leads", shop, 5,
	    640, 300 } },
	{ "large", { "Sales funnel, 2024-Q2", "Larger than usual.",
	    "n = 48,210 leads", shop, 5, 1600, 1000 } },
};

static int
fill_twelve(void **state)
{
	double before = 1234567890;

	(void)state;
	for (int i = 0; i < 12; i++) {
		double now = floor(1234567890 * pow(0.8, i));

		twelve[i] = (struct funnel_stage){ "A stage", (uint64_t)now,
		    now / 1234567890, now / before, now / before - 0.001,
		    now / before + 0.001, (uint64_t)(before - now),
		    i == 4 ? 17000 : 0, i == 4 };
		before = now;
	}
	return 0;
}

static void
skip_without_gnuplot(void)
{
	if (system("gnuplot --version >/dev/null 2>&1") != 0)
		skip();
}

static void
render(const struct funnel_chart *funnel, enum image image,
    struct picture *picture)
{
	struct chart chart = { 0 };
	struct chart_result result;
	struct fault fault = { 0 };

	if (chart_funnel(&chart, funnel, &fault) != 0 ||
	    chart_render(&chart, image, picture, &result, &fault) != 0)
		fail_msg("%s", fault.sentence);
	assert_int_equal(result.image, image);
	assert_string_equal(result.warning, "");
	chart_free(&chart);
}

/* An SVG as text; the caller frees it. */
static char *
render_svg(const struct funnel_chart *funnel)
{
	struct picture picture;

	render(funnel, IMAGE_SVG, &picture);

	char *text = strndup(picture.bytes, picture.len);

	free(picture.bytes);
	assert_non_null(text);
	return text;
}

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
every_case_is_drawn_and_nothing_is_clipped(void **state)
{
	(void)state;
	skip_without_gnuplot();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct funnel_chart funnel = cases[i].funnel;

		if (strcmp(cases[i].name, "shop") == 0)
			funnel = shop_chart;

		char *svg = render_svg(&funnel);

		expect_nothing_clipped(svg);
		free(svg);
		write_case(cases[i].name, &funnel);
	}
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

/* What the text is, and how SVG must show it: by XML's rules. */
static const struct { const char *text, *shown; } hostile[] = {
	{ "`touch X`", "`touch X`" },
	{ "\"`touch X`\"", "\"`touch X`\"" },
	{ "a'; system('touch X'); b = '", "a'; system('touch X'); b = '" },
	{ "a''; system(''touch X''); '", "a''; system(''touch X''); '" },
	{ "'''; system('touch X'); '''", "'''; system('touch X'); '''" },
	{ "'.system('touch X').'", "'.system('touch X').'" },
	{ "\".system('touch X').\"", "\".system('touch X').\"" },
	{ "'\"'\"'\".system('touch X').\"'\"'\"'",
	    "'\"'\"'\".system('touch X').\"'\"'\"'" },
	{ "'", "'" },
	{ "''''", "''''" },
	{ "a\"; system(\"touch X\"); \"", "a\"; system(\"touch X\"); \"" },
	{ "a\nsystem('touch X')\n", "a system('touch X') " },
	{ "a\r\n!touch X\r\n", "a  !touch X  " },
	{ "e", "e" },
	{ "e\n!touch X\ne\n", "e !touch X e " },
	{ "EOD\n!touch X", "EOD !touch X" },
	{ "|touch X", "|touch X" },
	{ "<touch X", "&lt;touch X" },
	{ "$(touch X)", "$(touch X)" },
	{ "a\\", "a\\" },
	{ "a\\\n!touch X", "a\\ !touch X" },
	{ "\xC2\x85!touch X\xE2\x80\xA8!touch X", " !touch X !touch X" },
	{ "{/Bold=99 x} ^2 _{a} @b ~c{d}", "{/Bold=99 x} ^2 _{a} @b ~c{d}" },
	{ "%s %d %n %%", "%s %d %n %%" },
	{ "@X # not a remark", "@X # not a remark" },
	{ "</text><script>x</script>", "&lt;/text>&lt;script>x&lt;/script>" },
	{ "&lt; &#60; ]]> &", "&amp;lt; &amp;#60; ]]&gt; &amp;" },
	{ "\t<g transform= font-family=\"DejaVu Sans\"",
	    " &lt;g transform= font-family=\"DejaVu Sans\"" },
	{ "\x1b]0;x\x07 \xFF\xFE", " ]0;x  \xEF\xBF\xBD\xEF\xBF\xBD" },
};

/* The same text everywhere that text can stand. */
static struct funnel_chart
hostile_chart(const char *text, struct funnel_stage stages[2])
{
	stages[0] = (struct funnel_stage){ .name = text, .entered = 2,
	    .share = 1 };
	stages[1] = (struct funnel_stage){ text, 1, 0.5, 0.5, 0.1, 0.9, 1, 0,
	    true };
	return (struct funnel_chart){ text, text, text, stages, 2, 0, 0 };
}

/* Runs a script in the current folder with nothing to hold it. */
static bool
makes_a_file_unconfined(const char *head, const char *script)
{
	FILE *out = fopen("bare", "w");

	assert_non_null(out);
	fprintf(out, "%s%s", head, script);
	fclose(out);
	assert_int_equal(system("gnuplot -d bare >/dev/null 2>errors"), 0);
	unlink("bare");
	unlink("errors");
	return unlink("X") == 0;
}

static size_t
count_of(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

static void
expect_harmless(const char *text, const char *shown)
{
	struct funnel_stage stages[2];
	struct funnel_chart funnel = hostile_chart(text, stages);
	struct chart chart = { 0 };
	struct fault fault = { 0 };
	struct picture png;
	char expected[200];

	assert_int_equal(chart_funnel(&chart, &funnel, &fault), 0);
	assert_false(makes_a_file_unconfined(
	    "set terminal svg noenhanced\n", chart.script.bytes));
	assert_false(makes_a_file_unconfined(
	    "set terminal pngcairo noenhanced\n", chart.script.bytes));
	chart_free(&chart);

	char *svg = render_svg(&funnel);

	/* Title, names and footer; a subtitle is stripped at its ends. */
	snprintf(expected, sizeof expected, ">%s</text>", shown);
	if (count_of(svg, expected) < 3)
		fail_msg("not shown as %s", shown);
	free(svg);
	render(&funnel, IMAGE_PNG, &png);
	free(png.bytes);
	assert_int_not_equal(access("X", F_OK), 0);
}

static void
in_a_folder_of_its_own(void (*test)(void))
{
	char folder[] = "/tmp/funnel-test-XXXXXX", here[4096];

	assert_non_null(getcwd(here, sizeof here));
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	test();
	assert_int_equal(chdir(here), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void
try_hostile_texts(void)
{
	/* That such a script can do it, were it written carelessly. */
	assert_true(makes_a_file_unconfined("set terminal svg\n",
	    "set label \"`touch X`\"\nplot x\n"));
	for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++)
		expect_harmless(hostile[i].text, hostile[i].shown);
}

static void
text_never_becomes_code(void **state)
{
	(void)state;
	skip_without_gnuplot();
	in_a_folder_of_its_own(try_hostile_texts);
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

	struct funnel_chart funnel = hostile_chart(text, stages);

	render(&funnel, IMAGE_PNG, &picture);
	free(picture.bytes);
	char *svg = render_svg(&funnel);
	expect_nothing_clipped(svg);
	free(svg);
	free(text);
}

/* U+10FFFD is for private use: no font of a system has it. */
#define NO_GLYPH "\xF4\x8F\xBF\xBD"

static void
try_missing_glyphs(void)
{
	struct funnel_stage stages[2];
	struct funnel_chart funnel = hostile_chart("lead " NO_GLYPH, stages);
	struct chart_result result;
	struct fault fault = { 0 };
	struct chart chart = { 0 };

	assert_int_equal(chart_funnel(&chart, &funnel, &fault), 0);
	assert_int_equal(chart_write(&chart, IMAGE_PNG, "a.b.PNG", &result,
	    &fault), 0);
	assert_int_equal(result.image, IMAGE_SVG);
	assert_string_equal(result.path, "a.b.svg");
	assert_string_equal(result.warning, "no font here has a glyph for "
	    "U+10FFFD: wrote SVG instead of PNG");
	assert_int_not_equal(access("a.b.PNG", F_OK), 0);
	assert_int_equal(unlink("a.b.svg"), 0);

	/* An ending that says nothing is left alone. */
	assert_int_equal(chart_write(&chart, IMAGE_PDF, "picture", &result,
	    &fault), 0);
	assert_string_equal(result.path, "picture");
	assert_int_equal(result.image, IMAGE_SVG);
	assert_int_equal(unlink("picture"), 0);

	/* Asked for SVG, there is nothing to warn of. */
	assert_int_equal(chart_write(&chart, IMAGE_SVG, "a.svg", &result,
	    &fault), 0);
	assert_string_equal(result.warning, "");
	assert_int_equal(unlink("a.svg"), 0);
	chart_free(&chart);
}

static void
a_missing_glyph_makes_it_svg(void **state)
{
	uint32_t missing;

	(void)state;
	skip_without_gnuplot();
	if (glyphs_cover("a", &missing) == GLYPHS_UNKNOWN)
		skip();
	in_a_folder_of_its_own(try_missing_glyphs);
}

static void
glyphs_are_asked_of_fontconfig(void **state)
{
	uint32_t missing = 0;

	(void)state;
#ifdef HAVE_FONTCONFIG
	assert_int_equal(glyphs_cover("won ▼ é\n\xE2\x80\x8D", &missing),
	    GLYPHS_ALL);
	assert_int_equal(glyphs_cover("won " NO_GLYPH " \xF4\x8F\xBF\xBC",
	    &missing), GLYPHS_MISSING);
	assert_int_equal(missing, 0x10FFFD);
	/* A machine without fonts has no answer. */
	char path[] = "/tmp/funnel-test-XXXXXX";
	static const char config[] = "<fontconfig><dir>/nonexistent</dir>"
	    "<cachedir>/nonexistent</cachedir></fontconfig>";
	int file = mkstemp(path);

	assert_int_equal(write(file, config, strlen(config)),
	    strlen(config));
	close(file);
	setenv("FONTCONFIG_FILE", path, 1);
	assert_int_equal(glyphs_cover("won", &missing), GLYPHS_UNKNOWN);
	unsetenv("FONTCONFIG_FILE");
	unlink(path);
#else
	assert_int_equal(glyphs_cover("won", &missing), GLYPHS_UNKNOWN);
#endif
}

static void
what_cannot_be_written_is_a_fault(void **state)
{
	struct funnel_stage stages[2];
	struct funnel_chart funnel = hostile_chart("won", stages);
	struct chart_result result;
	struct chart chart = { 0 };
	struct fault fault = { 0 };
	char *name = malloc(5000);

	(void)state;
	funnel.nstages = 0;
	assert_int_equal(chart_funnel(&chart, &funnel, &fault), -1);
	assert_int_equal(fault.kind, FAULT_OUTPUT);
	funnel.nstages = 101;
	assert_int_equal(chart_funnel(&chart, &funnel, &fault), -1);
	assert_string_equal(fault.sentence,
	    "a funnel chart shows 1 to 100 stages, not 101");

	funnel.nstages = 2;
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

/* The rule is in the header; these are its edges. */
static const struct { double fraction; const char *words; } percents[] = {
	{ 0, "0%" }, { 1, "100%" }, { 0.4321, "43.2%" }, { 0.5, "50.0%" },
	{ 1e-9, "<0.1%" }, { 0.00049, "<0.1%" }, { 0.0006, "0.1%" },
	{ 0.9994, "99.9%" }, { 0.9996, ">99.9%" }, { 1 - 1e-12, ">99.9%" },
	{ 1.25, "125.0%" }, { NAN, "" },
};

static const struct { uint64_t count; const char *words; } counts[] = {
	{ 0, "0" }, { 999, "999" }, { 1000, "1,000" },
	{ 48210, "48,210" }, { 100000, "100,000" },
	{ UINT64_MAX, "18,446,744,073,709,551,615" },
};

static const struct {
	uint64_t lost, open;
	bool weakest;
	const char *words;
} steps[] = {
	{ 14512, 0, true, "weakest step · 14,512 did not go on" },
	{ 14512, 1203, true,
	    "weakest step · 14,512 did not go on, 1,203 still open" },
	{ 0, 7, true, "weakest step · 7 still open" },
	{ 0, 0, true, "weakest step" },
	{ 14512, 1203, false, "1,203 still open" },
	{ 14512, 0, false, "" },
};

static void
numbers_are_written_for_people(void **state)
{
	struct funnel_stage stage = { .rate = 0.43, .rate_low = 0.4256,
	    .rate_high = 0.4344 };
	char words[WORDS_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof percents / sizeof percents[0]; i++) {
		words_percent(words, percents[i].fraction);
		assert_string_equal(words, percents[i].words);
	}
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		words_count(words, counts[i].count);
		assert_string_equal(words, counts[i].words);
	}
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		stage.lost = steps[i].lost;
		stage.open = steps[i].open;
		stage.weakest = steps[i].weakest;
		words_step(words, &stage);
		assert_string_equal(words, steps[i].words);
	}
	words_rate(words, &stage);
	assert_string_equal(words, "43.0% (42.6–43.4)");
	stage.rate_low = NAN;
	words_rate(words, &stage);
	assert_string_equal(words, "43.0%");
	stage.rate = NAN;
	words_rate(words, &stage);
	assert_string_equal(words, "nobody to go on");
}

static void
expect_terminal(const struct funnel_chart *funnel, unsigned width,
    bool colour, const char *expected)
{
	struct output *output = output_memory();
	size_t len;

	chart_funnel_terminal(funnel, width, colour, output);

	const char *text = output_collected(output, &len);

	assert_int_equal(len, strlen(expected));
	assert_memory_equal(text, expected, len);
	output_abandon(output);
}

/*
 * At 40 columns: a third, 13, of name, 2 apart, bars, 2, counts of 3, 2,
 * shares of 5.  Bars have 13: half of it is 6 and 4/8, a quarter 3 and 2/8,
 * a 200th one eighth.  With one stage the name takes 4 and the bar 23.
 */
static const struct funnel_stage small[] = {
	{ .name = "识别", .entered = 400, .share = 1 },
	{ "a\x1b[1m", 200, 0.5, 0.5, 0.45, 0.55, 200, 0, false },
	{ "客户沟通客户沟通", 100, 0.25, 0.5, 0.43, 0.57, 60, 40, true },
	{ "won", 2, 0.005, 0.02, NAN, NAN, 98, 0, false },
	{ "served", 0, 0, 0, 0, 0.66, 2, 0, false },
};

static const char small_text[] =
    "Sales\n"
    "\n"
    "识别           █████████████  400   100%\n"
    "               ▼ 50.0% (45.0–55.0)\n"
    "a [1m          ██████▌        200  50.0%\n"
    "               ▼ 50.0% (43.0–57.0)\n"
    "                 weakest step · 60 did\n"
    "                 not go on, 40 still\n"
    "                 open\n"
    "客户沟通客户…  ███▎           100  25.0%\n"
    "               ▼ 2.0%\n"
    "won            ▏                2   0.5%\n"
    "               ▼ 0% (0.0–66.0)\n"
    "served                          0     0%\n"
    "\n"
    "n = 400\n";

static void
the_terminal_shows_the_same(void **state)
{
	static const struct funnel_chart funnel = { "Sales", NULL, "n = 400",
	    small, 5, 0, 0 };
	static const struct funnel_chart one = { NULL, NULL, NULL, small, 1,
	    0, 0 };

	(void)state;
	expect_terminal(&funnel, 40, false, small_text);
	/* Less than 40 is 40. */
	expect_terminal(&funnel, 1, false, small_text);
	expect_terminal(&one, 40, false,
	    "识别  ███████████████████████  400  100%\n");
	expect_terminal(&one, 40, true, "识别  \033[34m"
	    "███████████████████████\033[0m  400  100%\n");
}

/* Each line of every case, at every width, as the terminal counts. */
static void
terminal_lines_fit(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		for (unsigned width = 40; width < 200; width += 13) {
			struct output *output = output_memory();
			size_t len;

			chart_funnel_terminal(&cases[i].funnel, width, false,
			    output);

			char *text = strdup(output_collected(output, &len));

			assert_null(strchr(text, '\033'));
			for (char *line = strtok(text, "\n"); line != NULL;
			    line = strtok(NULL, "\n"))
				assert_true(label_width(line, label_columns)
				    <= width);
			free(text);
			output_abandon(output);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_are_as_long_as_their_shares),
		cmocka_unit_test(every_case_is_drawn_and_nothing_is_clipped),
		cmocka_unit_test(png_and_svg_have_one_size),
		cmocka_unit_test(the_same_chart_is_the_same_bytes),
		cmocka_unit_test(words_are_honest_about_who_is_open),
		cmocka_unit_test(text_never_becomes_code),
		cmocka_unit_test(sixty_thousand_braces_are_drawn),
		cmocka_unit_test(a_missing_glyph_makes_it_svg),
		cmocka_unit_test(glyphs_are_asked_of_fontconfig),
		cmocka_unit_test(what_cannot_be_written_is_a_fault),
		cmocka_unit_test(endings_name_images),
		cmocka_unit_test(numbers_are_written_for_people),
		cmocka_unit_test(the_terminal_shows_the_same),
		cmocka_unit_test(terminal_lines_fit),
	};

	return cmocka_run_group_tests(tests, fill_twelve, NULL);
}
