/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bands that go back, as hatched arcs under the axis. */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/chart/chart_sankey_private.h"

enum { QUARTER = 16, EDGE = 2 * QUARTER + 2 };

/* Of the room between two columns, for the legs at one side of a node. */
static const double legs_part = 0.28;
static const double arrow = 11;		/* height of its head */
static const double over_arc = 20;	/* for its label */

static size_t
span(const struct sankey_arc *arc)
{
	return arc->band->from - arc->band->to;
}

/* The first lane without an arc over any of the same columns. */
void
sankey_find_lane(struct sankey_layout *at, size_t arc)
{
	const struct sankey_band *b = at->arcs[arc].band;
	size_t lane = 0;

	for (size_t i = 0; i < arc; i++) {
		const struct sankey_band *other = at->arcs[i].band;

		if (at->arcs[i].lane != lane || other->to >= b->from ||
		    b->to >= other->from)
			continue;
		lane++;
		i = (size_t)-1;
	}
	at->arcs[arc].lane = lane;
	if (lane == at->nlanes)
		at->lanes[at->nlanes++] = 0;
	at->lanes[lane] = fmax(at->lanes[lane], b->amount);
}

double
sankey_arcs_height(const struct sankey_layout *at)
{
	double sum = 0;

	for (size_t i = 0; i < at->nlanes; i++)
		sum += over_arc + at->lanes[i] * at->scale;
	return sum;
}

/* All that leaves a node on one side of it, or comes to it on the other. */
static double
legs_at(const struct sankey_layout *at, size_t node, bool leaving)
{
	double sum = 0;

	for (size_t i = 0; i < at->narcs; i++)
		if ((leaving ? at->arcs[i].band->from :
		    at->arcs[i].band->to) == node)
			sum += at->arcs[i].band->amount * at->scale;
	return sum;
}

/* Longer arcs keep nearer to the node, so that none crosses a shorter. */
static void
place_legs(struct sankey_layout *at, size_t node)
{
	double left = at->nodes[node].x, right = left;

	for (size_t i = at->narcs; i-- > 0;) {
		struct sankey_arc *arc = &at->arcs[i];
		double width = arc->band->amount * at->scale * at->leg;

		if (arc->band->from == node) {
			arc->from_x = left - width / 2;
			left -= width;
		} else if (arc->band->to == node) {
			arc->to_x = right + width / 2;
			right += width;
		}
	}
}

void
sankey_place_arcs(struct sankey_layout *at)
{
	size_t nnodes = at->sankey->nnodes;
	double most = 0;

	for (size_t k = 0; k < nnodes; k++)
		most = fmax(most, fmax(legs_at(at, k, true),
		    legs_at(at, k, false)));
	/* Where there is no room, legs are thinner than the arc. */
	at->leg = most > 0 ? fmin(1, legs_part * at->pitch / most) : 1;
	for (size_t k = 0; k < nnodes; k++)
		place_legs(at, k);
}

/* From a right leg down, left, and up a left one: EDGE points. */
static void
edge(struct point *out, double right, double left, double top, double depth,
    double corner)
{
	double radius = fmin(corner, (right - left) / 2);

	for (size_t i = 0; i <= QUARTER; i++) {
		double angle = M_PI / 2 * (double)i / QUARTER;
		double x = radius * (1 - cos(angle));
		double y = top + depth * sin(angle);

		out[i] = (struct point){ right - x, y };
		out[EDGE - 1 - i] = (struct point){ left + x, y };
	}
}

/* Where on an edge, counted in its points, so much of it is gone. */
static double
place_of(const double *gone, double length)
{
	size_t i = 0;

	while (i + 2 < EDGE && gone[i + 1] <= length)
		i++;
	return (double)i + fmin(1, fmax(0, length - gone[i]) /
	    fmax(gone[i + 1] - gone[i], 1e-9));
}

static struct point
point_at(const struct point *edge_of, double place)
{
	size_t i = place < EDGE - 2 ? (size_t)place : EDGE - 2;
	double part = place - (double)i;

	return (struct point){
		edge_of[i].x + part * (edge_of[i + 1].x - edge_of[i].x),
		edge_of[i].y + part * (edge_of[i + 1].y - edge_of[i].y) };
}

/* Strokes across it, aslant by half of how thick it is. */
static void
hatch(struct chart *chart, const struct point *outer,
    const struct point *inner, double thick)
{
	static const struct stroke stroke = { 1.3, TONE_MUTED, DASH_NONE };
	static const double apart = 9;
	double gone[EDGE] = { 0 };
	struct point *strokes;
	size_t n = 0;

	for (size_t i = 1; i < EDGE; i++)
		gone[i] = gone[i - 1] + hypot(outer[i].x - outer[i - 1].x,
		    outer[i].y - outer[i - 1].y);
	strokes = memory_array((size_t)(gone[EDGE - 1] / apart + 1) * 3,
	    sizeof *strokes);
	for (double at = apart; at < gone[EDGE - 1]; at += apart) {
		strokes[n++] = point_at(outer, place_of(gone, at));
		strokes[n++] = point_at(inner, place_of(gone,
		    at - thick / 2));
		strokes[n++] = (struct point){ 0, NAN };
	}
	chart_path(chart, strokes, n, &stroke);
	free(strokes);
}

static void
draw_arc(struct chart *chart, const struct sankey_layout *at,
    const struct sankey_arc *arc, double depth)
{
	static const struct stroke outline = { 1, TONE_MUTED, DASH_NONE };
	struct point both[2 * EDGE + 1], inner[EDGE];
	double thick = arc->band->amount * at->scale;
	double half = thick * at->leg / 2, corner = 0.5 * at->pitch;

	edge(both, arc->from_x + half, arc->to_x - half, at->axis,
	    depth + thick, corner);
	edge(inner, arc->from_x - half, arc->to_x + half, at->axis, depth,
	    corner);
	for (size_t i = 0; i < EDGE; i++)
		both[2 * EDGE - 1 - i] = inner[i];
	both[2 * EDGE] = both[0];
	chart_polygon(chart, both, 2 * EDGE, TONE_GROUND);
	hatch(chart, both, inner, thick);
	chart_path(chart, both, 2 * EDGE + 1, &outline);
	half = fmax(half, 3) + 3;

	struct point head[] = { { arc->to_x - half, at->axis },
	    { arc->to_x + half, at->axis },
	    { arc->to_x, at->axis - arrow } };

	chart_polygon(chart, head, 3, TONE_MUTED);
}

/* Whether the legs of a deeper arc come down through it. */
static bool
is_passed(const struct sankey_layout *at, const struct sankey_arc *arc)
{
	const struct sankey_band *b = arc->band;

	for (size_t i = 0; i < at->narcs; i++) {
		const struct sankey_band *o = at->arcs[i].band;

		if (at->arcs[i].lane > arc->lane &&
		    ((o->from > b->to && o->from < b->from) ||
		    (o->to > b->to && o->to < b->from)))
			return true;
	}
	return false;
}

/* In its middle, or in that of one gap between columns, where no leg is. */
static void
label_arc(struct chart *chart, struct sankey_layout *at,
    const struct sankey_arc *arc, double depth)
{
	const struct sankey_band *b = arc->band;
	bool whole = !is_passed(at, arc);
	size_t gap = b->to + (span(arc) - 1) / 2;
	double own = b->amount * at->scale * at->leg;
	struct point where = { whole ? (arc->from_x + arc->to_x) / 2 :
	    at->nodes[gap].x + at->pitch / 2,
	    at->axis + depth - over_arc / 2 };
	double room = whole ? arc->from_x - arc->to_x - own :
	    (1 - 2 * legs_part) * at->pitch;
	struct pen pen = sankey_label_pen;

	pen.side = SIDE_CENTRE;
	sankey_label(chart, at, b->label, b->count, where, room - 8, &pen);
}

void
sankey_draw_arcs(struct chart *chart, struct sankey_layout *at)
{
	double depth = 0;

	for (size_t lane = 0; lane < at->nlanes; lane++) {
		depth += over_arc;
		for (size_t i = 0; i < at->narcs; i++)
			if (at->arcs[i].lane == lane)
				draw_arc(chart, at, &at->arcs[i], depth);
		for (size_t i = 0; i < at->narcs; i++)
			if (at->arcs[i].lane == lane)
				label_arc(chart, at, &at->arcs[i], depth);
		depth += at->lanes[lane] * at->scale;
	}
}
