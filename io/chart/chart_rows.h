/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_ROWS_H
#define IO_CHART_ROWS_H

#include "io/chart/chart_axis.h"
#include "io/chart/chart_frame.h"
#include "io/chart/terminal.h"

/*
 * The engine of rows: a table whose middle column is a plot.  Groups with
 * their estimates (a forest), rates before and after, the steps of a change
 * (a bridge), how long things take (boxes), the stages of a funnel and the
 * funnels of groups (bars) are rows of one shape or another.
 */
enum row_shape {
	ROW_ESTIMATE,	/* a square at `at`, a line from low to high; and a
			   ring at `from`, if there is one: what it was before
			   it was adjusted or shrunk */
	ROW_TOTAL,	/* the same as a diamond, in ink, bold and apart */
	ROW_PAIR,	/* above a ring at `from` with its line, below a
			   square at `at` with its own, and an arrow from one
			   to the other where they are on two sides */
	ROW_WAY,	/* from a ring at `from` to a disc at `at` */
	ROW_BAR,	/* a bar from `from` to `at`, low to high over it, and
			   a thin line on to the next row */
	ROW_LEVEL,	/* an upright mark at `at`, bold; the same line */
	ROW_BOX,	/* a thick line from low to high, a disc at `at`, and
			   a line on to a tick at `far` */
	ROW_SHARE,	/* a bar from 0 to `at` on a track, low to high over
			   it, an upright mark at `far`; its words follow it */
	ROW_STRIP,	/* of a terminal: small bars, as high as the shares of
			   strip, evenly from 0 to `far` */
	ROW_HEADING,	/* the name of the rows below, and its count as
			   words behind it */
};

enum row_sign {
	ROW_PLAIN,	/* may be chance: hollow, or pale */
	ROW_CLEAR,	/* filled */
	ROW_WORST,	/* filled, orange: the one to see */
	ROW_SO_FAR,	/* not complete yet: faint */
	ROW_GOAL,	/* filled, green: it got there */
};

/* Its texts: NULL or "" is empty; a column in which all are is left out. */
enum row_cell {
	ROW_NAME, ROW_COUNT, ROW_SECOND,	/* left of the plot */
	ROW_WORDS, ROW_MORE, ROW_Q,		/* right of it */
	ROW_CELLS,
};

enum { ROW_STRIP_MOST = 200 };

/* Between two bars, what became of those who stood at the one before. */
struct row_step {
	const char *rate;	/* "43.0% (42.6–43.4)"; NULL: there is none */
	const char *note;	/* "weakest step · 512 did not go on" */
	const char *brief;	/* the same where room is short; or NULL */
};

struct chart_row {
	enum row_shape shape;
	enum row_sign sign;
	const char *cells[ROW_CELLS];
	double at, from, far;	/* NaN: not drawn */
	double low, high;	/* NaN: no interval */
	double from_low, from_high;	/* ROW_PAIR: of `from` */
	bool crosses;		/* ROW_PAIR: the reference is between */
	double weight;		/* 0 to 1: how large a square is */
	struct row_step step;	/* ROW_SHARE: the way to it */
	const double *strip;	/* ROW_STRIP_MOST shares; NaN: not known */
};

/* Bars of one group, which have a plot of their own. */
struct rows_panel {
	const char *name, *facts;	/* "Acme", "n = 332" */
	size_t nrows;		/* of a picture: as many as the others' */
};

struct rows_chart {
	struct chart_frame frame;
	enum axis_kind kind;	/* AXIS_DAYS begins at 0 */
	const char *heads[ROW_CELLS];	/* over the cells */
	const char *axis_title;
	double reference;	/* an upright line; NaN: none */
	const char *reference_words;
	/*
	 * Rows are bars (ROW_SHARE) all of them or none.  Bars may stand in
	 * panels, those of the first first; no panel: all are in one.  They
	 * have no axis; one of `full` is as long as there is room, or longer
	 * ones make it shorter.
	 */
	const struct chart_row *row;
	size_t nrows;		/* 1 to ROWS_MOST; bars: 1 to BARS_MOST each */
	const struct rows_panel *panel;
	size_t npanels;		/* 0 to PANELS_MOST */
	double full;
};

enum { ROWS_MOST = 400, BARS_MOST = 100 };

/* 0, or -1 with a fault (FAULT_OUTPUT): too many. */
int chart_rows(struct chart *chart, const struct rows_chart *rows,
    struct fault *fault);

/* The same as text. */
void chart_rows_terminal(const struct rows_chart *rows,
    const struct terminal *terminal);

/*
 * What the axis covers: all estimates and the reference, and the intervals
 * that are not far longer than most; what goes on beyond ends in an arrow.
 * Nothing to show: 0 to 1.
 */
void rows_range(const struct rows_chart *rows, double *low, double *high);

/* What a full bar is of: at least rows->full, and no bar is longer. */
double rows_full(const struct rows_chart *rows);

/* Totals and levels are bold and in ink. */
static inline bool
row_is_bold(const struct chart_row *row)
{
	return row->shape == ROW_TOTAL || row->shape == ROW_LEVEL;
}

/*
 * Below: between the files of this engine.  A row's shape about y, in a row
 * of that pitch; an interval upon a bar from left to right, in pixels.
 */
void row_draw(struct chart *chart, const struct chart_row *row,
    const struct axis *axis, double y, double pitch);
void row_draw_over(struct chart *chart, const struct axis *axis,
    const struct chart_row *row, double y, const struct area *bar,
    unsigned tone);
int rows_draw_bars(struct chart *chart, const struct rows_chart *rows,
    struct fault *fault);

#endif
