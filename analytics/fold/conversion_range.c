/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a result depends on its policies. */
#include <math.h>

#include "analytics/fold/conversion.h"

static const struct conversion_block *
find_block(const struct conversion_result *r,
    const struct conversion_block *like)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->blocks[i].total == like->total &&
		    r->blocks[i].cohort == like->cohort &&
		    (like->total || r->blocks[i].group == like->group))
			return &r->blocks[i];
	return NULL;
}

/* fmin and fmax pass over what is NaN: not defined there. */
static void
widen(struct conversion_row *row, const struct conversion_row *by)
{
	row->rate_min = fmin(row->rate_min, by->rate.rate);
	row->rate_max = fmax(row->rate_max, by->rate.rate);
	row->overall_min = fmin(row->overall_min, by->overall.rate);
	row->overall_max = fmax(row->overall_max, by->overall.rate);
}

void
conversion_widen(struct conversion_result *into,
    const struct conversion_result *other)
{
	for (size_t i = 0; i < into->n; i++) {
		struct conversion_block *block = &into->blocks[i];
		const struct conversion_block *by = find_block(other, block);

		for (size_t k = 0; by && k < into->nstages; k++)
			widen(&block->rows[k], &by->rows[k]);
	}
}
