/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_DRAW_H
#define IO_CHART_DRAW_H

#include "io/chart/chart.h"
#include "io/text/label.h"

/*
 * What the charts draw with, and how they look.  All lengths are pixels of
 * a picture 1200 wide, y grows downwards, text stands with its middle at y.
 * Sizes of text are those at which pngcairo, which rounds each letter's
 * width, comes out as wide as SVG.
 *
 * What lies over what: boxes; then areas, paths and marks in the order in
 * which they were drawn; then text.
 */

/* What a thing is painted with; the theme says the colour. */
enum tone {
	TONE_GROUND,	/* the paper */
	TONE_INK,	/* text that says something */
	TONE_MUTED,	/* text that explains */
	TONE_AXIS,	/* lines of axes and ticks */
	TONE_GRID,
	TONE_TRACK,	/* behind bars; stripes of tables */
	TONE_BLUE,	/* the data */
	TONE_PALE,	/* data that are not complete yet */
	TONE_ORANGE,	/* the one thing to see */
	/* More groups in one plot, after blue and orange. */
	TONE_GREEN, TONE_PURPLE, TONE_GOLD, TONE_ROSE,
	TONE_PALE_GREEN,	/* what is on its way to a green end */
	TONE_ORANGE_TEXT,	/* that can be read */
	TONE_BLUE_TEXT,		/* upon a band, too */
	TONES,
	/* From here on 256 steps of one hue, see chart_ramp. */
	TONE_RAMP = 256,
	TONE_UPON = 1024,	/* with another tone: what is read upon it */
	TONES_ALL = 2048,
};

/* The tone of a share of the strongest: 0 pale … 1 strong, cut to that. */
unsigned chart_ramp(double share);

/*
 * The tone of text upon a tone: its colour is that of ink or of ground, or
 * black or white, and has a contrast of 4.5 at least.
 */
static inline unsigned
chart_readable(unsigned tone)
{
	return TONE_UPON | tone;
}

/* 0xRRGGBB of a tone in a theme; of THEME_PAGE the tone's name. */
unsigned chart_colour(enum chart_theme theme, unsigned tone);

/*
 * Contrast of two colours, 0xRRGGBB: 1 (none) to 21 (black on white).
 *
 * Source: WCAG 2.1, contrast ratio of relative luminances.
 * Oracle: ratios that others publish, in test_chart_theme.
 */
double chart_contrast(unsigned one, unsigned other);

/* The tone that such a name is of, or -1. */
int chart_named_tone(unsigned colour);

/* How much of an area covers what lies below: 0 to 1. */
double chart_opacity(enum chart_theme theme);

enum side {
	SIDE_LEFT,	/* x is where the text begins */
	SIDE_RIGHT,	/* x is where it ends */
	SIDE_CENTRE,
};

struct pen {
	double size;	/* pixels an em */
	bool bold;
	unsigned tone;
	enum side side;
};

enum dash {
	DASH_NONE, DASH_SHORT, DASH_DOTS, DASH_LONG, DASH_LONG_DOT,
	DASH_SHORT_DOT,
	DASH_FINE,	/* of what hangs on few */
};

struct stroke {
	double width;	/* pixels */
	unsigned tone;
	enum dash dash;
};

struct point {
	double x, y;
};

static const double chart_margin = 36;	/* kept free at the edges */
static const struct pen chart_title_pen = { 22.67, true, TONE_INK, 0 };
static const struct pen chart_subtitle_pen = { 14.67, false, TONE_MUTED, 0 };
static const struct pen chart_footer_pen = { 14, false, TONE_MUTED, 0 };
static const double chart_line_em = 1.45;	/* from line to line */

/* The curve that is looked at, the lines of an axis, an interval's line. */
static const struct stroke chart_curve_stroke = { 2.6, TONE_BLUE, DASH_NONE };
static const struct stroke chart_axis_stroke = { 1, TONE_AXIS, DASH_NONE };
static const struct stroke chart_grid_stroke = { 1, TONE_GRID, DASH_NONE };
static const struct stroke chart_guide_stroke = { 1, TONE_AXIS, DASH_SHORT };
static const struct stroke chart_interval_stroke = { 2, TONE_BLUE, DASH_NONE };

/* Sets size and theme, opens the coordinates.  See also chart_frame.h. */
void chart_begin(struct chart *chart, unsigned width, unsigned height,
    enum chart_theme theme);

void chart_box(struct chart *chart, double x, double y, double width,
    double height, unsigned tone);

/* A straight line. */
void chart_line(struct chart *chart, struct point from, struct point to,
    const struct stroke *stroke);

/*
 * A line through points; one whose y is NaN breaks it.  Points nearer than
 * a third of a pixel to the last one drawn are left out.
 */
void chart_path(struct chart *chart, const struct point *points, size_t n,
    const struct stroke *stroke);

/*
 * The area from low to high over x, painted thinly: what lies below shows
 * through.  low and high have the same n points with the same x; a pair
 * with a NaN breaks the area.
 */
void chart_band(struct chart *chart, const struct point *low,
    const struct point *high, size_t n, unsigned tone);

/* A closed shape. */
void chart_polygon(struct chart *chart, const struct point *points,
    size_t n, unsigned tone);

enum mark {
	MARK_CIRCLE,
	MARK_SQUARE,
};

/*
 * Marks of one look at points; where y is NaN there is none.  radius: half
 * its height; hollow: a line of the tone, ground inside.  Many at once
 * cost a tenth of what they do one by one.
 */
void chart_marks(struct chart *chart, enum mark mark,
    const struct point *points, size_t n, double radius, bool hollow,
    unsigned tone);
void chart_mark(struct chart *chart, enum mark mark, struct point at,
    double radius, bool hollow, unsigned tone);

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

/* The same from x on, at most limit pixels wide. */
void chart_wrapped(struct chart *chart, const char *text, double x, double y,
    double limit, const struct pen *pen);

/* Draws what was added. */
void chart_end(struct chart *chart);

#endif
