/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_arrival.h"

#include <math.h>
#include <stdlib.h>

#include "io/chart/chart_panels.h"

static const struct pen name_pen = { 15, true, TONE_INK, SIDE_LEFT };
static const struct pen half_pen = { 15, true, TONE_ORANGE, SIDE_LEFT };
static const struct pen mark_pen = { 14, false, TONE_MUTED, SIDE_LEFT };
static const struct pen end_pen = { 15, true, TONE_BLUE, SIDE_LEFT };
static const struct pen panel_pen = { 13.33, false, TONE_MUTED, SIDE_LEFT };
static const struct pen under_pen = { 13.33, false, TONE_MUTED, SIDE_CENTRE };
static const struct stroke curve_stroke = { 2.4, TONE_BLUE, false };

static const double above = 24, head = 56, line = 19, gap = 12;
static const double above_all = 18, below_all = 30;	/* the axes' titles */

void
arrival_axes(const struct arrival_chart *arrival, unsigned most_x,
    unsigned most_y, struct axis *x, struct axis *y)
{
	double last = 0, highest = 0;

	for (size_t i = 0; i < arrival->ncurves; i++) {
		const struct arrival_curve *curve = &arrival->curves[i];

		last = fmax(last, curve->points[curve->npoints - 1].x);
		for (size_t k = 0; k < curve->npoints; k++)
			highest = fmax(highest, fmax(curve->points[k].y,
			    curve->points[k].high));
	}
	axis_make(x, arrival->kind, 0, last > 0 ? last : 1, most_x, false);
	axis_make(y, AXIS_PERCENT, 0, highest > 0 ? fmin(highest, 1) : 1,
	    most_y, true);
}

/* Points of a curve as corners of steps, in three arrays of 2n + 1. */
struct corners {
	struct point *y, *low, *high;
	size_t n;
};

static void
add_corner(struct corners *corners, const struct axis *x,
    const struct axis *y, double at, const struct arrival_point *p)
{
	double px = axis_at(x, at);

	corners->y[corners->n] = (struct point){ px, axis_at(y, p->y) };
	corners->low[corners->n] = (struct point){ px, axis_at(y, p->low) };
	corners->high[corners->n] = (struct point){ px,
	    axis_at(y, p->high) };
	corners->n++;
}

static void
draw_curve(struct chart *chart, const struct arrival_curve *curve,
    const struct axis *x, const struct axis *y, struct corners *corners)
{
	struct arrival_point before = { 0 };

	corners->n = 0;
	add_corner(corners, x, y, 0, &before);
	for (size_t i = 0; i < curve->npoints; i++) {
		const struct arrival_point *p = &curve->points[i];

		add_corner(corners, x, y, p->x, &before);
		add_corner(corners, x, y, p->x, p);
		before = *p;
	}
	chart_band(chart, corners->low, corners->high, corners->n,
	    TONE_BLUE);
	chart_path(chart, corners->y, corners->n, &curve_stroke);
}

/*
 * Where the words of each mark stand: right of it and under the curve, a
 * line apart, over the axis; where there is no room left of it and over the
 * curve.  Without words it has no height.
 */
static void
place_words(const struct arrival_curve *curve, const struct axis *x,
    const struct axis *y, struct area places[ARRIVAL_MARKS])
{
	static const double over = 12;
	double below = y->from - over + line, higher = below;

	for (size_t i = 0; i < ARRIVAL_MARKS; i++) {
		const struct arrival_mark *mark = &curve->marks[i];
		double at = axis_at(x, mark->x), middle;
		double width = chart_text_width(mark->words, i == 1 ?
		    &half_pen : &mark_pen);

		places[i] = (struct area){ 0 };
		if (isnan(at) || isnan(mark->y) || mark->words == NULL)
			continue;
		middle = below = fmin(axis_at(y, mark->y) + gap,
		    below - line);
		places[i].left = at + gap;
		if (places[i].left + width > x->to && at - gap - width >
		    x->from) {
			places[i].left = at - gap - width;
			middle = higher = fmin(axis_at(y, mark->y) - gap,
			    higher - line);
		}
		places[i].right = places[i].left + width;
		places[i].top = middle - line / 2;
		places[i].bottom = middle + line / 2;
	}
}

/* Down to the axis, not through words: later marks have the higher ones. */
static void
draw_guide(struct chart *chart, struct point at, double down,
    const struct area *places, const struct stroke *stroke)
{
	for (size_t i = places == NULL ? 0 : ARRIVAL_MARKS; i-- > 0;) {
		const struct area *words = &places[i];

		if (at.x < words->left - 4 || at.x > words->right + 4 ||
		    words->bottom <= at.y)
			continue;
		if (words->top > at.y)
			chart_line(chart, at, (struct point){ at.x,
			    words->top }, stroke);
		at.y = words->bottom;
	}
	if (at.y < down)
		chart_line(chart, at, (struct point){ at.x, down }, stroke);
}

static void
draw_marks(struct chart *chart, const struct arrival_curve *curve,
    const struct axis *x, const struct axis *y, double radius,
    const struct area *places)
{
	for (size_t i = 0; i < ARRIVAL_MARKS; i++) {
		const struct arrival_mark *mark = &curve->marks[i];
		struct point at = { axis_at(x, mark->x),
		    axis_at(y, mark->y) };
		struct stroke guide = chart_guide_stroke;

		if (isnan(at.x) || isnan(at.y))
			continue;
		guide.tone = i == 1 ? TONE_ORANGE : TONE_AXIS;
		draw_guide(chart, at, y->from, places, &guide);
		chart_mark(chart, MARK_CIRCLE, at, radius, false,
		    i == 1 ? TONE_ORANGE : TONE_BLUE);
	}
}

static void
draw_words(struct chart *chart, const struct arrival_curve *curve,
    const struct area places[ARRIVAL_MARKS])
{
	for (size_t i = 0; i < ARRIVAL_MARKS; i++)
		if (places[i].bottom > places[i].top)
			chart_text(chart, curve->marks[i].words,
			    places[i].left, (places[i].top +
			    places[i].bottom) / 2, places[i].right + 1 -
			    places[i].left, i == 1 ? &half_pen : &mark_pen);
}

static void
draw_one(struct chart *chart, const struct arrival_chart *arrival,
    const struct area *body, struct corners *corners)
{
	const struct arrival_curve *curve = &arrival->curves[0];
	double words = chart_text_width(curve->end, &end_pen);
	struct area places[ARRIVAL_MARKS];
	struct axis x, y;

	arrival_axes(arrival, 8, 6, &x, &y);
	x.from = body->left + axis_left_width(&y);
	x.to = body->right - words - gap;
	y.from = body->bottom - axis_bottom_height(arrival->x_title);
	y.to = body->top + above;
	axis_draw_left(chart, &y, x.from, x.to, arrival->y_title);
	axis_draw_bottom(chart, &x, y.from, arrival->x_title);
	draw_curve(chart, curve, &x, &y, corners);
	place_words(curve, &x, &y, places);
	draw_marks(chart, curve, &x, &y, 6, places);
	draw_words(chart, curve, places);
	chart_text(chart, curve->end, x.to + gap, axis_at(&y,
	    curve->points[curve->npoints - 1].y), words + 1, &end_pen);
}

static void
draw_panel(struct chart *chart, const struct arrival_chart *arrival,
    const struct arrival_curve *curve, const struct area *area,
    struct corners *corners, bool lowest)
{
	struct axis x, y;

	arrival_axes(arrival, 4, 4, &x, &y);
	x.from = area->left + axis_left_width(&y);
	x.to = area->right - gap;
	y.from = area->bottom - (lowest ? axis_bottom_height(NULL) : 10);
	y.to = area->top + head;
	axis_draw_left(chart, &y, x.from, x.to, NULL);
	chart_line(chart, (struct point){ x.from, y.from },
	    (struct point){ x.to, y.from }, &chart_axis_stroke);
	if (lowest)
		axis_draw_bottom(chart, &x, y.from, NULL);
	draw_curve(chart, curve, &x, &y, corners);
	draw_marks(chart, curve, &x, &y, 4, NULL);
	chart_text(chart, curve->name, x.from, area->top + 9,
	    area->right - x.from, &name_pen);
	chart_text(chart, curve->marks[1].words, x.from, area->top + 9 + line,
	    area->right - x.from, &panel_pen);
}

/* What the axes of all panels are. */
static void
draw_titles(struct chart *chart, const struct arrival_chart *arrival,
    struct area *body)
{
	double width = body->right - body->left;

	chart_text(chart, arrival->y_title, body->left, body->top, width,
	    &panel_pen);
	chart_text(chart, arrival->x_title, body->left + width / 2,
	    body->bottom - 8, width, &under_pen);
	body->top += above_all;
	body->bottom -= below_all;
}

static void
draw_all(struct chart *chart, const struct arrival_chart *arrival,
    struct corners *corners)
{
	double width = chart_frame_width(&arrival->frame) -
	    2 * chart_margin;
	struct body_height one = { .usual = 440, .least = 260 }, many;
	struct panels panels;
	struct area body;

	if (arrival->ncurves == 1) {
		chart_frame_begin(chart, &arrival->frame, &one, &body);
		draw_one(chart, arrival, &body, corners);
		return;
	}
	panels_arrange(&panels, arrival->ncurves, width);
	many = (struct body_height){
	    .usual = above_all + panels_height(&panels, 206) + below_all,
	    .least = above_all + panels_height(&panels, 180) + below_all };
	chart_frame_begin(chart, &arrival->frame, &many, &body);
	draw_titles(chart, arrival, &body);
	panels_fill(&panels, &body);
	for (size_t i = 0; i < arrival->ncurves; i++) {
		struct area area = panels_area(&panels, i);

		draw_panel(chart, arrival, &arrival->curves[i], &area,
		    corners, panels_is_lowest(&panels, i));
	}
}

int
chart_arrival(struct chart *chart, const struct arrival_chart *arrival,
    struct fault *fault)
{
	size_t most = 0;

	if (arrival->ncurves < 1 || arrival->ncurves > PANELS_MOST)
		return fault_set(fault, FAULT_OUTPUT,
		    "a chart of arrivals shows 1 to %d groups, not %zu",
		    PANELS_MOST, arrival->ncurves);
	for (size_t i = 0; i < arrival->ncurves; i++)
		if (arrival->curves[i].npoints > most)
			most = arrival->curves[i].npoints;

	size_t room = 2 * most + 1;
	struct point *points = calloc(3 * room, sizeof *points);
	struct corners corners = { points, points + room, points + 2 * room,
	    0 };

	if (points == NULL)
		return fault_set(fault, FAULT_OUTPUT,
		    "no memory for a chart");
	draw_all(chart, arrival, &corners);
	free(points);
	return chart_end(chart, fault);
}
