/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IO_CHART_HEATMAP_H
#define IO_CHART_HEATMAP_H

#include "io/chart/chart.h"
#include "io/chart/terminal.h"

/*
 * Rates in rows and columns, more of the colour where there is more: a
 * cohort in each row, a period in each column.
 */
struct heat_row {
	const char *name;
	const char *size;	/* of how many, as it is to be read; or NULL */
	/* One a column.  NaN is not known yet and stays empty: never 0. */
	const double *rates;
	/* A second line of each cell, where there is room: an interval, a
	   count.  NULL: none. */
	const char *const *notes;
	const bool *framed;	/* those to see, by an orange frame; or NULL */
	const bool *few;	/* of so few that they say little: small and
				   grey, without a colour; or NULL */
	bool pooled;		/* the rows at the end that stand apart, bold */
};

struct heatmap_chart {
	struct chart_frame frame;
	const char *name_head, *size_head;	/* over the names, the sizes */
	const char *columns_head;	/* over the columns: "Months since …" */
	const char *const *columns;	/* "0", "1", "4-7", … */
	size_t ncolumns;		/* 1 to 120 */
	bool named;		/* columns are no sequence: each is named, and
				   cut where it is too long */
	const struct heat_row *rows;
	size_t nrows;			/* 1 to 200 */
	const char *cut_words;	/* where a terminal leaves columns out */
};

/* Whether a cell has a rate that speaks for itself. */
static inline bool
heat_is_many(const struct heat_row *row, size_t column)
{
	return row->few == NULL || !row->few[column];
}

/* 0, or -1 with a fault (FAULT_OUTPUT): too many. */
int chart_heatmap(struct chart *chart, const struct heatmap_chart *heatmap,
    struct fault *fault);

/*
 * The same as text: the number in each cell, and a shade beside it; where
 * the columns are too many for numbers, shades alone.
 */
void chart_heatmap_terminal(const struct heatmap_chart *heatmap,
    const struct terminal *terminal);

/*
 * A scale of colours from 0, for the rates that are known: it ends at the
 * least of 1, 2, 5, 10, 20, … per cent at or above them all.  Where some
 * are 1, as a period 0 that is so by construction, or a few lie far above
 * the rest, it ends above the rest, and beyond is set.  Cells of few are
 * left out.  Without rates it ends at 1.
 */
struct heat_scale {
	double end;
	unsigned parts;		/* of it that are round */
	bool beyond;
};

struct heat_scale heat_scale(const struct heatmap_chart *heatmap);

#endif
