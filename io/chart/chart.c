/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "io/chart/chart_draw.h"
#include "io/chart/glyphs.h"
#include "io/chart/picture.h"

static const char *const endings[] = {
	[IMAGE_PNG] = ".png", [IMAGE_SVG] = ".svg", [IMAGE_PDF] = ".pdf",
};

void
chart_free(struct chart *chart)
{
	script_free(&chart->script);
	script_free(&chart->plots);
}

/* Where the ending begins, or NULL if path has another one. */
static const char *
find_ending(const char *path, enum image image)
{
	size_t len = strlen(path), ending = strlen(endings[image]);

	if (len < ending ||
	    strcasecmp(path + len - ending, endings[image]) != 0)
		return NULL;
	return path + len - ending;
}

int
image_by_ending(const char *path)
{
	for (int image = IMAGE_PNG; image <= IMAGE_PDF; image++)
		if (find_ending(path, image) != NULL)
			return image;
	return -1;
}

/*
 * Lengths and fonts are pixels in every kind: pngcairo takes a font's size
 * in points at 96 dots an inch, pdfcairo enlarges that once more, and a
 * line's width in half points.  A scale makes all of them larger.
 */
static void
add_terminal(struct script *script, const struct chart *chart,
    enum image image)
{
	double scale = chart->scale > 0 ? chart->scale : 1;
	double width = scale * chart->width, height = scale * chart->height;

	if (image == IMAGE_PNG)
		script_add(script, "set terminal pngcairo noenhanced "
		    "size %.0f,%.0f font 'DejaVu Sans,16' fontscale %g "
		    "linewidth %g ", width, height, 0.75 * scale, scale);
	else if (image == IMAGE_SVG)
		script_add(script, "set terminal svg noenhanced "
		    "size %.0f,%.0f font 'DejaVu Sans,16' fontscale %g "
		    "linewidth %g ", width, height, scale, scale);
	else
		script_add(script, "set terminal pdfcairo noenhanced "
		    "size %.4fin,%.4fin font 'DejaVu Sans,16' "
		    "fontscale %g linewidth %g ", width / 96, height / 96,
		    0.5625 * scale, 1.5 * scale);
	script_add(script, "background rgb 0x%06X\n",
	    chart_colour(chart->theme, TONE_GROUND));
}

/* pango paints black shapes where no font has the glyph; SVG has no pango. */
static enum image
choose_image(const struct chart *chart, enum image wanted,
    struct chart_result *result)
{
	uint32_t missing;

	if (wanted == IMAGE_SVG)
		return wanted;
	switch (glyphs_cover(chart->script.bytes, &missing)) {
	case GLYPHS_ALL:
		return wanted;
	case GLYPHS_MISSING:
		snprintf(result->warning, sizeof result->warning,
		    "no font here has a glyph for U+%04X: wrote SVG instead "
		    "of %s", missing, image_name(wanted));
		return IMAGE_SVG;
	case GLYPHS_UNKNOWN:
		break;
	}
	return wanted;
}

int
chart_render(const struct chart *chart, enum image wanted,
    struct picture *out, struct chart_result *result, struct fault *fault)
{
	struct script script = { 0 };
	int failed;

	*result = (struct chart_result){ 0 };
	*out = (struct picture){ 0 };
	result->image = choose_image(chart, wanted, result);
	add_terminal(&script, chart, result->image);
	script_append(&script, &chart->script);
	failed = gnuplot_run(script.bytes, script.len, result->image,
	    GNUPLOT_TIMEOUT_MS, out, fault);
	script_free(&script);
	if (!failed)
		picture_finish(out, result->image);
	return failed;
}

int
chart_render_all(const struct chart *const *charts, size_t n,
    unsigned timeout_ms, struct picture *out, struct fault *fault)
{
	struct script script = { 0 };
	int failed;

	for (size_t i = 0; i < n; i++) {
		script_add(&script, "reset\n");
		add_terminal(&script, charts[i], IMAGE_SVG);
		script_append(&script, &charts[i]->script);
		script_add(&script, "\n");
	}
	failed = gnuplot_run_all(script.bytes, script.len, n, timeout_ms, out,
	    fault);
	script_free(&script);
	for (size_t i = 0; i < n && !failed; i++)
		picture_finish(&out[i], IMAGE_SVG);
	return failed;
}

/* The path of what was wanted, with the ending of what it became. */
static int
choose_path(const char *path, enum image wanted,
    struct chart_result *result, struct fault *fault)
{
	const char *ending = find_ending(path, wanted);
	size_t stem = ending == NULL || result->image == wanted ?
	    strlen(path) : (size_t)(ending - path);
	const char *added = path[stem] == '\0' ? "" : endings[result->image];

	if (stem + strlen(added) >= sizeof result->path)
		return fault_set(fault, FAULT_OUTPUT, "%s: name too long",
		    path);
	memcpy(result->path, path, stem);
	strcpy(result->path + stem, added);
	return 0;
}

int
chart_write(const struct chart *chart, enum image wanted,
    const char *path, struct chart_result *result, struct fault *fault)
{
	struct picture picture;

	if (chart_render(chart, wanted, &picture, result, fault) != 0)
		return -1;

	struct output *output = NULL;

	if (choose_path(path == NULL ? "-" : path, wanted, result,
	    fault) == 0)
		output = output_open(result->path, fault);
	if (output != NULL)
		output_bytes(output, picture.bytes, picture.len);
	free(picture.bytes);
	return output == NULL ? -1 : output_commit(output, fault);
}
