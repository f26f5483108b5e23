/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/compare.h"
#include "io/chart/chart_rows.h"

/* How long an interval is where it is drawn. */
static double
length_of(const struct rows_chart *rows, double low, double high)
{
	return rows->kind == AXIS_LOG ? log(high) - log(low) : high - low;
}

/* The length in the middle, of the first rows; without any, no end. */
static double
usual_length(const struct rows_chart *rows)
{
	double lengths[ROWS_MOST] = { 0 };
	size_t n = 0;

	for (size_t r = 0; r < rows->nrows && n < ROWS_MOST; r++) {
		lengths[n] = length_of(rows, rows->row[r].low,
		    rows->row[r].high);
		n += !isnan(lengths[n]);
	}
	qsort(lengths, n, sizeof *lengths, compare_double);
	return n > 0 ? lengths[n / 2] : INFINITY;
}

/* Times have no interval that could be too long; they begin at 0. */
static void
days_range(const struct rows_chart *rows, double *low, double *high)
{
	*low = *high = 0;
	for (size_t r = 0; r < rows->nrows; r++) {
		const struct chart_row *row = &rows->row[r];

		if (row->shape != ROW_HEADING)
			*high = fmax(*high, fmax(fmax(row->at, row->high),
			    row->far));
	}
	*high = *high > 0 ? *high : 1;
}

void
rows_range(const struct rows_chart *rows, double *low, double *high)
{
	static const double far_longer = 3;
	double most = far_longer * usual_length(rows);

	if (rows->kind == AXIS_DAYS) {
		days_range(rows, low, high);
		return;
	}
	*low = *high = rows->reference;
	for (size_t r = 0; r < rows->nrows; r++) {
		const struct chart_row *row = &rows->row[r];

		if (row->shape == ROW_HEADING)
			continue;
		*low = fmin(*low, fmin(row->at, row->from));
		*high = fmax(*high, fmax(row->at, row->from));
		if (row->shape == ROW_PAIR && length_of(rows,
		    row->from_low, row->from_high) <= most) {
			*low = fmin(*low, row->from_low);
			*high = fmax(*high, row->from_high);
		}
		if (!(length_of(rows, row->low, row->high) <= most) ||
		    row->shape == ROW_WAY)
			continue;
		*low = fmin(*low, row->low);
		*high = fmax(*high, row->high);
	}
	if (isnan(*low)) {
		*low = 0;
		*high = 1;
	}
}

double
rows_full(const struct rows_chart *rows)
{
	double full = rows->full;

	for (size_t r = 0; r < rows->nrows; r++)
		full = fmax(full, rows->row[r].at);
	return full > 0 ? full : 1;
}
