/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/text/label.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/near.h"

/* What comes out is the rule of label_next, applied by hand. */
static const struct { const char *text, *harmless; } harmless[] = {
	{ "'quotes' and `ticks`", "'quotes' and `ticks`" },
	{ "a\nb\r\tc\x1b[31md\x7f", "a b  c [31md " },
	{ "C1: \xC2\x85 \xC2\x9B", "C1:    " },
	{ "line\xE2\x80\xA8 paragraph\xE2\x80\xA9", "line  paragraph " },
	{ "bidi \xE2\x80\xAE \xE2\x81\xA6 \xE2\x80\x8F \xD8\x9C",
	    "bidi        " },
	{ "tag \xF3\xA0\x81\x81", "tag  " },
	{ "bad \xFF\xC3", "bad \xEF\xBF\xBD\xEF\xBF\xBD" },
	{ "overlong \xC0\xA7", "overlong \xEF\xBF\xBD\xEF\xBF\xBD" },
	{ "no XML \xEF\xBF\xBE\xEF\xBF\xBF\xEF\xB7\x90",
	    "no XML \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
	{ "客户 é 😀", "客户 é 😀" },
	{ "", "" },
};

static void
text_is_made_harmless(void **state)
{
	char out[256];

	(void)state;
	for (size_t i = 0; i < sizeof harmless / sizeof harmless[0]; i++) {
		label_fit(out, sizeof out, harmless[i].text, 1e9,
		    label_columns);
		assert_string_equal(out, harmless[i].harmless);
	}
}

static const struct {
	const char *text;
	double columns;
	const char *fitted;
} fitted[] = {
	{ "contacted", 9, "contacted" },
	{ "contacted", 8, "contact…" },
	{ "contacted", 1, "…" },
	{ "contacted", 0, "…" },
	/* A third is of the end: five of 16. */
	{ "Enterprise - new business", 16, "Enterprise…iness" },
	{ "Enterprise - renewals", 16, "Enterprise…ewals" },
	{ "Enterprise - new business", 12, "Enterprise …" },
	{ "客户识别", 8, "客户识别" },
	{ "客户识别", 7, "客户识…" },
	{ "客户识别", 6, "客户…" },	/* three would need seven with … */
	{ "e\xCC\x81tat", 4, "e\xCC\x81tat" },	/* accents have no width */
	{ "e\xCC\x81tat", 3, "e\xCC\x81t…" },
};

static void
text_is_cut_by_display_width(void **state)
{
	char out[128];

	(void)state;
	for (size_t i = 0; i < sizeof fitted / sizeof fitted[0]; i++) {
		label_fit(out, sizeof out, fitted[i].text,
		    fitted[i].columns, label_columns);
		assert_string_equal(out, fitted[i].fitted);
	}
}

/* Its own width, to pixels and back: rounding must not cost it a letter. */
static void
a_text_fits_its_own_width(void **state)
{
	static const char *const texts[] = { "only", "engaged", "华北的比率",
	    "客户识别 → 客户开发", "0.1" };
	char out[64];

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (int size = 100; size < 3000; size++) {
			double pixels = size / 100.0 *
			    label_width(texts[i], label_em);

			label_fit(out, sizeof out, texts[i],
			    pixels / (size / 100.0), label_em);
			assert_string_equal(out, texts[i]);
		}
}

static void
a_small_buffer_cuts_at_a_character(void **state)
{
	char out[10];

	(void)state;
	label_fit(out, sizeof out, "客户识别", 100, label_columns);
	assert_string_equal(out, "客户…");
	label_fit(out, sizeof out, "abcdefghij", 100, label_columns);
	assert_string_equal(out, "abcdef…");
}

/* Marks have no width; the bound on characters still ends them. */
static void
endless_marks_end(void **state)
{
	enum { MARKS = 30000 };
	char *text = malloc(2 * MARKS + 2);

	(void)state;
	assert_non_null(text);
	text[0] = 'a';
	for (size_t i = 0; i < MARKS; i++)
		memcpy(text + 1 + 2 * i, "\xCC\x81", 2);
	text[2 * MARKS + 1] = '\0';
	assert_true(label_end(text, 10, label_columns) - text < 3000);
	free(text);
}

static void
expect_lines(const char *text, double limit, bool last_at_two,
    const char *const lines[4])
{
	char out[128];
	size_t n = 0;

	while (label_line(&text, limit, label_columns,
	    last_at_two && n == 1, out, sizeof out)) {
		assert_true(n < 4 && lines[n] != NULL);
		assert_string_equal(out, lines[n]);
		n++;
	}
	assert_null(lines[n]);
}

static void
a_step_keeps_both_sides(void **state)
{
	char out[64];

	(void)state;
	label_fit_step(out, sizeof out, "new → won", 9, label_columns);
	assert_string_equal(out, "new → won");
	/* Without the arrow's three, eight: the short side has its three. */
	label_fit_step(out, sizeof out, "new → negotiation", 11,
	    label_columns);
	assert_string_equal(out, "new → nego…");
	label_fit_step(out, sizeof out, "negotiation → won", 11,
	    label_columns);
	assert_string_equal(out, "nego… → won");
	label_fit_step(out, sizeof out, "identified → negotiation", 13,
	    label_columns);
	assert_string_equal(out, "iden… → nego…");
	label_fit_step(out, sizeof out, "identified", 5, label_columns);
	assert_string_equal(out, "iden…");
}

static void
lines_break_at_spaces_and_beside_wide_characters(void **state)
{
	(void)state;
	expect_lines("one two three", 9, false,
	    (const char *[4]){ "one two", "three" });
	expect_lines("one two three", 7, false,
	    (const char *[4]){ "one two", "three" });
	expect_lines("unbroken", 3, false,
	    (const char *[4]){ "unb", "rok", "en" });
	expect_lines("n = 1 客户识别", 10, false,
	    (const char *[4]){ "n = 1 客户", "识别" });
	expect_lines("one two three four", 8, true,
	    (const char *[4]){ "one two", "three f…" });
	expect_lines("one two\u00a0three", 12, false,
	    (const char *[4]){ "one", "two three" });
	expect_lines("前 窗\u2060口\u2060\u00a09\u00a0天", 10, false,
	    (const char *[4]){ "前", "窗口 9 天" });
	/* A stop begins no line, a bracket ends none. */
	expect_lines("浅色：可升", 4, false,
	    (const char *[4]){ "浅", "色：", "可升" });
	expect_lines("甲乙（丙）", 6, false,
	    (const char *[4]){ "甲乙", "（丙）" });
	expect_lines("   ", 8, false, (const char *[4]){ NULL });
	/* Nothing fits, and yet it ends. */
	expect_lines("客户", 1, false, (const char *[4]){ "客", "户" });
}

/* A font's advance widths, as its own tables give them. */

static unsigned
at16(const unsigned char *font, size_t offset)
{
	return (unsigned)font[offset] << 8 | font[offset + 1];
}

static size_t
at32(const unsigned char *font, size_t offset)
{
	return (size_t)at16(font, offset) << 16 | at16(font, offset + 2);
}

static size_t
find_table(const unsigned char *font, const char *tag)
{
	for (unsigned i = 0; i < at16(font, 4); i++)
		if (memcmp(font + 12 + 16 * i, tag, 4) == 0)
			return at32(font, 20 + 16 * (size_t)i);
	fail_msg("the font has no table %s", tag);
	return 0;
}

/* By the character map of format 4. */
static unsigned
find_glyph(const unsigned char *font, unsigned character)
{
	size_t cmap = find_table(font, "cmap"), map = 0;

	for (unsigned i = 0; i < at16(font, cmap + 2); i++) {
		size_t one = cmap + at32(font, cmap + 8 + 8 * (size_t)i);

		if (at16(font, one) == 4)
			map = one;
	}
	assert_true(map != 0);

	unsigned doubled = at16(font, map + 6);

	for (size_t i = 0; i < doubled; i += 2) {
		size_t end = map + 14 + i, start = end + doubled + 2;
		size_t delta = start + doubled, range = delta + doubled;

		if (character > at16(font, end))
			continue;
		if (character < at16(font, start))
			return 0;
		if (at16(font, range) == 0)
			return (character + at16(font, delta)) & 0xFFFF;
		return at16(font, range + at16(font, range) +
		    2 * (character - at16(font, start)));
	}
	return 0;
}

static double
advance_em(const unsigned char *font, unsigned character)
{
	unsigned metrics = at16(font, find_table(font, "hhea") + 34);
	unsigned glyph = find_glyph(font, character);

	if (glyph >= metrics)
		glyph = metrics - 1;
	return (double)at16(font, find_table(font, "hmtx") + 4 *
	    (size_t)glyph) / at16(font, find_table(font, "head") + 18);
}

#ifdef HAVE_FONTCONFIG
#include <fontconfig/fontconfig.h>

/* The file of the font, or NULL if this machine has another. */
static unsigned char *
read_font(const char *pattern_text)
{
	FcPattern *pattern = FcNameParse((const FcChar8 *)pattern_text);
	FcChar8 *family, *file;
	FcResult result;
	unsigned char *bytes = NULL;

	FcConfigSubstitute(NULL, pattern, FcMatchPattern);
	FcDefaultSubstitute(pattern);

	FcPattern *font = FcFontMatch(NULL, pattern, &result);

	if (font != NULL &&
	    FcPatternGetString(font, FC_FAMILY, 0, &family) == 0 &&
	    strcmp((char *)family, "DejaVu Sans") == 0 &&
	    FcPatternGetString(font, FC_FILE, 0, &file) == 0) {
		FILE *in = fopen((char *)file, "rb");

		assert_non_null(in);
		fseek(in, 0, SEEK_END);

		size_t size = (size_t)ftell(in);

		rewind(in);
		bytes = malloc(size);
		assert_non_null(bytes);
		assert_int_equal(fread(bytes, 1, size, in), size);
		fclose(in);
	}
	if (font != NULL)
		FcPatternDestroy(font);
	FcPatternDestroy(pattern);
	FcFini();
	return bytes;
}

#else

static unsigned char *
read_font(const char *pattern_text)
{
	(void)pattern_text;
	return NULL;
}

#endif

static void
widths_are_the_fonts_own(void **state)
{
	static const struct {
		const char *pattern;
		label_measure *measure;
	} fonts[] = {
		{ "DejaVu Sans:style=Book", label_em },
		{ "DejaVu Sans:style=Bold:bold", label_em_bold },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		unsigned char *font = read_font(fonts[i].pattern);

		if (font == NULL)
			skip();
		for (unsigned c = ' '; c <= '~'; c++)
			assert_true(fabs(fonts[i].measure(c) -
			    advance_em(font, c)) <= 0.0051);
		assert_near(fonts[i].measure(0x2013),
		    advance_em(font, 0x2013), 0.01);
		assert_near(fonts[i].measure(0x2026),
		    advance_em(font, 0x2026), 0.01);
		/* Taken as wider than it is, never as narrower. */
		assert_true(fonts[i].measure(0xE9) >= advance_em(font, 0xE9));
		free(font);
	}
	assert_near(label_em(0x5BA2), 1, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_made_harmless),
		cmocka_unit_test(text_is_cut_by_display_width),
		cmocka_unit_test(a_text_fits_its_own_width),
		cmocka_unit_test(a_small_buffer_cuts_at_a_character),
		cmocka_unit_test(endless_marks_end),
		cmocka_unit_test(a_step_keeps_both_sides),
		cmocka_unit_test(
		    lines_break_at_spaces_and_beside_wide_characters),
		cmocka_unit_test(widths_are_the_fonts_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
