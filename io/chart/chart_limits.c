/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_limits.h"

#include <math.h>
#include <stdlib.h>

#include "io/chart/chart_frame.h"
#include "io/chart/chart_limits_private.h"

static const struct pen name_pen = { 13.33, false, TONE_INK, SIDE_LEFT };
static const struct pen outside_pen = { 13.33, true, TONE_ORANGE, SIDE_LEFT };
static const struct pen mean_pen = { 14.67, true, TONE_INK, SIDE_LEFT };
static const struct pen limit_pen = { 13.33, false, TONE_MUTED, SIDE_LEFT };

static const double usual_plot = 470, least_plot = 240, above_plot = 30;
static const double right_part = 0.22, tag_gap = 12;

/* What is in the way of a name. */
struct obstacles {
	struct area *areas;
	size_t n;
	size_t inner;		/* the first, those of the inner lines */
	size_t names;		/* from here on they are names */
};

enum { LINES = 4 };	/* inner low and high, outer low and high */

struct layout {
	struct area plot;
	struct axis x, y;
	struct obstacles obstacles;
	struct point *lines;	/* LINES of nlines points */
};

void
limits_axes(const struct limits_chart *limits, unsigned most_x,
    unsigned most_y, struct axis *x, struct axis *y)
{
	double low = limits->lines[0].outer_low;
	double high = limits->lines[0].outer_high, most = 1;
	double least = limits->lines[0].n;

	for (size_t i = 0; i < limits->npoints; i++) {
		low = fmin(low, limits->points[i].rate);
		high = fmax(high, limits->points[i].rate);
		most = fmax(most, limits->points[i].n);
	}
	/* Where all are large, the way from none would be an empty half. */
	axis_make(x, AXIS_LINEAR, least > most / 4 ? least : 0, 1.04 * most,
	    most_x, false);
	axis_make(y, AXIS_PERCENT, low, high, most_y, true);
}

static void
place(struct layout *at, const struct limits_chart *limits,
    const struct area *body)
{
	double tags = fmax(chart_text_width(limits->mean_words, &mean_pen),
	    fmax(chart_text_width(limits->inner_words, &limit_pen),
	    chart_text_width(limits->outer_words, &limit_pen)));

	limits_axes(limits, 8, 7, &at->x, &at->y);
	at->plot = *body;
	at->plot.left += axis_left_width(&at->y);
	at->plot.right -= tag_gap + fmin(tags, right_part *
	    (body->right - body->left));
	at->plot.top += above_plot;
	at->plot.bottom -= axis_bottom_height(limits->x_title);
	at->x.from = at->plot.left;
	at->x.to = at->plot.right;
	at->y.from = at->plot.bottom;
	at->y.to = at->plot.top;
}

static double
line_value(const struct limits_line *line, int which)
{
	const double values[] = { line->inner_low, line->inner_high,
	    line->outer_low, line->outer_high };

	return values[which];
}

/* One of the four lines; what is beyond the plot lies on its edge. */
static void
line_points(const struct limits_chart *limits, const struct layout *at,
    int which, struct point *out)
{
	for (size_t i = 0; i < limits->nlines; i++) {
		double y = axis_at(&at->y, line_value(&limits->lines[i],
		    which));

		out[i] = (struct point){ fmin(axis_at(&at->x,
		    limits->lines[i].n), at->plot.right),
		    fmin(fmax(y, at->plot.top), at->plot.bottom) };
	}
}

static void
add_obstacle(struct layout *at, struct point p, double radius)
{
	at->obstacles.areas[at->obstacles.n++] = (struct area){ p.x - radius,
	    p.x + radius, p.y - radius, p.y + radius };
}

static struct point
point_at(const struct layout *at, const struct limits_point *point)
{
	return (struct point){ axis_at(&at->x, point->n),
	    axis_at(&at->y, point->rate) };
}

/* The four lines, and that they, the mean and the points are in the way. */
static void
add_obstacles(const struct limits_chart *limits, struct layout *at,
    double radius)
{
	double y = axis_at(&at->y, limits->mean);

	for (int i = 0; i < LINES; i++) {
		struct point *line = at->lines + i * limits->nlines;

		line_points(limits, at, i, line);
		for (size_t k = 0; k < limits->nlines; k++)
			add_obstacle(at, line[k], 1.5);
		if (i < 2)
			at->obstacles.inner = at->obstacles.n;
	}
	at->obstacles.areas[at->obstacles.n++] = (struct area){
	    at->plot.left, at->plot.right, y - 1, y + 1 };
	for (size_t i = 0; i < limits->npoints; i++)
		add_obstacle(at, point_at(at, &limits->points[i]), radius);
	at->obstacles.names = at->obstacles.n;
}

/* An inner line does not go through a name. */
static void
draw_inner(struct chart *chart, struct point *line, size_t n,
    const struct layout *at)
{
	static const struct stroke inner = { 1.2, TONE_MUTED, true };
	static const double free = 3;

	for (size_t k = 0; k < n; k++)
		for (size_t i = at->obstacles.names; i < at->obstacles.n;
		    i++) {
			const struct area *name = &at->obstacles.areas[i];

			if (line[k].x > name->left - free &&
			    line[k].x < name->right + free &&
			    line[k].y > name->top && line[k].y < name->bottom)
				line[k].y = NAN;
		}
	chart_path(chart, line, n, &inner);
}

static void
draw_limits(struct chart *chart, const struct limits_chart *limits,
    struct layout *at)
{
	static const struct stroke outer = { 1.4, TONE_MUTED, false };
	size_t n = limits->nlines;
	double y = axis_at(&at->y, limits->mean);

	chart_band(chart, at->lines + 3 * n, at->lines + 2 * n, n, TONE_AXIS);
	for (int i = 0; i < LINES; i++)
		if (i < 2)
			draw_inner(chart, at->lines + i * n, n, at);
		else
			chart_path(chart, at->lines + i * n, n, &outer);
	chart_line(chart, (struct point){ at->plot.left, y },
	    (struct point){ at->plot.right, y }, &outer);
}

/* At the right ends of the upper lines and of the mean, kept apart. */
static void
draw_tags(struct chart *chart, const struct limits_chart *limits,
    const struct layout *at)
{
	static const double apart = 19;
	const struct limits_line *last = &limits->lines[limits->nlines - 1];
	double x = at->plot.right + tag_gap, far = chart->width - x;
	double mean = axis_at(&at->y, limits->mean);
	double inner = fmin(axis_at(&at->y, last->inner_high), mean - apart);
	double outer = fmin(axis_at(&at->y, last->outer_high), inner - apart);

	chart_text(chart, limits->mean_words, x, mean, far, &mean_pen);
	chart_text(chart, limits->inner_words, x, inner, far, &limit_pen);
	chart_text(chart, limits->outer_words, x, outer, far, &limit_pen);
}

static void
draw_points(struct chart *chart, const struct limits_chart *limits,
    const struct layout *at, double radius)
{
	for (size_t i = 0; i < limits->npoints; i++) {
		const struct limits_point *point = &limits->points[i];

		chart_mark(chart, MARK_CIRCLE, point_at(at, point),
		    point->outside ? radius + 2 : radius, false,
		    point->outside ? TONE_ORANGE : TONE_BLUE);
	}
}

/* Inner lines may lie behind a name that finds no better place. */
static bool
is_free(const struct layout *at, const struct area *area, bool inner)
{
	if (area->left < at->plot.left || area->right > at->plot.right ||
	    area->top < at->plot.top - 12 || area->bottom > at->plot.bottom)
		return false;
	for (size_t i = inner ? 0 : at->obstacles.inner;
	    i < at->obstacles.n; i++) {
		const struct area *other = &at->obstacles.areas[i];

		if (area->left < other->right && other->left < area->right &&
		    area->top < other->bottom && other->top < area->bottom)
			return false;
	}
	return true;
}

/* Right, left, above or below the point; nowhere if all are taken. */
static void
draw_name(struct chart *chart, const struct limits_point *point,
    struct layout *at, const char *words)
{
	enum { PLACES = 8 };
	static const struct { double x, y; } places[PLACES] = {
		{ 1, 0 }, { -1, 0 }, { 0, -1 }, { 0, 1 }, { 1, -1 }, { 1, 1 },
		{ -1, -1 }, { -1, 1 },
	};
	static const double half_high = 9;
	struct pen pen = point->outside ? outside_pen : name_pen;
	double wide = fmin(point->outside ? 320 : 280,
	    chart_text_width(words, &pen));
	struct point p = point_at(at, point);

	/* Aslant a name is taken for another's where points are dense. */
	const size_t n = point->inside_inner ? PLACES / 2 : PLACES;

	for (size_t i = 0; i < 2 * n; i++) {
		double x = p.x + places[i % n].x * (wide / 2 + 11);
		double y = p.y + places[i % n].y * 16;
		struct area area = { x - wide / 2, x + wide / 2,
		    y - half_high, y + half_high };

		if (!is_free(at, &area, i < n))
			continue;
		chart_text(chart, words, area.left, y, wide + 1, &pen);
		at->obstacles.areas[at->obstacles.n++] = area;
		return;
	}
}

/* Those outside first, then those beyond the inner limits, then all. */
static void
draw_names(struct chart *chart, const struct limits_chart *limits,
    struct layout *at)
{
	static const size_t few = 24;

	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < limits->npoints; i++) {
			const struct limits_point *p = &limits->points[i];
			int own = p->outside ? 0 : p->inside_inner ? 2 : 1;

			if (own == round && (round < 2 ||
			    limits->npoints <= few))
				draw_name(chart, p, at, p->words);
		}
}

int
chart_limits(struct chart *chart, const struct limits_chart *limits,
    struct fault *fault)
{
	static const size_t most = 10000;
	double around = above_plot + axis_bottom_height(limits->x_title);
	struct body_height height = { .usual = usual_plot + around,
	    .least = least_plot + around };
	double radius = limits->npoints > 300 ? 3 : 5;
	struct layout at = { 0 };
	struct area body;

	if (limits->npoints < 1 || limits->npoints > most ||
	    limits->nlines < 2)
		return fault_set(fault, FAULT_OUTPUT, "a funnel plot shows 1 "
		    "to %zu groups, not %zu", most, limits->npoints);
	/* The lines, the mean, points, names. */
	at.obstacles.areas = malloc((LINES * limits->nlines + 1 +
	    2 * limits->npoints) * sizeof *at.obstacles.areas);
	at.lines = malloc(LINES * limits->nlines * sizeof *at.lines);
	if (at.obstacles.areas == NULL || at.lines == NULL) {
		free(at.obstacles.areas);
		free(at.lines);
		return fault_set(fault, FAULT_OUTPUT, "no memory for a chart");
	}
	chart_frame_begin(chart, &limits->frame, &height, &body);
	place(&at, limits, &body);
	axis_draw_left(chart, &at.y, at.plot.left, at.plot.right,
	    limits->y_title);
	axis_draw_bottom(chart, &at.x, at.plot.bottom, limits->x_title);
	add_obstacles(limits, &at, radius);
	draw_names(chart, limits, &at);
	draw_limits(chart, limits, &at);
	draw_points(chart, limits, &at, radius);
	draw_tags(chart, limits, &at);
	free(at.obstacles.areas);
	free(at.lines);
	return chart_end(chart, fault);
}
