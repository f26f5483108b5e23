/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef ANALYTICS_SBG_H
#define ANALYTICS_SBG_H

#include <stddef.h>
#include <stdint.h>

#include "analytics/base/status.h"

/*
 * The shifted-beta-geometric model of retention: everyone leaves at each
 * period's end with a chance of their own, which is beta distributed.
 * Those who leave easily leave first, so retention rises by itself.
 *
 *   S(t) = B(α, β + t) / B(α, β),  chance to leave in t: α / (α + β + t - 1)
 *
 * Source: Fader & Hardie, Journal of Interactive Marketing 21 (2007) 76-90.
 * Oracle: their table 2 (Regular .704, 1.182; High End .668, 3.806);
 * reference/sbg_estimates.csv, sbg_projection.csv.
 */

/*
 * Period t = index + 1.  Cohorts of different ages go in together: at_risk
 * counts only those whose period t is over.
 */
struct sbg_period {
	uint64_t at_risk;	/* kept through all periods before */
	uint64_t kept;		/* of them, through this one */
};

enum sbg_limit {
	SBG_INSIDE,
	SBG_GEOMETRIC,	/* α + β > 1e6: one chance for all, S = (1-θ)^t */
	SBG_SPLIT,	/* α + β < 1e-6: the share θ leaves at once, the rest
			   never: nobody left after the first period */
};

struct sbg {
	double alpha, beta;	/* NaN at a limit, where only θ is known */
	double theta;		/* α / (α + β), the mean chance to leave */
	enum sbg_limit limit;
	double log_likelihood;
	/* Pearson's, of the leavers of each period among those at risk. */
	double chi_square;
	size_t df;		/* periods less parameters */
	double p;		/* upper tail; NaN where df is 0 */
};

/*
 * Maximum likelihood: the root of the profile's slope in α + β, by
 * bisection between sign changes over twelve decades, so that it needs no
 * start and cannot run away.
 *
 * STATUS_TOO_FEW with fewer than two periods at risk, or where nobody has
 * left (any projection would say "never").  STATUS_DOMAIN where more are
 * kept than at risk, or at risk than were kept before.
 */
enum status sbg_fit(const struct sbg_period *periods, size_t n,
    struct sbg *out);

struct sbg_point {
	double survival;	/* S(t) */
	double low, high;	/* profile likelihood */
	double retention;	/* S(t) / S(t - 1); NaN for t = 0 */
};

/*
 * points[t] for t = 0 … n, of the fit of these periods.  The interval is
 * all S(t) of parameters that the likelihood ratio test does not reject,
 * the limits among them.  It is that of the parameters: it says nothing of
 * whether the model holds beyond what was seen.
 *
 * STATUS_DOMAIN for a level outside (0, 1) or a fit that is none.
 *
 * Source: Venzon and Moolgavkar, Applied Statistics 37 (1988) 87-94.
 * Oracle: the contour of the likelihood in (ln α, ln β), numerically.
 */
enum status sbg_project(const struct sbg_period *periods, size_t nperiods,
    const struct sbg *fit, size_t n, double level, struct sbg_point *points);

#endif
