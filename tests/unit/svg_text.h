/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SVG_TEXT_H
#define TESTS_SVG_TEXT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/chart/chart.h"
#include "io/text/label.h"
#include "tests/unit/near.h"

/*
 * Where the texts of an SVG stand, by the widths that test_label holds
 * against the font.
 */
struct svg_text {
	double left, right, top, bottom;
	char text[512];
};

/* A chart as SVG text; the chart is freed, the text is the caller's. */
static inline char *
svg_of(struct chart *chart)
{
	struct picture picture;
	struct chart_result result;
	struct fault fault = { 0 };

	if (chart_render(chart, IMAGE_SVG, &picture, &result, &fault) != 0)
		fail_msg("%s", fault.sentence);
	chart_free(chart);

	char *text = strndup(picture.bytes, picture.len);

	free(picture.bytes);
	assert_non_null(text);
	return text;
}

/* "&lt;" and the like are one character each. */
static inline void
svg_plain(char *text)
{
	static const struct { const char *entity; char plain; } all[] = {
		{ "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' },
	};
	char *out = text;

	while (*text != '\0') {
		size_t i = 0;

		while (i < 3 && strncmp(text, all[i].entity,
		    strlen(all[i].entity)) != 0)
			i++;
		*out++ = i < 3 ? all[i].plain : *text;
		text += i < 3 ? strlen(all[i].entity) : 1;
	}
	*out = '\0';
}

/* The next text after *svg; false if there is none. */
static inline bool
next_text(const char **svg, struct svg_text *out)
{
	const char *at = strstr(*svg, "\t<g transform=");
	char anchor[8];
	double x, y, size;

	if (at == NULL)
		return false;
	*svg = at + 1;

	const char *line = strchr(at, '\n');
	const char *bold = strstr(at, "font-weight=\"bold\"");

	assert_int_equal(sscanf(at, "\t<g transform=\"translate(%lf,%lf)\"",
	    &x, &y), 2);
	assert_int_equal(sscanf(strstr(at, "font-size"),
	    "font-size=\"%lf", &size), 1);
	assert_int_equal(sscanf(strstr(at, "text-anchor"),
	    "text-anchor=\"%7[a-z]", anchor), 1);
	assert_int_equal(sscanf(strchr(line, '>') + 1, "%511[^<]",
	    out->text), 1);
	svg_plain(out->text);

	double width = size * label_width(out->text, bold != NULL &&
	    bold < line ? label_em_bold : label_em);

	out->left = strcmp(anchor, "end") == 0 ? x - width :
	    strcmp(anchor, "middle") == 0 ? x - width / 2 : x;
	out->right = out->left + width;
	/* y is the base line. */
	out->top = y - 0.75 * size;
	out->bottom = y + 0.2 * size;
	return true;
}

static inline bool
overlap(const struct svg_text *a, const struct svg_text *b)
{
	/* Half a pixel of rounding, of letters that are taken as wide. */
	static const double slack = 1;

	return a->left < b->right - slack && b->left < a->right - slack &&
	    a->top < b->bottom - slack && b->top < a->bottom - slack;
}

/* Every text inside the picture, none upon another. */
static inline void
expect_texts_clear(const char *svg)
{
	double width, height;
	struct svg_text *texts = NULL;
	size_t n = 0;

	assert_int_equal(sscanf(strstr(svg, "viewBox="),
	    "viewBox=\"0 0 %lf %lf", &width, &height), 2);
	for (const char *at = svg;; n++) {
		texts = realloc(texts, (n + 1) * sizeof *texts);
		assert_non_null(texts);
		if (!next_text(&at, &texts[n]))
			break;

		const struct svg_text *new = &texts[n];

		if (new->left < 0 || new->right > width - 10 ||
		    new->top < 0 || new->bottom > height - 5)
			fail_msg("clipped: %s", new->text);
		for (size_t i = 0; i < n; i++)
			if (overlap(&texts[i], new))
				fail_msg("\"%s\" lies upon \"%s\"",
				    new->text, texts[i].text);
	}
	free(texts);
}

/* Keeps the picture in the folder CHART_OUT, to be looked at. */
static inline void
keep_svg(const char *name, const char *svg)
{
	const char *folder = getenv("CHART_OUT");
	char path[1000];

	if (folder == NULL)
		return;
	snprintf(path, sizeof path, "%s/%s.svg", folder, name);

	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(svg, out);
	fclose(out);
}

#endif
