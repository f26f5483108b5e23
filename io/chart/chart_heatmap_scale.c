/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "analytics/base/compare.h"
#include "analytics/base/memory.h"
#include "io/chart/chart_heatmap.h"

static struct heat_scale
scale_to(double amount)
{
	static const struct heat_scale scales[] = {
		{ 0.01, 2, 0 }, { 0.02, 4, 0 }, { 0.05, 5, 0 }, { 0.1, 5, 0 },
		{ 0.2, 4, 0 }, { 0.3, 3, 0 }, { 0.4, 4, 0 }, { 0.5, 5, 0 },
		{ 0.6, 3, 0 }, { 0.8, 4, 0 }, { 1, 4, 0 },
	};
	size_t i = 0;

	while (i + 1 < sizeof scales / sizeof scales[0] &&
	    amount > scales[i].end)
		i++;
	return scales[i];
}

/* Those of a column that are below 1 and of many, in order; *whole: some
   are 1. */
static size_t
sort_column(const struct heatmap_chart *heatmap, size_t column, double *out,
    bool *whole)
{
	size_t n = 0;

	for (size_t r = 0; r < heatmap->nrows; r++) {
		double rate = heatmap->rows[r].rates[column];

		if (!heat_is_many(&heatmap->rows[r], column))
			continue;
		*whole |= rate >= 1;
		if (rate < 1)
			out[n++] = rate;
	}
	qsort(out, n, sizeof *out, compare_double);
	return n;
}

/*
 * A few cells that stick out of their own column may be beyond the scale;
 * a column that is higher than all others, such as the first, may not: its
 * rows are what is compared.
 */
struct heat_scale
heat_scale(const struct heatmap_chart *heatmap)
{
	static const double far = 1.5;
	static const size_t few = 10;	/* one in so many */
	struct heat_scale scale = scale_to(1);
	bool whole = false, any = false;
	double most = 0, rest = 0;
	double *sorted = memory_array(heatmap->nrows, sizeof *sorted);

	for (size_t c = 0; c < heatmap->ncolumns; c++) {
		size_t n = sort_column(heatmap, c, sorted, &whole);

		if (n == 0)
			continue;
		any = true;
		most = fmax(most, sorted[n - 1]);
		rest = fmax(rest, sorted[n - 1 - n / few]);
	}
	free(sorted);
	if (!any)
		return scale;
	scale = scale_to(rest > 0 && most > far * scale_to(rest).end ? rest :
	    most);
	scale.beyond = (whole ? 1 : most) > scale.end;
	return scale;
}
