/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_INCIDENCE_H
#define ANALYTICS_INCIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analytics/base/risk.h"
#include "analytics/base/status.h"

/*
 * Cumulative incidence (Aalen-Johansen) of one cause among competing
 * ones, censoring allowed, from a risk table.
 *
 * Caller owns all arrays.  Ties are exact: in a cell events and competing
 * events happen together, censorings after them.
 */
enum band {
	BAND_LOG_LOG,	/* F^exp(±z·se/(F ln F)), as R's survfit log-log */
	BAND_LOG,
	BAND_PLAIN,
};

/*
 * The interval of an estimate in (0, 1) with a standard error > 0; both
 * ends in [0, 1].
 */
void incidence_interval(double estimate, double se, double level,
    enum band band, double *low, double *high);

/*
 * Quantiles of time among those who get there: of F divided by its end.
 * days_of: by cell, the days of units of one's own (RISK_UNITS); or NULL.
 * days[i] answers probs[i] in (0, 1); R's rule: the first time at or
 * above, or the middle of the stretch where the curve is within 1e-10 of
 * the level.  NaN where F never leaves 0.
 */
enum status incidence_quantiles(const struct risk_table *table,
    enum risk_clock clock, const double *days_of, const double *probs,
    size_t n, double *days);

#endif
