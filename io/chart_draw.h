/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_DRAW_H
#define IO_CHART_DRAW_H

#include "io/chart.h"
#include "io/label.h"

/*
 * What the charts draw with, and how they look.  All lengths are pixels of
 * a picture 1200 wide, y grows downwards, text stands with its middle at y.
 * Sizes of text are those at which pngcairo, which rounds each letter's
 * width, comes out as wide as SVG.
 */

/* Okabe and Ito's colours, safe for colour-blind eyes, and neutral greys. */
enum {
	CHART_INK = 0x24292F,
	CHART_MUTED = 0x57606A,
	CHART_TRACK = 0xF3F5F7,
	CHART_BLUE = 0x0072B2,
	CHART_ORANGE = 0xD55E00,
};

enum side {
	SIDE_LEFT,	/* x is where the text begins */
	SIDE_RIGHT,	/* x is where it ends */
};

struct pen {
	double size;	/* pixels an em */
	bool bold;
	unsigned colour;
	enum side side;
};

static const double chart_margin = 36;	/* kept free at the edges */
static const struct pen chart_title_pen = { 22.67, true, CHART_INK, 0 };
static const struct pen chart_subtitle_pen = { 14.67, false, CHART_MUTED, 0 };
static const struct pen chart_footer_pen = { 14, false, CHART_MUTED, 0 };
static const double chart_line_em = 1.45;	/* from line to line */

/* Sets the size and opens the coordinates. */
void chart_begin(struct chart *chart, unsigned width, unsigned height);

void chart_box(struct chart *chart, double x, double y, double width,
    double height, unsigned colour);

/* Text cut to limit pixels; an empty one draws nothing. */
void chart_text(struct chart *chart, const char *text, double x, double y,
    double limit, const struct pen *pen);

/* How wide it will be, in pixels. */
double chart_text_width(const char *text, const struct pen *pen);

/* Lines that text takes at this width: 0 (NULL, ""), 1 or 2. */
unsigned chart_lines(const char *text, double width, const struct pen *pen);

/* The same lines, drawn from the left margin, the first at y. */
void chart_paragraph(struct chart *chart, const char *text, double y,
    const struct pen *pen);

/* Draws what was added; 0, or -1 with a fault if memory ran out. */
int chart_end(struct chart *chart, struct fault *fault);

#endif
