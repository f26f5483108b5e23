/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_SANKEY_H
#define IO_CHART_SANKEY_H

#include "io/chart/chart.h"
#include "io/chart/terminal.h"

/*
 * What goes from stage to stage, as a Sankey diagram: a node in each
 * column, and bands between them as high as what goes, all to one scale,
 * so that what comes to a node is what leaves it, ends beside it, or stays.
 *
 * A band that passes nodes goes over them, never through; one that goes
 * back lies under the axis, hatched, with an arrowhead where it comes to.
 * No label lies over another: of one without room the brief form stands,
 * or nothing.
 */
#define SANKEY_NODES_MOST 30

struct sankey_node {
	const char *name, *size;	/* over it: "demo", "758" */
	double begins;		/* what is first seen here, from the left */
	/* Under its name: "72 begin here", or "+72"; NULL: none. */
	const char *begins_words, *begins_brief;
	bool goal;		/* what stays here has come to where it was
				   to: green */
};

struct sankey_band {
	size_t from, to;	/* nodes; back where to < from */
	double amount;
	const char *count;	/* the amount as text */
	const char *label;	/* "81 skip demo"; NULL: only drawn */
};

/* What comes to a node and goes no further. */
struct sankey_stub {
	size_t node;
	double amount;
	const char *name, *count;	/* "lost", "355" */
	bool hollow;		/* it may still go on */
};

struct sankey_chart {
	struct chart_frame frame;
	const struct sankey_node *nodes;
	size_t nnodes;		/* 2 to SANKEY_NODES_MOST */
	const struct sankey_band *bands;
	size_t nbands;
	const struct sankey_stub *stubs;	/* of a node: from the top */
	size_t nstubs;
	const char *back_words;	/* at the axis: "back moves" */
};

/* 0, or -1 with a fault (FAULT_OUTPUT): too few or too many nodes. */
int chart_sankey(struct chart *chart, const struct sankey_chart *sankey,
    struct fault *fault);

/* The same as text: under each node a bar for all that leaves it. */
void chart_sankey_terminal(const struct sankey_chart *sankey,
    const struct terminal *terminal);

#endif
