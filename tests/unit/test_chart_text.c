/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What texts of the data can do to a chart: nothing. */
#include "io/chart/glyphs.h"

#include "tests/unit/pictures.h"

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
	struct funnel_chart funnel = chart_of_text(text, stages);
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

/* U+10FFFD is for private use: no font of a system has it. */
#define NO_GLYPH "\xF4\x8F\xBF\xBD"

static void
try_missing_glyphs(void)
{
	struct funnel_stage stages[2];
	struct funnel_chart funnel = chart_of_text("lead " NO_GLYPH, stages);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_never_becomes_code),
		cmocka_unit_test(a_missing_glyph_makes_it_svg),
		cmocka_unit_test(glyphs_are_asked_of_fontconfig),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
