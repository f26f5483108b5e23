/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "io/chart/chart_rows.h"

static int
compare_lengths(const void *one, const void *other)
{
	double a = *(const double *)one, b = *(const double *)other;

	return (a > b) - (a < b);
}

/* How long an interval is where it is drawn. */
static double
length_of(const struct rows_chart *rows, const struct chart_row *row)
{
	return rows->kind == AXIS_LOG ? log(row->high) - log(row->low) :
	    row->high - row->low;
}

/* The length in the middle; without memory or intervals, without an end. */
static double
usual_length(const struct rows_chart *rows)
{
	double *lengths = malloc((rows->nrows + 1) * sizeof *lengths);
	double usual = INFINITY;
	size_t n = 0;

	for (size_t r = 0; lengths != NULL && r < rows->nrows; r++) {
		double length = length_of(rows, &rows->row[r]);

		if (!isnan(length))
			lengths[n++] = length;
	}
	if (n > 0) {
		qsort(lengths, n, sizeof *lengths, compare_lengths);
		usual = lengths[n / 2];
	}
	free(lengths);
	return usual;
}

void
rows_range(const struct rows_chart *rows, double *low, double *high)
{
	static const double far_longer = 3;
	double most = far_longer * usual_length(rows);

	*low = *high = rows->reference;
	for (size_t r = 0; r < rows->nrows; r++) {
		const struct chart_row *row = &rows->row[r];

		*low = fmin(*low, fmin(row->at, row->from));
		*high = fmax(*high, fmax(row->at, row->from));
		if (!(length_of(rows, row) <= most) ||
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
