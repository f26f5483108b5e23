/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_DURATION_H
#define ANALYTICS_DURATION_H

#include "analytics/base/risk.h"
#include "analytics/match/matching.h"

/* A duration between two times: days for dates, else microseconds. */
static inline int64_t
duration_between(const struct match_rules *r, int64_t from, int64_t to)
{
	return r->working ? rules_elapsed(r, from, to) : to - from;
}

/* As a risk cell (risk.h). */
static inline uint32_t
duration_cell_of(const struct match_rules *r, int64_t passed)
{
	if (r->dates)
		return passed < RISK_CELLS_MAX ? (uint32_t)passed :
		    RISK_CELLS_MAX - 1;
	/* Without a sign it is divided with fewer steps. */
	uint64_t micros = passed < 0 ? 0 : (uint64_t)passed;

	return risk_cell_of_seconds((int64_t)(micros / MICROS));
}

static inline uint32_t
duration_cell(const struct match_rules *r, int64_t from, int64_t to)
{
	return duration_cell_of(r, duration_between(r, from, to));
}

#endif
