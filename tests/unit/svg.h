/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SVG_H
#define TESTS_SVG_H

#include "io/chart/chart.h"
#include "io/text/label.h"
#include "tests/unit/place.h"

/*
 * What stands in an SVG of gnuplot's, read back: texts with their places
 * by the widths that test_label holds against the font, and boxes.
 *
 * CHART_OUT=folder keeps every picture that svg_keep is given there, to be
 * looked at.
 */

struct svg_text {
	char text[1024];
	double left, right, top, bottom;	/* of its letters */
	double size;
	char fill[16];		/* "36,41,47" */
};

/* As it is read: &lt; is <. */
static inline void
svg_plain(char *text)
{
	static const struct { const char *entity; char plain; } all[] = {
		{ "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' },
		{ "&quot;", '"' }, { "&#39;", '\'' },
	};
	char *out = text;

	while (*text != '\0') {
		size_t i = 0, n = sizeof all / sizeof all[0];

		while (i < n && strncmp(text, all[i].entity,
		    strlen(all[i].entity)) != 0)
			i++;
		*out++ = i < n ? all[i].plain : *text;
		text += i < n ? strlen(all[i].entity) : 1;
	}
	*out = '\0';
}

/* The next text from *at on; false if there is none. */
static inline bool
svg_next_text(const char **at, struct svg_text *out)
{
	const char *group = strstr(*at, "\t<g transform=\"translate(");
	char anchor[8];
	double x, y;

	if (group == NULL)
		return false;

	const char *line = strchr(group, '\n');
	const char *bold = strstr(group, "font-weight=\"bold\"");

	assert_int_equal(sscanf(group, "\t<g transform=\"translate(%lf,%lf)",
	    &x, &y), 2);
	assert_int_equal(sscanf(strstr(group, "fill=\"rgb("),
	    "fill=\"rgb(%15[^)]", out->fill), 1);
	assert_int_equal(sscanf(strstr(group, "font-size"),
	    "font-size=\"%lf", &out->size), 1);
	assert_int_equal(sscanf(strstr(group, "text-anchor"),
	    "text-anchor=\"%7[a-z]", anchor), 1);
	out->text[0] = '\0';
	sscanf(strchr(line, '>') + 1, "%1023[^<]", out->text);
	svg_plain(out->text);

	double wide = out->size * label_width(out->text, bold != NULL &&
	    bold < line ? label_em_bold : label_em);

	out->left = strcmp(anchor, "end") == 0 ? x - wide :
	    strcmp(anchor, "middle") == 0 ? x - wide / 2 : x;
	out->right = out->left + wide;
	/* gnuplot puts the baseline a third of the size below the middle. */
	out->top = y - 0.75 * out->size;
	out->bottom = y + 0.05 * out->size;
	*at = line;
	return true;
}

/* The text that reads so, wherever it is. */
static inline bool
svg_find_text(const char *svg, const char *text, struct svg_text *out)
{
	while (svg_next_text(&svg, out))
		if (strcmp(out->text, text) == 0)
			return true;
	return false;
}

struct svg_box {
	char fill[32];		/* "  0, 114, 178" */
	double left, right, top, bottom;
};

/* A colour that is off by no more than steps of 256 make it. */
static inline void
svg_expect_fill(const char *fill, int red, int green, int blue)
{
	int r, g, b;

	assert_int_equal(sscanf(fill, "%d, %d, %d", &r, &g, &b), 3);
	if (abs(r - red) > 1 || abs(g - green) > 1 || abs(b - blue) > 1)
		fail_msg("%s is not %d, %d, %d", fill, red, green, blue);
}

/* The next rectangle drawn by chart_box. */
static inline bool
svg_next_box(const char **at, struct svg_box *out)
{
	double x[4], y[4];
	const char *box = strstr(*at, "<polygon fill = 'rgb(");

	if (box == NULL)
		return false;
	*at = box + 1;
	assert_int_equal(sscanf(box, "<polygon fill = 'rgb(%31[^)])' "
	    "points = '%lf,%lf %lf,%lf %lf,%lf %lf,%lf", out->fill, &x[0],
	    &y[0], &x[1], &y[1], &x[2], &y[2], &x[3], &y[3]), 9);
	out->left = x[0];
	out->right = x[1];
	out->top = y[2];
	out->bottom = y[0];
	return true;
}

/* No text is cut by the picture's edge, none lies over another. */
static inline void
svg_expect_readable(const char *svg)
{
	enum { MOST = 4000 };
	static struct svg_text texts[MOST];
	double width, height;
	size_t n = 0;

	assert_int_equal(sscanf(strstr(svg, "viewBox="),
	    "viewBox=\"0 0 %lf %lf", &width, &height), 2);
	while (n < MOST && svg_next_text(&svg, &texts[n]))
		n++;
	assert_true(n < MOST);
	for (size_t i = 0; i < n; i++) {
		if (texts[i].left < 8 || texts[i].right > width - 8 ||
		    texts[i].top < 4 || texts[i].bottom > height - 4)
			fail_msg("clipped: %s", texts[i].text);
		for (size_t k = 0; k < i; k++)
			if (texts[i].left < texts[k].right &&
			    texts[k].left < texts[i].right &&
			    texts[i].top < texts[k].bottom &&
			    texts[k].top < texts[i].bottom)
				fail_msg("\"%s\" lies over \"%s\"",
				    texts[i].text, texts[k].text);
	}
}

/* As SVG, ended by NUL; the caller frees it.  The chart is freed. */
static inline char *
svg_of(struct chart *chart)
{
	struct chart_result result;
	struct picture picture;
	struct fault fault = { 0 };

	if (chart_render(chart, IMAGE_SVG, &picture, &result, &fault) != 0)
		fail_msg("%s", fault.sentence);

	char *svg = strndup(picture.bytes, picture.len);

	assert_non_null(svg);
	free(picture.bytes);
	return svg;
}

/* Into CHART_OUT, if it is set, as PNG and SVG. */
static inline void
svg_keep(struct chart *chart, const char *name)
{
	const char *folder = getenv("CHART_OUT");

	for (int image = IMAGE_PNG; folder != NULL && image <= IMAGE_SVG;
	    image++) {
		struct chart_result result;
		struct fault fault = { 0 };
		char path[1000];

		snprintf(path, sizeof path, "%s/%s.%s", folder, name,
		    image == IMAGE_PNG ? "png" : "svg");
		if (chart_write(chart, image, path, &result, &fault) != 0)
			fail_msg("%s", fault.sentence);
	}
}

/* A chart that an engine has drawn, or failed to, as svg_of; kept. */
static inline char *
svg_drawn(struct chart *chart, int failed, const struct fault *fault,
    const char *name)
{
	if (failed)
		fail_msg("%s", fault->sentence);

	char *svg = svg_of(chart);

	svg_keep(chart, name);
	chart_free(chart);
	return svg;
}

/* What a chart writes on a terminal; the caller frees it. */
static inline char *
collected(struct output *output)
{
	size_t len;
	const char *text = output_collected(output, &len);
	char *copy = strndup(text, len);

	assert_non_null(copy);
	output_abandon(output);
	return copy;
}

/* No line of text is wider than the terminal. */
static inline void
expect_width(const char *text, unsigned width)
{
	char line[4096];

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		assert_true(len < sizeof line);
		memcpy(line, text, len);
		line[len] = '\0';
		if (label_width(line, label_columns) > width)
			fail_msg("wider than %u: %s", width, line);
		text += len + (text[len] == '\n');
	}
}

#endif
