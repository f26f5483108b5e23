/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where nodes, bands and labels of a Sankey diagram are. */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/memory.h"
#include "io/chart/chart_sankey_private.h"

static const double beside_lanes = 8, between_lanes = 3;

double
sankey_amount(const struct sankey_chart *s, size_t node)
{
	double sum = s->nodes[node].begins;

	for (size_t i = 0; i < s->nbands; i++)
		if (s->bands[i].to == node && s->bands[i].from < node)
			sum += s->bands[i].amount;
	return sum;
}

/*
 * Over a node what goes furthest lies highest, so that it passes over nodes
 * that others go to; of those that come to one node the earliest.  What
 * passes under nodes is the same, turned upside down.
 */
static int
downwards(const void *a, const void *b)
{
	const struct sankey_ribbon *one = a, *other = b;
	const struct sankey_band *x = one->band, *y = other->band;
	int order;

	if (one->under != other->under)
		return one->under ? 1 : -1;
	order = x->to != y->to ? (x->to > y->to ? -1 : 1) :
	    (x->from > y->from) - (x->from < y->from);
	return one->under ? -order : order;
}

static int
largest_first(const void *a, const void *b)
{
	const struct sankey_band *x = ((const struct sankey_ribbon *)a)->band;
	const struct sankey_band *y = ((const struct sankey_ribbon *)b)->band;

	if (x->amount != y->amount)
		return x->amount > y->amount ? -1 : 1;
	return x->from != y->from ? (x->from < y->from ? -1 : 1) :
	    (x->to > y->to) - (x->to < y->to);
}

/* What ribbon i would cross of the larger ones on a side. */
static double
crossed(const struct sankey_layout *at, size_t i, bool under)
{
	const struct sankey_band *b = at->ribbons[i].band;
	double sum = 0;

	for (size_t k = 0; k < i; k++) {
		const struct sankey_band *o = at->ribbons[k].band;

		if (at->ribbons[k].under == under && o->to > o->from + 1 &&
		    ((o->from < b->from && b->from < o->to &&
		    o->to < b->to) || (b->from < o->from &&
		    o->from < b->to && b->to < o->to)))
			sum += o->amount;
	}
	return sum;
}

/* Each on the side where it crosses least; the larger choose first. */
static void
choose_sides(struct sankey_layout *at)
{
	qsort(at->ribbons, at->nribbons, sizeof *at->ribbons, largest_first);
	for (size_t i = 0; i < at->nribbons; i++)
		at->ribbons[i].under = at->ribbons[i].band->to >
		    at->ribbons[i].band->from + 1 &&
		    crossed(at, i, true) < crossed(at, i, false);
	qsort(at->ribbons, at->nribbons, sizeof *at->ribbons, downwards);
}

static int
shortest_first(const void *a, const void *b)
{
	const struct sankey_band *x = ((const struct sankey_arc *)a)->band;
	const struct sankey_band *y = ((const struct sankey_arc *)b)->band;
	size_t one = x->from - x->to, other = y->from - y->to;

	if (one != other)
		return one < other ? -1 : 1;
	return (x->from > y->from) - (x->from < y->from);
}

void
sankey_order(struct sankey_layout *at)
{
	const struct sankey_chart *s = at->sankey;

	at->ribbons = memory_zeroed(s->nbands, sizeof *at->ribbons);
	at->arcs = memory_zeroed(s->nbands, sizeof *at->arcs);
	for (size_t i = 0; i < s->nbands; i++) {
		if (s->bands[i].from < s->bands[i].to)
			at->ribbons[at->nribbons++].band = &s->bands[i];
		else
			at->arcs[at->narcs++].band = &s->bands[i];
	}
	choose_sides(at);
	qsort(at->arcs, at->narcs, sizeof *at->arcs, shortest_first);
	for (size_t i = 0; i < at->narcs; i++)
		sankey_find_lane(at, i);
}

void
sankey_free(struct sankey_layout *at)
{
	free(at->ribbons);
	free(at->arcs);
	free(at->taken);
}

/* The bands that pass a node on one side, from y down; answers their end. */
static double
place_lanes(struct sankey_layout *at, size_t node, bool under, double y)
{
	for (size_t i = 0; i < at->nribbons; i++) {
		struct sankey_ribbon *r = &at->ribbons[i];

		if (r->under != under || r->band->from >= node ||
		    r->band->to <= node)
			continue;
		/* Its label has a line of its own over a thin one. */
		if (r->band->label != NULL && r->band->amount * at->scale <
		    sankey_label_pitch)
			y += sankey_label_pitch;
		r->top[node] = y;
		y += r->band->amount * at->scale + between_lanes;
	}
	return y;
}

static void
place_node(struct sankey_layout *at, size_t node, double top)
{
	struct sankey_place *place = &at->nodes[node];
	double y = place_lanes(at, node, false, top);

	place->top = y > top ? y + beside_lanes : top;
	place->height = sankey_amount(at->sankey, node) * at->scale;
	y = place->top + place->height + beside_lanes;
	place->bottom = place_lanes(at, node, true, y);
	if (place->bottom == y)
		place->bottom = place->top + place->height;
}

/* Where bands leave a node and come to it. */
static void
place_ends(struct sankey_layout *at, size_t node)
{
	struct sankey_place *place = &at->nodes[node];
	double out = place->top, in = out;

	for (size_t i = 0; i < at->nribbons; i++) {
		struct sankey_ribbon *r = &at->ribbons[i];
		double height = r->band->amount * at->scale;

		if (r->band->from == node) {
			r->top[node] = out;
			out += height;
		} else if (r->band->to == node) {
			r->top[node] = in;
			in += height;
		}
	}
	place->stubs = out;
}

double
sankey_stub_label(double top, double height, double before)
{
	/* Beside a thin one, but clear of the band over it. */
	return fmax(before + sankey_label_pitch, top + fmax(height,
	    sankey_label_pitch) / 2);
}

/* Labels of what goes no further may come down below their node. */
static void
place_labels(struct sankey_layout *at, size_t node)
{
	struct sankey_place *place = &at->nodes[node];
	double y = place->stubs, label = -INFINITY;

	for (size_t i = 0; i < at->sankey->nstubs; i++) {
		const struct sankey_stub *stub = &at->sankey->stubs[i];

		if (stub->node != node)
			continue;
		label = sankey_stub_label(y, stub->amount * at->scale, label);
		y += stub->amount * at->scale;
	}
	place->bottom = fmax(place->bottom, label + sankey_label_pitch / 2);
}

void
sankey_place(struct sankey_layout *at, double top)
{
	for (size_t k = 0; k < at->sankey->nnodes; k++) {
		place_node(at, k, top);
		place_ends(at, k);
		place_labels(at, k);
	}
}

static bool
is_free(const struct sankey_layout *at, const struct area *new)
{
	for (size_t i = 0; i < at->ntaken; i++)
		if (at->taken[i].left < new->right && new->left <
		    at->taken[i].right && at->taken[i].top < new->bottom &&
		    new->top < at->taken[i].bottom)
			return false;
	return true;
}

static struct area
area_of(const char *text, struct point at, const struct pen *pen)
{
	static const double around = 3;
	double width = chart_text_width(text, pen);
	double left = pen->side == SIDE_LEFT ? at.x :
	    pen->side == SIDE_RIGHT ? at.x - width : at.x - width / 2;

	return (struct area){ left - around, left + width + around,
		at.y - pen->size / 2, at.y + pen->size / 2 };
}

bool
sankey_label(struct chart *chart, struct sankey_layout *layout,
    const char *text, const char *brief, struct point at, double limit,
    const struct pen *pen)
{
	const char *const tries[] = { text, brief };

	for (size_t i = 0; i < 2; i++) {
		struct area area = area_of(tries[i], at, pen);

		if (tries[i] == NULL || chart_text_width(tries[i], pen) >
		    limit || !is_free(layout, &area))
			continue;
		layout->taken = memory_reserve(layout->taken, &layout->room,
		    layout->ntaken + 1, sizeof *layout->taken);
		layout->taken[layout->ntaken++] = area;
		chart_text(chart, tries[i], at.x, at.y, limit, pen);
		return true;
	}
	return false;
}
