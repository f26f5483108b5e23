/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_TILES_H
#define IO_CHART_TILES_H

#include "io/chart/chart_frame.h"
#include "io/chart/terminal.h"

/*
 * A map of rectangles over columns and rows that have an order, more of
 * the colour where there is more: segments by two scores.  Tiles neither
 * overlap nor leave a gap; one of nobody stays, in the colour of paper.
 */
enum { TILE_LINES = 2, TILES_MOST = 10 };	/* columns and rows, each */

struct tile {
	size_t left, right;	/* columns [left, right) */
	size_t low, high;	/* rows [low, high), from below */
	const char *name;
	const char *lines[TILE_LINES];	/* under it; NULL: none */
	double share;		/* of the strongest, 0 to 1; NaN: of nobody */
};

/* A column or row: "R1", and under that "over 512 d ago". */
struct tiles_side {
	const char *name, *note;	/* note NULL: none */
};

struct tiles_chart {
	struct chart_frame frame;
	const struct tiles_side *columns, *rows;	/* rows from below */
	size_t ncolumns, nrows;		/* 1 to TILES_MOST */
	/* Over the rows' names, under those of columns; or NULL. */
	const char *rows_head, *columns_head;
	const struct tile *tiles;
	size_t ntiles;
	/* How many are in each cell, of the most: dots of that area.  From
	   the lowest row on, a column after the other; NULL: none. */
	const double *dots;
};

/* 0, or -1 with a fault (FAULT_OUTPUT): too many columns or rows. */
int chart_tiles(struct chart *chart, const struct tiles_chart *tiles,
    struct fault *fault);

/* The same as text: a line a tile, a shade before its name. */
void chart_tiles_terminal(const struct tiles_chart *tiles,
    const struct terminal *terminal);

#endif
