/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/chart/chart_curves_private.h"

static const struct pen name_pen = { 13.33, false, TONE_INK, SIDE_LEFT };
static const struct pen above_pen = { 13.33, true, TONE_BLUE_TEXT,
    SIDE_LEFT };
static const struct pen outside_pen = { 13.33, true, TONE_ORANGE_TEXT,
    SIDE_LEFT };
static const struct pen half_pen = { 15, true, TONE_BLUE_TEXT, SIDE_LEFT };
static const struct pen mark_pen = { 14, false, TONE_MUTED, SIDE_LEFT };
static const double gap = 12, line = 19;

/* What is in the way of a name: dashed edges first, then all that a name
   must not touch, then the names that are placed. */
struct obstacles {
	struct area *areas;
	size_t n, soft, names;
};

static void
add_obstacle(struct obstacles *o, struct point p, double radius)
{
	o->areas[o->n++] = (struct area){ p.x - radius, p.x + radius,
	    p.y - radius, p.y + radius };
}

/* One of the two lines of edges, inside the plot. */
static struct point
edge_pixel(const struct plot *plot, const struct curve_point *p, bool high)
{
	double y = axis_at(&plot->y, high ? p->high : p->low);

	return (struct point){ fmin(axis_at(&plot->x, p->x), plot->x.to),
	    fmin(fmax(y, plot->y.to), plot->y.from) };
}

static void
add_edges(struct obstacles *o, const struct plot *plot, bool firm)
{
	const struct curves_chart *curves = plot->curves;

	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *c = &curves->curves[i];

		if (c->shape != CURVE_EDGES || c->band != firm)
			continue;
		for (size_t k = 0; k < 2 * c->npoints; k++)
			add_obstacle(o, edge_pixel(plot,
			    &c->points[k / 2], k % 2), 1.5);
	}
}

static void
add_points(struct obstacles *o, const struct plot *plot)
{
	const struct curves_chart *curves = plot->curves;

	for (size_t i = 0; i < curves->ncurves; i++) {
		const struct curve *c = &curves->curves[i];
		double y = axis_at(&plot->y, c->level);

		if (!isnan(y))
			o->areas[o->n++] = (struct area){ plot->area.left,
			    plot->area.right, y - 1, y + 1 };
		for (size_t k = 0; c->shape == CURVE_POINTS &&
		    k < c->npoints; k++)
			add_obstacle(o, curve_pixel(plot, &c->points[k]),
			    curve_radius(c, plot));
	}
}

/* Dashed edges may lie behind a name that finds no better place. */
static bool
is_free(const struct obstacles *o, const struct plot *plot,
    const struct area *area, bool soft)
{
	if (area->left < plot->area.left || area->right > plot->area.right ||
	    area->top < plot->area.top - 12 ||
	    area->bottom > plot->area.bottom)
		return false;
	for (size_t i = soft ? 0 : o->soft; i < o->n; i++) {
		const struct area *other = &o->areas[i];

		if (area->left < other->right && other->left < area->right &&
		    area->top < other->bottom && other->top < area->bottom)
			return false;
	}
	return true;
}

/* Right, left, above or below the point; nowhere if all are taken. */
static void
draw_name(struct chart *chart, const struct plot *plot,
    const struct curve_point *point, struct obstacles *o)
{
	enum { PLACES = 8 };
	static const struct { double x, y; } places[PLACES] = {
		{ 1, 0 }, { -1, 0 }, { 0, -1 }, { 0, 1 }, { 1, -1 }, { 1, 1 },
		{ -1, -1 }, { -1, 1 },
	};
	static const double half_high = 9;
	bool outside = point->state >= POINT_ABOVE;
	struct pen pen = point->state == POINT_OUTSIDE ? outside_pen :
	    outside ? above_pen : name_pen;
	double wide = fmin(outside ? 320 : 280, chart_text_width(point->name,
	    &pen));
	struct point p = curve_pixel(plot, point);

	/* Aslant a name is taken for another's where points are dense. */
	const size_t n = point->usual ? PLACES / 2 : PLACES;

	for (size_t i = 0; i < 2 * n; i++) {
		double x = p.x + places[i % n].x * (wide / 2 + 11);
		double y = p.y + places[i % n].y * 16;
		struct area area = { x - wide / 2, x + wide / 2,
		    y - half_high, y + half_high };

		if (!is_free(o, plot, &area, i < n))
			continue;
		chart_text(chart, point->name, area.left, y, wide + 1, &pen);
		o->areas[o->n++] = area;
		return;
	}
}

/* Those outside first, then the unusual, then all, if they are few. */
static void
draw_names(struct chart *chart, const struct plot *plot,
    const struct curve *c, struct obstacles *o)
{
	static const size_t few = 24;

	for (int round = 0; c->shape == CURVE_POINTS && round < 3; round++)
		for (size_t k = 0; k < c->npoints; k++) {
			const struct curve_point *p = &c->points[k];
			int own = p->state >= POINT_ABOVE ? 0 :
			    p->usual ? 2 : 1;

			if (p->name != NULL && own == round && (round < 2 ||
			    c->npoints <= few))
				draw_name(chart, plot, p, o);
		}
}

/* A dashed edge does not go through a name. */
static void
draw_edge(struct chart *chart, const struct plot *plot,
    const struct curve *c, bool high, const struct obstacles *o)
{
	static const struct stroke firm = { 1.4, TONE_MUTED, DASH_NONE };
	static const struct stroke dashed = { 1.2, TONE_MUTED, DASH_SHORT };
	static const double free_part = 3;
	struct point *points = memory_array(c->npoints, sizeof *points);

	for (size_t k = 0; k < c->npoints; k++) {
		struct point p = edge_pixel(plot, &c->points[k], high);

		for (size_t i = c->band ? o->n : o->names; i < o->n; i++) {
			const struct area *name = &o->areas[i];

			if (p.x > name->left - free_part &&
			    p.x < name->right + free_part &&
			    p.y > name->top && p.y < name->bottom)
				p.y = NAN;
		}
		points[k] = p;
	}
	chart_path(chart, points, c->npoints, c->band ? &firm : &dashed);
	free(points);
}

void
curves_names(struct chart *chart, const struct plot *plot)
{
	const struct curves_chart *curves = plot->curves;
	struct obstacles o = { 0 };
	size_t room = curves->ncurves;

	for (size_t i = 0; i < curves->ncurves; i++)
		room += 2 * curves->curves[i].npoints;
	o.areas = memory_array(room, sizeof *o.areas);
	add_edges(&o, plot, false);
	o.soft = o.n;
	add_edges(&o, plot, true);
	add_points(&o, plot);
	o.names = o.n;
	for (size_t i = 0; i < curves->ncurves; i++)
		draw_names(chart, plot, &curves->curves[i], &o);
	for (size_t i = 0; i < curves->ncurves; i++)
		for (int high = 0; curves->curves[i].shape == CURVE_EDGES &&
		    high < 2; high++)
			draw_edge(chart, plot, &curves->curves[i], high, &o);
	free(o.areas);
}

/*
 * The highest and the lowest pixel around x, the next point included: of
 * the band, or of the line.
 */
static void
reach_around(const struct plot *plot, const struct curve *curve, double x,
    bool band, double *top, double *bottom)
{
	double apart = curve->npoints > 1 ? (plot->x.to - plot->x.from) /
	    (double)(curve->npoints - 1) : 0;
	double around = fmax(66, 1.2 * apart);

	*top = plot->y.from;
	*bottom = plot->y.to;
	if (curve->firm_level && !isnan(curve->level))
		*top = *bottom = axis_at(&plot->y, curve->level);
	for (size_t i = 0; i < curve->npoints; i++) {
		const struct curve_point *p = &curve->points[i];
		double high = !band || isnan(p->high) ? p->y : p->high;
		double low = !band || isnan(p->low) ? p->y : p->low;

		if (fabs(axis_at(&plot->x, p->x) - x) > around || isnan(p->y))
			continue;
		*top = fmin(*top, axis_at(&plot->y, high));
		*bottom = fmax(*bottom, axis_at(&plot->y, low));
	}
}

/*
 * Where two lines of text stand that are about y: inside the plot, over or
 * under what reaches from top to bottom, whichever is nearer.  NaN if that
 * is farther than far, or outside.
 */
static double
beside(const struct plot *plot, double y, double top, double bottom)
{
	static const double far = 90;
	double up = y - top, down = bottom - y;
	bool over = up < far && top - 2.3 * line >= plot->y.to;
	bool under = down < far && bottom + 2.3 * line <= plot->y.from;

	return over && (up < down || !under) ? top - 1.8 * line :
	    under ? bottom + line : NAN;
}

/* From words that stand far from their point, so that they are not taken
   for another's: y is of the first of their lines. */
static void
draw_lead(struct chart *chart, struct point to, double y, unsigned lines,
    unsigned tone)
{
	static const double clear = 8, far = 20;
	const struct stroke stroke = { 1, tone, DASH_NONE };
	bool over = y < to.y;
	double from = over ? y + (lines - 0.4) * line : y - line / 2;

	to.y += over ? -clear : clear;
	if (fabs(to.y - from) > far)
		chart_line(chart, (struct point){ to.x, from }, to, &stroke);
}

/*
 * Clear of the band, or at least of the line; where neither has room,
 * behind the mark, inside the plot's height.
 */
void
curve_label_last(struct chart *chart, const struct plot *plot,
    const struct curve *curve)
{
	struct pen bold = { 16, true, TONE_INK, SIDE_CENTRE };
	struct pen small = { 13.33, false, TONE_MUTED, SIDE_CENTRE };
	const struct curve_point *last = curve_last(curve, false);
	double top, bottom, at = NAN;

	if (last == NULL || curve->last == NULL)
		return;
	if (last->state == POINT_OUTSIDE)
		bold.tone = TONE_ORANGE_TEXT;

	struct point p = curve_pixel(plot, last);

	for (int band = 1; band >= 0 && isnan(at); band--) {
		reach_around(plot, curve, p.x, band, &top, &bottom);
		at = beside(plot, p.y, top, bottom);
	}
	if (!isnan(at)) {
		draw_lead(chart, p, at, curve->last_range ? 2 : 1, bold.tone);
	} else {
		at = fmin(p.y - line / 2, plot->y.from - 2 * line);
		p.x += gap - 2;
		bold.side = small.side = SIDE_LEFT;
	}
	chart_text(chart, curve->last, p.x, at, chart->width, &bold);
	chart_text(chart, curve->last_range, p.x, at + line, chart->width,
	    &small);
}

/*
 * Where the words of each mark stand: right of it and under the curve, a
 * line apart, over the axis; where there is no room left of it and over the
 * curve.  Without words it has no height.
 */
static void
place_words(const struct plot *plot, const struct curve_mark *marks,
    struct area places[CURVE_MARKS])
{
	static const double over = 12;
	double below = plot->y.from - over + line, higher = below;

	for (size_t i = 0; i < CURVE_MARKS; i++) {
		double at = axis_at(&plot->x, marks[i].x), middle;
		double y = axis_at(&plot->y, marks[i].y);
		double width = chart_text_width(marks[i].words, i == 1 ?
		    &half_pen : &mark_pen);

		places[i] = (struct area){ 0 };
		if (isnan(at) || isnan(y) || marks[i].words == NULL)
			continue;
		middle = below = fmin(y + gap, below - line);
		places[i].left = at + gap;
		if (places[i].left + width > plot->x.to &&
		    at - gap - width > plot->x.from) {
			places[i].left = at - gap - width;
			middle = higher = fmin(y - gap, higher - line);
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
	for (size_t i = places == NULL ? 0 : CURVE_MARKS; i-- > 0;) {
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

void
curve_marks(struct chart *chart, const struct plot *plot,
    const struct curve *curve, bool words)
{
	struct area places[CURVE_MARKS];

	if (curve->marks == NULL)
		return;
	place_words(plot, curve->marks, places);
	for (size_t i = 0; i < CURVE_MARKS; i++) {
		const struct curve_mark *mark = &curve->marks[i];
		struct point at = { axis_at(&plot->x, mark->x),
		    axis_at(&plot->y, mark->y) };
		struct stroke guide = chart_guide_stroke;

		if (isnan(at.x) || isnan(at.y))
			continue;
		guide.tone = i == 1 ? TONE_BLUE : TONE_AXIS;
		draw_guide(chart, at, plot->y.from, words ? places : NULL,
		    &guide);
		chart_mark(chart, MARK_CIRCLE, at, (words ? 6 : 4) + (i == 1),
		    false, TONE_BLUE);
		if (words && places[i].bottom > places[i].top)
			chart_text(chart, mark->words, places[i].left,
			    (places[i].top + places[i].bottom) / 2,
			    places[i].right + 1 - places[i].left, i == 1 ?
			    &half_pen : &mark_pen);
	}
}
