/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_TERMINAL_H
#define IO_TERMINAL_H

#include <stdbool.h>

#include "io/chart/chart.h"

/*
 * Charts as text: bars of blocks, curves of braille dots, for a terminal
 * or a file.  Colour by SGR escape codes; without it no escape code is
 * written.  Text of the data can't drive a terminal (label.h).  Errors
 * are kept in output.
 */
struct terminal {
	struct output *output;
	unsigned width;		/* columns */
	bool colour;
};

enum paint {
	PAINT_NONE,
	PAINT_BOLD,
	PAINT_FAINT,
	PAINT_BLUE,
	PAINT_ORANGE,
	/* More groups in one plot, after blue and orange. */
	PAINT_GREEN, PAINT_PURPLE, PAINT_GOLD, PAINT_ROSE,
	PAINTS,
};

/* width 0: 80; at least 40 are taken. */
struct terminal terminal_on(struct output *output, unsigned width,
    bool colour);

/* The codes before and after painted text; "" without colour. */
const char *terminal_paint(const struct terminal *terminal,
    enum paint paint);
const char *terminal_end(const struct terminal *terminal, enum paint paint);

/* What a text takes; NULL: nothing. */
unsigned terminal_columns(const char *text);

static inline unsigned
longer(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

static inline unsigned
shorter(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

void terminal_spaces(const struct terminal *terminal, unsigned n);

/* Text at the left or right of n columns, cut and filled up. */
void terminal_left(const struct terminal *terminal, const char *text,
    unsigned n, enum paint paint);
void terminal_right(const struct terminal *terminal, const char *text,
    unsigned n, enum paint paint);

/* Text cut to n columns. */
void terminal_cut(const struct terminal *terminal, const char *text,
    unsigned n, enum paint paint);

/* All lines of text, wrapped, each from a column on; NULL, "": none. */
void terminal_wrapped(const struct terminal *terminal, const char *text,
    unsigned indent, enum paint paint);

/* A bar of part (0 to 1) of n columns, filled up with spaces. */
void terminal_bar(const struct terminal *terminal, double part, unsigned n,
    enum paint paint);

/* Title, subtitle and an empty line; an empty line and the footer. */
void terminal_head(const struct terminal *terminal,
    const struct chart_frame *frame);
void terminal_foot(const struct terminal *terminal,
    const struct chart_frame *frame);

/*
 * A picture of characters: dots (2 by 4 in each, as braille) and text.
 * x runs over [0, columns), y down over [0, rows); what lies outside is
 * left out.  The last paint of a character counts.
 */
struct canvas;

/* The caller frees it. */
struct canvas *canvas_new(unsigned columns, unsigned rows);
void canvas_free(struct canvas *canvas);
void canvas_dot(struct canvas *canvas, double x, double y,
    enum paint paint);
void canvas_line(struct canvas *canvas, double x1, double y1, double x2,
    double y2, enum paint paint);
/* Over the dots; one line, cut at the right edge. */
void canvas_text(struct canvas *canvas, unsigned column, unsigned row,
    const char *text, enum paint paint);
/* One row of it, without a newline and without spaces at its end. */
void canvas_put_row(const struct canvas *canvas, unsigned row,
    const struct terminal *terminal);

#endif
