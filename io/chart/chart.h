/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_H
#define IO_CHART_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "io/base/fault.h"
#include "io/base/output.h"
#include "io/chart/gnuplot.h"
#include "io/chart/script.h"

/*
 * Charts: a chart is filled by one of io/chart_KIND.h from a struct of
 * numbers and texts, and written as an image.  The same chart gives the
 * same picture as PNG, SVG and PDF.
 *
 * io knows no words: every text comes from cmd, in the reader's language.
 * Texts are NUL-ended bytes, any bytes: they can't become markup or code
 * (script.h), and are cut with an ellipsis where they do not fit.
 */

enum chart_theme {
	THEME_LIGHT,
	THEME_DARK,
	THEME_PRINT,	/* greys, for paper without colour */
	THEME_PAGE,	/* of an SVG inside a page, which is light or dark:
			   its colours only name tones, and svg_inline
			   (document_private.h) makes them colours */
};

/* What every chart has around it.  NULL or "": left out. */
struct chart_frame {
	const char *title;	/* bold, one line */
	const char *subtitle;	/* one plain line of method; two at most */
	const char *footer;	/* n, dates, definition */
	/* Pixels; 0: 1200, and what the chart needs.  Less than 800, or than
	   it needs, is raised; more than 8000 is cut. */
	unsigned width, height;
	double scale;		/* pixels of the image for each of these, text
				   and lines with them; 0: 1 */
	enum chart_theme theme;
};

/* A picture still to be drawn; zero it, fill it once, free it. */
struct chart {
	struct script script;	/* all but the line that names the terminal */
	struct script plots;	/* what its one plot draws, in order */
	unsigned ndata;		/* blocks of numbers for it */
	unsigned width, height;
	double scale;
	enum chart_theme theme;
};

void chart_free(struct chart *chart);

/* What came of a chart beside its picture. */
struct chart_result {
	enum image image;	/* SVG where another kind could not show all */
	char path[PATH_MAX];	/* where it is; "-": standard output */
	char warning[256];	/* one sentence for people, or "" */
};

/*
 * The chart as an image of the wanted kind in memory: out->bytes is the
 * caller's to free.  If no font has a glyph for one of its characters the
 * image is an SVG (its reader may have the font; pango would paint black
 * shapes) and result->warning says so; result->path is not written.
 *
 * 0, or -1 with a fault (gnuplot.h).
 */
int chart_render(const struct chart *chart, enum image wanted,
    struct picture *out, struct chart_result *result, struct fault *fault);

/*
 * Several as SVG, by one gnuplot in timeout_ms at most: 0 with all of out
 * filled, each as chart_render would have it; -1 with a fault and none of
 * them, of which each may still be rendered alone.
 */
int chart_render_all(const struct chart *const *charts, size_t n,
    unsigned timeout_ms, struct picture *out, struct fault *fault);

/*
 * chart_render into a file, or to standard output for "-" or NULL, whole or
 * not at all (output.h).  Where the image becomes an SVG, the ending of
 * path becomes .svg too: result->path is the real one.
 */
int chart_write(const struct chart *chart, enum image wanted,
    const char *path, struct chart_result *result, struct fault *fault);

/* By the ending of a file's name, in any case; -1 if it is none of ours. */
int image_by_ending(const char *path);

#endif
