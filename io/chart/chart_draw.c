/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_draw.h"

#include <math.h>
#include <string.h>

enum { LINES = 2, TEXT_BYTES = 4096 };

/* Text is cut by pixels before; this only bounds the script. */
static const size_t longest_text = 500;

void
chart_begin(struct chart *chart, unsigned width, unsigned height,
    enum chart_theme theme)
{
	chart->width = width;
	chart->height = height;
	chart->theme = theme;
	script_add(&chart->script,
	    "set encoding utf8\n"
	    "unset key\nunset border\nunset tics\n"
	    "set lmargin 0\nset rmargin 0\nset tmargin 0\nset bmargin 0\n"
	    "set xrange [0:%u]\nset yrange [%u:0]\n", width, height);
}

static unsigned
colour_of(const struct chart *chart, unsigned tone)
{
	return chart_colour(chart->theme, tone);
}

void
chart_box(struct chart *chart, double x, double y, double width,
    double height, unsigned tone)
{
	script_add(&chart->script,
	    "set object rectangle from first %.2f,%.2f to first %.2f,%.2f "
	    "fc rgb 0x%06X fs solid noborder\n", x, y, x + width, y + height,
	    colour_of(chart, tone));
}

/* A block of numbers begins; its name is the next in the plot. */
static void
begin_data(struct chart *chart)
{
	script_add(&chart->script, "$D%u << E\n", ++chart->ndata);
	script_add(&chart->plots, chart->ndata > 1 ? ", \\\n$D%u" : "$D%u",
	    chart->ndata);
}

static void
end_data(struct chart *chart)
{
	script_add(&chart->script, "E\n");
}

/* An empty line in the data breaks a line and an area. */
static void
add_point(struct chart *chart, struct point at)
{
	script_add(&chart->script, "%.2f %.2f\n", at.x, at.y);
}

static bool
is_near(struct point a, struct point b)
{
	static const double third = 1. / 3;

	return fabs(a.x - b.x) < third && fabs(a.y - b.y) < third;
}

static void
add_dash(struct script *plots, enum dash dash)
{
	/* Strokes and gaps in turn, as multiples of a thin line; 0: no more. */
	static const double lengths[][4] = {
		[DASH_NONE] = { 0 }, [DASH_SHORT] = { 6, 5 },
		[DASH_DOTS] = { 2, 3 }, [DASH_LONG] = { 13, 4 },
		[DASH_LONG_DOT] = { 13, 4, 2, 4 },
		[DASH_SHORT_DOT] = { 6, 4, 2, 4 }, [DASH_FINE] = { 1.5, 4 },
	};
	const double *l = lengths[dash];

	if (l[0] <= 0)
		script_add(plots, " dt 1");
	else if (l[2] <= 0)
		script_add(plots, " dt (%g,%g)", l[0], l[1]);
	else
		script_add(plots, " dt (%g,%g,%g,%g)", l[0], l[1], l[2], l[3]);
}

void
chart_path(struct chart *chart, const struct point *points, size_t n,
    const struct stroke *stroke)
{
	const struct point *last = NULL;

	begin_data(chart);
	for (size_t i = 0; i < n; i++) {
		bool ends = i + 1 == n || isnan(points[i + 1].y);

		if (isnan(points[i].y)) {
			script_add(&chart->script, "\n");
			last = NULL;
		} else if (last == NULL || ends ||
		    !is_near(*last, points[i])) {
			add_point(chart, points[i]);
			last = &points[i];
		}
	}
	end_data(chart);
	script_add(&chart->plots, " using 1:2 with lines lw %g lc rgb 0x%06X",
	    stroke->width, colour_of(chart, stroke->tone));
	add_dash(&chart->plots, stroke->dash);
}

void
chart_line(struct chart *chart, struct point from, struct point to,
    const struct stroke *stroke)
{
	const struct point both[] = { from, to };

	chart_path(chart, both, 2, stroke);
}

void
chart_band(struct chart *chart, const struct point *low,
    const struct point *high, size_t n, unsigned tone)
{
	begin_data(chart);
	for (size_t i = 0; i < n; i++) {
		if (isnan(low[i].y) || isnan(high[i].y))
			script_add(&chart->script, "\n");
		else
			script_add(&chart->script, "%.2f %.2f %.2f\n",
			    low[i].x, low[i].y, high[i].y);
	}
	end_data(chart);
	script_add(&chart->plots, " using 1:2:3 with filledcurves "
	    "fc rgb 0x%06X fs transparent solid %g noborder",
	    colour_of(chart, tone), chart_opacity(chart->theme));
}

void
chart_polygon(struct chart *chart, const struct point *points, size_t n,
    unsigned tone)
{
	begin_data(chart);
	for (size_t i = 0; i < n; i++)
		add_point(chart, points[i]);
	end_data(chart);
	script_add(&chart->plots, " using 1:2 with filledcurves closed "
	    "fc rgb 0x%06X fs solid noborder", colour_of(chart, tone));
}

enum { CORNERS = 24 };

/* Of radius 1; a square is as wide as makes it look as large. */
static size_t
shape(enum mark mark, struct point *out)
{
	static const double side = 0.886;
	static const struct point square[] = { { -side, -side },
	    { side, -side }, { side, side }, { -side, side } };

	if (mark == MARK_SQUARE) {
		memcpy(out, square, sizeof square);
		return 4;
	}
	for (size_t i = 0; i < CORNERS; i++) {
		double angle = 2 * M_PI * (double)i / CORNERS;

		out[i] = (struct point){ cos(angle), sin(angle) };
	}
	return CORNERS;
}

/* Every mark as a closed line, with an empty line after it. */
static void
add_marks(struct chart *chart, const struct point *shape_at, size_t ncorners,
    const struct point *points, size_t n, double radius)
{
	begin_data(chart);
	for (size_t i = 0; i < n; i++) {
		if (isnan(points[i].y))
			continue;
		/* Twice round the first corner, so that it is one too. */
		for (size_t k = 0; k < ncorners + 2; k++) {
			struct point corner = shape_at[k % ncorners];

			add_point(chart, (struct point){
			    points[i].x + radius * corner.x,
			    points[i].y + radius * corner.y });
		}
		script_add(&chart->script, "\n");
	}
	end_data(chart);
}

void
chart_marks(struct chart *chart, enum mark mark, const struct point *points,
    size_t n, double radius, bool hollow, unsigned tone)
{
	struct point corners[CORNERS];
	size_t ncorners = shape(mark, corners);
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any |= !isnan(points[i].y);
	if (!any)
		return;
	add_marks(chart, corners, ncorners, points, n, radius);
	script_add(&chart->plots, " using 1:2 with filledcurves closed "
	    "fc rgb 0x%06X fs solid noborder",
	    colour_of(chart, hollow ? TONE_GROUND : tone));
	if (hollow)
		script_add(&chart->plots, ", \\\n$D%u using 1:2 with lines "
		    "lw 1.8 lc rgb 0x%06X dt 1", chart->ndata,
		    colour_of(chart, tone));
}

void
chart_mark(struct chart *chart, enum mark mark, struct point at,
    double radius, bool hollow, unsigned tone)
{
	chart_marks(chart, mark, &at, 1, radius, hollow, tone);
}

static label_measure *
measure_of(const struct pen *pen)
{
	return pen->bold ? label_em_bold : label_em;
}

static void
draw_fitted(struct chart *chart, const char *text, double x, double y,
    const struct pen *pen)
{
	struct script *script = &chart->script;

	if (*text == '\0')
		return;
	script_add(script, "set label ");
	script_text(script, text, longest_text);
	script_add(script, " at first %.2f,%.2f", x, y);
	if (pen->side == SIDE_CENTRE)
		script_add(script, " center");
	else if (pen->side == SIDE_RIGHT)
		script_add(script, " right");
	else
		script_add(script, " left");
	if (pen->bold)
		script_add(script, " font 'DejaVu Sans Bold,%g'", pen->size);
	else
		script_add(script, " font 'DejaVu Sans,%g'", pen->size);
	script_add(script, " tc rgb 0x%06X front\n",
	    colour_of(chart, pen->tone));
}

void
chart_text(struct chart *chart, const char *text, double x, double y,
    double limit, const struct pen *pen)
{
	char fitted[TEXT_BYTES];

	if (text == NULL)
		return;
	label_fit(fitted, sizeof fitted, text, limit / pen->size,
	    measure_of(pen));
	draw_fitted(chart, fitted, x, y, pen);
}

double
chart_text_width(const char *text, const struct pen *pen)
{
	return text == NULL ? 0 :
	    pen->size * label_width(text, measure_of(pen));
}

unsigned
chart_lines(const char *text, double width, const struct pen *pen)
{
	char line[TEXT_BYTES];
	unsigned n = 0;

	while (text != NULL && n < LINES && label_line(&text,
	    width / pen->size, measure_of(pen), n + 1 == LINES, line,
	    sizeof line))
		n++;
	return n;
}

void
chart_wrapped(struct chart *chart, const char *text, double x, double y,
    double limit, const struct pen *pen)
{
	char line[TEXT_BYTES];

	for (unsigned n = 0; text != NULL && n < LINES && label_line(&text,
	    limit / pen->size, measure_of(pen), n + 1 == LINES, line,
	    sizeof line); n++)
		draw_fitted(chart, line, x, y + n * pen->size *
		    chart_line_em, pen);
}

void
chart_paragraph(struct chart *chart, const char *text, double y,
    const struct pen *pen)
{
	chart_wrapped(chart, text, chart_margin, y, chart->width -
	    2 * chart_margin, pen);
}

void
chart_end(struct chart *chart)
{
	/* Without a plot gnuplot draws nothing; this one has no point. */
	if (chart->ndata == 0)
		script_add(&chart->plots, "-1 with dots lc rgb 0x%06X",
		    colour_of(chart, TONE_GROUND));
	script_add(&chart->script, "plot ");
	script_append(&chart->script, &chart->plots);
	script_add(&chart->script, "\n");
}
