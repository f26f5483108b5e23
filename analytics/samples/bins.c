/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/samples/bins.h"

#include <math.h>
#include <stdio.h>

#include "analytics/samples/quantile.h"

enum status
bins_equal_count(struct sample sample, size_t wanted, struct bins *out)
{
	size_t before = 0;

	out->n = 0;
	if (wanted == 0)
		return STATUS_DOMAIN;
	if (wanted > BINS_MAX)
		return STATUS_LIMIT;
	if (sample.n == 0)
		return STATUS_TOO_FEW;
	for (size_t i = 1; i < wanted; i++) {
		double cut;

		quantile_part(sample, i, wanted, &cut);
		size_t below = sample_up_to(sample, cut);
		if (below > before && below < sample.n)
			out->cuts[out->n++] = cut;
		before = below;
	}
	out->n++;
	return STATUS_OK;
}

enum status
bins_at(const double *cuts, size_t ncuts, struct bins *out)
{
	out->n = 0;
	if (ncuts > BINS_MAX - 1)
		return STATUS_LIMIT;
	for (size_t i = 0; i < ncuts; i++)
		if (!isfinite(cuts[i]) || (i > 0 && !(cuts[i - 1] < cuts[i])))
			return STATUS_DOMAIN;
	for (size_t i = 0; i < ncuts; i++)
		out->cuts[i] = cuts[i] == 0 ? 0 : cuts[i];
	out->n = ncuts + 1;
	return STATUS_OK;
}

size_t
bins_find(const struct bins *bins, double value)
{
	size_t bin = 0;

	if (isnan(value))
		return bins->n;
	while (bin + 1 < bins->n && value > bins->cuts[bin])
		bin++;
	return bin;
}

void
bins_label(const struct bins *bins, size_t bin, char *out)
{
	/* BINS_MAX has three digits. */
	int digits = bins->n < 10 ? 1 : bins->n < 100 ? 2 : 3;
	int place = (int)bin + 1;
	const double *cuts = bins->cuts;

	*out = '\0';
	if (bin >= bins->n)
		return;
	if (bins->n == 1)
		snprintf(out, BINS_MAX_LABEL, "1: all");
	else if (bin == 0)
		snprintf(out, BINS_MAX_LABEL, "%0*d: up to %.12g", digits,
		    place, cuts[0]);
	else if (bin == bins->n - 1)
		snprintf(out, BINS_MAX_LABEL, "%0*d: over %.12g", digits,
		    place, cuts[bin - 1]);
	else
		snprintf(out, BINS_MAX_LABEL, "%0*d: over %.12g to %.12g",
		    digits, place, cuts[bin - 1], cuts[bin]);
}
