/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/chart/chart_draw.h"
#include "io/write/document.h"
#include "tests/unit/near.h"

/* Every tone that may be drawn: of the palette, of the ramp. */
static unsigned
tone_number(unsigned i)
{
	return i < TONES ? i : TONE_RAMP + i - TONES;
}

enum { TONE_NUMBERS = TONES + 256 };

static void
names_are_no_colours(void **state)
{
	static const enum chart_theme themes[] = { THEME_LIGHT, THEME_DARK,
		THEME_PRINT };

	(void)state;
	for (unsigned i = 0; i < TONE_NUMBERS; i++) {
		unsigned tone = tone_number(i), upon = chart_readable(tone);

		assert_int_equal(chart_named_tone(chart_colour(THEME_PAGE,
		    tone)), tone);
		assert_int_equal(chart_named_tone(chart_colour(THEME_PAGE,
		    upon)), upon);
		for (size_t t = 0; t < 3; t++)
			assert_int_equal(chart_named_tone(chart_colour(
			    themes[t], tone)), -1);
	}
	assert_int_equal(chart_named_tone(0x000000), -1);
	assert_int_equal(chart_named_tone(0xFFFFFF), -1);
}

/*
 * 21 is W3C's own (WCAG 2.1, contrast ratio); the others as published at
 * https://ecss.tomgdow.com/html/color_contrasts.html, in two digits.
 */
static void
contrasts_are_those_that_are_published(void **state)
{
	static const struct {
		unsigned one, other;
		double ratio, digit;
	} known[] = {
		{ 0x000000, 0xFFFFFF, 21, 1e-9 },
		{ 0xFFFFFF, 0xFFFFFF, 1, 1e-9 },
		{ 0xFFFF00, 0xFFFFFF, 1.07, 0.01 },
		{ 0x00FFFF, 0xFFFFFF, 1.25, 0.01 },
		{ 0xFF0000, 0xFFFFFF, 4, 0.01 },
		{ 0x0000FF, 0xFFFFFF, 8.6, 0.1 },
		{ 0x0000FF, 0x000000, 2.44, 0.01 },
		{ 0x767676, 0xFFFFFF, 4.54, 0.01 },
		{ 0x000000, 0xFF0000, 5.25, 0.01 },
		{ 0xFFFF00, 0x000000, 19.55, 0.01 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		double seen = chart_contrast(known[i].one, known[i].other);

		assert_true(fabs(seen - known[i].ratio) < known[i].digit);
		assert_near(chart_contrast(known[i].other, known[i].one),
		    seen, 0);
	}
}

/* Okabe & Ito 2008, Color Universal Design: https://jfly.uni-koeln.de/color */
static void
groups_are_told_apart_by_all_eyes(void **state)
{
	(void)state;
	assert_int_equal(chart_colour(THEME_LIGHT, TONE_BLUE),
	    0 << 16 | 114 << 8 | 178);
	assert_int_equal(chart_colour(THEME_LIGHT, TONE_ORANGE),
	    213 << 16 | 94 << 8 | 0);
	assert_int_equal(chart_colour(THEME_DARK, TONE_BLUE),
	    86 << 16 | 180 << 8 | 233);
}

/* CIE 1976 L*a*b* of linear red, green and blue of sRGB, under D65. */
static void
to_lab(const double rgb[3], double lab[3])
{
	static const double xyz[3][3] = {
		{ 0.4124564 / 0.95047, 0.3575761 / 0.95047,
		    0.1804375 / 0.95047 },
		{ 0.2126729, 0.7151522, 0.0721750 },
		{ 0.0193339 / 1.08883, 0.1191920 / 1.08883,
		    0.9503041 / 1.08883 } };
	double f[3];

	for (int i = 0; i < 3; i++) {
		double t = xyz[i][0] * rgb[0] + xyz[i][1] * rgb[1] +
		    xyz[i][2] * rgb[2];

		f[i] = t > 216. / 24389 ? cbrt(t) :
		    (24389. / 27 * t + 16) / 116;
	}
	lab[0] = 116 * f[1] - 16;
	lab[1] = 500 * (f[0] - f[1]);
	lab[2] = 200 * (f[1] - f[2]);
}

/*
 * As eyes without green cones see it: Machado, Oliveira and Fernandes,
 * IEEE TVCG 15 (2009) 1291-1298, severity 1.
 */
static void
seen_by_deuteranopes(unsigned colour, double lab[3])
{
	static const double machado[3][3] = {
		{ 0.367322, 0.860646, -0.227968 },
		{ 0.280085, 0.672501, 0.047413 },
		{ -0.011820, 0.042940, 0.968881 } };
	double rgb[3], seen[3];

	for (int i = 0; i < 3; i++) {
		double c = (colour >> (16 - 8 * i) & 0xFF) / 255.;

		rgb[i] = c <= 0.04045 ? c / 12.92 :
		    pow((c + 0.055) / 1.055, 2.4);
	}
	for (int i = 0; i < 3; i++)
		seen[i] = fmin(1, fmax(0, machado[i][0] * rgb[0] +
		    machado[i][1] * rgb[1] + machado[i][2] * rgb[2]));
	to_lab(seen, lab);
}

/* Series of one plot: 25 apart, which is far; names can be read. */
static void
series_are_far_apart_to_deuteranopes(void **state)
{
	static const unsigned tones[] = { TONE_BLUE, TONE_INK, TONE_GREEN,
	    TONE_PURPLE, TONE_GOLD, TONE_ROSE };

	(void)state;
	for (enum chart_theme t = THEME_LIGHT; t <= THEME_DARK; t++)
		for (size_t i = 0; i < 6; i++) {
			unsigned one = chart_colour(t, tones[i]);
			double a[3], b[3];

			assert_true(chart_contrast(one, chart_colour(t,
			    TONE_GROUND)) >= 4.5);
			seen_by_deuteranopes(one, a);
			for (size_t k = 0; k < i; k++) {
				seen_by_deuteranopes(chart_colour(t,
				    tones[k]), b);
				assert_true(sqrt(pow(a[0] - b[0], 2) +
				    pow(a[1] - b[1], 2) +
				    pow(a[2] - b[2], 2)) >= 25);
			}
		}
}

/*
 * Text: 4.5 to 1 on the ground and on each step of the ramp.
 */
static void
words_can_be_read(void **state)
{
	(void)state;
	for (enum chart_theme t = THEME_LIGHT; t <= THEME_PRINT; t++) {
		unsigned ground = chart_colour(t, TONE_GROUND);
		unsigned ink = chart_colour(t, TONE_INK);

		assert_true(chart_contrast(ink, ground) >= 7);
		assert_true(chart_contrast(chart_colour(t, TONE_MUTED),
		    ground) >= 4.5);
		for (unsigned i = 0; i < 256; i++) {
			unsigned step = TONE_RAMP + i;
			double seen = chart_contrast(chart_colour(t, step),
			    chart_colour(t, chart_readable(step)));

			if (seen < 4.5)
				fail_msg("theme %d, step %u: %.2f", t, i,
				    seen);
		}
	}
}

static char *
page_of(const char *svg)
{
	struct document_head head = { .title = "t", .language = "en" };
	struct document_figure figure = { .svg = svg, .svg_len = strlen(svg),
		.alt = "<alt>", .instead = "not to be had" };
	struct output *output = output_memory();
	struct document *document = document_begin(DOCUMENT_HTML, &head, 0,
	    output);
	size_t len;

	assert_non_null(document);
	document_figure(document, &figure);
	document_end(document);

	const char *bytes = output_collected(output, &len);
	char *page = strndup(bytes, len);

	output_abandon(output);
	assert_non_null(page);
	return page;
}

/* As gnuplot writes them: 0x5AC000 and the tone, in two forms. */
static void
a_page_colours_its_pictures(void **state)
{
	char *page = page_of("<?xml version=\"1.0\"?>\n<svg width=\"9\" "
	    "viewBox=\"0 0 9 9\" xmlns=\"http://www.w3.org/2000/svg\">"
	    "<rect fill=\"#5ac000\"/>"
	    "<path stroke='rgb( 90, 192,   1)' fill-opacity = '0.16'/>"
	    "<text fill=\"rgb(1,2,3)\">x</text></svg>");
	const char *dark = strstr(page, "@media screen and "
	    "(prefers-color-scheme:dark){\n:root{--area");

	(void)state;
	assert_non_null(strstr(page, "<svg fill=\"none\" "
	    "color=\"black\" role=\"img\" "
	    "aria-label=\"&lt;alt&gt;\" viewBox=\"0 0 9 9\">"
	    "<rect fill=\"var(--t0)\"/>"
	    "<path stroke=\"var(--t1)\" fill-opacity=\"var(--area)\"/>"
	    "<text fill=\"rgb(1,2,3)\">x</text>\n<style>\n"
	    ":root{--area:0.16;--t0:#ffffff;--t1:#24292f}\n"));
	assert_non_null(dark);
	assert_non_null(strstr(dark, ";--t0:#0d1117;--t1:#e6edf3}\n}\n"
	    "</style>\n</svg>"));
	free(page);
}

/* What gnuplot draws, and the same by hand in fewer bytes. */
static void
a_page_draws_in_fewer_bytes(void **state)
{
	static const struct {
		const char *drawn, *shown;
	} cases[] = {
		/* Points by how far they are, in tenths; twice is once; on a
		   level line what lies between is left out, an end is not. */
		{ "<path stroke='red'  d='M1.00,2.00 L3.04,2.00 L5.00,2.00 "
		    "L5.00,2.01 L5.00,7.5 L4.00,7.5 L9.00,7.5  '/>",
		    "<path stroke=\"red\" d=\"M1 2h4v5.5h-1 5\"/>" },
		{ "<path d='M1,2 L1.5,2.5 \n\t\tL0.9,-3.0 z'/>",
		    "<path d=\"M1 2l.5 .5-.6-5.5z\"/>" },
		/* More than lines is copied. */
		{ "<path d='M1.00,2 C1,2 3,4 5,6'/>",
		    "<path d=\"M1,2 C1,2 3,4 5,6\"/>" },
		/* Boxes of a colour are one path, whichever way they turn. */
		{ "<polygon fill='red' points='1,5 3,5 3,2 1,2 '/>"
		    "<polygon fill='red' points='4,2 6,2 6,5 4,5 '/>"
		    "<polygon fill='blue' points='4,2 6,2 6,5 4,5 '/>",
		    "<path fill=\"red\" d=\"M1 2h2v3h-2zM4 2h2v3h-2z\"/>"
		    "<path fill=\"blue\" d=\"M4 2h2v3h-2z\"/>" },
		/* But where they let see through. */
		{ "<polygon fill='red' fill-opacity='0.1' "
		    "points='1,5 3,5 3,2 1,2'/><polygon fill='red' "
		    "fill-opacity='0.1' points='1,5 3,5 3,2 1,2'/>",
		    "<path fill=\"red\" fill-opacity=\"var(--area)\" "
		    "d=\"M1 5h2v-3h-2z\"/><path fill=\"red\" "
		    "fill-opacity=\"var(--area)\" d=\"M1 5h2v-3h-2z\"/>" },
		/* A disc of radius 6 around (20, 30); corners by cos, sin. */
		{ "<polygon fill='red' points='26,30 25.54,32.3 24.24,34.24 "
		    "22.3,35.54 20,36 17.7,35.54 15.76,34.24 14.46,32.3 "
		    "14,30 14.46,27.7 15.76,25.76 17.7,24.46 20,24 "
		    "22.3,24.46 24.24,25.76 25.54,27.7 '/>",
		    "<circle fill=\"red\" cx=\"20\" cy=\"30\" r=\"6\"/>" },
		/* Texts of one look share it; a turned one stays. */
		{ "<g transform=\"translate(1.00,2.04)\" fill=\"red\">\n"
		    "\t<text>a</text>\n</g>\n<g transform=\"translate(3.00,"
		    "4.00)\" fill=\"red\"><text xml:space=\"preserve\">b "
		    "</text></g><g transform=\"translate(3,4) rotate(-90)\" "
		    "fill=\"red\"><text>c</text></g>",
		    "<g fill=\"red\"><text x=\"1\" y=\"2\">a</text>"
		    "<text x=\"3\" y=\"4\" xml:space=\"preserve\">b </text>"
		    "</g><g transform=\"translate(3,4) rotate(-90)\" "
		    "fill=\"red\"><text>c</text></g>" },
		/* Two texts that stay in their group have no place of theirs,
		   nor has what comes behind it. */
		{ "<g transform=\"translate(1,2)\" fill=\"red\"><text>a"
		    "</text><text>b</text></g>",
		    "<g transform=\"translate(1,2)\" fill=\"red\"><text>a"
		    "</text><text>b</text></g>" },
		/* Numbers of other shapes, as fine; what is none is copied. */
		{ "<rect x='0.46' y='861.99' width='12-5' height='1.2.3' "
		    "cx='-0.04'/>", "<rect x=\".5\" y=\"862\" "
		    "width=\"12-5\" height=\"1.2.3\" cx=\"-0\"/>" },
		/* A symbol that only an unused one is made of. */
		{ "<defs><circle id='a' r='1'/><use xlink:href='#a' id='b'/>"
		    "</defs>", "<defs></defs>" },
		/* Of one look, in parents of one look. */
		{ "<g stroke=\"red\"><g fill=\"blue\"><text>a</text></g></g>"
		    "\n<g stroke=\"red\"><g fill=\"blue\"><text>b</text></g>"
		    "</g>", "<g stroke=\"red\"><g fill=\"blue\"><text>a"
		    "</text><text>b</text></g></g>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char svg[2048];

		snprintf(svg, sizeof svg, "<svg>%s</svg>", cases[i].drawn);
		char *page = page_of(svg);
		const char *from = strstr(page, "aria-label=\"&lt;alt&gt;\">");
		size_t len = strlen(cases[i].shown);

		assert_non_null(from);
		from = strchr(from, '>') + 1;
		if (strncmp(from, cases[i].shown, len) != 0 ||
		    strncmp(from + len, "\n<style>", 8) != 0)
			fail_msg("case %zu: %.*s", i, (int)len + 40, from);
		free(page);
	}
}

static void
a_picture_that_is_more_is_none(void **state)
{
	static const char *const pictures[] = {
		"<svg><script>1</script></svg>",
		"<svg><rect onload=\"x\"/></svg>",
		"<svg><rect fill=\"url(http://x)\"/></svg>",
		"<svg><use href=\"http://x\"/></svg>",
		"<svg><style>*{}</style></svg>",
		"<svg><rect fill=x/></svg>",
		"<svg><path onload='x' d='M1,2 L3,4'/></svg>",
		"<svg><polygon fill='url(http://x)' points='1,2 3,4'/></svg>",
		"<svg><g transform=\"translate(1,2)\" onload=\"x\"><text>a"
		    "</text></g></svg>",
		"<svg",
	};

	(void)state;
	for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
		char *page = page_of(pictures[i]);

		assert_null(strstr(page, "<svg"));
		assert_non_null(strstr(page, "not to be had"));
		free(page);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_no_colours),
		cmocka_unit_test(contrasts_are_those_that_are_published),
		cmocka_unit_test(groups_are_told_apart_by_all_eyes),
		cmocka_unit_test(series_are_far_apart_to_deuteranopes),
		cmocka_unit_test(words_can_be_read),
		cmocka_unit_test(a_page_colours_its_pictures),
		cmocka_unit_test(a_page_draws_in_fewer_bytes),
		cmocka_unit_test(a_picture_that_is_more_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
