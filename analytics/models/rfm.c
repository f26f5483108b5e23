/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analytics/models/rfm.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "analytics/base/memory.h"
#include "analytics/samples/quantile.h"

/* values[0..n) are overwritten by their order. */
static enum status
cuts_of(double *values, size_t n, unsigned levels, double *cuts)
{
	struct sample sample;

	enum status status = sample_sort(values, n, &sample);
	for (unsigned i = 1; i < levels && status == STATUS_OK; i++)
		status = quantile_part(sample, i, levels, &cuts[i - 1]);
	return status;
}

/* The number of a customer that lies so many bytes into the struct. */
static enum status
cuts_at(const struct rfm_customer *customers, size_t n, size_t offset,
    unsigned levels, double *values, double *cuts)
{
	for (size_t i = 0; i < n; i++)
		memcpy(&values[i], (const char *)&customers[i] + offset,
		    sizeof values[i]);
	return cuts_of(values, n, levels, cuts);
}

enum status
rfm_cuts(const struct rfm_customer *customers, size_t n, unsigned levels,
    struct rfm *out)
{
	*out = (struct rfm){ 0 };
	if (levels < 2 || levels > RFM_MAX_LEVELS)
		return STATUS_DOMAIN;
	if (n == 0)
		return STATUS_TOO_FEW;
	double *values = memory_zeroed(n, sizeof *values);
	enum status status = cuts_at(customers, n,
	    offsetof(struct rfm_customer, recency), levels, values,
	    out->recency);
	if (status == STATUS_OK)
		status = cuts_at(customers, n,
		    offsetof(struct rfm_customer, frequency), levels, values,
		    out->frequency);
	if (status == STATUS_OK)
		status = cuts_at(customers, n,
		    offsetof(struct rfm_customer, money), levels, values,
		    out->money);
	free(values);
	if (status == STATUS_OK)
		out->levels = levels;
	return status;
}

static unsigned
cuts_below(const double *cuts, unsigned levels, double value)
{
	unsigned below = 0;

	while (below + 1 < levels && cuts[below] < value)
		below++;
	return below;
}

enum status
rfm_score(const struct rfm *rfm, const struct rfm_customer *customer,
    struct rfm_score *out)
{
	unsigned levels = rfm->levels;

	*out = (struct rfm_score){ 0, 0, 0 };
	if (levels == 0 || !isfinite(customer->recency) ||
	    !isfinite(customer->frequency) || !isfinite(customer->money))
		return STATUS_DOMAIN;
	out->recency = levels - cuts_below(rfm->recency, levels,
	    customer->recency);
	out->frequency = 1 + cuts_below(rfm->frequency, levels,
	    customer->frequency);
	out->money = 1 + cuts_below(rfm->money, levels, customer->money);
	return STATUS_OK;
}

enum rfm_segment
rfm_segment_of(const struct rfm_score *score)
{
	/* By recency from 1, then by frequency from 1. */
	static const enum rfm_segment map[][RFM_SEGMENT_LEVELS] = {
		{ RFM_HIBERNATING, RFM_HIBERNATING, RFM_AT_RISK, RFM_AT_RISK,
		    RFM_CANNOT_LOSE },
		{ RFM_HIBERNATING, RFM_HIBERNATING, RFM_AT_RISK, RFM_AT_RISK,
		    RFM_CANNOT_LOSE },
		{ RFM_ABOUT_TO_SLEEP, RFM_ABOUT_TO_SLEEP, RFM_NEED_ATTENTION,
		    RFM_LOYAL, RFM_LOYAL },
		{ RFM_PROMISING, RFM_POTENTIAL_LOYAL, RFM_POTENTIAL_LOYAL,
		    RFM_LOYAL, RFM_LOYAL },
		{ RFM_NEW, RFM_POTENTIAL_LOYAL, RFM_POTENTIAL_LOYAL,
		    RFM_CHAMPIONS, RFM_CHAMPIONS },
	};

	return map[score->recency - 1][score->frequency - 1];
}
