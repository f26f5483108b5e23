/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What chart_sankey.c, _place.c and _back.c share. */
#ifndef IO_CHART_SANKEY_PRIVATE_H
#define IO_CHART_SANKEY_PRIVATE_H

#include "io/chart/chart_frame.h"
#include "io/chart/chart_sankey.h"

static const double sankey_node_width = 11;
static const double sankey_label_pitch = 16;	/* from label to label */
static const struct pen sankey_label_pen = { 13.33, false, TONE_INK, 0 };

/* A band onwards: its upper edge where it leaves, passes and comes. */
struct sankey_ribbon {
	const struct sankey_band *band;
	bool under;		/* it passes nodes below, else above them */
	double top[SANKEY_NODES_MOST];
};

/* A band back: an arc between two legs, in a lane under the axis. */
struct sankey_arc {
	const struct sankey_band *band;
	size_t lane;
	double from_x, to_x;	/* middles of its legs */
};

struct sankey_place {
	double x;		/* its middle */
	double top, height;
	double stubs;		/* where what goes no further begins */
	double bottom;		/* of all: labels, bands that pass below */
};

struct sankey_layout {
	const struct sankey_chart *sankey;
	struct sankey_place nodes[SANKEY_NODES_MOST];
	struct sankey_ribbon *ribbons;	/* from the top of a node down */
	size_t nribbons;
	struct sankey_arc *arcs;	/* the shortest first */
	size_t narcs;
	double lanes[SANKEY_NODES_MOST * SANKEY_NODES_MOST / 2];
				/* of each the largest amount */
	size_t nlanes;
	double leg;		/* of an arc's height, its legs' width */
	double pitch;		/* from column to column */
	double right;		/* of the last node: for words */
	double scale;		/* pixels of an amount of 1 */
	double axis;		/* y */
	struct area *taken;	/* by labels */
	size_t ntaken, room;
};

/* Names and numbers over the nodes: how wide one is on a line; where columns
   are known, how high all of them are, and one of them from y down. */
double sankey_head_width(const struct sankey_node *node);
double sankey_head_height(const struct sankey_layout *layout);
void sankey_head(struct chart *chart, const struct sankey_layout *layout,
    size_t node, double y);

/* Makes ribbons and arcs; sankey_free gives them back. */
void sankey_order(struct sankey_layout *layout);
void sankey_free(struct sankey_layout *layout);

/* Where everything is, from `top` down, given columns and a scale. */
void sankey_place(struct sankey_layout *layout, double top);

/* The middle of a stub's label, under the one before (-INFINITY: none). */
double sankey_stub_label(double top, double height, double before);

/* Amount that comes to a node. */
double sankey_amount(const struct sankey_chart *sankey, size_t node);

/* What arcs need under the axis. */
double sankey_arcs_height(const struct sankey_layout *layout);
void sankey_find_lane(struct sankey_layout *layout, size_t arc);
void sankey_place_arcs(struct sankey_layout *layout);
void sankey_draw_arcs(struct chart *chart, struct sankey_layout *layout);

/*
 * Text, or else the brief one, where it fits in limit pixels and lies over
 * no label that was placed before; whether one did.
 */
bool sankey_label(struct chart *chart, struct sankey_layout *layout,
    const char *text, const char *brief, struct point at, double limit,
    const struct pen *pen);

#endif
