/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/chart/chart_tiles.h"

#include <math.h>

static const struct pen side_pen = { 14.67, true, TONE_INK, SIDE_RIGHT };
static const struct pen note_pen = { 13.33, false, TONE_MUTED, SIDE_RIGHT };
static const struct pen head_pen = { 13.33, true, TONE_MUTED, SIDE_RIGHT };
static const struct pen under_pen = { 13.33, false, TONE_MUTED,
	SIDE_CENTRE };
static const struct pen name_pen = { 15.33, true, TONE_INK, SIDE_LEFT };
static const struct pen line_pen = { 13.33, false, TONE_INK, SIDE_LEFT };

static const double usual_cell = 97, least_cell = 66, most_cell = 150;
static const double below = 56, head_room = 28, side_gap = 14;
static const double side_most = 170, gap = 4, inset = 10;
static const double name_line = 22, text_line = 18;
static const double dot_most = 12, dot_corner = 15;

static double
widest(const struct tiles_side *sides, size_t n, const char *head)
{
	double most = chart_text_width(head, &head_pen);

	for (size_t i = 0; i < n; i++) {
		most = fmax(most, chart_text_width(sides[i].name,
		    &side_pen));
		most = fmax(most, chart_text_width(sides[i].note,
		    &note_pen));
	}
	return fmin(most, side_most);
}

/* A name, and its note under it, about a point. */
static void
draw_side(struct chart *chart, const struct tiles_side *side,
    struct point at, double limit, enum side how)
{
	struct pen name = side_pen, note = note_pen;
	bool both = side->note && *side->note;

	name.side = note.side = how;
	chart_text(chart, side->name, at.x, at.y - (both ? 10 : 0), limit,
	    &name);
	chart_text(chart, side->note, at.x, at.y + 10, limit, &note);
}

/* A text of one or two lines, if they have room; where the next begins. */
static double
draw_wrapped(struct chart *chart, const char *text, const struct area *box,
    double y, double pitch, const struct pen *pen)
{
	double limit = box->right - box->left - 2 * inset;
	unsigned lines = chart_lines(text, limit, pen);

	if (y + lines * pitch > box->bottom)
		return box->bottom;
	chart_wrapped(chart, text, box->left + inset, y + pitch / 2, limit,
	    pen);
	return y + lines * pitch;
}

/* Its words from the top, as many lines as it has room for. */
static void
draw_words(struct chart *chart, const struct tile *tile, struct area box,
    bool dots, unsigned tone)
{
	struct pen name = name_pen, line = line_pen;
	double y = box.top + inset / 2;

	name.tone = line.tone = tone;
	y = draw_wrapped(chart, tile->name, &box, y, name_line, &name);
	for (size_t i = 0; i < TILE_LINES; i++) {
		y = draw_wrapped(chart, tile->lines[i], &box, y, text_line,
		    &line);
		/* What comes below the first may come down to a dot. */
		if (dots && i == 0)
			box.right -= 2 * dot_corner - inset;
	}
}

/* In the lower right corner of each cell, beside the words of its tile. */
static void
draw_dots(struct chart *chart, const struct tiles_chart *tiles,
    const struct tile *tile, const struct area *cells, double width,
    double height, unsigned tone)
{
	for (size_t r = tile->low; r < tile->high; r++)
		for (size_t c = tile->left; c < tile->right; c++) {
			double part = tiles->dots[r * tiles->ncolumns + c];
			struct point at = { cells->left + width *
			    (double)(c + 1) - gap - dot_corner,
			    cells->bottom - height * (double)r - gap -
			    dot_corner };

			if (part > 0)
				chart_mark(chart, MARK_CIRCLE, at,
				    fmax(1.5, dot_most * sqrt(part)), false,
				    tone);
		}
}

static void
draw_tile(struct chart *chart, const struct tiles_chart *tiles,
    const struct tile *tile, const struct area *cells, double width,
    double height)
{
	bool nobody = isnan(tile->share);
	bool dots = tiles->dots && height >= usual_cell - 1;
	unsigned tone = nobody ? TONE_GROUND : chart_ramp(tile->share);
	struct area box = {
		cells->left + width * (double)tile->left,
		cells->left + width * (double)tile->right - gap,
		cells->bottom - height * (double)tile->high,
		cells->bottom - height * (double)tile->low - gap,
	};

	/* An edge, which the paper's colour would have none without. */
	chart_box(chart, box.left, box.top, box.right - box.left,
	    box.bottom - box.top, nobody ? TONE_AXIS : tone);
	if (nobody)
		chart_box(chart, box.left + 1, box.top + 1, box.right -
		    box.left - 2, box.bottom - box.top - 2, TONE_GROUND);
	draw_words(chart, tile, box, dots, nobody ? TONE_MUTED :
	    chart_readable(tone));
	if (dots)
		draw_dots(chart, tiles, tile, cells, width, height,
		    chart_readable(tone));
}

static void
draw_sides(struct chart *chart, const struct tiles_chart *tiles,
    const struct area *cells, double width, double height)
{
	for (size_t c = 0; c < tiles->ncolumns; c++)
		draw_side(chart, &tiles->columns[c], (struct point){
		    cells->left + width * ((double)c + .5),
		    cells->bottom + below / 2 }, width - gap, SIDE_CENTRE);
	for (size_t r = 0; r < tiles->nrows; r++)
		draw_side(chart, &tiles->rows[r], (struct point){
		    cells->left - side_gap, cells->bottom - height *
		    ((double)r + .5) }, side_most, SIDE_RIGHT);
	if (tiles->columns_head)
		chart_text(chart, tiles->columns_head, (cells->left +
		    cells->right) / 2, cells->bottom + below + 4,
		    cells->right - cells->left, &under_pen);
	chart_text(chart, tiles->rows_head, cells->left - side_gap,
	    cells->top - head_room / 2, side_most, &head_pen);
}

int
chart_tiles(struct chart *chart, const struct tiles_chart *tiles,
    struct fault *fault)
{
	double rows = (double)tiles->nrows, width, height;
	double above = tiles->rows_head ? head_room : 0;
	double under = below + (tiles->columns_head ? head_room : 0);
	struct body_height body_height = {
		.usual = above + under + rows * (rows > 3 ? usual_cell :
		    most_cell),
		.least = above + under + rows * least_cell,
	};
	struct area cells;

	if (tiles->ncolumns < 1 || tiles->ncolumns > TILES_MOST || rows < 1 ||
	    tiles->nrows > TILES_MOST)
		return fault_set(fault, FAULT_OUTPUT, "a map has 1 to %d "
		    "columns and rows, not %zu and %zu", TILES_MOST,
		    tiles->ncolumns, tiles->nrows);
	chart_frame_begin(chart, &tiles->frame, &body_height, &cells);
	cells.left += widest(tiles->rows, tiles->nrows, tiles->rows_head) +
	    side_gap;
	cells.top += above;
	cells.bottom -= under;
	width = (cells.right - cells.left) / (double)tiles->ncolumns;
	height = (cells.bottom - cells.top) / rows;
	draw_sides(chart, tiles, &cells, width, height);
	for (size_t i = 0; i < tiles->ntiles; i++)
		draw_tile(chart, tiles, &tiles->tiles[i], &cells, width,
		    height);
	chart_end(chart);
	return 0;
}
