/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_ROWS_H
#define IO_CHART_ROWS_H

#include "io/chart/chart_axis.h"
#include "io/chart/terminal.h"

/*
 * A table whose middle column is a plot: groups with their estimates (a
 * forest), stages before and after, the steps of a change (a bridge).
 */
enum row_shape {
	ROW_ESTIMATE,	/* a square at `at`, a line from low to high */
	ROW_TOTAL,	/* the same as a diamond, in ink, bold and apart */
	ROW_WAY,	/* from a ring at `from` to a disc at `at` */
	ROW_BAR,	/* a bar from `from` to `at`, low to high over it, and
			   a thin line on to the next row */
	ROW_LEVEL,	/* an upright mark at `at`, bold; the same line */
};

enum row_sign {
	ROW_PLAIN,	/* may be chance: hollow, or pale */
	ROW_HIGHER,	/* filled */
	ROW_LOWER,	/* filled, orange */
};

enum { ROW_COUNTS = 2 };

struct chart_row {
	enum row_shape shape;
	enum row_sign sign;
	const char *name;
	const char *counts[ROW_COUNTS];	/* left of the plot; or NULL */
	double at, from;	/* NaN: nothing is drawn */
	double low, high;	/* NaN: no interval */
	double weight;		/* 0 to 1: how large a square is */
	const char *words;	/* right of the plot */
	const char *q;		/* and at the end; or NULL */
};

struct rows_chart {
	struct chart_frame frame;
	enum axis_kind kind;
	const char *name_head, *count_heads[ROW_COUNTS];
	const char *words_head, *q_head, *axis_title;
	double reference;	/* an upright line; NaN: none */
	const char *reference_words;
	const struct chart_row *row;
	size_t nrows;		/* 1 to 200 */
};

/* 0, or -1 with a fault (FAULT_OUTPUT): too many, no memory. */
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
void rows_range(const struct rows_chart *rows, double *low,
    double *high);

#endif
