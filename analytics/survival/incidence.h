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

struct incidence {
	double estimate;	/* F(horizon), in [0, 1] */
	double variance;	/* of it: sum of multinomial increments */
	double low, high;
	double effective_n;	/* F(1-F)/variance; observed where F is 0, 1;
				   entered where nothing was censored */
	uint64_t observed;	/* seen to an end, or to the horizon */
	bool known;		/* false: the risk set was emptied by
				   censoring before the horizon; then all
				   doubles are NaN */
};

/*
 * Incidence of table's events by the end of the cell `horizon`.
 *
 * Where no censoring precedes the horizon, estimate is the ratio of
 * counts and effective_n is entered.  F = 0 or 1: low and high are
 * Wilson's with n = observed.
 *
 * STATUS_TOO_FEW when nobody entered; STATUS_DOMAIN for a level outside
 * (0, 1) or rows that do not add up to entered.
 *
 * Variance: with S the chance of no event yet, G = (F(t) - F(s)) / S(s),
 * each time s adds S(s-)²/n · [p1(1-G)² + p2·G² - (p1(1-G) - p2·G)²].
 * Source: Aalen & Johansen, Scand. J. Stat. 5 (1978) 141-150.
 * Oracle: maven_crm, won at 138 d: .519439498…, se .00554811019681885.
 */
enum status incidence_at(const struct risk_table *table, uint32_t horizon,
    double level, enum band band, struct incidence *out);

/*
 * The interval of an estimate in (0, 1) with a standard error > 0; both
 * ends in [0, 1].
 */
void incidence_interval(double estimate, double se, double level,
    enum band band, double *low, double *high);

/*
 * The same with a variance that is `effect` times as large (attempts of
 * one entity are alike): effective_n shrinks, the interval is made anew.
 * Only for one that is known; effect >= 1.
 */
enum status incidence_widen(struct incidence *incidence, double effect,
    double level, enum band band);

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
