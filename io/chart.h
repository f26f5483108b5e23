/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_H
#define IO_CHART_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/fault.h"
#include "io/gnuplot.h"
#include "io/output.h"
#include "io/script.h"

/*
 * Charts: a chart is filled by chart_KIND from a struct of numbers and
 * names, and written as an image.  The same chart gives the same picture
 * as PNG, SVG and PDF.
 *
 * Texts are the data's own bytes, NUL-ended: they can't become markup or
 * code (script.h), and are cut with an ellipsis where they do not fit.
 */

struct funnel_stage {
	const char *name;
	uint64_t entered;
	double share;	/* of those who entered stage 1, >= 0; NaN: undefined.
			   Above 1 where each stage is counted for itself */

	/*
	 * The step to it from the stage before; not read in the first stage.
	 * lost (or out of time) and open (neither on nor lost by now) are
	 * those of the stage before.  At most one step is the weakest.
	 */
	double rate, rate_low, rate_high;	/* NaN: undefined */
	uint64_t lost, open;
	bool weakest;
};

struct funnel_chart {
	const char *title, *subtitle, *footer;	/* NULL or "": left out */
	const struct funnel_stage *stages;
	size_t nstages;		/* 1 to 100 */
	/* Pixels; 0: 1200, and what the stages need.  Less than 800, or than
	   they need, is raised; more than 8000 is cut. */
	unsigned width, height;
};

/* A picture still to be drawn; zero it, fill it once, free it. */
struct chart {
	struct script script;	/* all but the line that names the terminal */
	unsigned width, height;
};

void chart_free(struct chart *chart);

/* 0, or -1 with a fault (FAULT_OUTPUT): bad nstages, no memory. */
int chart_funnel(struct chart *chart, const struct funnel_chart *funnel,
    struct fault *fault);

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
 * The same into a file, or to standard output for "-" or NULL, whole or
 * not at all (output.h).  Where the image becomes an SVG, the ending of
 * path becomes .svg too: result->path is the real one.
 */
int chart_write(const struct chart *chart, enum image wanted,
    const char *path, struct chart_result *result, struct fault *fault);

/* By the ending of a file's name, in any case; -1 if it is none of ours. */
int image_by_ending(const char *path);

/*
 * The funnel as text with bars of blocks, at most width columns wide (0:
 * 80; at least 40 are taken).  Colour: bars and the weakest step by SGR
 * escape codes; without it no escape code is written.  Errors are kept in
 * output.
 */
void chart_funnel_terminal(const struct funnel_chart *funnel,
    unsigned width, bool colour, struct output *output);

#endif
