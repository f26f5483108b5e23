/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/sample.h"

#include <math.h>
#include <stdlib.h>

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

enum status
sample_sort(double *values, size_t n, struct sample *out)
{
	*out = (struct sample){ NULL, 0 };
	if (n > SAMPLE_MAX)
		return STATUS_LIMIT;
	for (size_t i = 0; i < n; i++)
		if (!isfinite(values[i]))
			return STATUS_DOMAIN;
	/* The two zeros are equal, but would be printed as they fall. */
	for (size_t i = 0; i < n; i++)
		if (values[i] == 0)
			values[i] = 0;
	if (n > 1)
		qsort(values, n, sizeof *values, compare);
	*out = (struct sample){ values, n };
	return STATUS_OK;
}

size_t
sample_below(struct sample sample, double value)
{
	size_t low = 0, high = sample.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sample.values[middle] < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t
sample_up_to(struct sample sample, double value)
{
	size_t low = 0, high = sample.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sample.values[middle] <= value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
