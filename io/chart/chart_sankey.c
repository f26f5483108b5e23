/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_sankey.h"

#include <math.h>
#include <stdio.h>

#include "io/chart/chart_sankey_private.h"

enum { STEPS = 16 };

static const double usual_height = 350, least_height = 150;
static const double usual_width = 1200, usual_pitch = 112, least_pitch = 66;
static const double above_axis = 24, stub_part = 0.2;
static const double lane_flat = 0.28;	/* of a pitch, beside a node */
static const double axis_room = 90, right_least = 124, right_most = 190;

static void
rectangle(struct chart *chart, double x, double y, double width,
    double height, unsigned tone)
{
	const struct point corners[] = { { x, y }, { x + width, y },
	    { x + width, y + height }, { x, y + height } };

	chart_polygon(chart, corners, 4, tone);
}

/* Half a wave from one height to another. */
static size_t
add_wave(struct point *out, struct point from, struct point to)
{
	for (size_t i = 0; i <= STEPS; i++) {
		double part = (double)i / STEPS;

		out[i] = (struct point){ from.x + part * (to.x - from.x),
			from.y + (1 - cos(M_PI * part)) / 2 *
			(to.y - from.y) };
	}
	return STEPS + 1;
}

static void
draw_ribbon(struct chart *chart, const struct sankey_layout *at,
    const struct sankey_ribbon *ribbon)
{
	static struct point outline[2 * SANKEY_NODES_MOST * (STEPS + 3)];
	const struct sankey_band *b = ribbon->band;
	double height = b->amount * at->scale, half = sankey_node_width / 2;
	struct point last = { at->nodes[b->from].x + half,
		ribbon->top[b->from] };
	size_t n = 0;

	outline[n++] = last;
	last.x += stub_part * at->pitch;
	for (size_t k = b->from + 1; k <= b->to; k++) {
		bool ends = k == b->to;
		double x = at->nodes[k].x - (ends ? half :
		    lane_flat * at->pitch);
		struct point next = { x, ribbon->top[k] };

		n += add_wave(&outline[n], last, next);
		last = (struct point){ at->nodes[k].x + lane_flat * at->pitch,
			ribbon->top[k] };
	}
	for (size_t i = 0; i < n; i++)
		outline[2 * n - 1 - i] = (struct point){ outline[i].x,
			outline[i].y + height };
	chart_polygon(chart, outline, 2 * n, at->sankey->nodes[b->to].goal ?
	    TONE_PALE_GREEN : b->to > b->from + 1 ? chart_ramp(0.2) :
	    TONE_PALE);
}

/* Those that pass nodes are drawn over those that go to the next. */
static void
draw_ribbons(struct chart *chart, const struct sankey_layout *at)
{
	for (int skips = 0; skips < 2; skips++)
		for (size_t i = 0; i < at->nribbons; i++) {
			const struct sankey_band *b = at->ribbons[i].band;

			if ((b->to > b->from + 1) == skips)
				draw_ribbon(chart, at, &at->ribbons[i]);
		}
}

static void
draw_node(struct chart *chart, const struct sankey_layout *at, size_t node)
{
	const struct sankey_node *n = &at->sankey->nodes[node];
	const struct sankey_place *p = &at->nodes[node];
	double left = p->x - sankey_node_width / 2;
	double begins = n->begins * at->scale;

	rectangle(chart, left, p->top, sankey_node_width, p->height,
	    n->goal ? TONE_GREEN : TONE_BLUE);
	if (node > 0 && begins > 0)
		rectangle(chart, left - 0.08 * at->pitch, p->top + p->height -
		    begins, 0.08 * at->pitch, begins, chart_ramp(0.2));
}

static void
draw_stub(struct chart *chart, const struct sankey_layout *at,
    const struct sankey_stub *stub, double y)
{
	static const struct stroke outline = { 1, TONE_MUTED, DASH_NONE };
	static const double cap = 4;
	double x = at->nodes[stub->node].x + sankey_node_width / 2;
	double length = stub_part * at->pitch;
	double height = stub->amount * at->scale;
	const struct point around[] = { { x, y }, { x + length, y },
	    { x + length, y + height }, { x, y + height }, { x, y } };

	if (stub->hollow) {
		chart_polygon(chart, around, 4, TONE_GROUND);
		chart_path(chart, around, 5, &outline);
		return;
	}
	rectangle(chart, x, y, length - cap, height, TONE_GRID);
	rectangle(chart, x + length - cap, y, cap, height, TONE_AXIS);
}

/* "lost 355" beside its stub, or the number alone. */
static void
label_stub(struct chart *chart, struct sankey_layout *at,
    const struct sankey_stub *stub, double y)
{
	static const double apart = 6;
	double x = at->nodes[stub->node].x + sankey_node_width / 2 +
	    stub_part * at->pitch + apart;
	bool last = stub->node + 1 == at->sankey->nnodes;
	double room = last ? at->right - stub_part * at->pitch - 2 * apart :
	    (1 - stub_part) * at->pitch -
	    sankey_node_width - 2 * apart;
	struct pen pen = sankey_label_pen;
	char text[512];

	pen.tone = stub->hollow ? TONE_MUTED : TONE_INK;
	snprintf(text, sizeof text, "%s %s", stub->name, stub->count);
	sankey_label(chart, at, text, stub->count, (struct point){ x, y },
	    room, &pen);
}

static void
draw_stubs(struct chart *chart, struct sankey_layout *at, size_t node)
{
	double y = at->nodes[node].stubs, label = -INFINITY;

	for (size_t i = 0; i < at->sankey->nstubs; i++) {
		const struct sankey_stub *stub = &at->sankey->stubs[i];
		double height = stub->amount * at->scale;

		if (stub->node != node)
			continue;
		draw_stub(chart, at, stub, y);
		label = sankey_stub_label(y, height, label);
		label_stub(chart, at, stub, label);
		y += height;
	}
}

/* In a lane that is high enough, else over it. */
static void
label_ribbon(struct chart *chart, struct sankey_layout *at,
    const struct sankey_ribbon *ribbon)
{
	const struct sankey_band *b = ribbon->band;
	double height = b->amount * at->scale;
	struct pen pen = sankey_label_pen;

	pen.side = SIDE_CENTRE;
	for (size_t k = b->from + 1; b->label != NULL && k < b->to; k++)
		if (sankey_label(chart, at, b->label, b->count,
		    (struct point){ at->nodes[k].x, ribbon->top[k] +
		    (height < sankey_label_pitch ? -sankey_label_pitch / 2 :
		    height / 2) }, 0.8 * at->pitch, &pen))
			return;
}

static void
draw_axis(struct chart *chart, const struct sankey_layout *at)
{
	const struct pen pen = { 13.33, false, TONE_MUTED, SIDE_LEFT };
	double end = at->nodes[at->sankey->nnodes - 1].x;

	chart_line(chart, (struct point){ at->nodes[0].x, at->axis },
	    (struct point){ end + axis_room / 4, at->axis },
	    &chart_axis_stroke);
	chart_text(chart, at->sankey->back_words, end + axis_room / 4 + 8,
	    at->axis, axis_room, &pen);
}

/* Places all from 0 down at a scale; answers what it needs. */
static double
height_at(struct sankey_layout *at, double scale)
{
	double bottom = 0;

	at->scale = scale;
	sankey_place(at, sankey_head_height(at));
	for (size_t k = 0; k < at->sankey->nnodes; k++)
		bottom = fmax(bottom, at->nodes[k].bottom);
	at->axis = bottom + above_axis;
	return at->narcs == 0 ? bottom : at->axis + sankey_arcs_height(at);
}

/* The largest scale at which it is no higher. */
static double
scale_for(struct sankey_layout *at, double height, double least)
{
	double most = 2 * least;

	while (height_at(at, most) < height)
		most *= 2;
	for (int i = 0; i < 40; i++) {
		double middle = (least + most) / 2;

		if (height_at(at, middle) > height)
			most = middle;
		else
			least = middle;
	}
	return least;
}

static double
most_amount(const struct sankey_chart *s)
{
	double most = 0;

	for (size_t k = 0; k < s->nnodes; k++)
		most = fmax(most, sankey_amount(s, k));
	return fmax(most, 1);
}

static void
draw_labels(struct chart *chart, struct sankey_layout *at)
{
	for (size_t k = 0; k < at->sankey->nnodes; k++)
		draw_stubs(chart, at, k);
	for (size_t i = 0; i < at->nribbons; i++)
		label_ribbon(chart, at, &at->ribbons[i]);
	if (at->narcs == 0)
		return;
	sankey_place_arcs(at);
	draw_axis(chart, at);
	sankey_draw_arcs(chart, at);
}

static void
place_columns(struct sankey_layout *at, double left, double right)
{
	const struct sankey_node *last =
	    &at->sankey->nodes[at->sankey->nnodes - 1];

	at->right = fmin(right_most, fmax(right_least,
	    sankey_head_width(last)));
	at->pitch = (right - at->right - left - sankey_node_width) /
	    (double)(at->sankey->nnodes - 1);
	for (size_t k = 0; k < at->sankey->nnodes; k++)
		at->nodes[k].x = left + sankey_node_width / 2 +
		    (double)k * at->pitch;
}

static void
draw(struct chart *chart, struct sankey_layout *at)
{
	struct chart_frame frame = at->sankey->frame;
	double amount = most_amount(at->sankey);
	struct body_height height;
	struct area body;

	frame.width = (unsigned)(frame.width == 0 ? fmax(usual_width,
	    usual_pitch * (double)at->sankey->nnodes) : fmax(frame.width,
	    least_pitch * (double)at->sankey->nnodes));
	place_columns(at, chart_margin, chart_frame_width(&frame) -
	    chart_margin);
	height = (struct body_height){
		.usual = height_at(at, usual_height / amount),
		.least = height_at(at, least_height / amount),
	};
	chart_frame_begin(chart, &frame, &height, &body);
	at->scale = scale_for(at, body.bottom - body.top,
	    least_height / amount / 2);
	sankey_place(at, body.top + sankey_head_height(at));
	at->axis += body.top;
	for (size_t k = 0; k < at->sankey->nnodes; k++)
		sankey_head(chart, at, k, body.top);
	draw_ribbons(chart, at);
	for (size_t k = 0; k < at->sankey->nnodes; k++)
		draw_node(chart, at, k);
	draw_labels(chart, at);
	chart_end(chart);
}

int
chart_sankey(struct chart *chart, const struct sankey_chart *sankey,
    struct fault *fault)
{
	struct sankey_layout at = { .sankey = sankey };

	if (sankey->nnodes < 2 || sankey->nnodes > SANKEY_NODES_MOST)
		return fault_set(fault, FAULT_OUTPUT, "a Sankey diagram has "
		    "2 to %d nodes, not %zu", SANKEY_NODES_MOST,
		    sankey->nnodes);
	sankey_order(&at);
	draw(chart, &at);
	sankey_free(&at);
	return 0;
}
